// What the induction model, and its control with one layer, make of the reader's own sequence at a snapshot of their
// run; and how much of the repeated part they continue rightly when heads are switched off.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/induction_run.h"

namespace scenes::training {

inline constexpr int kMostSymbols = 24;               // as many places as the models have
inline constexpr std::size_t kLongestSequence = 400;  // bytes
inline constexpr const char* kExampleSequence = "PLANETSPLANETSPLANETS";
inline constexpr int kLayers = 2;
inline constexpr int kFirstLayer = 0, kSecondLayer = 1, kControlLayer = 2, kShownLayers = 3;

struct InductionInput {
  std::string sequence;  // empty: the example
  std::array<bool, kLayers> off{};
  bool operator==(const InductionInput&) const = default;
};

/// The reader's sequence: what is drawn as one character is one symbol, blanks are none.
struct Sequence {
  std::vector<std::string> characters;  // at most kMostSymbols
  std::vector<int> symbols;             // of each: those that are alike have the same, in the order of appearance
  std::vector<std::string> names;       // of each symbol
  int written = 0;                      // characters that were typed, without blanks
  bool is_example = false, has_blanks = false;
  int count() const { return static_cast<int>(characters.size()); }
  /// What comes after this place, if it can be known: what came after the same symbol when it stood before; else −1.
  int known_next(int place) const;
  /// Does any symbol come twice?
  bool repeats() const { return names.size() < characters.size(); }
};
Sequence sequence_of(const std::string& text);

/// How many places of a fixed set of sequences that no run has seen are continued rightly, 0 … 1.
struct WithoutHeads {
  int step = 0;  // of the snapshot
  std::array<bool, kLayers> off{};
  double with = 0, without = 0;
};

struct InductionResult {
  std::string text;                                     // that was read …
  std::array<bool, kLayers> off{};                      // … with these heads off
  int step = -1;                                        // at this snapshot
  std::shared_ptr<const models::InductionPair> models;  // as they are there
  Sequence sequence;
  std::array<std::vector<float>, kShownLayers> weights;  // (places, places)
  std::array<std::uint64_t, kShownLayers> contents{};
  std::vector<int> predictions, control_predictions;  // of each place: the symbol it expects next
  std::optional<WithoutHeads> without;                // if a head is off; perhaps of the snapshot before
};

/// Reads the sequence at this snapshot.
void read_sequence(const InductionInput& input, int step, std::span<const float> parameters, InductionResult& result);

/// Judges the models on the fixed sequences, piece by piece.
class HeadsTrial {
 public:
  static constexpr int kPieces = 4;
  /// `models` as they are at that snapshot.
  HeadsTrial(const std::array<bool, kLayers>& off, int step, std::shared_ptr<const models::InductionPair> models);
  void piece(int which);  // 0 … kPieces − 1, each once
  const WithoutHeads& result() const { return result_; }

 private:
  std::shared_ptr<const models::InductionPair> models_;
  WithoutHeads result_;
};

}  // namespace scenes::training
