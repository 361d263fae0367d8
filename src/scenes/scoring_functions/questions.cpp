// What is asked. Every answer is found by trying what the question speaks of with the numbers that are shown.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/scoring_functions/parts.h"

namespace scenes::scoring_functions {

namespace {

using view::Text;

constexpr Text kLateOptions[] = {{"每行的和仍是 1", "Every row still sums to 1"},
                                 {"有的行小于 1", "Some rows sum to less than 1"},
                                 {"有的行大于 1", "Some rows sum to more than 1"}};
constexpr Text kEmptyOptions[] = {
    {"全是 0", "All zeros"}, {"平分给被掩蔽的键", "The same for every masked key"}, {"全是 NaN", "All NaN"}};
constexpr Text kPaddedOptions[] = {{"要：真实查询的输出会变", "Yes: the outputs of the real queries would change"},
                                   {"不必：真实查询的输出不变", "No: the outputs of the real queries stay"}};

constexpr Text kScaleOptions[] = {{"什么也不除", "By nothing"}, {"÷ √d", "By √d"}, {"÷ d", "By d"}};
constexpr Text kSwappedOptions[] = {{"有效的那些键", "The valid keys"},
                                    {"恰好是填充", "Just the padding"},
                                    {"全部 8 个", "All 8"},
                                    {"一个也没有 (NaN)", "None (NaN)"}};

constexpr Question kQuestions[] = {
    {.id = kQuestionIds[1],
     .asks = {"不在 softmax 之前掩蔽，而在之后把被掩蔽的权重乘 0：每行的和是多少？",
              "What if nothing is masked before the softmax, and masked weights are multiplied by 0 after it: what do "
              "rows sum to?"},
     .why = {"被掩蔽的键已经在分母里分走了一份，事后乘 0 收不回来；没有掩蔽时才没有差别。",
             "Masked keys have already taken their share in the denominator, and × 0 does not give it back; only where "
             "nothing is masked is there no difference."},
     .options = kLateOptions},
    {.id = kQuestionIds[2],
     .asks = {"一行的有效长度是 0，书中的代码把这行得分都换成 −1e6：权重是什么？",
              "A row has valid length 0, and the book's code makes all its scores −1e6: what are the weights?"},
     .why = {"得分全都一样，softmax 只好平分。换成 −∞ 会是 NaN；我们给一行 0，并说明这一行一个键也看不见。",
             "All scores are alike, so the softmax shares equally. With −∞ it would be NaN; ours is a row of zeros, "
             "and it is said that the row sees no key."},
     .options = kEmptyOptions},
    {.id = kQuestionIds[3],
     .asks = {"自注意力里，句尾的填充也是查询。它们的那几行也必须掩蔽吗？",
              "In self-attention the padding at a sentence's end asks, too. Must the rows of padded queries be masked "
              "as well?"},
     .why = {"填充的行照样算出来，但下一层里它们作为键已被掩蔽，没有谁读它们。用这 4 行得分作一句 4 个词元、2 "
             "个真实的话，算两层试过了。",
             "Their rows exist, but as keys they are masked in the next layer, and nobody reads them. It was tried "
             "with two layers: these 4 rows of scores as a sentence of 4 tokens, 2 of them real."},
     .options = kPaddedOptions},
    {.id = kQuestionIds[4],
     .asks = {"得分除以什么，方差才不随 d 变？",
              "By what must scores be divided so that their variance does not change with d?"},
     .why = {"q · k 是 d 个乘积的和，方差是 d，标准差是 √d。除以 d 就除过了头：d 越大权重越接近平分。",
             "q · k is a sum of d products: its variance is d, its deviation √d. By d is too much: the larger d, the "
             "more equal the weights."},
     .options = kScaleOptions},
    {.id = kQuestionIds[5],
     .asks = {"scaled_dot_product_attention 的布尔掩码里 True = 保留。把同一个掩码交给 "
              "key_padding_mask，第一个查询看见哪些键？",
              "In the Boolean mask of scaled_dot_product_attention True means keep. Given the same mask as "
              "key_padding_mask, which keys does the first query see?"},
     .why = {"在 key_padding_mask 里 True = 忽略：看见的和该看见的正好相反，而程序不会报错。",
             "In key_padding_mask True means ignore: it sees just the opposite, and no error is raised."},
     .options = kSwappedOptions},
    {.id = kQuestionIds[6],
     .asks =
         {"1 个查询、8 个缓存的键，scaled_dot_product_attention(is_causal=True)：这个查询看见几个键？",
          "1 query, 8 cached keys, scaled_dot_product_attention(is_causal=True): how many keys does the query see?"},
     .why = {"is_causal 对齐左上角，把它当作第 1 个位置。生成时它其实是最后一个：对齐右下角，8 个都看见。",
             "is_causal is aligned at the upper left: the query counts as position 1. When generating it is the last "
             "one: aligned at the lower right it sees all 8."},
     .range = {.minimum = 0, .maximum = kMaskKeys, .step = 1, .initial = kMaskKeys, .decimals = 0}}};
constexpr int kPartOf[] = {kSoftmaxPart, kSoftmaxPart, kSoftmaxPart, kScalePart, kMasksPart, kMasksPart};

int sums_of_late(const SoftmaxResult& result) {
  constexpr double kRounding = 1e-5;
  double least = 1, most = 1;
  for (int row = 0; row < kRows; ++row) {
    least = std::min(least, result.versions[kLate].row_total(row));
    most = std::max(most, result.versions[kLate].row_total(row));
  }
  return most > 1 + kRounding ? 2 : least < 1 - kRounding ? 1 : 0;
}

/// Of a row whose valid length is made 0.
int empty_row_of_book(SoftmaxInput input) {
  input.is_per_query = true;
  input.query_lengths[0] = 0;
  const SoftmaxResult result = compute_softmax(input);
  const auto& weights = result.versions[kBook].weights.data;
  if (std::isnan(weights[0])) return 2;
  return weights[0] > 0 ? 1 : 0;
}

/// Tried over the d of the curves: by which power of √d, 0 … 2, the variance becomes the most even.
int power_that_evens(const ScaleCurves& curves) {
  constexpr int kPowers = 3;
  std::array<double, kPowers> spread{};
  for (int power = 0; power < kPowers; ++power) {
    double least = INFINITY, most = 0;
    for (const ScalePoint& point : curves.points) {
      const double variance = point.unscaled.variance / std::pow(point.dimensions, power);
      least = std::min(least, variance);
      most = std::max(most, variance);
    }
    nth(spread, power) = most / least;
  }
  return static_cast<int>(std::min_element(spread.begin(), spread.end()) - spread.begin());
}

int seen_when_swapped(const MasksResult& result, int length) {
  const int seen = result.seen(kMixedUp, 0);
  if (seen < 0) return 3;
  if (seen == kMaskKeys) return 2;
  const bool sees_valid = length > 0 && result.weights[kMixedUp].data[0] > 0;
  return sees_valid ? 0 : 1;
}

double answer_to(int question, const State& state, const Result& result) {
  constexpr int kRealTokens = 2;
  switch (question) {
    case 1:
      return sums_of_late(result.softmax);
    case 2:
      return empty_row_of_book(state.input.softmax);
    case 4:
      return power_that_evens(*result.scale.curves);
    case 5:
      return seen_when_swapped(result.masks, state.input.masks.length);
    case 6:
      return compute_masks({.queries = 1}).seen(kUpperLeft, 0);
    default:
      return does_masking_padded_rows_matter(result.softmax.scores, kRealTokens) ? 0 : 1;
  }
}

}  // namespace

int part_of_question(int question) { return nth(kPartOf, question - 1); }

void draw_questions(view::Ui& ui, State& next, const Result& result) {
  const auto first = std::find(std::begin(kPartOf), std::end(kPartOf), next.input.part),
             last = std::find_if(first, std::end(kPartOf), [&](int part) { return part != next.input.part; });
  if (first == std::end(kPartOf)) return;  // this part has none
  const auto before = static_cast<int>(first - std::begin(kPartOf));
  int asked = next.question > 0 ? next.question - before : 0;
  draw_questions(ui, std::span(kQuestions).subspan(to_size(before), to_size(last - first)), asked, next.prediction,
                 [&] { return answer_to(next.question, next, result); });
  next.question = asked > 0 ? asked + before : 0;
}

}  // namespace scenes::scoring_functions
