// Files that are read beside the frames: real ones from a disk, by the thread that the desktop program has for it.
#include "desktop_reader.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "headless.h"

namespace {

using namespace std::chrono_literals;

/// A folder for the files of one test.
struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("attention-lab-" + std::to_string(getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }

  std::string file(const std::string& name, const std::string& content) const {
    std::ofstream(path / name, std::ios::binary) << content;
    return (path / name).string();
  }
  /// A .npy of `rows` × `columns` zeros but for its first number, one; as long on disk as its header.
  std::string npy(const std::string& name, int rows, int columns) const {
    std::string fields = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                         std::to_string(columns) + "), }";
    fields.resize(117, ' ');
    const std::string whole =
        file(name, std::string("\x93NUMPY\x01\x00\x76\x00", 10) + fields + "\n" + std::string("\x00\x00\x80\x3f", 4));
    std::filesystem::resize_file(
        whole, 128 + std::uintmax_t{4} * static_cast<std::uintmax_t>(rows) * static_cast<std::uintmax_t>(columns));
    return whole;
  }
};

/// The desktop window's loop without a window.
struct Desk {
  HeadlessLab lab{"scene=heatmaps&preset=eye&lang=en"};
  std::atomic<int> wakes = 0;
  platform::DesktopReader reader{[this] { ++wakes; }};

  void frame() {
    reader.serve(lab.app());
    lab.frame();
    if (lab.outbox().cancels_reading) reader.cancel();
  }
  /// Until everything has been read and shown.
  void settle() {
    while (reader.has_work()) {
      reader.wait();
      reader.serve(lab.app());
    }
    for (int frames = 0; frames < 100 || lab.app().wants_frame(); ++frames) frame();
  }
  core::Tensor shown() { return *lab.app().take_away().matrices.at(0).tensor; }
  std::string problem() {
    const view::Node* node = lab.find("app/problem");
    return node ? node->name : "";
  }
};

}  // namespace

TEST_CASE("frames go on while a large file is read, and its card goes from nothing to the end") {
  const Folder folder;
  Desk desk;
  desk.reader.open({folder.npy("large.npy", 9000, 9000)});
  std::vector<double> bars;
  int frames = 0;
  for (; desk.reader.has_work(); ++frames) {
    desk.frame();
    if (const view::Node* bar = desk.lab.find("app/progress/bar")) bars.push_back(bar->number);
  }
  CHECK(frames > 20);
  REQUIRE(bars.size() > 3);
  CHECK(bars.front() < 60);
  CHECK(bars.back() >= 80);
  CHECK(std::is_sorted(bars.begin(), bars.end()));
  CHECK(desk.wakes >= 50);
  CHECK(desk.wakes <= 110);
  desk.settle();
  CHECK_FALSE(desk.lab.find("app/progress"));
  CHECK(desk.shown().shape == core::Shape{9000, 9000});
  CHECK(desk.shown().data[0] == 1);
  CHECK(desk.shown().data[1] == 0);
}

TEST_CASE("a file that is given up leaves the picture, is not read to its end, and the next one is read") {
  const Folder folder;
  Desk desk;
  const core::Tensor before = desk.shown();
  desk.reader.open({folder.npy("large.npy", 16000, 16000), folder.npy("after.npy", 3, 2)});
  while (!desk.lab.find("app/progress/cancel") || desk.wakes < 5) desk.frame();
  desk.lab.app().act({view::ActionKind::kActivate, "app/progress/cancel", ""});
  desk.frame();
  const int wakes = desk.wakes;  // one for every hundredth of a file
  CHECK(wakes < 60);
  desk.frame();
  CHECK_FALSE(desk.lab.find("app/progress"));
  CHECK(desk.reader.wait());
  CHECK(desk.wakes <= wakes + 3);
  desk.settle();
  CHECK(desk.shown().data == before.data);
  CHECK(desk.problem().empty());
  desk.reader.open({folder.file("small.csv", "0.5,0.5\n1,0\n")});
  desk.settle();
  CHECK(desk.shown().data == std::vector<float>{0.5f, 0.5f, 1, 0});
}

TEST_CASE("several files are read in their order and shown side by side when the last is there") {
  const Folder folder;
  Desk desk;
  desk.reader.open({folder.npy("first.npy", 2000, 2000), folder.file("second.csv", "1,2\n"),
                    folder.file("third.csv", "3,4\n5,6\n"), folder.file("bad.npy", "none")});
  int changes = 0;
  core::Shape last = desk.shown().shape;
  while (desk.reader.has_work()) {
    desk.reader.wait();
    desk.reader.serve(desk.lab.app());
    desk.lab.settle();
    changes += desk.shown().shape != last;
    last = desk.shown().shape;
  }
  CHECK(changes == 1);
  CHECK(desk.lab.node("heatmaps/arrays/list").options.size() == 3);
  CHECK(desk.lab.node("heatmaps/note/0").name.find("bad.npy") != std::string::npos);
}

TEST_CASE("other files give up those that are being read") {
  const Folder folder;
  Desk desk;
  desk.reader.open({folder.npy("large.npy", 16000, 16000)});
  desk.reader.wait(20ms);
  desk.reader.open({folder.file("small.csv", "1,2\n")});
  desk.settle();
  CHECK(desk.shown().shape == core::Shape{1, 2});
}

TEST_CASE("what cannot be read gets a sentence in both languages, and the picture stays") {
  const Folder folder;
  Desk desk;
  const core::Tensor before = desk.shown();
  const auto answers = [&](const std::string& path, const std::string& en, const std::string& zh) {
    CAPTURE(path);
    desk.reader.open({path});
    desk.settle();
    CHECK_MESSAGE(desk.problem().find(en) != std::string::npos, desk.problem());
    desk.lab.app().set_fragment("scene=heatmaps&preset=eye&lang=zh");
    desk.lab.settle();
    CHECK_MESSAGE(desk.problem().find(zh) != std::string::npos, desk.problem());
    desk.lab.app().set_fragment("scene=heatmaps&preset=eye&lang=en");
    CHECK(desk.shown().data == before.data);
  };
  answers((folder.path / "missing.npy").string(), "There is no “missing.npy”", "没有 “missing.npy” 这个文件");
  answers(folder.path.string() + "/", "is a folder", "是文件夹");
  answers(folder.file("empty.npy", ""), "is empty", "空文件");
  answers(folder.file("bad.npy", "no numbers here"), "“bad.npy” has a name that ends in .npy", "“bad.npy”");
  answers("/dev/zero", "cannot be read", "不能读取");
  if (geteuid() != 0) {  // root may read everything
    const std::string locked = folder.file("locked.csv", "1,2\n");
    std::filesystem::permissions(locked, std::filesystem::perms::none);
    answers(locked, "cannot be read", "不能读取");
  }
}

TEST_CASE("a file too large to be held is refused before it is read, but for a .npy, which is decoded as it comes") {
  const Folder folder;
  Desk desk;
  const std::string large = folder.file("large.csv", "1,2\n");
  std::filesystem::resize_file(large, std::uintmax_t{40} << 30);
  desk.reader.open({large});  // 40 GiB would not be read while anybody waits
  desk.settle();
  CHECK_MESSAGE(desk.problem().find("40,960 MB") != std::string::npos, desk.problem());
  const std::string npy = folder.npy("promise.npy", 100000, 100000);  // too many numbers: its header says so
  desk.reader.open({npy});
  desk.settle();
  CHECK(desk.problem().find("promise.npy") != std::string::npos);
  CHECK(desk.problem().find(" MB;") == std::string::npos);
}

TEST_CASE("a reader that is let go in the middle of a file reads no further") {
  const Folder folder;
  const std::string large = folder.npy("large.npy", 16000, 16000);
  std::atomic<int> wakes = 0;
  auto reader = std::make_unique<platform::DesktopReader>([&] { ++wakes; });
  reader->open({large, large, large});
  while (wakes < 5) std::this_thread::sleep_for(1ms);
  const int before = wakes;
  reader.reset();
  CHECK(wakes <= before + 3);
}

TEST_CASE("the last part of a path is the file's or the folder's name") {
  CHECK(platform::last_path_part("folder/weights.npy") == "weights.npy");
  CHECK(platform::last_path_part("weights.npy") == "weights.npy");
  CHECK(platform::last_path_part("some/folder/") == "folder");
  CHECK(platform::last_path_part("/") == "/");
  CHECK(platform::last_path_part("") == "");
}
