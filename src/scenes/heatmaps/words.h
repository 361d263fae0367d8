// What the heatmaps say, in both languages.
#pragma once

#include "view/text.h"

namespace scenes::heatmaps::words {

using view::Text;

constexpr Text kOptionEye{"单位矩阵 eye(10)", "Identity, eye(10)"};
constexpr Text kOptionSoftmax{"随机 softmax", "Random softmax"};
constexpr Text kOptionHeads{"六个头", "Six heads"};
constexpr Text kOptionBook{"书中的多头：1/3 与 1/2", "Book: heads of 1/3 and 1/2"};
constexpr Text kOptionOwn{"上一幕的权重", "Weights carried over"};
constexpr Text kHeading{"把注意力画成热力图", "Attention as heatmaps"};
constexpr Text kPresetLabel{"例子", "Example"};
constexpr Text kPresetHelp{"换一组矩阵来看。", "Looks at another set of matrices."};
constexpr Text kSeedLabel{"随机种子", "Random seed"};
constexpr Text kSeedHelp{"换一个种子，就换一组随机数；同一个种子总给出同一张图。",
                         "Another seed, other random numbers; the same seed always gives the same picture."};
constexpr Text kOpenLabel{"打开文件…", "Open a file…"};
constexpr Text kOpenHelp{
    "看你自己的注意力权重：.npy、.npz、.safetensors、.csv 或 .json，形状为 (查询, 键)、(头, 查询, 键) 直到 (层, 批量, "
    "头, 查询, 键)；或者查询 q、键 k、值 v。也可以把文件拖到页面上，或粘贴打印出来的数。",
    "See your own attention weights: .npy, .npz, .safetensors, .csv or .json of shape (queries, keys), (heads, "
    "queries, keys) up to (layers, batch, heads, queries, keys); or queries q, keys k, values v. You can also drop the "
    "file on the page, or paste printed numbers."};
constexpr Text kMapLabel{"颜色映射", "Colour map"};
constexpr Text kMapHelp{"只改变颜色，不改变数字。", "Changes the colours, not the numbers."};
constexpr Text kScaleLabel{"色标", "Colour scale"};
constexpr Text kScaleHelp{"同一种颜色代表多大的数：每一幅自己定，所有幅共用，或固定为 0 到 1。",
                          "What a colour stands for: each panel's own range, one range for all, or always 0 to 1."};
constexpr Text kScaleBook{"书中", "Book"};
constexpr Text kScaleShared{"共用", "Shared"};
constexpr Text kScaleUnit{"0–1", "0–1"};
constexpr Text kXLabel{"横轴标签", "Horizontal label"};
constexpr Text kYLabel{"纵轴标签", "Vertical label"};
constexpr Text kTitlesLabel{"各幅的标题 (用逗号分开)", "Panel titles (separated by commas)"};
constexpr Text kTitlesHelp{"与列数相同时，每一行都重复这些标题，和书中一样。",
                           "With as many titles as columns, every row repeats them, as in the book."};
constexpr Text kKeys{"键", "Keys"};
constexpr Text kQueries{"查询", "Queries"};
constexpr Text kHead{"头 {0}", "Head {0}"};
constexpr Text kSample{"样本 {0} · 头 {1}", "Sample {0} · head {1}"};
constexpr Text kLayerHead{"层 {0} · 头 {1}", "Layer {0} · head {1}"};
constexpr Text kLayerTitle{"层 {0}", "Layer {0}"};
constexpr Text kSampleTitle{"样本 {0}", "Sample {0}"};
constexpr Text kValueAxis{"值的维度", "Value dimensions"};
constexpr Text kDimensions{"维度", "Dimensions"};
constexpr Text kPositions{"位置", "Positions"};
constexpr Text kRows{"行", "Rows"};
constexpr Text kColumns{"列", "Columns"};
constexpr Text kFirstPanel{"从第几幅看起", "First panel shown"};
constexpr Text kFirstPanelHelp{"一次最多显示 64 幅。", "At most 64 panels are shown at a time."};
constexpr Text kAlone{"只看这一幅", "Show this panel alone"};
constexpr Text kAloneHelp{"让光标所在的这一幅占满图面。", "The panel with the cursor takes all the room."};
constexpr Text kAll{"看全部", "Show all panels"};
constexpr Text kAllHelp{"重新显示所有的幅。", "Back to all of them."};
constexpr Text kWeightsPicture{"注意力权重", "Attention weights"};
constexpr Text kScoresPicture{"注意力得分", "Attention scores"};
constexpr Text kOutputPicture{"输出", "Output"};
constexpr Text kDifferencePicture{"差", "Difference"};
constexpr Text kNumbersPicture{"矩阵", "Matrix"};
constexpr Text kPictureHelp{"方向键移动光标，加号和减号缩放，PageUp 和 PageDown 换一幅。",
                            "Arrow keys move the cursor, plus and minus zoom, Page Up and Page Down change the panel."};
constexpr Text kPanelLabel{"当前一幅", "Current panel"};
constexpr Text kZoomLabel{"放大", "Zoom"};
constexpr Text kZoomHelp{"所有幅一起放大；放大后可拖动。", "Magnifies all panels alike; drag to move about."};
constexpr Text kReductionLabel{"一个像素里有多个格子时", "Several cells in one pixel"};
constexpr Text kReductionHelp{"画它们的平均值，或最大值：最大值不会漏掉任何一个亮格子。",
                              "Draws their mean, or their maximum, which never hides a bright cell."};
constexpr Text kMean{"平均", "Mean"};
constexpr Text kMaximum{"最大", "Maximum"};
constexpr Text kReducing{"正在缩小矩阵… {0}%", "Reducing the matrix… {0} %"};
constexpr Text kCombineLabel{"把各幅合成一幅", "Combine the panels"};
constexpr Text kCombineHelp{"一幅一幅地看；或者每一格取所有幅的平均、最大；或者两幅相减。",
                            "Shows the panels one by one, their mean, their maximum, or the difference of two."};
constexpr Text kEach{"不合成", "One by one"};
constexpr Text kDifference{"两幅相减", "Difference"};
constexpr Text kMinuend{"用这一幅", "This panel"};
constexpr Text kSubtrahend{"减去这一幅", "minus this panel"};
constexpr Text kOrderLabel{"排列顺序", "Order of panels"};
constexpr Text kOrderHelp{"排序用的数写在各幅的标题里：每行的平均熵，权重离对角线的平均距离，或键 0 得到的平均权重。",
                          "What they are ordered by stands in the titles: the rows' mean entropy, the weights' mean "
                          "distance from the diagonal, or the mean weight on key 0."};
constexpr Text kOrderGiven{"原样", "As given"};
constexpr Text kOrderEntropy{"熵：从集中到分散", "Entropy: sharp to flat"};
constexpr Text kOrderDiagonal{"离对角线：从近到远", "Diagonal: near to far"};
constexpr Text kOrderFirst{"给键 0 的权重：从大到小", "Weight on key 0: most first"};
constexpr const Text* kOrders[] = {&kOrderGiven, &kOrderEntropy, &kOrderDiagonal, &kOrderFirst};
constexpr Text kOrderedByEntropy{"{0}：{1} nat", "{0}: {1} {1|nat|nats}"};
constexpr Text kOrderedByDistance{"{0}：{1} 个位置", "{0}: {1} {1|position|positions}"};
constexpr Text kOrderedByFirst{"{0}：{1}", "{0}: {1}"};
constexpr Text kOrderSays{"各幅的顺序是“{0}”，标题里是排序用的数。",
                          "The panels stand in the order \"{0}\"; what they are ordered by stands in their titles."};
constexpr Text kTokens{"词元", "Tokens"};
constexpr Text kTokensHelp{"给查询和键起名字，并按权重给句子着色。",
                           "Names for queries and keys, and the sentence coloured by its weights."};
constexpr Text kQueryTokens{"查询的词元 (用空格分开，共 {0} 个)", "Query tokens (separated by spaces, {0} of them)"};
constexpr Text kKeyTokens{"键的词元 (用空格分开，共 {0} 个)", "Key tokens (separated by spaces, {0} of them)"};
constexpr Text kTokenCount{"写了 {0} 个词元，需要 {1} 个。",
                           "There {0|is|are} {0} {0|token|tokens}; {1} {1|is|are} needed."};
constexpr Text kTextView{"查询 {0} 看到的句子", "The sentence as query {0} sees it"};
constexpr Text kTextPart{"：共 {2} 个词，这里是光标附近编号 {0} 到 {1} 的词",
                         ": words {0} to {1} of {2}, around the cursor"};
constexpr Text kExport{"怎样从你的模型导出", "How to export from your model"};
constexpr Text kExportHelp{"复制一行代码，在 Python 里保存权重，再在这里打开。",
                           "Copy a line, save the weights in Python, then open them here."};
constexpr Text kCopy{"复制：{0}", "Copy: {0}"};
constexpr Text kBarBook{
    "色标属于最后一幅{0}；其余各幅按各自的最小值到最大值着色。",
    "The bar belongs to the last panel{0}; every other one is coloured from its own minimum to its own maximum."};
constexpr Text kBarBookOne{"色标：这一幅的最小值到最大值。", "The bar: from this panel's minimum to its maximum."};
constexpr Text kBarShared{"所有 {0} 幅共用这个色标。", "One scale for all {0} panels."};
constexpr Text kBarUnit{"色标固定为 {0} 到 1；超出的数按两端着色。",
                        "The scale is fixed from {0} to 1; numbers beyond are coloured as its ends."};
constexpr Text kBarSharedAlone{"色标取自所有 {0} 幅，这里只看其中一幅。",
                               "The scale is that of all {0} panels; this is one of them."};
constexpr Text kBarConstant{"所有的数都是 {0}，所以色标从 {1} 到 {2}。",
                            "All numbers are {0}, so the bar runs from {1} to {2}."};
constexpr Text kBarBookSigned{"色标属于最后一幅{0}；其余各幅有自己的色标。",
                              "The bar belongs to the last panel{0}; every other one has a scale of its own."};
constexpr Text kBarDiverging{
    "色标以 0 为中心，正负一样宽：蓝为负，白恰好是 0，红为正。",
    "The scale is centred on 0 and as wide on both sides: blue is negative, white exactly 0, red positive."};
constexpr Text kCountsFromZero{"编号从 0 数起，和书中一样。", "Counting starts at 0, as in the book."};
constexpr Text kParenthesised{" ({0})", " ({0})"};
constexpr Text kReadout{"{0}查询 {1} → 键 {2}：{3}", "{0}query {1} → key {2}: {3}"};
constexpr Text kReadoutVector{"{0}位置 {1}，维度 {2}：{3}", "{0}position {1}, dimension {2}: {3}"};
constexpr Text kReadoutParameter{"{0}行 {1}，列 {2}：{3}", "{0}row {1}, column {2}: {3}"};
constexpr Text kReadoutOutput{"{0}查询 {1} 的输出，维度 {2}：{3}", "{0}output of query {1}, dimension {2}: {3}"};
constexpr Text kLabelReadout{"{0}{1} {2}", "{0}{1}: {2}"};
constexpr Text kRowEntropy{"。这一行的熵是 {0} nat，约等于看着 {1} 个键。",
                           ". Entropy of this row: {0} {0|nat|nats}, as if looking at {1} {1|key|keys}."};
constexpr Text kColumnsThinned{"横轴每 {0} 个写一个名字，短刻度是没写的。",
                               "Of the names below, one in {0} is written; short ticks stand for the others."};
constexpr Text kRowsThinned{"纵轴每 {0} 个写一个名字，短刻度是没写的。",
                            "Of the names on the left, one in {0} is written; short ticks stand for the others."};
constexpr Text kReadoutTitle{"{0}，", "{0}, "};
constexpr Text kEyeSays{"每个查询只关注编号相同的键，其余权重都是 0。",
                        "Every query attends only to the key with its own number; all other weights are 0."};
constexpr Text kSoftmaxSays{"10 × 10 个随机数经过 softmax：每一行之和为 1。",
                            "10 × 10 random numbers through a softmax: every row sums to 1."};
constexpr Text kHeadsSays{
    "随机初始化的六个头，未经训练：各自的投影不同，算出的权重也就不同。",
    "Six untrained heads with random weights: each has its own projections, so each attends differently."};
constexpr Text kBookSays{"所有键都相同，有效长度为 3 和 2：权重恰好是 1/3 和 1/2，与随机的参数无关。",
                         "All keys are alike and the valid lengths are 3 and 2: the weights are exactly 1/3 and 1/2, "
                         "whatever the random parameters are."};
constexpr Text kOwnSays{"从上一幕带来的权重：{0}。", "The weights carried over from the scene before: {0}."};
constexpr Text kFileSays{"{0}：{1} 幅，每幅 {2}，数值从 {3} 到 {4}。",
                         "{0}: {1} panels of {2}, numbers from {3} to {4}."};
constexpr Text kRowsSumToOne{"每一行之和都是 1。", "Every row sums to 1."};
constexpr Text kAreScores{"各行之和不是 1：这些是得分，不是权重。",
                          "The rows do not sum to 1: these are scores, not weights."};
constexpr Text kRowsDoNotSumToOne{"并非每一行之和都是 1。", "Not every row sums to 1."};
constexpr Text kMeanSays{"这是 {0} 幅的平均。", "This is the mean of {0} panels."};
constexpr Text kMaximumSays{"每一格取 {0} 幅里最大的数，所以各行之和可能不是 1。",
                            "Every cell is the largest of {0} panels, so rows do not generally sum to 1."};
constexpr Text kDifferenceSays{"{0} 减去 {1}。", "{0} minus {1}."};
constexpr Text kDivergingSays{"红为正，蓝为负，白恰好是 0。", "Red is positive, blue negative, white exactly 0."};
constexpr Text kMeanTitle{"{0} 幅的平均", "Mean of {0}"};
constexpr Text kMaximumTitle{"{0} 幅的最大值", "Maximum of {0}"};
constexpr Text kMinusTitle{"{0} − {1}", "{0} − {1}"};
constexpr Text kDifferenceTitle{"{0} 之差", "{0}, difference"};
constexpr Text kMapIsDiverging{"有正有负的数用红蓝两色 (RdBu)，上面的选择用于没有负数的图。",
                               "Numbers of both signs are drawn in red and blue (RdBu); the choice above is for "
                               "pictures without negative numbers."};
constexpr Text kNonFinite{"其中 {0} 个不是有限的数，画成斜线。",
                          "{0} of the numbers {0|is|are} not finite and {0|is|are} hatched."};
constexpr Text kCaptionPanels{"{0}：{1} 幅，每幅 {2}。", "{0}: {1} panels of {2}."};
constexpr Text kCaptionOne{"{0}：{2}。", "{0}: {2}."};
constexpr Text kCaptionExtent{"{0} 个查询 (行) × {1} 个键 (列)",
                              "{0} {0|query (row)|queries (rows)} × {1} {1|key (column)|keys (columns)}"};
constexpr Text kCaptionScale{"颜色 {0}，色标从 {1} 到 {2}；数值从 {3} 到 {4}。",
                             "Colour map {0}, scale from {1} to {2}; the numbers range from {3} to {4}."};
constexpr Text kCaptionShared{"颜色 {0}，色标从 {1} 到 {2}。", "Colour map {0}, scale from {1} to {2}."};
constexpr Text kCaptionOwn{
    "颜色 {0}，每幅的色标从它自己的最小值到最大值；全部数值从 {1} 到 {2}。",
    "Colour map {0}, every panel scaled from its own minimum to its own maximum; all numbers range from {1} to {2}."};
constexpr Text kFileSaysOne{"{0}：{2}，数值从 {3} 到 {4}。", "{0}: {2}, numbers from {3} to {4}."};
constexpr Text kLayerSays{"这是层 {0}，共 {1} 层。", "This is layer {0}; there are {1}."};
constexpr Text kSampleSays{"这是样本 {0}，共 {1} 个。", "This is sample {0}; there are {1}."};
constexpr Text kComputedByCore{"由注意力核心从文件里的查询和键算出。",
                               "Computed by the attention core from the queries and keys in the file."};
constexpr Text kArrays{"文件里有什么 ({0})", "What is in the file ({0})"};
constexpr Text kArraysHelp{"选一组来看：整个模型、一个数组，或由 Q、K 算出的注意力。",
                           "Choose what to look at: a whole model, one array, or attention computed from Q and K."};
constexpr Text kArrayList{"要看的数组", "Array to look at"};
constexpr Text kSearch{"按名字、形状或类型查找", "Find by name, shape or type"};
constexpr Text kSearchHelp{"例如 layer.3、12 × 12 或 float16；多个词用空格分开。",
                           "For example layer.3, 12 × 12 or float16; several words are separated by spaces."};
constexpr Text kNothingFound{"没有这样的数组。", "There is no such array."};
constexpr Text kPageOf{"{0}–{1} / {2}", "{0}–{1} / {2}"};
constexpr Text kPrevious{"上一页", "Previous"};
constexpr Text kNext{"下一页", "Next"};
constexpr Text kRawName{"注意力 (Q, K) {0}", "Attention (Q, K) {0}"};
constexpr Text kRawValuesName{"注意力 (Q, K, V) {0}", "Attention (Q, K, V) {0}"};
constexpr Text kOutputExtent{"{0} 个查询 × {1} 维", "{0} {0|query|queries} × {1} {1|dimension|dimensions}"};
constexpr Text kLayersExtent{"{0} 层 × ", "{0} {0|layer|layers} × "};
constexpr Text kSamplesExtent{"{0} 个样本 × ", "{0} {0|sample|samples} × "};
constexpr Text kHeadsExtent{"{0} 头 × ", "{0} {0|head|heads} × "};
constexpr Text kWidthExtent{"{0} 个位置 × {1} 维", "{0} {0|position|positions} × {1} {1|dimension|dimensions}"};
constexpr Text kPlainExtent{"{0} 行 × {1} 列", "{0} {0|row|rows} × {1} {1|column|columns}"};
constexpr Text kMatrixExtent{"{0} 个查询 × {1} 个键", "{0} {0|query|queries} × {1} {1|key|keys}"};
constexpr Text kRoundedType{"{0} → float32", "{0} → float32"};
constexpr Text kLayer{"层", "Layer"};
constexpr Text kLayerHelp{"一次看一层的所有头。", "Shows all heads of one layer at a time."};
constexpr Text kSampleLabel{"样本", "Sample"};
constexpr Text kSampleHelp{"一批中的第几个样本。", "Which sample of the batch."};
constexpr Text kOverview{"总览：{0} 层 × {1} 头", "All: {0} {0|layer|layers} × {1} {1|head|heads}"};
constexpr Text kOverviewSamples{"总览：{0} 个样本 × {1} 头", "All: {0} {0|sample|samples} × {1} {1|head|heads}"};
constexpr Text kOverviewMany{"总览：全部 {0} 幅", "All {0} panels"};
constexpr Text kOverviewHelp{"点一幅小图，就看它。方向键也行。",
                             "Click a thumbnail to look at it, or use the arrow keys."};
constexpr Text kFirstRow{"第一行是", "The first row is"};
constexpr Text kFirstRowHelp{"名字写在各列上面；数和其余的数一样显示。",
                             "Names stand above the columns; numbers are shown like the others."};
constexpr Text kFirstColumn{"第一列是", "The first column is"};
constexpr Text kFirstColumnHelp{"名字写在各行前面；数和其余的数一样显示。",
                                "Names stand before the rows; numbers are shown like the others."};
constexpr Text kNames{"名字", "Names"};
constexpr Text kNumbers{"数", "Numbers"};
constexpr Text kReadDifferently{"{0}：{1}。", "{0}: {1}."};  // kFirstRow or kFirstColumn, kNames or kNumbers
constexpr Text kFirstAxis{"第一维是", "The first axis is"};
constexpr Text kLayers{"层", "Layers"};
constexpr Text kSamples{"样本", "Samples"};
constexpr Text kRawHead{"权重由核心算出", "Weights computed by the core"};
constexpr Text kRawHelp{"文件里是查询 Q、键 K{0}：核心为每个查询给每个键打分，再用 softmax 变成权重。",
                        "The file holds queries Q, keys K{0}: for every query the core scores every key and turns the "
                        "scores into weights by a softmax."};
constexpr Text kRawKernelHelp{
    "文件里是查询 Q、键 K{0}：核心由距离得到每个键的分，每行除以它的和就是权重，不用 softmax。",
    "The file holds queries Q, keys K{0}: the core scores every key by its distance, and divides each row by its sum "
    "instead of a softmax."};
constexpr Text kNoKeyInReach{
    "有 {0} 个查询够不着任何键，权重全为 0：把核放宽。",
    "{0} {0|query reaches|queries reach} no key, so all {0|its|their} weights are 0: widen the kernel."};
constexpr Text kNoKeyIsSeen{
    "有 {0} 个查询被掩蔽得看不到任何键，权重全为 0。",
    "{0} {0|query sees|queries see} no key, as all are masked; all {0|its|their} weights are 0."};
constexpr Text kNothingFinite{"{0}：{1}里面没有一个有限的数。", "{0}: {1} without a single finite number."};
constexpr Text kPanelsExtent{"{0} 幅，每幅 {1}，", "{0} panels of {1}"};
constexpr Text kOneExtent{"{0}，", "{0}"};
constexpr Text kLayout{"q、k、v 的轴", "Axes of q, k, v"};
constexpr Text kLayoutHelp{
    "形状本身分不出长度在前还是头在前。FlashAttention 和 JAX 用 (批量, 长度, 头, d)，PyTorch 和 Hugging Face 用 (批量, "
    "头, 长度, d)。",
    "The shapes do not tell whether the length or the heads come first. FlashAttention and JAX use (batch, length, "
    "heads, d), PyTorch and Hugging Face (batch, heads, length, d)."};
constexpr Text kHeadsFirst{"(…, 头, 长度, d)", "(…, heads, length, d)"};
constexpr Text kLengthFirst{"(…, 长度, 头, d)", "(…, length, heads, d)"};
constexpr Text kOnlyLengthFirst{
    "这些形状只可能是 (…, 长度, 头, d)，即 FlashAttention 和 JAX 的排列，已按它读取。",
    "These shapes can only be (…, length, heads, d), as in FlashAttention and JAX, and are read so."};
constexpr Text kMask{"文件里的掩蔽“{0}”", "Mask in the file: “{0}”"};
constexpr Text kMaskHelp{
    "PyTorch 的 scaled_dot_product_attention、JAX、Keras 和 Hugging Face 中 1 是看得到；nn.MultiheadAttention "
    "的布尔掩蔽中 1 是看不到。",
    "1 means seen in PyTorch's scaled_dot_product_attention, JAX, Keras and Hugging Face; in the boolean masks of "
    "nn.MultiheadAttention it means hidden."};
constexpr Text kMaskUnused{"不用", "Not used"};
constexpr Text kMaskSeen{"1 = 看得到", "1 = seen"};
constexpr Text kMaskHidden{"1 = 看不到", "1 = hidden"};
constexpr Text kMaskAdded{"加到得分上", "Added to scores"};
constexpr Text kLacksMemory{
    "内存不够，放不下这么大的结果，所以仍显示原来的数组。",
    "There is not enough memory for a result of this size, so the arrays are shown as they are."};
constexpr Text kAndValues{" 和值 V", " and values V"};
constexpr Text kCausal{"因果掩蔽", "Causal mask"};
constexpr Text kCausalHelp{"查询只能看到自己和之前的键。", "A query sees only its own key and those before it."};
constexpr Text kValidLength{"有效长度", "Valid length"};
constexpr Text kValidLengthHelp{"只看前面这么多个键，其余是填充。",
                                "Only so many of the first keys are seen; the rest is padding."};
constexpr Text kRawPart{"显示", "Show"};
constexpr Text kWeights{"权重", "Weights"};
constexpr Text kScores{"得分", "Scores"};
constexpr Text kOutput{"输出", "Output"};
constexpr Text kMinimap{"缩略图", "Minimap"};
constexpr Text kMinimapHelp{"框里是放大的部分；拖动它。", "The frame shows what is magnified; drag it."};
constexpr Text kFileDifference{"减去上一个文件", "Minus the previous file"};
constexpr Text kFileDifferenceSays{"{0} 减去 {1}。", "{0} minus {1}."};

}  // namespace scenes::heatmaps::words
