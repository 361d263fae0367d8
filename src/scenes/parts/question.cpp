#include "scenes/parts/question.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "index.h"
#include "view/card.h"

namespace scenes {

namespace {

using view::Text;

constexpr Text kHead{"先猜一猜", "What do you expect?"};
constexpr Text kCheck{"看看对不对", "Check it"};
constexpr Text kCheckHelp{"把你的预测和算出来的比一比。", "Compares what you expect with what is computed."};
constexpr Text kClose{"收起", "Close"};
constexpr Text kAsk{"先猜一猜：一个问题", "Guess first: a question"};
constexpr Text kAskNext{"再猜一个", "Another question"};
constexpr Text kAskHelp{"先说出你的预测，再和算出来的比一比。",
                        "Say what you expect, then compare it with what is computed."};
constexpr Text kPrediction{"我的预测", "My prediction"};
constexpr Text kAwaited{"正在算答案…", "The answer is being computed…"};
constexpr Text kRight{"对，是{0}。{1}", "Right: {0}. {1}"};
constexpr Text kWrong{"不对，算出来的是{0}。{1}", "Not so. Computed is: {0}. {1}"};

/// What it can be answered with; empty: with a number.
std::vector<std::string> options_of(const view::Ui& ui, const Question& question) {
  std::vector<std::string> options(question.names.begin(), question.names.end());
  for (const Text& option : question.options) options.push_back(ui.tr(option));
  return options;
}

bool asks_number(const Question& question) { return question.options.empty() && question.names.empty(); }

/// Lets the reader predict; true if the prediction is another one now.
bool predict(view::Ui& ui, const std::string& id, const Question& question, QuestionState& state) {
  if (asks_number(question)) {
    double number = state.predicted.value_or(question.range.initial);
    if (!view::slider(ui, {id, ui.tr(kPrediction)}, number, question.range)) return false;
    state.predicted = number;
    return true;
  }
  const std::vector<std::string> options = options_of(ui, question);
  int chosen = state.predicted ? static_cast<int>(*state.predicted) : -1;
  if (chosen >= count_of(options)) chosen = -1;  // there are fewer options now
  if (!view::choice(ui, {id, ui.tr(kPrediction)}, chosen, options)) return false;
  state.predicted = chosen;
  return true;
}

}  // namespace

bool is_right(const Question& question, const QuestionState& state, double answer) {
  if (!state.predicted) return false;
  return std::abs(*state.predicted - answer) <= (asks_number(question) ? question.tolerance : 0);
}

bool draw_question(view::Ui& ui, const Question& question, QuestionState& state, const Answer& answer) {
  const std::string asks = ui.tr(question.asks);
  view::GrowingCard card(ui, ui.theme().accent);
  ui.begin_group("question", ui.tr(kHead), asks);
  ui.text(ui.place(ui.target_height(), 0), ui.tr(kHead), {.size = view::kCaption, .color = ui.theme().accent});
  view::paragraph(ui, "question/asks", asks);
  if (predict(ui, "question/prediction", question, state)) state.is_revealed = false;
  const std::string check = ui.tr(kCheck);
  const view::Rect line = ui.place(ui.target_height());
  const bool was_pressed = view::button_at(ui, {line.x, line.y, view::button_width(ui, check), line.height},
                                           {"question/check", check, ui.tr(kCheckHelp)}, view::ButtonKind::kPrimary,
                                           state.predicted.has_value() && !state.is_revealed && !state.is_awaited);
  const bool is_checked = was_pressed || state.is_awaited;
  const std::optional<double> found = is_checked || state.is_revealed ? answer() : std::nullopt;
  state.is_awaited = is_checked && !found;
  state.is_revealed = found.has_value();
  if (state.is_awaited) view::paragraph(ui, "question/awaited", ui.tr(kAwaited));
  if (found) {
    const bool was_right = is_right(question, state, *found);
    if (is_checked) ui.report({question.id, was_right, ++state.tries});
    const std::string computed = asks_number(question) ? view::number_text(*found, question.range.decimals)
                                                       : nth(options_of(ui, question), static_cast<int>(*found));
    const std::string says = ui.tr(was_right ? kRight : kWrong, {computed, ui.tr(question.why)});
    view::paragraph(ui, "question/answer", says);
    if (is_checked) ui.announce(says);
  }
  const bool is_closed = view::close_button(ui, card.end(), {"question/close", ui.tr(kClose)}, "question/ask");
  ui.end_group();
  return is_closed;
}

void draw_questions(view::Ui& ui, std::span<const Question> questions, int& asked, QuestionState& state,
                    const Answer& answer) {
  if (asked > 0) {
    if (!draw_question(ui, nth(questions, asked - 1), state, answer)) return;
    state = {.offered = asked % count_of(questions)};
    asked = 0;
    return;
  }
  if (!view::button(ui, {"question/ask", ui.tr(state.offered > 0 ? kAskNext : kAsk), ui.tr(kAskHelp)})) return;
  asked = state.offered + 1;
  state = {.offered = state.offered};
  ui.request_focus("question/prediction");
}

}  // namespace scenes
