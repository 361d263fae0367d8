// 训练: a run that is played, paused, scrubbed, linked and given up; the reader's sequence; heads that are switched
// off.
#include <cmath>
#include <regex>

#include "headless.h"
#include "scenes/training/induction_model.h"
#include "scenes/training/parts.h"

using scenes::training::Sequence;
using scenes::training::sequence_of;

namespace {

/// Where things play.
struct TrainingLab : HeadlessLab {
  explicit TrainingLab(const std::string& link = "") : HeadlessLab("scene=training&lang=en" + link) {
    app().set_reduced_motion(false);
    frame();
  }
  void press(const std::string& id) {
    app().act({view::ActionKind::kActivate, "training/" + id, ""});
    frame();
  }
  void play_for(int frames) {
    press("playback/play");
    for (int i = 0; i < frames; ++i) frame();
  }
  std::string text(const std::string& id) const { return node("training/" + id).name; }
  bool is_playing() { return text("playback/play") == "Pause"; }
  /// "Shown: step 3 of the 7 trained."
  std::pair<int, int> shown_of_trained() const {
    static const std::regex kNumbers("step (\\d+) .*?(?:the|last\\);) (\\d+)");
    std::smatch found;
    const std::string says = text("shown");
    REQUIRE_MESSAGE(std::regex_search(says, found, kNumbers), says);
    return {std::stoi(found[1]), std::stoi(found[2])};
  }
};

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += part + "|";
  return all;
}

}  // namespace

TEST_CASE("every different character is a symbol of its own, in the order of appearance; blanks are none") {
  const Sequence sequence = sequence_of("天 地天👩‍👧e\u0301天");
  CHECK(joined(sequence.characters) == "天|地|天|👩‍👧|e\u0301|天|");
  CHECK(sequence.symbols == std::vector<int>{0, 1, 0, 2, 3, 0});
  CHECK(sequence.has_blanks);
  CHECK(sequence.repeats());
  CHECK_FALSE(sequence_of("abc").repeats());
}

TEST_CASE("what comes next is known where the symbol has stood before: what came after it then") {
  const Sequence sequence = sequence_of("abcab");
  const int known[] = {-1, -1, -1, 1, 2};
  for (int place = 0; place < 5; ++place) CHECK(sequence.known_next(place) == known[place]);
  CHECK(sequence_of("aba").known_next(2) == 1);
  CHECK(sequence_of("abac").known_next(2) == 1);  // not what comes after it now
}

TEST_CASE("an empty sequence is the example, of a long one the first 24 symbols are read, and either is told") {
  CHECK(sequence_of("").is_example);
  CHECK(sequence_of(" \t").is_example);
  const Sequence longer = sequence_of("abcdefghijklmnopqrstuvwxyz");
  CHECK(longer.count() == 24);
  CHECK(longer.written == 26);
  const std::pair<const char*, const char*> cases[] = {{"", ""},
                                                       {"%20%20", "There are only blanks"},
                                                       {"a", "one symbol"},
                                                       {"abcdefghijklmnopqrstuvwxyz", "26 characters.*first 24"},
                                                       {"abc", "No symbol comes twice"},
                                                       {"a%20b%20a", "Blanks are no symbols"},
                                                       {"%F0%9F%98%80a%F0%9F%98%80", ""}};
  for (const auto& [typed, says] : cases) {
    TrainingLab lab(std::string("&sequence=") + typed);
    const view::Node& field = lab.node("training/sequence");
    CAPTURE(typed);
    CHECK(field.is_invalid == (std::string(says) != ""));
    if (field.is_invalid) CHECK_MESSAGE(std::regex_search(field.help, std::regex(says)), field.help);
  }
}

TEST_CASE("playing trains, one step after the other and at most 60 a second; pausing keeps what was reached") {
  TrainingLab lab;
  CHECK(lab.shown_of_trained() == std::pair{0, 0});
  lab.play_for(30);
  CHECK(lab.is_playing());
  CHECK_FALSE(lab.find("app/progress"));  // the player is its own control
  CHECK(lab.fragment().find("steps") == std::string::npos);
  const auto [shown, trained] = lab.shown_of_trained();
  CHECK(trained >= 2);
  CHECK(trained <= 32);
  CHECK(shown >= trained - 1);
  lab.press("playback/play");
  lab.settle();
  const auto [last_shown, last] = lab.shown_of_trained();
  CHECK(last_shown == last);
  CHECK(last >= trained);
  const std::string count = std::to_string(last);
  CHECK(lab.fragment().find("steps=" + count + "&shown=" + count) != std::string::npos);
  CHECK_FALSE(lab.app().wants_frame());
}

TEST_CASE("a link trains to its step and shows the same picture as the lab that it was made in") {
  TrainingLab lab("&seed=3");
  lab.play_for(20);
  lab.press("playback/play");
  lab.settle();
  lab.set("training/playback/position", "2");
  HeadlessLab other(lab.app().fragment());
  for (const char* id : {"says", "shown", "continues/two", "continues/one"}) {
    CAPTURE(id);
    CHECK(other.node(std::string("training/") + id).name == lab.node(std::string("training/") + id).name);
  }
  const auto here = lab.app().take_away().matrices, there = other.app().take_away().matrices;
  REQUIRE(here.size() == there.size());
  for (std::size_t i = 0; i < here.size(); ++i) CHECK(here[i].tensor->data == there[i].tensor->data);
  CHECK(other.app().fragment() == lab.app().fragment());
}

TEST_CASE("a link to an earlier step is not further than it says, whatever has been trained before") {
  TrainingLab lab("&steps=12&shown=12");
  const HeadlessLab fresh("scene=training&lang=en&steps=7&shown=7");
  lab.app().set_fragment("scene=training&lang=en&steps=7&shown=7");
  lab.settle();
  CHECK(lab.shown_of_trained() == std::pair{7, 7});
  CHECK(lab.text("continues/two") == fresh.node("training/continues/two").name);
}

TEST_CASE("a link's training has a card, and giving up keeps what was reached") {
  HeadlessLab lab("scene=training&lang=en");
  lab.app().set_fragment("scene=training&lang=en&steps=300&shown=300&rate=0.3");
  for (int i = 0; i < 12; ++i) lab.frame();
  CHECK(lab.find("app/progress"));
  lab.app().act({view::ActionKind::kActivate, "app/progress/cancel", ""});
  lab.settle();
  CHECK_FALSE(lab.find("app/progress"));
  std::smatch found;
  const std::string now = lab.app().fragment();
  REQUIRE(std::regex_search(now, found, std::regex("steps=(\\d+)&shown=(\\d+)")));
  CHECK(std::stoi(found[1]) > 0);
  CHECK(std::stoi(found[1]) < 300);
  CHECK(found[1] == found[2]);
}

TEST_CASE("scrubbing shows an earlier snapshot and forgets nothing; playing from there goes on behind the last step") {
  TrainingLab lab("&steps=70&shown=70&rate=0.001");
  CHECK(lab.shown_of_trained() == std::pair{70, 70});
  lab.set("training/playback/position", "31");
  CHECK(lab.shown_of_trained() == std::pair{30, 70});  // of 70 steps every other one is kept
  lab.press("playback/step");
  lab.settle();
  CHECK(lab.shown_of_trained() == std::pair{32, 70});
  lab.activate("training/playback/start");
  CHECK(lab.shown_of_trained() == std::pair{0, 70});
  lab.set("training/playback/position", "69");
  lab.press("playback/step");
  lab.settle();
  CHECK(lab.shown_of_trained() == std::pair{70, 70});
  lab.press("playback/step");
  lab.settle();
  CHECK(lab.shown_of_trained() == std::pair{71, 71});
}

TEST_CASE("another seed or rate begins another run") {
  for (const auto& [id, value] : {std::pair{"seed", "2"}, std::pair{"rate", "0.01"}}) {
    TrainingLab lab("&steps=5&shown=5");
    const std::string before = lab.text("continues/two");
    lab.set(std::string("training/") + id, value);
    CHECK(lab.shown_of_trained() == std::pair{0, 0});
    lab.activate("app/undo");
    CHECK(lab.shown_of_trained() == std::pair{5, 5});
    CHECK(lab.text("continues/two") == before);
  }
}

TEST_CASE("a rate that is too large stops the run, which says so and leads back to the last good step") {
  TrainingLab lab("&rate=1");
  lab.press("to-the-end");
  lab.settle();
  CHECK(std::regex_search(lab.text("end"), std::regex("exploded: the loss went from 3\\.\\d+ to \\d+")));
  lab.activate("training/playback/last-good");
  CHECK(lab.shown_of_trained().first == 0);
  CHECK(lab.shown_of_trained().second > 0);
  CHECK(lab.find("training/end"));
}

TEST_CASE("the whole run: its end, the stages that are told, heads that are off, the question, and no step more") {
  TrainingLab lab("&question=one-layer");
  CHECK(lab.text("says").starts_with("Nothing has been trained"));
  lab.activate("training/question/prediction", "1");
  lab.activate("training/question/check");  // the answer is at the end of the run
  CHECK(lab.text("question/answer").starts_with("Right"));
  CHECK(lab.text("end").starts_with("The run has ended itself"));
  const int trained = lab.shown_of_trained().second;
  CHECK(trained < 250);
  lab.set("training/playback/position", std::to_string(trained));
  CHECK(std::regex_search(lab.text("says"), std::regex("an induction head has formed.*(99|100)\\.\\d% are right")));
  CHECK(std::regex_search(lab.text("continues/two"), std::regex("after S: P, right")));
  CHECK_FALSE(std::regex_search(lab.text("continues/two"), std::regex("wrong")));
  CHECK(std::regex_search(lab.text("continues/one"), std::regex("wrong")));
  for (const char* id : {"off-1", "off-2"}) {
    const std::string sound = lab.text("continues/two");
    lab.activate(std::string("training/") + id);
    std::smatch found;
    const std::string says = lab.text("says");
    REQUIRE(std::regex_search(says, found, std::regex("from ([0-9.]+)% to ([0-9.]+)%")));
    CHECK(std::stod(found[1]) > 97);
    CHECK(std::stod(found[2]) < 60);
    CHECK(lab.text("continues/two") != sound);
    lab.activate(std::string("training/") + id);
    CHECK(lab.text("continues/two") == sound);
  }
  lab.press("playback/play");  // from the start again: nothing more is trained
  for (int i = 0; i < 10; ++i) lab.frame();
  CHECK(lab.shown_of_trained().second == trained);
  CHECK(lab.shown_of_trained().first < 20);
}

TEST_CASE("a click into the curves shows that step") {
  TrainingLab lab("&steps=20&shown=20");
  const view::Rect plot = lab.node("training/shares").rect;
  lab.click(plot.x + plot.width * 10 / 150, plot.y + plot.height / 2);
  CHECK(lab.shown_of_trained() == std::pair{10, 20});
}

TEST_CASE("nothing trains while another scene is shown") {
  TrainingLab lab;
  lab.play_for(5);
  lab.app().set_fragment("scene=cues");
  lab.frame();
  for (int i = 0; i < 10; ++i) lab.frame();
  const scenes::Scene& training = *lab.app().scenes().back();
  REQUIRE(std::string(training.id()) == "training");
  const auto matrices = [&] { return training.take_away(view::Language::kEnglish).matrices[0].tensor->data; };
  const auto before = matrices();
  for (int i = 0; i < 10; ++i) lab.frame();
  CHECK(matrices() == before);
}
