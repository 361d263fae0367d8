// What is asked. The answer is what the run has shown: how many places the control with one layer continues rightly.
#include "index.h"
#include "models/induction_run.h"
#include "scenes/training/parts.h"

namespace scenes::training {

namespace {

using view::Text;

constexpr Text kOptions[] = {{"能，和两层一样好", "Yes, as well as two"},
                             {"不能，停在远低于两层的地方", "No, it stays far below two"}};
constexpr Question kQuestions[] = {
    {.id = kQuestionIds[1],
     .asks = {"只有一层注意力，训练同样多，能学会接着写一个重复的序列吗？",
              "Can one layer of attention, trained as long, learn to continue a sequence that repeats itself?"},
     .why =
         {"要照抄，先得知道每个位置前面是什么；一层里查询和键都只知道自己的符号和距离，没有谁先把它写下来。",
          "To copy, one has to know what stands before each place. In a single layer queries and keys know their own "
          "symbol and the distance only: nobody has written it down for them."},
     .options = kOptions}};

/// At the end of the run: does the control stay behind two layers? Nothing before that, when neither has learnt much.
std::optional<double> does_one_layer_fail(const RunResult& run) {
  constexpr double kAsGood = 0.95;
  if (!run.is_over()) return std::nullopt;
  const double one = run.measured(models::kOneLayerAccuracy).back(),
               two = run.measured(models::kTwoLayerAccuracy).back();
  return one < kAsGood * two ? 1 : 0;
}

}  // namespace

void draw_questions(view::Ui& ui, State& next, const Result& result) {
  const RunResult& run = result.run();
  const bool was_awaited = next.prediction.is_awaited;
  draw_questions(ui, kQuestions, next.question, next.prediction, [&] { return does_one_layer_fail(run); });
  if (!next.prediction.is_awaited) return;
  RunInput& wish = next.input.run();
  if (!was_awaited)
    wish.steps = kMostSteps;  // the answer is at the end of the run
  else if (run.trained >= wish.steps && !next.playback.is_playing)
    next.prediction.is_awaited = false;  // it has been given up
}

}  // namespace scenes::training
