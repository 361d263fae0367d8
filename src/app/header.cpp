// The top of the page: the lab's name, the scenes' tabs, undo and redo, language, theme, help.
#include <algorithm>
#include <cmath>

#include "app/implementation.h"
#include "view/icons.h"
#include "view/widgets.h"

namespace app {

namespace {

using view::Language;
using view::Text;

constexpr Text kScenesLabel{"场景", "Scenes"};
constexpr Text kOtherLanguage{"EN", "中文"};
constexpr Text kOtherLanguageHelp{"Switch to English", "切换到中文"};
constexpr Text kToDark{"深色", "Dark"};
constexpr Text kToLight{"浅色", "Light"};
constexpr Text kThemeHelp{"切换浅色与深色外观。", "Switches between the light and the dark look."};
constexpr Text kPresent{"演示", "Presentation"};
constexpr Text kPresentHelp{"放大给全班看，只留要紧的控件 (F)。",
                            "Larger, for everybody to see, with only the controls that matter (F)."};
constexpr Text kEndPresentation{"结束演示", "End the presentation"};
constexpr Text kUndo{"撤销", "Undo"};
constexpr Text kUndoHelp{"撤销上一步 (Ctrl+Z)。", "Takes the last step back (Ctrl+Z)."};
constexpr Text kRedo{"重做", "Redo"};
constexpr Text kRedoHelp{"重做被撤销的一步 (Ctrl+Shift+Z)。", "Does it again (Ctrl+Shift+Z)."};
constexpr Text kHelpHelp{"列出键盘和手势 (?)。", "Lists the keys and gestures (?)."};

constexpr float kHeaderRow = 48;   // CSS pixels
constexpr float kTabRow = 44;      // of each further row of tabs: as high as a finger needs it
constexpr float kIconButton = 36;  // of an icon in it
constexpr float kIcon = 16;

}  // namespace

/// The name, the scenes' tabs, language and theme. Returns its bottom.
float App::Implementation::draw_header() {
  const view::Theme& theme = ui.theme();
  const float margin = ui.page_left();
  const std::string name = ui.tr(kLabName);
  const float signs_width = (ui.is_wide() ? 5 : 4) * std::max(ui.target_height(), kIconButton) +
                            view::button_width(ui, ui.tr(kOtherLanguage));
  std::vector<std::string> titles;
  for (const auto& each : scenes) titles.push_back(ui.tr(each->title()));
  // The tabs stand beside the name where all of them have room there, else below it, in as many rows as they need.
  const float beside_x = margin + std::ceil(ui.text_width(name, view::kTitle)) + 1 + view::kSpace5;
  const float beside_width = input.width - margin - signs_width - view::kSpace3 - beside_x;
  const bool is_beside = ui.is_wide() && view::tab_rows(ui, beside_width, titles) == 1;
  const float tabs_x = is_beside ? beside_x : margin - view::kSpace3,
              tabs_width = is_beside ? beside_width : input.width - 2 * tabs_x;
  const float tabs_y = is_beside ? 0 : kHeaderRow - view::kSpace3;
  const float tabs_height =
      is_beside ? kHeaderRow : kTabRow * static_cast<float>(view::tab_rows(ui, tabs_width, titles) - 1) + kHeaderRow;
  const float height = tabs_y + tabs_height;
  ui.fill({0, 0, input.width, height}, theme.surface);
  ui.line(0, height, input.width, height, theme.line);
  const float name_width =
      std::min(std::ceil(ui.text_width(name, view::kTitle)) + 1, input.width - 2 * margin - signs_width);
  if (ui.text_width(name, view::kTitle) <= name_width)
    ui.text({margin, 0, name_width, kHeaderRow}, name, {.size = view::kTitle});
  else
    ui.wrapped_text(margin, (kHeaderRow - ui.wrapped_text_height(name_width, name, view::kCaption)) / 2, name_width,
                    name, {.size = view::kCaption});
  ui.record({.id = "app/name",
             .role = view::Role::kHeading,
             .name = name,
             .level = 1,
             .rect = {margin, 0, name_width, kHeaderRow}});

  int chosen = current;
  if (view::tabs(ui, {tabs_x, tabs_y, tabs_width, tabs_height}, {"app/scenes", ui.tr(kScenesLabel)}, chosen, titles))
    turn = Turn{.scene = chosen, .history_steps = 0};

  const float size = std::max(ui.target_height(), kIconButton), y = (kHeaderRow - size) / 2;
  const std::string language_label = ui.tr(kOtherLanguage);
  const float language_width = view::button_width(ui, language_label);
  float right = input.width - margin + (size - kIcon) / 2;  // the last sign, not its button, ends at the margin
  right = draw_history_buttons(right - (ui.is_wide() ? 3 : 2) * size - language_width, y, size);
  if (view::button_at(ui, {right + 2 * size, y, language_width, size},
                      {"app/language", language_label, ui.tr(kOtherLanguageHelp)}, view::ButtonKind::kBare)) {
    chosen_language = language() == Language::kChinese ? Language::kEnglish : Language::kChinese;
    want_frame();
  }
  const std::string theme_name = ui.tr(is_dark() ? kToLight : kToDark);
  if (view::icon_button_at(ui, {right + 2 * size + language_width, y, size, size},
                           {"app/theme", theme_name, ui.tr(kThemeHelp)}, view::Icon::kTheme)) {
    is_dark_chosen = !is_dark();
    want_frame();
  }
  float x = right + 3 * size + language_width;
  if (ui.is_wide() || is_presented) {  // a phone is no projector
    if (view::icon_button_at(
            ui, {x, y, size, size},
            {"app/presentation", ui.tr(is_presented ? kEndPresentation : kPresent), ui.tr(kPresentHelp)},
            view::Icon::kPresent))
      turn = Turn{.scene = current, .toggles_presentation = true};
    x += size;
  }
  if (view::icon_button_at(ui, {x, y, size, size}, {"app/help", ui.tr(kHelpName), ui.tr(kHelpHelp)},
                           view::Icon::kHelp)) {
    shows_help = !shows_help;
    want_frame();
  }
  return height;
}

/// Undo and redo, squares of `size` to the left of `right`. Returns their left edge.
float App::Implementation::draw_history_buttons(float right, float y, float size) {
  if (view::icon_button_at(ui, {right - 2 * size, y, size, size}, {"app/undo", ui.tr(kUndo), ui.tr(kUndoHelp)},
                           view::Icon::kUndo, history.can_undo()))
    turn = Turn{.scene = current, .history_steps = -1};
  if (view::icon_button_at(ui, {right - size, y, size, size}, {"app/redo", ui.tr(kRedo), ui.tr(kRedoHelp)},
                           view::Icon::kRedo, history.can_redo()))
    turn = Turn{.scene = current, .history_steps = 1};
  return right - 2 * size;
}

}  // namespace app
