// The tables: query, keys, scores, weights. The keys can be edited.
#include <algorithm>
#include <string>
#include <vector>

#include "index.h"
#include "scenes/cues/panels.h"
#include "scenes/cues/words.h"
#include "view/number_table.h"
#include "view/widgets.h"

namespace scenes::cues {

namespace {

constexpr Text kShow{"显示数字", "Show the numbers"};
constexpr Text kShowHelp{"键、查询、得分和权重；键可以修改。",
                         "Keys, query, scores and weights; the keys can be edited."};
constexpr Text kQueryTable{"查询 q = (1 − max u, u)，u = 意志 × 意愿", "Query q = (1 − max u, u), u = will × wish"};
constexpr Text kQueryHelp{"由意愿和意志得来。", "Made from the wish and the will."};
constexpr Text kKeysTable{"键 k，可以修改", "Keys k, editable"};
constexpr Text kKeysHelp{"每样东西是什么样的。第一列是显著性，红色另加 0.80。",
                         "What each thing is like. The first column is its salience; red adds 0.80."};
constexpr Text kSalienceRange{"这样东西的显著性在 {0} 到 {1} 之间；原来的数不变。",
                              "The salience of this thing lies between {0} and {1}; the number stays."};
constexpr Text kWeightsTable{"得分 → 权重", "Scores → weights"};
constexpr Text kWeightsHelp{"得分 q·k，除以温度，softmax 之后成为权重。",
                            "The scores q·k, divided by the temperature, become weights through the softmax."};
constexpr Text kPoolingsTable{"五种汇聚的权重", "The five poolings' weights"};
constexpr Text kPoolingsHelp{"每一行之和为 1。", "Every row sums to 1."};
constexpr Text kValuesSay{
    "值 v 就是东西本身 (单位矩阵)，所以输出 Σ 权重·v 与权重相同：看到的是每样各占多少。卷积的问题是 (0, 0, 1, −1, "
    "−1)：可读，不是新闻，也不能写。",
    "The values v are the things themselves (the identity), so the output Σ weight·v equals the weights: how much of "
    "each is seen. The convolution's question is (0, 0, 1, −1, −1): readable, not news, nothing to write in."};
constexpr Text kOverTemperature{"÷ T", "÷ T"};
constexpr Text kWeight{"权重", "Weight"};
constexpr Text kPoolingsShort[kPoolings] = {
    {"平均", "Average"}, {"最大", "Max"}, {"全连接", "Fully c."}, {"卷积", "Convol."}, {"注意力", "Attention"}};

template <class Numbers>
std::vector<double> doubles(const Numbers& numbers) {
  return {numbers.begin(), numbers.end()};
}

class Tables {
 public:
  Tables(view::Ui& ui, State& next, const Result& result) : ui_(ui), next_(next), result_(result) {
    for (std::size_t i = 0; i < kThings; ++i) things_.push_back(thing_name(ui, next.input, i));
    for (const Text& name : kFeatureNames) features_.push_back(ui.tr(name));
  }

  void draw() {
    constexpr float kTwoColumns = 720;
    if (ui_.column_width() < kTwoColumns) {
      query();
      keys();
      weights();
    } else {
      const float top = ui_.column_y(), left = ui_.column_x(), half = (ui_.column_width() - view::kSpace5) / 2;
      ui_.push_column({left, top, half, 0});
      query();
      keys();
      const float first = ui_.pop_column();
      ui_.push_column({left + half + view::kSpace5, top, half, 0});
      weights();
      const float second = ui_.pop_column();
      ui_.gap(std::max(first, second) - top);
    }
    poolings();
    view::paragraph(ui_, "values", ui_.tr(kValuesSay), {.size = view::kCaption, .color = ui_.theme().muted});
  }

 private:
  view::Ui& ui_;
  State& next_;
  const Result& result_;
  std::vector<std::string> things_, features_;

  static view::NumberRange shown(double largest) {
    return {.minimum = -largest, .maximum = largest, .step = 0.1, .decimals = 2};
  }

  /// Marks the thing whose weight is being explained.
  std::vector<std::uint8_t> row_of_selected(int columns) const {
    std::vector<std::uint8_t> marks(to_size(kThings * columns), 0);
    if (next_.thing > 0) std::fill_n(marks.begin() + (next_.thing - 1) * columns, columns, std::uint8_t{1});
    return marks;
  }

  void query() {
    const std::vector<double> values = doubles(result_.query.data);
    const std::string row[] = {"q"};
    view::number_table(ui_, {"query", ui_.tr(kQueryTable), ui_.tr(kQueryHelp)},
                       {.rows = 1,
                        .columns = kFeatures,
                        .values = values,
                        .row_names = row,
                        .column_names = features_,
                        .range = shown(1),
                        .name_color = ui_.theme().will_blue},
                       next_.query_cursor);
  }

  void keys() {
    const std::vector<double> values = doubles(result_.keys.data);
    const std::vector<std::uint8_t> emphasised = row_of_selected(kFeatures);
    const view::TableEvents events = view::number_table(ui_, {"keys", ui_.tr(kKeysTable), ui_.tr(kKeysHelp)},
                                                        {.rows = kThings,
                                                         .columns = kFeatures,
                                                         .values = values,
                                                         .row_names = things_,
                                                         .column_names = features_,
                                                         .range = shown(kLargestContent),
                                                         .emphasised = emphasised,
                                                         .name_color = ui_.theme().cue_red,
                                                         .is_editable = true},
                                                        next_.keys_cursor);
    for (const auto& [cell, value] : events.edits)
      edit(to_size(cell.row), to_size(cell.column), value, events.edited_at);
  }

  void edit(std::size_t thing, std::size_t feature, double value, const view::Rect& at) {
    Input& input = next_.input;
    if (feature == kConspicuous) {  // what remains of it without the colour
      constexpr double kRounding = 1e-9;
      const double color = key_of(input, thing, kConspicuous) - input.salience[thing], without = value - color;
      if (without < -kRounding || without > 1 + kRounding) {
        ui_.refuse({"keys/edit", view::number_text(value, 2),
                    ui_.tr(kSalienceRange, {view::number_text(color, 2), view::number_text(1 + color, 2)}), at});
        return;
      }
      note_change(ui_, next_, result_, Change::kKeys);
      input.salience[thing] = std::clamp(without, 0.0, 1.0);
      return;
    }
    note_change(ui_, next_, result_, Change::kKeys);
    if (thing == kCoffee && feature == kDrinkable)
      input.is_coffee_drunk = input.is_coffee_drunk && value == 0;  // filled up again
    input.contents[thing * kWishes + feature - 1] = value;
  }

  void weights() {
    std::vector<double> values;
    for (std::size_t i = 0; i < kThings; ++i)
      for (const core::Tensor* column :
           {&result_.attention.raw_scores, &result_.attention.scores, &result_.attention.weights})
        values.push_back(column->data[i]);
    const std::vector<std::uint8_t> emphasised = row_of_selected(3);
    const std::string columns[] = {"q·k", ui_.tr(kOverTemperature), ui_.tr(kWeight)};
    view::number_table(ui_, {"weights", ui_.tr(kWeightsTable), ui_.tr(kWeightsHelp)},
                       {.rows = kThings,
                        .columns = 3,
                        .values = values,
                        .row_names = things_,
                        .column_names = columns,
                        .range = shown(99),
                        .emphasised = emphasised},
                       next_.weights_cursor);
  }

  void poolings() {
    std::vector<double> values, before;
    for (const auto& row : result_.rows) values.insert(values.end(), row.begin(), row.end());
    if (next_.before)
      for (const auto& row : *next_.before) before.insert(before.end(), row.begin(), row.end());
    std::vector<std::string> rows;
    for (const Text& name : kPoolingsShort) rows.push_back(ui_.tr(name));
    view::number_table(ui_, {"poolings", ui_.tr(kPoolingsTable), ui_.tr(kPoolingsHelp)},
                       {.rows = kPoolings,
                        .columns = kThings,
                        .values = values,
                        .before = before,
                        .row_names = rows,
                        .column_names = things_,
                        .range = shown(1),
                        .map = 0,
                        .scale = {0, 1}},
                       next_.poolings_cursor);
  }
};

}  // namespace

void draw_numbers(view::Ui& ui, State& next, const Result& result) {
  view::disclosure(ui, {"numbers", ui.tr(kShow), ui.tr(kShowHelp)}, next.shows_numbers);
  if (next.shows_numbers) Tables(ui, next, result).draw();
}

}  // namespace scenes::cues
