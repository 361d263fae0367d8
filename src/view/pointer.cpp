#include "view/pointer.h"

#include <algorithm>
#include <utility>

namespace view {

namespace {

constexpr float kGone = -1e5f;  // left of this there is no pointer: the page took the gesture over

}  // namespace

bool contains(const Rect& rect, float x, float y) {
  return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}

// ---- frame -----------------------------------------------------------------------------------------------------

void Pointer::begin() {
  is_dragging_ = ImGui::IsAnyItemActive();
  cursor_ = "default";
  drawn_.clear();
  has_opened_ = false;
  if (const ImVec2 moved = ImGui::GetIO().MouseDelta; moved.x != 0 || moved.y != 0) moved_at_ = frame_.input().seconds;
  const std::vector<Action>& actions = frame_.input().actions;
  if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
    ++gesture_;
    turned_.clear();
  } else if (!actions.empty() && !turns_on(actions)) {
    ++gesture_;
  }
}

void Pointer::end() {
  const bool was_dragging = std::exchange(is_dragging_, ImGui::IsAnyItemActive());
  if (was_dragging && !is_dragging_) frame_.want_frame();  // what waited for the end of the drag is said now
  // A field that has just closed stays active until ImGui's next frame; what waits for its end would wait for ever.
  if (is_dragging_ && !ImGui::IsMouseDown(ImGuiMouseButton_Left)) frame_.want_frame();
  overlays_ = drawn_;
}

bool Pointer::turns_on(const std::vector<Action>& actions) {
  constexpr double kOneRun = 1.5;  // seconds between presses that belong together
  const double now = frame_.input().seconds;
  const bool is_turn = actions.size() == 1 &&
                       (actions.front().kind == ActionKind::kSetValue || actions.front().kind == ActionKind::kStep);
  const bool goes_on = is_turn && actions.front().id == turned_ && now - turned_at_ < kOneRun;
  turned_ = is_turn ? actions.front().id : "";
  turned_at_ = now;
  return goes_on;
}

void Pointer::open_overlay(const Rect& place, bool is_opened) {
  drawn_.push_back(place);
  overlays_.push_back(place);  // what is drawn after it in this frame has to know
  is_in_overlay_ = true;
  has_opened_ |= is_opened;
}

bool Pointer::is_overlaid(float x, float y) const {
  return std::any_of(overlays_.begin(), overlays_.end(), [&](const Rect& place) { return contains(place, x, y); });
}

// ---- widgets and focus -----------------------------------------------------------------------------------------

Interaction Pointer::interact(std::string_view id, const Rect& rect) {
  Interaction result;
  if (rect.width > 0 && rect.height > 0) {
    ImGui::SetCursorScreenPos({rect.x, rect.y - frame_.input().scroll_y});
    ImGui::PushID(id.data(), id.data() + id.size());
    result.was_clicked = ImGui::InvisibleButton("##widget", {rect.width, rect.height});
    result.is_hovered = ImGui::IsItemHovered();
    result.is_held = ImGui::IsItemActive();
    result.was_pressed = ImGui::IsItemActivated();
    result.is_dragged_to = result.is_held || (ImGui::IsItemDeactivated() && ImGui::GetIO().MousePos.x > kGone);
    result.was_double_clicked = result.is_hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
    ImGui::PopID();
  }
  if (result.was_pressed) request_focus(id);
  if (result.is_hovered) set_cursor("pointer");
  result.has_focus = has_focus(id);
  result.shows_focus = result.has_focus && is_focus_visible_;
  return result;
}

void Pointer::set_focus(std::string_view id, bool is_visible) {
  focused_id_ = id;
  is_focus_visible_ = is_visible;
}

void Pointer::request_focus(std::string_view id) {
  focus_request_ = frame_.full_id(id);
  set_focus(focus_request_, false);
}

std::string Pointer::take_focus_request() { return std::exchange(focus_request_, {}); }

// ---- where it is -----------------------------------------------------------------------------------------------

ImVec2 Pointer::pointer() const {
  const ImVec2 position = ImGui::GetIO().MousePos;
  return {position.x, position.y + frame_.input().scroll_y};
}

bool Pointer::is_pointer_in(const Rect& rect) const {
  const ImVec2 p = pointer();
  // A drag goes on below the overlay; nothing else reaches through it.
  if (!is_in_overlay_ && !is_dragging_ && is_overlaid(p.x, p.y - frame_.input().scroll_y)) return false;
  return contains(rect, p.x, p.y);
}

bool Pointer::is_pointer_dragged() const {
  constexpr float kThreshold = 4;  // CSS pixels; a click may tremble
  const ImGuiIO& io = ImGui::GetIO();
  // Of a quick drag the last way and the letting go lie in one frame, which ImGui does not count.
  const ImVec2 from = io.MouseClickedPos[ImGuiMouseButton_Left], to = io.MousePos;
  const float last = (to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y);
  const bool is_let_go = io.MouseReleased[ImGuiMouseButton_Left] && to.x > kGone;
  return std::max(io.MouseDragMaxDistanceSqr[ImGuiMouseButton_Left], is_let_go ? last : 0) > kThreshold * kThreshold;
}

bool Pointer::is_dragging_along() const {
  constexpr double kPause = 0.1;  // seconds; a hand that moves does so more often
  return is_dragging_ && frame_.input().seconds - moved_at_ < kPause;
}

const std::string& Pointer::settled(std::string_view id, const std::string& text) {
  std::string& kept = settled_[frame_.full_id(id)];
  if (!is_dragging_ || kept.empty()) kept = text;
  return kept;
}

}  // namespace view
