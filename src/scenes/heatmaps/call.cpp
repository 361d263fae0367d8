// The tensor behind the picture, axis by axis, and the book's call that draws it.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "index.h"
#include "scenes/heatmaps/parts.h"
#include "scenes/parts/python.h"
#include "view/code.h"

namespace scenes::heatmaps {

namespace {

using view::Text;

constexpr Text kShape{"形状", "Shape"};
constexpr Text kGridRows{"行", "rows"};
constexpr Text kGridColumns{"列", "columns"};
constexpr Text kShapeSays{"形状：{0} = {1}", "Shape: {0} = {1}"};
constexpr Text kShapeHelp{
    "行和列：几幅图怎样排成网格。每一幅里，{0}往下数，{1}往右数。",
    "Rows and columns: how the panels stand in a grid. In each of them, {0} run downwards and {1} "
    "to the right."};
constexpr Text kCopy{"复制书中的调用", "Copy the book's call"};
constexpr Text kCopyHelp{"用 d2l.show_heatmaps 画同一张图。", "Draws this picture with d2l.show_heatmaps."};
constexpr Text kNumbersAre{"attention_weights：形状 {0}，数在“带走”里。",
                           "attention_weights: shape {0}; the numbers are under \"Take it away\"."};
constexpr Text kPreviousAre{"previous_weights：上一个文件里同样形状的数。",
                            "previous_weights: the numbers of the file before, in the same shape."};
constexpr Text kWhyLast{
    "书中的函数让每一幅自己定色标，却只画一根色标条：循环结束时，pcm 是最后一幅，fig.colorbar(pcm, ax=axes) "
    "画的就是它的色标。",
    "The book's function lets every panel choose its own scale, but draws one bar: after the loop, pcm is the last "
    "panel, so fig.colorbar(pcm, ax=axes) shows the scale of that one."};
constexpr Text kOtherScale{
    "书中的函数让每一幅从自己的最小值到最大值着色；图里不是这样，要和书中一样，把色标换成“书中”。",
    "The book's function colours every panel from its own minimum to its own maximum; the picture does not. For the "
    "book's colours, choose the colour scale \"Book\"."};
constexpr Text kCentred{"有正有负的数，图里的色标以 0 为中心；书中的函数从最小值到最大值。",
                        "Of numbers of both signs, the picture's scale is centred on 0; the book's function goes from "
                        "the minimum to the maximum."};
constexpr Text kWrapped{"书中的函数会把这 {0} 幅排成一行；图里折成 {1} 行，好画得大些。",
                        "The book's function puts these {0} panels into one row; the picture wraps them into {1} rows, "
                        "so that they can be larger."};
constexpr Text kTitlesPerColumn{
    "书中的标题每列一个，每一行都重复，所以这里没有写 titles。",
    "The book's titles are one per column and repeat on every row, so none are given here."};
constexpr Text kNoNames{"书中的函数不写词元；“带走”里的程序会写。",
                        "The book's function writes no tokens; the program under \"Take it away\" does."};

using Shape = std::array<std::int64_t, 4>;  // rows, columns, queries, keys

std::string shape_text(const Shape& shape) {
  std::string text;
  for (const std::int64_t extent : shape) text += (text.empty() ? "(" : ", ") + std::to_string(extent);
  return text + ")";
}

/// As show_heatmaps takes it: panels without a grid of their own are one row.
Shape shape_of(const Heatmaps::Result& result, const Shown& shown) {
  const view::MatrixView& matrix = shown.grid.panels.front().matrix;
  if (shown.may_wrap) return {1, count_of(shown.grid.panels), matrix.rows, matrix.columns};
  return {result.rows, result.columns, matrix.rows, matrix.columns};
}

Shape given_shape(const Heatmaps::Result& result) {
  if (!result.is_given_grid) return {1, result.given_panels, result.queries, result.keys};
  return {result.given_rows, result.given_columns, result.queries, result.keys};
}

/// "attention_weights[1:2, 3:4]": the given panel, its first two axes kept.
std::string panel_expression(const Shape& given, int panel) {
  const std::int64_t row = panel / given[1], column = panel % given[1];
  const auto part = [](std::int64_t i) { return std::to_string(i) + ":" + std::to_string(i + 1); };
  return "attention_weights[" + part(row) + ", " + part(column) + "]";
}

/// The shown panels as Python makes them of the given ones.
std::string tensor_expression(const Heatmaps::Result& result, const Shown& shown) {
  const Shape given = given_shape(result);
  switch (result.combined) {
    case Combination::kMean:
      return "attention_weights.mean(dim=(0, 1), keepdim=True)";
    case Combination::kMaximum:
      return "attention_weights.amax(dim=(0, 1), keepdim=True)";
    case Combination::kDifference:
      return panel_expression(given, result.minuend) + " - " + panel_expression(given, result.subtrahend);
    default:
      break;
  }
  const int count = count_of(shown.grid.panels);
  std::vector<int> panels(result.order.begin() + shown.first, result.order.begin() + shown.first + count),
      as_given(count);
  std::iota(as_given.begin(), as_given.end(), shown.first);
  const bool is_of_files = result.combined == Combination::kFileDifference;
  const std::string all = is_of_files ? "(attention_weights - previous_weights)" : "attention_weights";
  const bool is_in_order = panels == as_given;
  if (is_in_order && count == result.given_panels) return is_of_files ? all.substr(1, all.size() - 2) : all;
  if (count == 1 && !is_of_files) return panel_expression(given, panels.front());
  std::string chosen;
  for (const int panel : panels) chosen += (chosen.empty() ? "" : ", ") + std::to_string(panel);
  if (is_in_order && count > 1)
    chosen = std::to_string(shown.first) + ":" + std::to_string(shown.first + count);
  else
    chosen = "[" + chosen + "]";
  return all + ".flatten(0, 1)[" + chosen + "].reshape(" + shape_text(shape_of(result, shown)) + ")";
}

/// The titles that the book's function takes: one per column, the same on every row. Empty: there are none such.
std::vector<std::string> book_titles(const Shape& shape, const view::HeatmapGrid& grid) {
  const auto columns = static_cast<std::size_t>(shape[1]);
  std::vector<std::string> titles(grid.titles.begin(), grid.titles.begin() + static_cast<std::ptrdiff_t>(columns));
  for (std::size_t i = 0; i < grid.titles.size(); ++i)
    if (grid.titles[i] != titles[i % columns]) return {};
  const bool are_blank = std::ranges::all_of(titles, [](const std::string& title) { return title.empty(); });
  return are_blank ? std::vector<std::string>() : titles;
}

std::string call_text(view::Language language, const Heatmaps::State& state, const Heatmaps::Result& result,
                      const Shown& shown) {
  const view::HeatmapGrid& grid = shown.grid;
  const Shape shape = shape_of(result, shown);
  std::string text = state.input.preset == Heatmaps::kEye
                         ? "attention_weights = torch.eye(10).reshape((1, 1, 10, 10))\n"
                         : python_comment(language, kNumbersAre, {shape_text(given_shape(result))});
  if (result.combined == Combination::kFileDifference) text += python_comment(language, kPreviousAre);
  std::vector<std::string> arguments{tensor_expression(result, shown), "xlabel=" + python_string(grid.x_label) +
                                                                           ", ylabel=" + python_string(grid.y_label)};
  if (const std::vector<std::string> titles = book_titles(shape, grid); !titles.empty())
    arguments.push_back("titles=" + python_list(titles));
  std::string look;
  const auto inches = [](std::int64_t panels) {  // the book's 2.5 for each
    return view::short_number_text(2.5 * static_cast<double>(panels), 6);
  };
  if (grid.panels.size() > 1) look = "figsize=(" + inches(shape[1]) + ", " + inches(shape[0]) + ")";
  if (const std::string_view map = view::color_map_name(grid.map); map != "Reds")
    look += (look.empty() ? "" : ", ") + ("cmap=" + python_string(map));
  if (!look.empty()) arguments.push_back(look);
  constexpr std::size_t kShort = 2;  // arguments that stand on one line, as in the book
  const std::string between = arguments.size() <= kShort ? ", " : ",\n    ";
  text += arguments.size() <= kShort ? "d2l.show_heatmaps(" : "d2l.show_heatmaps(\n    ";
  for (std::size_t i = 0; i < arguments.size(); ++i) text += (i > 0 ? between : "") + arguments[i];
  return text + ")\n";
}

/// Where the book's function would draw another picture, and why its bar is that of the last panel.
std::string notes(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result,
                  const Shown& shown) {
  const view::HeatmapGrid& grid = shown.grid;
  std::string text;
  const auto add = [&](const std::string& sentence) { add_sentence(ui.input().language, text, sentence); };
  bool is_own_scale = true;  // of every panel whose numbers are not all alike
  for (int i = 0; i < count_of(grid.panels); ++i) {
    const formats::MatrixSummary& range = nth(result.panels, shown.first + i);
    is_own_scale &=
        range.minimum == range.maximum || nth(grid.panels, i).scale == view::ColorScale{range.minimum, range.maximum};
  }
  if (!is_own_scale) add(ui.tr(is_diverging(result) ? kCentred : kOtherScale));
  if (is_own_scale && grid.panels.size() > 1 && state.scale == Heatmaps::kBookScale) add(ui.tr(kWhyLast));
  if (shown.may_wrap && grid.grid_rows > 1)
    add(ui.tr(kWrapped, {std::to_string(grid.panels.size()), std::to_string(grid.grid_rows)}));
  const bool has_titles = std::ranges::any_of(grid.titles, [](const std::string& title) { return !title.empty(); });
  if (has_titles && book_titles(shape_of(result, shown), grid).empty()) add(ui.tr(kTitlesPerColumn));
  if (!grid.row_names.empty() || !grid.column_names.empty()) add(ui.tr(kNoNames));
  return text;
}

/// What an axis is called within a sentence: "Keys" are "keys" there.
std::string axis_name(const view::Ui& ui, const Text& label) {
  std::string name = ui.tr(label);
  for (char& letter : name)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return name;
}

}  // namespace

void draw_shape(view::Ui& ui, const Heatmaps::Result& result, const Shown& shown) {
  const Shape shape = shape_of(result, shown);
  const Axes axes = axes_of(result);
  const std::string names[] = {ui.tr(kGridRows), ui.tr(kGridColumns), axis_name(ui, axes.rows),
                               axis_name(ui, axes.columns)};
  std::string named;
  for (const std::string& name : names) named += (named.empty() ? "(" : ", ") + name;
  const std::string said = ui.tr(kShapeSays, {shape_text(shape), named + ")"}), title = ui.tr(kShape);
  constexpr float kNumber = 26, kName = 20;
  std::array<float, 4> widths{};
  float total = ui.text_width(title) + view::kSpace3;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const float number = ui.text_width(std::to_string(shape[i]), view::kTitle);
    widths[i] = std::ceil(std::max(number, ui.text_width(names[i], view::kCaption))) + view::kSpace4;
    total += widths[i];
  }
  const auto explain = [&] {
    view::paragraph(ui, "call/axes", ui.tr(kShapeHelp, {names[2], names[3]}),
                    {.size = view::kCaption, .color = ui.theme().muted});
  };
  if (total > ui.column_width()) {
    view::paragraph(ui, "call/shape", said);
    return explain();
  }
  const view::Rect strip = ui.place(kNumber + kName, view::kSpace1);
  const view::Color quiet = ui.theme().muted;
  ui.text({strip.x, strip.y, strip.width, kNumber}, title, {.color = quiet});
  float x = strip.x + ui.text_width(title) + view::kSpace3;
  const auto mark = [&](const char* text, float at) {
    ui.text({at, strip.y, ui.text_width(text, view::kTitle) + 1, kNumber}, text,
            {.size = view::kTitle, .color = quiet});
  };
  for (std::size_t i = 0; i < shape.size(); x += widths[i], ++i) {
    const std::string number = std::to_string(shape[i]);
    const float middle = x + widths[i] / 2, half = ui.text_width(number, view::kTitle) / 2;
    ui.text({x, strip.y, widths[i], kNumber}, number, {.size = view::kTitle, .align = view::Align::kCenter});
    ui.text({x, strip.y + kNumber, widths[i], kName}, names[i],
            {.size = view::kCaption, .color = quiet, .align = view::Align::kCenter});
    if (i == 0) mark("(", middle - half - ui.text_width("(", view::kTitle) - 1);
    mark(i + 1 < shape.size() ? "," : ")", middle + half + 1);
  }
  ui.record({.id = "call/shape", .role = view::Role::kText, .name = said, .rect = strip});
  explain();
}

void draw_call(view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result, const Shown& shown) {
  const view::TextStyle quiet{.size = view::kCaption, .color = ui.theme().muted};
  const std::string code = call_text(ui.input().language, state, result, shown);
  view::code_block(ui, "call/code", code);
  if (view::button(ui, {"call/copy", ui.tr(kCopy), ui.tr(kCopyHelp)})) ui.request_copy(code);
  if (const std::string more = notes(ui, state, result, shown); !more.empty())
    view::paragraph(ui, "call/notes", more, quiet);
  ui.gap(view::kSpace3);
}

}  // namespace scenes::heatmaps
