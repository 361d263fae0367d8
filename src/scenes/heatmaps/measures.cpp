// Every panel's two numbers: how sharp its rows are, and how near the diagonal its weights lie.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "index.h"
#include "scenes/heatmaps/parts.h"

namespace scenes::heatmaps {

namespace {

using view::Text;

constexpr Text kMeasures{"每一幅有多集中，离对角线多远", "How sharp, and how near the diagonal"};
constexpr Text kMeasuresHelp{
    "为每一幅算出各行的平均熵，和权重离对角线的平均距离。",
    "For every panel, the mean entropy of its rows and the mean distance of its weights from the "
    "diagonal."};
constexpr Text kEntropyHead{"平均熵 (nat)：越短越集中", "Mean entropy (nats): shorter is sharper"};
constexpr Text kDistanceHead{"离对角线的平均距离 (位置)：越短越近",
                             "Mean distance from the diagonal (positions): shorter is nearer"};
constexpr Text kEntropySays{
    "熵说一行权重有多分散：只看一个键是 0，平均分给 {0} 个键最大，是 ln {0} = {1} nat。e "
    "的熵次方，就是约等于看着几个键。"
    "距离是 |查询 − 键| 按权重的平均。",
    "Entropy says how spread a row of weights is: 0 on a single key, and at most ln {0} = {1} {1|nat|nats}, on {0} "
    "{0|key|keys} alike. e raised to it is how many keys that is like looking at. The distance is the mean of |query − "
    "key|, by weight."};
constexpr Text kRowSays{
    "{0}：平均熵 {1} nat，约等于看着 {2} 个键；离对角线平均 {3} 个位置",
    "{0}: mean entropy {1} {1|nat|nats}, as if looking at {2} {2|key|keys}; {3} {3|position|positions} from the "
    "diagonal on average"};
constexpr Text kLeast{"最集中的是{0}，离对角线最近的是{1}。", "Sharpest: {0}. Nearest the diagonal: {1}."};
constexpr Text kThisPanel{"这一幅", "This panel"};
constexpr Text kTooMany{"数太多，没有为每一幅算；要比较，就按熵或按离对角线排列。",
                        "There are too many numbers to do so for every panel; to compare them, order the panels by "
                        "entropy or by distance."};

constexpr float kRow = 24, kBar = 8, kNumber = 44;  // CSS pixels
constexpr float kSunk = 2;                          // a line's digits stand a little below its middle

/// A bar on its track, and the number behind it.
void draw_bar(view::Ui& ui, const view::Rect& place, double value, double largest) {
  const view::Rect track{place.x, place.y + (place.height - kBar) / 2 + kSunk, std::max(1.0f, place.width - kNumber),
                         kBar};
  ui.fill(track, ui.theme().track, kBar / 2);
  const auto share = static_cast<float>(largest > 0 ? std::min(1.0, value / largest) : 0);
  if (share > 0) ui.fill({track.x, track.y, std::max(2.0f, track.width * share), kBar}, ui.theme().accent, kBar / 2);
  ui.text({track.x + track.width, place.y, kNumber, place.height}, view::number_text(value, 2),
          {.size = view::kCaption, .align = view::Align::kRight});
}

struct Layout {
  float names = 0, bars = 0;  // widths
  float entropy(const view::Rect& row) const { return row.x + names; }
  float distance(const view::Rect& row) const { return row.x + names + bars + view::kSpace5; }
};

Layout lay_out(const view::Ui& ui, const std::vector<std::string>& titles) {
  float widest = 0;
  for (const std::string& title : titles) widest = std::max(widest, ui.text_width(title, view::kCaption));
  Layout layout;
  layout.names = std::min(std::ceil(widest), ui.column_width() / 4) + view::kSpace3;
  layout.bars = (ui.column_width() - layout.names - view::kSpace5) / 2;
  return layout;
}

void draw_heads(view::Ui& ui, const Layout& layout) {
  const view::TextStyle quiet{.size = view::kCaption, .color = ui.theme().muted};
  const view::Rect top{ui.column_x(), ui.column_y(), ui.column_width(), 0};
  const float height = std::max(ui.wrapped_text(layout.entropy(top), top.y, layout.bars, ui.tr(kEntropyHead), quiet),
                                ui.wrapped_text(layout.distance(top), top.y, layout.bars, ui.tr(kDistanceHead), quiet));
  ui.place(height, view::kSpace1);
}

}  // namespace

void draw_measures(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result, const Shown& shown) {
  if (kind_of(next, result) != NumbersKind::kWeights || !result.all.do_rows_sum_to_one) return;
  view::disclosure(ui, {"measures", ui.tr(kMeasures), ui.tr(kMeasuresHelp)}, next.shows_measures);
  if (!next.shows_measures) return;
  const view::TextStyle quiet{.size = view::kCaption, .color = ui.theme().muted};
  if (result.measures.empty()) return view::paragraph(ui, "measures/none", ui.tr(kTooMany), quiet);
  std::vector<std::string> titles =
      plain_titles(ui.input().language, next, result, shown.first, count_of(shown.grid.panels));
  for (int i = 0; i < count_of(titles); ++i)
    if (nth(titles, i).empty())
      nth(titles, i) = result.panel_count() == 1 ? ui.tr(kThisPanel) : std::to_string(shown.first + i);
  const Layout layout = lay_out(ui, titles);
  draw_heads(ui, layout);
  const double most = std::log(static_cast<double>(result.keys));
  double farthest = 0;
  int sharpest = 0, nearest = 0;
  for (const Heatmaps::Measures& each : result.measures) farthest = std::max(farthest, each.distance);
  for (int i = 0; i < count_of(titles); ++i) {
    const Heatmaps::Measures& measures = nth(result.measures, shown.first + i);
    if (measures.entropy < nth(result.measures, shown.first + sharpest).entropy) sharpest = i;
    if (measures.distance < nth(result.measures, shown.first + nearest).distance) nearest = i;
    const std::string& title = nth(titles, i);
    const view::Rect row = ui.place(kRow, 0);
    ui.text({row.x, row.y, layout.names - view::kSpace2, kRow}, title, {.size = view::kCaption});
    draw_bar(ui, {layout.entropy(row), row.y, layout.bars, kRow}, measures.entropy, most);
    draw_bar(ui, {layout.distance(row), row.y, layout.bars, kRow}, measures.distance, farthest);
    ui.record({.id = "measures/" + std::to_string(i),
               .role = view::Role::kText,
               .name = ui.tr(kRowSays, {title, view::number_text(measures.entropy, 2),
                                        view::short_number_text(std::exp(measures.entropy)),
                                        view::number_text(measures.distance, 2)}),
               .rect = row});
  }
  ui.gap(view::kSpace2);
  if (titles.size() > 1)
    view::paragraph(ui, "measures/least", ui.tr(kLeast, {nth(titles, sharpest), nth(titles, nearest)}));
  view::paragraph(ui, "measures/says", ui.tr(kEntropySays, {std::to_string(result.keys), view::number_text(most, 2)}),
                  quiet);
  ui.gap(view::kSpace3);
}

}  // namespace scenes::heatmaps
