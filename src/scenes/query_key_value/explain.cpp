// One number, step by step, with the digits that led to it. Every intermediate is the core's own; only the products
// that the core adds up in one go are multiplied out here.
#include <cmath>
#include <iterator>
#include <optional>

#include "index.h"
#include "scenes/parts/score_steps.h"
#include "scenes/query_key_value/scene.h"

namespace scenes::query_key_value {

namespace {

using view::Text;

constexpr Text kMultiply{"逐维相乘", "Multiply"};
constexpr Text kUnscaledStep{"不缩放的权重", "Unscaled weight"};
constexpr Text kUnscaledNote{"不除以 √d，得分差得更大，softmax 更尖锐。",
                             "Not divided by √d, scores lie farther apart: a sharper softmax."};
constexpr Text kUnscaledSame{"得分本来就一样，缩放不改变什么。", "The scores are alike: scaling changes nothing."};
constexpr Text kUnscaledNoOther{"在这几位数字里看不出差别。", "To these digits there is no difference."};
constexpr Text kMaximumNote{"指数不会溢出，权重不变。", "Keeps exp from overflowing; the weights stay the same."};
constexpr Text kTemperatureStep{"÷ 温度", "÷ temperature"};
constexpr Text kCapStep{"软上限", "Soft cap"};
constexpr Text kMaskStep{"掩蔽", "Mask"};
constexpr Text kTransformQuery{"q M", "q M"};
constexpr Text kLengths{"长度", "Lengths"};
constexpr Text kCosineStep{"夹角余弦", "Cosine"};
constexpr Text kDifference{"相减", "Subtract"};
constexpr Text kDistance{"距离 u", "Distance u"};
constexpr Text kKernelStep{"核 K(u)", "Kernel K(u)"};
constexpr Text kMaximumStep{"− 最大值", "− maximum"};
constexpr Text kExponentialStep{"exp", "exp"};
constexpr Text kSumStep{"Σ 这一行", "Σ of the row"};
constexpr Text kShareStep{"÷ Σ", "÷ Σ"};
constexpr Text kAllMasked{"整行为 0", "A row of zeros"};
constexpr Text kWeighted{"权重 × 值", "Weight × value"};

constexpr view::Digits kUsual;

double length_of(const Values& vector) { return std::sqrt(view::sum_of(times(vector, vector))); }

class Explainer {
 public:
  Explainer(const Problem& problem, const Numbers& numbers, const Numbers& unscaled, const Selection& at)
      : problem_(problem),
        numbers_(numbers),
        unscaled_(unscaled),
        at_(at),
        cell_(at.query * problem.keys + at.column) {}

  Derivation explain() {
    switch (at_.kind) {
      case kScore:
        score();
        explanation_.value = of_cell(numbers_.attention.masked);
        break;
      case kWeight:
        score();
        weight();
        explanation_.value = of_cell(numbers_.attention.weights);
        break;
      case kOutput:
        output();
        break;
      default:
        break;
    }
    return std::move(explanation_);
  }

 private:
  const Problem& problem_;
  const Numbers &numbers_, &unscaled_;
  Selection at_;
  int cell_;
  Derivation explanation_;

  void step(Text what, Formula& formula, std::optional<Text> note = {}) {
    explanation_.steps.push_back({what, formula.done(), note});
  }

  /// The number of this score, or of this row, in one of the core's intermediate results.
  double of_cell(const core::Tensor& tensor) const { return nth(tensor.data, cell_); }
  double of_row(const core::Tensor& tensor) const { return nth(tensor.data, at_.query); }
  double raw() const { return of_cell(numbers_.attention.raw_scores); }
  double scaled_score() const { return of_cell(numbers_.attention.scores); }

  void score() {
    const Values q = row_of(numbers_.q, at_.query), k = row_of(numbers_.k, at_.column);
    switch (problem_.scoring) {
      case kAdditive:
        additive(q, k);
        break;
      case kBilinear:
        bilinear(q, k);
        break;
      case kCosine:
        cosine(q, k);
        break;
      case kDotProduct:
        dot_product(q, k);
        break;
      default:
        kernel(q, k);
    }
    scaled();
    const double masked = of_cell(numbers_.attention.masked);
    if (std::isinf(masked))
      step(kMaskStep, Formula().number(of_cell(numbers_.attention.capped)).say("→").number(masked, Tone::kResult));
  }

  void dot_product(const Values& q, const Values& k) { add_dot_product(explanation_.steps, q, k, raw()); }

  void additive(const Values& q, const Values& k) {
    add_additive_score(explanation_.steps, numbers_.options.parameters, q, k, raw());
  }

  void bilinear(const Values& q, const Values& k) {
    const core::Tensor& matrix = numbers_.options.parameters.matrix;
    Values transformed;
    for (int column = 0; column < matrix.shape[1]; ++column)
      transformed.push_back(view::sum_of(times(q, column_of(matrix, column))));
    step(kTransformQuery, Formula().vector(transformed, Tone::kQuery));
    dot_product(transformed, k);
  }

  void cosine(const Values& q, const Values& k) {
    Values both = q;
    both.insert(both.end(), k.begin(), k.end());
    const double dot = view::sum_of_products(both), q_length = length_of(q), k_length = length_of(k);
    step(kMultiply, Formula()
                        .say("q · k")
                        .say("=")
                        .with(view::true_line(both, view::sum_of_products, dot, kUsual, kUsual))
                        .products(q, Tone::kQuery, k, Tone::kKey)
                        .result(dot));
    const bool has_angle = q_length > 0 && k_length > 0;
    view::Line line;
    if (has_angle)
      line = view::true_line(
          {dot, q_length, k_length}, [](std::span<const double> all) { return all[0] / (all[1] * all[2]); }, raw());
    step(kLengths,
         Formula().with(line).say("‖q‖ =").number(q_length, Tone::kQuery).say(", ‖k‖ =").number(k_length, Tone::kKey));
    if (!has_angle) return step(kCosineStep, Formula().result(raw()));
    step(kCosineStep, Formula()
                          .with(line)
                          .number(dot)
                          .say("÷ (")
                          .number(q_length, Tone::kQuery)
                          .say("×")
                          .number(k_length, Tone::kKey)
                          .say(")")
                          .result(raw()));
  }

  void kernel(const Values& q, const Values& k) {
    Values difference;
    for (std::size_t i = 0; i < q.size(); ++i) difference.push_back(q[i] - k[i]);
    const double distance = length_of(difference), width = problem_.kernel_width, u = distance / width;
    const view::Line subtraction = true_pairs(q, k, difference_of, difference, kUsual);
    if (problem_.scoring != kConstant) {
      step(kDifference, Formula()
                            .say("q − k")
                            .say("=")
                            .with(subtraction)
                            .vector(q, Tone::kQuery)
                            .say("−")
                            .vector(k, Tone::kKey)
                            .say(subtraction.equals())
                            .with(kUsual)
                            .vector(difference));
      step(kDistance, Formula().say("‖q − k‖ ÷").number(width).say("=").quotient(distance, width, u));
    }
    explanation_.steps.push_back({kKernelStep, kernel_formula(problem_.scoring, u, raw())});
  }

  /// ÷ √d, ÷ temperature, soft cap: those that are in force.
  void scaled() {
    double now = raw();
    if (core_scoring(problem_.scoring, problem_.is_scaled) == core::Scoring::kScaledDotProduct) {
      if (!unscaled_.weights.empty()) unscaled();
      const double before = now, result = problem_.temperature == 1
                                              ? scaled_score()
                                              : before / std::sqrt(static_cast<double>(problem_.width));
      add_root_scale(explanation_.steps, before, problem_.width, result);
      now = result;
    }
    if (!has_softmax(problem_.scoring)) return;
    if (problem_.temperature != 1)
      step(kTemperatureStep, Formula().quotient(now, problem_.temperature, scaled_score()));
    const double cap = softcap_of(problem_), score = scaled_score(), capped = of_cell(numbers_.attention.capped);
    const auto capped_of = [](std::span<const double> all) { return all[0] * std::tanh(all[1] / all[0]); };
    if (cap > 0)
      step(kCapStep, Formula()
                         .with({cap, score}, capped_of, capped)
                         .number(cap)
                         .say("× tanh(")
                         .number(score)
                         .say("÷")
                         .number(cap)
                         .say(")")
                         .result(capped));
  }

  /// What the weight would be without ÷ √d.
  void unscaled() {
    if (numbers_.is_row_masked(at_.query)) return;
    const core::Attention& attention = unscaled_.attention;
    const double weight = of_cell(numbers_.attention.weights), other = of_cell(attention.weights);
    const bool is_even = nth(numbers_.is_even, at_.query) != 0;
    const bool is_same = view::written(weight, {}) == view::written(other, {});
    step(kUnscaledStep,
         Formula().quotient(of_cell(attention.exponentials), of_row(attention.row_sums), of_cell(attention.weights)),
         is_even   ? kUnscaledSame
         : is_same ? kUnscaledNoOther
                   : kUnscaledNote);
  }

  void weight() {
    const core::Attention& attention = numbers_.attention;
    if (numbers_.is_row_masked(at_.query)) return step(kAllMasked, Formula().say("Σ = 0  →").number(0, Tone::kResult));
    const double exponential = of_cell(attention.exponentials), sum = of_row(attention.row_sums);
    if (has_softmax(problem_.scoring)) {
      const double masked = of_cell(attention.masked), maximum = of_row(attention.row_maxima), below = masked - maximum;
      step(kMaximumStep,
           Formula()
               .with({masked, maximum}, difference_of, below)
               .number(masked)
               .leading_to(place_of(kScore, at_.column))
               .say("−")
               .number(maximum)
               .leading_to(place_of(kScore, nth(numbers_.largest_key, at_.query)))
               .result(below),
           kMaximumNote);
      const view::Line line = view::true_line({below}, exp_of, exponential);
      step(kExponentialStep,
           Formula().with(line).say("exp(" + view::written(below, line.operands) + ")").result(exponential));
    }
    const Values exponentials = row_of(attention.exponentials, at_.query);
    step(kSumStep, Formula()
                       .with(view::true_line(exponentials, view::sum_of, sum, kUsual, kUsual))
                       .sum(exponentials, at_.column)
                       .result(sum));
    step(kShareStep, Formula().quotient(exponential, sum, of_cell(attention.weights)));
  }

  void output() {
    explanation_.value = nth(numbers_.attention.output.data, at_.query * problem_.value_width + at_.column);
    add_products(explanation_.steps, {kWeighted, nullptr, Tone::kKey, Tone::kValue, place_of(kWeight, 0)},
                 row_of(numbers_.attention.weights, at_.query), column_of(numbers_.v, at_.column), explanation_.value);
  }
};

}  // namespace

int place_of(int kind, int column) { return kind * kMostRows + column; }
Selection selection_of(int place, int query) { return {place / kMostRows, query, place % kMostRows}; }

Numbers solve_unscaled(const Problem& problem) {
  const bool is_scaled = core_scoring(problem.scoring, problem.is_scaled) == core::Scoring::kScaledDotProduct;
  if (!is_scaled || problem.width == 1) return {};
  Problem other = problem;
  other.is_scaled = false;
  Numbers numbers = solve(other);
  return numbers.problem.empty() ? numbers : Numbers();
}

Derivation explain(const Problem& problem, const Numbers& numbers, const Numbers& unscaled,
                   const Selection& selection) {
  if (!numbers.problem.empty()) return {};
  return Explainer(problem, numbers, unscaled, fitted(selection, problem)).explain();
}

}  // namespace scenes::query_key_value
