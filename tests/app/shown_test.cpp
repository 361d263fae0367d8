// What a page that embeds the lab shows of it: only some panels, some controls, no header.
#include <algorithm>
#include <set>
#include <string>

#include "app/fragment.h"
#include "headless.h"
#include "view/theme.h"

namespace {

bool has(const HeadlessLab& lab, const std::string& id) { return lab.find(id) != nullptr; }

/// The right edge of what a screen reader is told of.
float right_edge(HeadlessLab& lab) {
  float right = 0;
  for (const view::Node& node : lab.app().nodes()) right = std::max(right, node.rect.x + node.rect.width);
  return right;
}

}  // namespace

TEST_CASE("without chrome there are no tabs and no header, and everything begins at the top") {
  HeadlessLab lab("scene=cues&chrome=none");
  for (const view::Node& node : lab.app().nodes())
    CHECK_FALSE((node.id.starts_with("app/") && !node.id.starts_with("app/take")));
  CHECK(lab.node("cues/title").rect.y < view::kSpace5);
  CHECK(lab.app().fragment() == "scene=cues&chrome=none");
  lab.app().set_fragment("scene=cues&chrome=full");
  lab.settle();
  CHECK(has(lab, "app/scenes"));
}

TEST_CASE("only the panels that a link names are shown, in every scene, and their room is used") {
  HeadlessLab whole("scene=cues");
  const float desk = whole.node("cues/desk").rect.width;
  HeadlessLab lab("scene=cues&panels=picture,says");
  CHECK(has(lab, "cues/desk"));
  CHECK(has(lab, "cues/says"));
  for (const char* id : {"cues/title", "cues/card", "cues/wish", "cues/comparison", "cues/numbers", "app/take"})
    CHECK_FALSE(has(lab, id));
  CHECK(lab.node("cues/desk").rect.width > desk + 200);  // nothing stands beside it
  CHECK(lab.app().fragment() == "scene=cues&panels=picture,says");
  lab.app().set_fragment("panels=all");
  lab.settle();
  CHECK(has(lab, "cues/wish"));
  CHECK(lab.node("cues/desk").rect.width == desk);
}

TEST_CASE("each panel of each scene can be shown alone, and then nothing of the others is") {
  for (const auto& scene : scenes::make_all()) {
    const std::string id = scene->id();
    std::set<std::set<std::string>> seen;
    for (const scenes::Panel& panel : scene->panels()) {
      CAPTURE(id);
      CAPTURE(std::string(panel.id));
      std::set<std::string> nodes;
      // Something is selected and something can be noticed, so that every part has something to say.
      const std::string more = id == "cues"       ? "&thing=3"
                               : id == "heatmaps" ? "&keys=a%20b%20c%20d%20e%20f%20g%20h%20i%20j"
                                                  : "";
      HeadlessLab lab("scene=" + id + "&chrome=none&panels=" + panel.id + more);
      for (const view::Node& node : lab.app().nodes())
        if (node.id != id) nodes.insert(node.id);
      CHECK_FALSE(nodes.empty());
      for (const std::set<std::string>& others : seen)
        for (const std::string& node : nodes) CHECK_MESSAGE(!others.contains(node), node);
      seen.insert(nodes);
      CHECK(right_edge(lab) <= 1280);
      CHECK(lab.app().cut_texts().empty());
    }
  }
}

TEST_CASE("no controls at all is really only the picture") {
  for (const auto& scene : scenes::make_all()) {
    const std::string id = scene->id();
    HeadlessLab lab("scene=" + id + "&controls=");
    HeadlessLab picture("scene=" + id + "&panels=picture&chrome=none");
    CAPTURE(id);
    REQUIRE(lab.app().nodes().size() == picture.app().nodes().size());
    for (std::size_t i = 0; i < lab.app().nodes().size(); ++i)
      CHECK(lab.app().nodes()[i].id == picture.app().nodes()[i].id);
    CHECK(lab.app().content_height() == picture.app().content_height());
  }
  HeadlessLab lab("scene=cues&controls=&chrome=full&panels=picture,poolings");
  CHECK(has(lab, "app/scenes"));
  CHECK(has(lab, "cues/comparison"));
}

TEST_CASE("a heading is shown only above something") {
  CHECK_FALSE(has(HeadlessLab("scene=cues&controls=will"), "cues/salience"));
  CHECK(has(HeadlessLab("scene=cues&controls=coffee"), "cues/salience"));
  CHECK_FALSE(has(HeadlessLab("scene=query_key_value&controls=temperature"), "query_key_value/sizes"));
  CHECK(has(HeadlessLab("scene=query_key_value&controls=width"), "query_key_value/sizes"));
  CHECK_FALSE(has(HeadlessLab("scene=cues&controls=wish"), "cues/step/1"));
  CHECK(has(HeadlessLab("scene=cues&controls=wish"), "cues/title"));
}

TEST_CASE("a control is named as in a link or as on the page") {
  HeadlessLab lab("scene=cues&mix=1&controls=book,mix/read");
  CHECK(has(lab, "cues/salience/book"));
  CHECK(has(lab, "cues/mix/read"));
  CHECK_FALSE(has(lab, "cues/salience/coffee"));
  CHECK(HeadlessLab("scene=cues&mix=1&controls=drink").find("cues/mix/drink"));
  HeadlessLab linked("scene=cues&salience/book=0.75&mix/drink=0.5");
  CHECK(linked.node("cues/salience/book").number == 0.75);
  CHECK(linked.app().fragment().ends_with("&book=0.75&drink=0.5"));
  CHECK(HeadlessLab("scene=cues&controls=will&thing=3&panels=derivation")
            .find("cues/derivation/close"));  // to close is no control
}

TEST_CASE("what of a link is not understood is said, and what is understood is not") {
  const auto remarks = [](const std::string& link) {
    HeadlessLab lab("lang=en");
    lab.app().set_fragment(link);
    std::string all;
    for (const std::string& each : lab.app().remarks()) all += each + "\n";
    return all;
  };
  CHECK(remarks("scene=cues&will=0.5&lang=zh&theme=dark&controls=will,wish&panels=picture,take-away&chrome=none&goal="
                "weights/book > 0.5") == "");
  const auto says = [&](const std::string& link, const std::string& part) {
    const std::string all = remarks(link);
    CAPTURE(link);
    CAPTURE(all);
    CHECK(all.find(part) != std::string::npos);
    CHECK(std::count(all.begin(), all.end(), '\n') == 1);
  };
  says("scene=cues&tempreture=1", "“tempreture=1”: the scene cues has no such key; it has step,");
  says("scene=cues&temperature=99", "“temperature=99”: must lie between 0.05 and 2; 2 is used");
  says("scene=cues&temperature=warm", "“temperature=warm”: must be a number from 0.05 to 2; nothing was changed");
  says("scene=cues&card=1.5", "must be a whole number; 2 is used");
  says("scene=cues&drunk=yes", "must be 0 or 1");
  says("scene=cues&red=cup", "must be one of none, newspaper, paper, coffee, notebook, book");
  says("scene=cues&contents=1,2", "must be 20 numbers separated by commas");
  says("scene=query_key_value&q=1,2,3,x", "must be 4 numbers");
  says("scene=query_key_value&mask=valid-length&lengths=1.5,2", "“lengths=1.5”: must be a whole number; 2 is used");
  says("scene=query_key_value&lengths=1,99", "“lengths=99”: must lie between");
  says("scene=heatmaps&x=%09", "text of at most");
  says("scene=kernel", "there is no such scene; cues is shown");
  says("lang=fr", "must be one of zh, en");
  says("theme=pink", "must be one of light, dark");
  says("chrome=some", "must be one of none, full");
  says("scene=cues&controls=wish,cup", "the scene cues has no control “cup”; it has step, wish");
  says("scene=cues&controls=<b>,wish", "“<b>” cannot be a name");
  says("scene=cues&panels=picture,mix",
       "the scene cues has no panel “mix”; it has path, picture, says, derivation, card, controls, poolings, curve, "
       "map, numbers, next, take-away");
  says("scene=cues&file=a.npy", "the scene cues opens no files");
  says("scene=cues&will", "“will”: has no “=”");
  says("scene=cues&a=%ff", "not UTF-8");
  CHECK(remarks("scene=cues&" + std::string(70000, 'x')).find("longer than 65536 bytes") != std::string::npos);
  std::string many = "scene=cues";
  for (int i = 0; i < 100; ++i) many += "&no" + std::to_string(i) + "=1";
  const std::string all = remarks(many);
  CHECK(std::count(all.begin(), all.end(), '\n') == static_cast<int>(app::kMostRemarks));
}

TEST_CASE("what the lab writes itself it understands, in every scene and state") {
  for (const char* link : {"scene=cues&step=3", "scene=cues&salience/book=0.5&mix=1&numbers=1",
                           "scene=query_key_value&preset=self-attention&scoring=additive",
                           "scene=heatmaps&preset=heads&combine=difference&alone=2"}) {
    HeadlessLab lab(link);
    HeadlessLab again(lab.app().fragment());
    CAPTURE(lab.app().fragment());
    CHECK(again.app().remarks().empty());
  }
}
