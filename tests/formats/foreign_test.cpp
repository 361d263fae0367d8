#include <doctest/doctest.h>

#include "files.h"

using namespace formats;

TEST_CASE("both kinds of files of torch.save are answered with the line that exports the weights") {
  for (const char* name : {"formats_zip.pt", "formats_legacy.pt"}) {
    CAPTURE(name);
    const Problem problem = problem_of(name, golden(name));
    CHECK(contains(problem.en, "numpy.save(\"weights.npy\", weights.detach().numpy())"));
    CHECK(contains(problem.zh, "numpy.save(\"weights.npy\", weights.detach().numpy())"));
  }
}

TEST_CASE("an unrelated file is named for what it is") {
  CHECK(contains(problem_of("photo.npy", "\x89PNG\r\n\x1A\n....").en, "a PNG image"));
  CHECK(contains(problem_of("photo.npy", "\x89PNG\r\n\x1A\n....").zh, "PNG 图片"));
  CHECK(contains(problem_of("paper.npy", "%PDF-1.7").en, "a PDF document"));
  CHECK(contains(problem_of("model.h5", "\x89HDF\r\n").en, "HDF5"));
  CHECK(contains(problem_of("noise.bin", std::string_view("\0\1\2\3", 4)).en, "not a kind of file"));
  CHECK(contains(problem_of("weights.NPY", std::string_view("\0\1\2\3", 4)).en,
                 "ends in .npy, but what is in it is no such file"));
  CHECK(contains(problem_of("weights.npz", "words").zh, "以 .npz 结尾，里面却不是这种文件"));
  CHECK(contains(problem_of("nothing.npy", "").en, "is empty"));
}

TEST_CASE("a file name cannot break the sentence") {
  const Problem problem = problem_of("evil\n" + std::string(100000, 'x') + "\xFF.npy", "");
  CHECK(problem.en.size() < 300);
  CHECK_FALSE(contains(problem.en, "\n"));
}
