// Files that are taken away, on a disk: complete or not at all, and never over one that is there.
#pragma once

#include <cstdio>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "app/outbox.h"

namespace platform {

/// What became of a file: where it lies, or why it does not (the system's words).
struct SavedFile {
  std::string name;            // as it was wished for
  std::filesystem::path path;  // where it is now; empty: it could not be written
  std::string problem;
};

/// While a file comes in parts, they are in a new file of the name with ".part" behind it. What is taken away gets a
/// free name, "x (2).csv" where there is an "x.csv" already, as browsers number their downloads: a program that has
/// no dialog to ask in must not replace anything. forget() may be called by any thread, the others by one at a time.
class FileSaver {
 public:
  explicit FileSaver(std::filesystem::path folder) : folder_(std::move(folder)) {}
  ~FileSaver() { forget(); }
  FileSaver(const FileSaver&) = delete;

  /// Takes the next part. The result comes with the last one, or with the first that cannot be written.
  std::optional<SavedFile> save_part(const app::Download& part);
  /// Writes a file that the reader has named: it replaces one of that name, but only once it is complete. False, with
  /// errno, if that cannot be; what was there is then as it was.
  bool replace(const std::filesystem::path& path, const std::string& bytes);
  /// Removes what is not complete and takes nothing more. What another thread is writing is finished first.
  void forget();

 private:
  struct Part {
    std::FILE* file = nullptr;  // null: it could not be written, which has been said
    std::filesystem::path path;
  };
  std::filesystem::path folder_;
  std::mutex mutex_;
  std::map<std::string, Part> parts_;  // by the wished name
  bool is_over_ = false;

  SavedFile finish(const std::string& name, Part& part);
};

}  // namespace platform
