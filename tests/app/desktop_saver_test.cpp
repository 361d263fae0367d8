// What is taken away lies on a disk complete, in its folder, under a name that was free.
#include "desktop_saver.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <set>

#include "desktop_signals.h"

namespace {

namespace fs = std::filesystem;

/// A folder inside a folder, so that what leaves it is seen.
struct Folders {
  fs::path outer = fs::temp_directory_path() / ("attention-lab-saver-" + std::to_string(getpid())),
           inner = outer / "inner";
  Folders() { fs::create_directories(inner); }
  ~Folders() { fs::remove_all(outer); }
  std::string content(const fs::path& path) const {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void write(const fs::path& path, const std::string& bytes) const { std::ofstream(path, std::ios::binary) << bytes; }
  std::set<std::string> names(const fs::path& folder) const {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder)) found.insert(entry.path().filename().string());
    return found;
  }
};

app::Download part(const std::string& name, const std::string& bytes, bool is_last = true, bool is_given_up = false) {
  return {name, "text/csv", bytes, is_last, is_given_up};
}

using Names = std::set<std::string>;

}  // namespace

TEST_CASE("a saved file never leaves its folder, whatever it is called") {
  const Folders folders;
  platform::FileSaver saver(folders.inner);
  for (const char* name :
       {"../out.csv", "/tmp/attention-lab-out.csv", "a/b.csv", "..", ".hidden", "two\nlines.csv", "nul.csv"}) {
    CAPTURE(name);
    const auto saved = saver.save_part(part(name, "1"));
    REQUIRE(saved);
    CHECK(saved->path.parent_path() == folders.inner);
    CHECK(folders.content(saved->path) == "1");
  }
  CHECK(folders.names(folders.outer) == Names{"inner"});
  CHECK(folders.names(folders.inner).size() == 7);
}

TEST_CASE("a saved file gets a free name and replaces nothing") {
  const Folders folders;
  folders.write(folders.inner / "x.csv", "mine");
  fs::create_symlink(folders.outer / "elsewhere", folders.inner / "x (2).csv");
  platform::FileSaver saver(folders.inner);
  CHECK(saver.save_part(part("x.csv", "1"))->path.filename() == "x (3).csv");
  CHECK(saver.save_part(part("x.csv", "2"))->path.filename() == "x (4).csv");
  CHECK(folders.content(folders.inner / "x.csv") == "mine");
  CHECK(folders.names(folders.outer) == Names{"inner"});
}

TEST_CASE("a link that waits in the place of the part is not followed") {
  const Folders folders;
  folders.write(folders.outer / "victim", "mine");
  fs::create_symlink(folders.outer / "victim", folders.inner / "x.csv.part");
  fs::create_symlink(folders.outer / "nowhere", folders.inner / "x (2).csv.part");
  platform::FileSaver saver(folders.inner);
  CHECK_FALSE(saver.save_part(part("x.csv", "1,", false)));
  const auto saved = saver.save_part(part("x.csv", "2"));
  REQUIRE(saved);
  CHECK(folders.content(saved->path) == "1,2");
  CHECK(saved->path.filename() == "x.csv");
  CHECK(folders.content(folders.outer / "victim") == "mine");
  CHECK(folders.names(folders.outer) == Names{"inner", "victim"});
}

TEST_CASE("a file that is given up, or not complete when the program ends, leaves nothing") {
  const Folders folders;
  platform::FileSaver saver(folders.inner);
  CHECK_FALSE(saver.save_part(part("x.csv", "1", false)));
  CHECK(folders.names(folders.inner) == Names{"x.csv.part"});
  CHECK_FALSE(saver.save_part(part("x.csv", "", false, true)));
  CHECK(folders.names(folders.inner).empty());
  CHECK_FALSE(saver.save_part(part("y.csv", "1", false)));
  saver.forget();
  CHECK(folders.names(folders.inner).empty());
  CHECK_FALSE(saver.save_part(part("y.csv", "2")));
  CHECK(folders.names(folders.inner).empty());
}

TEST_CASE("a file that cannot be written is said to be so, once, and the next one is tried again") {
  const Folders folders;
  const fs::path later = folders.outer / "later";
  platform::FileSaver saver(later);
  const auto refused = saver.save_part(part("x.csv", "1", false));
  REQUIRE(refused);
  CHECK(refused->path.empty());
  CHECK(refused->problem == "No such file or directory");
  CHECK_FALSE(saver.save_part(part("x.csv", "2", false)));
  CHECK_FALSE(saver.save_part(part("x.csv", "", false, true)));
  fs::create_directory(later);
  CHECK(saver.save_part(part("x.csv", "3"))->path.filename() == "x.csv");
}

TEST_CASE("a picture whose path was named replaces what is there, through links, or leaves it") {
  const Folders folders;
  platform::FileSaver saver(folders.inner);
  folders.write(folders.outer / "old.png", "old");
  fs::create_symlink(folders.outer / "old.png", folders.inner / "link.png");
  CHECK(saver.replace(folders.inner / "link.png", "new"));
  CHECK(fs::is_symlink(folders.inner / "link.png"));
  CHECK(folders.content(folders.outer / "old.png") == "new");
  CHECK_FALSE(saver.replace(folders.outer / "no folder" / "x.png", "new"));
  CHECK_FALSE(saver.replace(folders.inner, "new"));
  CHECK(folders.names(folders.inner) == Names{"link.png"});
  CHECK(folders.names(folders.outer) == Names{"inner", "old.png"});
}

TEST_CASE("a signal that ends the program leaves no part of a file, and ends it as a signal does") {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    CAPTURE(signal);
    const Folders folders;
    folders.write(folders.inner / "x.csv", "mine");
    int ready[2];
    REQUIRE(pipe(ready) == 0);
    const pid_t child = fork();
    if (child == 0) {
      std::signal(signal, SIG_DFL);  // whoever has started the tests may ignore it, as nohup does
      const auto saver = std::make_shared<platform::FileSaver>(folders.inner);
      platform::end_cleanly_on_signals(saver);
      saver->save_part(part("x.csv", "1", false));
      const char is_begun = fs::exists(folders.inner / "x.csv.part") ? 'y' : 'n';
      if (write(ready[1], &is_begun, 1) != 1) std::_Exit(2);
      for (;;) saver->save_part(part("x.csv", "and so on", false));  // in the middle of it
    }
    char is_begun = 0;
    REQUIRE(read(ready[0], &is_begun, 1) == 1);
    CHECK(is_begun == 'y');
    kill(child, signal);
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == signal);
    CHECK(folders.names(folders.inner) == Names{"x.csv"});
    CHECK(folders.content(folders.inner / "x.csv") == "mine");
    close(ready[0]);
    close(ready[1]);
  }
}
