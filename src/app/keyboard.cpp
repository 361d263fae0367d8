#include "app/keyboard.h"

#include <algorithm>
#include <utility>

#include "app/implementation.h"
#include "formats/problem.h"
#include "formats/text.h"
#include "index.h"
#include "view/text.h"

namespace app {

namespace {

using view::Action;
using view::ActionKind;
using view::Node;
using view::Role;
using view::Step;

constexpr view::Text kNoMatrix{
    "剪贴板里只有“{0}”，不是一个矩阵。请复制一张表（几行几列的数），或在表格里选一格再粘贴。",
    "There is only \"{0}\" on the clipboard, which is no matrix. Copy a table of numbers, or choose a cell of a table "
    "and paste there."};

bool takes_keyboard(const Node& node) {
  switch (node.role) {
    case Role::kGroup:
    case Role::kHeading:
    case Role::kText:
    case Role::kStatus:
    case Role::kImage:
    case Role::kProgress:
      return false;
    default:
      return !node.is_disabled;
  }
}

std::optional<Action> slider_action(const Node& node, Key key) {
  const double page = std::max(node.step, (node.maximum - node.minimum) / 10);
  double wanted = node.number;
  switch (key) {
    case Key::kRight:
    case Key::kUp:
    case Key::kPlus:
      wanted += node.step;
      break;
    case Key::kLeft:
    case Key::kDown:
    case Key::kMinus:
      wanted -= node.step;
      break;
    case Key::kPageUp:
      wanted += page;
      break;
    case Key::kPageDown:
      wanted -= page;
      break;
    case Key::kHome:
      wanted = node.minimum;
      break;
    case Key::kEnd:
      wanted = node.maximum;
      break;
    case Key::kDelete:
      return Action{ActionKind::kReset, node.id, ""};
    default:
      return std::nullopt;
  }
  return Action{ActionKind::kSetValue, node.id,
                view::exact_number_text(std::clamp(wanted, node.minimum, node.maximum))};
}

std::optional<Action> option_action(const Node& node, Key key) {
  const int count = count_of(node.options);
  int wanted = node.selected;
  switch (key) {
    case Key::kRight:
    case Key::kDown:
      wanted = (wanted + 1) % count;
      break;
    case Key::kLeft:
    case Key::kUp:
      wanted = (wanted + count - 1) % count;
      break;
    case Key::kHome:
      wanted = 0;
      break;
    case Key::kEnd:
      wanted = count - 1;
      break;
    default:
      return std::nullopt;
  }
  return Action{ActionKind::kActivate, node.id, std::to_string(wanted)};
}

std::optional<Action> grid_action(const Node& node, Key key) {
  switch (key) {
    case Key::kUp:
      return view::step_action(node.id, Step::kUp);
    case Key::kDown:
      return view::step_action(node.id, Step::kDown);
    case Key::kLeft:
      return view::step_action(node.id, Step::kLeft);
    case Key::kRight:
      return view::step_action(node.id, Step::kRight);
    case Key::kHome:
      return view::step_action(node.id, Step::kRowStart);
    case Key::kEnd:
      return view::step_action(node.id, Step::kRowEnd);
    case Key::kPageUp:
      return view::step_action(node.id, Step::kPanelPrevious);
    case Key::kPageDown:
      return view::step_action(node.id, Step::kPanelNext);
    case Key::kPlus:
      return view::step_action(node.id, Step::kZoomIn);
    case Key::kMinus:
      return view::step_action(node.id, Step::kZoomOut);
    case Key::kDelete:
      return view::step_action(node.id, Step::kZoomAll);
    case Key::kEnter:
    case Key::kSpace:
      return Action{ActionKind::kActivate, node.id};
    default:
      return std::nullopt;
  }
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
    case Role::kButton:
    case Role::kToggle:
    case Role::kLink:
      if (is_press) return Action{ActionKind::kActivate, node.id, ""};
      return std::nullopt;
    case Role::kSlider:
      return slider_action(node, key);
    case Role::kChoice:
    case Role::kList:
    case Role::kTabs:
      return option_action(node, key);
    case Role::kGrid:
    case Role::kPoint:
      return grid_action(node, key);
    default:
      return std::nullopt;
  }
}

// ---- what the keyboard does to the lab ----------------------------------------------------------------------------

bool App::key(Key key) {
  Implementation& lab = *implementation_;
  const std::string focused = lab.ui.focused_id();
  if (key == Key::kTab || key == Key::kBackTab) {
    focus(next_focus(lab.ui.nodes(), focused, key == Key::kBackTab), true);
    return true;
  }
  if (key == Key::kEscape) {
    if (lab.shows_help) act({ActionKind::kActivate, "app/keys/close"});
    if (lab.shows_scenes) act({ActionKind::kActivate, "app/scenes"});
    lab.ui.forgive(focused);
    focus("", false);
    return true;
  }
  const auto& nodes = lab.ui.nodes();
  const auto found =
      std::find_if(nodes.begin(), nodes.end(), [&](const view::Node& node) { return node.id == focused; });
  if (found == nodes.end()) return false;
  view::Node node = *found;
  if (const view::Action* waiting = lab.waiting_action(focused)) become(node, *waiting);
  std::optional<view::Action> action = action_for_key(node, key);
  if (!action) return false;
  lab.ui.set_focus(focused, true);
  act(std::move(*action));
  return true;
}

bool App::paste(std::string text) {
  Implementation& lab = *implementation_;
  const std::string_view content = formats::trimmed(text);
  if (content.empty()) return false;
  const std::string focused = lab.ui.focused_id();
  const auto& nodes = lab.ui.nodes();
  const auto is_focused_table = [&](const Node& node) { return node.id == focused && node.takes_blocks; };
  if (std::any_of(nodes.begin(), nodes.end(), is_focused_table)) {
    act({ActionKind::kPaste, focused, std::move(text)});
    return true;
  }
  if (!opens_files()) return false;
  if (content.find_first_of(" \t\n,;[") != std::string_view::npos || content.find("，") != std::string_view::npos)
    open_file("clipboard.txt", std::move(text));  // table, JSON or print-out: the content tells
  else {
    const std::string shown = formats::for_display(content);
    lab.say_problem(view::filled(kNoMatrix, {shown}));
  }
  return true;
}

}  // namespace app
