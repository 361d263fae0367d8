// What is asked. Every answer is found with the numbers that are shown, by trying what the question speaks of.
#include <set>

#include "index.h"
#include "scenes/multi_head/parts.h"

namespace scenes::multi_head {

namespace {

using view::Text;

constexpr Text kSliceOptions[] = {{"它那一行 X 的 d ÷ h 列", "d ÷ h columns of its row of X"},
                                  {"它那一行 X 的全部 d 列", "All d columns of its row of X"},
                                  {"别的词的那些行", "Rows of other words"}};
constexpr Text kMeanOptions[] = {{"和每个头都一样", "The same as every head's"},
                                 {"和有的头一样", "The same as some heads'"},
                                 {"和哪个头都不一样", "The same as no head's"}};
constexpr Text kBatchOptions[] = {{"只看自己句子里的词", "Only words of its own sentence"},
                                  {"另一个样本里的词也看", "Words of the other sample, too"},
                                  {"报错", "An error is raised"}};

constexpr Question kQuestions[] = {
    {.id = kQuestionIds[1],
     .asks = {"头 0 的查询 Q＿h 里，最后一个词的第一个数是从 X 的哪些数来的？",
              "From which numbers of X does the first number come that head 0 has in Q＿h for the last word?"},
     .why = {"先投影，后切开：投影的每一列都用到整行 X，所以头分到的不是 X 的一片。只用 view 切，还会切到别的词去。",
             "Projection comes first: each of its columns uses the whole row of X, so a head does not see a slice of "
             "X. Cut by view alone, it gets other words, too."},
     .options = kSliceOptions},
    {.id = kQuestionIds[2],
     .asks = {"nn.MultiheadAttention 默认返回的权重，和各个头真正用的权重比，怎么样？",
              "How do the weights that nn.MultiheadAttention returns by default compare with those that the heads "
              "use?"},
     .why = {"返回的是各头的平均 (average_attn_weights=True)：两个相反的头，平均起来一片灰。",
             "It returns the average of the heads (average_attn_weights=True): of two opposite heads that is plain "
             "grey."},
     .options = kMeanOptions},
    {.id = kQuestionIds[3],
     .asks =
         {"X 是 (批量, 长度, 宽度)，而 nn.MultiheadAttention 默认 batch_first=False。原样交给它，一个词会看哪些词？",
          "X is (batch, length, width), but nn.MultiheadAttention has batch_first=False by default. If it is "
          "handed over as it is, which words does a word attend to?"},
     .why = {"它把第一维当作长度：注意力在样本之间进行，形状却对得上，没有谁会报错；只有查询和键长度不同时才报。",
             "It takes the first axis for the length: attention runs across samples, and as the shapes fit, nothing "
             "complains, unless queries and keys have different lengths."},
     .options = kBatchOptions}};

/// Traced back from the first number of head 0's last query.
int origin_of_head(const Input& input) {
  const Layout layout = layout_of(input, 0);
  const int row = layout.queries - 1;
  const std::vector<std::uint8_t> lit = trace(layout, {kSplitQ, row, 0}).lit[kX];
  std::set<int> rows, columns;
  for (int i = 0; i < count_of(lit); ++i)
    if (nth(lit, i) == kCameFrom) {
      rows.insert(i / layout.width);
      columns.insert(i % layout.width);
    }
  if (rows != std::set{row}) return 2;
  return count_of(columns) == layout.width ? 1 : 0;
}

int mean_against_heads(const Result& result) {
  constexpr float kSame = 1e-6f;
  const FromMean distance = distance_from_mean(result);
  return distance.most < kSame ? 0 : distance.least < kSame ? 1 : 2;
}

}  // namespace

void draw_questions(view::Ui& ui, State& next, const Result& result) {
  const int asked = next.question;
  draw_questions(ui, kQuestions, next.question, next.prediction, [&]() -> double {
    if (asked == 1) return origin_of_head(result.input);
    if (asked == 2) return mean_against_heads(result);
    return read_length_first(result.input);
  });
}

}  // namespace scenes::multi_head
