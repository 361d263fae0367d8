#include <algorithm>

#include "headless.h"
#include "view/theme.h"

TEST_CASE("a link shows only the controls it names, and what they lie in") {
  HeadlessLab lab("scene=cues&controls=will,mix/book");
  CHECK(lab.find("cues/will"));
  CHECK(lab.find("cues/mix"));
  CHECK_FALSE(lab.find("cues/wish"));
  CHECK_FALSE(lab.find("cues/temperature"));
  CHECK(lab.find("cues/desk"));     // the picture is no control
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

TEST_CASE("tables and buttons at fixed places are controls, too") {
  HeadlessLab lab("scene=query_key_value&controls=temperature,k");
  CHECK(lab.find("query_key_value/temperature"));
  CHECK(lab.find("query_key_value/k"));
  CHECK(lab.find("query_key_value/k/add"));  // it lies in the table
  CHECK_FALSE(lab.find("query_key_value/q"));
  CHECK_FALSE(lab.find("query_key_value/q/add"));
  CHECK(lab.find("app/undo"));
}

TEST_CASE("a system that insists on its own colours gets them, and nothing else gets in between") {
  HeadlessLab lab("scene=cues");
  lab.app().set_system_colors("000000,ffffff,00ff00,1aebff,000000,ffff00");
  lab.settle();
  const ImDrawList& page = *ImGui::GetDrawData()->CmdLists[0];
  CHECK(page.VtxBuffer[0].col == view::rgb(0x000000));  // the page is filled first
  lab.app().set_system_colors("000000,ffff");           // not six colours: none
  lab.settle();
  CHECK(ImGui::GetDrawData()->CmdLists[0]->VtxBuffer[0].col == view::light_theme().page);
}

TEST_CASE("a finger that stays gets the help of what lies under it, and has pressed nothing") {
  HeadlessLab lab("scene=cues", 600, 2400);
  const view::Node toggle = *std::find_if(lab.app().nodes().begin(), lab.app().nodes().end(),
                                          [](const view::Node& node) { return node.role == view::Role::kToggle; });
  const float x = toggle.rect.x + toggle.rect.width / 2, y = toggle.rect.y + toggle.rect.height / 2;
  REQUIRE_FALSE(toggle.help.empty());
  lab.pointer(app::PointerPhase::kMove, x, y, app::PointerKind::kTouch);
  lab.pointer(app::PointerPhase::kDown, x, y, app::PointerKind::kTouch);
  lab.settle();
  const int before = ImGui::GetDrawData()->TotalVtxCount;
  lab.pointer(app::PointerPhase::kHold, x, y, app::PointerKind::kTouch);
  lab.settle();
  CHECK(ImGui::GetDrawData()->TotalVtxCount > before + 20);  // the help's words
  CHECK(lab.node(toggle.id).is_checked == toggle.is_checked);
  lab.click(5, 5, app::PointerKind::kTouch);
  CHECK(ImGui::GetDrawData()->TotalVtxCount < before + 20);
}
