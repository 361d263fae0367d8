#include "desktop_saver.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include "formats/file_name.h"

namespace platform {

namespace {

namespace fs = std::filesystem;

constexpr const char* kPartEnding = ".part";
constexpr int kMostTried = 10'000;  // names

/// Creates a file that was not there: "x" fails with EEXIST on whatever is, also on a link, wherever it leads.
std::FILE* create_new(const fs::path& path) { return std::fopen(path.string().c_str(), "wbx"); }

/// The first of "x.csv", "x (2).csv" … that is free, with `ending` behind it. Null, with errno, if there is none.
std::FILE* create_free(const fs::path& folder, const std::string& name, const char* ending, fs::path& path) {
  for (int number = 1; number <= kMostTried; ++number) {
    path = folder / ((number == 1 ? name : formats::numbered_file_name(name, number)) + ending);
    std::FILE* const file = create_new(path);
    if (file || errno != EEXIST) return file;
  }
  return nullptr;
}

bool write_all(std::FILE* file, const std::string& bytes) {
  return std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
}

void remove_quietly(const fs::path& path) {
  std::error_code ignored;
  fs::remove(path, ignored);
}

std::string reason(int error) { return std::generic_category().message(error); }

}  // namespace

std::optional<SavedFile> FileSaver::save_part(const app::Download& download) {
  const std::lock_guard lock(mutex_);
  if (is_over_) return std::nullopt;
  const std::string name = formats::safe_file_name(download.name);
  auto [found, is_first] = parts_.try_emplace(name);
  Part& part = found->second;
  std::optional<SavedFile> result;
  const auto fail = [&](int error) {
    if (part.file) std::fclose(std::exchange(part.file, nullptr));
    if (!part.path.empty()) remove_quietly(part.path);
    result = SavedFile{name, {}, reason(error)};
  };
  if (is_first && !download.is_given_up) {
    part.file = create_free(folder_, name, kPartEnding, part.path);
    if (!part.file) {
      part.path.clear();
      fail(errno);
    }
  }
  if (part.file && !write_all(part.file, download.bytes)) fail(errno);
  if (download.is_given_up && part.file) {
    std::fclose(part.file);
    remove_quietly(part.path);
  } else if (download.is_last && part.file) {
    result = finish(name, part);
  }
  if (download.is_last || download.is_given_up) parts_.erase(found);
  return result;
}

SavedFile FileSaver::finish(const std::string& name, Part& part) {
  SavedFile saved{.name = name};
  const bool is_written = std::fclose(std::exchange(part.file, nullptr)) == 0;
  int error = errno;
  // An empty file of our own holds the name, and the complete one takes its place.
  std::FILE* const place = is_written ? create_free(folder_, name, "", saved.path) : nullptr;
  if (is_written && !place) error = errno;
  if (place) {
    std::fclose(place);
    std::error_code problem;
    fs::rename(part.path, saved.path, problem);
    if (!problem) return saved;
    error = problem.value();
    remove_quietly(saved.path);
  }
  remove_quietly(part.path);
  return {.name = name, .path = {}, .problem = reason(error)};
}

bool FileSaver::replace(const fs::path& path, const std::string& bytes) {
  const std::lock_guard lock(mutex_);
  std::error_code ignored;
  const fs::path real = fs::exists(path, ignored) ? fs::canonical(path, ignored) : path;  // what a link stands for
  if (is_over_ || real.empty()) return false;
  if (fs::exists(real, ignored) && !fs::is_regular_file(real, ignored)) {  // /dev/stdout: nothing takes its place
    std::FILE* const file = std::fopen(real.string().c_str(), "wb");
    if (!file) return false;
    const bool is_whole = write_all(file, bytes);
    return std::fclose(file) == 0 && is_whole;
  }
  fs::path part;
  const std::string name = formats::safe_file_name(real.filename().string());
  std::FILE* const file = create_free(real.parent_path(), name, kPartEnding, part);
  if (!file) return false;
  const bool is_whole = write_all(file, bytes);
  std::error_code problem;
  if (std::fclose(file) == 0 && is_whole)
    fs::rename(part, real, problem);
  else
    problem = std::error_code(errno, std::generic_category());
  if (!problem) return true;
  remove_quietly(part);
  errno = problem.value();
  return false;
}

void FileSaver::forget() {
  const std::lock_guard lock(mutex_);
  is_over_ = true;
  for (auto& [name, part] : parts_) {
    if (!part.file) continue;
    std::fclose(part.file);
    remove_quietly(part.path);
  }
  parts_.clear();
}

}  // namespace platform
