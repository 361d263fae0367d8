// What the heatmaps say, in both languages.
#pragma once

#include "view/text.h"

namespace scenes::heatmaps_words {

using view::Text;

constexpr Text kOptionEye{"单位矩阵 eye(10)", "Identity, eye(10)"};
constexpr Text kOptionSoftmax{"随机 softmax", "Random softmax"};
constexpr Text kOptionHeads{"六个头", "Six heads"};
constexpr Text kOptionBook{"书中多头 1/3 与 1/2", "Book: heads of 1/3 and 1/2"};
constexpr Text kPresetLabel{"例子", "Example"};
constexpr Text kPresetHelp{"换一组矩阵来看。", "Looks at another set of matrices."};
constexpr Text kSeedLabel{"随机种子", "Random seed"};
constexpr Text kSeedHelp{"换一个种子，就换一组随机数；同一个种子总给出同一张图。", "Another seed, other random numbers; the same seed always gives the same picture."};
constexpr Text kOpenLabel{"打开文件…", "Open a file…"};
constexpr Text kOpenHelp{"看你自己的注意力权重：.npy、.npz、.safetensors、.csv 或 .json，形状为 (查询, 键)、(头, 查询, 键) 或 (行, 列, 查询, 键)。也可以把文件拖到页面上。",
                         "See your own attention weights: .npy, .npz, .safetensors, .csv or .json of shape (queries, keys), (heads, queries, keys) or (rows, columns, queries, keys). You can also drop the file on the page."};
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
constexpr Text kReductionLabel{"一个像素里有多个格子时", "Several cells in one pixel"};
constexpr Text kReductionHelp{"画它们的平均值，或最大值：最大值不会漏掉任何一个亮格子。", "Draws their mean, or their maximum, which never hides a bright cell."};
constexpr Text kMean{"平均", "Mean"};
constexpr Text kMaximum{"最大", "Maximum"};
constexpr Text kReducing{"正在缩小矩阵… {0}%", "Reducing the matrix… {0} %"};
constexpr Text kCombineLabel{"各幅合成", "Combine panels"};
constexpr Text kCombineHelp{"逐幅显示，或对所有幅取平均、最大，或看两幅之差。", "Shows each panel, their mean, their maximum, or the difference of two."};
constexpr Text kEach{"逐幅", "Each"};
constexpr Text kDifference{"两幅之差", "Difference"};
constexpr Text kMinuend{"被减的一幅", "This panel"};
constexpr Text kSubtrahend{"减去的一幅", "minus this panel"};
constexpr Text kOrderLabel{"排列顺序", "Order of panels"};
constexpr Text kOrderHelp{"按熵从集中到分散，按离对角线的平均距离，或按给第一个键的权重。", "By entropy from sharp to flat, by mean distance from the diagonal, or by weight on the first key."};
constexpr Text kOrderGiven{"原样", "As given"};
constexpr Text kOrderEntropy{"熵", "Entropy"};
constexpr Text kOrderDiagonal{"离对角线", "Diagonal"};
constexpr Text kOrderFirst{"首个键", "First key"};
constexpr Text kOrderedTitle{"{0}：{1}", "{0}: {1}"};
constexpr Text kTokens{"词元", "Tokens"};
constexpr Text kTokensHelp{"给查询和键起名字，并按权重给句子着色。", "Names for queries and keys, and the sentence coloured by its weights."};
constexpr Text kQueryTokens{"查询的词元 (用空格分开，共 {0} 个)", "Query tokens (separated by spaces, {0} of them)"};
constexpr Text kKeyTokens{"键的词元 (用空格分开，共 {0} 个)", "Key tokens (separated by spaces, {0} of them)"};
constexpr Text kTokenCount{"写了 {0} 个词元，需要 {1} 个。", "There are {0} tokens; {1} are needed."};
constexpr Text kTextView{"查询 {0} 看到的句子", "The sentence as query {0} sees it"};
constexpr Text kExport{"怎样从你的模型导出", "How to export from your model"};
constexpr Text kExportHelp{"复制一行代码，在 Python 里保存权重，再在这里打开。", "Copy a line, save the weights in Python, then open them here."};
constexpr Text kCopy{"复制：{0}", "Copy: {0}"};
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

}  // namespace scenes::heatmaps_words
