#include "view/nodes.h"

#include <algorithm>
#include <utility>

namespace view {

bool lies_in(std::string_view inner, std::string_view outer) {
  return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '/');
}

void Nodes::begin() {
  nodes_.clear();
  depth_ = 0;
}

Node& Nodes::record(Node node) {
  node.depth = depth_;
  nodes_.push_back(std::move(node));
  return nodes_.back();
}

void Nodes::begin_group(std::string_view id, const std::string& name, const std::string& help) {
  record({.id = std::string(id), .role = Role::kGroup, .name = name, .help = help});
  ++depth_;
}

const Action* Nodes::action_for(std::string_view id) const {
  for (const Action& action : frame_.input().actions)
    if (action.id == id) return &action;
  return nullptr;
}

bool Nodes::is_left_out(std::string_view id) const {
  const auto& shown = frame_.input().shown_controls;
  const std::size_t slash = id.find('/');
  if (!shown || slash == std::string_view::npos || id.starts_with("app/")) return false;
  const std::string_view own = id.substr(slash + 1);
  if (own.ends_with("/close") || own.ends_with("/dismiss")) return false;
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
