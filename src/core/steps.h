// Work that stops every few milliseconds, so that no frame waits for it and the reader can give it up.
//
// A function that returns Steps is a coroutine: it does a piece, says `co_yield` with the share of itself that is done,
// and goes on there when it is advanced. Its references must stay alive until it is done or given up. A worker thread
// would need a copy of what it computes from (a file may fill a quarter of a page's memory); this needs nothing.
#pragma once

#include <chrono>
#include <coroutine>
#include <cstdlib>
#include <utility>

#include "alias.h"

namespace attention_lab::core {

class Steps {
 public:
  /// Seconds of work in one go: when something begins (less than a reader notices), and then in every frame.
  static constexpr double kAtOnce = 0.05, kPerFrame = 0.012;

  struct promise_type {
    double share = 0;
    Steps get_return_object() { return Steps(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(double done) noexcept {
      share = done;
      return {};
    }
    void return_void() noexcept {}
    [[noreturn]] void unhandled_exception() noexcept { std::abort(); }
  };

  Steps(Steps&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Steps& operator=(Steps&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Steps() {
    if (handle_) handle_.destroy();
  }

  /// Does the next piece. False if that was the last.
  bool advance() {
    if (!handle_.done()) handle_.resume();
    return !handle_.done();
  }
  /// Goes on for about this many seconds, at least one piece. False if everything is done.
  bool advance_for(double seconds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (advance())
      if (std::chrono::steady_clock::now() >= end) return true;
    return false;
  }
  double share() const { return handle_.promise().share; }  // 0…1

 private:
  explicit Steps(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

}  // namespace attention_lab::core
