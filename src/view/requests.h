// What a frame asks of the platform.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace view {

/// A prediction that was compared with what is computed.
struct CheckedAnswer {
  std::string question;  // its id
  bool is_right = false;
  int tries = 0;  // with this one
};

class Requests {
 public:
  /// Asks the platform to let the reader pick a file, or to say how else one is opened.
  void request_file_dialog() { wants_file_dialog_ = true; }
  bool take_file_dialog_request() { return std::exchange(wants_file_dialog_, false); }
  /// Puts text on the clipboard.
  void request_copy(std::string text) { copied_ = std::move(text); }
  std::string take_copy_request() { return std::exchange(copied_, {}); }
  /// Says a sentence through the live region.
  void announce(std::string sentence) { announced_ = std::move(sentence); }
  std::string take_announcement() { return std::exchange(announced_, {}); }
  /// Scrolls the page, so that this height of the content (CSS pixels from its top) is the first that is seen.
  void request_scroll(float y) { scrolled_to_ = y; }
  std::optional<float> take_scroll_request() { return std::exchange(scrolled_to_, std::nullopt); }
  /// Tells the page around that a question was answered.
  void report(CheckedAnswer answer) { answer_ = std::move(answer); }
  std::optional<CheckedAnswer> take_answer() { return std::exchange(answer_, std::nullopt); }

 private:
  std::optional<CheckedAnswer> answer_;
  std::optional<float> scrolled_to_;
  bool wants_file_dialog_ = false;
  std::string copied_, announced_;
};

}  // namespace view
