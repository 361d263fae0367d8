// The keyboard on the desktop, over the same accessible nodes that a browser turns into elements: Tab walks them,
// other keys become the actions an element of that role would send.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "view/accessible.h"
#include "view/action.h"

namespace app {

enum class Key {
  kTab,
  kBackTab,
  kEnter,
  kSpace,
  kEscape,
  kUp,
  kDown,
  kLeft,
  kRight,
  kHome,
  kEnd,
  kPageUp,
  kPageDown,
  kPlus,
  kMinus,
  kDelete
};

/// The next (or previous) node that takes the keyboard, from the one with this id; "" = before the first, and after the
/// last.
std::string next_focus(const std::vector<view::Node>& nodes, const std::string& from, bool is_backwards);

/// Makes the node what it will be when a frame has taken the action: the next key goes on from there.
void become(view::Node& node, const view::Action& action);

/// What the key does to that node; nothing if the node has no use for it.
std::optional<view::Action> action_for_key(const view::Node& node, Key key);

}  // namespace app
