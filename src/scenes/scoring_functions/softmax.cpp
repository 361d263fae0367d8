// Masked softmax: the scores and valid lengths, to be edited, and the weights that four programs make of them.
#include <cmath>

#include "index.h"
#include "scenes/scoring_functions/parts.h"

namespace scenes::scoring_functions {

namespace {

using view::Text;

constexpr Text kScoresName{"得分", "Scores"};
constexpr Text kScoresHelp{"2 个样本 × 2 个查询 × 4 个键；方向键移动，回车修改。",
                           "2 samples × 2 queries × 4 keys; arrow keys move, Enter edits."};
constexpr Text kLengths{"有效长度", "Valid lengths"};
constexpr Text kLengthsHelp{"只看前面这么多个键，0 到 4；回车修改。",
                            "Only so many of the first keys are seen, 0 to 4; Enter edits."};
constexpr Text kNames[kVersions] = {{"我们的权重", "Our weights"},
                                    {"照书中的代码 (−1e6)", "As in the book's code (−1e6)"},
                                    {"照 PyTorch (−∞)", "As in PyTorch (−∞)"},
                                    {"softmax 之后再 × 0", "Softmax first, then × 0"}};
constexpr Text kWeightsHelp{"Σ 是这一行的和；框出的格和我们的不同。选一格，看它怎么来。",
                            "Σ is the row's sum; what is framed differs from ours. Choose a cell to see its origin."};
constexpr Text kRowsSay{
    "一行是一个查询：b1 q2 是样本 1 的查询 2；一列是一个键。框出的格和我们的权重不同。",
    "A row is a query: b1 q2 is query 2 of sample 1; a column is a key. Framed cells differ from our weights."};

constexpr Text kPresetName{"例子", "Example"};
constexpr Text kPresetHelp{"书中的两个例子，和书中代码的两个陷阱。",
                           "The book's two examples, and two traps of the book's code."};
constexpr Text kPresets[kSoftmaxPresets] = {{"书中 [2, 3]", "Book: [2, 3]"},
                                            {"书中 [[1, 3], [2, 4]]", "Book: [[1, 3], [2, 4]]"},
                                            {"陷阱：有效长度 0", "Trap: valid length 0"},
                                            {"陷阱：得分低于 −1e6", "Trap: scores below −1e6"}};
constexpr Text kPerQueryName{"每个查询各有有效长度", "A valid length per query"};
constexpr Text kPerQueryHelp{"关：每个样本一个，它的所有查询共用。", "Off: one per sample, for all of its queries."};

constexpr Text kAllAgree{
    "掩蔽 softmax：被掩蔽的键权重恰好为 0，每一行的和是 1，三种写法在这里一样。",
    "Masked softmax: masked keys weigh exactly 0, every row sums to 1, and here all three ways agree."};
constexpr Text kEmptySays{"{0} 一个键也看不见：我们给一行 0；书中的代码平分给被掩蔽的键，PyTorch 得到 NaN。",
                          "{0} sees no key: ours is a row of zeros; the book's code shares the weight among masked "
                          "keys, and PyTorch's is NaN."};
constexpr Text kBeatenSays{"{0} 看得见的得分低于 −1e6，不比书中代码写进去的 −1e6 高：那里被掩蔽的键分到了权重 {1}。",
                           "What {0} sees scores below the −1e6 that the book's code writes into masked cells: there "
                           "masked keys get weight {1}."};
constexpr Text kLateSays{
    "softmax 之后才乘 0，{0} 的和只有 {1}：被掩蔽的键仍在分母里。",
    "With × 0 after the softmax {0} sums to only {1}: masked keys still count in the denominator."};
constexpr Text kLateNothing{"这里没有一格被掩蔽：之前乘还是之后乘都一样。",
                            "Nothing is masked here: before or after makes no difference."};

constexpr float kLeastBlock = 262;  // CSS pixels
constexpr int kTotalColumn = kKeys;

void draw_score_table(view::Ui& ui, State& next) {
  std::vector<double>& scores = next.input.softmax.scores;
  const std::vector<std::string> rows = row_names(), keys = numbered("k", kKeys);
  const view::NumberTable table{.rows = kRows,
                                .columns = kKeys,
                                .values = scores,
                                .row_names = rows,
                                .column_names = keys,
                                .range = {.minimum = -kFarthestScore, .maximum = kFarthestScore, .step = 0.1},
                                .typical = -99,
                                .name_color = ui.theme().will_blue,
                                .is_editable = true,
                                .shows_selection = false,
                                .is_in_picture = true};
  for (const view::TableEdit& edit :
       view::number_table(ui, {"scores", ui.tr(kScoresName), ui.tr(kScoresHelp)}, table, next.cursors[kScoresTable])
           .edits)
    scores[view::cell_index(table, edit.cell)] = edit.value;
}

void draw_lengths(view::Ui& ui, State& next) {
  SoftmaxInput& input = next.input.softmax;
  std::vector<double>& lengths = input.is_per_query ? input.query_lengths : input.sample_lengths;
  const std::vector<std::string> rows{"b1", "b2"};
  const std::vector<std::string> columns =
      input.is_per_query ? std::vector<std::string>{"q1", "q2"} : std::vector<std::string>{"q1, q2"};
  const view::NumberTable table{.rows = kSamples,
                                .columns = count_of(columns),
                                .values = lengths,
                                .row_names = rows,
                                .column_names = columns,
                                .range = {.minimum = 0, .maximum = kKeys, .step = 1, .decimals = 0},
                                .name_color = ui.theme().will_blue,
                                .is_editable = true,
                                .shows_selection = false,
                                .is_in_picture = true};
  for (const view::TableEdit& edit :
       view::number_table(ui, {"lengths", ui.tr(kLengths), ui.tr(kLengthsHelp)}, table, next.cursors[kLengthsTable])
           .edits)
    lengths[view::cell_index(table, edit.cell)] = edit.value;
}

void draw_weights(view::Ui& ui, State& next, const SoftmaxResult& result, int version) {
  const MaskedSoftmax& softmax = nth(result.versions, version);
  std::vector<double> values;
  std::vector<std::uint8_t> differing;
  for (int row = 0; row < kRows; ++row) {
    for (int key = 0; key < kKeys; ++key) {
      values.push_back(nth(softmax.weights.data, row * kKeys + key));
      differing.push_back(result.differs(version, row, key));
    }
    values.push_back(softmax.row_total(row));
    differing.push_back(0);
  }
  const std::vector<std::string> rows = row_names();
  std::vector<std::string> columns = numbered("k", kKeys);
  columns.emplace_back("Σ");
  const bool is_chosen = next.weight.version == version;
  view::TableCell cursor = is_chosen ? view::TableCell{next.weight.row, next.weight.key} : view::TableCell{};
  const std::string id = std::string("weights/") + nth(kVersionIds, version);
  const view::TableEvents events = view::number_table(ui, {id, ui.tr(nth(kNames, version)), ui.tr(kWeightsHelp)},
                                                      {.rows = kRows,
                                                       .columns = kKeys + 1,
                                                       .values = values,
                                                       .row_names = rows,
                                                       .column_names = columns,
                                                       .range = {.minimum = 0, .maximum = 1, .decimals = 3},
                                                       .map = 0,
                                                       .scale = {0, 1},
                                                       .plain_from = kTotalColumn,
                                                       .emphasised = differing,
                                                       .emphasis = ui.theme().warning,
                                                       .name_color = ui.theme().will_blue,
                                                       .is_in_picture = true},
                                                      cursor);
  if (events.selected.exists() && events.selected.column != kTotalColumn)
    next.weight = {version, events.selected.row, events.selected.column};
}

/// The example that this is; −1 = none.
int preset_of(const SoftmaxInput& input) {
  for (int preset = 0; preset < kSoftmaxPresets; ++preset) {
    const SoftmaxInput example = softmax_preset(preset);
    const bool has_same_lengths = example.is_per_query ? input.query_lengths == example.query_lengths
                                                       : input.sample_lengths == example.sample_lengths;
    if (input.is_per_query == example.is_per_query && has_same_lengths && input.scores == example.scores) return preset;
  }
  return -1;
}

}  // namespace

std::string row_name(int row) {
  return "b" + std::to_string(row / kQueries + 1) + " q" + std::to_string(row % kQueries + 1);
}
std::vector<std::string> row_names() {
  std::vector<std::string> names;
  for (int row = 0; row < kRows; ++row) names.push_back(row_name(row));
  return names;
}
Text version_name(int version) { return nth(kNames, version); }

Blocks softmax_blocks(view::Ui& ui, State& next, const Result& result) {
  const auto weights = [&](int version) {
    return [&ui, &next, &result, version] { draw_weights(ui, next, result.softmax, version); };
  };
  const auto scores = [&ui, &next] { draw_score_table(ui, next); };
  const auto lengths = [&ui, &next] { draw_lengths(ui, next); };
  // Three in a row, or what matters first.
  if (ui.is_wide())
    return {kLeastBlock, 2, 3, {scores, lengths, weights(kLate), weights(kOurs), weights(kBook), weights(kPyTorch)}};
  return {kLeastBlock, 2, 1, {scores, weights(kOurs), lengths, weights(kBook), weights(kPyTorch), weights(kLate)}};
}

void draw_softmax_note(view::Ui& ui, State&, const Result&) {
  view::paragraph(ui, "rows", ui.tr(kRowsSay), {.size = view::kCaption, .color = ui.theme().muted});
}

std::string softmax_says(const view::Ui& ui, const Result& result) {
  const SoftmaxResult& softmax = result.softmax;
  std::string says;
  const auto add = [&](const std::string& sentence) {
    if (!says.empty() && ui.input().language != view::Language::kChinese) says += " ";
    says += sentence;
  };
  int shortest = -1;  // the row that masking too late leaves the least of
  for (int row = 0; row < kRows; ++row) {
    if (nth(softmax.lengths, row) == 0) {
      if (says.empty()) add(ui.tr(kEmptySays, {row_name(row)}));
      continue;
    }
    double stolen = 0;
    for (int key = nth(softmax.lengths, row); key < kKeys; ++key)
      stolen += nth(softmax.versions[kBook].weights.data, row * kKeys + key);
    if (stolen > 0 && says.empty()) add(ui.tr(kBeatenSays, {row_name(row), view::number_text(stolen, 2)}));
    const double total = softmax.versions[kLate].row_total(row);
    constexpr double kRounding = 1e-5;
    if (total < 1 - kRounding && (shortest < 0 || total < softmax.versions[kLate].row_total(shortest))) shortest = row;
  }
  if (says.empty()) add(ui.tr(kAllAgree));
  add(shortest < 0
          ? ui.tr(kLateNothing)
          : ui.tr(kLateSays, {row_name(shortest), view::number_text(softmax.versions[kLate].row_total(shortest), 2)}));
  return says;
}

void draw_softmax_controls(view::Ui& ui, State& next) {
  std::vector<std::string> names;
  for (const Text& name : kPresets) names.push_back(ui.tr(name));
  int preset = preset_of(next.input.softmax);
  if (view::choice(ui, {"preset", ui.tr(kPresetName), ui.tr(kPresetHelp)}, preset, names)) {
    next.input.softmax = softmax_preset(preset);
    next.weight.row = next.weight.key = 0;
  }
  view::toggle(ui, {"per-query", ui.tr(kPerQueryName), ui.tr(kPerQueryHelp)}, next.input.softmax.is_per_query);
}

}  // namespace scenes::scoring_functions
