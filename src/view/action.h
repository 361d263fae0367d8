// What a keyboard, an assistive technology or a test does to the node of a widget.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace view {

enum class ActionKind {
  kActivate,  // click, Enter, Space; value of a choice/list/tabs = the index of the option
  kSetValue,  // value = the number or the text
  kStep,      // grids, points and numbers: a key that moves something, `step` says which
  kReset,     // back to the default (double click, Delete)
  kPaste,     // grids that take blocks: value = what was on the clipboard
};

/// What a key means to a grid, a point or a number. The page numbers them in the same order (web/bridge.mjs).
enum class Step {
  kUp,
  kDown,
  kLeft,
  kRight,
  kRowStart,
  kRowEnd,
  kFirst,
  kLast,  // so far they move the cursor of a grid
  kPanelPrevious,
  kPanelNext,
  kZoomIn,
  kZoomOut,
  kZoomAll,
  kEscape,
};

/// Sent to the node with this id.
struct Action {
  ActionKind kind = ActionKind::kActivate;
  std::string id;
  std::string value;
  Step step = Step::kUp;  // of kStep
  int times = 1;          // kStep: so many of them, a key held down sends several within a frame
};

/// One step of a key.
inline Action step_action(std::string id, Step step) { return {ActionKind::kStep, std::move(id), {}, step}; }

/// An action as the page sends it, the step as its number; none if there is no such kind, or no such step.
std::optional<Action> received_action(int kind, std::string id, std::string value);

}  // namespace view
