// The top of the page: the lab's name, the scenes' tabs or their list, undo and redo, language, theme, help.
#include <algorithm>
#include <cmath>

#include "app/implementation.h"
#include "app/scene_menu.h"
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
constexpr Text kShare{"分享", "Share"};
constexpr Text kShareHelp{"复制链接：打开它就看到这里的一切。", "Copies a link that shows all that is here."};
constexpr Text kShared{"链接已复制。", "The link was copied."};
constexpr Text kUndo{"撤销", "Undo"};
constexpr Text kUndoHelp{"撤销上一步 (Ctrl+Z)。", "Takes the last step back (Ctrl+Z)."};
constexpr Text kRedo{"重做", "Redo"};
constexpr Text kRedoHelp{"重做被撤销的一步 (Ctrl+Shift+Z)。", "Does it again (Ctrl+Shift+Z)."};
constexpr Text kHelpHelp{"列出键盘和手势 (?)。", "Lists the keys and gestures (?)."};

constexpr float kHeaderRow = 48;   // CSS pixels
constexpr float kIconButton = 36;  // of an icon in it
constexpr float kIcon = 16;
constexpr float kShareFrom = 375;  // of the page: where there is room for its sign
constexpr double kFresh = 1.5;     // seconds that a tick tells of a link that was copied

}  // namespace

/// The name, the scenes' tabs, language and theme. Returns its bottom.
float App::Implementation::draw_header() {
  const view::Theme& theme = ui.theme();
  const float margin = ui.page_left();
  const std::string name = ui.tr(kLabName);
  const float sign = std::max(ui.target_height(), kIconButton),
              signs_width = (4.0f + (input.width >= kShareFrom ? 1 : 0) + (ui.is_wide() ? 1 : 0)) * sign +
                            view::button_width(ui, ui.tr(kOtherLanguage));
  std::vector<std::string> titles;
  for (const auto& each : scenes) titles.push_back(ui.tr(each->title()));
  // The tabs stand beside the name where all of them have room there, else below it, in two rows if need be; where they
  // need more, or the page is narrow, there is a list of them.
  const float beside_x = margin + std::ceil(ui.text_width(name, view::kTitle)) + 1 + view::kSpace5;
  const float beside_width = input.width - margin - signs_width - view::kSpace3 - beside_x;
  const bool is_beside = ui.is_wide() && view::tab_rows(ui, beside_width, titles) == 1;
  const float tabs_x = is_beside ? beside_x : margin - view::kSpace3,
              tabs_width = is_beside ? beside_width : input.width - 2 * tabs_x;
  const int rows = is_beside ? 1 : view::tab_rows(ui, tabs_width, titles);
  const bool is_menu = rows > (ui.is_wide() ? 2 : 1);
  const float tabs_y = is_beside ? 0 : is_menu ? (kHeaderRow + sign) / 2 : kHeaderRow - view::kSpace3;
  shows_scenes = shows_scenes && is_menu;
  SceneMenu menu(ui, titles, current, tabs_width, shows_scenes && !input.is_taken_away);
  const float tabs_height = is_menu ? menu.height() : kTabRow * static_cast<float>(rows - 1) + kHeaderRow;
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
  if (is_menu)
    follow(menu.draw(tabs_x, tabs_y));
  else if (view::tabs(ui, {tabs_x, tabs_y, tabs_width, tabs_height}, {"app/scenes", ui.tr(kScenesLabel)}, chosen,
                      titles))
    turn = Turn{.scene = chosen, .history_steps = 0};

  // The last sign, not its button, ends at the margin.
  draw_signs(input.width - margin + (sign - kIcon) / 2 - signs_width, (kHeaderRow - sign) / 2, sign);
  return height;
}

/// What the reader did with the list of scenes.
void App::Implementation::follow(const SceneMenu::Answer& answer) {
  if (!answer.is_toggled && answer.chosen < 0) return;
  shows_scenes = answer.is_toggled && !shows_scenes;
  if (answer.chosen >= 0 && answer.chosen != current) turn = Turn{.scene = answer.chosen, .history_steps = 0};
  if (!shows_scenes) ui.request_focus("app/scenes");
  want_frame();
}

/// The signs from `x` on, squares of `size`, and the language between them.
void App::Implementation::draw_signs(float x, float y, float size) {
  const auto sign = [&](const view::Label& label, view::Icon icon, bool is_enabled = true) {
    const view::Rect rect{x, y, size, size};
    x += size;
    const bool is_pressed = view::icon_button_at(ui, rect, label, icon, is_enabled);
    if (is_pressed) want_frame();
    return is_pressed;
  };
  if (sign({"app/undo", ui.tr(kUndo), ui.tr(kUndoHelp)}, view::Icon::kUndo, history.can_undo()))
    turn = Turn{.scene = current, .history_steps = -1};
  if (sign({"app/redo", ui.tr(kRedo), ui.tr(kRedoHelp)}, view::Icon::kRedo, history.can_redo()))
    turn = Turn{.scene = current, .history_steps = 1};
  const std::string language_label = ui.tr(kOtherLanguage);
  const float language_width = view::button_width(ui, language_label);
  if (view::button_at(ui, {x, y, language_width, size}, {"app/language", language_label, ui.tr(kOtherLanguageHelp)},
                      view::ButtonKind::kBare)) {
    chosen_language = language() == Language::kChinese ? Language::kEnglish : Language::kChinese;
    want_frame();
  }
  x += language_width;
  if (sign({"app/theme", ui.tr(is_dark() ? kToLight : kToDark), ui.tr(kThemeHelp)}, view::Icon::kTheme))
    is_dark_chosen = !is_dark();
  if (ui.is_wide() &&  // a phone is no projector
      sign({"app/presentation", ui.tr(is_presented ? kEndPresentation : kPresent), ui.tr(kPresentHelp)},
           view::Icon::kPresent))
    turn = Turn{.scene = current, .toggles_presentation = true};
  if (input.width >= kShareFrom) {
    const bool is_fresh = input.seconds - shared_at < kFresh;
    if (sign({"app/share", ui.tr(kShare), ui.tr(is_fresh ? kShared : kShareHelp)},
             is_fresh ? view::Icon::kDone : view::Icon::kShare)) {
      take_away.copy_link(ui, scene(), fragment(), outbox);
      shared_at = input.seconds;
    }
    if (is_fresh) want_frame();  // until the tick is a sign for sharing again
  }
  if (sign({"app/help", ui.tr(kHelpName), ui.tr(kHelpHelp)}, view::Icon::kHelp)) shows_help = !shows_help;
}

}  // namespace app
