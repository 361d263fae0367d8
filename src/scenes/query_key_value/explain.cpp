// One number, step by step, with the digits that led to it. Every intermediate is the core's own; only the products
// that the core adds up in one go are multiplied out here.
#include <cmath>

#include "scenes/query_key_value/scene.h"
#include "view/digits.h"

namespace scenes::query_key_value {

namespace {

using view::Text;

constexpr Text kMultiply{"逐维相乘", "Multiply"};
constexpr Text kAdd{"相加", "Add up"};
constexpr Text kScaleStep{"÷ √d", "÷ √d"};
constexpr Text kTemperatureStep{"÷ 温度", "÷ temperature"};
constexpr Text kCapStep{"软上限", "Soft cap"};
constexpr Text kMaskStep{"掩蔽", "Mask"};
constexpr Text kProjectQuery{"W_q q", "W_q q"};
constexpr Text kProjectKey{"W_k k", "W_k k"};
constexpr Text kHiddenStep{"tanh", "tanh"};
constexpr Text kReadOutStep{"× w_v", "× w_v"};
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

constexpr view::Digits kUsual{4};

/// A number as a factor or a summand: negative ones in parentheses.
std::string operand(double value, view::Digits digits) {
  const std::string shown = view::written(value, digits);
  return value < 0 ? "(" + shown + ")" : shown;
}

/// Writes a formula piece by piece. Its numbers have the digits that make it true; see view/digits.h.
class Formula {
 public:
  Formula& say(const std::string& text) { return add(text, Tone::kPlain); }
  /// From here on numbers are written like this.
  Formula& with(view::Digits digits) {
    digits_ = digits;
    return *this;
  }
  Formula& with(const view::Line& line) {
    line_ = line;
    return with(line.operands);
  }
  Formula& number(double value, Tone tone = Tone::kPlain) { return add(operand(value, digits_), tone); }
  /// "= 0.7253", or ≈ if the line is only nearly true.
  Formula& result(double value) { return say(line_.equals()).add(view::written(value, kUsual), Tone::kResult); }
  /// (a, b, c)
  Formula& vector(const std::vector<double>& values, Tone tone) {
    std::string text = "(";
    for (std::size_t i = 0; i < values.size(); ++i) text += (i ? ", " : "") + view::written(values[i], digits_);
    return add(text + ")", tone);
  }
  /// a × x + b × y + …
  Formula& products(const std::vector<double>& a, Tone a_tone, const std::vector<double>& b, Tone b_tone) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (i) say("+");
      number(a[i], a_tone).say("×").number(b[i], b_tone);
    }
    return *this;
  }
  Formula& sum(const std::vector<double>& values, int marked = -1) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i) say("+");
      number(values[i], static_cast<int>(i) == marked ? Tone::kResult : Tone::kPlain);
    }
    return *this;
  }
  std::vector<Piece> done() { return std::move(pieces_); }

 private:
  std::vector<Piece> pieces_;
  view::Digits digits_ = kUsual;
  view::Line line_;
  Formula& add(const std::string& text, Tone tone) {
    pieces_.push_back({text, tone});
    return *this;
  }
};

/// How two lists of numbers must be written so that each of `results`, written with `digits`, follows from its pair.
view::Line true_pairs(const std::vector<double>& a, const std::vector<double>& b,
                      double (*evaluate)(std::span<const double>), const std::vector<double>& results,
                      view::Digits digits) {
  view::Line all{kUsual};
  for (;; ++all.operands.count) {
    all.is_true = true;
    for (std::size_t i = 0; i < a.size(); ++i) {
      const double pair[] = {a[i], b[i]};
      all.is_true &= view::is_true_when_written(pair, evaluate, results[i], digits, all.operands);
    }
    if (all.is_true || all.operands.count >= view::kMostDigits) return all;
  }
}

double product_of(std::span<const double> pair) { return pair[0] * pair[1]; }
double quotient_of(std::span<const double> pair) { return pair[0] / pair[1]; }
double difference_of(std::span<const double> pair) { return pair[0] - pair[1]; }

std::vector<double> row_of(const core::Tensor& tensor, int row) {
  const auto width = static_cast<std::size_t>(tensor.shape.back());
  const auto begin = tensor.data.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(row) * width);
  return {begin, begin + static_cast<std::ptrdiff_t>(width)};
}

std::vector<double> column_of(const core::Tensor& tensor, int column) {
  const auto width = static_cast<std::size_t>(tensor.shape.back());
  std::vector<double> numbers;
  for (std::size_t i = static_cast<std::size_t>(column); i < tensor.data.size(); i += width)
    numbers.push_back(tensor.data[i]);
  return numbers;
}

std::vector<double> times(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> products;
  for (std::size_t i = 0; i < a.size(); ++i) products.push_back(a[i] * b[i]);
  return products;
}

/// matrix (rows, |vector|) · vector
std::vector<double> applied(const core::Tensor& matrix, const std::vector<double>& vector) {
  std::vector<double> result;
  for (int row = 0; row < matrix.shape[0]; ++row) {
    double sum = 0;
    for (double product : times(row_of(matrix, row), vector)) sum += product;
    result.push_back(sum);
  }
  return result;
}

double length_of(const std::vector<double>& vector) {
  double sum = 0;
  for (double number : vector) sum += number * number;
  return std::sqrt(sum);
}

class Explainer {
 public:
  Explainer(const Problem& problem, const Numbers& numbers, const Selection& at)
      : problem_(problem),
        numbers_(numbers),
        at_(at),
        cell_(static_cast<std::size_t>(at.query * problem.keys + at.column)),
        row_(static_cast<std::size_t>(at.query)) {}

  Explanation explain() {
    switch (at_.kind) {
      case kScore:
        score();
        explanation_.value = numbers_.attention.masked.data[cell_];
        break;
      case kWeight:
        score();
        weight();
        explanation_.value = numbers_.attention.weights.data[cell_];
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
  const Numbers& numbers_;
  Selection at_;
  std::size_t cell_, row_;
  Explanation explanation_;

  void step(Text what, Formula& formula) { explanation_.steps.push_back({what, formula.done()}); }

  double raw() const { return numbers_.attention.raw_scores.data[cell_]; }

  void score() {
    const std::vector<double> q = row_of(numbers_.q, at_.query), k = row_of(numbers_.k, at_.column);
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
        dot_product(q, k, Tone::kQuery);
        break;
      default:
        kernel(q, k);
    }
    scaled();
    const double masked = numbers_.attention.masked.data[cell_];
    if (std::isinf(masked)) {
      Formula formula;
      step(kMaskStep,
           formula.number(numbers_.attention.capped.data[cell_], Tone::kPlain).say("→").number(masked, Tone::kResult));
    }
  }

  /// a × x + b × y + …, and below it the products added up.
  void multiply_and_add(Text what, const char* name, const std::vector<double>& a, Tone a_tone,
                        const std::vector<double>& b, Tone b_tone, double result) {
    const std::vector<double> terms = times(a, b);
    const view::Line sum_line = view::true_line(terms, view::sum_of, result, kUsual, kUsual);
    const view::Line terms_line = true_pairs(a, b, product_of, terms, sum_line.operands);
    Formula products, sum;
    if (name) products.say(name).say("=");
    step(what, products.with(terms_line).products(a, a_tone, b, b_tone));
    if (!terms_line.is_true) sum.say("≈");
    step(kAdd, sum.with(sum_line).sum(terms).result(result));
  }

  void dot_product(const std::vector<double>& q, const std::vector<double>& k, Tone tone) {
    multiply_and_add(kMultiply, "q · k", q, tone, k, Tone::kKey, raw());
  }

  void additive(const std::vector<double>& q, const std::vector<double>& k) {
    const core::ScoringParameters& given = numbers_.options.parameters;
    const std::vector<double> from_query = applied(given.query_weights, q), from_key = applied(given.key_weights, k);
    std::vector<double> hidden, weights(given.score_vector.data.begin(), given.score_vector.data.end());
    for (std::size_t i = 0; i < from_query.size(); ++i) hidden.push_back(std::tanh(from_query[i] + from_key[i]));
    const view::Line line = true_pairs(
        from_query, from_key, [](std::span<const double> pair) { return std::tanh(pair[0] + pair[1]); }, hidden,
        kUsual);
    Formula a, b, c;
    step(kProjectQuery, a.with(line).vector(from_query, Tone::kQuery));
    step(kProjectKey, b.with(line).vector(from_key, Tone::kKey));
    step(kHiddenStep, c.say("tanh(W_q q + W_k k)").say(line.equals()).vector(hidden, Tone::kPlain));
    multiply_and_add(kReadOutStep, nullptr, weights, Tone::kValue, hidden, Tone::kPlain, raw());
  }

  void bilinear(const std::vector<double>& q, const std::vector<double>& k) {
    const core::Tensor& matrix = numbers_.options.parameters.matrix;
    std::vector<double> transformed;
    for (int column = 0; column < matrix.shape[1]; ++column) {
      double sum = 0;
      for (double product : times(q, column_of(matrix, column))) sum += product;
      transformed.push_back(sum);
    }
    Formula formula;
    step(kTransformQuery, formula.vector(transformed, Tone::kQuery));
    dot_product(transformed, k, Tone::kQuery);
  }

  void cosine(const std::vector<double>& q, const std::vector<double>& k) {
    std::vector<double> both = q;
    both.insert(both.end(), k.begin(), k.end());
    const double dot = view::sum_of_products(both), q_length = length_of(q), k_length = length_of(k);
    Formula a, b, c;
    step(kMultiply, a.say("q · k")
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
         b.with(line).say("‖q‖ =").number(q_length, Tone::kQuery).say(", ‖k‖ =").number(k_length, Tone::kKey));
    if (!has_angle)
      step(kCosineStep, c.result(raw()));
    else
      step(kCosineStep, c.with(line)
                            .number(dot)
                            .say("÷ (")
                            .number(q_length, Tone::kQuery)
                            .say("×")
                            .number(k_length, Tone::kKey)
                            .say(")")
                            .result(raw()));
  }

  void kernel(const std::vector<double>& q, const std::vector<double>& k) {
    if (problem_.scoring == kConstant) {
      Formula formula;
      step(kKernelStep, formula.say("1").result(raw()));
      return;
    }
    std::vector<double> difference;
    for (std::size_t i = 0; i < q.size(); ++i) difference.push_back(q[i] - k[i]);
    const double distance = length_of(difference), width = problem_.kernel_width, u = distance / width;
    Formula a, b;
    const view::Line subtraction = true_pairs(q, k, difference_of, difference, kUsual);
    step(kDifference, a.say("q − k")
                          .say("=")
                          .with(subtraction)
                          .vector(q, Tone::kQuery)
                          .say("−")
                          .vector(k, Tone::kKey)
                          .say(subtraction.equals())
                          .with(kUsual)
                          .vector(difference, Tone::kPlain));
    step(kDistance, b.say("‖q − k‖ ÷")
                        .number(width)
                        .say("=")
                        .with(view::true_line({distance, width}, quotient_of, u))
                        .number(distance)
                        .say("÷")
                        .number(width)
                        .result(u));
    step_of_kernel(u);
  }

  void step_of_kernel(double u) {
    Formula formula;
    const auto line = [&](double (*evaluate)(std::span<const double>)) {
      formula.with(view::true_line({u}, evaluate, raw()));
    };
    switch (problem_.scoring) {
      case kGaussian:
        line([](std::span<const double> all) { return -all[0] * all[0] / 2; });
        formula.say("−").number(u).say("² ÷ 2");
        break;
      case kBoxcar: {
        const view::Line rim = view::true_line(
            {u}, [](std::span<const double> all) { return all[0] <= 1 ? 1.0 : 0.0; }, raw());
        formula.with(rim.operands)
            .number(u)
            .say(!rim.is_true ? "≈ 1"
                 : raw() > 0  ? "≤ 1"
                              : "> 1")
            .say("→")
            .number(raw(), Tone::kResult);
        step(kKernelStep, formula);
        return;
      }
      case kTriangular:
        line([](std::span<const double> all) { return std::max(0.0, 1 - all[0]); });
        formula.say("max(0, 1 −").number(u).say(")");
        break;
      default:
        line([](std::span<const double> all) { return std::max(0.0, 1 - all[0] * all[0]); });
        formula.say("max(0, 1 −").number(u).say("²)");
    }
    step(kKernelStep, formula.result(raw()));
  }

  /// ÷ √d, ÷ temperature, soft cap: those that are in force.
  void scaled() {
    double now = raw();
    if (core_scoring(problem_.scoring, problem_.is_scaled) == core::Scoring::kScaledDotProduct) {
      const double before = now, width = problem_.width,
                   result = problem_.temperature == 1 ? scaled_score() : before / std::sqrt(width);
      Formula formula;
      formula.with(view::true_line(
          {before, width}, [](std::span<const double> all) { return all[0] / std::sqrt(all[1]); }, result));
      step(kScaleStep, formula.number(before).say("÷ √" + std::to_string(problem_.width)).result(result));
      now = result;
    }
    if (!has_softmax(problem_.scoring)) return;
    if (problem_.temperature != 1) divide(kTemperatureStep, now, problem_.temperature, scaled_score());
    if (const double cap = softcap_of(problem_); cap > 0) {
      const double capped = numbers_.attention.capped.data[cell_];
      Formula formula;
      formula.with(view::true_line(
          {cap, scaled_score()}, [](std::span<const double> all) { return all[0] * std::tanh(all[1] / all[0]); },
          capped));
      step(kCapStep,
           formula.number(cap).say("× tanh(").number(scaled_score()).say("÷").number(cap).say(")").result(capped));
    }
  }

  void divide(Text what, double dividend, double divisor, double result) {
    Formula formula;
    step(what, formula.with(view::true_line({dividend, divisor}, quotient_of, result))
                   .number(dividend)
                   .say("÷")
                   .number(divisor)
                   .result(result));
  }

  double scaled_score() const { return numbers_.attention.scores.data[cell_]; }

  void weight() {
    const core::Attention& attention = numbers_.attention;
    const double exponential = attention.exponentials.data[cell_], sum = attention.row_sums.data[row_],
                 share = attention.weights.data[cell_];
    if (numbers_.is_row_masked(at_.query)) {
      Formula formula;
      step(kAllMasked, formula.say("Σ = 0  →").number(0, Tone::kResult));
      return;
    }
    const double masked = attention.masked.data[cell_], maximum = attention.row_maxima.data[row_],
                 below = masked - maximum;
    if (has_softmax(problem_.scoring)) {
      Formula difference, exponent;
      step(kMaximumStep, difference.with(view::true_line({masked, maximum}, difference_of, below))
                             .number(masked)
                             .say("−")
                             .number(maximum)
                             .result(below));
      const view::Line line = view::true_line(
          {below}, [](std::span<const double> all) { return std::exp(all[0]); }, exponential);
      step(kExponentialStep,
           exponent.with(line).say("exp(" + view::written(below, line.operands) + ")").result(exponential));
    }
    const std::vector<double> exponentials = row_of(attention.exponentials, at_.query);
    Formula row;
    step(kSumStep, row.with(view::true_line(exponentials, view::sum_of, sum, kUsual, kUsual))
                       .sum(exponentials, at_.column)
                       .result(sum));
    divide(kShareStep, exponential, sum, share);
  }

  void output() {
    const std::vector<double> weights = row_of(numbers_.attention.weights, at_.query),
                              values = column_of(numbers_.v, at_.column);
    explanation_.value =
        numbers_.attention.output.data[static_cast<std::size_t>(at_.query * problem_.value_width + at_.column)];
    multiply_and_add(kWeighted, nullptr, weights, Tone::kKey, values, Tone::kValue, explanation_.value);
  }
};

}  // namespace

Explanation explain(const Problem& problem, const Numbers& numbers, const Selection& selection) {
  if (!numbers.problem.empty()) return {};
  return Explainer(problem, numbers, fitted(selection, problem)).explain();
}

}  // namespace scenes::query_key_value
