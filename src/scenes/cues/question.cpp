// What a reader is asked about the desk.
#include "scenes/cues/panels.h"
#include "scenes/cues/words.h"

namespace scenes::cues {

namespace {

constexpr Text kOptions[] = {kPoolingNames[0], kPoolingNames[1], kPoolingNames[2],
                             kPoolingNames[3], kPoolingNames[4], {"哪一种都不动", "None of them"}};
constexpr Question kWhoAnswers{
    .id = kQuestionIds[1],
    .asks = {"换一个意愿，五种汇聚里哪一种的权重会变？",
             "Another wish: of the five poolings, whose weights will change?"},
    .why =
        {"只有它有查询，意愿就在查询里；另外四种从不问想要什么。换一个意愿试试。",
         "It alone has a query, and the wish is in the query; the other four never ask what is wanted. Try it: choose "
         "another wish."},
    .options = kOptions};
constexpr Text kNobodyAsks{"意愿进不了查询，或者没有一个键能回应它：意志为 0 时就是这样。",
                           "The wish does not get into the query, or no key answers it: so it is with a will of 0."};

}  // namespace

void draw_question(view::Ui& ui, State& next, const Result& result) {
  Question question = kWhoAnswers;
  if (result.answers_wish == kPoolings) question.why = kNobodyAsks;
  draw_questions(ui, {&question, 1}, next.question, next.prediction, [&] { return result.answers_wish; });
}

}  // namespace scenes::cues
