// A value, or a sentence that says why there is none. The core throws no exceptions for bad input.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

#include "alias.h"

namespace attention_lab::core {

/// What is wrong with an argument: `argument` names it ("mask.valid_lengths"), `message` says what it was and what
/// was expected, as a sentence that reads on after the name.
struct Error {
  std::string argument;
  std::string message;

  /// "mask.valid_lengths: has shape (3,), but …"
  std::string text() const { return argument.empty() ? message : argument + ": " + message; }
  bool operator==(const Error&) const = default;
};

/// Check it before use: `if (!result) return result.error();`
/// To read the value of a refused result, or the error of a good one, is a mistake in the program that reads: without
/// NDEBUG it stops there with an assertion, with NDEBUG it is undefined, as with std::optional.
template <class Value>
class [[nodiscard]] Result {
 public:
  Result(Value value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return content_.index() == 0; }
  const Error& error() const {
    assert(!*this);
    return *std::get_if<1>(&content_);
  }
  Value& operator*() & { return value(); }
  const Value& operator*() const& { return const_cast<Result*>(this)->value(); }
  Value&& operator*() && { return std::move(value()); }
  Value* operator->() { return &value(); }
  const Value* operator->() const { return &const_cast<Result*>(this)->value(); }

 private:
  Value& value() {
    assert(*this);
    return *std::get_if<0>(&content_);
  }
  std::variant<Value, Error> content_;
};

}  // namespace attention_lab::core
