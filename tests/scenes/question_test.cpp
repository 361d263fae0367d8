// Predict, reveal, check.
#include "scenes/parts/question.h"

#include "view/bare_ui.h"

using namespace scenes;

namespace {

constexpr view::Text kOptions[] = {{"甲", "first"}, {"乙", "second"}};
constexpr Question kChoice{
    .id = "which", .asks = {"哪一个？", "Which one?"}, .why = {"因为。", "That is why."}, .options = kOptions};
constexpr Question kNumber{.id = "how-much",
                           .asks = {"多少？", "How much?"},
                           .why = {"因为。", "That is why."},
                           .range = {.minimum = 0, .maximum = 10, .step = 0.1, .decimals = 1},
                           .tolerance = 0.05};

struct Asked {
  explicit Asked(const Question& asked, double right) : question(asked), answer(right) {}
  Question question;
  double answer;
  QuestionState state;
  bool is_closed = false;
  std::optional<view::CheckedAnswer> reported;
  BareUi lab{[this](view::Ui& ui) {
    ui.begin_scope("test");
    is_closed |= draw_question(ui, question, state, [this] { return answer; });
    if (auto checked = ui.take_answer()) reported = std::move(checked);
    ui.end_scope();
  }};
};

}  // namespace

TEST_CASE("a question is checked only once something was predicted, and then says what is right and why") {
  Asked asked(kChoice, 1);
  CHECK(asked.lab.node("test/question/asks").name == "Which one?");
  CHECK(asked.lab.node("test/question/check").is_disabled);
  CHECK_FALSE(asked.lab.find("test/question/answer"));
  asked.lab.act({view::ActionKind::kActivate, "test/question/prediction", "0"});
  CHECK_FALSE(asked.lab.node("test/question/check").is_disabled);
  asked.lab.act({view::ActionKind::kActivate, "test/question/check"});
  REQUIRE(asked.reported);
  CHECK(asked.reported->question == "which");
  CHECK_FALSE(asked.reported->is_right);
  CHECK(asked.lab.node("test/question/answer").name == "Not so. Computed is: second. That is why.");
  CHECK(asked.state.tries == 1);
  asked.lab.act({view::ActionKind::kActivate, "test/question/prediction", "1"});
  CHECK_FALSE(asked.lab.find("test/question/answer"));  // another prediction is another try
  asked.lab.click(asked.lab.node("test/question/check").rect);
  CHECK(asked.lab.node("test/question/answer").name == "Right: second. That is why.");
  CHECK(asked.state.tries == 2);
  CHECK(asked.reported->tries == 2);
  CHECK(asked.reported->is_right);
  CHECK(is_right(asked.question, asked.state, asked.answer));
}

TEST_CASE("the answer follows the state: what was right becomes wrong when the computed answer changes") {
  Asked asked(kChoice, 1);
  asked.lab.act({view::ActionKind::kActivate, "test/question/prediction", "1"});
  asked.lab.act({view::ActionKind::kActivate, "test/question/check"});
  asked.answer = 0;
  asked.lab.settle();
  CHECK(asked.lab.node("test/question/answer").name.starts_with("Not so. Computed is: first."));
}

TEST_CASE("options may be made while the program runs, and a prediction that is gone with them is none") {
  std::vector<std::string> names{"head 0", "head 1", "head 2"};
  Question question = kChoice;
  question.options = {};
  question.names = names;
  Asked asked(question, 1);
  CHECK(asked.lab.node("test/question/prediction").options == names);
  asked.lab.act({view::ActionKind::kActivate, "test/question/prediction", "2"});
  asked.lab.act({view::ActionKind::kActivate, "test/question/check"});
  CHECK(asked.lab.node("test/question/answer").name == "Not so. Computed is: head 1. That is why.");
  names.pop_back();
  asked.question.names = names;
  asked.lab.settle();
  CHECK(asked.lab.node("test/question/prediction").selected == -1);
}

TEST_CASE("a predicted number may be off by the tolerance") {
  Asked asked(kNumber, 3.14159);
  asked.lab.act({view::ActionKind::kSetValue, "test/question/prediction", "3.1"});
  asked.lab.act({view::ActionKind::kActivate, "test/question/check"});
  CHECK(asked.lab.node("test/question/answer").name == "Right: 3.1. That is why.");
  asked.lab.act({view::ActionKind::kSetValue, "test/question/prediction", "3.3"});
  CHECK_FALSE(is_right(asked.question, asked.state, asked.answer));
}

TEST_CASE("a question's card holds all its parts, however narrow, and can be closed") {
  for (const float width : {1280.0f, 320.0f}) {
    CAPTURE(width);
    Asked asked(kChoice, 1);
    asked.lab.input.width = width;
    asked.lab.act({view::ActionKind::kActivate, "test/question/prediction", "0"});
    asked.lab.act({view::ActionKind::kActivate, "test/question/check"});
    CHECK(asked.lab.ui().cut_texts().empty());
    float bottom = 0;
    for (const view::Node& node : asked.lab.ui().nodes()) {
      if (!node.id.starts_with("test/question/")) continue;
      CHECK(node.rect.x >= 0);
      CHECK(node.rect.x + node.rect.width <= width);
      if (!node.id.ends_with("/close")) CHECK(node.rect.y >= bottom - 1);  // one below the other
      if (!node.id.ends_with("/close")) bottom = node.rect.y + node.rect.height;
    }
    asked.lab.act({view::ActionKind::kActivate, "test/question/close"});
    CHECK(asked.is_closed);
  }
}

TEST_CASE("a scene's questions come one after another, each from a button that asks it") {
  const Question questions[] = {kChoice, kNumber};
  int asked = 0;
  QuestionState state;
  BareUi lab([&](view::Ui& ui) { draw_questions(ui, questions, asked, state, [] { return 1; }); });
  lab.act({view::ActionKind::kActivate, "question/ask"});
  CHECK(asked == 1);
  lab.act({view::ActionKind::kActivate, "question/prediction", "1"});
  lab.act({view::ActionKind::kActivate, "question/close"});
  CHECK(asked == 0);
  CHECK_FALSE(state.predicted);
  lab.act({view::ActionKind::kActivate, "question/ask"});
  CHECK(asked == 2);
  lab.act({view::ActionKind::kActivate, "question/close"});
  lab.act({view::ActionKind::kActivate, "question/ask"});
  CHECK(asked == 1);
}
