// What something was before the reader's last change, for pictures that show what the change did.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

namespace scenes {

/// One gesture (see view::Ui::gesture) is one change: of a drag, or a run of key presses, what counts is how things
/// were before it began.
template <class T>
class BeforeChange {
 public:
  /// Called with every change: this gesture changes what has been like that until now.
  void note(std::uint64_t gesture, const T& until_now) {
    if (std::exchange(gesture_, gesture) != gesture) was_ = until_now;
  }
  /// Nothing has changed yet. What this gesture, if one is named, goes on to do is part of the beginning.
  void begin_anew(std::uint64_t gesture = 0) {
    was_.reset();
    gesture_ = gesture;
  }
  bool is_changed_by(std::uint64_t gesture) const { return gesture_ == gesture; }

  /// Was anything changed since the beginning?
  explicit operator bool() const { return was_.has_value(); }
  const T& operator*() const { return *was_; }
  const T& value_or(const T& now) const { return was_ ? *was_ : now; }

  bool operator==(const BeforeChange&) const = default;

 private:
  std::optional<T> was_;
  std::uint64_t gesture_ = 0;
};

}  // namespace scenes
