// One frame of the interface: where things go, what was pressed, and what a screen reader is told.
// Positions are in content coordinates: CSS pixels, y from the top of the content; the viewport may be scrolled.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "imgui.h"
#include "view/accessible.h"
#include "view/glyphs.h"
#include "view/pyramid.h"
#include "view/svg.h"
#include "view/text.h"
#include "view/theme.h"

namespace view {

/// Is it the same id, or that of something inside: "mix/book" lies in "mix".
bool lies_in(std::string_view inner, std::string_view outer);

/// What holds for a whole frame.
struct FrameInput {
  const Theme* theme = &light_theme();
  Language language = Language::kChinese;
  float width = 1280, height = 800;  // viewport, CSS pixels
  float pixel_ratio = 1;             // device pixels per CSS pixel
  float scroll_y = 0;                // CSS pixels
  double seconds = 0;                // since some fixed moment
  bool is_touch = false;             // the last pointer was a finger
  bool is_help_wanted = false;       // … and it stays where it is: the help of what lies under it is shown
  bool is_motion_reduced = false;
  bool is_taken_away = false;     // this frame becomes a figure: without what is there for the pointer only
  bool edits_text_itself = true;  // false: the platform lays its own input over text fields
  float em_factor = 1;            // ImGui's font size per CSS font size
  bool has_font = true;           // false: the font is still on its way; no text is drawn
  std::vector<Action> actions;    // at most one per id
  std::optional<std::vector<std::string>> shown_controls;  // of the scene, without "<scene>/"; none: all of them
  std::optional<std::vector<std::string>> shown_panels;    // ids of a scene's panels; none: all of them
  ImDrawCallback draw_heatmap = nullptr;                   // the renderer's; see heatmap.h. Null without a renderer
  void* renderer = nullptr;                                // handed to it
};

/// What a pointer does with a widget.
struct Interaction {
  bool is_hovered = false, is_held = false, was_pressed = false, was_clicked = false, was_double_clicked = false;
  bool is_dragged_to = false;  // held, or just let go, at the pointer: of a quick drag there may be no other frame
  bool has_focus = false, shows_focus = false;
};

enum class Align { kLeft, kCenter, kRight };

/// What an exported picture lies on.
enum class SvgGround { kWhite, kTransparent, kAsOnScreen };

struct TextStyle {
  float size = kBody;
  Color color = 0;  // 0 = the theme's text colour
  Align align = Align::kLeft;
};

class Ui {
 public:
  void begin_frame(FrameInput input);
  void end_frame();  // tooltip last

  const FrameInput& input() const { return input_; }
  const Theme& theme() const { return *input_.theme; }
  std::string tr(const Text& text) const { return in_language(input_.language, text); }
  std::string tr(const Text& pattern, std::initializer_list<std::string_view> values) const {
    return filled(tr(pattern), values);
  }

  // ---- layout: a page of two columns when wide, one when narrow; everything is placed at a column's top ----
  bool is_wide() const { return input_.width >= kWideFrom; }
  float target_height() const { return input_.is_touch || !is_wide() ? kTargetTouch : kTargetMouse; }
  float page_margin() const { return is_wide() ? kSpace5 : kSpace4; }
  void begin_page(float top);
  void to_main_column();  // picture and numbers
  void to_side_column();  // controls; below what came before when narrow, or when nothing was there in the last frame
  float end_page();       // the bottom of the longer column
  /// The next `height` CSS pixels of the column, and a gap below them.
  Rect place(float height, float gap_below = kSpace2);
  void gap(float height) { column_->y += height; }
  float column_x() const { return column_->x; }
  float column_y() const { return column_->y; }
  float column_width() const { return column_->width; }
  /// The height from here to the bottom of the unscrolled viewport, at least `minimum`.
  float height_left(float reserved_below, float minimum) const;
  /// A column of the caller's own, until pop_column().
  void push_column(Rect area);
  float pop_column();  // its bottom

  // ---- accessible nodes ----
  Node& record(Node node);
  void begin_group(std::string_view id, const std::string& name, const std::string& help = "");
  void end_group();
  const Action* action_for(std::string_view id) const;
  /// A link may show only some of a scene's controls: "controls=wish,mix/book" leaves all others out, but for what
  /// they lie in ("mix") and what lies in them ("wish/…").
  /// What closes something that is open ("…/close", "…/dismiss") is no control of the scene's.
  bool is_left_out(std::string_view id) const;
  /// A link may show only some parts of a scene: "panels=picture,says". Of "controls" nothing is shown either if none
  /// is named: "controls=".
  bool shows_panel(std::string_view id) const;
  const std::vector<Node>& nodes() const { return nodes_; }

  /// The text as it was before the drag that is under way; otherwise the text itself.
  const std::string& settled(std::string_view id, const std::string& text);

  // ---- pointer and keyboard ----
  Interaction interact(std::string_view id, const Rect& rect);
  void set_focus(std::string_view id, bool is_visible);
  const std::string& focused_id() const { return focused_id_; }
  /// The id a widget wants the platform to give the keyboard to; empty if none. Clears it.
  std::string take_focus_request();
  void request_focus(std::string_view id) {
    focus_request_ = id;
    set_focus(id, false);
  }
  bool is_pointer_in(const Rect& rect) const;
  ImVec2 pointer() const;                            // content coordinates; far away if there is none
  bool is_dragging() const { return is_dragging_; }  // something is held down
  bool is_pointer_dragged() const;                   // … and has moved since
  /// Grows with every press of the pointer and every action, but not while keys turn one control on and on: one drag,
  /// one run of key presses, one number. Never 0.
  std::uint64_t gesture() const { return gesture_; }
  /// Something that the wheel moves, or zooms together with Ctrl. `up` … `right`: can it be moved that way any further?
  struct WheelRegion {
    Rect rect;
    bool up = false, down = false, left = false, right = false;
  };
  void claim_wheel(const WheelRegion& region) { wheel_regions_.push_back(region); }
  /// What the wheel has moved over this rectangle since the last frame, CSS pixels; the caller has taken it.
  ImVec2 take_wheel(const Rect& rect) {
    return is_pointer_in(rect) ? std::exchange(wheel_, ImVec2{0, 0}) : ImVec2{0, 0};
  }
  void add_wheel(ImVec2 delta) {
    wheel_.x += delta.x;
    wheel_.y += delta.y;
  }
  /// … and zoomed: wheel movement with Ctrl, or a pinch on the same scale.
  float take_zoom(const Rect& rect) { return is_pointer_in(rect) ? std::exchange(zoom_, 0.0f) : 0.0f; }
  void add_zoom(float delta) { zoom_ += delta; }
  /// The same for two fingers that move together.
  ImVec2 take_pan(const Rect& rect) { return is_pointer_in(rect) ? std::exchange(pan_, ImVec2{0, 0}) : ImVec2{0, 0}; }
  void add_pan(ImVec2 delta) {
    pan_.x += delta.x;
    pan_.y += delta.y;
  }
  /// Would something of the last frame move with this turn of the wheel, or zoom with it?
  bool wants_wheel(ImVec2 at, ImVec2 delta, bool zooms) const;
  /// Something here can be dragged in any direction: a finger on it does not scroll the page.
  void claim_drag(const Rect& rect) { drag_regions_.push_back(rect); }
  bool wants_drag(float x, float y) const;
  /// Asks the platform to let the reader pick a file, or to say how else one is opened.
  void request_file_dialog() { wants_file_dialog_ = true; }
  /// Puts text on the clipboard.
  void request_copy(std::string text) { copied_ = std::move(text); }
  std::string take_copy_request() { return std::exchange(copied_, {}); }
  bool take_file_dialog_request() { return std::exchange(wants_file_dialog_, false); }
  void set_cursor(const char* css_name) { cursor_ = css_name; }
  const std::string& cursor() const { return cursor_; }
  void tooltip(std::string_view id, const Interaction& interaction, const Rect& rect, const std::string& text);

  // ---- what was typed and is no good ----
  struct Refusal {
    std::string id, typed, why;  // of the field; why = a sentence
    Rect at;                     // the field, to which the sentence is drawn
  };
  /// The value stays; the sentence stands at the field until something better is typed or something else is pressed.
  void refuse(Refusal refusal);
  void forgive(std::string_view id);
  /// What was refused in that field, if anything was.
  const Refusal* refusal(std::string_view id) const { return refusal_ && refusal_->id == id ? &*refusal_ : nullptr; }
  /// Draws the sentence over the page and records it; each field calls this in every frame.
  void show_refusal(std::string_view id);
  /// Says a sentence through the live region.
  void announce(std::string sentence) { announced_ = std::move(sentence); }
  std::string take_announcement() { return std::exchange(announced_, {}); }

  // ---- moving things ----
  /// Glides to the target within kTransition seconds; jumps under reduced motion and when first seen.
  float animated(std::string_view id, float target);
  /// 1 when `value` has just changed, falling to 0 within kTransition; 0 when first seen and under reduced motion.
  float flash(std::string_view id, double value);
  void want_frame() { wants_frame_ = true; }
  bool wants_frame() const { return wants_frame_; }

  // ---- drawing ----
  ImDrawList& draw() const { return *draw_list_; }
  ImVec2 screen(float x, float y) const { return {x, y - input_.scroll_y}; }
  float pixel() const { return 1.0f / input_.pixel_ratio; }
  float snapped(float v) const;  // to a device pixel
  void fill(const Rect& rect, Color color, float radius = 0);
  void outline(const Rect& rect, Color color, float radius = 0, float thickness = 0 /* 0 = one device pixel */);
  void line(float x1, float y1, float x2, float y2, Color color, float thickness = 0);
  void circle(float x, float y, float radius, Color color);
  void ring(float x, float y, float radius, Color color, float thickness = 0);
  /// Filled, corners in order (either way round); may be concave but not self-crossing.
  void polygon(std::span<const ImVec2> corners, Color color);
  /// An open or closed line through the points.
  void polyline(std::span<const ImVec2> points, Color color, float thickness, bool is_closed = false);
  /// A cubic Bézier curve from a to d.
  void curve(ImVec2 a, ImVec2 b, ImVec2 c, ImVec2 d, Color color, float thickness);
  /// A soft round light: the colour's opacity in the middle, nothing at the radii.
  void glow(float x, float y, float radius_x, float radius_y, Color color);
  void focus_ring(const Rect& rect, const Interaction& interaction, float radius = kRadius);
  float text_width(std::string_view text, float size = kBody) const;
  /// One line, cut with … to the rectangle's width, vertically centred in it. True if it had to be cut.
  bool text(const Rect& rect, std::string_view text, TextStyle style = {});
  /// What had to be cut in this frame: nothing, if the layout is right.
  const std::vector<std::string>& cut_texts() const { return cut_texts_; }
  /// Several lines, broken between words and Chinese characters. Returns the height used; draws only if `is_drawn`.
  float wrapped_text(float x, float y, float width, std::string_view text, TextStyle style = {}, bool is_drawn = true);
  float wrapped_text_height(float width, std::string_view text, float size) {
    return wrapped_text(0, 0, width, text, {.size = size}, false);
  }
  /// What is drawn and pressed from here to end_overlay() lies over the rest of the page and has the pointer first,
  /// wherever in the frame that is. One in a frame; everything is inside `rect` (content coordinates).
  void begin_overlay(const Rect& rect);
  void end_overlay();
  /// Lets the renderer draw `rect` itself; the callback gets a copy of `data`. Nothing without a callback.
  void custom_drawing(const Rect& rect, ImVec2 uv_min, ImVec2 uv_max, ImDrawCallback callback, const void* data,
                      std::size_t size);
  /// One line, reading upwards (Chinese: upright characters, downwards), centred in the rectangle.
  void vertical_text(const Rect& rect, std::string_view text, TextStyle style = {});

  /// What is drawn from here to end_picture() is the scene's picture: the part that can be taken away.
  void begin_picture();
  void end_picture(const Rect& area);
  static constexpr float kPictureMargin = kSpace2;            // around it, CSS pixels
  const Rect& picture_area() const { return picture_area_; }  // content coordinates, of the last frame
  /// Writes the next frame's picture down as SVG, for take_svg() after that frame.
  struct SvgWish {
    std::string title, description;
    double points = 0;  // per CSS pixel of the picture; 0 = as large as on the screen
    SvgGround ground = SvgGround::kWhite;
  };
  void request_svg(SvgWish wish) {
    svg_wish_ = std::move(wish);
    wants_svg_ = true;
    want_frame();
  }
  std::string take_svg() { return std::exchange(finished_svg_, {}); }
  /// The recorder while a picture is being written down, else null: for drawings that Ui does not know.
  SvgRecorder* svg() { return is_recording_ ? &svg_ : nullptr; }

  /// Reduced copies of large matrices, kept while they are drawn.
  PyramidCache& pyramids() { return pyramids_; }

  /// The font, and what draws the characters that it lacks.
  Glyphs& glyphs() { return glyphs_; }
  ImFont* font() const { return ImGui::GetFont(); }

 private:
  struct Column {
    float x = 0, y = 0, width = 0;
  };
  struct Flash {
    double value = 0, start = 0;
    bool was_seen = false;
  };
  struct Glide {
    float from = 0, to = 0;
    double start = 0;
    bool was_seen = false;
  };

  FrameInput input_;
  ImDrawList* draw_list_ = nullptr;
  Column main_, side_;
  Column* column_ = &main_;
  bool is_in_side_ = false;      // what is drawn belongs there
  bool is_side_used_ = false;    // … and something was drawn in this frame
  bool has_side_column_ = true;  // there was something in the last one: otherwise its room is the main column's
  std::vector<Column> own_columns_;
  std::vector<Column*> outer_columns_;
  std::vector<Node> nodes_;
  int depth_ = 0;
  std::string focused_id_, focus_request_;
  bool is_focus_visible_ = false;
  bool is_dragging_ = false;
  std::uint64_t gesture_ = 1;
  std::string turned_;    // the control that the last action turned, if it turned one
  double turned_at_ = 0;  // seconds
  bool wants_frame_ = false;
  bool wants_file_dialog_ = false;
  ImVec2 wheel_{0, 0}, pan_{0, 0};
  float zoom_ = 0;
  std::vector<Rect> drag_regions_;
  std::vector<WheelRegion> wheel_regions_;
  Rect overlay_;                                      // in the viewport, as it was drawn last
  bool has_overlay_ = false, is_in_overlay_ = false;  // in this frame
  std::string cursor_ = "default", copied_;
  std::vector<std::string> cut_texts_;
  SvgRecorder svg_;
  PyramidCache pyramids_;
  Rect picture_area_;
  SvgWish svg_wish_;
  std::string finished_svg_;
  mutable Glyphs glyphs_;  // to measure is to meet characters
  bool wants_svg_ = false, is_recording_ = false;
  std::unordered_map<std::string, Glide> glides_;
  std::unordered_map<std::string, Flash> flashes_;
  std::unordered_map<std::string, std::string> settled_;

  std::optional<Refusal> refusal_;
  bool is_refusal_shown_ = false;     // in this frame
  bool is_refusal_recorded_ = false;  // … by a table and by the field in it, but once
  std::string announced_;

  std::string tooltip_id_;  // what is under the pointer in this frame; hovered_id_: in the last one
  std::string hovered_id_, tooltip_text_;
  Rect tooltip_rect_;
  double hovered_since_ = 0;

  void draw_tooltip();
  bool turns_on(const std::vector<Action>& actions);
  float drawn_width(std::string_view text, float size) const;
  void draw_refusal();
  void begin_window(const char* name, const Rect& place, ImGuiWindowFlags flags);
  bool is_overlaid(float x, float y) const;  // viewport
};

}  // namespace view
