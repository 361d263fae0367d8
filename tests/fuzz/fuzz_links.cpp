// A libFuzzer program for links: what every scene and the lab itself make of one. Built by tests/fuzz/run.sh.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "app/app.h"
#include "links.h"
#include "scenes/scene_list.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

void expect(const std::string& violation) {
  if (violation.empty()) return;
  std::fprintf(stderr, "%s\n", violation.c_str());
  std::abort();
}

const std::vector<std::unique_ptr<scenes::Scene>>& all_scenes() {
  static const auto all = scenes::make_all();
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string link(reinterpret_cast<const char*>(data), size);
  for (const auto& scene : all_scenes()) {
    expect(links::violation_of_link(*scene, link));
    scene->finish_computing();
    if (!scene->is_sound()) expect(std::string(scene->id()) + " shows a number that is not finite");
  }
  static app::App lab;
  lab.set_fragment(link);
  const std::string opened = lab.fragment();
  lab.set_fragment(opened);
  if (lab.fragment() != opened) expect("the lab's link \"" + opened + "\" gives \"" + lab.fragment() + "\"");
  return 0;
}

/// Half of all inputs are links with the scenes' own fields: bytes alone would seldom become one.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                               unsigned int seed) {
  core::Random random(seed);
  if (random.below(2)) return LLVMFuzzerMutate(data, size, most);
  const auto& scene = all_scenes()[random.below(all_scenes().size())];
  std::string link = std::string("scene=") + scene->id() + links::random_link(*scene, random);
  if (random.below(2)) link = links::mutated(link, random);
  link.resize(std::min(link.size(), most));
  std::memcpy(data, link.data(), link.size());
  return link.size();
}
