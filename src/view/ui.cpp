#include "view/ui.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

namespace view {

// ---- frame -----------------------------------------------------------------------------------------------------

/// ImGui's window, with nothing of its own, at a place in the viewport.
void Ui::begin_window(const char* name, const Rect& place, ImGuiWindowFlags flags) {
  ImGui::SetNextWindowPos({place.x, place.y});
  ImGui::SetNextWindowSize({place.width, place.height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::Begin(name, nullptr,
               flags | ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBackground |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar(3);
  draw_list_ = ImGui::GetWindowDrawList();
  draw_list_->_FringeScale = pixel();  // edges one device pixel soft, at every ratio
}

void Ui::begin_overlay(const Rect& rect) {
  // ImGui's windows lie on whole CSS pixels, and clip.
  const ImVec2 from = screen(rect.x, rect.y), to = screen(rect.x + rect.width, rect.y + rect.height);
  overlay_ = {std::floor(from.x), std::floor(from.y), std::ceil(to.x) - std::floor(from.x),
              std::ceil(to.y) - std::floor(from.y)};
  begin_window("###overlay", overlay_, ImGuiWindowFlags_NoFocusOnAppearing);
  has_overlay_ = is_in_overlay_ = true;
}

void Ui::end_overlay() {
  ImGui::End();
  draw_list_ = ImGui::GetWindowDrawList();
  is_in_overlay_ = false;
}

void Ui::begin_frame(FrameInput input) {
  input_ = std::move(input);
  nodes_.clear();
  cut_texts_.clear();
  depth_ = 0;
  wants_frame_ = false;
  cursor_ = "default";
  tooltip_id_.clear();
  wheel_regions_.clear();
  drag_regions_.clear();
  has_overlay_ = is_refusal_shown_ = is_refusal_recorded_ = false;
  own_columns_.clear();
  own_columns_.reserve(16);
  outer_columns_.clear();
  for (auto& [id, glide] : glides_) glide.was_seen = false;
  for (auto& [id, flash] : flashes_) flash.was_seen = false;
  if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
    ++gesture_;
    turned_.clear();
  } else if (!input_.actions.empty() && !turns_on(input_.actions)) {
    ++gesture_;
  }

  if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) refusal_.reset();

  begin_window("###lab", {0, 0, input_.width, input_.height}, ImGuiWindowFlags_NoBringToFrontOnFocus);
  is_dragging_ = ImGui::IsAnyItemActive();
}

bool Ui::turns_on(const std::vector<Action>& actions) {
  constexpr double kOneRun = 1.5;  // seconds between presses that belong together
  const bool is_turn = actions.size() == 1 &&
                       (actions.front().kind == ActionKind::kSetValue || actions.front().kind == ActionKind::kStep);
  const bool goes_on = is_turn && actions.front().id == turned_ && input_.seconds - turned_at_ < kOneRun;
  turned_ = is_turn ? actions.front().id : "";
  turned_at_ = input_.seconds;
  return goes_on;
}

void Ui::end_frame() {
  // Decided once a frame: of two things under the pointer, taking turns, neither would ever have been there for long.
  if (hovered_id_ != tooltip_id_) hovered_since_ = input_.seconds;
  hovered_id_ = tooltip_id_;
  if (!is_refusal_shown_) refusal_.reset();  // its field is gone
  draw_refusal();
  draw_tooltip();
  ImGui::End();
  const bool was_dragging = std::exchange(is_dragging_, ImGui::IsAnyItemActive());
  if (was_dragging && !is_dragging_) want_frame();  // what waited for the end of the drag is said now
  // A field that has just closed stays active until ImGui's next frame; what waits for its end would wait for ever.
  if (is_dragging_ && !ImGui::IsMouseDown(ImGuiMouseButton_Left)) want_frame();
  if (!has_overlay_) overlay_ = {};
  pyramids_.end_frame();
  wheel_ = pan_ = {0, 0};
  zoom_ = 0;
  std::erase_if(glides_, [](const auto& entry) { return !entry.second.was_seen; });
  std::erase_if(flashes_, [](const auto& entry) { return !entry.second.was_seen; });
}

// ---- layout ----------------------------------------------------------------------------------------------------

void Ui::begin_page(float top) {
  const float width = std::min(input_.width, kContentWidest) - 2 * page_margin();
  const float left = (input_.width - width) / 2;
  main_ = {left, top, width};
  side_ = main_;
  if (is_wide() && has_side_column_) {
    main_.width = width - kSideColumn - kSpace5;
    side_ = {left + main_.width + kSpace5, top, kSideColumn};
  }
  is_side_used_ = false;
  to_main_column();
}

void Ui::to_main_column() {
  column_ = &main_;
  is_in_side_ = false;
}
void Ui::to_side_column() {
  column_ = is_wide() && has_side_column_ ? &side_ : &main_;
  is_in_side_ = true;
}
float Ui::end_page() {
  const float bottom = is_wide() && has_side_column_ ? std::max(main_.y, side_.y) : main_.y;
  if (std::exchange(has_side_column_, is_side_used_) != is_side_used_ && is_wide()) want_frame();
  return bottom;
}

Rect Ui::place(float height, float gap_below) {
  is_side_used_ |= is_in_side_;
  const Rect rect{column_->x, column_->y, column_->width, height};
  column_->y += height + gap_below;
  return rect;
}

float Ui::height_left(float reserved_below, float minimum) const {
  return std::max(minimum, input_.height - column_->y - reserved_below);
}

void Ui::push_column(Rect area) {
  outer_columns_.push_back(column_);
  own_columns_.push_back({area.x, area.y, area.width});  // capacity is reserved: nested deeper than 16 is a mistake
  IM_ASSERT(own_columns_.size() <= 16);
  column_ = &own_columns_.back();
}

float Ui::pop_column() {
  const float bottom = column_->y;
  column_ = outer_columns_.back();
  outer_columns_.pop_back();
  own_columns_.pop_back();
  return bottom;
}

// ---- accessible nodes ------------------------------------------------------------------------------------------

Node& Ui::record(Node node) {
  node.depth = depth_;
  nodes_.push_back(std::move(node));
  return nodes_.back();
}

void Ui::begin_group(std::string_view id, const std::string& name, const std::string& help) {
  record({.id = std::string(id), .role = Role::kGroup, .name = name, .help = help});
  ++depth_;
}

void Ui::end_group() { --depth_; }

bool lies_in(std::string_view inner, std::string_view outer) {
  return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '/');
}

bool Ui::is_left_out(std::string_view id) const {
  const std::size_t slash = id.find('/');
  if (!input_.shown_controls || slash == std::string_view::npos || id.starts_with("app/")) return false;
  const std::string_view own = id.substr(slash + 1);
  if (own.ends_with("/close") || own.ends_with("/dismiss")) return false;
  const auto& shown = *input_.shown_controls;
  return std::none_of(shown.begin(), shown.end(),
                      [&](std::string_view each) { return lies_in(own, each) || lies_in(each, own); });
}

bool Ui::shows_panel(std::string_view id) const {
  if (id == "controls" && input_.shown_controls && input_.shown_controls->empty()) return false;
  return !input_.shown_panels ||
         std::find(input_.shown_panels->begin(), input_.shown_panels->end(), id) != input_.shown_panels->end();
}

const Action* Ui::action_for(std::string_view id) const {
  for (const Action& action : input_.actions)
    if (action.id == id) return &action;
  return nullptr;
}

const std::string& Ui::settled(std::string_view id, const std::string& text) {
  std::string& kept = settled_[std::string(id)];
  if (!is_dragging_ || kept.empty()) kept = text;
  return kept;
}

// ---- pointer and keyboard --------------------------------------------------------------------------------------

Interaction Ui::interact(std::string_view id, const Rect& rect) {
  Interaction result;
  if (rect.width > 0 && rect.height > 0) {
    ImGui::SetCursorScreenPos(screen(rect.x, rect.y));
    ImGui::PushID(id.data(), id.data() + id.size());
    result.was_clicked = ImGui::InvisibleButton("##widget", {rect.width, rect.height});
    result.is_hovered = ImGui::IsItemHovered();
    result.is_held = ImGui::IsItemActive();
    result.was_pressed = ImGui::IsItemActivated();
    constexpr float kGone = -1e5f;  // the page took the gesture over, and with it the pointer
    result.is_dragged_to = result.is_held || (ImGui::IsItemDeactivated() && ImGui::GetIO().MousePos.x > kGone);
    result.was_double_clicked = result.is_hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
    ImGui::PopID();
  }
  if (result.was_pressed) request_focus(id);
  if (result.is_hovered) set_cursor("pointer");
  result.has_focus = focused_id_ == id;
  result.shows_focus = result.has_focus && is_focus_visible_;
  return result;
}

void Ui::set_focus(std::string_view id, bool is_visible) {
  focused_id_ = id;
  is_focus_visible_ = is_visible;
}

std::string Ui::take_focus_request() { return std::exchange(focus_request_, {}); }

ImVec2 Ui::pointer() const {
  const ImVec2 position = ImGui::GetIO().MousePos;
  return {position.x, position.y + input_.scroll_y};
}

bool Ui::is_overlaid(float x, float y) const {
  const Rect& r = overlay_;
  return x >= r.x && x < r.x + r.width && y >= r.y && y < r.y + r.height;
}

bool Ui::is_pointer_in(const Rect& rect) const {
  const ImVec2 p = pointer();
  // A drag goes on below the overlay; nothing else reaches through it.
  if (!is_in_overlay_ && !is_dragging_ && is_overlaid(p.x, p.y - input_.scroll_y)) return false;
  return p.x >= rect.x && p.x < rect.x + rect.width && p.y >= rect.y && p.y < rect.y + rect.height;
}

bool Ui::is_pointer_dragged() const {
  constexpr float kThreshold = 4;  // CSS pixels; a click may tremble
  return ImGui::GetIO().MouseDragMaxDistanceSqr[ImGuiMouseButton_Left] > kThreshold * kThreshold;
}

bool Ui::wants_wheel(ImVec2 at, ImVec2 delta, bool zooms) const {
  if (is_overlaid(at.x, at.y)) return false;
  at.y += input_.scroll_y;
  return std::any_of(wheel_regions_.begin(), wheel_regions_.end(), [&](const WheelRegion& region) {
    const Rect& r = region.rect;
    const bool is_here = at.x >= r.x && at.x < r.x + r.width && at.y >= r.y && at.y < r.y + r.height;
    const bool is_along = std::abs(delta.y) >= std::abs(delta.x);  // a trackpad is never quite straight
    const bool can_move =
        is_along ? (delta.y > 0 ? region.down : region.up) : (delta.x > 0 ? region.right : region.left);
    return is_here && (zooms || can_move);
  });
}

bool Ui::wants_drag(float x, float y) const {
  if (is_overlaid(x, y)) return false;
  y += input_.scroll_y;
  return std::any_of(drag_regions_.begin(), drag_regions_.end(),
                     [&](const Rect& r) { return x >= r.x && x < r.x + r.width && y >= r.y && y < r.y + r.height; });
}

void Ui::tooltip(std::string_view id, const Interaction& interaction, const Rect& rect, const std::string& text) {
  if (!interaction.is_hovered || interaction.is_held || text.empty() || (input_.is_touch && !input_.is_help_wanted))
    return;
  tooltip_id_ = id;
  tooltip_text_ = text;
  tooltip_rect_ = rect;
}

void Ui::draw_tooltip() {
  if (hovered_id_.empty()) return;
  if (input_.seconds - hovered_since_ < kTooltipDelay && !input_.is_help_wanted) {
    want_frame();
    return;
  }
  constexpr float kWidest = 300;
  const float widest = std::min(kWidest, input_.width - 2 * kSpace2);
  const float inner = std::min(widest - 2 * kSpace3, std::ceil(text_width(tooltip_text_, kCaption)) + 1);
  const float height = wrapped_text_height(inner, tooltip_text_, kCaption) + 2 * kSpace2;
  const float width = inner + 2 * kSpace3;
  float x = std::clamp(tooltip_rect_.x, kSpace2, std::max(kSpace2, input_.width - width - kSpace2));
  float y = tooltip_rect_.y + tooltip_rect_.height + kSpace1;
  if (y - input_.scroll_y + height > input_.height) y = tooltip_rect_.y - height - kSpace1;
  const Rect rect{snapped(x), snapped(y), width, height};
  fill(rect, theme().text, kRadius);
  wrapped_text(rect.x + kSpace3, rect.y + kSpace2, inner, tooltip_text_, {.size = kCaption, .color = theme().surface});
}

// ---- what was typed and is no good ------------------------------------------------------------------------------

void Ui::refuse(Refusal refusal) {
  announce(refusal.why);
  refusal_ = std::move(refusal);
  is_refusal_shown_ = true;  // its field may have been drawn already
  want_frame();
}

void Ui::forgive(std::string_view id) {
  if (refusal(id)) refusal_.reset();
}

void Ui::show_refusal(std::string_view id) {
  if (!refusal(id)) return;
  is_refusal_shown_ = true;
  if (std::exchange(is_refusal_recorded_, true)) return;
  record({.id = std::string(id) + "/refused",
          .role = Role::kText,
          .name = refusal_->why,
          .is_invalid = true,
          .rect = refusal_->at});
}

/// A card below the field, or above it where the viewport ends.
void Ui::draw_refusal() {
  if (!refusal_ || input_.is_taken_away) return;
  constexpr float kWidest = 280;
  const Rect& at = refusal_->at;
  const float most = std::min(kWidest, input_.width - 2 * kSpace2) - 2 * kSpace3;
  const float inner = std::min(most, std::ceil(text_width(refusal_->why, kCaption)) + 1);
  const float width = inner + 2 * kSpace3, height = wrapped_text_height(inner, refusal_->why, kCaption) + 2 * kSpace2;
  const float x = std::clamp(at.x + at.width - width, kSpace2, std::max(kSpace2, input_.width - width - kSpace2));
  const float below = at.y + at.height + kSpace1, above = at.y - height - kSpace1;
  const Rect card{snapped(x), snapped(below + height - input_.scroll_y > input_.height ? above : below), width, height};
  outline({at.x - 1, at.y - 1, at.width + 2, at.height + 2}, theme().error, kRadius / 2, 2);
  fill(card, theme().surface, kRadius);
  outline(card, theme().error, kRadius, 1);
  wrapped_text(card.x + kSpace3, card.y + kSpace2, inner, refusal_->why, {.size = kCaption, .color = theme().error});
}

// ---- moving things ---------------------------------------------------------------------------------------------

float Ui::animated(std::string_view id, float target) {
  const auto [found, is_new] = glides_.try_emplace(std::string(id));
  Glide& glide = found->second;
  glide.was_seen = true;
  // What is not a number differs from itself: it would begin to glide anew in every frame, for ever.
  if (is_new || input_.is_motion_reduced || !std::isfinite(target) || !std::isfinite(glide.from)) {
    glide.from = glide.to = target;
    return target;
  }
  const auto position = [&] {
    const double t = std::clamp((input_.seconds - glide.start) / kTransition, 0.0, 1.0);
    const double eased = t * t * (3 - 2 * t);
    return glide.from + (glide.to - glide.from) * static_cast<float>(eased);
  };
  if (glide.to != target) {
    glide.from = position();
    glide.to = target;
    glide.start = input_.seconds;
  }
  if (input_.seconds - glide.start < kTransition && glide.from != glide.to) want_frame();
  return position();
}

float Ui::flash(std::string_view id, double value) {
  const auto [found, is_new] = flashes_.try_emplace(std::string(id));
  Flash& flash = found->second;
  flash.was_seen = true;
  if (is_new) flash = {value, -kTransition, true};
  if (flash.value != value && !(std::isnan(flash.value) && std::isnan(value))) flash = {value, input_.seconds, true};
  const double t = (input_.seconds - flash.start) / kTransition;
  if (t >= 1 || input_.is_motion_reduced) return 0;
  want_frame();
  return static_cast<float>((1 - t) * (1 - t));
}

}  // namespace view
