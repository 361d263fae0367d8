#include "headless.h"

TEST_CASE("a lab that draws no frame answers for the state it was given") {
  HeadlessLab lab("scene=heatmaps&preset=eye");
  REQUIRE(lab.app().take_away().matrices.size() >= 1);
  const core::Tensor before = *lab.app().take_away().matrices[0].tensor;
  CHECK(before.shape == core::Shape{10, 10});
  lab.app().set_fragment("scene=heatmaps&preset=softmax&seed=5");
  lab.app().settle();
  CHECK(lab.app().fragment() == "scene=heatmaps&preset=softmax&seed=5");
  CHECK(lab.app().take_away().matrices[0].tensor->data != before.data);
  CHECK(lab.app().wants_frame());
}

TEST_CASE("what the lab says is the sentence a screen reader hears") {
  HeadlessLab lab("scene=heatmaps&preset=eye&lang=en");
  CHECK(lab.app().says().find("Every query attends only to the key with its own number") != std::string::npos);
}

TEST_CASE("opening a file tells whether it could be read") {
  HeadlessLab lab;
  CHECK(lab.app().open_file("m.csv", "0.5,0.5\n1,0\n"));
  CHECK_FALSE(lab.app().open_file("m.npy", "no such thing"));
}
