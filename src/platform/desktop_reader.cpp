#include "desktop_reader.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include "formats/npy.h"
#include "formats/problem.h"
#include "formats/several_arrays.h"
#include "formats/summary.h"

namespace platform {

namespace {

constexpr std::size_t kPiece = std::size_t{4} << 20;  // bytes between two looks at whether the file is still wanted
constexpr std::uint64_t kMostHeld = std::uint64_t{5}
                                    << 28;  // bytes of a file that is held whole: 1.25 GiB, as in the page
constexpr std::uint64_t kMegabyte = std::uint64_t{1} << 20;
// How much of the work reading is; decoding and a look at the numbers are the rest. A .npy file is decoded as it is
// read.
constexpr double kReadingNpy = 0.9, kReadingOthers = 0.5;

formats::Problem unreadable(const std::string& path) {
  const std::string name = last_path_part(path);
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found)
    return formats::problem_with(name, "没有 {file} 这个文件。请检查文件名和文件夹。",
                                 "There is no {file}. Check the name and the folder.");
  if (std::filesystem::is_directory(status))
    return formats::problem_with(name, "{file} 是文件夹。请打开里面的一个文件。",
                                 "{file} is a folder. Open one of the files in it.");
  return formats::problem_with(name, "{file} 不能读取。请检查它是不是普通文件，有没有读取的权限。",
                               "{file} cannot be read. Check that it is an ordinary file and that you may read it.");
}

formats::Problem too_large(const std::string& path, std::uint64_t size) {
  return formats::problem_with(
      last_path_part(path),
      "{file} 有 {0} MB；除了 .npy，最大能打开 {1} MB。请先选出一部分再保存，例如 np.save(\"part.npy\", weights[:, :, "
      ":512, :512])。",
      "{file} has {0} MB; other than .npy, files of up to {1} MB open. Save a part of it, for example "
      "np.save(\"part.npy\", weights[:, :, :512, :512]).",
      {formats::with_thousands(size / kMegabyte), formats::with_thousands(kMostHeld / kMegabyte)});
}

formats::Problem broken_off(const std::string& path, std::uint64_t have, std::uint64_t size) {
  return formats::problem_with(
      last_path_part(path), "{file} 只读到 {0} 字节，它应有 {1} 字节。请检查磁盘或网络，然后再试。",
      "Of {file}, only {0} of {1} bytes could be read. Check the disk or the network and try again.",
      {formats::with_thousands(have), formats::with_thousands(size)});
}

}  // namespace

std::string last_path_part(const std::string& path) {
  const std::size_t end = path.find_last_not_of("/\\");
  if (end == std::string::npos) return path;
  const std::size_t slash = path.find_last_of("/\\", end);
  const std::size_t start = slash == std::string::npos ? 0 : slash + 1;
  return path.substr(start, end + 1 - start);
}

DesktopReader::DesktopReader(std::function<void()> wake) : wake_(std::move(wake)), thread_([this] { run(); }) {}

DesktopReader::~DesktopReader() {
  {
    const std::lock_guard lock(mutex_);
    ++turn_;
    waiting_.clear();
    is_ending_ = true;
  }
  has_changed_.notify_all();
  thread_.join();
}

void DesktopReader::open(std::vector<std::string> paths) {
  {
    const std::lock_guard lock(mutex_);
    ++turn_;
    waiting_.clear();
    finished_.reset();
    current_.clear();
    read_.clear();
    is_one_of_several_ = paths.size() > 1;
    for (std::string& path : paths) waiting_.push_back({std::move(path), turn_});
  }
  has_changed_.notify_all();
}

void DesktopReader::cancel() { open({}); }

void DesktopReader::serve(app::App& app) {
  std::optional<formats::ReadResult> finished;
  std::string now;
  bool is_last = false;
  {
    const std::lock_guard lock(mutex_);
    finished.swap(finished_);
    is_last = waiting_.empty() && current_.empty();
    // A file that waits is worked on, too: the thread may still be busy with one that has been given up.
    now = !current_.empty() ? current_ : !waiting_.empty() ? last_path_part(waiting_.front().path) : "";
    if (current_.empty()) thousandths_ = 0;
  }
  has_changed_.notify_all();
  if (finished && finished->problem) refused_.push_back(*finished->problem);
  if (finished && is_one_of_several_) {
    read_.push_back(std::move(*finished));
    if (is_last) app.adopt_file(formats::joined(std::exchange(read_, {})));
  } else if (finished) {
    app.adopt_file(std::move(*finished));
  }
  if (now.empty())
    app.end_reading();
  else
    app.show_reading(std::move(now), thousandths_ / 1000.0);
}

bool DesktopReader::has_work() {
  const std::lock_guard lock(mutex_);
  return finished_ || is_busy_ || !waiting_.empty();
}

bool DesktopReader::wait(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  return has_changed_.wait_for(lock, longest, [this] { return finished_ || (!is_busy_ && waiting_.empty()); });
}

// ---- in the thread ---------------------------------------------------------------------------------------------

void DesktopReader::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    has_changed_.wait(lock, [this] { return is_ending_ || (!finished_ && !waiting_.empty()); });
    if (is_ending_) return;
    const Waiting file = std::move(waiting_.front());
    waiting_.pop_front();
    current_ = last_path_part(file.path);
    thousandths_ = 0;
    is_busy_ = true;
    lock.unlock();
    wake_();
    formats::ReadResult result = read(file);
    lock.lock();
    is_busy_ = false;
    if (is_wanted(file)) {
      current_.clear();
      finished_ = std::move(result);
    }
    has_changed_.notify_all();
    lock.unlock();
    result = {};  // a large file that nobody wants any more is let go here, not under the lock
    wake_();
    lock.lock();
  }
}

void DesktopReader::advance(double share) {
  const int now = static_cast<int>(share * 1000);
  if (thousandths_.exchange(now) / 10 != now / 10) wake_();
}

formats::ReadResult DesktopReader::read(const Waiting& file) {
  std::error_code error;
  std::uint64_t size = 0;
  std::ifstream stream;
  if (std::filesystem::is_regular_file(file.path, error)) {  // a pipe or a device might keep us for ever
    size = std::filesystem::file_size(file.path, error);
    stream.open(file.path, std::ios::binary);
  }
  if (!stream.is_open() || error) return {{}, unreadable(file.path)};
  std::byte start[6];
  stream.read(reinterpret_cast<char*>(start), sizeof start);
  const bool is_npy = formats::looks_like_npy(std::span(start).first(static_cast<std::size_t>(stream.gcount())));
  if (!is_npy && size > kMostHeld) return {{}, too_large(file.path, size)};
  stream.clear();
  stream.seekg(0);

  std::uint64_t have = 0;
  bool is_broken = false;
  const double reading = is_npy ? kReadingNpy : kReadingOthers;
  formats::ReadResult result =
      formats::read_tensor_file(last_path_part(file.path), size, [&](std::span<std::byte> target) {
        std::size_t got = 0;
        while (got < target.size() && !is_broken) {
          const std::size_t wanted = std::min(kPiece, target.size() - got);
          if (!is_wanted(file)) break;
          stream.read(reinterpret_cast<char*>(target.data()) + got, static_cast<std::streamsize>(wanted));
          const auto came = static_cast<std::size_t>(stream.gcount());
          is_broken = came < wanted;
          got += came;
          have += came;
          advance(reading * static_cast<double>(have) / static_cast<double>(size));
        }
        return got;
      });
  if (!is_wanted(file)) return {};
  if (is_broken && have < size) return {{}, broken_off(file.path, have, size)};
  advance(reading + (1 - reading) / 2);
  formats::summarise(result.file);
  return result;
}

}  // namespace platform
