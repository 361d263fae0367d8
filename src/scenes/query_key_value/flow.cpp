// The picture: one query asks every key; the scores become weights; the weights mix the values into the output.
// Left to right where there is room, top to bottom where there is not. Thickness and colour of every connection are
// the weight.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/query_key_value/flow.h"

namespace scenes::query_key_value {

namespace {

using view::Align;
using view::Color;
using view::Rect;
using view::Text;

constexpr Text kQueryHead{"查询", "Queries"};
constexpr Text kKeyHead{"键", "Keys"};
constexpr Text kScoreHead{"得分", "Scores"};
constexpr Text kWeightHead{"权重", "Weights"};
constexpr Text kValueHead{"值", "Values"};
constexpr Text kOutputHead{"输出", "Output"};

constexpr float kHeadLine = 24, kRowMost = 60;
constexpr float kWideFlowFrom = 500;  // narrower: top to bottom

// ---- left to right ---------------------------------------------------------------------------------------------

void draw_across(Picture& picture, const Rect& area) {
  view::Ui& ui = picture.ui;
  const view::Theme& theme = ui.theme();
  const Problem& problem = picture.problem;
  // What is fixed, and gaps for the curves that share the rest.
  const float vector_width = std::clamp(area.width * 0.11f, 62.0f, 110.0f),
              name_width = std::clamp(area.width * 0.135f, 72.0f, 110.0f);
  constexpr float kLeastBand = 80, kScoreWidth = 50, kBandWidth = 22, kGap = 6;
  const float bar = std::max(28.0f, area.width * 0.075f);
  const float weight_width = bar + kNumberWidth + 4, query_width = name_width + 12;
  const float fixed = query_width + name_width + kScoreWidth + kBandWidth + weight_width + 2 * vector_width + 4 * kGap;
  const float rest = std::max(40.0f, area.width - fixed);
  const float query_x = area.x, key_x = query_x + query_width + rest * 0.5f, score_x = key_x + name_width + kGap / 2,
              band_x = score_x + kScoreWidth + kGap;
  const float weight_x = band_x + kBandWidth + kGap, value_x = weight_x + weight_width + kGap,
              output_x = area.x + area.width - vector_width;

  const auto head = [&](float x, float width, const Text& text) {
    const std::string words = ui.tr(text);
    const float size = ui.text_width(words, view::kCaption) <= width + 4 ? view::kCaption : view::kSmall;
    ui.text({x - 15, area.y, width + 30, kHeadLine}, words,
            {.size = size, .color = theme.muted, .align = Align::kCenter});
  };
  head(query_x, query_width, kQueryHead);
  head(key_x, name_width, kKeyHead);
  head(score_x, kScoreWidth, kScoreHead);
  head(weight_x, weight_width, kWeightHead);
  head(value_x, vector_width, kValueHead);
  head(output_x, vector_width, kOutputHead);

  const float top = area.y + kHeadLine + view::kSpace1, height = area.height - kHeadLine - view::kSpace1;
  const auto rows_of = [&](int count) {
    const float step = std::min(kRowMost, height / static_cast<float>(count)),
                start = top + (height - step * static_cast<float>(count)) / 2;
    std::vector<Rect> rows;
    for (int i = 0; i < count; ++i) {
      const float chip = std::min(kChip, step - 4);
      rows.push_back({0, start + step * (static_cast<float>(i) + 0.5f) - chip / 2, 0, chip});
    }
    return rows;
  };
  std::vector<Rect> queries = rows_of(problem.queries);
  for (Rect& chip : queries) chip = {query_x, chip.y, query_width, chip.height};
  const std::vector<Rect> rows = rows_of(problem.keys);
  const Rect& asking = nth(queries, picture.query);
  const float output_height = 34, output_y = top + (height - output_height) / 2;

  for (const auto& [weight, key] : seen_keys(picture)) {
    const Rect& row = nth(rows, key);
    const float y = row.y + row.height / 2, from = asking.y + asking.height / 2, thick = thickness(ui, weight);
    const auto across = [&](float x1, float y1, float x2, float y2, Color color) {
      const float bend = (x2 - x1) * 0.5f;
      ui.curve({x1, y1}, {x1 + bend, y1}, {x2 - bend, y2}, {x2, y2}, color, thick);
    };
    across(query_x + query_width, from, key_x, y, connection(theme, theme.will_blue, weight));
    across(value_x + vector_width, y, output_x, output_y + output_height / 2, connection(theme, theme.cue_red, weight));
  }
  const float band_height = std::max(kLeastBand, rows.back().y + rows.back().height - rows.front().y);
  draw_softmax(
      picture,
      {band_x, (rows.front().y + rows.back().y + rows.back().height - band_height) / 2, kBandWidth, band_height}, true);
  for (int key = 0; key < problem.keys; ++key) {
    const Rect& row = nth(rows, key);
    const bool is_hidden = is_masked(picture, key);
    const double score = picture.numbers.score(picture.query, key), weight = picture.numbers.weight(picture.query, key);
    const Color quiet = is_hidden ? theme.disabled : theme.text;
    draw_key(picture, {key_x, row.y, name_width, row.height}, key);
    draw_number(picture, {score_x, row.y, kScoreWidth, row.height}, kScore, key,
                view::fitted_number(ui, score, 2, kScoreWidth - 8), is_hidden ? theme.muted : quiet, Align::kRight);
    const Rect track{weight_x, row.y + row.height / 2 - 5, bar, 10};
    ui.fill(track, theme.track, 2);
    ui.fill({track.x, track.y, track.width * static_cast<float>(gliding_weight(picture, key)), track.height},
            theme.cue_red, 2);
    draw_number(picture, {weight_x + bar + 4, row.y, kNumberWidth, row.height}, kWeight, key,
                view::number_text(weight, 2), theme.text, Align::kRight);
    draw_value(picture, {value_x, row.y, vector_width, row.height}, key);
  }
  draw_queries(picture, queries);
  draw_output(picture, {output_x, output_y, vector_width, output_height});
}

// ---- top to bottom ---------------------------------------------------------------------------------------------

constexpr float kDownHead = 18, kDownCurve = 40, kDownBar = 44, kDownNumber = 24, kDownBand = 22, kDownVector = 26,
                kDownOutput = 34;

void draw_down(Picture& picture, const Rect& area) {
  view::Ui& ui = picture.ui;
  const view::Theme& theme = ui.theme();
  const Problem& problem = picture.problem;
  float y = area.y;
  const auto head = [&](const Text& text) {
    ui.text({area.x, y, area.width, kDownHead}, ui.tr(text), {.size = view::kCaption, .color = theme.muted});
    y += kDownHead + 2;
  };
  const auto columns_of = [&](int count, float most) {
    const float step = std::min(most, area.width / static_cast<float>(count)),
                start = area.x + (area.width - step * static_cast<float>(count)) / 2;
    std::vector<Rect> columns;
    for (int i = 0; i < count; ++i) columns.push_back({start + step * static_cast<float>(i) + 2, 0, step - 4, 0});
    return columns;
  };
  head(kQueryHead);
  std::vector<Rect> queries = columns_of(problem.queries, 140);
  for (Rect& chip : queries) chip = {chip.x, y, chip.width, ui.target_height()};
  const Rect asking = nth(queries, picture.query);
  const float query_bottom = y + ui.target_height(), key_top = query_bottom + kDownCurve;
  const std::vector<Rect> columns = columns_of(problem.keys, 88);
  const float score_top = key_top + kChip + 2, band_top = score_top + kDownNumber + 2,
              bar_top = band_top + kDownBand + 6, weight_top = bar_top + kDownBar + 2;
  const float value_top = weight_top + kDownNumber + 4, value_bottom = value_top + kDownVector,
              output_top = value_bottom + kDownCurve;
  const float output_width = std::min(area.width, std::max(90.0f, 48.0f * static_cast<float>(problem.value_width)));
  const Rect output{area.x + (area.width - output_width) / 2, output_top, output_width, kDownOutput};

  for (const auto& [weight, key] : seen_keys(picture)) {
    const Rect& column = nth(columns, key);
    const float x = column.x + column.width / 2, thick = thickness(ui, weight);
    const auto down = [&](float x1, float y1, float x2, float y2, Color color) {
      const float bend = (y2 - y1) * 0.5f;
      ui.curve({x1, y1}, {x1, y1 + bend}, {x2, y2 - bend}, {x2, y2}, color, thick);
    };
    down(asking.x + asking.width / 2, query_bottom, x, key_top, connection(theme, theme.will_blue, weight));
    down(x, value_bottom, output.x + output.width / 2, output_top, connection(theme, theme.cue_red, weight));
  }
  draw_softmax(picture,
               {columns.front().x, band_top, columns.back().x + columns.back().width - columns.front().x, kDownBand},
               false);
  for (int key = 0; key < problem.keys; ++key) {
    const Rect& column = nth(columns, key);
    const bool is_hidden = is_masked(picture, key);
    draw_key(picture, {column.x, key_top, column.width, kChip}, key);
    draw_number(picture, {column.x - 2, score_top, column.width + 4, kDownNumber}, kScore, key,
                view::fitted_number(ui, picture.numbers.score(picture.query, key), 2, column.width - 4),
                is_hidden ? theme.muted : theme.text, Align::kCenter);
    const float width = std::min(24.0f, column.width * 0.6f),
                bar = kDownBar * static_cast<float>(gliding_weight(picture, key));
    const Rect track{column.x + (column.width - width) / 2, bar_top, width, kDownBar};
    ui.fill(track, theme.track, 2);
    ui.fill({track.x, track.y + kDownBar - bar, width, bar}, theme.cue_red, 2);
    draw_number(picture, {column.x - 2, weight_top, column.width + 4, kDownNumber}, kWeight, key,
                view::number_text(picture.numbers.weight(picture.query, key), 2), theme.text, Align::kCenter);
    draw_value(picture, {column.x, value_top, column.width, kDownVector}, key);
  }
  draw_queries(picture, queries);
  draw_output(picture, output);
  const std::string head_words = ui.tr(kOutputHead);
  const float words_width = std::ceil(ui.text_width(head_words, view::kCaption)) + 1;
  const bool has_room_beside = output.x - area.x >= words_width + view::kSpace2;
  ui.text(has_room_beside ? Rect{output.x - words_width - view::kSpace2, output.y, words_width, output.height}
                          : Rect{output.x, output.y - kDownHead - 2, words_width, kDownHead},
          head_words, {.size = view::kCaption, .color = theme.muted});
}

}  // namespace

float flow_height_downwards(const view::Ui& ui) {
  return kDownHead + 2 + ui.target_height() + kDownCurve + kChip + 2 + kDownNumber + 2 + kDownBand + 6 + kDownBar + 2 +
         kDownNumber + 4 + kDownVector + kDownCurve + kDownOutput + 2;
}

bool flows_across(float width) { return width >= kWideFlowFrom; }

void draw_flow(view::Ui& ui, State& next, const Result& result, const view::Rect& area) {
  const Problem& problem = next.input.now;
  const Selection selection = fitted(next.input.selection, problem);
  Picture picture{ui, next, problem, result.now, selection, selection.query};
  const auto [least, largest] = std::minmax_element(result.now.v_table.begin(), result.now.v_table.end());
  picture.least_value = *least;
  picture.largest_value = *largest;
  describe(picture, area);
  if (flows_across(area.width))
    draw_across(picture, area);
  else
    draw_down(picture, area);
}

}  // namespace scenes::query_key_value
