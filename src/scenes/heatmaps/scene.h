// 注意力可视化: the book's show_heatmaps (section 10.1), for its own examples and for the reader's file.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/tensor.h"
#include "index.h"
#include "scenes/heatmaps/sources.h"
#include "scenes/parts/question.h"
#include "scenes/parts/scorings.h"
#include "scenes/scene_of.h"
#include "view/heatmap.h"

namespace scenes::heatmaps {

/// What is made of the file's panels before they are shown.
enum class Combination { kEach, kMean, kMaximum, kDifference, kFileDifference };
/// In which order the panels stand.
enum class PanelOrder { kAsGiven, kEntropy, kDiagonal, kFirstKey };

struct Heatmaps {
  enum Preset { kEye, kRandomSoftmax, kSixHeads, kBookHeads, kOwn, kFile };
  static constexpr const char* kPresetIds[] = {"eye", "softmax", "heads", "book-heads", "own"};  // no file in a link
  enum ScaleKind { kBookScale, kSharedScale, kUnitScale };
  static constexpr const char* kScaleIds[] = {"book", "shared", "unit"};
  static constexpr const char* kReductionIds[] = {"mean", "max"};
  static constexpr const char* kCombinationIds[] = {"each", "mean", "max",
                                                    "difference"};  // of two files: not in a link
  enum RawPart { kWeights, kScores, kOutput };
  static constexpr const char* kQuestionIds[] = {"none", "most-diagonal", "sharpest"};
  static constexpr const char* kOrderIds[] = {"given", "entropy", "diagonal", "first"};
  static constexpr int kLargestSeed = 9999;
  static constexpr int kMostCarried = 8;  // rows and columns that another scene's link brings along
  static constexpr double kLargestCarried = 1000;
  static constexpr std::size_t kLongestLabel = 60, kLongestTitles = 400, kLongestTokens = 2000;

  static constexpr const char* kId = "heatmaps";
  static constexpr view::Text kTitle{"热力图", "Heatmaps"};

  /// How the core makes weights of a file's queries and keys.
  struct RawOptions : ScoringOptions {
    /// A kernel's width of 0 is √d, about as far as random points of d dimensions lie apart.
    RawOptions() { kernel_width = 0; }
    int part = kWeights;
    bool is_causal = false;
    int valid_length = 0;          // the first so many keys are seen; 0 = all
    bool is_length_first = false;  // (…, length, heads, d), where the shapes allow both
    std::optional<MaskUse> mask;   // of the file's mask; nothing = as it is usually meant
    bool operator==(const RawOptions&) const = default;
  };
  /// What another scene's link brings along: (rows, columns), row after row.
  struct Carried {
    int rows = 1, columns = 1;
    std::vector<double> numbers{1};
    bool operator==(const Carried&) const = default;
  };
  struct Input {
    int preset = kEye;
    int seed = 1;
    Carried carried;                                      // shown if preset is kOwn
    std::shared_ptr<const formats::TensorFile> file;      // shown if preset is kFile
    std::shared_ptr<TableReadings> readings;              // if it is a table: of these, `file` is the one that is shown
    std::shared_ptr<const formats::TensorFile> previous;  // opened before it: what it can be compared with
    int source = 0;                                       // which of heatmap_sources(*file)
    int layer = 0, sample = 0;                            // if that source is browsed
    RawOptions raw;
    int combination = 0, order = 0;   // Combination, PanelOrder
    int minuend = 0, subtrahend = 1;  // panels, for Combination::kDifference
    bool operator==(const Input&) const = default;
  };
  struct State {
    Input input;
    int map = 0, scale = kSharedScale;
    int reduction = 0;                     // where several cells fall into a pixel: 0 = mean, 1 = maximum
    std::string x_label, y_label, titles;  // empty = the usual ones
    std::string query_tokens, key_tokens;  // separated by spaces; empty = those of the file
    int first = 0;                         // the first panel shown
    int alone = -1;                        // the only panel shown; −1 = all
    bool shows_tokens = false, shows_export = false, shows_arrays = true;
    bool shows_card = true, shows_measures = false;
    int question = 0;          // that is asked, in kQuestionIds
    QuestionState prediction;  // … and how far the reader is with it
    std::string search;        // for a name, a shape or a type among the file's arrays
    int search_page = 0;
    bool are_rows_samples = false;  // what the first axis of an array of rank 4 is: samples, not layers
    view::Viewpoint viewpoint;
    view::CellAddress cursor;
    bool operator==(const State&) const = default;
    /// All panels, whole, nothing pointed at.
    void look_from_the_start() {
      viewpoint = {};
      cursor = {};
      first = 0;
      alone = -1;
    }
    /// Another array, stack or attention of the file, as if it had just been opened.
    void choose_source(int index, const HeatmapSource& source) {
      input.source = index;
      are_rows_samples = source.kind == HeatmapSource::Kind::kRawAttention;  // as queries and keys are usually laid out
      input.layer = input.sample = 0;
      input.combination = input.order = 0;
      input.raw = {};
      look_from_the_start();
    }
  };
  /// Every layer's and head's weights of a file's queries and keys, as thumbnails (layers × heads, rows, columns): the
  /// largest weight in each pixel. It is the same for all layers one looks at, so it is kept.
  struct RawOverview {
    std::shared_ptr<const formats::TensorFile> file;  // of what it is
    int source = 0, sample = 0;
    RawOptions raw;
    core::Tensor thumbnails;
  };
  /// Of a panel of weights, the means over its queries.
  struct Measures {
    double entropy = 0;   // nats: 0 = all on one key, ln(keys) = spread evenly
    double distance = 0;  // from the diagonal, |query − key|, positions
    bool operator==(const Measures&) const = default;
  };
  struct Taken {
    std::string name;
    std::shared_ptr<const core::Tensor> tensor;
  };
  struct Result {
    std::int64_t rows = 0, columns = 0, queries = 0, keys = 0;
    bool is_grid = false;                // rows and columns mean something; otherwise the panels may be wrapped freely
    std::vector<const float*> matrices;  // (queries, keys) each, of the panels before they were ordered
    int given_panels = 0;                // before they were combined …
    std::int64_t given_rows = 0, given_columns = 0;  // … and how they stood
    bool is_given_grid = false;
    Combination combined = Combination::kEach;   // what was really done: not every wish can be met
    int minuend = 0, subtrahend = 0;             // given panels, if it is a difference
    std::vector<formats::MatrixSummary> panels;  // in their order
    std::vector<int> order;                      // which of the matrices stands where
    std::vector<double> order_value;             // by what they were ordered; empty if they were not
    formats::MatrixSummary all;
    std::vector<Measures> measures;       // of the panels, in their order; empty if they are no weights …
    bool is_too_much_to_measure = false;  // … or if there are too many numbers
    std::uint64_t content = 0;

    std::vector<HeatmapSource> sources;  // of the file; empty for the examples
    SourceLabels labels;                 // of the one that is shown, as the file has them
    int source = 0;                      // the one that is shown
    int layer = 0, sample = 0;           // … and which part of it, if it is browsed
    std::vector<const float*> overview;  // (layers, heads) of that sample; empty if all is shown anyway
    std::int64_t overview_queries = 0,
                 overview_keys = 0;  // of each; of raw attention, several weights are reduced to one
    std::shared_ptr<const RawOverview> raw_overview;
    std::uint64_t overview_content = 0;
    formats::MatrixSummary overview_all;
    bool can_compare_files = false;        // the previous file has matrices of the same shape
    std::int64_t value_width = 0;          // of the values in the file; 0 = there are none
    bool is_output = false;                // weights · values is shown, not the weights or scores
    std::vector<int> scorings;             // that the core can compute of the file's queries and keys
    int scoring = kDotProduct;             // … and the one that is shown
    std::vector<MaskUse> mask_uses;        // of the file's mask; empty = there is none that fits
    MaskUse mask = MaskUse::kUnused;       // … and how it is used
    std::vector<formats::Problem> unused;  // parts of the file that attention does not use, and why
    std::int64_t rows_without_key = 0;     // queries that no key is near enough to, or that see none
    bool lacks_memory = false;             // what was wished does not fit

    std::vector<Taken> taken;                         // the tensors behind what is shown
    std::vector<std::shared_ptr<const void>> owners;  // of every number that is pointed to

    int panel_count() const { return count_of(panels); }
    const HeatmapSource* shown_source() const { return sources.empty() ? nullptr : &nth(sources, source); }
    view::MatrixView matrix(int panel) const {
      return {nth(matrices, nth(order, panel)), queries, keys, keys, content + (to_size(panel) << 20)};
    }
    view::MatrixView overview_matrix(int panel) const {
      return {nth(overview, panel), overview_queries, overview_keys, overview_keys,
              overview_content + (to_size(panel) << 20)};
    }
  };

  static constexpr Panel kPanels[] = {
      {"title", {"标题", "the title"}},
      {"picture", {"热力图和色标", "the heatmaps and their colour bar"}},
      {"says", {"看到了什么，一句话", "what is seen, in a sentence"}},
      {"sentence", {"键的句子，按权重着色", "the keys' words, coloured by weight"}},
      {"call", {"张量的形状和书中的调用", "the tensor's shape and the book's call"}},
      {"measures", {"每一幅的熵和离对角线的距离", "every panel's entropy and distance from the diagonal"}},
      {"card", {"看点和问题", "what to notice, and a question"}},
      {"controls", {"控件", "the controls"}}};
  static constexpr const char* kControls[] = {
      "preset",  "open",  "map",    "reduction", "scale",        "seed",       "combine", "minuend", "subtrahend",
      "order",   "alone", "first",  "zoom",      "minimap",      "x",          "y",       "titles",  "tokens",
      "queries", "keys",  "export", "first-row", "first-column", "first-axis", "layer",   "sample",  "overview",
      "arrays",  "raw",   "call",   "measures",  "question"};

  static void fields(State& state, FieldVisitor& visitor) {
    visitor.choice("preset", state.input.preset, kPresetIds);
    visitor.integer("seed", state.input.seed, 1, kLargestSeed);
    Carried& carried = state.input.carried;
    visitor.integer("rows", carried.rows, 1, kMostCarried);
    visitor.integer("columns", carried.columns, 1, kMostCarried);
    const std::size_t cells = to_size(carried.rows * carried.columns);
    if (carried.numbers.size() != cells) carried.numbers.assign(cells, 1.0 / carried.columns);  // weights, at least
    visitor.numbers("numbers", carried.numbers, -kLargestCarried, kLargestCarried, cells, cells);
    visitor.choice("map", state.map, view::kColorMapIds);
    visitor.choice("scale", state.scale, kScaleIds);
    visitor.choice("combine", state.input.combination, kCombinationIds);
    visitor.choice("order", state.input.order, kOrderIds);
    visitor.integer("minuend", state.input.minuend, 0, 1 << 20);
    visitor.integer("subtrahend", state.input.subtrahend, 0, 1 << 20);
    visitor.choice("reduction", state.reduction, kReductionIds);
    visitor.text("queries", state.query_tokens, kLongestTokens);
    visitor.text("keys", state.key_tokens, kLongestTokens);
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
    visitor.flag("card", state.shows_card);
    visitor.flag("measures", state.shows_measures);
    const int asked = state.question;
    visitor.choice("question", state.question, kQuestionIds);
    if (state.question != asked) state.prediction = {};
  }

  static State without_pointing(State state) {
    state.cursor = {};
    state.search.clear();
    state.search_page = 0;
    state.prediction = {};
    return state;
  }
  static Steps compute(const Input& input, const Result* last, Result& result);
  static void draw(view::Ui& ui, State& next, const Result& result);
  static void open(State& state, std::shared_ptr<const formats::TensorFile> file) {
    // A large file is not kept beside the next one: both would not fit into a page's memory.
    constexpr std::size_t kMostKept = std::size_t{1} << 25;  // numbers
    std::size_t numbers = 0;
    if (state.input.file)
      for (const auto& array : state.input.file->tensors) numbers += array.tensor.data.size();
    state.input.previous = numbers <= kMostKept ? state.input.file : nullptr;
    const std::vector<HeatmapSource> sources = heatmap_sources(*file);
    const int first = first_source(*file, sources);
    state.choose_source(first, nth(sources, first));
    constexpr std::int64_t kManyCells =
        1 << 20;  // of all panels together. Several fall into a pixel: none of the bright ones is to be overlooked
    const HeatmapSource& shown = nth(sources, first);
    const std::int64_t panels = std::min<std::int64_t>(kMostPanels, shown_matrices(shown));
    state.reduction = panels * shown.queries * shown.keys > kManyCells ? 1 : 0;
    state.input.readings = file->table ? std::make_shared<TableReadings>(file) : nullptr;
    state.input.file = std::move(file);
    state.input.preset = kFile;
    state.search.clear();
    state.search_page = 0;
    state.titles.clear();
    state.query_tokens.clear();
    state.key_tokens.clear();
  }
  static std::string file_name(const State& state) {
    return state.input.preset == kFile && state.input.file ? state.input.file->file_name : "";
  }
  static std::vector<Holding> holdings(const State& state) {
    std::vector<Holding> held;
    const auto hold = [&](const std::shared_ptr<const formats::TensorFile>& file) {
      if (file) held.push_back({file.get(), memory_of(*file)});
    };
    hold(state.input.file);
    hold(state.input.previous);
    if (state.input.readings)
      for (const auto& reading : state.input.readings->made()) hold(reading);
    return held;
  }
  static TakeAway take_away(view::Language language, const State& state, const Result& result);
  static std::string program(view::Language language, const State& state, const Result& result);
  static Next next(view::Language language, const State&, const Result&) {
    constexpr view::Text kSays{"这些权重从哪里来？最早的答案是从距离来：离查询近的键权重大，加权平均就是预测。",
                               "Where do such weights come from? The oldest answer is distance: keys near the query "
                               "weigh more, and the weighted "
                               "average is the prediction."};
    return {view::in_language(language, kSays), "scene=kernel_regression"};
  }
  static bool is_sound(const Result& result) {
    return result.panel_count() > 0 && std::isfinite(result.all.minimum) && std::isfinite(result.all.maximum);
  }
};

}  // namespace scenes::heatmaps
