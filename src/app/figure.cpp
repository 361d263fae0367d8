// A figure for a report: the scene drawn once more, as wide as the report wants it, and written down as SVG.
#include "app/implementation.h"

namespace app {

/// The scene drawn again as a figure wants it and written down as SVG, and then as it was: what is rendered is the
/// last.
std::string App::Implementation::draw_figure(const FigureWish& wish) {
  constexpr float kWideFigure = 500;  // CSS pixels; wider figures are not as high as they are wide
  const view::FrameInput kept = input;
  const std::optional<bool> kept_dark = is_dark_chosen;
  const std::optional<view::Theme> kept_system_theme = system_theme;
  const ImVec2 pointer = ImGui::GetIO().MousePos;
  const auto draw_once = [&] {
    begin_imgui_frame(last_seconds);  // no time passes: nothing moves
    draw();
    ImGui::Render();
  };
  input.actions.clear();
  input.is_taken_away = true;
  ImGui::GetIO().AddMousePosEvent(kFarAway, kFarAway);  // nothing is pointed at in a figure
  if (wish.column_width > 0) {
    constexpr float kTall = 1.6f, kTallest = 2.5f;  // × the width: a picture takes three fifths of a screen's height
    input.width = wish.column_width + 2 * (view::kSpace4 - view::Ui::kPictureMargin);
    input.height = input.width * (wish.column_width > kWideFigure ? kTall : kTallest);
    input.scroll_y = 0;
    input.is_narrow = true;
  }
  if (wish.svg.ground != view::SvgGround::kAsOnScreen) {  // paper is white
    is_dark_chosen = false;
    system_theme.reset();
  }
  draw_once();  // the layout, and where the picture lies
  ui.request_svg(wish.svg);
  draw_once();
  std::string svg = ui.take_svg();
  input = kept;
  input.actions.clear();
  is_dark_chosen = kept_dark;
  system_theme = kept_system_theme;
  ImGui::GetIO().AddMousePosEvent(pointer.x, pointer.y);
  draw_once();
  return svg;
}

std::string App::printed_figure() {
  constexpr float kPaperWidth = 680;  // CSS pixels of an A4 sheet between its margins
  settle();
  Implementation& lab = *implementation_;
  ImGui::SetCurrentContext(lab.imgui);
  const scenes::TakeAway take_away = lab.scene().take_away(lab.language());
  const std::string& caption = lab.language() == view::Language::kChinese ? take_away.caption_zh : take_away.caption_en;
  return lab.draw_figure({.svg = {lab.ui.tr(lab.scene().title()), caption}, .column_width = kPaperWidth});
}

}  // namespace app
