// The picture: one query asks every key; the scores become weights; the weights mix the values into the output.
// Left to right where there is room, top to bottom where there is not. Thickness and colour of every connection are
// the weight.
#include <algorithm>
#include <cmath>

#include "scenes/query_key_value/scene.h"
#include "view/options.h"

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
constexpr Text kPickQuery{"当前查询", "Current query"};
constexpr Text kPickQueryHelp{"换一个查询，看它关注哪些键。", "Choose another query and see which keys it attends to."};
constexpr Text kPicture{"从查询到输出", "From query to output"};
constexpr Text kPictureSays{"查询“{0}”的权重：{1}。输出：{2}。", "Weights of query \"{0}\": {1}. Output: {2}."};
constexpr Text kOneWeight{"{0} {1}", "{0} {1}"};

constexpr const char* kSoftmaxWord = "softmax";
constexpr const char* kShareWord = "÷ Σ";
constexpr float kHeadLine = 24, kRowMost = 60, kChip = 28;
constexpr float kThickest = 11;       // a connection of weight 1, CSS pixels
constexpr float kNumberWidth = 44;    // "−9.99" with air
constexpr float kWideFlowFrom = 500;  // narrower: top to bottom

/// What both directions share.
struct Picture {
  view::Ui& ui;
  State& next;
  const Problem& problem;
  const Numbers& numbers;
  Selection selection;
  int query;
  double least_value = 0, largest_value = 1;  // of V, for the colours of values and output
};

double value_at(const Picture& picture, int key, int column) {
  return picture.numbers.v_table[static_cast<std::size_t>(key * picture.problem.value_width + column)];
}
double output_at(const Picture& picture, int column) {
  return picture.numbers.output[static_cast<std::size_t>(picture.query * picture.problem.value_width + column)];
}
bool is_masked(const Picture& picture, int key) { return std::isinf(picture.numbers.score(picture.query, key)); }

/// All the names; or letters and numbers for all, where one of the names does not fit.
template <class NameAt>
std::vector<std::string> names_that_fit(const view::Ui& ui, int count, char letter, float width, NameAt&& name_at) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(name_at(i));
  if (std::all_of(names.begin(), names.end(),
                  [&](const std::string& name) { return ui.text_width(name, view::kCaption) <= width; }))
    return names;
  for (int i = 0; i < count; ++i) names[static_cast<std::size_t>(i)] = letter + std::to_string(i + 1);
  return names;
}

std::vector<std::string> key_names(const Picture& picture, float width) {
  return names_that_fit(picture.ui, picture.problem.keys, 'k', width,
                        [&](int key) { return key_name(picture.ui, picture.problem, key); });
}

float thickness(const view::Ui& ui, double weight) {
  return std::max(ui.pixel(), static_cast<float>(weight) * kThickest);
}

Color connection(const view::Theme& theme, Color full, double weight) {
  return view::mixed(theme.line, full, static_cast<float>(0.2 + 0.8 * std::sqrt(std::clamp(weight, 0.0, 1.0))));
}

/// Weights glide, so that the eye can follow them; numbers do not.
double gliding_weight(const Picture& picture, int key) {
  const std::string id = "query_key_value/flow/weight/" + std::to_string(key);
  return static_cast<double>(picture.ui.animated(id, static_cast<float>(picture.numbers.weight(picture.query, key))));
}

void draw_chip(view::Ui& ui, const Rect& rect, const std::string& name, Color color, bool is_filled, bool is_hovered) {
  const view::Theme& theme = ui.theme();
  if (is_filled)
    ui.fill(rect, color, view::kRadius);
  else {
    ui.fill(rect, is_hovered ? view::mixed(theme.surface, color, 0.12f) : theme.surface, view::kRadius);
    ui.outline(rect, is_hovered ? color : theme.line, view::kRadius);
  }
  ui.text({rect.x + 3, rect.y, rect.width - 6, rect.height}, name,
          {.size = view::kCaption, .color = is_filled ? view::text_on(color) : color, .align = Align::kCenter});
}

void select(Picture& picture, int kind, int column) { picture.next.input.selection = {kind, picture.query, column}; }

/// A number that explains itself when pressed.
void draw_number(Picture& picture, const Rect& rect, int kind, int column, const std::string& shown, Color color,
                 Align align) {
  view::Ui& ui = picture.ui;
  const std::string id = "query_key_value/flow/number/" + std::to_string(kind) + "," + std::to_string(column);
  const view::Interaction interaction = ui.interact(id, rect);
  if (interaction.was_clicked) select(picture, kind, column);
  const bool is_selected = picture.selection.kind == kind && picture.selection.column == column;
  if (is_selected)
    ui.outline(rect, ui.theme().accent, view::kRadius / 2, 2);
  else if (interaction.is_hovered)
    ui.outline(rect, ui.theme().muted, view::kRadius / 2);
  ui.text({rect.x + 4, rect.y, rect.width - 8, rect.height}, shown,
          {.size = view::kCaption, .color = color, .align = align});
}

/// A vector as cells on their heat colours, with numbers where they fit.
template <class At>
void draw_vector(Picture& picture, const Rect& rect, int count, float opacity, At&& at) {
  view::Ui& ui = picture.ui;
  const float width = rect.width / static_cast<float>(count);
  for (int c = 0; c < count; ++c) {
    const double value = at(c);
    const double span = picture.largest_value - picture.least_value;
    const Color ground = view::mixed(
        ui.theme().page,
        view::color_at(1, span > 0 ? static_cast<float>((value - picture.least_value) / span * 0.8) : 0.3f), opacity);
    const Rect cell{rect.x + static_cast<float>(c) * width, rect.y, width, rect.height};
    ui.fill(cell, ground);
    if (width >= 24)
      ui.text({cell.x + 1, cell.y, cell.width - 2, cell.height}, view::fitted_number(ui, value, 1, width - 4),
              {.size = view::kCaption, .color = view::text_on(ground), .align = Align::kCenter});
  }
  ui.outline(rect, ui.theme().line);
}

void draw_output(Picture& picture, const Rect& rect) {
  const int count = picture.problem.value_width;
  draw_vector(picture, rect, count, 1, [&](int c) { return output_at(picture, c); });
  const float width = rect.width / static_cast<float>(count);
  for (int c = 0; c < count; ++c)
    draw_number(picture, {rect.x + static_cast<float>(c) * width, rect.y, width, rect.height}, kOutput, c, "", 0,
                Align::kCenter);
  picture.ui.outline({rect.x - 1, rect.y - 1, rect.width + 2, rect.height + 2}, picture.ui.theme().text, 2, 1);
}

/// The queries, one of which is asked about; for the keyboard they are one choice.
void draw_queries(Picture& picture, const std::vector<Rect>& chips) {
  view::Ui& ui = picture.ui;
  constexpr std::string_view kId = "query_key_value/query";
  view::Node node{.id = std::string(kId),
                  .role = view::Role::kChoice,
                  .name = ui.tr(kPickQuery),
                  .help = ui.tr(kPickQueryHelp),
                  .option_rects = chips,
                  .selected = picture.query};
  const auto pick = [&](int query) { picture.next.input.selection.query = query; };
  if (const int chosen = view::chosen_option(ui, kId, picture.problem.queries); chosen >= 0) pick(chosen);
  const auto name_at = [&](int i) { return query_name(ui, picture.problem, i); };
  const std::vector<std::string> shown =
      names_that_fit(ui, picture.problem.queries, 'q', chips.front().width - 6, name_at);
  for (int i = 0; i < picture.problem.queries; ++i) {
    const Rect& chip = chips[static_cast<std::size_t>(i)];
    const view::Interaction interaction = ui.interact("query_key_value/flow/query/" + std::to_string(i), chip);
    if (interaction.was_pressed) ui.request_focus(kId);
    if (interaction.was_clicked) pick(i);
    draw_chip(ui, chip, shown[static_cast<std::size_t>(i)], ui.theme().will_blue, i == picture.query,
              interaction.is_hovered);
    node.options.push_back(name_at(i));
  }
  node.value = node.options[static_cast<std::size_t>(picture.query)];
  node.rect = chips.front();
  for (const Rect& chip : chips) {
    const float right = std::max(node.rect.x + node.rect.width, chip.x + chip.width),
                bottom = std::max(node.rect.y + node.rect.height, chip.y + chip.height);
    node.rect = {node.rect.x, node.rect.y, right - node.rect.x, bottom - node.rect.y};
  }
  const view::Interaction focus = ui.interact(kId, {});
  ui.focus_ring(chips[static_cast<std::size_t>(picture.query)], focus);
  ui.record(std::move(node));
}

void describe(Picture& picture, const Rect& area) {
  view::Ui& ui = picture.ui;
  std::string weights, output;
  for (int key = 0; key < picture.problem.keys; ++key)
    weights +=
        (key ? ", " : "") + ui.tr(kOneWeight, {key_name(ui, picture.problem, key),
                                               view::number_text(picture.numbers.weight(picture.query, key), 2)});
  for (int c = 0; c < picture.problem.value_width; ++c)
    output += (c ? ", " : "") + view::number_text(output_at(picture, c), 2);
  const std::string says = ui.tr(kPictureSays, {query_name(ui, picture.problem, picture.query), weights, output});
  ui.record({.id = "query_key_value/flow",
             .role = view::Role::kImage,
             .name = ui.tr(kPicture),
             .help = ui.settled("query_key_value/flow", says),
             .rect = area});
}

void draw_softmax(Picture& picture, const Rect& band, bool is_upright) {
  view::Ui& ui = picture.ui;
  const char* word = has_softmax(picture.problem.scoring) ? kSoftmaxWord : kShareWord;
  ui.fill(band, view::mixed(ui.theme().page, ui.theme().track, 0.7f), view::kRadius);
  const view::TextStyle style{.size = view::kCaption, .color = ui.theme().muted, .align = Align::kCenter};
  if (is_upright && has_softmax(picture.problem.scoring))
    ui.vertical_text(band, word, style);
  else
    ui.text(band, word, style);
}

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
  const Rect& asking = queries[static_cast<std::size_t>(picture.query)];
  const float output_height = 34, output_y = top + (height - output_height) / 2;

  // Connections first, thin ones below thick ones.
  std::vector<std::pair<double, int>> order;
  for (int key = 0; key < problem.keys; ++key)
    if (!is_masked(picture, key)) order.emplace_back(gliding_weight(picture, key), key);
  std::sort(order.begin(), order.end());
  for (const auto& [weight, key] : order) {
    const Rect& row = rows[static_cast<std::size_t>(key)];
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
  const std::vector<std::string> names = key_names(picture, name_width - 6);
  for (int key = 0; key < problem.keys; ++key) {
    const Rect& row = rows[static_cast<std::size_t>(key)];
    const bool is_hidden = is_masked(picture, key);
    const double score = picture.numbers.score(picture.query, key), weight = picture.numbers.weight(picture.query, key);
    const Color quiet = is_hidden ? theme.disabled : theme.text;
    draw_chip(ui, {key_x, row.y, name_width, row.height}, names[static_cast<std::size_t>(key)],
              is_hidden ? theme.muted : theme.cue_red, false, false);
    draw_number(picture, {score_x, row.y, kScoreWidth, row.height}, kScore, key,
                view::fitted_number(ui, score, 2, kScoreWidth - 8), is_hidden ? theme.muted : quiet, Align::kRight);
    const Rect track{weight_x, row.y + row.height / 2 - 5, bar, 10};
    ui.fill(track, theme.track, 2);
    ui.fill({track.x, track.y, track.width * static_cast<float>(gliding_weight(picture, key)), track.height},
            theme.cue_red, 2);
    draw_number(picture, {weight_x + bar + 4, row.y, kNumberWidth, row.height}, kWeight, key,
                view::number_text(weight, 2), theme.text, Align::kRight);
    draw_vector(picture, {value_x, row.y, vector_width, row.height}, problem.value_width, is_hidden ? 0.35f : 1.0f,
                [&](int c) { return value_at(picture, key, c); });
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
  const Rect asking = queries[static_cast<std::size_t>(picture.query)];
  const float query_bottom = y + ui.target_height(), key_top = query_bottom + kDownCurve;
  const std::vector<Rect> columns = columns_of(problem.keys, 88);
  const float score_top = key_top + kChip + 2, band_top = score_top + kDownNumber + 2,
              bar_top = band_top + kDownBand + 6, weight_top = bar_top + kDownBar + 2;
  const float value_top = weight_top + kDownNumber + 4, value_bottom = value_top + kDownVector,
              output_top = value_bottom + kDownCurve;
  const float output_width = std::min(area.width, std::max(90.0f, 48.0f * static_cast<float>(problem.value_width)));
  const Rect output{area.x + (area.width - output_width) / 2, output_top, output_width, kDownOutput};

  std::vector<std::pair<double, int>> order;
  for (int key = 0; key < problem.keys; ++key)
    if (!is_masked(picture, key)) order.emplace_back(gliding_weight(picture, key), key);
  std::sort(order.begin(), order.end());
  for (const auto& [weight, key] : order) {
    const Rect& column = columns[static_cast<std::size_t>(key)];
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
  const std::vector<std::string> names = key_names(picture, columns.front().width - 6);
  for (int key = 0; key < problem.keys; ++key) {
    const Rect& column = columns[static_cast<std::size_t>(key)];
    const bool is_hidden = is_masked(picture, key);
    draw_chip(ui, {column.x, key_top, column.width, kChip}, names[static_cast<std::size_t>(key)],
              is_hidden ? theme.muted : theme.cue_red, false, false);
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
    draw_vector(picture, {column.x, value_top, column.width, kDownVector}, problem.value_width,
                is_hidden ? 0.35f : 1.0f, [&](int c) { return value_at(picture, key, c); });
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
