#include "app/scene_menu.h"

#include <algorithm>
#include <utility>

#include "index.h"
#include "view/options.h"
#include "view/widgets.h"

namespace app {

namespace {

using view::kSpace1;
using view::kSpace2;
using view::kSpace3;
using view::kSpace5;
using view::Rect;
using view::Text;

constexpr Text kScene{"场景：{0}", "Scene: {0}"};
constexpr Text kHelp{"打开、收起所有场景的列表。", "Opens and closes the list of all scenes."};
constexpr Text kAll{"所有场景", "All scenes"};

}  // namespace

SceneMenu::SceneMenu(view::Ui& ui, std::span<const std::string> titles, int current, float width, bool is_open)
    : ui_(ui),
      current_(current),
      width_(width),
      is_open_(is_open),
      count_(count_of(titles)),
      button_(measured(nth(titles, current), true)) {
  if (!is_open) return;
  for (const std::string& title : titles) lines_.push_back(measured(title, false));
}

SceneMenu::Line SceneMenu::measured(const std::string& title, bool opens_list) const {
  const float width = width_ - 2 * kSpace3 - (opens_list ? kSpace5 : 0),
              height = ui_.wrapped_text_height(width, title, view::kBody);
  return {title, width, height, std::max(kTabRow, height)};
}

float SceneMenu::height() const {
  float sum = button_.height;
  for (const Line& each : lines_) sum += each.height;
  return lines_.empty() ? sum : sum + kSpace2;
}

SceneMenu::Answer SceneMenu::draw(float x, float y) {
  Answer answer{.chosen = view::chosen_option(ui_, "app/scenes", count_)};
  const bool is_pressed = draw_line(button_, x, y,
                                    {.id = "app/scenes",
                                     .name = ui_.tr(kScene, {button_.title}),
                                     .help = ui_.tr(kHelp),
                                     .is_expanded = is_open_,
                                     .can_expand = true});
  answer.is_toggled = is_pressed && answer.chosen < 0;
  if (lines_.empty()) return answer;
  y += button_.height;
  ui_.begin_group("app/scenes/all", ui_.tr(kAll));
  for (int i = 0; i < count_; ++i) {
    const Line& each = nth(lines_, i);
    view::Node node{.id = "app/scenes/" + std::to_string(i), .name = each.title, .is_checked = i == current_};
    if (draw_line(each, x, y, std::move(node))) answer.chosen = i;
    y += each.height;
  }
  ui_.end_group();
  return answer;
}

/// `node` has what a screen reader reads. True if the line was pressed.
bool SceneMenu::draw_line(const Line& line, float x, float y, view::Node node) {
  const view::Theme& theme = ui_.theme();
  const Rect rect{x, y, width_, line.height};
  const view::Interaction interaction = ui_.interact(node.id, rect);
  const Rect inside{x + 3, y + 3, rect.width - 6, rect.height - 6};
  if (interaction.is_hovered) ui_.fill(inside, view::mixed(theme.surface, theme.line, 0.5f), view::kRadius);
  const view::Color color = node.can_expand || node.is_checked ? theme.accent : theme.text;
  ui_.wrapped_text(x + kSpace3, y + (rect.height - line.words_height) / 2, line.words_width, line.title,
                   {.color = color});
  if (node.is_checked) ui_.fill({x, y + kSpace2, 2, rect.height - 2 * kSpace2}, theme.accent);
  if (node.can_expand) {
    const float r = 4, tip = node.is_expanded ? -r : r, middle = y + rect.height / 2,
                sign_x = x + kSpace3 + std::min(ui_.text_width(line.title), line.words_width) + kSpace3;
    const ImVec2 sign[] = {{sign_x - r, middle - tip / 2}, {sign_x + r, middle - tip / 2}, {sign_x, middle + tip}};
    ui_.polygon(sign, color);
  }
  ui_.focus_ring(inside, interaction);
  const bool is_pressed = view::is_activated(ui_, node.id, interaction);
  node.role = view::Role::kButton;
  node.rect = rect;
  ui_.record(std::move(node));
  return is_pressed;
}

}  // namespace app
