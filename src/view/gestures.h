// Gestures that the page would take for scrolling: the wheel, a pinch, two fingers that move together, a drag. What is
// drawn claims them for its rectangle; the page asks before it scrolls.
#pragma once

#include <utility>
#include <vector>

#include "view/pointer.h"

namespace view {

class Gestures {
 public:
  Gestures(const Frame& frame, const Pointer& pointer) : frame_(frame), pointer_(pointer) {}

  /// Something that the wheel moves, or zooms together with Ctrl. `up` … `right`: can it be moved that way any further?
  struct WheelRegion {
    Rect rect;
    bool up = false, down = false, left = false, right = false;
  };
  void claim_wheel(const WheelRegion& region);
  /// Something here can be dragged in any direction: a finger on it does not scroll the page.
  void claim_drag(const Rect& rect) { drag_regions_.push_back({frame_.in_content(rect), pointer_.is_in_overlay()}); }

  /// What the wheel has moved over this rectangle since the last frame, CSS pixels; the caller has taken it.
  ImVec2 take_wheel(const Rect& rect) { return taken(wheel_, rect); }
  /// The same for zooming: wheel movement with Ctrl, or a pinch on the same scale.
  float take_zoom(const Rect& rect) { return taken(zoom_, rect); }
  /// The same for two fingers that move together.
  ImVec2 take_pan(const Rect& rect) { return taken(pan_, rect); }

  void add_wheel(ImVec2 delta) { wheel_ = {wheel_.x + delta.x, wheel_.y + delta.y}; }
  void add_zoom(float delta) { zoom_ += delta; }
  void add_pan(ImVec2 delta) { pan_ = {pan_.x + delta.x, pan_.y + delta.y}; }
  /// Would something of the last frame move with this turn of the wheel, or zoom with it? `at` in the viewport.
  bool wants_wheel(ImVec2 at, ImVec2 delta, bool zooms) const;
  bool wants_drag(float x, float y) const;  // viewport

 protected:
  void begin();
  void end();

 private:
  template <typename Amount>
  Amount taken(Amount& amount, const Rect& rect) const {
    return pointer_.is_pointer_in(rect) ? std::exchange(amount, Amount{}) : Amount{};
  }

  const Frame& frame_;
  const Pointer& pointer_;
  ImVec2 wheel_{0, 0}, pan_{0, 0};
  float zoom_ = 0;
  /// What lies over the page, and what lies below that, do not share the pointer.
  template <class Claimed>
  struct Claim {
    Claimed what;
    bool is_in_overlay = false;
  };
  std::vector<Claim<Rect>> drag_regions_;
  std::vector<Claim<WheelRegion>> wheel_regions_;
};

}  // namespace view
