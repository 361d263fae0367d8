// Position encoding: the matrix P, some of its columns, bits beside it, the rotation of a shift, and dot products.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/parts/derivation.h"
#include "scenes/self_attention/parts.h"
#include "view/plot.h"
#include "view/side_by_side.h"
#include "view/whole_slider.h"

namespace scenes::self_attention {

namespace {

using view::Text;

constexpr Text kEncoding{"位置编码 P", "Position encoding P"};
constexpr Text kEncodingHelp{"一行一个位置，一列一个维度。选一格，看它那一对怎样转。",
                             "A row for each position, a column for each dimension. Choose a cell to see its pair "
                             "turned."};
constexpr Text kColumns{"列 (维度)", "Column (dimension)"}, kRows{"行 (位置)", "Row (position)"};
constexpr Text kCurves{"第 6–9 列随位置的变化", "Columns 6 to 9 over the position"};
constexpr Text kCurve{"列 {0}", "column {0}"};
constexpr Text kPlaceAxis{"位置", "position"};
constexpr Text kProducts{"点积 P＿i · P＿j", "Dot products P＿i · P＿j"};
constexpr Text kProductsHelp{"选一格 (i, j)：沿着对角线处处相同。",
                             "Choose a cell (i, j): along a diagonal all are alike."};
constexpr Text kByDistance{"点积随距离的变化", "The dot product over the distance"};
constexpr Text kDistanceAxis{"距离", "distance"}, kProductAxis{"点积", "product"};
constexpr Text kBitsName{"0–7 的二进制", "0 to 7 in binary"}, kBitColumnsName{"P 的三列", "Columns of P"};
constexpr Text kBitsNote{"越靠右的位，变得越快；P 的列也有快有慢，只是不跳。",
                         "The further right a bit, the faster it changes; P's columns are fast and slow, too, but "
                         "continuous."};
constexpr Text kRotations{"位移 δ = {0} 的旋转", "The rotations of a shift by δ = {0}"};
constexpr Text kRotationsHelp{"一行一个频率。选一行，看它怎样转。",
                              "A row for each frequency. Choose one to see what it turns."};
constexpr Text kPlace{"位置 i", "Position i"}, kPlaceHelp{"从哪里出发。", "Where it begins."};
constexpr Text kShift{"位移 δ", "Shift δ"}, kShiftHelp{"往后或往前多少步。", "How many steps onward, or back."};
constexpr Text kSays{
    "位移 {0} 步，每个频率都转一个固定的角：对全部 60 个位置，转出来的和 P 最多差 {1}。P＿{2} 的长度平方是 {3}，和 "
    "P＿{4} 的点积是 {5}：只看距离。",
    "A shift by {0} turns every frequency by one angle: at all 60 positions the result is P within {1}. P＿{2} has "
    "squared norm {3}; its dot product with P＿{4} is {5} and depends on the distance only."};
constexpr Text kOutside{
    "位移 {0} 步，每个频率都转一个固定的角：对全部 60 个位置，转出来的和 P 最多差 {1}。P＿{2} 的长度平方是 {3}。",
    "A shift by {0} turns every frequency by one angle: at all 60 positions the result is P within {1}. P＿{2} has "
    "squared norm {3}."};

constexpr Text kTitle{"位置 {0} → {1}：列 {2} 和 {3} 的旋转", "Position {0} → {1}: columns {2} and {3} are turned"};
constexpr Text kFrequency{"ω", "ω"};
constexpr Text kAngle{"ωδ", "ωδ"};
constexpr Text kFirstRow{"第一行", "First row"}, kSecondRow{"第二行", "Second row"};
constexpr Text kIsSine{"cos ωδ × sin ωi + sin ωδ × cos ωi = sin ω(i + δ)",
                       "cos ωδ × sin ωi + sin ωδ × cos ωi = sin ω(i + δ)"};
constexpr Text kIsCosine{"− sin ωδ × sin ωi + cos ωδ × cos ωi = cos ω(i + δ)",
                         "− sin ωδ × sin ωi + cos ωδ × cos ωi = cos ω(i + δ)"};
constexpr Text kCosine{"cos ωδ", "cos ωδ"}, kSine{"sin ωδ", "sin ωδ"};
constexpr Text kSameForAll{"误差", "Error"};
constexpr Text kSameNote{"对全部 60 个位置和 16 个频率；矩阵里没有 i。",
                         "At all 60 positions, for all 16 frequencies: there is no i in the matrix."};

constexpr float kPlotHeight = 220, kLeastBlock = 320, kLeastBits = 130;  // CSS pixels

std::string shift_text(int shift) { return view::number_text(shift, 0); }  // with a true minus

view::Rect place_plot(view::Ui& ui, const char* id, const Text& title) {
  view::heading(ui, std::string(id) + "/title", ui.tr(title), 2);
  return ui.place(kPlotHeight, view::kSpace4);
}

void draw_encoding(view::Ui& ui, State& next, const PositionsResult& result) {
  PositionsInput& input = next.input.positions;
  view::HeatmapGrid grid;
  grid.panels = {{{result.row(0), kPlaces, kDimensions, kDimensions, result.content}, {-1, 1}}};
  grid.x_label = ui.tr(kColumns);
  grid.y_label = ui.tr(kRows);
  grid.map = kBlues;
  view::CellAddress cursor{0, input.place, next.column};
  const view::CellAddress before = cursor;
  draw_heat(ui, {"encoding", ui.tr(kEncoding), ui.tr(kEncodingHelp)}, grid, next.encoding_view, cursor);
  if (cursor == before || cursor.panel != 0) return;
  input.place = cursor.row;
  next.column = cursor.column;
}

void draw_products(view::Ui& ui, State& next, const PositionsResult& result) {
  PositionsInput& input = next.input.positions;
  view::HeatmapGrid grid;
  grid.panels = {{{result.products.data.data(), kPlaces, kPlaces, kPlaces, result.products_content}, {0, kPairs}}};
  grid.x_label = "j";
  grid.y_label = "i";
  grid.map = kBlues;
  const int other = input.place + input.shift;
  view::CellAddress cursor;
  if (other >= 0 && other < kPlaces) cursor = {0, input.place, other};
  const view::CellAddress before = cursor;
  draw_heat(ui, {"products", ui.tr(kProducts), ui.tr(kProductsHelp)}, grid, next.products_view, cursor);
  if (cursor == before || cursor.panel != 0) return;
  input.place = cursor.row;
  input.shift = cursor.column - cursor.row;
}

void draw_curves(view::Ui& ui, const PositionsInput& input, const PositionsResult& result) {
  const view::Rect area = place_plot(ui, "curves", kCurves);
  view::Plot plot = view::Plot::within(ui, area, {.low = 0, .high = kPlaces - 1, .name = ui.tr(kPlaceAxis)}, {-1, 1},
                                       ui.is_wide() ? 1 : 2);
  plot.grid();
  plot.numbers();
  plot.upright(input.place, ui.theme().muted, 1.5f);
  const view::Color colors[kCurveCount] = {ui.theme().cue_red, ui.theme().will_blue, ui.theme().good,
                                           ui.theme().warning};
  std::vector<double> xs;
  for (int place = 0; place < kPlaces; ++place) xs.push_back(place);
  for (int curve = 0; curve < kCurveCount; ++curve) {
    std::vector<double> ys;
    for (int place = 0; place < kPlaces; ++place) ys.push_back(result.row(place)[kFirstCurve + curve]);
    plot.curve({ui.tr(kCurve, {std::to_string(kFirstCurve + curve)}), nth(colors, curve), xs, ys});
  }
  plot.finish({"curves", ui.tr(kCurves)});
}

void draw_by_distance(view::Ui& ui, const PositionsInput& input, const PositionsResult& result) {
  const view::Rect area = place_plot(ui, "distance", kByDistance);
  view::Plot plot = view::Plot::within(ui, area, {.low = 0, .high = kPlaces - 1, .name = ui.tr(kDistanceAxis)},
                                       {0, kPairs, ui.tr(kProductAxis)});
  plot.grid();
  plot.numbers();
  const double distance = std::abs(input.shift);
  plot.upright(distance, ui.theme().muted, 1.5f);
  std::vector<double> xs;
  for (int place = 0; place < kPlaces; ++place) xs.push_back(place);
  plot.curve({"", ui.theme().will_blue, xs, result.by_distance});
  const std::vector<double> at{distance}, value{nth(result.by_distance, std::abs(input.shift))};
  plot.dots({"", ui.theme().will_blue, at, value}, 5);
  plot.finish({"distance", ui.tr(kByDistance)});
}

/// Rows 0 … 7 of three columns each, from slow to fast.
void draw_slow_to_fast(view::Ui& ui, const view::Label& label, std::span<const double> values,
                       std::span<const std::string> rows, std::span<const std::string> columns, double least,
                       view::TableCell& cursor) {
  view::NumberTable table{.rows = kBitRows, .columns = kBits, .values = values, .row_names = rows};
  table.column_names = columns;
  table.range = {.minimum = -1, .maximum = 1, .decimals = least < 0 ? 2 : 0};
  table.map = kBlues;
  table.scale = {static_cast<float>(least), 1};
  table.shows_selection = false;
  table.is_in_picture = true;
  view::number_table(ui, label, table, cursor);
}

void draw_bits(view::Ui& ui, State& next, const PositionsResult& result) {
  std::vector<double> bits, numbers;
  std::vector<std::string> rows, places, columns;
  for (int bit = kBits - 1; bit >= 0; --bit) places.push_back(std::to_string(1 << bit));
  for (const int column : kBitColumns) columns.push_back(std::to_string(column));
  for (int row = 0; row < kBitRows; ++row) {
    rows.push_back(std::to_string(row));
    for (int bit = kBits - 1; bit >= 0; --bit) bits.push_back(row >> bit & 1);
    for (const int column : kBitColumns) numbers.push_back(static_cast<double>(result.row(row)[column]));
  }
  const std::function<void()> tables[] = {
      [&] {
        draw_slow_to_fast(ui, {"bits", ui.tr(kBitsName)}, bits, rows, places, 0, next.bits_cursor);
      },
      [&] {
        draw_slow_to_fast(ui, {"bit-columns", ui.tr(kBitColumnsName)}, numbers, rows, columns, -1, next.columns_cursor);
      }};
  view::side_by_side(ui, kLeastBits, 2, tables);
  view::paragraph(ui, "bits/note", ui.tr(kBitsNote), {.size = view::kCaption, .color = ui.theme().muted});
}

void draw_rotations(view::Ui& ui, State& next, const PositionsResult& result) {
  std::vector<double> values;
  std::vector<std::string> rows;
  for (int pair = 0; pair < kPairs; ++pair) {
    const Rotation& rotation = nth(result.rotations, pair);
    values.insert(values.end(), {rotation.frequency, rotation.cosine, rotation.sine});
    rows.push_back(std::to_string(pair));
  }
  const std::vector<std::string> columns{"ω", "cos ωδ", "sin ωδ"};
  view::NumberTable table{.rows = kPairs, .columns = 3, .values = values, .row_names = rows};
  table.column_names = columns;
  table.range = {.minimum = -1, .maximum = 1, .decimals = 4};
  table.is_in_picture = true;
  view::TableCell cursor{next.column / 2, std::max(0, next.rotations_cursor.column)};
  const view::TableEvents events = view::number_table(
      ui, {"rotations", ui.tr(kRotations, {shift_text(next.input.positions.shift)}), ui.tr(kRotationsHelp)}, table,
      cursor);
  if (!events.selected.exists()) return;
  next.column = 2 * events.selected.row;
  next.rotations_cursor = cursor;
}

double first_row(std::span<const double> all) { return all[0] * all[1] + all[2] * all[3]; }
double second_row(std::span<const double> all) { return all[2] * all[3] - all[0] * all[1]; }

}  // namespace

Blocks position_blocks(view::Ui& ui, State& next, const Result& all) {
  const PositionsResult& result = all.positions;
  return {kLeastBlock,
          2,
          {[&ui, &next, &result] { draw_encoding(ui, next, result); },
           [&ui, &next, &result] { draw_products(ui, next, result); },
           [&ui, &next, &result] { draw_curves(ui, next.input.positions, result); },
           [&ui, &next, &result] { draw_by_distance(ui, next.input.positions, result); },
           [&ui, &next, &result] { draw_bits(ui, next, result); },
           [&ui, &next, &result] { draw_rotations(ui, next, result); }}};
}

std::string positions_say(const view::Ui& ui, const State& state, const Result& all) {
  const PositionsInput& input = state.input.positions;
  const PositionsResult& result = all.positions;
  const int other = input.place + input.shift;
  const std::string shift = shift_text(input.shift), error = view::short_number_text(result.largest_error, 2),
                    place = std::to_string(input.place), norm = view::number_text(result.squared_norm, 3);
  if (other < 0 || other >= kPlaces) return ui.tr(kOutside, {shift, error, place, norm});
  return ui.tr(kSays, {shift, error, place, norm, std::to_string(other),
                       view::number_text(nth(result.products.data, input.place * kPlaces + other), 3)});
}

void draw_position_controls(view::Ui& ui, State& next, const Result&) {
  PositionsInput& input = next.input.positions;
  view::whole_slider(ui, {"place", ui.tr(kPlace), ui.tr(kPlaceHelp)}, input.place, 0, kPlaces - 1,
                     PositionsInput().place);
  view::whole_slider(ui, {"shift", ui.tr(kShift), ui.tr(kShiftHelp)}, input.shift, -kMostShift, kMostShift,
                     PositionsInput().shift);
}

void explain_positions(view::Ui& ui, State& next, const Result& all) {
  const PositionsInput& input = next.input.positions;
  const PositionsResult& result = all.positions;
  const int pair = next.column / 2, other = input.place + input.shift;
  const Rotation& rotation = nth(result.rotations, pair);
  const float *from = result.row(input.place) + 2 * pair, *to = result.row(other) + 2 * pair;
  const double sine = from[0], cosine = from[1], angle = rotation.frequency * input.shift;
  Formula turned, first, second;
  turned.with({rotation.frequency, static_cast<double>(input.shift)}, product_of, angle)
      .number(rotation.frequency)
      .say("×")
      .number(input.shift)
      .result(angle);
  first.with({rotation.cosine, sine, rotation.sine, cosine}, first_row, to[0])
      .number(rotation.cosine)
      .say("×")
      .number(sine, Tone::kQuery)
      .say("+")
      .number(rotation.sine)
      .say("×")
      .number(cosine, Tone::kQuery)
      .result(to[0]);
  second.with({rotation.sine, sine, rotation.cosine, cosine}, second_row, to[1])
      .say("−")
      .number(rotation.sine)
      .say("×")
      .number(sine, Tone::kQuery)
      .say("+")
      .number(rotation.cosine)
      .say("×")
      .number(cosine, Tone::kQuery)
      .result(to[1]);
  const auto value_of = [](const char* name, double operand, double (*evaluate)(std::span<const double>),
                           double value) {
    const view::Line line = view::true_line({operand}, evaluate, value);
    return Formula().with(line).say(name).number(operand).result(value).done();
  };
  const std::vector<Step> steps{
      {kFrequency, Formula()
                       .say("1 ÷ 10000^" + view::exact_number_text(2.0 * pair / kDimensions))
                       .result(rotation.frequency)
                       .done()},
      {kAngle, turned.done()},
      {kCosine, value_of(
                    "cos", angle, [](std::span<const double> one) { return std::cos(one[0]); }, rotation.cosine)},
      {kSine, value_of(
                  "sin", angle, [](std::span<const double> one) { return std::sin(one[0]); }, rotation.sine)},
      {kFirstRow, first.done(), kIsSine},
      {kSecondRow, second.done(), kIsCosine},
      {kSameForAll, Formula().say("≤").number(result.largest_error, Tone::kResult).done(), kSameNote}};
  DerivationCard card{.id = "explanation"};
  card.title = ui.tr(
      kTitle, {std::to_string(input.place), shift_text(other), std::to_string(2 * pair), std::to_string(2 * pair + 1)});
  draw_derivation(ui, card, steps);
}

}  // namespace scenes::self_attention
