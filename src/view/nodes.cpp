#include "view/nodes.h"

#include <algorithm>
#include <utility>

#include "view/formula_signs.h"

namespace view {

bool lies_in(std::string_view inner, std::string_view outer) {
  return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '/');
}

void Nodes::begin() {
  nodes_.clear();
  depth_ = 0;
}

namespace {

/// "W＿Q", which is drawn with a lowered Q, in words.
void put_in_words(std::string& text, Language language) {
  for (std::size_t at; (at = text.find(kLowers)) != std::string::npos;)
    text.replace(at, kLowers.size(), in_language(language, kSub));
  for (std::size_t at; (at = text.find(kRaises)) != std::string::npos;) {
    const std::size_t from = at + kRaises.size(), count = count_signed(std::string_view(text).substr(from));
    const std::string raised = filled(in_language(language, kToThePower), {text.substr(from, count)});
    text.replace(at, kRaises.size() + count, raised);
  }
}

}  // namespace

Node& Nodes::record(Node node) {
  const Language language = frame_.input().language;
  for (std::string* text : {&node.name, &node.help}) put_in_words(*text, language);
  for (std::vector<std::string>* texts : {&node.options, &node.row_labels, &node.column_labels})
    for (std::string& text : *texts) put_in_words(text, language);
  node.id = frame_.full_id(node.id);
  node.depth = depth_;
  node.rect = frame_.in_content(node.rect);
  for (Rect& rect : node.option_rects) rect = frame_.in_content(rect);
  nodes_.push_back(std::move(node));
  return nodes_.back();
}

void Nodes::begin_group(std::string_view id, const std::string& name, const std::string& help) {
  record({.id = std::string(id), .role = Role::kGroup, .name = name, .help = help});
  ++depth_;
}

const Action* Nodes::action_for(std::string_view id) const {
  const std::vector<Action>& actions = frame_.input().actions;
  if (actions.empty()) return nullptr;
  const std::string full = frame_.full_id(id);
  for (const Action& action : actions)
    if (action.id == full) return &action;
  return nullptr;
}

bool Nodes::is_left_out(std::string_view id) const {
  const auto& shown = frame_.input().shown_controls;
  if (!shown) return false;
  const std::string full = frame_.full_id(id);
  const std::size_t slash = full.find('/');
  if (slash == std::string::npos || full.starts_with("app/")) return false;
  const std::string_view own = std::string_view(full).substr(slash + 1);
  if (own.ends_with("/close")) return false;
  return std::none_of(shown->begin(), shown->end(),
                      [&](std::string_view each) { return lies_in(own, each) || lies_in(each, own); });
}

bool Nodes::shows_panel(std::string_view id) const {
  const FrameInput& input = frame_.input();
  if (id == "controls" && input.shown_controls && input.shown_controls->empty()) return false;
  return !input.shown_panels ||
         std::find(input.shown_panels->begin(), input.shown_panels->end(), id) != input.shown_panels->end();
}

}  // namespace view
