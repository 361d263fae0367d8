#include "scenes/training/induction_model.h"

#include <algorithm>
#include <utility>

#include "core/random.h"
#include "index.h"
#include "view/glyphs.h"
#include "view/matrix_view.h"

namespace scenes::training {

namespace {

models::HeadsOff heads_off(const std::array<bool, kLayers>& off) { return models::HeadsOff(off.begin(), off.end()); }

/// The first places of a model's one sequence: (places, places).
std::vector<float> first_places(const std::vector<float>& weights, int places) {
  std::vector<float> first;
  for (int row = 0; row < places; ++row) {
    const auto begin = weights.begin() + std::ptrdiff_t{row} * kMostSymbols;
    first.insert(first.end(), begin, begin + places);
  }
  return first;
}

}  // namespace

int Sequence::known_next(int place) const {
  for (int before = place - 1; before >= 0; --before)
    if (nth(symbols, before) == nth(symbols, place)) return nth(symbols, before + 1);
  return -1;
}

Sequence sequence_of(const std::string& text) {
  Sequence sequence;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at < end;) {
    const char* first = at;
    if (view::is_blank(view::next_code_point(first, end))) {
      at = first;
      sequence.has_blanks = true;
      continue;
    }
    const std::string character(view::next_cluster(at, end));
    ++sequence.written;
    if (sequence.count() == kMostSymbols) continue;
    const auto found = std::ranges::find(sequence.names, character);
    sequence.symbols.push_back(static_cast<int>(found - sequence.names.begin()));
    if (found == sequence.names.end()) sequence.names.push_back(character);
    sequence.characters.push_back(character);
  }
  if (sequence.written > 0) return sequence;
  const bool has_blanks = sequence.has_blanks;
  sequence = sequence_of(kExampleSequence);
  sequence.is_example = true;
  sequence.has_blanks = has_blanks;
  return sequence;
}

void read_sequence(const InductionInput& input, int step, std::span<const float> parameters, InductionResult& result) {
  static_assert(kMostSymbols == models::InductionShape().length);
  if (result.step != step || !result.models) {
    core::Random random(1);
    auto models = result.models ? std::make_shared<models::InductionPair>(*result.models)
                                : std::make_shared<models::InductionPair>(random);
    models->adopt(parameters);
    result.models = std::move(models);
  }
  result.text = input.sequence;
  result.off = input.off;
  result.step = step;
  result.sequence = sequence_of(input.sequence);
  // No place sees what comes after it, so the sequence may be filled up with anything.
  const int count = result.sequence.count();
  models::RepeatedSequences asked{result.sequence.symbols, {kMostSymbols}};
  asked.symbols.resize(kMostSymbols + 1);
  const auto of_two = result.models->two.answer(asked, heads_off(input.off));
  const auto of_one = result.models->one.answer(asked);
  result.weights = {first_places(of_two.weights[0], count), first_places(of_two.weights[1], count),
                    first_places(of_one.weights[0], count)};
  for (std::uint64_t& content : result.contents) content = view::new_content();
  result.predictions.assign(of_two.predictions.begin(), of_two.predictions.begin() + count);
  result.control_predictions.assign(of_one.predictions.begin(), of_one.predictions.begin() + count);
}

HeadsTrial::HeadsTrial(const std::array<bool, kLayers>& off, int step,
                       std::shared_ptr<const models::InductionPair> models)
    : models_(std::move(models)), result_{step, off} {}

void HeadsTrial::piece(int which) {
  constexpr std::uint64_t kSeed = 0x7e57;  // of no run
  constexpr int kSequences = 64 / kPieces;
  core::Random random(kSeed + static_cast<std::uint64_t>(which));
  const models::RepeatedSequences asked = models::repeated_sequences(random, models_->two.shape(), kSequences);
  result_.with += models_->two.answer(asked).accuracy / kPieces;
  result_.without += models_->two.answer(asked, heads_off(result_.off)).accuracy / kPieces;
}

}  // namespace scenes::training
