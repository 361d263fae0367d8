#include "headless.h"

namespace {
bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
}  // namespace

TEST_CASE("the result holds the scene's matrices, its state and its sentence") {
  HeadlessLab lab("scene=heatmaps&preset=eye&lang=en");
  const std::string result = lab.app().result();
  CHECK(contains(result, R"("scene":"heatmaps")"));
  CHECK(contains(result, R"("shape":[10,10])"));
  CHECK(contains(result, R"("data":[1.0,0.0,)"));
  CHECK(contains(result, "Every query attends only to the key with its own number"));
}

TEST_CASE("a lab that draws no frame answers for the state it was given") {
  HeadlessLab lab("scene=heatmaps&preset=eye");
  const std::string before = lab.app().result();
  lab.app().set_fragment("scene=heatmaps&preset=softmax&seed=5");
  lab.app().settle();
  CHECK(lab.app().fragment() == "scene=heatmaps&preset=softmax&seed=5");
  CHECK(contains(lab.app().result(), R"("state":"scene=heatmaps&preset=softmax&seed=5")"));
  CHECK(lab.app().result() != before);
  CHECK(lab.app().needs_frame());
}

TEST_CASE("numbers that are not finite are told by name") {
  HeadlessLab lab;
  lab.app().open_file("m.csv", "0.5,nan\ninf,-inf\n");
  lab.settle();
  CHECK(contains(lab.app().result(), R"("data":[0.5,"NaN","Infinity","-Infinity"])"));
}
