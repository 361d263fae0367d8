// Attention pooling as regression, against the book's numbers (section 10.2) and a second computation in double
// precision.
#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "headless.h"
#include "scenes/kernel_regression/parts.h"

using namespace scenes::kernel_regression;

namespace {

Result computed(const Input& input) {
  Result result;
  core::Steps steps = compute(input, nullptr, result);
  while (steps.advance()) {
  }
  return result;
}

double kernel_by_hand(int kernel, double u) {
  u = std::abs(u);
  switch (kernel) {
    case kGaussianKernel:
      return std::exp(-u * u / 2);
    case kBoxcarKernel:
      return u <= 1;
    case kTriangularKernel:
      return std::max(0.0, 1 - u);
    case kEpanechnikovKernel:
      return std::max(0.0, 1 - u * u);
    default:
      return 1;
  }
}

/// NaN where no point is in reach.
double predicted_by_hand(const Points& points, int kernel, double width, double x) {
  double sum = 0, weighted = 0;
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    const double k = kernel_by_hand(kernel, (x - points.x[i]) / width);
    sum += k;
    weighted += k * points.y[i];
  }
  return sum > 0 ? weighted / sum : NAN;
}

}  // namespace

TEST_CASE("the book's points give the book's predictions, and the flat end is average pooling") {
  Input input;
  const std::pair<double, double> expected[] = {{0, 2.1053}, {2.5, 2.7452}, {4.9, 1.7539}};
  for (const auto& [x, y] : expected) {
    input.query = x;
    CHECK(computed(input).prediction == doctest::Approx(y).epsilon(3e-5));
  }
  const Result result = computed(input);
  CHECK(result.average == doctest::Approx(2.297154).epsilon(1e-6));
  input.kernel = kConstantKernel;
  CHECK(computed(input).prediction == doctest::Approx(2.297154).epsilon(1e-6));
}

TEST_CASE("noise-free points have their golden numbers") {
  Input input{.data = kNoiseFree, .points = points_of(kNoiseFree, 1, 50, 0)};
  const std::pair<double, double> expected[] = {{0, 1.874468158}, {2.5, 2.801468638}, {4.9, 1.677484511}};
  for (const auto& [x, y] : expected) {
    input.query = x;
    CHECK(computed(input).prediction == doctest::Approx(y).epsilon(1e-6));
  }
  input.query = 2.5;
  const Result result = computed(input);
  CHECK(result.largest_weight == doctest::Approx(0.040398904).epsilon(1e-6));
  CHECK(result.effective_keys == doctest::Approx(std::exp(3.664457)).epsilon(1e-5));
  CHECK(result.average == doctest::Approx(2.282222617).epsilon(1e-7));
}

TEST_CASE("every kernel and width agrees with a second computation over random points") {
  core::Random random(7);
  for (int round = 0; round < 40; ++round) {
    Input input{.data = kGenerated, .seed = round + 1, .count = 1 + round * 5, .noise = 0.3};
    input.points = points_of(kGenerated, input.seed, input.count, input.noise);
    input.kernel = round % 5;
    input.width = random.uniform(0.05, 3);
    const Result result = computed(input);
    CAPTURE(round);
    CHECK(result.largest_heat == *std::max_element(result.heat.data.begin(), result.heat.data.end()));
    for (int i = 0; i < kCurvePoints; i += 17) {
      const double x = result.curve_x[static_cast<std::size_t>(i)];
      // What lies at a compact kernel's very rim is in or out by the last bit of a float.
      bool is_at_rim = false;
      for (const double each : input.points.x) is_at_rim |= std::abs(std::abs(x - each) / input.width - 1) < 1e-5;
      if (is_at_rim) continue;
      const double expected = predicted_by_hand(input.points, input.kernel, input.width, x),
                   got = result.curve_y[static_cast<std::size_t>(i)];
      CAPTURE(x);
      CHECK(std::isnan(got) == std::isnan(expected));
      if (std::isfinite(expected)) CHECK(std::abs(got - expected) < 1e-6 * std::max(1.0, std::abs(expected)));
    }
  }
}

TEST_CASE("the curve of ten thousand points agrees with a second computation, also where the heatmap answers it") {
  core::Random random(8);
  Input input{.data = kOwn, .points = {}, .width = 0.1};
  for (int i = 0; i < kMostPoints; ++i) {
    input.points.x.push_back(random.uniform(0, 5));
    input.points.y.push_back(truth(input.points.x.back()) + random.normal(0, 0.5));
  }
  const Result result = computed(input);
  REQUIRE(result.curve_y.size() == static_cast<std::size_t>(curve_points(kMostPoints)));
  for (std::size_t i = 0; i < result.curve_x.size(); ++i) {
    CAPTURE(i);
    CHECK(std::abs(result.curve_y[i] - predicted_by_hand(input.points, input.kernel, input.width, result.curve_x[i])) <
          1e-6 * std::max(1.0, std::abs(result.curve_y[i])));
  }
}

TEST_CASE("a point that moves finds its place as if all were sorted anew, also among points of the same x") {
  Input input{.data = kOwn, .points = {{3, 1, 2, 1, 5, 1}, {0, 1, 2, 3, 4, 5}}};
  const Result first = computed(input);
  CHECK(first.order == std::vector{1, 3, 5, 2, 0, 4});
  for (const double x : {0.0, 1.0, 2.5, 9.0}) {
    input.points.x[3] = x;
    Result moved;
    core::Steps steps = compute(input, &first, moved);
    while (steps.advance()) {
    }
    CAPTURE(x);
    CHECK(moved.order == computed(input).order);
    CHECK(std::is_sorted(moved.x.data.begin(), moved.x.data.end()));
    CHECK(moved.prediction == computed(input).prediction);
  }
}

TEST_CASE("learning repeats the book's five losses and w's, and the badge is computed") {
  Input input{.is_learning = true};
  const Result result = computed(input);
  CHECK(is_as_in_book(input, result.learning));
  CHECK(overshoot_of(result.learning) == -1);
  input.rate = 0.4;
  CHECK_FALSE(is_as_in_book(input, computed(input).learning));
  input.rate = 0.5;
  input.points.y[3] += 0.1;
  CHECK_FALSE(is_as_in_book(input, computed(input).learning));
}

TEST_CASE("the parts of the gradient add up to the core's, which is the slope of a second computation of the loss") {
  const auto loss_by_hand = [](const core::Tensor& x, const core::Tensor& y, double w) {
    double loss = 0;
    for (std::size_t i = 0; i < x.data.size(); ++i) {
      double sum = 0, weighted = 0;
      for (std::size_t j = 0; j < x.data.size(); ++j) {
        const double u = (static_cast<double>(x.data[i]) - x.data[j]) * w, k = i == j ? 0 : std::exp(-u * u / 2);
        sum += k;
        weighted += k * y.data[j];
      }
      loss += std::pow(weighted / sum - y.data[i], 2);
    }
    return loss;
  };
  for (int step = 0; step <= kBookSteps; ++step) {
    const Result result = computed({.is_learning = true, .shown_step = step});
    const core::TrainingStep& now = result.learning.steps[static_cast<std::size_t>(step)];
    double sum = 0;
    for (const PointError& point : result.learning.errors) sum += point.part;
    constexpr double kNear = 1e-4;
    const double slope =
        (loss_by_hand(result.x, result.y, now.w + kNear) - loss_by_hand(result.x, result.y, now.w - kNear)) /
        (2 * kNear);
    CAPTURE(step);
    CHECK(sum == doctest::Approx(now.gradient).epsilon(2e-5));
    CHECK(sum == doctest::Approx(slope).epsilon(2e-5));
  }
}

TEST_CASE("small steps from the same start go down without overshooting") {
  HeadlessLab lab("scene=kernel_regression&lang=en&learn=1");
  lab.activate("kernel_regression/small-steps");
  CHECK(lab.node("kernel_regression/says").name.find("After 1 step: w = 2.14") != std::string::npos);
  CHECK_FALSE(lab.find("kernel_regression/learning/overshot"));
  Input input{.data = kNoiseFree, .points = points_of(kNoiseFree, 1, 50, 0), .is_learning = true, .start = 0.5};
  input.rate = 0.05;
  input.steps = kMostSteps;
  const std::vector<core::TrainingStep> steps = computed(input).learning.steps;
  for (std::size_t i = 1; i < steps.size(); ++i) CHECK(steps[i].loss < steps[i - 1].loss);
}

TEST_CASE("a point that is chosen explains its weight, and the numbers of the prediction lead to theirs") {
  HeadlessLab lab("scene=kernel_regression&lang=en");
  CHECK(lab.node("kernel_regression/explanation/title").name.starts_with("The prediction at x = 2.50 = 2.745"));
  lab.activate("kernel_regression/point/next");
  CHECK(lab.node("kernel_regression/explanation/title").name.starts_with("The weight of point 1 = "));
  lab.activate("kernel_regression/explain", "0");
  const std::string name = lab.node("kernel_regression/explanation/0/0").name;
  lab.activate("kernel_regression/explanation/0/0");
  CHECK(lab.node("kernel_regression/explanation/title").name.starts_with(name + " = "));
}

TEST_CASE("from a half with a rate of a half noise-free points overshoot to 16.92, and a smaller rate does not") {
  HeadlessLab lab("scene=kernel_regression&lang=en&learn=1");
  lab.activate("kernel_regression/overshoot");
  CHECK(lab.node("kernel_regression/says").name.find("w = 16.92") != std::string::npos);
  CHECK(lab.node("kernel_regression/learning/overshot").name.find("from 0.50 to 16.92") != std::string::npos);
  lab.set("kernel_regression/rate", "0.01");
  CHECK_FALSE(lab.find("kernel_regression/learning/overshot"));
}

TEST_CASE("the loss over w is that of its own points, also when only the rate is another") {
  Input input{.is_learning = true};
  const Result first = computed(input);
  REQUIRE(first.learning.losses.size() == kLossPoints);
  Input other = input;
  other.points = points_of(kNoiseFree, 1, 50, 0);
  Result second;
  core::Steps steps = compute(other, &first, second);
  while (steps.advance()) {
  }
  const double w = second.learning.ws[20];
  const core::Tensor x = second.x, y = second.y;
  CHECK(second.learning.losses[20] == doctest::Approx(core::leave_one_out(x, y, static_cast<float>(w))->loss));
  CHECK(second.learning.losses[20] != doctest::Approx(first.learning.losses[20]));
}

TEST_CASE("a query that moves is answered as if all were computed anew, and the heatmap stays as it is") {
  for (const bool is_learning : {false, true}) {
    const Result first = computed({.query = 1, .is_learning = is_learning});
    const Input moved{.query = 3.3, .is_learning = is_learning};
    const Result fresh = computed(moved);
    Result again;
    core::Steps steps = compute(moved, &first, again);
    CHECK_FALSE(steps.advance());
    CHECK(again.prediction == fresh.prediction);
    CHECK(again.asked.weights.data == fresh.asked.weights.data);
    CHECK(again.effective_keys == fresh.effective_keys);
    CHECK(again.curve_y == fresh.curve_y);
    CHECK(again.learning.losses == fresh.learning.losses);
    CHECK(again.content == first.content);
    Input other = moved;
    other.width = 0.3;
    Result narrow;
    core::Steps more = compute(other, &first, narrow);
    while (more.advance()) {
    }
    CHECK(narrow.content != first.content);
  }
}

TEST_CASE("where no key is in reach there is a gap and a sentence, and no number that is none") {
  HeadlessLab lab("scene=kernel_regression&lang=en&kernel=boxcar&width=0.05&query=0.2");
  CHECK(lab.node("kernel_regression/says").name.find("no key is in reach") != std::string::npos);
  Input input{.kernel = kBoxcarKernel, .width = 0.05, .query = 0.2};
  const Result result = computed(input);
  CHECK(is_sound(result));
  CHECK(std::any_of(result.curve_y.begin(), result.curve_y.end(), [](double y) { return std::isnan(y); }));
}

TEST_CASE("the query moves by its point, by the heatmap's rows and by a click on the plane") {
  HeadlessLab lab("scene=kernel_regression&lang=en");
  lab.step("kernel_regression/query", view::Step::kRight);
  CHECK(lab.fragment().find("query=2.6") != std::string::npos);
  lab.step("kernel_regression/heat", view::Step::kDown);
  CHECK(lab.fragment().find("query=2.7") != std::string::npos);
  const view::Rect plane = lab.node("kernel_regression/plane").rect;
  lab.click(plane.x + plane.width * 0.6f, plane.y + 12);
  CHECK(lab.fragment().find("query=3") != std::string::npos);
}

TEST_CASE("a point is taken, moved, added and deleted, and the link has it all") {
  HeadlessLab lab("scene=kernel_regression&lang=en");
  for (int i = 0; i < 3; ++i) lab.activate("kernel_regression/point/next");
  const std::string id = "kernel_regression/point/2";
  const std::string before = lab.node(id).value;
  lab.step(id, view::Step::kUp);
  CHECK(lab.node(id).value != before);
  CHECK(lab.fragment().find("&y=") != std::string::npos);
  lab.activate("kernel_regression/add");
  CHECK(lab.find("kernel_regression/point/50"));
  lab.activate("kernel_regression/delete");
  CHECK_FALSE(lab.find("kernel_regression/point/50"));
  HeadlessLab again(lab.app().fragment());
  CHECK(again.node("kernel_regression/says").name == lab.node("kernel_regression/says").name);
}

TEST_CASE("a drag so quick that one frame has all of it moves the point that lay there") {
  HeadlessLab lab("scene=kernel_regression&lang=en");
  lab.activate("kernel_regression/point/next");  // it has a node
  const view::Rect grip = lab.node("kernel_regression/point/0").rect;
  const std::string before = lab.node("kernel_regression/point/0").value;
  const float x = grip.x + grip.width / 2, y = grip.y + grip.height / 2;
  HeadlessLab other("scene=kernel_regression&lang=en");
  const auto send = [&](app::PointerPhase phase, float to_x, float to_y) {
    other.app().pointer({app::PointerKind::kMouse, phase, to_x, to_y});
  };
  send(app::PointerPhase::kMove, x, y);
  send(app::PointerPhase::kDown, x, y);
  send(app::PointerPhase::kMove, x + 40, y - 60);
  send(app::PointerPhase::kUp, x + 40, y - 60);
  other.settle();
  CHECK(other.node("kernel_regression/point/0").value != before);
  CHECK(other.fragment().find("&x=") != std::string::npos);
}

TEST_CASE("the plane keeps its room while a point is dragged to its edge, and has room for all when it is let go") {
  HeadlessLab lab("scene=kernel_regression&lang=en");
  lab.app().open_file("points.csv", "1,2\n2,3\n4,5\n");
  lab.settle();
  lab.activate("kernel_regression/point/next");
  const auto place_of_query = [&] { return lab.node("kernel_regression/query").rect.x; };
  const view::Rect grip = lab.node("kernel_regression/point/0").rect;
  const float before = place_of_query(), x = grip.x + grip.width / 2, y = grip.y + grip.height / 2;
  lab.pointer(app::PointerPhase::kMove, x, y);
  lab.pointer(app::PointerPhase::kDown, x, y);
  for (int i = 1; i <= 5; ++i) lab.pointer(app::PointerPhase::kMove, x - 60.0f * static_cast<float>(i), y);
  lab.settle();
  CHECK(lab.node("kernel_regression/point/0").value.find("(0.") != std::string::npos);  // it has been moved
  CHECK(place_of_query() == before);
  lab.pointer(app::PointerPhase::kUp, x - 300, y);
  lab.settle();
  CHECK(place_of_query() != before);
}

TEST_CASE("pasted columns become the points; what is not finite is said, and a table of other width is refused") {
  HeadlessLab lab("scene=kernel_regression&lang=en");
  lab.app().open_file("points.csv", "1,2\n2,3\n3,nan\n4,5\n");
  lab.settle();
  CHECK(lab.node("kernel_regression/numbers").name.find("of 3") != std::string::npos);
  CHECK(lab.node("kernel_regression/numbers").name.find("1 row is not finite") != std::string::npos);
  lab.app().open_file("matrix.csv", "1,2,3\n4,5,6\n");
  lab.settle();
  CHECK(lab.node("kernel_regression/numbers").name.find("no two columns") != std::string::npos);
  CHECK(lab.node("kernel_regression/numbers").name.find("of 3") != std::string::npos);
}

TEST_CASE("one point, equal x, and ten thousand points are drawn without a word missing") {
  HeadlessLab one("scene=kernel_regression&lang=en&data=own&x=2&y=3");
  CHECK(one.node("kernel_regression/says").name.find("3.00") != std::string::npos);
  HeadlessLab equal("scene=kernel_regression&lang=en&data=own&x=2,2,2&y=1,2,3&query=2");
  CHECK(equal.node("kernel_regression/numbers").name.find("same x") != std::string::npos);
  std::string many;
  for (int i = 0; i < 10050; ++i) many += std::to_string(i % 977) + "," + std::to_string(i % 31) + "\n";
  HeadlessLab lab("scene=kernel_regression&lang=en");
  lab.app().open_file("many.csv", many);
  lab.settle();
  const std::string says = lab.node("kernel_regression/numbers").name;
  CHECK(says.find("of 10000") != std::string::npos);
  CHECK(says.find("50 more are not") != std::string::npos);
  CHECK(says.find("too many points to draw") != std::string::npos);
  // The curve fits into a frame: it gets coarser, but never so that one would see it.
  CHECK(curve_points(50) == kCurvePoints);
  for (const int keys : {4000, 4097, 5000, 7000, 10000}) {
    CAPTURE(keys);
    CHECK(curve_points(keys) * keys <= kMostCurveWeights);
    CHECK(curve_points(keys) >= kLeastCurvePoints);
    CHECK(curve_points(keys) <= kCurvePoints);
  }
}

TEST_CASE("the scene's questions are judged by what is computed") {
  HeadlessLab lab("scene=kernel_regression&lang=en&question=bandwidth");
  lab.activate("kernel_regression/question/prediction", "1");
  lab.activate("kernel_regression/question/check");
  CHECK(lab.node("kernel_regression/question/answer").name.starts_with("Right: Nearest neighbour"));
  HeadlessLab noise_free("scene=kernel_regression&lang=en&data=noise-free&question=overshoot");
  noise_free.set("kernel_regression/question/prediction", "17");
  noise_free.activate("kernel_regression/question/check");
  CHECK(noise_free.node("kernel_regression/question/answer").name.starts_with("Right: 16.92"));
}

TEST_CASE("a question that more points than can be learnt from would have to answer is not asked, and it is said why") {
  std::string x = "0", y = "0";
  for (int i = 1; i <= kMostLearning; ++i) x += "," + std::to_string(i), y += ",1";
  HeadlessLab lab("scene=kernel_regression&lang=en&data=own&x=" + x + "&y=" + y + "&question=overshoot");
  CHECK(lab.node("kernel_regression/question/needs").name.find("2 to 200 points of different x") != std::string::npos);
  CHECK_FALSE(lab.find("kernel_regression/question/check"));
}

TEST_CASE("learning is played over its steps, and a paused step has a link") {
  HeadlessLab lab("scene=kernel_regression&lang=en&learn=1&step=2");
  CHECK(lab.node("kernel_regression/says").name.find("After 2 steps: w = 3.84") != std::string::npos);
  lab.activate("kernel_regression/playback/step");
  CHECK(lab.fragment().find("step=3") != std::string::npos);
  CHECK(lab.node("kernel_regression/says").name.find("After 3 steps: w = 4.46") != std::string::npos);
}
