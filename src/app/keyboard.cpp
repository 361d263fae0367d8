#include "app/keyboard.h"

#include <algorithm>

#include "view/text.h"

namespace app {

namespace {

using view::Action;
using view::ActionKind;
using view::Node;
using view::Role;

bool takes_keyboard(const Node& node) {
  switch (node.role) {
    case Role::kGroup: case Role::kHeading: case Role::kText: case Role::kStatus: case Role::kImage: case Role::kProgress: return false;
    default: return !node.is_disabled;
  }
}

std::optional<Action> slider_action(const Node& node, Key key) {
  const double page = std::max(node.step, (node.maximum - node.minimum) / 10);
  double wanted = node.number;
  switch (key) {
    case Key::kRight: case Key::kUp: case Key::kPlus: wanted += node.step; break;
    case Key::kLeft: case Key::kDown: case Key::kMinus: wanted -= node.step; break;
    case Key::kPageUp: wanted += page; break;
    case Key::kPageDown: wanted -= page; break;
    case Key::kHome: wanted = node.minimum; break;
    case Key::kEnd: wanted = node.maximum; break;
    case Key::kDelete: return Action{ActionKind::kReset, node.id, ""};
    default: return std::nullopt;
  }
  return Action{ActionKind::kSetValue, node.id, view::exact_number_text(std::clamp(wanted, node.minimum, node.maximum))};
}

std::optional<Action> option_action(const Node& node, Key key) {
  const int count = static_cast<int>(node.options.size());
  int wanted = node.selected;
  switch (key) {
    case Key::kRight: case Key::kDown: wanted = (wanted + 1) % count; break;
    case Key::kLeft: case Key::kUp: wanted = (wanted + count - 1) % count; break;
    case Key::kHome: wanted = 0; break;
    case Key::kEnd: wanted = count - 1; break;
    default: return std::nullopt;
  }
  return Action{ActionKind::kActivate, node.id, std::to_string(wanted)};
}

std::optional<Action> grid_action(const Node& node, Key key) {
  const char* step = nullptr;
  switch (key) {
    case Key::kUp: step = "up"; break;
    case Key::kDown: step = "down"; break;
    case Key::kLeft: step = "left"; break;
    case Key::kRight: step = "right"; break;
    case Key::kHome: step = "row-start"; break;
    case Key::kEnd: step = "row-end"; break;
    case Key::kPageUp: step = "panel-previous"; break;
    case Key::kPageDown: step = "panel-next"; break;
    case Key::kPlus: step = "zoom-in"; break;
    case Key::kMinus: step = "zoom-out"; break;
    case Key::kDelete: step = "zoom-all"; break;
    case Key::kEnter: case Key::kSpace: return Action{ActionKind::kActivate, node.id, ""};
    default: return std::nullopt;
  }
  return Action{ActionKind::kStep, node.id, step};
}

}  // namespace

std::string next_focus(const std::vector<Node>& nodes, const std::string& from, bool is_backwards) {
  std::vector<const std::string*> stops;
  for (const Node& node : nodes)
    if (takes_keyboard(node)) stops.push_back(&node.id);
  const auto found = std::find_if(stops.begin(), stops.end(), [&](const std::string* id) { return *id == from; });
  if (stops.empty()) return {};
  if (is_backwards) {
    if (found == stops.begin()) return {};
    return found == stops.end() ? *stops.back() : **(found - 1);
  }
  if (found == stops.end()) return *stops.front();
  return found + 1 == stops.end() ? std::string() : **(found + 1);
}

void become(Node& node, const Action& action) {
  double value = 0;
  if (!view::parse_number(action.value, value)) return;
  if (action.kind == ActionKind::kSetValue) node.number = value;
  if (action.kind == ActionKind::kActivate) node.selected = static_cast<int>(value);
}

std::optional<Action> action_for_key(const Node& node, Key key) {
  const bool is_press = key == Key::kEnter || key == Key::kSpace;
  switch (node.role) {
    case Role::kButton: case Role::kToggle: case Role::kLink:
      if (is_press) return Action{ActionKind::kActivate, node.id, ""};
      return std::nullopt;
    case Role::kSlider: return slider_action(node, key);
    case Role::kChoice: case Role::kList: case Role::kTabs: return option_action(node, key);
    case Role::kGrid: case Role::kPoint: return grid_action(node, key);
    default: return std::nullopt;
  }
}

}  // namespace app
