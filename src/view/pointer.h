// The pointer and the focus of the keyboard: what was pressed, and what has it. Gestures that the page would otherwise
// take for scrolling are in gestures.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "view/frame.h"

namespace view {

bool contains(const Rect& rect, float x, float y);

/// What a pointer does with a widget.
struct Interaction {
  bool is_hovered = false, is_held = false, was_pressed = false, was_clicked = false, was_double_clicked = false;
  bool is_dragged_to = false;  // held, or just let go, at the pointer: of a quick drag there may be no other frame
  bool has_focus = false, shows_focus = false;
};

class Pointer {
 public:
  explicit Pointer(Frame& frame) : frame_(frame) {}

  Interaction interact(std::string_view id, const Rect& rect);

  void set_focus(std::string_view id, bool is_visible);
  const std::string& focused_id() const { return focused_id_; }
  bool has_focus(std::string_view id) const { return focused_id_ == frame_.full_id(id); }
  /// The id a widget wants the platform to give the keyboard to; empty if none. Clears it.
  std::string take_focus_request();
  void request_focus(std::string_view id);

  ImVec2 pointer() const;  // content coordinates; far away if there is none
  bool is_pointer_in(const Rect& rect) const;
  bool is_overlaid(float x, float y) const;  // viewport: does an overlay lie there?
  bool is_in_overlay() const { return is_in_overlay_; }
  bool has_opened() const { return has_opened_; }    // an overlay, so far in this frame, that the reader has opened
  bool is_dragging() const { return is_dragging_; }  // something is held down
  bool is_pointer_dragged() const;                   // it is, or was just let go, and has been moved since pressed
  bool is_dragging_along() const;                    // something is held, and the hand that holds it has not paused
  /// Grows with every press of the pointer and every action, but not while keys turn one control on and on: one drag,
  /// one run of key presses, one number. Never 0.
  std::uint64_t gesture() const { return gesture_; }
  /// The text as it was before the drag that is under way; otherwise the text itself.
  const std::string& settled(std::string_view id, const std::string& text);

  void set_cursor(const char* css_name) { cursor_ = css_name; }
  const std::string& cursor() const { return cursor_; }

 protected:
  void begin();
  void end();
  /// What lies over the page has the pointer first, inside `place` (viewport).
  void open_overlay(const Rect& place, bool is_opened);
  void close_overlay() { is_in_overlay_ = false; }

 private:
  bool turns_on(const std::vector<Action>& actions);

  Frame& frame_;
  std::string focused_id_, focus_request_;
  bool is_focus_visible_ = false, is_dragging_ = false;
  std::uint64_t gesture_ = 1;
  std::string turned_;    // the control that the last action turned, if it turned one
  double turned_at_ = 0;  // seconds
  double moved_at_ = -1;  // seconds: when the pointer came to another place
  std::unordered_map<std::string, std::string> settled_;
  std::string cursor_ = "default";
  std::vector<Rect> overlays_;  // in the viewport, as they were drawn last …
  std::vector<Rect> drawn_;     // … and so far in this frame
  bool is_in_overlay_ = false, has_opened_ = false;
};

}  // namespace view
