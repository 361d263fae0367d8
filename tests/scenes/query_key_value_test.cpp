// Queries, keys and values: the examples against an independent computation in double precision, the steps that
// explain a number, edits, and the exported program against PyTorch.
#include "scenes/query_key_value/scene.h"

#include <cmath>
#include <cstdio>
#include <sstream>

#include "app/fragment.h"
#include "core/random.h"
#include "headless.h"
#include "output_of.h"
#include "scenes/cues/model.h"

namespace {

using namespace scenes;
using namespace scenes::query_key_value;

using Rows = std::vector<std::vector<double>>;

Rows rows_of(const std::vector<double>& table, int rows, int columns) {
  Rows result;
  for (int r = 0; r < rows; ++r) result.emplace_back(table.begin() + r * columns, table.begin() + (r + 1) * columns);
  return result;
}

Rows multiplied(const Rows& a, const Rows& b) {
  Rows result(a.size(), std::vector<double>(b.front().size()));
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.front().size(); ++j)
      for (std::size_t l = 0; l < b.size(); ++l) result[i][j] += a[i][l] * b[l][j];
  return result;
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

double reference_score(const Problem& problem, const std::vector<double>& q, const std::vector<double>& k) {
  double square = 0;
  for (std::size_t i = 0; i < q.size(); ++i) square += (q[i] - k[i]) * (q[i] - k[i]);
  const double u = std::sqrt(square) / problem.kernel_width;
  switch (problem.scoring) {
    case kAdditive: {
      double sum = 0;
      const Rows from_q = rows_of(problem.additive_q, problem.hidden, problem.width),
                 from_k = rows_of(problem.additive_k, problem.hidden, problem.width);
      for (int h = 0; h < problem.hidden; ++h)
        sum += problem.additive_v[static_cast<std::size_t>(h)] *
               std::tanh(dot(from_q[static_cast<std::size_t>(h)], q) + dot(from_k[static_cast<std::size_t>(h)], k));
      return sum;
    }
    case kBilinear:
      return dot(multiplied({q}, rows_of(problem.bilinear, problem.width, problem.width)).front(), k);
    case kCosine:
      return dot(q, q) > 0 && dot(k, k) > 0 ? dot(q, k) / std::sqrt(dot(q, q) * dot(k, k)) : 0;
    case kGaussian:
      return -u * u / 2;
    case kBoxcar:
      return u <= 1 ? 1 : 0;
    case kTriangular:
      return std::max(0.0, 1 - u);
    case kEpanechnikov:
      return std::max(0.0, 1 - u * u);
    case kConstant:
      return 1;
    default:
      return problem.is_scaled ? dot(q, k) / std::sqrt(static_cast<double>(problem.width)) : dot(q, k);
  }
}

bool reference_sees(const Problem& problem, int query, int key) {
  switch (problem.mask) {
    case kCausalMask:
      return key <= query;
    case kValidLengthMask:
      return key < problem.valid_lengths[static_cast<std::size_t>(query)];
    case kPaintedMask:
      return problem.painted[static_cast<std::size_t>(query * problem.keys + key)] != 0;
    default:
      return true;
  }
}

struct Reference {
  Rows weights, output;
};

/// Written from the formulas, in double precision, without the core.
Reference reference(const Problem& problem) {
  const Rows x = rows_of(problem.x, problem.keys, problem.width);
  const bool is_self = problem.is_self_attention;
  const Rows q = is_self ? multiplied(x, rows_of(problem.w_q, problem.width, problem.width))
                         : rows_of(problem.q, problem.queries, problem.width);
  const Rows k = is_self ? multiplied(x, rows_of(problem.w_k, problem.width, problem.width))
                         : rows_of(problem.k, problem.keys, problem.width);
  const Rows v = is_self ? multiplied(x, rows_of(problem.w_v, problem.width, problem.value_width))
                         : rows_of(problem.v, problem.keys, problem.value_width);
  const bool is_kernel = problem.scoring == kBoxcar || problem.scoring == kTriangular ||
                         problem.scoring == kEpanechnikov || problem.scoring == kConstant;
  Reference result;
  for (int i = 0; i < problem.queries; ++i) {
    std::vector<double> row(static_cast<std::size_t>(problem.keys));
    double largest = -INFINITY, sum = 0;
    for (int j = 0; j < problem.keys; ++j) {
      double score = reference_score(problem, q[static_cast<std::size_t>(i)], k[static_cast<std::size_t>(j)]);
      if (!is_kernel) score /= problem.temperature;
      if (!is_kernel && problem.softcap > 0) score = problem.softcap * std::tanh(score / problem.softcap);
      row[static_cast<std::size_t>(j)] = reference_sees(problem, i, j) ? score : -INFINITY;
      largest = std::max(largest, row[static_cast<std::size_t>(j)]);
    }
    for (double& cell : row) {
      cell = std::isinf(cell) ? 0 : is_kernel ? cell : std::exp(cell - largest);
      sum += cell;
    }
    for (double& cell : row) cell = sum > 0 ? cell / sum : 0;
    result.weights.push_back(row);
  }
  result.output = multiplied(result.weights, v);
  return result;
}

/// Floats against doubles: what a score of this size loses in the exponent.
void check_same(const Problem& problem, double tolerance) {
  const Result result = compute({problem, {}, {}});
  REQUIRE(result.now.problem.empty());
  const Reference expected = reference(problem);
  for (int i = 0; i < problem.queries; ++i) {
    for (int j = 0; j < problem.keys; ++j)
      CHECK(std::abs(result.now.weight(i, j) -
                     expected.weights[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)]) < tolerance);
    for (int c = 0; c < problem.value_width; ++c) {
      const double output = result.now.output[static_cast<std::size_t>(i * problem.value_width + c)];
      CHECK(output == doctest::Approx(expected.output[static_cast<std::size_t>(i)][static_cast<std::size_t>(c)])
                          .epsilon(tolerance * 10)
                          .scale(10));
    }
  }
}

/// A problem of any kind, with numbers of a moderate size.
Problem random_problem(core::Random& random) {
  Problem problem = preset(static_cast<int>(random.below(kPresetCount)));
  problem.is_self_attention = random.below(3) == 0;
  const auto size = [&] { return 1 + static_cast<int>(random.below(8)); };
  resize(problem, {size(), size(), size(), size(), size()});
  for (std::vector<double>* table :
       {&problem.q, &problem.k, &problem.v, &problem.x, &problem.w_q, &problem.w_k, &problem.w_v, &problem.additive_q,
        &problem.additive_k, &problem.additive_v, &problem.bilinear})
    for (double& number : *table) number = std::round(random.uniform(-200, 200)) / 100;
  for (double& cell : problem.painted) cell = random.below(4) != 0;
  for (double& length : problem.valid_lengths)
    length = static_cast<double>(random.below(static_cast<std::uint64_t>(problem.keys) + 1));
  problem.scoring = static_cast<int>(random.below(kScoringCount));
  problem.mask = static_cast<int>(random.below(kMaskCount));
  problem.is_scaled = random.below(2);
  problem.temperature = 0.5 + static_cast<double>(random.below(4)) / 2;
  problem.softcap = random.below(2) ? 0 : 3;
  problem.kernel_width = 0.5 + static_cast<double>(random.below(5));
  return problem;
}

/// While a number is being typed the caret blinks, and the lab does not rest.
void act_while_typing(HeadlessLab& lab, view::ActionKind kind, const std::string& id, const std::string& value = "") {
  lab.app().act({kind, id, value});
  for (int i = 0; i < 3; ++i) lab.frame();
}

}  // namespace

TEST_CASE("every example's weights and outputs are those of an independent computation") {
  for (int which = 0; which < kPresetCount; ++which) {
    CAPTURE(kPresetIds[static_cast<std::size_t>(which)]);
    check_same(preset(which), 2e-5);
  }
}

TEST_CASE("every scoring function, mask and size agrees with an independent computation") {
  core::Random random(5);
  for (int i = 0; i < 500; ++i) {
    const Problem problem = random_problem(random);
    CAPTURE(i);
    CAPTURE(problem.scoring);
    CAPTURE(problem.mask);
    if (problem.scoring == kBoxcar || problem.scoring == kTriangular || problem.scoring == kEpanechnikov) {
      // A key exactly on the rim is in or out by a rounding error.
      bool is_on_rim = false;
      Problem wider = problem, narrower = problem;
      wider.kernel_width *= 1 + 1e-5;
      narrower.kernel_width *= 1 - 1e-5;
      const Rows a = reference(wider).weights, b = reference(narrower).weights;
      for (std::size_t r = 0; r < a.size(); ++r)
        for (std::size_t c = 0; c < a[r].size(); ++c) is_on_rim |= std::abs(a[r][c] - b[r][c]) > 1e-3;
      if (is_on_rim) continue;
    }
    check_same(problem, 2e-4);
  }
}

TEST_CASE("the examples show what they are named for") {
  const auto solved = [](int which) { return compute({preset(which), {}, {}}).now; };
  CHECK(solved(kReading).largest_key[0] == 4);  // to read → book
  CHECK(solved(kReading).largest_key[1] == 2);  // to drink coffee → coffee
  CHECK(solved(kTakesAll).weight(0, 2) > 0.99);
  for (int key = 0; key < 5; ++key) CHECK(solved(kAverage).weight(0, key) == doctest::Approx(0.2));
  CHECK(solved(kAverage).output[0] == doctest::Approx(6));
  CHECK(solved(kMaximum).weight(0, solved(kMaximum).largest_key[0]) > 0.999);
  const Numbers book = solved(kBookAdditive);
  for (int c = 0; c < 4; ++c) {
    CHECK(book.output[static_cast<std::size_t>(c)] == doctest::Approx(2 + c));
    CHECK(book.output[static_cast<std::size_t>(4 + c)] == doctest::Approx(10 + c));
  }
  for (int word = 0; word < 4; ++word)
    CHECK(solved(kSelfAttention).largest_key[static_cast<std::size_t>(word)] == (word + 1) % 4);
}

TEST_CASE("the last number of an explanation is the number that it explains") {
  core::Random random(9);
  for (int i = 0; i < 200; ++i) {
    const Problem problem = random_problem(random);
    for (int kind = kScore; kind <= kOutput; ++kind) {
      const Selection at =
          fitted({kind, static_cast<int>(random.below(8)), static_cast<int>(random.below(8))}, problem);
      const Result result = compute({problem, {}, at});
      const Derivation& explanation = result.explanation;
      CAPTURE(problem.scoring);
      CAPTURE(kind);
      REQUIRE_FALSE(explanation.steps.empty());
      const Piece& last = explanation.steps.back().formula.back();
      REQUIRE(last.tone == Tone::kResult);
      const double expected =
          kind == kScore    ? result.now.score(at.query, at.column)
          : kind == kWeight ? result.now.weight(at.query, at.column)
                            : result.now.output[static_cast<std::size_t>(at.query * problem.value_width + at.column)];
      const bool is_same = explanation.value == expected || explanation.value == doctest::Approx(expected);
      CHECK(is_same);
      double shown = 0;
      std::string text = last.text;
      if (text.front() == '(') text = text.substr(1, text.size() - 2);
      if (std::isinf(expected))
        CHECK(text == "−∞");
      else {
        REQUIRE(view::parse_number(text, shown));
        CHECK(shown == doctest::Approx(expected).epsilon(2e-3));
      }
    }
  }
}

TEST_CASE("the steps of the first example multiply, add, scale, exponentiate and divide") {
  const Result result = compute({preset(kReading), {}, preset_selection(kReading)});
  std::string all;
  for (const Step& step : result.explanation.steps) all += formula_text(step.formula) + "\n";
  CHECK(all ==
        "q · k = 2 × 2.4 + 0 × 0.2\n4.8 + 0 = 4.8\n1 ÷ 1.1618 = 0.8607\n4.8 ÷ √2 = 3.394\n3.394 − 3.394 = 0\n"
        "exp(0) = 1\n0.1199 + 0.1832 + 0.01655 + 0.05911 + 1 = 1.379\n1 ÷ 1.3788 = 0.7253\n");
}

TEST_CASE("beside ÷ √d stands the weight that there would be without it") {
  core::Random random(12);
  for (int i = 0; i < 60; ++i) {
    Problem problem = random_problem(random);
    problem.scoring = kDotProduct;
    problem.mask = kNoMask;
    const Selection at =
        fitted({kWeight, static_cast<int>(random.below(8)), static_cast<int>(random.below(8))}, problem);
    const Result result = compute({problem, {}, at});
    const Step* without = nullptr;
    for (const Step& step : result.explanation.steps)
      if (std::string(step.what.en) == "Unscaled weight") without = &step;
    CHECK((without != nullptr) == (problem.is_scaled && problem.width > 1));
    if (!without) continue;
    problem.is_scaled = false;
    const Rows weights = reference(problem).weights;
    double shown = 0;
    REQUIRE(view::parse_number(without->formula.back().text, shown));
    CHECK(shown == doctest::Approx(weights[static_cast<std::size_t>(at.query)][static_cast<std::size_t>(at.column)])
                       .epsilon(2e-3));
  }
}

TEST_CASE("a question's answer is found by trying, in whatever state it is asked") {
  const auto answer = [](int question, const Problem& problem, const Selection& at = {}) {
    return answer_to(question, problem, solve(problem), at);
  };
  core::Random random(4);
  for (int i = 0; i < 40; ++i) {
    Problem problem = random_problem(random);
    problem.mask = kNoMask;
    CHECK(answer(1, problem) == 0);                                    // all keys alike, whatever the scoring function
    if (has_softmax(problem.scoring)) CHECK(answer(2, problem) == 2);  // the weights stay, the output changes
  }
  CHECK(answer(1, preset(kAverage)) == 0);
  Problem masked = preset(kReading);
  masked.mask = kValidLengthMask;
  masked.valid_lengths = {0, 5};
  CHECK(answer(2, masked, {kWeight, 0, 0}) == 3);  // no key is seen: nothing changes
  CHECK(answer(2, masked, {kWeight, 1, 0}) == 2);
}

TEST_CASE("a question is asked by link, answered by keyboard and told to the page") {
  HeadlessLab lab("scene=query_key_value&lang=en&question=change-v-only");
  CHECK(lab.node("query_key_value/question/asks").name.find("only one value") != std::string::npos);
  lab.activate("query_key_value/question/prediction", "2");
  lab.activate("query_key_value/question/check");
  CHECK(lab.node("query_key_value/question/answer").name.starts_with("Right: "));
  lab.activate("query_key_value/question/prediction", "0");
  lab.activate("query_key_value/question/check");
  CHECK(lab.node("query_key_value/question/answer").name.starts_with("Not so."));
  lab.activate("query_key_value/question/close");
  lab.activate("query_key_value/question/ask");
  CHECK(lab.fragment().find("question=average-is-attention") != std::string::npos);
}

TEST_CASE("resizing keeps what stays, and one row or column is always left") {
  Problem problem = preset(kReading);
  const Problem original = problem;
  resize(problem, {3, 7, 4, 3, 2});
  resize(problem, {2, 5, 2, 2, 4});
  CHECK(problem.q == original.q);
  CHECK(problem.k == original.k);
  CHECK(problem.v == original.v);
  resize(problem, {1, 1, 1, 1, 1});
  CHECK(problem.k == std::vector<double>{0.9});
  CHECK(is_sound(compute({problem, {}, {}})));
  problem.is_self_attention = true;
  resize(problem, {3, 5, 2, 2, 4});
  CHECK(problem.queries == 5);
  check_same(problem, 1e-4);
}

TEST_CASE("a typed number changes the weights, and shows what it was until the next edit") {
  HeadlessLab lab("scene=query_key_value");
  const auto cell = [&](const char* id, int row, int column) {
    for (const view::GridCell& each : lab.node(id).cells)
      if (each.row == row && each.column == column) return each.text;
    return std::string("none");
  };
  const std::string before = cell("query_key_value/weights", 0, 4);
  lab.step("query_key_value/k", view::Step::kDown);  // puts the cursor down
  for (int i = 0; i < 4; ++i) lab.step("query_key_value/k", view::Step::kDown);
  CHECK(lab.node("query_key_value/k").cursor_row == 4);
  act_while_typing(lab, view::ActionKind::kActivate, "query_key_value/k");
  CHECK(lab.node("query_key_value/k/edit").number == doctest::Approx(2.4));
  act_while_typing(lab, view::ActionKind::kSetValue, "query_key_value/k/edit", "−1.5");
  CHECK(cell("query_key_value/k", 4, 0) == "−1.5 (原来 2.4)");
  CHECK(cell("query_key_value/weights", 0, 4) != before);
  CHECK(lab.node("query_key_value/k").value == "−1.5 (原来 2.4)");
  lab.activate("query_key_value/k/edit");  // Enter closes the field
  CHECK(lab.find("query_key_value/k/edit") == nullptr);
  INFO(lab.fragment());
  CHECK(lab.fragment().find("k=0.9,0.4,1.2,-0.4,-0.5,2.2,0.4,-0.9,-1.5,0.2") != std::string::npos);
  lab.set("query_key_value/temperature", "2");
  CHECK(lab.node("query_key_value/k").value == "−1.5");
}

TEST_CASE("a press on a table's cell opens it for typing, and what is no number is refused") {
  HeadlessLab lab("scene=query_key_value", 1280, 1600);
  const view::Rect table = lab.node("query_key_value/q").rect;
  for (const auto phase : {app::PointerPhase::kMove, app::PointerPhase::kDown, app::PointerPhase::kUp})
    lab.pointer(phase, table.x + 5, table.y + 5);
  lab.frame();
  const view::Node edit = lab.node("query_key_value/q/edit");
  CHECK(edit.number == 2);
  CHECK(edit.name.find("想读书") != std::string::npos);
  act_while_typing(lab, view::ActionKind::kSetValue, "query_key_value/q/edit", "abc");
  CHECK(lab.fragment().find("q=") == std::string::npos);
  act_while_typing(lab, view::ActionKind::kSetValue, "query_key_value/q/edit", "1e9");
  CHECK(lab.node("query_key_value/q/edit").number == 2);  // refused, not clamped
  CHECK(lab.node("query_key_value/q/edit").is_invalid);
}

TEST_CASE("points move with the arrow keys and with the pointer, and the tables follow") {
  HeadlessLab lab("scene=query_key_value");
  lab.step("query_key_value/key/4", view::Step::kRight);
  CHECK(lab.node("query_key_value/key/4").value == "(2.50, 0.20)");
  lab.step("query_key_value/key/4", view::Step::kUp);
  CHECK(lab.node("query_key_value/key/4").value == "(2.50, 0.30)");
  const view::Rect grip = lab.node("query_key_value/query/0").rect;
  const float x = grip.x + grip.width / 2, y = grip.y + grip.height / 2;
  lab.pointer(app::PointerPhase::kMove, x, y);
  lab.pointer(app::PointerPhase::kDown, x, y);
  lab.pointer(app::PointerPhase::kMove, x - 20, y - 10);
  lab.pointer(app::PointerPhase::kMove, x - 60, y - 30);
  lab.pointer(app::PointerPhase::kUp, x - 60, y - 30);
  lab.settle();
  CHECK(lab.node("query_key_value/query/0").value != "(2.00, 0.00)");
  CHECK(lab.fragment().find("&q=") != std::string::npos);
  // The whole drag is one edit: what it was before the drag is remembered, not before its last step.
  lab.step("query_key_value/weights", view::Step::kDown);
  CHECK(lab.node("query_key_value/q").cells[0].text != "2");
}

TEST_CASE("selecting a number with the keyboard explains it") {
  HeadlessLab lab("scene=query_key_value");
  lab.step("query_key_value/scores", view::Step::kRight);
  CHECK(lab.node("query_key_value/explanation/title").name == "得分：查询“想读书”，键“报纸” = 1.273");
  lab.step("query_key_value/output", view::Step::kDown);
  CHECK(lab.node("query_key_value/explanation/title").name.find("输出") != std::string::npos);
  CHECK(lab.fragment().find("explain=output") != std::string::npos);
}

TEST_CASE("the numbers of a derivation that are cells lead to them") {
  HeadlessLab lab("scene=query_key_value");  // the weight of the book: score − maximum, the same cell twice
  lab.activate("query_key_value/explanation/4/0");
  CHECK(lab.node("query_key_value/explanation/title").name == "得分：查询“想读书”，键“书” = 3.394");
  lab.app().set_fragment("scene=query_key_value&explain=output&query=1&column=0");
  lab.settle();
  CHECK(lab.node("query_key_value/explanation/0/2").name == "权重：查询“想喝咖啡”，键“咖啡”");
  lab.click(lab.node("query_key_value/explanation/0/2").rect);
  CHECK(lab.node("query_key_value/explanation/title").name.starts_with("权重：查询“想喝咖啡”，键“咖啡” = 0.81"));
  CHECK(lab.node("query_key_value/weights").cursor_row == 1);
  CHECK(lab.node("query_key_value/weights").cursor_column == 2);
}

TEST_CASE("whatever is selected, the matrices stay where they are") {
  for (const float width : {1280.0f, 820.0f, 390.0f}) {
    HeadlessLab lab("scene=query_key_value", width, 900);
    CAPTURE(width);
    std::set<float> tops;
    for (const char* kind : {"score", "weight", "output"})
      for (int column = 0; column < 5; ++column) {
        lab.app().set_fragment(std::string("scene=query_key_value&explain=") + kind +
                               "&column=" + std::to_string(column));
        lab.settle();
        tops.insert(lab.node("query_key_value/q").rect.y);
      }
    CHECK(tops.size() == 1);
  }
}

TEST_CASE("on a wide screen the derivation stands beside the matrices, on a narrow one above them") {
  const auto is_beside = [](const HeadlessLab& lab) {
    const view::Rect derivation = lab.node("query_key_value/explanation/title").rect,
                     q = lab.node("query_key_value/q").rect;
    return q.x + q.width <= derivation.x && q.y < derivation.y + 100;
  };
  CHECK(is_beside(HeadlessLab("scene=query_key_value")));
  CHECK_FALSE(is_beside(HeadlessLab("scene=query_key_value", 390, 844)));
}

TEST_CASE("formulas stand between the matrices and say what is in force") {
  HeadlessLab lab("scene=query_key_value&lang=en");
  const auto before_scores = [&] { return lab.node("query_key_value/before/scores").name; };
  CHECK(before_scores() == "Q K transposed divided by the square root of d equals");
  CHECK(lab.node("query_key_value/before/weights").name == "softmax(S) equals");
  CHECK(lab.node("query_key_value/before/output").name == "equals");
  lab.set("query_key_value/temperature", "2");
  CHECK(before_scores() == "Q K transposed divided by the square root of d divided by temperature equals");
  lab.app().set_fragment("scene=query_key_value&lang=en&scaled=0&mask=causal");
  lab.settle();
  CHECK(before_scores() == "Q K transposed becomes");
}

TEST_CASE("what takes an example back is always there, and can be pressed once there is something to take back") {
  HeadlessLab lab("scene=query_key_value");
  const view::Rect place = lab.node("query_key_value/restore").rect;
  CHECK(lab.node("query_key_value/restore").is_disabled);
  lab.set("query_key_value/temperature", "2");
  CHECK_FALSE(lab.node("query_key_value/restore").is_disabled);
  CHECK(lab.node("query_key_value/restore").rect == place);
  lab.activate("query_key_value/restore");
  CHECK(lab.node("query_key_value/restore").is_disabled);
}

TEST_CASE("the example of the desk is the desk of the cues") {
  const cues::Result expected = cues::compute(cues::input_of_step(cues::kSteps));
  const Result desk = compute({preset(kDesk), {}, preset_selection(kDesk)});
  CHECK(desk.now.q.data == expected.query.data);
  CHECK(desk.now.k.data == expected.keys.data);
  CHECK(desk.now.v.data == expected.values.data);
  CHECK(desk.now.attention.weights.data == expected.attention.weights.data);
  CHECK(desk.now.largest_key[0] == cues::kBook);
}

TEST_CASE("the way on carries the weights, exactly, and names without blanks") {
  HeadlessLab lab("scene=query_key_value&lang=en");
  State state;
  const Result result = compute(state.input);
  const Next next = next_of(view::Language::kEnglish, state, result);
  CHECK_FALSE(next.sentence.empty());
  const auto values = app::parse_fragment(next.link);
  const auto value = [&](const char* name) { return values.find(name)->second; };
  CHECK(value("scene") == "heatmaps");
  CHECK(value("preset") == "own");
  CHECK(value("rows") == "2");
  CHECK(value("columns") == "5");
  CHECK(value("queries") == "want-to-read want-coffee");
  CHECK(value("keys") == "newspaper paper coffee notebook book");
  std::istringstream numbers(value("numbers"));
  std::vector<float> read;
  for (std::string number; std::getline(numbers, number, ',');) read.push_back(std::stof(number));
  CHECK(read == result.now.attention.weights.data);
}

TEST_CASE("the narration follows the query and says what changed") {
  HeadlessLab lab("scene=query_key_value");
  CHECK(lab.node("query_key_value/says").name == "查询“想读书”最关注键“书”，权重 0.73。");
  lab.activate("query_key_value/query", "1");
  CHECK(lab.node("query_key_value/says").name == "查询“想喝咖啡”最关注键“咖啡”，权重 0.81。");
  lab.set("query_key_value/temperature", "5");
  CHECK(lab.node("query_key_value/says").name.find("权重从 0.81 变为") != std::string::npos);
  lab.activate("query_key_value/scoring", "8");
  CHECK(lab.node("query_key_value/says").name.find("一视同仁，各占 0.20") != std::string::npos);
  HeadlessLab masked("scene=query_key_value&mask=valid-length&lengths=0,1");
  CHECK(masked.node("query_key_value/says").name.find("看不见任何键") != std::string::npos);
}

TEST_CASE("the mask is painted cell by cell, and lengths are set by pressing a cell") {
  HeadlessLab lab("scene=query_key_value&mask=painted", 1280, 1600);
  const auto masked_cells = [&] {
    int count = 0;
    for (const view::GridCell& cell : lab.node("query_key_value/painted").cells) count += cell.text == "0";
    return count;
  };
  CHECK(masked_cells() == 0);
  const view::Rect mask = lab.node("query_key_value/painted").rect;
  const float cell = mask.width / 5, y = mask.y + 5;
  lab.pointer(app::PointerPhase::kMove, mask.x + cell / 2, y);
  lab.pointer(app::PointerPhase::kDown, mask.x + cell / 2, y);
  lab.pointer(app::PointerPhase::kMove, mask.x + cell * 1.5f, y);
  lab.pointer(app::PointerPhase::kMove, mask.x + cell * 2.5f, y);
  lab.pointer(app::PointerPhase::kUp, mask.x + cell * 2.5f, y);
  lab.settle();
  CHECK(masked_cells() == 3);
  lab.activate("query_key_value/painted");
  CHECK(masked_cells() == 2);
  lab.activate("query_key_value/mask", "2");
  lab.click(mask.x + cell * 1.5f, lab.node("query_key_value/painted").rect.y + 5);
  CHECK(masked_cells() == 3);
  CHECK(lab.node("query_key_value/lengths").number == 2);
}

TEST_CASE("an example has a short link, and a link says what differs from its example") {
  HeadlessLab lab("scene=query_key_value");
  lab.activate("query_key_value/preset", "5");
  CHECK(lab.fragment() == "scene=query_key_value&preset=self-attention");
}

TEST_CASE("8 keys, 8 queries and width 8 fit without cutting a number, wide and narrow") {
  const std::string state =
      "scene=query_key_value&preset=maximum&queries=8&keys=8&width=8&value-width=8&scoring=additive&hidden=8&mask="
      "painted";
  for (const char* language : {"zh", "en"})
    for (const auto& [width, height] :
         {std::pair{1280.0f, 800.0f}, {390.0f, 844.0f}, {820.0f, 1180.0f}, {1920.0f, 1080.0f}}) {
      HeadlessLab lab(state + "&lang=" + language, width, height);
      CAPTURE(width);
      for (const std::string& cut : lab.app().cut_texts()) FAIL_CHECK("cut: " << cut);
      for (const view::Node& node : lab.app().nodes()) CHECK(node.rect.x + node.rect.width <= width + 1);
    }
}

TEST_CASE("every example and every kind of number fits in both languages") {
  for (const char* language : {"zh", "en"})
    for (const char* id : kPresetIds)
      for (const char* kind : kNumberKindIds)
        for (const float width : {1280.0f, 390.0f}) {
          HeadlessLab lab(std::string("scene=query_key_value&lang=") + language + "&preset=" + id + "&explain=" + kind,
                          width, 844);
          CAPTURE(id);
          for (const std::string& cut : lab.app().cut_texts()) FAIL_CHECK("cut: " << cut);
        }
}

TEST_CASE("strings twice as long are not cut in any example") {
  for (const char* id : kPresetIds)
    for (const float width : {1280.0f, 820.0f, 390.0f}) {
      HeadlessLab lab(std::string("scene=query_key_value&preset=") + id, width, 844);
      lab.app().set_language("pseudo");
      lab.settle();
      CAPTURE(id);
      CAPTURE(width);
      for (const std::string& cut : lab.app().cut_texts()) FAIL_CHECK("cut: " << cut);
    }
}

TEST_CASE("the exported program prints the scene's numbers") {
  // One Python process runs all programs: importing PyTorch takes seconds.
  core::Random random(21);
  std::vector<Problem> problems;
  for (int which = 0; which < kPresetCount; ++which) problems.push_back(preset(which));
  for (int scoring = 0; scoring < kScoringCount; ++scoring)
    for (int mask = 0; mask < kMaskCount; ++mask) {
      Problem problem = random_problem(random);
      problem.scoring = scoring;
      problem.mask = mask;
      problems.push_back(problem);
    }
  char path[] = "/tmp/query-key-value-XXXXXX";
  const int file = mkstemp(path);
  REQUIRE(file >= 0);
  FILE* programs = fdopen(file, "w");
  for (const Problem& problem : problems)
    std::fprintf(
        programs, "%sprint('# end')\n",
        as_pytorch(problem.scoring % 2 ? view::Language::kChinese : view::Language::kEnglish, problem).c_str());
  std::fclose(programs);
  const std::string printed = output_of(std::string("/usr/bin/python3 ") + path + " 2>&1");
  std::remove(path);

  std::istringstream lines(printed);
  std::string line;
  for (const Problem& problem : problems) {
    State state;
    state.input.now = problem;
    const scenes::TakeAway taken = take_away(view::Language::kEnglish, state, compute({problem, {}, {}}));
    CAPTURE(problem.scoring);
    CAPTURE(problem.mask);
    for (const scenes::TakenMatrix& matrix : taken.matrices) {
      REQUIRE(static_cast<bool>(std::getline(lines, line)));
      CHECK(line == "# " + matrix.name);
      for (std::int64_t row = 0; row < matrix.tensor->shape[0]; ++row) {
        REQUIRE(static_cast<bool>(std::getline(lines, line)));
        std::istringstream numbers(line);
        for (std::int64_t column = 0; column < matrix.tensor->shape[1]; ++column) {
          std::string text;
          REQUIRE(static_cast<bool>(numbers >> text));
          const double expected = matrix.tensor->data[static_cast<std::size_t>(row * matrix.tensor->shape[1] + column)],
                       number = std::stod(text);
          CAPTURE(matrix.name);
          const bool is_same = number == expected || std::abs(number - expected) < 1.5e-4;
          CHECK(is_same);
        }
      }
    }
    REQUIRE(static_cast<bool>(std::getline(lines, line)));
    CHECK(line == "# end");
  }
}

TEST_CASE("random states are sound") {
  core::Random random(77);
  for (int i = 0; i < 500; ++i) {
    Problem problem = random_problem(random);
    for (double& number : problem.k) number *= 49;
    for (double& number : problem.q) number *= 49;
    problem.temperature = kLeastTemperature;
    CHECK(is_sound(compute({problem, {}, {kWeight, 7, 7}})));
  }
}

TEST_CASE("while a mask is painted on a phone, its cells stay under the finger") {
  HeadlessLab lab("scene=query_key_value&mask=painted", 390, 844);
  const float top = lab.node("query_key_value/painted").rect.y;
  for (int column = 0; column < 4; ++column) {
    std::string cells;
    for (int cell = 0; cell < 10; ++cell) cells += (cell ? "," : "") + std::string(cell <= column ? "0" : "1");
    lab.app().set_fragment("scene=query_key_value&mask=painted&painted=" + cells);
    lab.settle();
    CHECK(lab.node("query_key_value/painted").rect.y == top);
  }
}

TEST_CASE("of many dimensions the plane shows two in which the keys lie apart, says which, and moves points in those") {
  HeadlessLab lab("scene=query_key_value&preset=desk&lang=en");
  CHECK(lab.node("query_key_value/plane").help.find("\"salience\" and \"readable\"") != std::string::npos);
  std::set<std::pair<float, float>> places;
  for (int key = 0; key < 5; ++key) {
    const view::Rect& rect = lab.node("query_key_value/key/" + std::to_string(key)).rect;
    places.emplace(rect.x, rect.y);
  }
  CHECK(places.size() == 5);
  const auto keys = [&] { return lab.app().take_away().matrices[1].tensor->data; };
  const std::vector<float> before = keys();
  lab.step("query_key_value/key/0", view::Step::kUp);
  for (std::size_t i = 0; i < before.size(); ++i) CHECK((keys()[i] == before[i]) == (i != 2));  // readable
  // Another wish is asked in another dimension.
  HeadlessLab coffee("scene=query_key_value&preset=desk&lang=en&q=0.1,0.9,0,0,0");
  CHECK(coffee.node("query_key_value/plane").help.find("\"drinkable\" and \"readable\"") != std::string::npos);
}
