// What is asked. The answer is found by shuffling the sentence that is shown.
#include "index.h"
#include "scenes/self_attention/parts.h"

namespace scenes::self_attention {

namespace {

using view::Text;

constexpr Text kBagOptions[] = {{"不变：只是跟着词元换位", "They stay, and move along with their tokens"},
                                {"变了：词序不同，输出不同", "They change with the order"}};
constexpr Question kQuestions[] = {
    {.id = kQuestionIds[1],
     .asks = {"把这句话的词打乱：每个词元的输出会变吗？", "Shuffle the words: do the tokens' outputs change?"},
     .why = {"权重只看词向量，不看谁在哪里：没有位置编码，自注意力把句子当成一袋词。开关位置编码，再问一次。",
             "Weights depend on embeddings, not on places: without position encoding self-attention takes a sentence "
             "for a bag of words. Switch position encoding and ask again."},
     .options = kBagOptions}};

double does_order_matter(const State& state, view::Language language) {
  constexpr double kSameWithin = 1e-6;
  SentenceInput shuffled = state.input.sentence;
  if (shuffled.shuffle == 0) shuffled.shuffle = 1;
  const SentenceResult result = compute_sentence(shuffled);
  return result.in(language == view::Language::kChinese).largest_difference > kSameWithin ? 1 : 0;
}

}  // namespace

void draw_questions(view::Ui& ui, State& next, const Result&) {
  draw_questions(ui, kQuestions, next.question, next.prediction,
                 [&] { return does_order_matter(next, ui.input().language); });
}

}  // namespace scenes::self_attention
