// Nested values written as text: JSON, and what Python and JavaScript write in its place: NaN, Infinity, None, True,
// 1e400, 'single quotes', keys that are numbers or bare words, tuples, commas before a bracket, comments, and calls
// such as array([…]) or np.float64(0.25), of which the first argument is the value.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/tensor.h"

namespace formats {

struct Literal {
  enum class Kind {
    kNull,    // null, None
    kNumber,  // a number, true or false by itself
    kText,
    kNumbers,  // nested arrays of numbers, all rows of a level equally long; null is NaN in them
    kList,     // of texts, objects or such lists
    kObject,
    kUneven,  // nested arrays of numbers whose rows are not
    kMixed,   // numbers beside texts
    kTooDeep,
  };
  Kind kind = Kind::kNull;
  float number = 0;
  std::string text;             // of kText; of kMixed, the first; digits
  core::Tensor numbers;         // of kNumbers, also of one axis
  bool is_all_null = false;     // kNumbers: every single one is null
  struct Member;                // not a std::pair: it would have to be complete here
  std::vector<Literal> items;   // of kList
  std::vector<Member> members;  // of kObject, in their order

  const Literal* member(std::string_view name) const;
};

struct Literal::Member {
  std::string name;
  Literal value;
};

/// Why a text could not be read.
struct LiteralFault {
  enum class Kind { kSyntax, kCutShort, kTooDeep, kTooManyNumbers, kTooManyParts };
  Kind kind = Kind::kSyntax;
  std::size_t offset = 0;  // in the text
};

/// More texts and objects than this are refused; numbers in arrays do not count.
inline constexpr std::size_t kMaxLiteralParts = std::size_t{1} << 19;

/// Reads the whole text, without recursion. What is nested more than 64 deep is passed over (kTooDeep).
std::optional<LiteralFault> read_literal(std::string_view text, Literal& value);

/// The same, but numbers keep their digits (kNumber's `text`) and are parts of lists like texts: for few numbers, which
/// float32 might round.
std::optional<LiteralFault> read_literal_exactly(std::string_view text, Literal& value);

}  // namespace formats
