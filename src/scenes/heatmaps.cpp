// 注意力可视化: the book's show_heatmaps (section 10.1), for its own examples and for the reader's file.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/attention.h"
#include "core/multi_head.h"
#include "core/random.h"
#include "scenes/scene_list.h"
#include "view/heatmap.h"
#include "view/widgets.h"

namespace scenes {

namespace {

using view::Text;

enum Preset { kEye, kRandomSoftmax, kSixHeads, kBookHeads, kFile };
constexpr const char* kPresetIds[] = {"eye", "softmax", "heads", "book-heads"};  // a file is not in a link
enum ScaleKind { kBookScale, kSharedScale, kUnitScale };
constexpr const char* kScaleIds[] = {"book", "shared", "unit"};

constexpr std::size_t kMostPanels = 64;  // shown at once
constexpr std::size_t kLongestLabel = 60, kLongestTitles = 400;
constexpr float kLeastBar = 140;  // a lower picture has its colour bar below
constexpr float kLeastPicture = 220, kLeastNarrowPicture = 320, kTextBelow = 96;  // CSS pixels

constexpr Text kOptionEye{"单位矩阵 eye(10)", "Identity, eye(10)"};
constexpr Text kOptionSoftmax{"随机 softmax", "Random softmax"};
constexpr Text kOptionHeads{"六个头", "Six heads"};
constexpr Text kOptionBook{"书中多头 1/3 与 1/2", "Book: heads of 1/3 and 1/2"};
constexpr Text kPresetLabel{"例子", "Example"};
constexpr Text kPresetHelp{"换一组矩阵来看。", "Looks at another set of matrices."};
constexpr Text kSeedLabel{"随机种子", "Random seed"};
constexpr Text kSeedHelp{"换一个种子，就换一组随机数；同一个种子总给出同一张图。", "Another seed, other random numbers; the same seed always gives the same picture."};
constexpr Text kOpenLabel{"打开 .npy 文件…", "Open a .npy file…"};
constexpr Text kOpenHelp{"看你自己的注意力权重：(查询, 键)、(头, 查询, 键) 或 (行, 列, 查询, 键)。也可以把文件拖到页面上。",
                         "See your own attention weights: (queries, keys), (heads, queries, keys) or (rows, columns, queries, keys). You can also drop the file on the page."};
constexpr Text kMapLabel{"颜色映射", "Colour map"};
constexpr Text kMapHelp{"只改变颜色，不改变数字。", "Changes the colours, not the numbers."};
constexpr Text kScaleLabel{"色标", "Colour scale"};
constexpr Text kScaleHelp{"颜色代表多大的数：各幅自定、所有幅共用，或固定为 0 到 1。", "What a colour stands for: each panel's own range, one range for all, or always 0 to 1."};
constexpr Text kScaleBook{"书中", "Book"};
constexpr Text kScaleShared{"共享", "Shared"};
constexpr Text kScaleUnit{"0–1", "0–1"};
constexpr Text kXLabel{"横轴标签", "Horizontal label"};
constexpr Text kYLabel{"纵轴标签", "Vertical label"};
constexpr Text kTitlesLabel{"各幅标题 (用逗号分开)", "Panel titles (separated by commas)"};
constexpr Text kTitlesHelp{"与列数相同时，每一行都重复这些标题，和书中一样。", "With as many titles as columns, every row repeats them, as in the book."};
constexpr Text kKeys{"键", "Keys"};
constexpr Text kQueries{"查询", "Queries"};
constexpr Text kHead{"头 {0}", "Head {0}"};
constexpr Text kSample{"样本 {0} · 头 {1}", "Sample {0} · head {1}"};
constexpr Text kGridCellTitle{"行 {0} · 列 {1}", "Row {0} · column {1}"};
constexpr Text kFirstPanel{"从第几幅看起", "First panel shown"};
constexpr Text kFirstPanelHelp{"一次最多显示 64 幅。", "At most 64 panels are shown at a time."};
constexpr Text kAlone{"只看这一幅", "Show this panel alone"};
constexpr Text kAloneHelp{"光标所在的一幅占满图面。", "The panel with the cursor takes all the room."};
constexpr Text kAll{"看全部", "Show all panels"};
constexpr Text kAllHelp{"回到所有各幅。", "Back to all of them."};
constexpr Text kPictureName{"注意力权重", "Attention weights"};
constexpr Text kPictureHelp{"方向键移动光标，加号和减号缩放，PageUp 和 PageDown 换一幅。", "Arrow keys move the cursor, plus and minus zoom, Page Up and Page Down change the panel."};
constexpr Text kPanelLabel{"当前一幅", "Current panel"};
constexpr Text kZoomLabel{"放大", "Zoom"};
constexpr Text kZoomHelp{"所有幅一起放大；放大后可拖动。", "Magnifies all panels alike; drag to move about."};
constexpr Text kBarBook{"色标属于最后一幅{0}；其余各幅按各自的最小值到最大值着色。", "The bar belongs to the last panel{0}; every other one is coloured from its own minimum to its own maximum."};
constexpr Text kBarBookOne{"色标：这一幅的最小值到最大值。", "The bar: from this panel's minimum to its maximum."};
constexpr Text kBarShared{"色标属于所有 {0} 幅。", "One scale for all {0} panels."};
constexpr Text kBarUnit{"色标固定为 0 到 1；超出的数按两端着色。", "The scale is fixed from 0 to 1; numbers beyond are coloured as its ends."};
constexpr Text kParenthesised{" ({0})", " ({0})"};
constexpr Text kReadout{"{0}查询 {1} → 键 {2}：{3}", "{0}query {1} → key {2}: {3}"};
constexpr Text kReadoutTitle{"{0}，", "{0}, "};
constexpr Text kEyeSays{"每个查询只关注编号相同的键，其余权重都是 0。", "Every query attends only to the key with its own number; all other weights are 0."};
constexpr Text kSoftmaxSays{"10 × 10 个随机数经过 softmax：每一行之和为 1。", "10 × 10 random numbers through a softmax: every row sums to 1."};
constexpr Text kHeadsSays{"随机初始化的六个头，未经训练：各自的投影不同，看到的权重也不同。", "Six untrained heads with random weights: each has its own projections, so each attends differently."};
constexpr Text kBookSays{"所有键都相同，有效长度为 3 和 2：权重恰好是 1/3 和 1/2，与随机的参数无关。", "All keys are alike and the valid lengths are 3 and 2: the weights are exactly 1/3 and 1/2, whatever the random parameters are."};
constexpr Text kFileSays{"{0}：{1} 幅，每幅 {2} 个查询 × {3} 个键，数值从 {4} 到 {5}。", "{0}: {1} panels of {2} queries × {3} keys, numbers from {4} to {5}."};
constexpr Text kRowsSumToOne{"每一行之和都是 1。", "Every row sums to 1."};
constexpr Text kNonFinite{"其中 {0} 个不是有限的数，画成斜线。", "{0} of the numbers are not finite; they are hatched."};
constexpr Text kTensorLabel{"文件中的数组", "Array in the file"};

struct PanelSummary {
  float minimum = 0, maximum = 0;  // of the finite numbers; 0 if there are none
  std::int64_t non_finite = 0;
};

struct Heatmaps {
  static constexpr const char* kId = "heatmaps";
  static constexpr Text kTitle{"热力图", "Heatmaps"};

  struct Input {
    int preset = kEye;
    int seed = 1;
    std::shared_ptr<const formats::TensorFile> file;  // shown if preset is kFile
    int tensor = 0;                                   // which of its arrays
    bool operator==(const Input&) const = default;
  };
  struct State {
    Input input;
    int map = 0, scale = kSharedScale;
    std::string x_label, y_label, titles;  // empty = the usual ones
    int first = 0;                         // the first panel shown
    int alone = -1;                        // the only panel shown; −1 = all
    view::Viewpoint viewpoint;
    view::CellAddress cursor;
    bool operator==(const State&) const = default;
  };
  struct Result {
    std::shared_ptr<const core::Tensor> tensor;  // (rows, columns, queries, keys) in all
    std::int64_t rows = 0, columns = 0, queries = 0, keys = 0;
    bool is_grid = false;  // rows and columns are the file's own; otherwise the panels may be wrapped freely
    std::vector<PanelSummary> panels;
    PanelSummary all;
    bool do_rows_sum_to_one = false;
    std::uint64_t content = 0;

    std::size_t panel_count() const { return panels.size(); }
    view::MatrixView matrix(std::size_t panel) const {
      return {tensor->data.data() + static_cast<std::int64_t>(panel) * queries * keys, queries, keys, keys, content + (panel << 20)};
    }
  };

  static void fields(State& state, FieldVisitor& visitor) {
    visitor.choice("preset", state.input.preset, kPresetIds);
    visitor.integer("seed", state.input.seed, 1, 9999);
    visitor.choice("map", state.map, view::kColorMapIds);
    visitor.choice("scale", state.scale, kScaleIds);
    visitor.text("x", state.x_label, kLongestLabel);
    visitor.text("y", state.y_label, kLongestLabel);
    visitor.text("titles", state.titles, kLongestTitles);
    visitor.integer("first", state.first, 0, 1 << 20);
    visitor.integer("alone", state.alone, -1, 1 << 20);
    visitor.number("zoom", state.viewpoint.zoom, 1, 4096);
    visitor.number("at-x", state.viewpoint.x, 0, 1);
    visitor.number("at-y", state.viewpoint.y, 0, 1);
    visitor.integer("panel", state.cursor.panel, -1, 1 << 20);
    visitor.integer("query", state.cursor.row, 0, 1 << 20);
    visitor.integer("key", state.cursor.column, 0, 1 << 20);
  }

  static Result compute(const Input& input);
  static void draw(view::Ui& ui, State& next, const Result& result);
  static void open(State& state, std::shared_ptr<const formats::TensorFile> file) {
    state.input.file = std::move(file);
    state.input.preset = kFile;
    state.input.tensor = 0;
    state.viewpoint = {};
    state.cursor = {};
    state.first = 0;
    state.alone = -1;
    state.titles.clear();
  }
  static TakeAway take_away(const State& state, const Result& result);
  static bool is_sound(const Result& result) {
    return result.panel_count() > 0 && std::isfinite(result.all.minimum) && std::isfinite(result.all.maximum);
  }
};

// ---- computing -------------------------------------------------------------------------------------------------

core::Tensor identity(std::int64_t size) {
  core::Tensor matrix = core::make_tensor({size, size});
  for (std::int64_t i = 0; i < size; ++i) matrix.data[static_cast<std::size_t>(i * size + i)] = 1;
  return matrix;
}

core::Tensor random_softmax(int seed) {
  core::Random random(static_cast<std::uint64_t>(seed));
  return *core::masked_softmax(core::random_uniform(random, {10, 10}));
}

core::MultiHeadParameters random_heads(core::Random& random, std::int64_t heads, std::int64_t width) {
  const float deviation = 1 / std::sqrt(static_cast<float>(width));
  const auto weights = [&] { return core::random_normal(random, {width, width}, 0, deviation); };
  core::MultiHeadParameters parameters;
  parameters.heads = heads;
  parameters.query_weights = weights();
  parameters.key_weights = weights();
  parameters.value_weights = weights();
  parameters.output_weights = weights();
  return parameters;
}

/// Untrained self-attention of twelve random tokens, (heads, queries, keys). Wide weights make the heads differ visibly.
core::Tensor six_heads(int seed) {
  constexpr std::int64_t kTokens = 12, kWidth = 48, kHeads = 6;
  core::Random random(static_cast<std::uint64_t>(seed));
  const core::Tensor x = core::random_normal(random, {kTokens, kWidth}, 0, 1.5f);
  core::Tensor weights = std::move(core::multi_head_attention(x, x, x, random_heads(random, kHeads, kWidth))->weights);
  weights.shape = {kHeads, kTokens, kTokens};
  return weights;
}

/// Section 10.5: 100 hidden units, 5 heads, X = ones(2, 4, 100), Y = ones(2, 6, 100), valid lengths 3 and 2.
core::Tensor book_heads(int seed) {
  core::Random random(static_cast<std::uint64_t>(seed));
  const core::Tensor x = core::make_tensor({2, 4, 100}, 1), y = core::make_tensor({2, 6, 100}, 1);
  core::Mask mask;
  mask.valid_lengths = core::IntegerTensor{{2}, {3, 2}};
  return std::move(core::multi_head_attention(x, y, y, random_heads(random, 5, 100), mask)->weights);
}

std::shared_ptr<const core::Tensor> tensor_of(const Heatmaps::Input& input) {
  switch (input.preset) {
    case kRandomSoftmax: return std::make_shared<core::Tensor>(random_softmax(input.seed));
    case kSixHeads: return std::make_shared<core::Tensor>(six_heads(input.seed));
    case kBookHeads: return std::make_shared<core::Tensor>(book_heads(input.seed));
    case kFile:
      if (input.file && !input.file->tensors.empty()) {
        const auto index = std::min(static_cast<std::size_t>(input.tensor), input.file->tensors.size() - 1);
        return {input.file, &input.file->tensors[index].tensor};  // shares the file, copies nothing
      }
      [[fallthrough]];
    default: return std::make_shared<core::Tensor>(identity(10));
  }
}

PanelSummary summary_of(const float* values, std::int64_t count) {
  PanelSummary summary{std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(), 0};
  for (std::int64_t i = 0; i < count; ++i) {
    if (!std::isfinite(values[i])) {
      ++summary.non_finite;
      continue;
    }
    summary.minimum = std::min(summary.minimum, values[i]);
    summary.maximum = std::max(summary.maximum, values[i]);
  }
  if (summary.non_finite == count) summary.minimum = summary.maximum = 0;
  return summary;
}

bool rows_sum_to_one(const core::Tensor& tensor, std::int64_t keys) {
  constexpr double kTolerance = 1e-3;  // float16 weights of a few hundred keys stay within it
  for (std::size_t start = 0; start < tensor.data.size(); start += static_cast<std::size_t>(keys)) {
    double sum = 0;
    for (std::int64_t k = 0; k < keys; ++k) sum += tensor.data[start + static_cast<std::size_t>(k)];
    if (!(std::abs(sum - 1) < kTolerance)) return false;
  }
  return true;
}

Heatmaps::Result Heatmaps::compute(const Input& input) {
  Result result;
  result.tensor = tensor_of(input);
  const core::Shape& shape = result.tensor->shape;
  const std::size_t rank = shape.size();
  result.keys = shape[rank - 1];
  result.queries = shape[rank - 2];
  result.columns = rank >= 3 ? shape[rank - 3] : 1;
  result.rows = 1;
  for (std::size_t axis = 0; axis + 3 < rank; ++axis) result.rows *= shape[axis];
  result.is_grid = rank >= 4;

  const auto count = static_cast<std::size_t>(result.rows * result.columns);
  const std::int64_t cells = result.queries * result.keys;
  result.all = {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(), 0};
  for (std::size_t i = 0; i < count; ++i) {
    const PanelSummary panel = summary_of(result.tensor->data.data() + static_cast<std::int64_t>(i) * cells, cells);
    if (panel.non_finite < cells) {
      result.all.minimum = std::min(result.all.minimum, panel.minimum);
      result.all.maximum = std::max(result.all.maximum, panel.maximum);
    }
    result.all.non_finite += panel.non_finite;
    result.panels.push_back(panel);
  }
  if (!(result.all.minimum <= result.all.maximum)) result.all.minimum = result.all.maximum = 0;
  result.do_rows_sum_to_one = rows_sum_to_one(*result.tensor, result.keys);
  result.content = view::new_content();
  return result;
}

// ---- drawing ---------------------------------------------------------------------------------------------------

/// Columns for panels that may be wrapped: 6 → 3, 8 → 4, 12 → 4, 7 → 3.
int wrapped_columns(std::size_t panels) {
  const double root = std::sqrt(static_cast<double>(panels));
  for (auto columns = static_cast<std::size_t>(std::ceil(root)); static_cast<double>(columns) <= 2 * root + 1; ++columns)
    if (panels % columns == 0) return static_cast<int>(columns);
  return static_cast<int>(std::ceil(root));
}

std::vector<std::string> split_titles(const std::string& text) {
  std::vector<std::string> titles{""};
  for (std::size_t i = 0; i < text.size(); ++i) {
    constexpr std::string_view kWideComma = "，";
    if (text[i] == ',') titles.emplace_back();
    else if (std::string_view(text).substr(i, kWideComma.size()) == kWideComma) {
      titles.emplace_back();
      i += kWideComma.size() - 1;
    } else if (text[i] != ' ' || !titles.back().empty()) titles.back() += text[i];
  }
  return titles;
}

std::string default_title(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result, std::size_t panel) {
  if (result.panel_count() == 1) return {};
  const std::string row = std::to_string(panel / static_cast<std::size_t>(result.columns) + 1);
  const std::string column = std::to_string(panel % static_cast<std::size_t>(result.columns) + 1);
  if (!result.is_grid) return ui.tr(kHead, {column});
  return ui.tr(state.input.preset == kBookHeads ? kSample : kGridCellTitle, {row, column});
}

std::string short_title(const Heatmaps::Result& result, std::size_t panel) {
  const auto columns = static_cast<std::size_t>(result.columns);
  const std::string column = std::to_string(panel % columns + 1);
  return result.is_grid ? std::to_string(panel / columns + 1) + "·" + column : column;
}

std::vector<std::string> panel_titles(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result, int columns) {
  std::vector<std::string> given;
  if (!state.titles.empty()) given = split_titles(state.titles);
  else if (state.input.preset == kFile && state.input.file) given = state.input.file->titles;
  std::vector<std::string> titles;
  for (std::size_t i = 0; i < result.panel_count(); ++i) {
    if (given.empty()) titles.push_back(default_title(ui, state, result, i));
    else if (given.size() == static_cast<std::size_t>(columns)) titles.push_back(given[i % given.size()]);  // as in the book
    else titles.push_back(i < given.size() ? given[i] : "");
  }
  return titles;
}

view::ColorScale scale_of(int kind, const PanelSummary& panel, const PanelSummary& all) {
  if (kind == kUnitScale) return {0, 1};
  if (kind == kSharedScale) return {all.minimum, all.maximum};
  return {panel.minimum, panel.maximum};
}

/// What is shown of the result: at most kMostPanels panels from state.first on.
struct Shown {
  view::HeatmapGrid grid;
  std::size_t first = 0;
};

Shown shown_part(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result) {
  Shown shown;
  const std::size_t total = result.panel_count();
  const bool is_alone = state.alone >= 0 && static_cast<std::size_t>(state.alone) < total;
  const std::size_t count = is_alone ? 1 : std::min(total, kMostPanels);
  shown.first = std::min(static_cast<std::size_t>(is_alone ? state.alone : state.first), total - count);
  const bool is_whole_grid = result.is_grid && count == total;
  view::HeatmapGrid& grid = shown.grid;
  grid.grid_columns = is_whole_grid ? static_cast<int>(result.columns) : wrapped_columns(count);
  grid.grid_rows = static_cast<int>((count + static_cast<std::size_t>(grid.grid_columns) - 1) / static_cast<std::size_t>(grid.grid_columns));
  const std::vector<std::string> titles = panel_titles(ui, state, result, is_whole_grid ? grid.grid_columns : static_cast<int>(result.columns));
  for (std::size_t i = shown.first; i < shown.first + count; ++i) {
    grid.panels.push_back({result.matrix(i), scale_of(state.scale, result.panels[i], result.all)});
    grid.titles.push_back(titles[i]);
    if (state.titles.empty() && result.panel_count() > 1) grid.short_titles.push_back(short_title(result, i));
  }
  grid.x_label = state.x_label.empty() ? ui.tr(kKeys) : state.x_label;
  grid.y_label = state.y_label.empty() ? ui.tr(kQueries) : state.y_label;
  grid.map = state.map;
  if (state.input.preset == kFile && state.input.file) {
    const auto fits = [](const std::vector<std::string>& names, std::int64_t length) { return static_cast<std::int64_t>(names.size()) == length; };
    if (fits(state.input.file->query_tokens, result.queries)) grid.row_names = state.input.file->query_tokens;
    if (fits(state.input.file->key_tokens, result.keys)) grid.column_names = state.input.file->key_tokens;
  }
  return shown;
}

std::string bar_caption(const view::Ui& ui, int scale, const view::HeatmapGrid& grid) {
  if (scale == kUnitScale) return ui.tr(kBarUnit);
  if (grid.panels.size() == 1) return ui.tr(kBarBookOne);
  if (scale == kSharedScale) return ui.tr(kBarShared, {std::to_string(grid.panels.size())});
  const std::string& title = grid.titles.back();
  return ui.tr(kBarBook, {title.empty() ? "" : ui.tr(kParenthesised, {title})});
}

std::string index_name(const std::vector<std::string>& names, int index) {
  return static_cast<std::size_t>(index) < names.size() ? names[static_cast<std::size_t>(index)] : std::to_string(index);
}

std::string readout(const view::Ui& ui, const view::HeatmapGrid& grid, const view::CellAddress& cell) {
  const auto panel = static_cast<std::size_t>(cell.panel);
  const std::string title = grid.titles[panel].empty() ? "" : ui.tr(kReadoutTitle, {grid.titles[panel]});
  return ui.tr(kReadout, {title, index_name(grid.row_names, cell.row), index_name(grid.column_names, cell.column),
                          view::short_number_text(grid.panels[panel].matrix.at(cell.row, cell.column), 6)});
}

std::string description(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result) {
  std::string text;
  switch (state.input.preset) {
    case kRandomSoftmax: text = ui.tr(kSoftmaxSays); break;
    case kSixHeads: text = ui.tr(kHeadsSays); break;
    case kBookHeads: text = ui.tr(kBookSays); break;
    case kFile:
      text = ui.tr(kFileSays, {state.input.file ? state.input.file->file_name : "", std::to_string(result.panel_count()), std::to_string(result.queries),
                               std::to_string(result.keys), view::short_number_text(result.all.minimum), view::short_number_text(result.all.maximum)});
      if (result.do_rows_sum_to_one) text += " " + ui.tr(kRowsSumToOne);
      break;
    default: text = ui.tr(kEyeSays);
  }
  if (result.all.non_finite > 0) text += " " + ui.tr(kNonFinite, {std::to_string(result.all.non_finite)});
  return text;
}

/// Cells to read out, their panels counted among those shown.
struct ReadCells {
  view::CellAddress seen;    // under the pointer, else the cursor's
  view::CellAddress cursor;  // a screen reader does not hear what a mouse brushes over
};

/// The picture with its colour bar.
ReadCells draw_picture(view::Ui& ui, Heatmaps::State& next, const Shown& shown, const Heatmaps::Result& result) {
  const view::HeatmapGrid& grid = shown.grid;
  const float height = ui.is_wide() ? ui.height_left(kTextBelow, kLeastPicture) : std::max(ui.input().height * 0.6f, kLeastNarrowPicture);
  const view::Rect room{ui.column_x(), ui.column_y(), ui.column_width(), height};
  const auto lay_out = [&](bool is_bar_beside) {
    view::Rect area = room;
    if (is_bar_beside) area.width -= view::kColorBarWidth + view::kSpace4;
    else area.height -= view::kColorBarHeight + view::kSpace3;
    return view::lay_out(ui, grid, area);
  };
  bool is_bar_vertical = room.width >= 520;
  view::HeatmapLayout layout = lay_out(is_bar_vertical);
  if (is_bar_vertical && layout.bounds.height < kLeastBar) layout = lay_out(is_bar_vertical = false);
  ui.begin_picture();

  // A link may name a cell that this matrix does not have.
  view::CellAddress cursor = next.cursor;
  cursor.panel -= cursor.panel < 0 ? 0 : static_cast<int>(shown.first);
  if (cursor.panel >= static_cast<int>(grid.panels.size()) || cursor.panel < -1) cursor = {};
  cursor.row = std::min(cursor.row, static_cast<int>(result.queries) - 1);
  cursor.column = std::min(cursor.column, static_cast<int>(result.keys) - 1);
  next.viewpoint.zoom = std::min(next.viewpoint.zoom, std::max(1.0, static_cast<double>(std::min(result.queries, result.keys))));

  if (grid.panels.size() > 1) {  // lets the keyboard and a screen reader choose a panel by its title
    if (const view::Action* action = ui.action_for("heatmaps/panel"); action && action->kind == view::ActionKind::kActivate) {
      double wanted = 0;
      if (view::parse_number(action->value, wanted) && wanted >= 0 && wanted < static_cast<double>(grid.panels.size()))
        cursor = {static_cast<int>(wanted), cursor.row, cursor.column};
    }
    view::Node node{.id = "heatmaps/panel", .role = view::Role::kList, .name = ui.tr(kPanelLabel), .options = grid.titles, .selected = std::max(0, cursor.panel)};
    for (std::size_t i = 0; i < node.options.size(); ++i)
      if (node.options[i].empty()) node.options[i] = std::to_string(i + 1);
    const view::Interaction focus = ui.interact("heatmaps/panel", {});
    node.rect = layout.panels[static_cast<std::size_t>(node.selected)];
    ui.focus_ring(node.rect, focus);
    ui.record(std::move(node));
  }
  const view::HeatmapEvents events = view::heatmap_grid(ui, {"heatmaps/picture", ui.tr(kPictureName), ui.tr(kPictureHelp)}, layout, grid, next.viewpoint, cursor);
  next.cursor = cursor;
  if (next.cursor.panel >= 0) next.cursor.panel += static_cast<int>(shown.first);

  const view::ColorScale scale = grid.panels.back().scale;
  if (is_bar_vertical) {
    constexpr float kShrink = 0.6f;  // as in the book
    const float bar_height = layout.bounds.height * kShrink;
    view::color_bar(ui, {layout.whole.x + layout.whole.width + view::kSpace4, layout.bounds.y + (layout.bounds.height - bar_height) / 2, view::kColorBarWidth, bar_height}, grid.map, scale, true);
  } else {
    view::color_bar(ui, {layout.bounds.x, layout.whole.y + layout.whole.height + view::kSpace3, layout.bounds.width, view::kColorBarHeight}, grid.map, scale, false);
  }
  const float used = layout.whole.height + (is_bar_vertical ? 0 : view::kColorBarHeight + view::kSpace3);
  const float used_width = layout.whole.width + (is_bar_vertical ? view::kSpace4 + view::kColorBarWidth : 0);
  ui.end_picture({layout.whole.x, layout.whole.y, used_width, used});
  ui.take(used, view::kSpace3);
  return {events.hovered.panel >= 0 ? events.hovered : cursor, cursor};
}

void draw_controls(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result) {
  std::vector<std::string> presets{ui.tr(kOptionEye), ui.tr(kOptionSoftmax), ui.tr(kOptionHeads), ui.tr(kOptionBook)};
  if (next.input.file) presets.push_back(next.input.file->file_name);
  if (view::choice(ui, {"heatmaps/preset", ui.tr(kPresetLabel), ui.tr(kPresetHelp)}, next.input.preset, presets)) {
    next.viewpoint = {};
    next.cursor = {};
    next.first = 0;
    next.alone = -1;
  }
  if (next.input.preset == kFile && next.input.file && next.input.file->tensors.size() > 1) {
    std::vector<std::string> names;
    for (const auto& tensor : next.input.file->tensors) names.push_back(tensor.name);
    view::choice(ui, {"heatmaps/tensor", ui.tr(kTensorLabel)}, next.input.tensor, names);
  }
  if (view::button(ui, {"heatmaps/open", ui.tr(kOpenLabel), ui.tr(kOpenHelp)})) ui.request_file_dialog();
  ui.gap(view::kSpace3);
  std::vector<std::string> maps(view::kColorMapIds.begin(), view::kColorMapIds.end());
  view::choice(ui, {"heatmaps/map", ui.tr(kMapLabel), ui.tr(kMapHelp)}, next.map, maps);
  const std::string scales[] = {ui.tr(kScaleBook), ui.tr(kScaleShared), ui.tr(kScaleUnit)};
  view::choice(ui, {"heatmaps/scale", ui.tr(kScaleLabel), ui.tr(kScaleHelp)}, next.scale, scales);
  if (next.input.preset == kRandomSoftmax || next.input.preset == kSixHeads) {
    double seed = next.input.seed;
    if (view::slider(ui, {"heatmaps/seed", ui.tr(kSeedLabel), ui.tr(kSeedHelp)}, seed, {.minimum = 1, .maximum = 100, .step = 1, .initial = 1, .decimals = 0}))
      next.input.seed = static_cast<int>(seed);
  }
  if (result.panel_count() > 1) {
    const bool is_alone = next.alone >= 0;
    if (is_alone || next.cursor.panel >= 0) {
      if (view::button(ui, {"heatmaps/alone", ui.tr(is_alone ? kAll : kAlone), ui.tr(is_alone ? kAllHelp : kAloneHelp)})) next.alone = is_alone ? -1 : next.cursor.panel;
      ui.gap(view::kSpace2);
    }
  }
  if (result.panel_count() > kMostPanels && next.alone < 0) {
    double first = next.first + 1;
    const double last = static_cast<double>(result.panel_count() - kMostPanels + 1);
    if (view::slider(ui, {"heatmaps/first", ui.tr(kFirstPanel), ui.tr(kFirstPanelHelp)}, first, {.minimum = 1, .maximum = last, .step = 1, .initial = 1, .decimals = 0}))
      next.first = static_cast<int>(first) - 1;
  }
  const double largest = std::max(1.0, static_cast<double>(std::min(result.queries, result.keys)) / 4);
  constexpr double kWorthZooming = 4;  // times; smaller matrices are legible as they are
  if (largest >= kWorthZooming) {
    double factor = std::min(next.viewpoint.zoom, largest);
    if (view::slider(ui, {"heatmaps/zoom", ui.tr(kZoomLabel), ui.tr(kZoomHelp)}, factor, {.minimum = 1, .maximum = largest, .step = 0.1, .initial = 1, .decimals = 1}))
      view::zoom_at(next.viewpoint, factor / next.viewpoint.zoom, 0.5, 0.5, result.queries, result.keys);
  }
  view::text_field(ui, {"heatmaps/x", ui.tr(kXLabel)}, next.x_label, kLongestLabel);
  view::text_field(ui, {"heatmaps/y", ui.tr(kYLabel)}, next.y_label, kLongestLabel);
  if (result.panel_count() > 1) view::text_field(ui, {"heatmaps/titles", ui.tr(kTitlesLabel), ui.tr(kTitlesHelp)}, next.titles, kLongestTitles);
}

void Heatmaps::draw(view::Ui& ui, State& next, const Result& result) {
  const Shown shown = shown_part(ui, next, result);
  const ReadCells cells = draw_picture(ui, next, shown, result);
  view::paragraph(ui, "heatmaps/bar", bar_caption(ui, next.scale, shown.grid), {.size = view::kCaption, .color = ui.theme().muted});
  const auto sentence = [&](const view::CellAddress& at) { return at.panel >= 0 ? readout(ui, shown.grid, at) : description(ui, next, result); };
  view::narration(ui, "heatmaps/says", sentence(cells.seen), sentence(cells.cursor));
  ui.to_side_column();
  draw_controls(ui, next, result);
}

// ---- taking away -----------------------------------------------------------------------------------------------

/// The program loads what was saved as .npy: random numbers of ours cannot be made by PyTorch.
constexpr char kProgram[] = R"py(# Save the matrices as attention.npy (.npy under "Take it away"), then run this beside it.
# In d2l: d2l.show_heatmaps(weights, xlabel='Keys', ylabel='Queries', cmap='Reds')
import numpy as np
import torch

weights = torch.from_numpy(np.load('attention.npy'))
for index, matrix in enumerate(weights.reshape(-1, *weights.shape[-2:])):
    print(f'# {index}')
    for row in matrix.tolist():
        print(' '.join(f'{value:.4f}' for value in row))
)py";
constexpr char kEyeProgram[] = R"py(# The first picture of section 10.1: d2l.show_heatmaps(weights, xlabel='Keys', ylabel='Queries')
import torch

weights = torch.eye(10).reshape((1, 1, 10, 10))
print('# attention')
for row in weights[0, 0].tolist():
    print(' '.join(f'{value:.4f}' for value in row))
)py";
constexpr char kBookProgram[] = R"py(# Section 10.5: d2l.MultiHeadAttention with 5 heads on X = ones(2, 4, 100), Y = ones(2, 6, 100), valid_lens [3, 2].
# All keys are alike, so the weights do not depend on the projections: d2l.masked_softmax of equal scores gives them.
import torch

valid_lens = torch.tensor([3, 2])
scores = torch.zeros(2, 5, 4, 6)
masked = torch.arange(6) >= valid_lens[:, None, None, None]
weights = torch.softmax(scores.masked_fill(masked, float('-inf')), dim=-1)
for index, matrix in enumerate(weights.reshape(-1, 4, 6)):
    print(f'# {index}')
    for row in matrix.tolist():
        print(' '.join(f'{value:.4f}' for value in row))
)py";

TakeAway Heatmaps::take_away(const State& state, const Result& result) {
  TakeAway taken;
  taken.matrices.push_back({"attention", result.tensor, {}, {}});
  if (state.input.preset == kFile && state.input.file) {
    taken.matrices.back().row_names = state.input.file->query_tokens;
    taken.matrices.back().column_names = state.input.file->key_tokens;
  }
  taken.pytorch = state.input.preset == kEye ? kEyeProgram : state.input.preset == kBookHeads ? kBookProgram : kProgram;
  return taken;
}

}  // namespace

std::unique_ptr<Scene> make_heatmaps() { return std::make_unique<SceneOf<Heatmaps>>(); }

}  // namespace scenes
