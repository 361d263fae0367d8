// A goal that a page sets: what it says, when it is reached, and what is wrong with one that is none.
#include "app/goal.h"

#include <string>

#include "app/fragment.h"
#include "headless.h"

namespace {

scenes::TakeAway two_matrices(const std::vector<std::string>& rows, const std::vector<std::string>& columns) {
  core::Tensor weights = core::make_tensor({1, 3});
  weights.data = {0.25f, 0.5f, 0.2512f};
  core::Tensor heads = core::make_tensor({2, 2, 2});
  heads.data = {0, 1, 2, 3, 4, 5, 6, 7};
  scenes::TakeAway taken;
  taken.matrices = {{"weights", weights, std::vector<std::string>{"q"}, columns}, {"layer/0", heads, rows, rows}};
  return taken;
}

const scenes::TakeAway kEnglish = two_matrices({"a", "b"}, {"Paper", "Coffee", "Book"}),
                       kChinese = two_matrices({"甲", "乙"}, {"论文", "咖啡", "书"});

app::GoalState judged(const std::string& text) { return app::look_at(app::parse_goal(text), kChinese, kEnglish); }
bool is_reached(const std::string& text) {
  const app::GoalState state = judged(text);
  CAPTURE(text);
  CHECK_MESSAGE(state.problem.en.empty(), state.problem.en);
  return state.is_reached;
}
std::string problem(const std::string& text) {
  const app::GoalState state = judged(text);
  CHECK_FALSE(state.is_reached);
  return state.problem.en;
}

}  // namespace

TEST_CASE("a goal compares numbers that are found by name or by index") {
  CHECK(is_reached("weights/coffee >= 0.5"));
  CHECK_FALSE(is_reached("weights/coffee > 0.5"));
  CHECK(is_reached("weights/咖啡 <= 0.5"));
  CHECK(is_reached("weights/0/1 > 0.49"));
  CHECK(is_reached("weights/q/Book<0.26"));
  CHECK(is_reached("weights/2 = 0.25"));  // to as many decimals as it was written with
  CHECK_FALSE(is_reached("weights/2 = 0.250"));
  CHECK(is_reached("layer/0/1/a/b = 5"));  // a name with a slash, an axis without names
  CHECK(is_reached("layer/0/1/乙/0 > 5"));
  CHECK(is_reached("weights/coffee > 0.4 and weights/paper < 0.3"));
  CHECK_FALSE(is_reached("weights/coffee > 0.4 and weights/paper < 0.2"));
  CHECK_FALSE(is_reached("weights/coffee > 0.6 and weights/paper < 0.3"));
}

TEST_CASE("what is no goal is said, and what there is instead") {
  CHECK(problem("weights/book") == "“weights/book” has no >, >=, <, <= or =");
  CHECK(problem("weights/book > half") == "“weights/book > half” must end with a number");
  CHECK(problem("> 0.5") == "“> 0.5” must begin with a matrix and its row and column, as weights/0/2");
  CHECK(problem("wieghts/book > 0.5") == "there is no matrix of “wieghts/book” here; there are weights, layer/0");
  CHECK(problem("weights/cup > 0.5") == "“weights/cup”: there is no “cup”; there are Paper, Coffee, Book");
  CHECK(problem("weights/3 > 0.5") == "“weights/3”: there is no “3”; there are Paper, Coffee, Book");
  CHECK(problem("layer/0/2/0/0 > 1") == "“layer/0/2/0/0”: there is no “2”; there are 0 to 1");
  CHECK(problem("weights > 0.5") ==
        "“weights”: weights has the shape 1 × 3; name a place on each of its axes that is longer than 1");
  CHECK(problem("weights/0/1/2 > 0.5") ==
        "“weights/0/1/2”: weights has the shape 1 × 3; name a place on each of its axes that is longer than 1");
  CHECK(problem(std::string(2000, 'x')).find("at most 1024 bytes") != std::string::npos);
  CHECK(problem("weights/paper > 0 and weights/paper > 0 and weights/paper > 0 and weights/paper > 0 and weights/paper "
                "> 0 and weights/paper > 0 and "
                "weights/paper > 0 and weights/paper > 0 and weights/paper > 0")
            .find("8 conditions") != std::string::npos);
}

TEST_CASE("the lab shows the goal, says when it is reached or lost, and once each") {
  HeadlessLab lab("scene=cues&lang=en&goal=weights/book > 0.5");
  CHECK(lab.node("app/goal").name.starts_with("Goal: Weights · Book > 0.5 (now "));
  CHECK(lab.outbox().goal.empty());
  lab.app().act({view::ActionKind::kActivate, "cues/step/4"});
  std::string told, announced;
  int times = 0;
  for (int i = 0; i < 30; ++i) {
    lab.frame();
    if (lab.outbox().goal.empty()) continue;
    ++times;
    told = lab.outbox().goal;
    announced = lab.outbox().announcement;
    CHECK(lab.outbox().is_goal_reached);
  }
  CHECK(times == 1);
  CHECK(told == "weights/book > 0.5");
  CHECK(announced == "The goal is reached.");
  CHECK(lab.node("app/goal").name.starts_with("Goal reached: Weights · Book > 0.5 (now 0."));
  lab.app().act({view::ActionKind::kActivate, "cues/step/1"});
  lab.frame();
  lab.frame();
  CHECK(lab.node("app/goal").name.starts_with("Goal: "));
}

TEST_CASE("a goal is part of the link, stays with its scene, and an empty one ends it") {
  HeadlessLab lab("scene=cues&goal=weights/book > 0.5");
  CHECK(lab.app().fragment() == "scene=cues&goal=weights/book%20%3E%200.5");
  lab.activate("app/scenes", "1");
  CHECK_FALSE(lab.find("app/goal"));
  lab.activate("app/scenes", "0");
  CHECK(lab.find("app/goal"));
  lab.app().set_fragment("scene=cues&goal=");
  lab.settle();
  CHECK_FALSE(lab.find("app/goal"));
  CHECK(lab.app().fragment() == "scene=cues");
}

TEST_CASE("a goal that cannot be judged is said on the page and in the remarks") {
  HeadlessLab lab("scene=cues&lang=en&goal=weights/cup > 0.5");
  CHECK(lab.node("app/goal").is_invalid);
  CHECK(lab.node("app/goal").name ==
        "This goal cannot be judged: “weights/cup”: there is no “cup”; there are Newspaper, Paper, Coffee, Notebook, "
        "Book");
  lab.app().set_fragment("goal=weights/book");
  CHECK(lab.app().remarks().size() == 1);
}
