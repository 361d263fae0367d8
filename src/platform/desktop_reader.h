// Reads files beside the desktop program's frames, in a thread of its own, one after the other.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/app.h"
#include "formats/tensor_file.h"

namespace platform {

class DesktopReader {
 public:
  /// `wake` is called by the reading thread whenever serve() has something new to tell; at most about a hundred times a
  /// file.
  explicit DesktopReader(std::function<void()> wake);
  /// Gives everything up and waits for the thread: until its next piece of a file, or until it has decoded the present
  /// one.
  ~DesktopReader();
  DesktopReader(const DesktopReader&) = delete;

  /// Reads these files in their order and hands them over together, side by side; those of an earlier call that have
  /// not been handed out yet are given up.
  void open(std::vector<std::string> paths);
  /// Gives up the file that is being read and those that wait.
  void cancel();
  /// Tells the app how far the present file is, and hands over those that have been read. Between frames, on the app's
  /// thread.
  void serve(app::App& app);

  /// Why files could not be read, of all that have been handed over.
  const std::vector<formats::Problem>& refused() const { return refused_; }

  /// Is there a file to be read or to be handed over, or is the thread still busy with one that was given up?
  bool has_work();
  /// Waits until a file has been read or there is no work left; false if that takes longer.
  bool wait(std::chrono::milliseconds longest = std::chrono::hours(24));

 private:
  struct Waiting {
    std::string path;
    int turn = 0;
  };

  std::function<void()> wake_;
  std::mutex mutex_;
  std::condition_variable has_changed_;
  // Guarded by mutex_:
  std::deque<Waiting> waiting_;
  std::optional<formats::ReadResult> finished_;  // one at a time: the next file waits until it has been handed over
  std::string current_;   // the name of the file that is being read for the present turn; else empty
  bool is_busy_ = false;  // … or one that has been given up
  bool is_ending_ = false;

  // The app's thread only:
  std::vector<formats::ReadResult> read_;  // of files that were opened together, until the last is there
  bool is_one_of_several_ = false;         // … and whether there are such
  std::vector<formats::Problem> refused_;

  std::atomic<int> turn_ = 0;  // grows with every open() and cancel(): what was begun before is not wanted any more
  std::atomic<int> thousandths_ = 0;  // of the current file
  std::thread thread_;                // last: it uses all of the above

  void run();
  formats::ReadResult read(const Waiting& file);
  void advance(double share);
  bool is_wanted(const Waiting& file) const { return file.turn == turn_; }
};

/// The last part of a path: "folder/weights.npy" → "weights.npy", "folder/" → "folder".
std::string last_path_part(const std::string& path);

}  // namespace platform
