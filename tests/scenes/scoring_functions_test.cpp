// The scene 评分函数 against the book's numbers (section 10.3) and against PyTorch (tests/golden/scoring_torch.py).
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "core/gradients.h"
#include "core/random.h"
#include "headless.h"
#include "output_of.h"
#include "scenes/golden.h"
#include "scenes/scoring_functions/parts.h"

using namespace scenes::scoring_functions;
using nlohmann::json;

namespace {

const json& golden() {
  static const json all = golden_file("scoring_torch.json");
  return all;
}

Result computed(const Input& input) {
  Result result;
  core::Steps steps = compute(input, nullptr, result);
  while (steps.advance()) {
  }
  return result;
}

std::string says(HeadlessLab& lab, const std::string& id) { return lab.node("scoring_functions/" + id).name; }

}  // namespace

TEST_CASE("masked softmax as in the book's code and as in PyTorch is what those give, NaN included") {
  int empty = 0;
  for (const json& each : golden()["softmax"]) {
    Input input;
    input.softmax.scores = each["scores"].get<std::vector<double>>();
    const json& lengths = each["valid_lens"];
    input.softmax.is_per_query = lengths[0].is_array();
    if (input.softmax.is_per_query)
      input.softmax.query_lengths = {lengths[0][0], lengths[0][1], lengths[1][0], lengths[1][1]};
    else
      input.softmax.sample_lengths = lengths.get<std::vector<double>>();
    const SoftmaxResult result = computed(input).softmax;
    CAPTURE(each.dump());
    CHECK(agrees(result.versions[kBook].weights, each["as_in_book"], 2e-6));
    CHECK(agrees(result.versions[kPyTorch].weights, each["as_in_pytorch"], 2e-6));
    CHECK(agrees(result.versions[kLate].weights, each["masked_too_late"], 2e-6));
    // Ours is PyTorch's but for rows that see no key.
    const core::Tensor& ours = result.versions[kOurs].weights;
    for (int row = 0; row < kRows; ++row) {
      const int length = result.lengths[static_cast<std::size_t>(row)];
      empty += length == 0;
      for (int key = 0; key < kKeys; ++key) {
        const auto cell = static_cast<std::size_t>(row * kKeys + key);
        if (key >= length) CHECK(ours.data[cell] == 0);
        if (length > 0) CHECK(ours.data[cell] == result.versions[kPyTorch].weights.data[cell]);
      }
      CHECK(result.versions[kOurs].row_total(row) == doctest::Approx(length > 0 ? 1 : 0));
    }
    const core::IntegerTensor as_core{{kSamples, kQueries}, {result.lengths.begin(), result.lengths.end()}};
    const core::Tensor softmax = *core::masked_softmax({{kSamples, kQueries, kKeys}, result.scores.data}, as_core);
    for (std::size_t i = 0; i < kScores; ++i) CHECK(std::abs(softmax.data[i] - ours.data[i]) <= 1e-6f);
  }
  CHECK(empty > 3);
}

TEST_CASE("the book's two examples mask exactly and sum to 1, and the two traps are what the book's code does") {
  for (const int preset : {kPerSample, kPerQuery}) {
    const SoftmaxResult result = compute_softmax(softmax_preset(preset));
    for (int row = 0; row < kRows; ++row)
      for (int key = 0; key < kKeys; ++key)
        for (const int version : {kBook, kPyTorch}) CHECK_FALSE(result.differs(version, row, key));
  }
  const auto& per_sample = compute_softmax(softmax_preset(kPerSample)).lengths;
  CHECK(std::vector<int>(per_sample.begin(), per_sample.end()) == std::vector<int>{2, 2, 3, 3});
  const auto row = [](const MaskedSoftmax& softmax) {
    return std::vector<float>(softmax.weights.data.begin(), softmax.weights.data.begin() + kKeys);
  };
  const SoftmaxResult zero = compute_softmax(softmax_preset(kLengthZero));
  CHECK(row(zero.versions[kBook]) == std::vector<float>{0.25f, 0.25f, 0.25f, 0.25f});
  CHECK(row(zero.versions[kOurs]) == std::vector<float>{0, 0, 0, 0});
  CHECK(std::isnan(zero.versions[kPyTorch].weights.data[0]));
  const SoftmaxResult low = compute_softmax(softmax_preset(kBelowSentinel));
  CHECK(row(low.versions[kBook]) == std::vector<float>{0, 0, 0.5f, 0.5f});
  CHECK(row(low.versions[kOurs]) == std::vector<float>{0.5f, 0.5f, 0, 0});
}

TEST_CASE("the traps are one press away, said in a sentence, marked, and NaN is hatched and named") {
  HeadlessLab lab("scene=scoring_functions&lang=en");
  CHECK(contains(says(lab, "says"), "all three ways agree"));
  const view::Rect before = lab.node("scoring_functions/weights/pytorch").rect;
  lab.frame();
  const int plain = ImGui::GetDrawData()->TotalVtxCount;
  lab.activate("scoring_functions/preset", "2");
  CHECK(contains(says(lab, "says"), "b1 q1 sees no key: ours is a row of zeros"));
  CHECK(lab.node("scoring_functions/weights/pytorch").rect == before);
  const auto cell = [&](const char* version, int row, int column) {
    for (const view::GridCell& each : lab.node(std::string("scoring_functions/weights/") + version).cells)
      if (each.row == row && each.column == column) return each.text;
    return std::string("not there");
  };
  CHECK(cell("pytorch", 0, 2) == "NaN");
  CHECK(cell("pytorch", 0, 4) == "NaN");
  CHECK(cell("book", 0, 2) == "0.25");
  CHECK(cell("ours", 0, 4) == "0");
  lab.frame();
  CHECK(ImGui::GetDrawData()->TotalVtxCount > plain + 300);  // five cells of hatching, and frames
  lab.activate("scoring_functions/preset", "3");
  CHECK(contains(says(lab, "says"), "masked keys get weight 1.00"));
}

TEST_CASE("the softmax before the mask leaves rows that sum to less than 1, and the least of them is said") {
  HeadlessLab lab("scene=scoring_functions&lang=en");
  const SoftmaxResult result = compute_softmax({});
  double least = 1;
  for (int row = 0; row < kRows; ++row) least = std::min(least, result.versions[kLate].row_total(row));
  CHECK(least < 0.7);
  CHECK(contains(says(lab, "says"), "sums to only " + view::number_text(least, 2)));
  HeadlessLab open("scene=scoring_functions&lang=en&sample-lengths=4,4");
  CHECK(contains(says(open, "says"), "Nothing is masked here"));
}

TEST_CASE("bad scores and valid lengths are refused or brought into range with a sentence") {
  HeadlessLab lab("scene=scoring_functions&lang=en", 1280, 800, {.edits_text_itself = false});
  const auto type = [&](const char* table, const char* typed) {
    lab.activate(std::string("scoring_functions/") + table);
    lab.set(std::string("scoring_functions/") + table + "/edit", typed);
    const view::Node* field = lab.find(std::string("scoring_functions/") + table + "/edit");
    return field ? field->help : std::string();
  };
  CHECK(contains(type("lengths", "5"), "not between 0 and 4"));
  CHECK(contains(type("lengths", "-1"), "not between 0 and 4"));
  CHECK(contains(type("lengths", "1.5"), "whole number"));
  CHECK(contains(type("scores", "1e31"), "not between −1e+30 and 1e+30"));
  type("scores", "1e30");
  CHECK(contains(lab.app().fragment(), "scores=1e%2B30"));
  CHECK(contains(says(lab, "explanation/title"), "= 1"));
  HeadlessLab link("scene=scoring_functions&lang=en&sample-lengths=9,1.4&scores=1,2");
  CHECK(link.app().remarks().size() == 3);
  CHECK(contains(link.app().fragment(), "sample-lengths=4,1"));
}

TEST_CASE("scores of any size and lengths of any kind leave our weights sound") {
  core::Random random(5);
  for (int i = 0; i < 2000; ++i) {
    Input input;
    for (double& score : input.softmax.scores) {
      const double size = std::pow(10, random.uniform(-3, 30));
      score = random.below(2) ? size : -size;
    }
    input.softmax.is_per_query = true;
    for (double& length : input.softmax.query_lengths) length = static_cast<double>(random.below(5));
    const Result result = computed(input);
    REQUIRE(is_sound(result));
    for (int row = 0; row < kRows; ++row)
      for (int key = result.softmax.lengths[static_cast<std::size_t>(row)]; key < kKeys; ++key)
        REQUIRE(result.softmax.versions[kOurs].weights.data[static_cast<std::size_t>(row * kKeys + key)] == 0);
  }
}

TEST_CASE("whichever weight is chosen explains itself in the way of its own table") {
  HeadlessLab lab("scene=scoring_functions&lang=en");
  lab.activate("scoring_functions/preset", "2");
  const auto step = [&](int i) { return says(lab, "explanation/" + std::to_string(i)); };
  lab.step("scoring_functions/weights/pytorch", view::Step::kRight);
  CHECK(contains(says(lab, "explanation/title"), "As in PyTorch"));
  CHECK(contains(says(lab, "explanation/title"), "= NaN"));
  CHECK(contains(step(1), "NaN"));
  lab.step("scoring_functions/weights/book", view::Step::kRight);
  CHECK(contains(says(lab, "explanation/title"), "= 0.25"));
  CHECK(contains(step(0), "1000000"));
  lab.step("scoring_functions/weights/ours", view::Step::kRight);
  CHECK(contains(says(lab, "explanation/title"), "= 0"));
  CHECK(contains(step(1), "no key is seen") == false);
  CHECK(contains(step(1), "No key is seen"));
  lab.activate("scoring_functions/preset", "0");
  lab.step("scoring_functions/weights/late", view::Step::kRight);
  CHECK(contains(step(2), "Masked keys are in it"));
  HeadlessLab again(lab.app().fragment());
  CHECK(says(again, "explanation/title") == says(lab, "explanation/title"));
}

TEST_CASE("the questions of masked softmax are judged by what is computed") {
  const auto answered = [](const std::string& link, const char* option) {
    HeadlessLab lab("scene=scoring_functions&lang=en&" + link);
    lab.activate("scoring_functions/question/prediction", option);
    lab.activate("scoring_functions/question/check");
    return says(lab, "question/answer");
  };
  CHECK(answered("question=zero-after-softmax", "1").starts_with("Right: Some rows sum to less than 1"));
  CHECK(
      answered("question=zero-after-softmax&sample-lengths=4,4", "0").starts_with("Right: Every row still sums to 1"));
  CHECK(answered("question=minus-a-million", "0").starts_with("Not so. Computed is: The same for every masked key"));
  CHECK(answered("question=padded-queries", "1").starts_with("Right: No"));
  const core::Tensor scores = compute_softmax({}).scores;
  for (const int real : {1, 2, 3, 4}) CHECK_FALSE(does_masking_padded_rows_matter(scores, real));
}

// ---- additive and scaled dot product -------------------------------------------------------------------------------

namespace {

ScoresResult scored(const ScoresInput& scores) {
  Input input;
  input.part = kScoresPart;
  input.scores = scores;
  return computed(input).scores;
}

}  // namespace

TEST_CASE("additive and scaled dot product scores weights and outputs are PyTorch's, also the book's example") {
  for (const json& each : golden()["scores"]) {
    ScoresInput input;
    input.queries = each["queries"].get<std::vector<double>>();
    input.keys = each["keys"].get<std::vector<double>>();
    input.w_q = each["w_q"].get<std::vector<double>>();
    input.w_k = each["w_k"].get<std::vector<double>>();
    input.w_v = each["w_v"].get<std::vector<double>>();
    const ScoresResult result = scored(input);
    for (const auto& [name, ours] : {std::pair{"additive", &result.additive}, {"dot_product", &result.dot_product}}) {
      CAPTURE(std::string(name));
      CHECK(agrees(ours->scores, each[name]["scores"], 1e-5));
      CHECK(agrees(ours->weights, each[name]["weights"], 2e-6));
      CHECK(agrees(ours->output, each[name]["output"], 5e-5));
    }
  }
}

TEST_CASE("the book's queries of 20 numbers give the same halves and sixths, whatever the parameters") {
  core::Random random(9);
  core::AttentionOptions options{.scoring = core::Scoring::kAdditive};
  options.parameters = {.query_weights = core::random_normal(random, {8, 20}),
                        .key_weights = core::random_normal(random, {8, 2}),
                        .score_vector = core::random_normal(random, {8})};
  options.mask.valid_lengths = core::IntegerTensor{{2}, {2, 6}};
  options.want.weights = true;
  core::Tensor values{{2, 10, 4}, {}};
  for (int i = 0; i < 80; ++i) values.data.push_back(static_cast<float>(i % 40));
  const core::Attention book =
      *core::attend(core::random_normal(random, {2, 1, 20}), core::make_tensor({2, 10, 2}, 1), values, options);
  const ScoresResult shown = scored({});
  for (std::size_t i = 0; i < 20; ++i) {
    const double expected = i < 2 ? 1.0 / 2 : i >= 10 && i < 16 ? 1.0 / 6 : 0;
    for (const core::Tensor* weights : {&book.weights, &shown.additive.weights, &shown.dot_product.weights})
      CHECK(weights->data[i] == doctest::Approx(expected).epsilon(1e-6));
  }
  const float outputs[] = {2, 3, 4, 5, 10, 11, 12, 13};
  for (std::size_t i = 0; i < 8; ++i)
    for (const core::Tensor* output : {&book.output, &shown.additive.output, &shown.dot_product.output})
      CHECK(output->data[i] == doctest::Approx(outputs[i]).epsilon(1e-5));
}

TEST_CASE("operations are counted as a program that performs them counts them") {
  core::Random random(2);
  for (int round = 0; round < 20; ++round) {
    const CostSizes sizes{1 + static_cast<int>(random.below(6)), 1 + static_cast<int>(random.below(6)),
                          1 + static_cast<int>(random.below(6)), 1 + static_cast<int>(random.below(6))};
    Operations additive, dot;
    const auto dot_product = [](int width, Operations& count) {
      count.multiplications += width;
      count.additions += width - 1;
    };
    for (int row = 0; row < sizes.queries + sizes.keys; ++row)
      for (int unit = 0; unit < sizes.hidden; ++unit) dot_product(sizes.width, additive);  // W_q q, W_k k
    for (int pair = 0; pair < sizes.queries * sizes.keys; ++pair) {
      additive.additions += sizes.hidden;
      additive.tanhs += sizes.hidden;
      dot_product(sizes.hidden, additive);  // with w_v
      dot_product(sizes.width, dot);
      ++dot.divisions;
    }
    const auto is_same = [](const Operations& a, const Operations& b) {
      return a.multiplications == b.multiplications && a.additions == b.additions && a.tanhs == b.tanhs &&
             a.divisions == b.divisions;
    };
    CHECK(is_same(additive, additive_operations(sizes)));
    CHECK(is_same(dot, dot_product_operations(sizes)));
  }
}

TEST_CASE("the time is measured when it is asked for and said as a ratio with its sizes; no link and no undo has it") {
  HeadlessLab lab("scene=scoring_functions&lang=en&part=scores&n=16&m=8&cost-d=4&cost-h=4");
  CHECK(says(lab, "measure/says") == "Not measured yet.");
  const std::string link = lab.app().fragment();
  lab.activate("scoring_functions/measure");
  const std::string told = says(lab, "measure/says");
  CHECK(told.starts_with("n = 16, m = 8, d = 4, h = 4: additive attention took "));
  CHECK(told.ends_with("medians of 5 runs, measured here)."));
  CHECK(lab.app().fragment() == link);
  lab.set("scoring_functions/n", "32");
  CHECK(says(lab, "measure/says") == told);  // it goes on saying what was measured
}

TEST_CASE("numbers of the tables are edited, sizes change without losing them, and bad ones are refused") {
  HeadlessLab lab("scene=scoring_functions&lang=en&part=scores", 1280, 800, {.edits_text_itself = false});
  CHECK(contains(says(lab, "says"), "Sample 1: with either scoring its 2 visible keys have 0.500 each."));
  CHECK(lab.find("scoring_functions/book"));
  lab.activate("scoring_functions/keys", "1");
  CHECK(contains(says(lab, "says"), "additive scoring attends most to"));
  CHECK_FALSE(lab.find("scoring_functions/book"));
  const std::string before = says(lab, "explanation/title");
  lab.set("scoring_functions/hidden", "1");
  CHECK(says(lab, "explanation/title") != before);
  lab.set("scoring_functions/hidden", "8");
  lab.set("scoring_functions/width", "1");
  CHECK(contains(lab.app().fragment(), "width=1"));
  const auto type = [&](const char* table, const char* typed) {
    lab.activate(std::string("scoring_functions/") + table);
    lab.set(std::string("scoring_functions/") + table + "/edit", typed);
    return lab.node(std::string("scoring_functions/") + table + "/edit").help;
  };
  CHECK(contains(type("valid-lens", "11"), "not between 0 and 10"));
  CHECK(contains(type("wq", "100"), "not between −99.00 and 99.00"));
  type("valid-lens", "0");
  CHECK(contains(says(lab, "says"), "Sample 1 sees no key"));
  HeadlessLab link("scene=scoring_functions&lang=en&hidden=0&width=1");
  CHECK(link.app().remarks().size() == 1);
  CHECK(contains(link.app().fragment(), "hidden=1"));
}

// ---- why √d
// ----------------------------------------------------------------------------------------------------------

namespace {

ScaleResult scaled(int dimensions, int seed, const ScaleResult* last = nullptr) {
  ScaleResult result;
  core::Steps steps = compute_scale({dimensions, seed}, last, result);
  while (steps.advance()) {
  }
  return result;
}

}  // namespace

TEST_CASE("the Jacobian's norm is that of PyTorch's autograd and of the core's gradient") {
  for (const json& each : golden()["jacobian"]) {
    const std::vector<float> weights = each["weights"].get<std::vector<float>>();
    const double norm = jacobian_norm(weights);
    CHECK(norm == doctest::Approx(each["norm"].get<double>()).epsilon(1e-5));
    core::Tensor rows{{10, 10}, {}}, directions = core::make_tensor({10, 10});
    for (std::size_t i = 0; i < 10; ++i) {
      rows.data.insert(rows.data.end(), weights.begin(), weights.end());
      directions.data[i * 11] = 1;
    }
    double squares = 0;
    const core::Tensor matrix = *core::softmax_gradient(rows, directions);
    for (const double number : matrix.data) squares += number * number;
    CHECK(norm == doctest::Approx(std::sqrt(squares)).epsilon(1e-5));
  }
}

TEST_CASE("the entropy in theory is what a simulation in PyTorch finds, and what ten thousand rows here do") {
  ExpectedEntropy expected(kRowKeys);
  while (expected.advance()) {
  }
  for (const json& each : golden()["entropy"]) {
    CAPTURE(each.dump());
    CHECK(std::abs(expected.of_dimensions(each["d"], false) - each["unscaled"].get<double>()) < 0.003);
    CHECK(std::abs(expected.of_dimensions(each["d"], true) - each["scaled"].get<double>()) < 0.003);
  }
  CHECK(expected.of_deviation(1e-3) == doctest::Approx(std::log(10)));
  const ScaleResult result = scaled(64, 1);
  REQUIRE(result.curves->points.size() == kCurveDimensions.size());
  static_assert(kScaleRows >= 10'000);
  for (const ScalePoint& point : result.curves->points) {
    CAPTURE(point.dimensions);
    CHECK(std::abs(point.unscaled.entropy - point.expected_unscaled) < 0.03);
    CHECK(std::abs(point.scaled.entropy - point.expected_scaled) < 0.03);
    CHECK(point.unscaled.variance == doctest::Approx(point.dimensions).epsilon(0.08));
    CHECK(point.scaled.variance == doctest::Approx(1).epsilon(0.08));
    if (point.dimensions > 4) CHECK(point.unscaled.jacobian < point.scaled.jacobian);
  }
}

TEST_CASE("a seed always gives the same numbers, whichever way the d was reached, and another seed others") {
  const ScaleResult first = scaled(100, 7), again = scaled(100, 7), on = scaled(100, 7, &first), other = scaled(100, 8);
  const ScaleResult elsewhere = scaled(37, 7);
  const ScaleResult back = scaled(100, 7, &elsewhere);
  for (const ScaleResult* each : {&again, &on, &back}) {
    CHECK(each->now.unscaled.variance == first.now.unscaled.variance);
    CHECK(each->now.scaled.entropy == first.now.scaled.entropy);
    CHECK(each->unscaled.densities == first.unscaled.densities);
    CHECK(each->row.scaled.weights.data == first.row.scaled.weights.data);
  }
  CHECK(on.curves == first.curves);
  CHECK(other.now.unscaled.variance != first.now.unscaled.variance);
  // The row that is shown is the first of those that are measured.
  const ScaleResult at_64 = scaled(64, 7);
  const std::vector<float>& scores = at_64.curves->scores[11];
  for (std::size_t key = 0; key < kRowKeys; ++key)
    CHECK(at_64.row.unscaled.scores.data[key] == doctest::Approx(scores[key]).epsilon(1e-4));
}

TEST_CASE("the curves of seed 1 are those of the golden file, which WebAssembly has to give, too") {
  // LAB_APPROVE=1 writes it. Read by tests/web/every_engine/scoring_functions.test.mjs as well.
  const std::string path = LAB_TEST_DATA "/golden/scoring_seed_1.json";
  HeadlessLab lab("scene=scoring_functions&lang=en&part=scale");
  core::Tensor curves;
  for (const scenes::TakenMatrix& matrix : lab.app().take_away().matrices)
    if (matrix.name == "curves") curves = *matrix.tensor;
  REQUIRE(curves.shape == core::Shape{static_cast<std::int64_t>(kCurveDimensions.size()), 9});
  if (const char* wish = std::getenv("LAB_APPROVE"); wish && *wish == '1') {
    std::ofstream(path) << json{{"tolerance", 1e-5}, {"curves", curves.data}}.dump() << "\n";
    return;
  }
  const json expected = json::parse(std::ifstream(path));
  REQUIRE(expected["curves"].size() == curves.data.size());
  for (std::size_t i = 0; i < curves.data.size(); ++i) {
    const double wanted = expected["curves"][i];
    CHECK(std::abs(curves.data[i] - wanted) <= expected["tolerance"].get<double>() * std::max(1.0, std::abs(wanted)));
  }
}

TEST_CASE("histograms hold every score once, and are as dense as they say") {
  for (const int dimensions : {1, 5, 512}) {
    const ScaleResult result = scaled(dimensions, 3);
    for (const Histogram* histogram : {&result.unscaled, &result.scaled}) {
      double inside = 0;
      for (const double density : histogram->densities) inside += density * histogram->width;
      CHECK(inside * kSampleScores + histogram->beyond == doctest::Approx(kSampleScores));
      CHECK(histogram->beyond < kSampleScores / 100);
    }
  }
}

TEST_CASE("the slider of d is said in the sentence, the table and the link, down to 1") {
  HeadlessLab lab("scene=scoring_functions&lang=en&part=scale");
  CHECK(contains(says(lab, "says"), "d = 64: unscaled scores have variance"));
  lab.set("scoring_functions/d", "100");
  CHECK(contains(says(lab, "says"), "d = 100"));
  CHECK(contains(lab.app().fragment(), "d=100"));
  CHECK(says(lab, "measured") == "Measured at d = 100");
  lab.set("scoring_functions/d", "1");
  CHECK(contains(says(lab, "says"), "changes nothing"));
  HeadlessLab link("scene=scoring_functions&lang=en&part=scale&d=0&seed=2");
  CHECK(contains(link.app().fragment(), "d=1"));
  CHECK(link.app().remarks().size() == 1);
}

// ---- three meanings of a mask
// ----------------------------------------------------------------------------------------

TEST_CASE("every line of code, run in PyTorch, gives the weights of its picture") {
  char folder[] = "/tmp/attention-lab-masks-XXXXXX";
  REQUIRE(mkdtemp(folder));
  const std::string file = std::string(folder) + "/all.py";
  std::vector<MasksInput> inputs;
  for (const int queries : {1, 4, 8})
    for (const int length : {0, 3, 8}) inputs.push_back({queries, length});
  std::ofstream python(file);
  python << "import torch\nfrom torch import nn\nfrom torch.nn import functional as F\n"
            "if not hasattr(F, 'scaled_dot_product_attention'):\n"
            "    F.scaled_dot_product_attention = lambda *a, **k: F._scaled_dot_product_attention(*a, **k)[0]\n"
            "class d2l:\n"
            "    def masked_softmax(X, valid_lens):\n"
            "        X = X.clone()\n"
            "        X[(torch.arange(X.shape[-1]) >= valid_lens[:, None, None]).expand(X.shape)] = -1e6\n"
            "        return torch.softmax(X, dim=-1)\n";
  for (const MasksInput& input : inputs)
    for (int panel = 0; panel < kMaskPanels; ++panel)
      python << "print(*(" << mask_code(panel, input) << ").flatten().tolist())\n";
  python.close();
  const std::string printed = output_of("/usr/bin/python3 " + file + " 2>&1");
  std::istringstream lines(printed);
  std::string line;
  for (const MasksInput& input : inputs) {
    const MasksResult result = compute_masks(input);
    for (int panel = 0; panel < kMaskPanels; ++panel) {
      CAPTURE(mask_code(panel, input));
      const core::Tensor& ours = result.weights[static_cast<std::size_t>(panel)];
      REQUIRE(std::getline(lines, line));
      std::istringstream numbers(line);
      std::vector<double> theirs;
      for (std::string number; numbers >> number;) theirs.push_back(std::stod(number));
      REQUIRE(theirs.size() == ours.data.size());
      const bool may_be_zeros = panel == kKeepMask && input.length == 0;  // from PyTorch 2.5 on
      for (std::size_t i = 0; i < theirs.size(); ++i) {
        if (std::isnan(ours.data[i]))
          CHECK((std::isnan(theirs[i]) || (may_be_zeros && theirs[i] == 0)));
        else
          CHECK(std::abs(theirs[i] - ours.data[i]) < 1e-6);
      }
    }
  }
  std::filesystem::remove_all(folder);
}

TEST_CASE("masks are said, explained and copied") {
  HeadlessLab lab("scene=scoring_functions&lang=en&part=masks");
  CHECK(contains(says(lab, "says"), "mixed up, the first query sees 5 keys instead of 3"));
  CHECK(contains(says(lab, "says"), "the last query sees 4 with is_causal=True, and 8 when aligned"));
  CHECK_FALSE(lab.find("scoring_functions/empty"));
  lab.step("scoring_functions/mask/ours", view::Step::kRight);
  CHECK(contains(says(lab, "explanation/title"), "Our causal mask"));
  lab.app().act({view::ActionKind::kActivate, "scoring_functions/copy/attn-mask", ""});
  lab.frame();
  CHECK(lab.outbox().clipboard == mask_code(kKeepMask, {}));
  lab.set("scoring_functions/mask-length", "0");
  CHECK(lab.find("scoring_functions/empty"));
  CHECK(contains(says(lab, "says"), "sees 8 keys instead of 0 (NaN)"));
  lab.set("scoring_functions/mask-queries", "1");
  CHECK(contains(says(lab, "says"), "With 1 query and 8 keys the last query sees 1 with is_causal=True, and 8"));
}

TEST_CASE("the other parts' questions are judged by what is computed, and a question opens its part") {
  HeadlessLab root("scene=scoring_functions&lang=en&question=why-root-d");
  CHECK(contains(root.app().fragment(), "part=scale"));
  const auto answered = [&](HeadlessLab& lab, bool is_number, const char* value) {
    if (is_number)
      lab.set("scoring_functions/question/prediction", value);
    else
      lab.activate("scoring_functions/question/prediction", value);
    lab.activate("scoring_functions/question/check");
    return says(lab, "question/answer");
  };
  CHECK(answered(root, false, "1").starts_with("Right: By √d"));
  HeadlessLab swapped("scene=scoring_functions&lang=en&question=true-means");
  CHECK(answered(swapped, false, "1").starts_with("Right: Just the padding"));
  HeadlessLab all("scene=scoring_functions&lang=en&question=true-means&mask-length=0");
  CHECK(answered(all, false, "2").starts_with("Right: All 8"));
  HeadlessLab none("scene=scoring_functions&lang=en&question=true-means&mask-length=8");
  CHECK(answered(none, false, "3").starts_with("Right: None (NaN)"));
  HeadlessLab causal("scene=scoring_functions&lang=en&question=causal-unequal");
  CHECK(answered(causal, true, "1").starts_with("Right: 1."));
}

TEST_CASE("every part's program prints its matrices") {
  char folder[] = "/tmp/attention-lab-scoring-XXXXXX";
  REQUIRE(mkdtemp(folder));
  for (const std::string part : {"scores", "scale", "masks"}) {
    CAPTURE(part);
    HeadlessLab lab("scene=scoring_functions&lang=en&part=" + part + "&keys=1");
    lab.activate("app/take");
    lab.app().act({view::ActionKind::kActivate, "app/take/program", ""});
    lab.frame();
    const std::string file = std::string(folder) + "/program.py";
    std::ofstream(file) << lab.outbox().clipboard;
    const std::string printed = output_of("/usr/bin/python3 " + file + " 2>&1");
    int found = 0;
    for (const scenes::TakenMatrix& matrix : lab.app().take_away().matrices) {
      if (matrix.name == "curves") continue;  // of the lab's own random numbers
      const std::size_t at = printed.find("# " + matrix.name + "\n");
      REQUIRE_MESSAGE(at != std::string::npos, matrix.name);
      std::istringstream numbers(printed.substr(printed.find('\n', at)));
      for (const float ours : matrix.tensor->data) {
        double theirs = NAN;
        const bool is_there = static_cast<bool>(numbers >> theirs);
        REQUIRE(is_there);
        CHECK(std::abs(theirs - ours) < 0.6e-4);
        ++found;
      }
    }
    CHECK(found > 10);
  }
  std::filesystem::remove_all(folder);
}
