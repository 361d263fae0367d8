// One number, step by step, with the digits that led to it. Every intermediate is the core's own; only the products
// that the core adds up in one go are multiplied out here.
#include <cmath>

#include "scenes/query_key_value.h"

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

/// About four digits; no exponent where a person would write none.
std::string digits(double value) {
  const double size = std::abs(value);
  if (size >= 1000 && size < 1e7) return view::number_text(value, 0);
  return view::short_number_text(value, 4);
}

/// A number as a factor or a summand: negative ones in parentheses.
std::string operand(double value) { return std::signbit(value) && value != 0 ? "(" + digits(value) + ")" : digits(value); }

/// Writes a formula piece by piece.
class Formula {
 public:
  Formula& say(const std::string& text) { return add(text, Tone::kPlain); }
  Formula& number(double value, Tone tone) { return add(operand(value), tone); }
  Formula& result(double value) { return say("=").add(digits(value), Tone::kResult); }
  /// (a, b, c)
  Formula& vector(const std::vector<double>& values, Tone tone) {
    std::string text = "(";
    for (std::size_t i = 0; i < values.size(); ++i) text += (i ? ", " : "") + digits(values[i]);
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
  Formula& add(const std::string& text, Tone tone) {
    pieces_.push_back({text, tone});
    return *this;
  }
};

std::vector<double> row_of(const core::Tensor& tensor, int row) {
  const auto width = static_cast<std::size_t>(tensor.shape.back());
  const auto begin = tensor.data.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(row) * width);
  return {begin, begin + static_cast<std::ptrdiff_t>(width)};
}

std::vector<double> column_of(const core::Tensor& tensor, int column) {
  const auto width = static_cast<std::size_t>(tensor.shape.back());
  std::vector<double> numbers;
  for (std::size_t i = static_cast<std::size_t>(column); i < tensor.data.size(); i += width) numbers.push_back(tensor.data[i]);
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
      : problem_(problem), numbers_(numbers), at_(at), cell_(static_cast<std::size_t>(at.query * problem.keys + at.column)),
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
      case kOutput: output(); break;
      default: break;
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
      case kAdditive: additive(q, k); break;
      case kBilinear: bilinear(q, k); break;
      case kCosine: cosine(q, k); break;
      case kDotProduct: dot_product(q, k, Tone::kQuery); break;
      default: kernel(q, k);
    }
    scaled();
    const double masked = numbers_.attention.masked.data[cell_];
    if (std::isinf(masked)) {
      Formula formula;
      step(kMaskStep, formula.number(numbers_.attention.capped.data[cell_], Tone::kPlain).say("→").number(masked, Tone::kResult));
    }
  }

  void dot_product(const std::vector<double>& q, const std::vector<double>& k, Tone tone) {
    Formula products, sum;
    step(kMultiply, products.say("q · k").say("=").products(q, tone, k, Tone::kKey));
    step(kAdd, sum.sum(times(q, k)).result(raw()));
  }

  void additive(const std::vector<double>& q, const std::vector<double>& k) {
    const core::ScoringParameters& given = numbers_.options.parameters;
    const std::vector<double> from_query = applied(given.query_weights, q), from_key = applied(given.key_weights, k);
    std::vector<double> hidden, weights(given.score_vector.data.begin(), given.score_vector.data.end());
    for (std::size_t i = 0; i < from_query.size(); ++i) hidden.push_back(std::tanh(from_query[i] + from_key[i]));
    Formula a, b, c, d, e;
    step(kProjectQuery, a.vector(from_query, Tone::kQuery));
    step(kProjectKey, b.vector(from_key, Tone::kKey));
    step(kHiddenStep, c.say("tanh(W_q q + W_k k)").say("=").vector(hidden, Tone::kPlain));
    step(kReadOutStep, d.products(weights, Tone::kValue, hidden, Tone::kPlain));
    step(kAdd, e.sum(times(weights, hidden)).result(raw()));
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
    double dot = 0;
    for (double product : times(q, k)) dot += product;
    const double q_length = length_of(q), k_length = length_of(k);
    Formula a, b, c;
    step(kMultiply, a.say("q · k").say("=").products(q, Tone::kQuery, k, Tone::kKey).result(dot));
    step(kLengths, b.say("‖q‖ =").number(q_length, Tone::kQuery).say(", ‖k‖ =").number(k_length, Tone::kKey));
    if (q_length > 0 && k_length > 0)
      step(kCosineStep, c.number(dot, Tone::kPlain).say("÷ (").number(q_length, Tone::kQuery).say("×").number(k_length, Tone::kKey).say(")").result(raw()));
    else step(kCosineStep, c.result(raw()));
  }

  void kernel(const std::vector<double>& q, const std::vector<double>& k) {
    Formula a, b, c;
    if (problem_.scoring == kConstant) {
      step(kKernelStep, c.say("1").result(raw()));
      return;
    }
    std::vector<double> difference;
    for (std::size_t i = 0; i < q.size(); ++i) difference.push_back(q[i] - k[i]);
    const double distance = length_of(difference), u = distance / problem_.kernel_width;
    step(kDifference, a.say("q − k").say("=").vector(q, Tone::kQuery).say("−").vector(k, Tone::kKey).say("=").vector(difference, Tone::kPlain));
    step(kDistance, b.say("‖q − k‖ ÷").number(problem_.kernel_width, Tone::kPlain).say("=").number(distance, Tone::kPlain).say("÷").number(problem_.kernel_width, Tone::kPlain).result(u));
    switch (problem_.scoring) {
      case kGaussian: c.say("−u² ÷ 2"); break;
      case kBoxcar: c.say(u <= 1 ? "u ≤ 1" : "u > 1"); break;
      case kTriangular: c.say("max(0, 1 − u)"); break;
      default: c.say("max(0, 1 − u²)");
    }
    step(kKernelStep, c.result(raw()));
  }

  /// ÷ √d, ÷ temperature, soft cap: those that are in force.
  void scaled() {
    double now = raw();
    if (core_scoring(problem_.scoring, problem_.is_scaled) == core::Scoring::kScaledDotProduct) {
      Formula formula;
      const double before = now;
      now /= std::sqrt(static_cast<double>(problem_.width));
      step(kScaleStep, formula.number(before, Tone::kPlain).say("÷ √" + std::to_string(problem_.width)).result(problem_.temperature == 1 ? scaled_score() : now));
    }
    if (!has_softmax(problem_.scoring)) return;
    if (problem_.temperature != 1) {
      Formula formula;
      step(kTemperatureStep, formula.number(now, Tone::kPlain).say("÷").number(problem_.temperature, Tone::kPlain).result(scaled_score()));
    }
    if (problem_.softcap > 0) {
      Formula formula;
      step(kCapStep, formula.number(problem_.softcap, Tone::kPlain).say("× tanh(").number(scaled_score(), Tone::kPlain).say("÷").number(problem_.softcap, Tone::kPlain)
                         .say(")").result(numbers_.attention.capped.data[cell_]));
    }
  }

  double scaled_score() const { return numbers_.attention.scores.data[cell_]; }

  void weight() {
    const core::Attention& attention = numbers_.attention;
    const double exponential = attention.exponentials.data[cell_], sum = attention.row_sums.data[row_], share = attention.weights.data[cell_];
    if (numbers_.is_row_masked(at_.query)) {
      Formula formula;
      step(kAllMasked, formula.say("Σ = 0  →").number(0, Tone::kResult));
      return;
    }
    const double masked = attention.masked.data[cell_], maximum = attention.row_maxima.data[row_];
    if (has_softmax(problem_.scoring)) {
      Formula difference, exponent;
      step(kMaximumStep, difference.number(masked, Tone::kPlain).say("−").number(maximum, Tone::kPlain).result(masked - maximum));
      step(kExponentialStep, exponent.say("exp(" + digits(masked - maximum) + ")").result(exponential));
    }
    Formula row, division;
    step(kSumStep, row.sum(row_of(attention.exponentials, at_.query), at_.column).result(sum));
    step(kShareStep, division.number(exponential, Tone::kPlain).say("÷").number(sum, Tone::kPlain).result(share));
  }

  void output() {
    const std::vector<double> weights = row_of(numbers_.attention.weights, at_.query), values = column_of(numbers_.v, at_.column);
    explanation_.value = numbers_.attention.output.data[static_cast<std::size_t>(at_.query * problem_.value_width + at_.column)];
    Formula products, sum;
    step(kWeighted, products.products(weights, Tone::kKey, values, Tone::kValue));
    step(kAdd, sum.sum(times(weights, values)).result(explanation_.value));
  }
};

}  // namespace

Explanation explain(const Problem& problem, const Numbers& numbers, const Selection& selection) {
  if (!numbers.problem.empty()) return {};
  return Explainer(problem, numbers, fitted(selection, problem)).explain();
}

}  // namespace scenes::query_key_value
