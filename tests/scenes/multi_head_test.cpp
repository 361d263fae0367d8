// The scene 多头注意力 against the book's numbers (section 10.5) and against PyTorch
// (tests/golden/multi_head_torch.py).
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <nlohmann/json.hpp>

#include "core/multi_head.h"
#include "core/random.h"
#include "headless.h"
#include "output_of.h"
#include "scenes/golden.h"
#include "scenes/multi_head/parts.h"

using namespace scenes::multi_head;
using nlohmann::json;

namespace {

const json& golden() {
  static const json all = golden_file("multi_head_torch.json");
  return all;
}

Input input_of(const json& each) {
  Input input;
  const std::string example = each.value("example", "random");
  input.example = static_cast<int>(std::find(std::begin(kExampleIds), std::end(kExampleIds), example) - kExampleIds);
  input.seed = each["seed"];
  input.length = each["length"];
  input.width = each["width"];
  input.heads = each["heads"];
  if (each.contains("lengths")) input.lengths = each["lengths"].get<std::vector<double>>();
  return input;
}

const scenes::Scene& scene_of(HeadlessLab& lab) {
  const auto& all = lab.app().scenes();
  return **std::find_if(all.begin(), all.end(),
                        [](const auto& each) { return std::string(each->id()) == "multi_head"; });
}

std::string says(HeadlessLab& lab, const std::string& id = "says") { return lab.node("multi_head/" + id).name; }

Input random_input(core::Random& random) {
  Input input;
  const auto below = [&](int bound) { return static_cast<int>(random.below(static_cast<std::uint64_t>(bound))); };
  input.example = below(kExamples);
  input.seed = 1 + below(kMostSeed);
  input.length = 1 + below(6);
  input.width = 1 + below(16);
  input.heads = 1 + below(6);
  input.is_view_alone = below(3) == 0;
  input.is_batch_mixed = below(4) == 0;
  if (below(2)) input.lengths = {1.0 * below(input.length + 1), 1.0 * below(input.length + 1)};
  for (int head = 0; head < 3; ++head)
    if (below(4) == 0) input.off.push_back(head);
  return input;
}

}  // namespace

TEST_CASE("every example gives the weights, averages and outputs of nn.MultiheadAttention and of the book's class") {
  for (const json& each : golden()["cases"]) {
    CAPTURE(each["example"]);
    CAPTURE(each["length"]);
    Input input = input_of(each);
    Result result = compute(input);
    CHECK(agrees(result.stages[kWeights], each["weights"], 2e-5));
    CHECK(agrees(result.mean, each["mean"], 2e-5));
    CHECK(agrees(result.stages[kOutput], each["output"], 2e-4));
    input.off = each["off"].get<std::vector<double>>();
    result = compute(input);
    CHECK(agrees(result.stages[kOutput], each["left"], 2e-4));
    CHECK(agrees(result.output_all, each["output"], 2e-4));
  }
}

TEST_CASE("the wrong view and the mixed-up batch are what PyTorch makes of them") {
  for (const json& each : golden()["view_alone"]) {
    Input input = input_of(each);
    input.is_view_alone = true;
    const Result result = compute(input);
    CHECK(agrees(result.stages[kWeights], each["weights"], 1e-5));
    CHECK(agrees(result.stages[kOutput], each["output"], 5e-5));
  }
  for (const json& each : golden()["length_first"]) {
    Input input = input_of(each);
    input.is_batch_mixed = true;
    const Result result = compute(input);
    CHECK(result.sizes.batch == each["length"]);
    CHECK(agrees(result.stages[kWeights], each["weights"], 1e-5));
    CHECK(agrees(result.stages[kOutput], each["output"], 5e-5));
  }
}

TEST_CASE("the book's example: shapes, five identical heads, one third and one half, whatever the seed") {
  for (const int seed : {1, 2, 999}) {
    Input input;
    input.example = kBookExample;
    input.seed = seed;
    const Result result = compute(input);
    CHECK(result.stages[kX].shape == core::Shape{2, 4, 100});
    CHECK(result.stages[kY].shape == core::Shape{2, 6, 100});
    CHECK(result.stages[kOutput].shape == core::Shape{2, 4, 100});
    CHECK(result.stages[kWeights].shape == core::Shape{2, 5, 4, 6});
    for (int i = 0; i < 2 * 5 * 4 * 6; ++i) {
      const int valid = i < 5 * 4 * 6 ? 3 : 2;
      CHECK(std::abs(result.stages[kWeights].data[static_cast<std::size_t>(i)] -
                     (i % 6 < valid ? 1.0f / static_cast<float>(valid) : 0)) < 1e-6f);
    }
    CHECK(distance_from_mean(result).most < 1e-6f);
  }
}

TEST_CASE("the stages are the core's multi-head attention, and no h changes parameters or products") {
  core::Random random(3);
  for (int i = 0; i < 60; ++i) {
    Input input = random_input(random);
    input.is_view_alone = false;
    input.off = {};
    const Result result = compute(input);
    core::Mask mask;
    mask.valid_lengths = core::IntegerTensor{{result.sizes.batch}, {result.lengths.begin(), result.lengths.end()}};
    const auto whole = *core::multi_head_attention(result.data.x, result.data.keys_from(), result.data.keys_from(),
                                                   {.heads = result.sizes.heads,
                                                    .query_weights = result.data.w_q,
                                                    .key_weights = result.data.w_k,
                                                    .value_weights = result.data.w_v,
                                                    .output_weights = result.data.w_o},
                                                   mask);
    // The core adds up in another order where no scores are asked for.
    CHECK(agrees(whole.output, json(result.stages[kOutput].data), 2e-5));
    CHECK(agrees(whole.weights, json(result.stages[kWeights].data), 5e-6));
    const Cost one = cost_of(result.sizes, 1);
    for (const int heads : divisors_of(result.sizes.width)) {
      const Cost cost = cost_of(result.sizes, heads);
      CHECK(cost.parameters == one.parameters);
      CHECK(cost.multiplications == one.multiplications);
      CHECK(cost.exponentials == heads * one.exponentials);
    }
  }
  // Counted by hand for n = m = 4, d = 8, two samples: 4 projections of 4 × 8 × 8, and twice 4 × 4 × 8.
  const Cost cost = cost_of(sizes_of({}), 2);
  CHECK(cost.parameters == 256);
  CHECK(cost.multiplications == 2 * (4 * 4 * 8 * 8 + 2 * 4 * 4 * 8));
}

TEST_CASE("hand-set heads look at the word before, the same word and the first one; opposite heads average to grey") {
  for (const int length : {2, 6, 16}) {
    Input input;
    input.example = kHandSetExample;
    input.length = length;
    const Result result = compute(input);
    for (int query = 0; query < length; ++query) {
      const int wanted[] = {std::max(0, query - 1), query, 0};
      for (int head = 0; head < 3; ++head) CHECK(result.at(kWeights, 1, query, head * length + wanted[head]) > 0.9f);
    }
  }
  Input input;
  input.example = kOppositeExample;
  const Result result = compute(input);
  for (const float weight : result.mean.data) CHECK(weight == doctest::Approx(0.25));
  CHECK(distance_from_mean(result).least > 0.2f);
}

TEST_CASE("what is lit is what changes: a trace holds when its numbers are changed") {
  // Everything that a change of one number of X moves is lit, and what moves nothing is not: tried out.
  core::Random random(12);
  int moved_cells = 0;
  for (int i = 0; i < 40; ++i) {
    Input input = random_input(random);
    input.example = kRandomExample;
    const Result before = compute(input);
    const Sizes& sizes = before.sizes;
    const Layout layout = layout_of(input, 0);
    const Cell cell{kX, static_cast<int>(random.below(static_cast<std::uint64_t>(sizes.queries))),
                    static_cast<int>(random.below(static_cast<std::uint64_t>(sizes.width)))};
    const Trace lit = trace(layout, cell);
    Data data = before.data;
    data.x.data[static_cast<std::size_t>(cell.row * sizes.width + cell.column)] += 0.37f;
    const Result after = compute(input, data);
    for (int stage = 0; stage < kStages; ++stage) {
      if (stage == kY) continue;
      for (int row = 0; row < layout.rows(stage); ++row)
        for (int column = 0; column < layout.columns(stage); ++column) {
          const bool is_lit = lit.lit[static_cast<std::size_t>(stage)]
                                     [static_cast<std::size_t>(row * layout.columns(stage) + column)] != kUnlit;
          const bool has_moved = before.at(stage, 0, row, column) != after.at(stage, 0, row, column);
          if (has_moved) CHECK(is_lit);
          moved_cells += has_moved;
          // One visible key has weight 1 whatever its score is: there a lit number stays as it is.
          if (stage <= kSplitV && is_lit) CHECK(has_moved);
        }
    }
  }
  CHECK(moved_cells > 1000);
}

TEST_CASE("where a number came from is where changes reach it from") {
  core::Random random(13);
  for (int i = 0; i < 30; ++i) {
    const Input input = random_input(random);
    const Layout layout = layout_of(input, 0);
    const auto any_of = [&](int stage) {
      return Cell{stage, static_cast<int>(random.below(static_cast<std::uint64_t>(layout.rows(stage)))),
                  static_cast<int>(random.below(static_cast<std::uint64_t>(layout.columns(stage))))};
    };
    for (int from_stage = 0; from_stage < kStages; ++from_stage)
      for (int to_stage = from_stage + 1; to_stage < kStages; ++to_stage) {
        if (!layout.exists(from_stage) || !layout.exists(to_stage)) continue;
        const Cell from = any_of(from_stage), to = any_of(to_stage);
        const auto at = [&](const Trace& trace, const Cell& cell) {
          return trace.lit[static_cast<std::size_t>(cell.stage)]
                          [static_cast<std::size_t>(cell.row * layout.columns(cell.stage) + cell.column)];
        };
        CHECK((at(trace(layout, from), to) == kGoesTo) == (at(trace(layout, to), from) == kCameFrom));
      }
  }
}

TEST_CASE("splitting and merging are each other's way back, and view alone is a reshape") {
  core::Random random(14);
  for (int i = 0; i < 60; ++i) {
    const Input input = random_input(random);
    const Result result = compute(input);
    for (int sample = 0; sample < result.sizes.batch; ++sample) {
      const Layout layout = layout_of(input, sample);
      for (const int stage : {kQ, kK, kV, kJoined})
        for (int row = 0; row < layout.rows(stage); ++row)
          for (int column = 0; column < layout.width; ++column) {
            const Cell cell{stage, row, column}, split = layout.split_of(cell);
            CHECK(layout.joined_of(split) == cell);
            if (stage != kJoined)
              CHECK(result.at(stage, sample, row, column) == result.at(split.stage, sample, split.row, split.column));
          }
    }
  }
}

TEST_CASE("a number is followed by keys and by the pointer, in both directions, and its path is in words") {
  HeadlessLab lab("scene=multi_head&lang=en", 1280, 1400);
  CHECK(contains(says(lab, "path"), "choose any number"));
  const view::Rect q = lab.node("multi_head/flow/q").rect;
  lab.click(q.x + q.width * 0.01f, q.y + q.height * 0.3f);
  CHECK(lab.fragment().find("follow=q") != std::string::npos);
  CHECK(contains(says(lab, "path/number"), "Q[0, 1, 0] = "));
  CHECK(contains(says(lab, "path/indices"),
                 "reshape [0, 1, 0, 0] → permute [0, 0, 1, 0] → merged with the batch [0, 1, 0]"));
  CHECK(contains(says(lab, "path/from"), "X[0, 1, 0:8]"));
  CHECK(contains(says(lab, "path/to"), "[0, 0, 1, 0:4]"));
  CHECK(contains(says(lab, "path/to"), "output[0, 1, 0:8]"));
  lab.step("multi_head/flow/q", view::Step::kRowEnd);
  CHECK(contains(says(lab, "path/number"), "Q[0, 1, 7] = "));
  CHECK(contains(says(lab, "path/indices"), "[0, 1, 1, 3] → permute [0, 1, 1, 3] → merged with the batch [1, 1, 3]"));
  CHECK(lab.node("multi_head/head").selected == 1);
  lab.step("multi_head/flow/output", view::Step::kDown);
  CHECK(contains(says(lab, "path/number"), "output[0, 0, 0] = "));
  CHECK(contains(says(lab, "path/from"), "concat[0, 0, 0:8]"));
  CHECK_FALSE(lab.find("multi_head/path/to"));
  lab.step("multi_head/flow/weights", view::Step::kDown);
  CHECK(contains(says(lab, "path/number"), "[0, 1, 0, 0] = "));
  CHECK(contains(says(lab, "explanation/title"), "[0, 1, 0, 0]"));
  lab.activate("multi_head/path/close");
  CHECK(lab.fragment().find("follow=") == std::string::npos);
  for (const char* stage : kStageIds) {
    if (std::string(stage) == "none" || std::string(stage) == "y") continue;
    for (int times = 0; times < 2; ++times) lab.step(std::string("multi_head/flow/") + stage, view::Step::kLast);
    CHECK(lab.fragment().find(std::string("follow=") + stage) != std::string::npos);
    CHECK(lab.node(std::string("multi_head/flow/") + stage).cursor_column > 0);
  }
}

TEST_CASE("view alone mixes words into a head: the path and the sentence say which") {
  HeadlessLab lab("scene=multi_head&lang=en&follow=split-q&row=1");
  CHECK(contains(says(lab, "path/from"), "X[0, 1, 0:8]"));
  lab.activate("multi_head/view-alone");
  CHECK(contains(says(lab, "path/from"), "X[0, 0, 0:8]"));
  CHECK(contains(says(lab, "path/indices"), "Q[0, 0, 4] → view [0, 0, 1, 0] → merged with the batch [0, 1, 0]"));
  CHECK(contains(says(lab), "By view alone, q1 of head 0 is really a piece of q0."));
  CHECK(contains(says(lab, "arrow/split"), "no number has moved"));
}

TEST_CASE("a head that is off leaves the output, and it is said by how much") {
  HeadlessLab lab("scene=multi_head&lang=en&follow=heads-out&row=2&column=1");
  CHECK(contains(says(lab, "path/to"), "concat[0, 2, 1] → output[0, 2, 0:8]"));
  lab.activate("multi_head/on/0");
  CHECK(contains(says(lab), "Without head 0 the output changes by up to"));
  CHECK(contains(says(lab, "path/to"), "nowhere"));
  CHECK(lab.fragment().find("off=0") != std::string::npos);
  lab.activate("multi_head/on/0");
  CHECK(lab.fragment().find("off=") == std::string::npos);
}

TEST_CASE("heads that cannot share the width are refused in a sentence, with the nearest number of heads") {
  HeadlessLab lab("scene=multi_head&lang=en&d=9&h=4");
  CHECK(contains(says(lab), "4 heads cannot share 9 columns: 9 is no multiple of 4. Shown is the nearest, h = 3."));
  CHECK(lab.node("multi_head/heads").selected == -1);
  lab.activate("multi_head/heads", "1");
  CHECK_FALSE(contains(says(lab), "cannot"));
  HeadlessLab hand_set("scene=multi_head&lang=en&example=hand-set&d=40");
  CHECK(contains(says(hand_set), "set by hand for 12 columns"));
  HeadlessLab mixed("scene=multi_head&lang=en&example=book&mixed=1");
  CHECK(contains(says(mixed), "PyTorch raises an error"));
  // What is out of range, or no number, is refused with a remark, and nothing is lost.
  for (const char* field : {"n=17", "d=1e30", "h=nan", "lengths=5,4", "lengths=inf,1", "off=16", "seed=-1"}) {
    HeadlessLab tampered(std::string("scene=multi_head&lang=en&") + field);
    CAPTURE(field);
    CHECK_FALSE(tampered.app().remarks().empty());
  }
}

TEST_CASE("the three questions are answered by what is computed, and the answers change with the state") {
  const auto answer = [](const std::string& state, const std::string& question) {
    HeadlessLab lab("scene=multi_head&lang=en&question=" + question + state);
    lab.activate("multi_head/question/prediction", "0");
    lab.activate("multi_head/question/check");
    return says(lab, "question/answer");
  };
  CHECK(contains(answer("", "slices"), "All d columns of its row of X"));
  CHECK(contains(answer("&view-alone=1", "slices"), "Rows of other words"));
  CHECK(contains(answer("", "averaged-heads"), "The same as no head's"));
  CHECK(contains(answer("&example=book", "averaged-heads"), "Right: The same as every head's"));
  CHECK(contains(answer("", "batch-first"), "Words of the other sample, too"));
  CHECK(contains(answer("&example=book", "batch-first"), "An error is raised"));
}

TEST_CASE("the programs print the numbers that are shown, with the numbers of torch.nn.MultiheadAttention") {
  char folder[] = "/tmp/attention-lab-heads-XXXXXX";
  REQUIRE(mkdtemp(folder));
  const std::string file = std::string(folder) + "/program.py";
  for (const char* state : {"&example=book", "&example=opposite&off=1", "&example=hand-set&n=5", "&view-alone=1",
                            "&mixed=1&n=3", "&lengths=0,2&seed=8", "&d=64&h=16&n=16"}) {
    CAPTURE(state);
    HeadlessLab lab(std::string("scene=multi_head&lang=en") + state);
    std::ofstream(file) << scene_of(lab).program(view::Language::kEnglish);
    const std::string printed = output_of("/usr/bin/python3 " + file + " 2>&1");
    std::istringstream lines(printed);
    std::map<std::string, std::vector<double>> all;
    std::string name;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("# ")) {
        name = line.substr(2);
        continue;
      }
      std::istringstream row(line);
      for (double value = 0; row >> value;) all[name].push_back(value);
    }
    for (const scenes::TakenMatrix& matrix : lab.app().take_away().matrices) {
      CAPTURE(matrix.name);
      const std::vector<double>& theirs = all[matrix.name];
      REQUIRE(theirs.size() == matrix.tensor->data.size());
      for (std::size_t i = 0; i < theirs.size(); ++i)
        REQUIRE(std::abs(theirs[i] - matrix.tensor->data[i]) <= 1.5e-4 * std::max(1.0, std::abs(theirs[i])));
    }
  }
  std::filesystem::remove_all(folder);
}
