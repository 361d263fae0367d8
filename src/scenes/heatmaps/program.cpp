// The picture as a program: it brings the numbers along as far as that is sensible, prints them, and draws the figure
// as the book's show_heatmaps does.
#include <algorithm>
#include <cstring>

#include "scenes/heatmaps/parts.h"
#include "scenes/parts/python.h"
#include "view/base64.h"

namespace scenes::heatmaps {

namespace {

using view::Text;

constexpr std::size_t kMostWritten = 4096;    // numbers that are written as numbers …
constexpr std::size_t kMostEncoded = 65'536;  // … and as base64; more are loaded from a file

constexpr Text kHead{
    "热力图 (书中 10.1 节)：先打印数字，再按书中的 show_heatmaps 画图。",
    "Heatmaps (d2l, section 10.1): prints the numbers, then draws them as the book's show_heatmaps does."};
constexpr Text kInD2l{"有 d2l 的话：d2l.show_heatmaps(matrices, xlabel, ylabel, titles, cmap=cmap)",
                      "With d2l: d2l.show_heatmaps(matrices, xlabel, ylabel, titles, cmap=cmap)"};
constexpr Text kIdentity{"10.1 节的第一张图", "the first picture of section 10.1"};
constexpr Text kBook{
    "10.5 节：d2l.MultiHeadAttention，5 个头，X = ones(2, 4, 100)，Y = ones(2, 6, 100)，有效长度 [3, 2]。",
    "Section 10.5: d2l.MultiHeadAttention with 5 heads on X = ones(2, 4, 100), Y = ones(2, 6, 100), valid_lens [3, "
    "2]."};
constexpr Text kBookWhy{"键都相同，所以权重与投影无关：对相同的得分做 d2l.masked_softmax 就得到它们。",
                        "All keys are alike, so the weights do not depend on the projections: d2l.masked_softmax of "
                        "equal scores gives them."};
constexpr Text kShape{"(幅, 查询, 键)", "(panels, queries, keys)"};
constexpr Text kEncoded{"float32，base64", "float32 in base64"};
constexpr Text kLoad{"数太多：先在“带走”里保存 {0}，和这个程序放在一起。",
                     "These are many numbers: save {0} under \"Take it away\" and put it beside this program."};
constexpr Text kNoFile{"找不到 {0}：先在“带走”里保存它，和这个程序放在一起。",
                       "{0} is missing: save it under \"Take it away\" and put it beside this program."};
constexpr Text kPanel{"第 {0} 幅", "panel {0}"};
constexpr Text kLimits{"每一幅的色标，从小到大", "what the colours of every panel span"};
constexpr Text kNoMatplotlib{"画图需要 matplotlib：pip install matplotlib",
                             "The figure needs matplotlib: pip install matplotlib"};
constexpr Text kChinese{"用来显示中文的字，取找到的第一种", "fonts with Chinese characters: the first that is found"};
constexpr Text kAsInBook{
    "同 d2l.show_heatmaps：形状 (行, 列, 查询, 键)，横轴标签只在最下一行，纵轴标签只在第一列，色标属于最后一幅。",
    "As d2l.show_heatmaps: shape (rows, columns, queries, keys), the x label only under the last row, the y label only "
    "left of the first column, the colour bar that of the last panel."};
constexpr Text kSaved{"图已保存为 {0}", "The figure was saved as {0}"};

constexpr char kProgram[] = R"py({0}import torch

{1}
{9}
xlabel, ylabel = {2}
titles = {3}
row_names, column_names = {4}
cmap = {5}
limits = {6}{7}matrices = panels.reshape({8})

)py";
constexpr char kFigure[] = R"py(try:
    import matplotlib.pyplot as plt
    from matplotlib import font_manager
except ImportError:
    raise SystemExit({0})
{1}known = {font.name for font in font_manager.fontManager.ttflist}
wanted = ['Noto Sans CJK SC', 'Noto Sans SC', 'Noto Sans CJK JP', 'Source Han Sans SC', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'SimHei', 'WenQuanYi Zen Hei']
plt.rcParams['font.family'] = [name for name in wanted if name in known][:1] + ['DejaVu Sans']

{2}def show_heatmaps(matrices, xlabel, ylabel, titles=None, figsize=(2.5, 2.5), cmap='Reds'):
    num_rows, num_cols = matrices.shape[0], matrices.shape[1]
    fig, axes = plt.subplots(num_rows, num_cols, figsize=figsize, sharex=True, sharey=True, squeeze=False, layout='constrained')
    for i, (row_axes, row_matrices) in enumerate(zip(axes, matrices)):
        for j, (ax, matrix) in enumerate(zip(row_axes, row_matrices)):
            panel = i * num_cols + j
            if panel >= len(limits):
                ax.axis('off')
                continue
            pcm = ax.imshow(matrix.detach().numpy(), cmap=cmap, vmin=limits[panel][0], vmax=limits[panel][1])
            if i == num_rows - 1:
                ax.set_xlabel(xlabel)
            if j == 0:
                ax.set_ylabel(ylabel)
            if titles:
                ax.set_title(titles[panel % len(titles)])
            if column_names:
                ax.set_xticks(range(len(column_names)), column_names, rotation=90)
            if row_names:
                ax.set_yticks(range(len(row_names)), row_names)
    fig.colorbar(pcm, ax=axes, shrink=0.6)
    return fig

fig = show_heatmaps(matrices, xlabel, ylabel, titles, figsize=({3}), cmap=cmap)
fig.savefig('attention-heatmaps.png', dpi=200)
print({4})
if plt.get_backend().lower() != 'agg':
    plt.show()
)py";

std::string size_text(std::int64_t a, std::int64_t b, std::int64_t c) {
  return std::to_string(a) + ", " + std::to_string(b) + ", " + std::to_string(c);
}

/// The numbers as nested lists.
std::string written(view::Language language, const view::HeatmapGrid& grid) {
  std::string text = "panels = torch.tensor([  # " + view::in_language(language, kShape) + "\n";
  for (std::size_t i = 0; i < grid.panels.size(); ++i) {
    const view::MatrixView& matrix = grid.panels[i].matrix;
    text += "    [  " + python_comment(language, kPanel, {std::to_string(i)});
    for (std::int64_t row = 0; row < matrix.rows; ++row)
      text +=
          "        " + python_list(std::span(matrix.values + row * matrix.row_stride, to_size(matrix.columns))) + ",\n";
    text += "    ],\n";
  }
  return text + "])\n";
}

std::string encoded(view::Language language, const view::HeatmapGrid& grid) {
  const view::MatrixView& shape = grid.panels.front().matrix;
  std::string bytes;
  for (const view::HeatmapPanel& panel : grid.panels) {
    for (std::int64_t row = 0; row < shape.rows; ++row) {
      for (std::int64_t column = 0; column < shape.columns; ++column) {
        const float value = panel.matrix.at(row, column);
        std::uint32_t bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        for (int shift = 0; shift < 32; shift += 8)
          bytes += static_cast<char>(bits >> shift);  // little-endian, whatever this machine is
      }
    }
  }
  return "numbers = base64.b64decode('" + view::base64(bytes) + "')  " + python_comment(language, kEncoded) +
         "panels = torch.from_numpy(np.frombuffer(numbers, dtype='<f4').copy()).reshape(" +
         size_text(count_of(grid.panels), shape.rows, shape.columns) + ")  " + python_comment(language, kShape);
}

/// Where the panels stand in the files that the lab saves.
std::string loaded(view::Language language, const Heatmaps::Result& result, const view::HeatmapGrid& grid) {
  const view::MatrixView& shape = grid.panels.front().matrix;
  const bool is_one = result.taken.size() == 1;
  const std::string file = is_one ? result.taken.front().name + ".npy" : "attention.npz";
  std::string stacked;
  for (const view::HeatmapPanel& panel : grid.panels) {
    for (const Heatmaps::Taken& each : result.taken) {
      const std::vector<float>& data = each.tensor->data;
      if (panel.matrix.values < data.data() || panel.matrix.values >= data.data() + data.size()) continue;
      const std::string index = std::to_string((panel.matrix.values - data.data()) / (shape.rows * shape.columns));
      stacked += "    torch.from_numpy(saved" + (is_one ? "" : "[" + python_string(each.name) + "]") + ").reshape(" +
                 size_text(-1, shape.rows, shape.columns) + ")[" + index + "],\n";
    }
  }
  return python_comment(language, kLoad, {file}) + "try:\n    saved = np.load(" + python_string(file) +
         ")\nexcept FileNotFoundError:\n    raise SystemExit(" +
         python_string(view::filled(view::in_language(language, kNoFile), {file})) + ")\npanels = torch.stack([\n" +
         stacked + "]).float()\n";
}

std::string numbers(view::Language language, const Heatmaps::State& state, const Heatmaps::Result& result,
                    const view::HeatmapGrid& grid, std::size_t count) {
  const bool is_plain =
      result.combined == Combination::kEach && state.input.order == 0 && count_of(grid.panels) == result.panel_count();
  if (state.input.preset == Heatmaps::kEye)
    return "panels = torch.eye(10).reshape((1, 10, 10))  " + python_comment(language, kIdentity);
  if (state.input.preset == Heatmaps::kBookHeads && is_plain)
    return python_comment(language, kBook) + python_comment(language, kBookWhy) +
           "valid_lens = torch.tensor([3, 2])\n"
           "masked = torch.arange(6) >= valid_lens[:, None, None, None]\n"
           "panels = torch.softmax(torch.zeros(2, 5, 4, 6).masked_fill(masked, float('-inf')), dim=-1).reshape(-1, 4, "
           "6)\n";
  if (count <= kMostWritten) return written(language, grid);
  return count <= kMostEncoded ? encoded(language, grid) : loaded(language, result, grid);
}

std::string limits(const view::HeatmapGrid& grid) {
  const auto pair = [](const view::ColorScale& scale) {
    return "(" + python_number(scale.minimum) + ", " + python_number(scale.maximum) + ")";
  };
  const view::ColorScale first = grid.panels.front().scale;
  if (std::all_of(grid.panels.begin(), grid.panels.end(),
                  [&](const view::HeatmapPanel& panel) { return panel.scale == first; }))
    return "[" + pair(first) + "] * " + std::to_string(grid.panels.size());
  std::string text;
  for (const view::HeatmapPanel& panel : grid.panels) text += (text.empty() ? "[" : ", ") + pair(panel.scale);
  return text + "]";
}

}  // namespace

std::string Heatmaps::program(view::Language language, const State& state, const Result& result) {
  const view::HeatmapGrid grid = shown_part(language, state, result).grid;
  const view::MatrixView& shape = grid.panels.front().matrix;
  const std::size_t panels = grid.panels.size(), count = panels * to_size(shape.rows * shape.columns);
  const bool has_titles =
      std::any_of(grid.titles.begin(), grid.titles.end(), [](const std::string& title) { return !title.empty(); });
  const std::string rows = std::to_string(grid.grid_rows), columns = std::to_string(grid.grid_columns);
  const int holes = grid.grid_rows * grid.grid_columns - count_of(grid.panels);
  std::string head = python_comment(language, kHead) + python_comment(language, kInD2l),
              padding = "  " + python_comment(language, kLimits);
  if (count > kMostWritten)
    head += count <= kMostEncoded ? "import base64\nimport numpy as np\n" : "import numpy as np\n";
  if (holes > 0)
    padding += "panels = torch.cat([panels, torch.zeros(" + size_text(holes, shape.rows, shape.columns) + ")])\n";
  const auto names = [](const view::AxisNames& given) {
    std::vector<std::string> shown;
    for (std::int64_t i = 0; i < given.size(); ++i) shown.push_back(given.at(i));
    return python_list(shown);
  };
  const auto in_words = [&](const Text& words) { return view::in_language(language, words); };
  std::string text = view::filled(
      kProgram,
      {head, numbers(language, state, result, grid, count),
       python_string(grid.x_label) + ", " + python_string(grid.y_label), has_titles ? python_list(grid.titles) : "None",
       names(grid.row_names) + ", " + names(grid.column_names), python_string(view::color_map_name(grid.map)),
       limits(grid), padding, rows + ", " + size_text(grid.grid_columns, shape.rows, shape.columns),
       PythonProgram(language).print("enumerate(panels)").done()});
  text += view::filled(kFigure, {python_string(in_words(kNoMatplotlib)), python_comment(language, kChinese),
                                 python_comment(language, kAsInBook), "2.5 * " + columns + ", 2.5 * " + rows,
                                 python_string("# " + view::filled(in_words(kSaved), {"attention-heatmaps.png"}))});
  return text;
}

}  // namespace scenes::heatmaps
