// What trains. A run goes on piece by piece as far as is wished, or until it is over; the player moves along its steps
// and, at the last one, wishes for more.
#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "index.h"
#include "models/dates_run.h"
#include "models/induction_run.h"
#include "scenes/training/parts.h"
#include "view/whole_slider.h"
#include "view/widgets.h"

namespace scenes::training {

namespace {

using view::Text;

constexpr Text kPlayer{"播放训练过程", "Play the training"};
constexpr Text kToTheEnd{"训练到底", "Train to the end"};
constexpr Text kToTheEndHelp{"不看过程，一直训练到它自己结束。", "Trains until the run ends itself, without a show."};
constexpr Text kShows{"看到的是第 {0} 步；已训练 {1} 步。", "Shown: step {0} of the {1} trained."};
constexpr Text kShowsOlder{"看到的是第 {0} 步的快照 (每 {2} 步留一个，外加最后一步)；已训练 {1} 步。",
                           "Shown: the snapshot of step {0} (one is kept every {2} steps, and of the last); {1} are "
                           "trained."};
constexpr Text kReached{"训练自己停了：连续 {0} 批都至少答对 {1}%。",
                        "The run has ended itself: at least {1}% were right in {0} batches in a row."};
constexpr Text kMostMade{"训练停了：走完了最多的 {0} 步，没有连续 {1} 批答对 {2}%。换一个学习率或种子试试。",
                         "The run has ended: it made the most steps, {0}, without {1} batches in a row that were {2}% "
                         "right. Try another rate or seed."};
constexpr Text kExploded{"第 {0} 步训练炸了：损失从 {1} 变成 {2}，已经停下。学习率 {3} 太大。",
                         "At step {0} the training exploded: the loss went from {1} to {2}, so it was stopped. The "
                         "rate of {3} is too large."};
constexpr Text kBackToGood{"回到最后好的一步 (第 {0} 步)", "Back to the last good step ({0})"};
constexpr Text kSeed{"种子", "Seed"},
    kSeedHelp{"决定一开始的参数和所有数据；换了就从头训练。",
              "Decides the first parameters and all data. Another one begins another run."};
constexpr Text kRate{"学习率", "Learning rate"},
    kRateHelp{"每一步走多远；换了就从头训练。太大就会炸。",
              "How far each step goes. Another one begins another run; too large, it explodes."};

std::shared_ptr<models::Run> make_run(int part, const RunInput& input) {
  const auto seed = static_cast<std::uint64_t>(input.seed);
  return part == kDatesPart ? models::make_dates_run(seed, input.rate) : models::make_induction_run(seed, input.rate);
}

bool is_begun_with(const RunResult& run, const RunInput& input) {
  return run.run && run.begun_with.seed == input.seed && run.begun_with.rate == input.rate &&
         run.run->steps() <= input.steps;
}

/// Looks at the newest snapshot that is wished and that there is. True if it was looked at anew.
bool look(const Input& input, Result& result) {
  RunResult& run = nth(result.runs, input.part);
  run.trained = std::max(run.run->steps(), 0);
  const models::Run::Snapshot& snapshot = run.run->snapshot(std::min(input.run().shown, run.trained));
  run.shown = snapshot.step;
  InductionResult& induction = result.induction;
  DatesResult& dates = result.dates;
  const bool is_dates = input.part == kDatesPart;
  const bool is_known = is_dates ? dates.step == snapshot.step && dates.asked == input.dates
                                 : induction.step == snapshot.step && induction.text == input.induction.sequence &&
                                       induction.off == input.induction.off;
  if (is_known) return false;
  if (is_dates)
    translate_date(input.dates, snapshot.step, snapshot.parameters, dates);
  else
    read_sequence(input.induction, snapshot.step, snapshot.parameters, induction);
  return true;
}

std::string percent_text(double share) { return view::number_text(100 * share, 0); }

std::string end_says(const view::Ui& ui, const RunResult& run) {
  const models::Run& of = *run.run;
  const models::Aim& aim = of.aim();
  const std::span<const double> losses = run.measured(models::kLoss);
  switch (of.end()) {
    case models::RunEnd::kReached:
      return ui.tr(kReached, {std::to_string(aim.in_a_row), percent_text(aim.share)});
    case models::RunEnd::kMostSteps:
      return ui.tr(kMostMade, {std::to_string(aim.most_steps), std::to_string(aim.in_a_row), percent_text(aim.share)});
    case models::RunEnd::kExploded:
      return ui.tr(kExploded, {std::to_string(run.trained), view::number_text(losses.front(), 2),
                               view::number_text(losses.back(), 2), view::short_number_text(run.begun_with.rate)});
    case models::RunEnd::kNotYet:
      break;
  }
  return {};
}

}  // namespace

std::string percent(double share) { return view::number_text(100 * share, 1) + "%"; }

std::span<const double> RunResult::measured(std::size_t which) const {
  if (!run) return {};
  const std::span<const double> all = run->measured(which);
  return all.first(std::min(all.size(), to_size(trained) + 1));
}

core::Steps compute(const Input& input, const Result* last, Result& result) {
  if (last) result = *last;
  result.part = input.part;
  const RunInput& wish = input.run();
  RunResult& at = nth(result.runs, input.part);
  if (!is_begun_with(at, wish)) {
    at = {make_run(input.part, wish), wish};
    (input.part == kDatesPart ? result.dates.step : result.induction.step) = -1;
  }
  look(input, result);
  models::Run& run = *at.run;
  while (run.steps() < wish.steps && run.end() == models::RunEnd::kNotYet) {
    if (run.piece()) look(input, result);
    co_yield static_cast<double>(std::max(run.steps(), 0)) / std::max(wish.steps, 1);
  }
  look(input, result);
  if (input.part != kInductionPart) co_return;
  std::optional<WithoutHeads>& without = result.induction.without;
  const std::array<bool, kLayers>& off = input.induction.off;
  if (std::ranges::none_of(off, std::identity())) {
    without.reset();
  } else if (!without || without->step != at.shown || without->off != off) {
    HeadsTrial trial(off, at.shown, result.induction.models);
    for (int piece = 0; piece < HeadsTrial::kPieces; ++piece) {
      co_yield 0.99;
      trial.piece(piece);
    }
    without = trial.result();
  }
}

std::optional<Input> reached(const Input& input, const Result& partial) {
  const RunResult& run = partial.run();
  if (!run.run) return std::nullopt;
  Input reached = input;
  if (!run.is_over()) reached.run().steps = std::min(run.trained, input.run().steps);
  reached.run().shown = std::min(input.run().shown, reached.run().steps);
  return reached;
}

void advance(State& state, double seconds) {
  view::advance(state.playback, kMostSteps + 2, kStepsPerSecond, seconds);
  RunInput& run = state.input.run();
  run.shown = std::min(state.playback.snapshot(), kMostSteps);
  run.steps = std::max(run.steps, run.shown);
}

void follow_player(State& next, const State& before, const Result& result) {
  RunInput& run = next.input.run();
  view::Playback& playback = next.playback;
  const RunResult& now = result.run();
  const double trained = now.trained;
  if (playback.is_playing) {
    // Where training is slower than the player, the player waits for it.
    playback.position = std::min(playback.position, trained + 1);
    if (now.is_over() && playback.position >= trained) playback = {false, trained};
  }
  if (before.playback.is_playing && !playback.is_playing) {
    run.steps = now.trained;
    playback.position = std::min(playback.position, trained);
  }
  if (!(playback == before.playback)) run.shown = playback.snapshot();
  run.steps = std::clamp(run.steps, std::min(run.shown, kMostSteps), kMostSteps);
  run.shown = std::min(run.shown, run.steps);
}

void draw_player(view::Ui& ui, State& next, const Result& result) {
  const RunResult& run = result.run();
  view::Playback shown = next.playback;
  shown.position = std::min(shown.position, run.trained + 1.0);
  const int stride = models::Run::stride(run.trained);
  if (view::player(ui, {"playback", ui.tr(kPlayer)}, shown,
                   {.count = run.trained + 1, .stride = stride, .goes_on = !run.is_over()}))
    next.playback = shown;
  if (view::button(ui, {"to-the-end", ui.tr(kToTheEnd), ui.tr(kToTheEndHelp)}, view::ButtonKind::kQuiet,
                   !run.is_over() && !next.playback.is_playing)) {
    next.input.run().steps = kMostSteps;
    next.playback = {false, static_cast<double>(kMostSteps)};
  }
  const std::string step = std::to_string(run.shown), trained = std::to_string(run.trained);
  const bool is_older = run.shown < std::min(next.input.run().shown, run.trained);
  view::paragraph(ui, "shown", ui.tr(is_older ? kShowsOlder : kShows, {step, trained, std::to_string(stride)}),
                  {.size = view::kCaption, .color = ui.theme().muted});
  if (!run.is_over()) return;
  const bool has_exploded = run.run->end() == models::RunEnd::kExploded;
  view::paragraph(ui, "end", end_says(ui, run),
                  {.color = has_exploded                                 ? ui.theme().error
                            : run.run->end() == models::RunEnd::kReached ? ui.theme().good
                                                                         : ui.theme().warning});
  if (!has_exploded) return;
  const int good = run.run->snapshot(run.run->last_good_step()).step;
  if (view::button(ui, {"playback/last-good", ui.tr(kBackToGood, {std::to_string(good)})}))
    next.playback = {false, static_cast<double>(good)};
}

void draw_run_controls(view::Ui& ui, State& next, const Result&) {
  RunInput& run = next.input.run();
  const RunInput before = run;
  const RunInput initial = nth(Input().runs, next.input.part);
  view::whole_slider(ui, {"seed", ui.tr(kSeed), ui.tr(kSeedHelp)}, run.seed, 1, kMostSeed, initial.seed);
  view::slider(ui, {"rate", ui.tr(kRate), ui.tr(kRateHelp)}, run.rate,
               {.minimum = kLeastRate,
                .maximum = kMostRate,
                .step = 1e-4,
                .initial = initial.rate,
                .decimals = 4,
                .is_logarithmic = true});
  if (run.seed == before.seed && run.rate == before.rate) return;
  run.steps = run.shown = 0;
  next.playback = {};
}

}  // namespace scenes::training
