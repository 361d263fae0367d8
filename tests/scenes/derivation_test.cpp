// Every step of a derivation is read as it is shown and computed again: what stands right of "=" must be the rounding
// of what stands left of it. Written without the code that chooses the digits.
#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "core/random.h"
#include "headless.h"
#include "scenes/kernel_regression/parts.h"
#include "scenes/query_key_value/scene.h"
#include "view/text.h"

namespace {

using namespace scenes;
using namespace scenes::query_key_value;

using Values = std::vector<double>;  // one number, or a vector

/// Reads "2 × (−0.5) + tanh(1.2 ÷ 3)": + − × ÷, unary −, ², ³, √, tanh, exp, max(0, …), vectors in parentheses.
class Reader {
 public:
  explicit Reader(std::string text) : text_(std::move(text)) {}

  /// Nothing if this is no formula of numbers.
  std::optional<Values> read() {
    const Values values = sum();
    skip();
    return failed_ || at_ < text_.size() ? std::nullopt : std::optional(values);
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
  bool failed_ = false;

  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(std::string_view word) {
    skip();
    if (text_.compare(at_, word.size(), word) != 0) return false;
    at_ += word.size();
    return true;
  }
  static Values combined(const Values& a, const Values& b, const std::function<double(double, double)>& f) {
    Values result;
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i)
      result.push_back(f(a[a.size() == 1 ? 0 : i], b[b.size() == 1 ? 0 : i]));
    return result;
  }
  Values sum() {
    Values value = product();
    for (;;) {
      if (take("+"))
        value = combined(value, product(), [](double a, double b) { return a + b; });
      else if (take("−"))
        value = combined(value, product(), [](double a, double b) { return a - b; });
      else
        return value;
    }
  }
  Values product() {
    Values value = factor();
    for (;;) {
      if (take("×"))
        value = combined(value, factor(), [](double a, double b) { return a * b; });
      else if (take("÷"))
        value = combined(value, factor(), [](double a, double b) { return a / b; });
      else
        return value;
    }
  }
  Values factor() {
    if (take("−")) return combined({-1}, factor(), [](double a, double b) { return a * b; });
    Values value = plain();
    if (take("²")) value = combined(value, value, [](double a, double b) { return a * b; });
    if (take("³")) value = combined(value, value, [](double a, double b) { return a * b * b; });
    return value;
  }
  Values applied(double (*function)(double)) {
    Values result;
    for (const double each : list()) result.push_back(function(each));
    return result;
  }
  /// What stands up to the closing parenthesis.
  Values list() {
    Values result = sum();
    while (take(",")) {
      const Values next = sum();
      result.insert(result.end(), next.begin(), next.end());
    }
    failed_ |= !take(")");
    return result;
  }
  Values plain() {
    if (take("tanh(")) return applied(std::tanh);
    if (take("exp(")) return applied(std::exp);
    if (take("√")) return combined(plain(), {0}, [](double a, double) { return std::sqrt(a); });
    if (take("max(")) {
      const Values both = list();
      return {*std::max_element(both.begin(), both.end())};
    }
    if (take("(")) return list();
    if (take("∞")) return {INFINITY};
    return {number()};
  }
  double number() {
    skip();
    std::string digits;
    while (at_ < text_.size() && ((text_[at_] >= '0' && text_[at_] <= '9') || text_[at_] == '.'))
      digits += text_[at_++];
    if (digits.empty()) {
      failed_ = true;
      return 0;
    }
    if (text_.compare(at_, 1, "e") == 0) {
      digits += 'e';
      ++at_;
      if (take("−"))
        digits += '-';
      else if (take("+"))
        digits += '+';
      while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') digits += text_[at_++];
    }
    return std::stod(digits);
  }
};

int shown_digits(const std::string& number) {
  int count = 0;
  bool has_begun = false;
  for (const char c : number) {
    if (c == 'e') break;
    if (c >= '1' && c <= '9') has_begun = true;
    count += has_begun && c >= '0' && c <= '9';
  }
  return count;
}

/// Half a unit in the last of `digits` significant places.
double half_place(double value, int digits) {
  return value == 0 ? 0 : 0.5 * std::pow(10, std::floor(std::log10(std::abs(value))) + 1 - digits);
}

struct Tally {
  int equal = 0, nearly = 0;
};

/// "left = right", "left ≈ right", "symbols = left = right": every pair of neighbours that consists of numbers.
void check_line(const std::string& line, Tally& tally) {
  CAPTURE(line);
  CHECK(line.find("(−0)") == std::string::npos);
  CHECK_FALSE(line.ends_with(" −0"));
  std::vector<std::string> sides{""};
  std::vector<bool> are_equal;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '=')
      are_equal.push_back(true), sides.emplace_back();
    else if (line.compare(i, 3, "≈") == 0)
      are_equal.push_back(false), sides.emplace_back(), i += 2;
    else
      sides.back() += line[i];
  }
  for (std::size_t i = 0; i < are_equal.size(); ++i) {
    const std::optional<Values> left = Reader(sides[i]).read(), right = Reader(sides[i + 1]).read();
    if (!left || !right || left->size() != right->size()) continue;
    for (std::size_t k = 0; k < left->size(); ++k) {
      const double a = (*left)[k], b = (*right)[k];
      const bool is_whole = std::abs(b) >= 1000 && b == std::round(b) && sides[i + 1].find("e+") == std::string::npos;
      const int digits = right->size() == 1 ? std::max(4, shown_digits(sides[i + 1])) : 4;
      const double rounding = (is_whole ? 0.5 : half_place(b, digits)) + 1e-9 * std::max(1.0, std::abs(b));
      CAPTURE(a);
      CAPTURE(b);
      if (std::isinf(a) || std::isinf(b))
        CHECK(a == b);
      else if (are_equal[i])
        CHECK(std::abs(a - b) <= rounding);
      else
        CHECK(std::abs(a - b) <= 1e-3 * std::max({1.0, std::abs(a), std::abs(b)}));
    }
    ++(are_equal[i] ? tally.equal : tally.nearly);
  }
}

std::string joined(const Step& step) { return formula_text(step.formula); }

/// What a screen reader is told, back to signs.
std::string written_down(std::string words) {
  for (const auto& [said, sign] : {std::pair{" divided by ", " ÷ "},
                                   {" times ", " × "},
                                   {" plus ", " + "},
                                   {" minus ", " − "},
                                   {" equals ", " = "},
                                   {" is about ", " ≈ "},
                                   {"the square root of ", "√"},
                                   {" to the power of 2", "²"}})
    for (std::size_t at; (at = words.find(said)) != std::string::npos;)
      words.replace(at, std::string_view(said).size(), sign);
  return words;
}

/// The numbers between these signs of one line.
std::vector<std::string> parts(const std::string& text, const std::string& sign) {
  std::vector<std::string> found;
  std::size_t start = 0;
  for (std::size_t at; (at = text.find(sign, start)) != std::string::npos; start = at + sign.size())
    found.push_back(text.substr(start, at - start));
  found.push_back(text.substr(start));
  return found;
}

/// "a × b + c × d" above, "e + f = g" below: e and f are the products as they stand there.
void check_products(std::string above, std::string below, Tally& tally) {
  if (const auto sign = above.find("= "); sign != std::string::npos) above = above.substr(sign + 2);
  if (above.find(" × ") == std::string::npos || above.find("tanh") != std::string::npos ||
      above.find("÷") != std::string::npos || below.find("‖") != std::string::npos)
    return;
  const bool is_near = below.starts_with("≈ ");
  if (is_near) below = below.substr(std::string("≈ ").size());
  const auto end = std::min(below.find(" ="), below.find(" ≈"));
  const std::vector<std::string> products = parts(above, " + "), terms = parts(below.substr(0, end), " + ");
  if (products.size() != terms.size()) return;
  CAPTURE(above);
  CAPTURE(below);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const auto product = Reader(products[i]).read(), term = Reader(terms[i]).read();
    REQUIRE(product);
    REQUIRE(term);
    const double a = product->front(), b = term->front();
    CAPTURE(terms[i]);
    const double rounding = (std::abs(b) >= 1000 && b == std::round(b) && terms[i].find("e+") == std::string::npos
                                 ? 0.5
                                 : half_place(b, std::max(4, shown_digits(terms[i])))) +
                            1e-9 * std::max(1.0, std::abs(b));
    if (is_near)
      CHECK(std::abs(a - b) <= 1e-3 * std::max(1.0, std::abs(b)));
    else
      CHECK(std::abs(a - b) <= rounding);
  }
  ++(is_near ? tally.nearly : tally.equal);
}

Problem random_problem(core::Random& random) {
  Problem problem = preset(static_cast<int>(random.below(kPresetCount)));
  problem.is_self_attention = random.below(3) == 0;
  const auto size = [&] { return 1 + static_cast<int>(random.below(6)); };
  resize(problem, {size(), size(), size(), size(), size()});
  const double largest = random.below(4) == 0 ? 2000 : 200;
  for (std::vector<double>* table :
       {&problem.q, &problem.k, &problem.v, &problem.x, &problem.w_q, &problem.w_k, &problem.w_v, &problem.additive_q,
        &problem.additive_k, &problem.additive_v, &problem.bilinear})
    for (double& number : *table) number = std::round(random.uniform(-largest, largest)) / 100;
  for (double& cell : problem.painted) cell = random.below(4) != 0;
  for (double& length : problem.valid_lengths)
    length = static_cast<double>(random.below(static_cast<std::uint64_t>(problem.keys) + 1));
  problem.scoring = static_cast<int>(random.below(kScoringCount));
  problem.mask = static_cast<int>(random.below(kMaskCount));
  problem.is_scaled = random.below(2);
  problem.temperature = 0.05 + static_cast<double>(random.below(60)) / 20;
  problem.softcap = random.below(2) ? 0 : 0.5 + static_cast<double>(random.below(12)) / 2;
  problem.kernel_width = 0.1 + static_cast<double>(random.below(60)) / 10;
  return problem;
}

}  // namespace

TEST_CASE("the reader of formulas computes as a person would") {
  CHECK(Reader("2 × (−0.5) + 3").read() == Values{2});
  CHECK(Reader("− 3² ÷ 2").read() == Values{-4.5});
  CHECK(Reader("4 ÷ √4").read() == Values{2});
  CHECK(Reader("(1, 2) − (0.5, −1)").read() == Values{0.5, 3});
  CHECK(Reader("max(0, 1 − 3)").read() == Values{0});
  CHECK(Reader("1e−06").read() == Values{1e-6});
  CHECK_FALSE(Reader("q · k").read());
  CHECK_FALSE(Reader("3 × sinh( 1 )").read());
}

TEST_CASE("every step that explains a number is true at the digits that it shows") {
  core::Random random(31);
  Tally tally;
  for (int i = 0; i < 600; ++i) {
    const Problem problem = random_problem(random);
    for (int kind = kScore; kind <= kOutput; ++kind) {
      const Selection at =
          fitted({kind, static_cast<int>(random.below(8)), static_cast<int>(random.below(8))}, problem);
      const Result result = compute({problem, {}, at});
      CAPTURE(problem.scoring);
      std::string above;
      for (const Step& step : result.explanation.steps) {
        const std::string line = joined(step);
        check_line(line.starts_with("≈ ") ? line.substr(std::string("≈ ").size()) : line, tally);
        check_products(above, line, tally);
        above = line;
      }
    }
  }
  CHECK(tally.equal > 5000);
  CHECK(tally.nearly < tally.equal / 20);
}

TEST_CASE("the tanh of additive scoring is that of the two projections above it") {
  core::Random random(8);
  for (int i = 0; i < 100; ++i) {
    Problem problem = random_problem(random);
    problem.scoring = kAdditive;
    const Result result = compute({problem, {}, {kScore, 0, 0}});
    const std::vector<Step>& steps = result.explanation.steps;
    const auto from_query = Reader(joined(steps[0])).read(), from_key = Reader(joined(steps[1])).read();
    const std::string tanh_line = joined(steps[2]);
    CAPTURE(tanh_line);
    if (tanh_line.find("≈") != std::string::npos) continue;
    const auto hidden = Reader(tanh_line.substr(tanh_line.find("=") + 1)).read();
    REQUIRE(from_query);
    REQUIRE(from_key);
    REQUIRE(hidden);
    for (std::size_t h = 0; h < hidden->size(); ++h)
      CHECK(std::abs(std::tanh((*from_query)[h] + (*from_key)[h]) - (*hidden)[h]) <=
            half_place((*hidden)[h], 4) + 1e-9);
  }
}

TEST_CASE("the soft cap is explained with the function that the core applies") {
  Problem problem = preset(kReading);
  problem.softcap = 2;
  const Result result = compute({problem, {}, {kScore, 0, 4}});
  std::string cap;
  for (const Step& step : result.explanation.steps)
    if (std::string(step.what.en) == "Soft cap") cap = joined(step);
  CHECK(cap == "2 × tanh( 3.394 ÷ 2 ) = 1.87");
  CHECK(result.explanation.value == doctest::Approx(2 * std::tanh(4.8 / std::sqrt(2.0) / 2)).epsilon(1e-6));
}

TEST_CASE("the derivation of the desk's weights is true at the digits that it shows") {
  core::Random random(77);
  HeadlessLab lab("scene=cues&lang=en");
  Tally tally;
  for (int i = 0; i < 60; ++i) {
    std::string state = "scene=cues&lang=en&step=0&drunk=" + std::to_string(random.below(2)) +
                        "&will=" + std::to_string(random.uniform(0, 1)) +
                        "&temperature=" + std::to_string(random.uniform(0.05, 2));
    for (const char* name : {"newspaper", "paper", "coffee", "notebook", "book", "drink", "read", "news", "write"})
      state += std::string("&") + name + "=" + std::to_string(random.uniform(0, 1));
    state += "&contents=";
    for (int k = 0; k < 20; ++k) state += (k ? "," : "") + std::to_string(random.uniform(-2, 2));
    lab.app().set_fragment(state + "&thing=" + std::to_string(1 + random.below(5)));
    lab.settle();
    for (int step = 0; step < 4; ++step) {
      const std::string words = written_down(lab.node("cues/derivation/" + std::to_string(step)).name);
      std::string line = words.substr(words.rfind(": ") + 2);
      for (const char* name : {"Salience ", "Drink ", "Read ", "News ", "Write "})
        if (const auto at = line.find(name); at != std::string::npos) line.erase(at, std::string(name).size());
      CAPTURE(line);
      const bool is_equal = line.find("=") != std::string::npos;
      const std::size_t sign = is_equal ? line.find("=") : line.find("≈");
      REQUIRE(sign != std::string::npos);
      const auto left = Reader(line.substr(0, sign)).read(),
                 right = Reader(line.substr(sign + (is_equal ? 1 : std::string("≈").size()))).read();
      REQUIRE(left);
      REQUIRE(right);
      CHECK(std::abs(left->front() - right->front()) <= (is_equal ? 0.0005 + 1e-9 : 0.01));
      ++(is_equal ? tally.equal : tally.nearly);
    }
  }
  CHECK(tally.nearly <= tally.equal / 20);
}

namespace {

/// Every line of a scene's explanation that computes a number.
void check_explanation(HeadlessLab& lab, const std::string& scene, Tally& tally) {
  for (int step = 0;; ++step) {
    const view::Node* node = lab.find(scene + "/explanation/" + std::to_string(step));
    if (!node) break;
    const std::string words = written_down(node->name);
    const std::size_t begin = words.find(": ") + 2;
    std::string line = words.substr(begin, words.find("; ") - begin);
    if (line.starts_with("≈ ")) line.erase(0, std::string("≈ ").size());  // what stands above is rounded
    CAPTURE(line);
    const bool is_equal = line.find("=") != std::string::npos;
    const std::size_t sign = is_equal ? line.find("=") : line.find("≈");
    const bool has_letters = line.find("W") != std::string::npos || line.find("dot") != std::string::npos;
    if (sign == std::string::npos || line.starts_with("the sum")) continue;  // no key in reach
    if (has_letters || line.ends_with("NaN")) continue;
    const auto left = Reader(line.substr(0, sign)).read(),
               right = Reader(line.substr(sign + (is_equal ? 1 : std::string("≈").size()))).read();
    REQUIRE(left);
    REQUIRE(right);
    const double place = half_place(right->front(), 4), off = std::abs(left->front() - right->front());
    if (is_equal)
      CHECK(off <= place + 1e-9);
    else
      CHECK(off <= 1e-3 * std::max(1.0, std::abs(right->front())));
    ++(is_equal ? tally.equal : tally.nearly);
  }
}

}  // namespace

TEST_CASE("the derivations of kernel regression are true at the digits that they show") {
  core::Random random(41);
  HeadlessLab lab("scene=kernel_regression&lang=en");
  Tally tally;
  for (int i = 0; i < 60; ++i) {
    const int learn = static_cast<int>(random.below(2)), count = 1 + static_cast<int>(random.below(60));
    std::string state = "scene=kernel_regression&lang=en&data=generated&seed=" + std::to_string(i + 1) +
                        "&count=" + std::to_string(count) + "&query=" + std::to_string(random.uniform(0, 5)) +
                        "&width=" + std::to_string(random.uniform(0.1, 3)) + "&learn=" + std::to_string(learn) +
                        "&rate=" + std::to_string(random.uniform(0.01, 0.3)) +
                        "&step=" + std::to_string(random.below(6));
    if (!learn) state += std::string("&kernel=") + scenes::kernel_regression::kKernelIds[random.below(5)];
    for (const char* explained : scenes::kernel_regression::kExplainedIds) {
      lab.app().set_fragment(state + "&explain=" + explained);
      lab.settle();
      if (i % 2) lab.activate("kernel_regression/point/next");
      CAPTURE(lab.app().fragment());
      check_explanation(lab, "kernel_regression", tally);
    }
  }
  CHECK(tally.equal > 400);
  CHECK(tally.nearly <= tally.equal / 20);
}

TEST_CASE("the derivations of scoring functions are true at the digits that they show") {
  core::Random random(43);
  HeadlessLab lab("scene=scoring_functions&lang=en");
  Tally tally;
  const auto list = [&](int count, double least, double most) {
    std::string numbers;
    for (int i = 0; i < count; ++i) numbers += (i ? "," : "") + std::to_string(random.uniform(least, most));
    return numbers;
  };
  const auto one_of = [&](int count) { return std::to_string(random.below(static_cast<std::uint64_t>(count))); };
  for (int i = 0; i < 60; ++i) {
    const char* versions[] = {"ours", "book", "pytorch", "late"};
    const std::string lengths = one_of(5) + "," + one_of(5) + "," + one_of(5) + "," + one_of(5);
    const std::string states[] = {"&per-query=1&scores=" + list(16, -4, 4) + "&query-lengths=" + lengths +
                                      "&version=" + versions[i % 4] + "&row=" + one_of(4) + "&key=" + one_of(4),
                                  "&part=scores&q=" + list(4, -2, 2) + "&k=" + list(20, -2, 2) +
                                      "&wv=" + list(8, -2, 2) + "&scoring=" + (i % 2 ? "additive" : "dot-product") +
                                      "&sample=" + one_of(2) + "&score-key=" + one_of(10),
                                  "&part=scale&explain=" + one_of(2) + "&d=" + std::to_string(1 + random.below(512)),
                                  "&part=masks&mask=is-causal&mask-query=" + one_of(4) + "&mask-key=" + one_of(8)};
    for (const std::string& state : states) {
      if (state.find("part=scale") != std::string::npos && i % 6 != 0) continue;  // each takes long
      lab.app().set_fragment("scene=scoring_functions&lang=en" + state);
      lab.settle();
      CAPTURE(lab.app().fragment());
      check_explanation(lab, "scoring_functions", tally);
    }
  }
  CHECK(tally.equal > 300);
  CHECK(tally.nearly <= tally.equal / 10);
}

TEST_CASE("the derivations of multi-head attention are true at the digits that they show") {
  core::Random random(47);
  HeadlessLab lab("scene=multi_head&lang=en");
  Tally tally;
  const auto one_of = [&](int count) { return std::to_string(random.below(static_cast<std::uint64_t>(count))); };
  for (int i = 0; i < 40; ++i)
    for (const char* stage : {"q", "k", "v", "head-weights", "heads-out", "joined", "output"}) {
      const char* examples[] = {"random", "opposite", "hand-set", "book"};
      lab.app().set_fragment(std::string("scene=multi_head&lang=en&example=") + examples[i % 4] +
                             "&seed=" + std::to_string(i + 1) + "&follow=" + stage + "&row=" + one_of(4) +
                             "&column=" + one_of(8) + (i % 3 ? "" : "&view-alone=1") + "&lengths=" + one_of(5) + ",4");
      lab.settle();
      CAPTURE(lab.app().fragment());
      check_explanation(lab, "multi_head", tally);
    }
  CHECK(tally.equal > 200);
  CHECK(tally.nearly <= tally.equal / 10);
}
