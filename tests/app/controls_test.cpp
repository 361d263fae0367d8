#include "headless.h"

TEST_CASE("a link shows only the controls it names, and what they lie in") {
  HeadlessLab lab("scene=cues&controls=will,mix/book");
  CHECK(lab.find("cues/will"));
  CHECK(lab.find("cues/mix"));
  CHECK_FALSE(lab.find("cues/wish"));
  CHECK_FALSE(lab.find("cues/temperature"));
  CHECK(lab.find("cues/desk"));    // the picture is no control
  CHECK(lab.find("app/language"));  // nor are the lab's own buttons the scene's
  CHECK(lab.app().fragment() == "scene=cues&controls=will,mix/book");
}

TEST_CASE("a state without the key leaves the shown controls as they are, and 'all' brings all back") {
  HeadlessLab lab("scene=cues&controls=will");
  lab.app().set_fragment("scene=cues");
  lab.settle();
  CHECK_FALSE(lab.find("cues/wish"));
  lab.app().set_fragment("scene=cues&controls=all");
  lab.settle();
  CHECK(lab.find("cues/wish"));
  CHECK(lab.app().fragment() == "scene=cues");
}

TEST_CASE("what cannot be a control's name is left out of the link") {
  CHECK(HeadlessLab("scene=cues&controls=%26x=1,<b>,will,,").app().fragment() == "scene=cues&controls=will");
  CHECK(HeadlessLab("scene=cues&controls=").app().fragment() == "scene=cues&controls=");
}
