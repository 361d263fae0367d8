// Induction heads: what was measured, what the layers look at in the reader's sequence, and what they expect next.
#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "index.h"
#include "scenes/training/parts.h"
#include "view/widgets.h"

namespace scenes::training {

namespace {

using view::Text;

constexpr Text kSharePlot{"正确率和两个得分", "Accuracy and two scores"};
constexpr Text kTwoLayers{"两层", "two layers"}, kOneLayer{"一层 (对照)", "one layer (control)"};
constexpr Text kAccuracy{"正确率，两层", "accuracy, two layers"},
    kControlAccuracy{"正确率，一层", "accuracy, one layer"};
constexpr Text kPrevious{"第 1 层：前一个", "layer 1: previous token"},
    kMatching{"第 2 层：前缀匹配", "layer 2: prefix matching"};
constexpr Text kAttention{"各层在看哪里", "What the layers attend to"};
constexpr Text kAttentionHelp{"一行一个位置，一列一个它能看的位置。学出来的，不是手工设定的。",
                              "A row for each place, a column for each that it can see. Learnt, not set by hand."};
constexpr Text kPanelNames[kShownLayers] = {
    {"第 1 层", "Layer 1"}, {"第 2 层", "Layer 2"}, {"一层的对照", "One-layer control"}};
constexpr Text kPanelShort[kShownLayers] = {{"1", "1"}, {"2", "2"}, {"对照", "control"}};
constexpr Text kIsOff{"{0} (关)", "{0} (off)"};
constexpr Text kQueries{"查询", "Queries"}, kKeys{"键", "Keys"};
constexpr Text kContinues{"每个位置猜的下一个", "The next symbol, as expected at each place"};
constexpr Text kRead{"读到", "read"}, kTwo{"两层", "two"}, kOne{"一层", "one"};
constexpr const char* kOther = "·";
constexpr Text kExpects{"{0} 之后：{1}", "after {0}: {1}"};
constexpr Text kExpectsRight{"{0} 之后：{1}，对", "after {0}: {1}, right"};
constexpr Text kExpectsWrong{"{0} 之后：{1}，错", "after {0}: {1}, wrong"};
constexpr Text kSomethingElse{"别的符号", "another symbol"};
constexpr Text kSequence{"你的序列", "Your sequence"},
    kSequenceHelp{
        "写一串会重复的字符，最多 24 个；空着就是例子。模型没见过你的字符：每个不同的字符按出现的先后占用 32 "
        "个符号中的一个。",
        "Characters that repeat themselves, up to 24; left empty, it is the example. The models do not know "
        "your characters: each different one takes one of the 32 symbols, in the order of appearance."};
constexpr Text kTooMany{"这里有 {0} 个字符，模型只有 {1} 个位置：只读前 {1} 个。",
                        "There are {0} characters here, and the models have {1} places: only the first {1} are read."};
constexpr Text kOnlyBlanks{"这里只有空白：看到的是例子。", "There are only blanks here: what is shown is the example."};
constexpr Text kBlanks{"空白不算符号。", "Blanks are no symbols."};
constexpr Text kOneSymbol{"只有一个符号，没有什么可以接着写的。", "There is one symbol only, and nothing to continue."};
constexpr Text kNoRepeat{"没有符号出现两次，所以哪里都不能知道下一个是什么。",
                         "No symbol comes twice, so nowhere the next one can be known."};
constexpr Text kOffNames[kLayers] = {{"关掉第 1 层", "Switch layer 1 off"}, {"关掉第 2 层", "Switch layer 2 off"}};
constexpr Text kOffHelp{"那一层的头输出 0；随时可以恢复。",
                        "That layer's head answers 0; it can be restored at any time."};
constexpr const char* kOffIds[kLayers] = {"off-1", "off-2"};
constexpr Text kWithout{"64 个没有训练过的序列，第 {0} 步：正确率 {1}，关掉之后 {2}。",
                        "64 sequences that were not trained on, at step {0}: accuracy {1}, and {2} without."};
constexpr Text kJudging{"正在重新计算关掉之后的正确率…", "The accuracy without is being computed…"};

constexpr float kTallestHeat = 420, kLeastPanel = 150;  // CSS pixels
constexpr float kCell = 26, kLine = 22;

std::string symbol_text(const Sequence& sequence, int symbol) {
  return symbol < count_of(sequence.names) ? nth(sequence.names, symbol) : kOther;
}

/// One line of the expectations: what a model expects after each place, with a mark where it can be judged.
struct Expectation {
  std::string text;
  bool is_known = false, is_right = false;
};
Expectation expectation_at(const Sequence& sequence, const std::vector<int>& predictions, int place) {
  const int next = sequence.known_next(place);
  return {symbol_text(sequence, nth(predictions, place)), next >= 0, next == nth(predictions, place)};
}

std::string spoken(const view::Ui& ui, const Sequence& sequence, const std::vector<int>& predictions) {
  std::string all;
  for (int place = 0; place < sequence.count(); ++place) {
    const Expectation expects = expectation_at(sequence, predictions, place);
    const bool is_other = nth(predictions, place) >= count_of(sequence.names);
    all += (place > 0 ? "; " : "") +
           ui.tr(!expects.is_known  ? kExpects
                 : expects.is_right ? kExpectsRight
                                    : kExpectsWrong,
                 {nth(sequence.characters, place), is_other ? ui.tr(kSomethingElse) : expects.text});
  }
  return all;
}

/// Below every symbol what both models expect to come after it.
void draw_expectations(view::Ui& ui, const InductionResult& induction) {
  const Sequence& sequence = induction.sequence;
  view::heading(ui, "continues/title", ui.tr(kContinues), 2);
  const float width = ui.column_width();
  float names = 0;
  for (const Text& name : {kRead, kTwo, kOne}) names = std::max(names, ui.text_width(ui.tr(name), view::kCaption));
  names = std::ceil(names) + view::kSpace3;
  const int per_line = std::max(1, static_cast<int>((width - names) / kCell));
  constexpr float kMarks = 12;
  const struct {
    Text name;
    const std::vector<int>* predictions;
    const char* id;
  } models[] = {{kTwo, &induction.predictions, "continues/two"},
                {kOne, &induction.control_predictions, "continues/one"}};
  const float height = kLine + 2 * (kLine + kMarks) + view::kSpace2;
  const int lines = (sequence.count() + per_line - 1) / per_line;
  const view::Rect area = ui.place(static_cast<float>(lines) * height, view::kSpace3);
  for (int line = 0; line < lines; ++line) {
    const float top = area.y + static_cast<float>(line) * height;
    const view::TextStyle quiet{.size = view::kCaption, .color = ui.theme().muted};
    ui.text({area.x, top, names, kLine}, ui.tr(kRead), quiet);
    for (int row = 0; row < 2; ++row)
      ui.text({area.x, top + kLine + static_cast<float>(row) * (kLine + kMarks), names, kLine}, ui.tr(models[row].name),
              quiet);
    for (int place = line * per_line; place < std::min((line + 1) * per_line, sequence.count()); ++place) {
      const float x = area.x + names + static_cast<float>(place - line * per_line) * kCell;
      ui.text({x, top, kCell, kLine}, nth(sequence.characters, place), {.align = view::Align::kCenter});
      for (int row = 0; row < 2; ++row) {
        const float y = top + kLine + static_cast<float>(row) * (kLine + kMarks);
        const Expectation expects = expectation_at(sequence, *models[row].predictions, place);
        ui.text({x, y, kCell, kLine}, expects.text,
                {.color = expects.is_known ? ui.theme().text : ui.theme().disabled, .align = view::Align::kCenter});
        if (expects.is_known) draw_mark(ui, x + kCell / 2, y + kLine + kMarks / 3, expects.is_right);
      }
    }
  }
  for (const auto& model : models)
    ui.record({.id = model.id,
               .role = view::Role::kText,
               .name = ui.tr(model.name) + ": " + spoken(ui, sequence, *model.predictions),
               .rect = area});
}

void draw_heatmaps(view::Ui& ui, State& next, const Result& result) {
  const InductionResult& induction = result.induction;
  const std::int64_t count = induction.sequence.count();
  view::heading(ui, "attention/title", ui.tr(kAttention), 2);
  view::HeatmapGrid grid;
  for (int panel = 0; panel < kShownLayers; ++panel) {
    grid.panels.push_back(
        {{nth(induction.weights, panel).data(), count, count, count, nth(induction.contents, panel)}, {0, 1}});
    const bool is_off = panel < kLayers && nth(induction.off, panel);
    grid.titles.push_back(is_off ? ui.tr(kIsOff, {ui.tr(kPanelNames[panel])}) : ui.tr(kPanelNames[panel]));
    grid.short_titles.push_back(ui.tr(kPanelShort[panel]));
  }
  grid.x_label = ui.tr(kKeys);
  grid.y_label = ui.tr(kQueries);
  grid.row_names = grid.column_names = std::make_shared<const std::vector<std::string>>(induction.sequence.characters);
  const float width = ui.column_width();
  const bool is_row = width >= 3 * kLeastPanel;
  grid.grid_columns = is_row ? kShownLayers : 1;
  grid.grid_rows = is_row ? 1 : kShownLayers;
  const float height = is_row ? std::min(kTallestHeat, width / 3 + view::kSpace6) : 3 * (width * 0.8f);
  const view::Rect area{ui.column_x(), ui.column_y(), width, height};
  const view::HeatmapLayout layout = view::lay_out(ui, grid, area);
  view::CellAddress cell = next.cell;
  cell.row = std::min(cell.row, static_cast<int>(count) - 1);
  cell.column = std::min(cell.column, static_cast<int>(count) - 1);
  const view::CellAddress before = cell;
  view::heatmap_grid(ui, {"attention", ui.tr(kAttention), ui.tr(kAttentionHelp)}, layout, grid, next.viewpoint, cell);
  if (!(cell == before)) next.cell = cell;
  const float bottom = layout.whole.y + layout.whole.height;
  view::color_bar(ui,
                  {layout.panels.front().x, bottom + view::kSpace2, std::max(layout.panels.front().width, 120.0f),
                   view::kColorBarHeight},
                  grid.map, grid.panels.front().scale, false);
  ui.place(bottom + view::kColorBarHeight + view::kSpace2 - area.y, view::kSpace3);
}

std::string note_of(const view::Ui& ui, const InductionInput& input, const Sequence& sequence) {
  if (sequence.is_example) return input.sequence.empty() ? "" : ui.tr(kOnlyBlanks);
  if (sequence.written > kMostSymbols)
    return ui.tr(kTooMany, {std::to_string(sequence.written), std::to_string(kMostSymbols)});
  if (sequence.count() == 1) return ui.tr(kOneSymbol);
  if (!sequence.repeats()) return ui.tr(kNoRepeat);
  return sequence.has_blanks ? ui.tr(kBlanks) : "";
}

}  // namespace

void draw_mark(view::Ui& ui, float x, float y, bool is_right) {
  constexpr float kSize = 3.5f;
  const view::Color color = is_right ? ui.theme().good : ui.theme().error;
  if (is_right) {
    const ImVec2 tick[] = {{x - kSize, y}, {x - kSize / 3, y + kSize * 0.7f}, {x + kSize, y - kSize * 0.8f}};
    ui.polyline(tick, color, 1.5f);
  } else {
    ui.line(x - kSize, y - kSize, x + kSize, y + kSize, color, 1.5f);
    ui.line(x - kSize, y + kSize, x + kSize, y - kSize, color, 1.5f);
  }
}

void draw_induction_curves(view::Ui& ui, State& next, const Result& result) {
  const view::Theme& theme = ui.theme();
  const RunResult& run = result.run();
  const Curve losses[] = {{models::kTwoLayerLoss, ui.tr(kTwoLayers), theme.text},
                          {models::kOneLayerLoss, ui.tr(kOneLayer), theme.muted, true}},
              shares[] = {{models::kTwoLayerAccuracy, ui.tr(kAccuracy), theme.text},
                          {models::kOneLayerAccuracy, ui.tr(kControlAccuracy), theme.muted, true},
                          {models::kPreviousToken, ui.tr(kPrevious), theme.cue_red},
                          {models::kPrefixMatching, ui.tr(kMatching), theme.will_blue}};
  draw_run_curves(ui, ui.tr(kSharePlot), shares, losses, next, run);
}

void draw_induction_attention(view::Ui& ui, State& next, const Result& result) {
  draw_heatmaps(ui, next, result);
  draw_expectations(ui, result.induction);
}

void draw_induction_controls(view::Ui& ui, State& next, const Result& result) {
  InductionInput& input = next.input.induction;
  const InductionResult& induction = result.induction;
  std::string sequence = input.sequence.empty() ? kExampleSequence : input.sequence;
  if (view::text_field(ui, {"sequence", ui.tr(kSequence), ui.tr(kSequenceHelp)}, sequence, kLongestSequence,
                       note_of(ui, input, sequence_of(input.sequence))))
    input.sequence = sequence == kExampleSequence ? "" : std::move(sequence);
  for (int layer = 0; layer < kLayers; ++layer)
    view::toggle(ui, {kOffIds[layer], ui.tr(kOffNames[layer]), ui.tr(kOffHelp)}, nth(input.off, layer));
  if (std::ranges::none_of(input.off, std::identity())) return;
  const std::optional<WithoutHeads>& without = induction.without;
  const bool is_known = without && without->off == input.off;
  view::paragraph(
      ui, "without",
      is_known ? ui.tr(kWithout, {std::to_string(without->step), percent(without->with), percent(without->without)})
               : ui.tr(kJudging));
}

}  // namespace scenes::training
