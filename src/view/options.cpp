#include "view/options.h"

#include <charconv>
#include <utility>

namespace view {

int chosen_option(const Ui& ui, std::string_view id, int count) {
  const Action* action = ui.action_for(id);
  if (!action || action->kind == ActionKind::kReset) return -1;
  int index = -1;
  std::from_chars(action->value.data(), action->value.data() + action->value.size(), index);
  return index >= 0 && index < count ? index : -1;
}

Options::Options(Ui& ui, Node node, int count, int& selected) : ui_(ui), node_(std::move(node)), selected_(selected) {
  if (const int chosen = chosen_option(ui, node_.id, count); chosen >= 0) choose(chosen);
}

void Options::choose(int option) { has_changed_ |= std::exchange(selected_, option) != option; }

Interaction Options::add(const std::string& name, const Rect& rect) {
  const int option = count_of(node_.options);
  const Interaction interaction = ui_.interact(node_.id + "/" + std::to_string(option), rect);
  if (interaction.was_pressed) ui_.request_focus(node_.id);  // the keyboard goes on from all of them
  if (interaction.was_clicked) choose(option);
  node_.options.push_back(name);
  node_.option_rects.push_back(rect);
  return interaction;
}

bool Options::finish(const Rect& rect) {
  node_.selected = selected_;
  if (selected_ >= 0 && selected_ < count_of(node_.options)) node_.value = nth(node_.options, selected_);
  node_.rect = rect;
  ui_.record(std::move(node_));
  return has_changed_;
}

}  // namespace view
