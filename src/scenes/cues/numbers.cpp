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
    "值 v 就是东西本身 (单位矩阵)，所以输出 Σ 权重·v 与权重相同：看到的是每样各占多少。",
    "The values v are the things themselves (the identity), so the output Σ weight·v equals the weights: how much of "
    "each is seen."};
constexpr Text kEntropySays{
    "熵 H = −Σ w ln w，单位是 nat：权重越分散，熵越大。e 的 H 次方是“好像在看几样东西”：五样平分是 5，只看一样是 1；"
    "现在 H = {0}，好像在看 {1} 样。",
    "The entropy H = −Σ w ln w, in nats, grows as the weights spread. e to the power of H is \"as if looking at so "
    "many "
    "things\": 5 if all five share alike, 1 if one takes all; now H = {0}, as if looking at {1}."};
constexpr Text kFilterTable{"卷积的问题，可以修改", "The convolution's question, editable"};
constexpr Text kFilterHelp{"对每样东西都问这一个问题：可读，不是新闻，也不能写，就是“这是书吗？”。意愿进不来。",
                           "It asks every thing this one question: readable, no news, nothing to write in, that is: is "
                           "it a book? The wish has no way in."};
constexpr Text kFixedTable{"全连接层的权重，可以修改", "The fully connected layer's weights, editable"};
constexpr Text kFixedHelp{"训练留下的数，属于桌上的位置；手工设定，仅作示意。",
                          "What training has left, one number for each place on the desk; set by hand here."};
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
    list("filter", kFilterTable, kFilterHelp, features_, next_.input.filter, shown(kLargestContent),
         next_.filter_cursor, Change::kFilter);
    list("fixed", kFixedTable, kFixedHelp, things_, next_.input.fixed_weights, {.step = 0.05}, next_.fixed_cursor,
         Change::kFixed);
    say("values", ui_.tr(kValuesSay));
    say("entropy/says",
        ui_.tr(kEntropySays, {view::number_text(result_.entropy, 2), view::number_text(result_.effective_things, 1)}));
  }

 private:
  view::Ui& ui_;
  State& next_;
  const Result& result_;
  std::vector<std::string> things_, features_;

  static view::NumberRange shown(double largest) {
    return {.minimum = -largest, .maximum = largest, .step = 0.1, .decimals = 2};
  }

  void say(std::string_view id, const std::string& words) {
    view::paragraph(ui_, id, words, {.size = view::kCaption, .color = ui_.theme().muted});
  }

  /// One row of numbers that the reader may change.
  void list(std::string_view id, const Text& title, const Text& help, const std::vector<std::string>& names,
            std::vector<double>& numbers, const view::NumberRange& range, view::TableCell& cursor, Change change) {
    const std::vector<double> before_edits = numbers;
    const view::TableEvents events = view::number_table(ui_, {id, ui_.tr(title), ui_.tr(help)},
                                                        {.rows = 1,
                                                         .columns = count_of(names),
                                                         .values = before_edits,
                                                         .column_names = names,
                                                         .range = range,
                                                         .is_editable = true},
                                                        cursor);
    for (const auto& [cell, value] : events.edits) {
      note_change(ui_, next_, result_, change);
      nth(numbers, cell.column) = value;
    }
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
