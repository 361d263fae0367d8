// The scenes where their tabs would take several rows of a narrow page: one button with the name of the scene that is
// shown, and while it is open all of them below it, a line each.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "view/ui.h"

namespace app {

inline constexpr float kTabRow =
    44;  // CSS pixels, of a row of tabs or a line of the list: as high as a finger needs it

class SceneMenu {
 public:
  /// `titles` in the scenes' order, `current` the index of the one that is shown; as wide as `width`, CSS pixels.
  SceneMenu(view::Ui& ui, std::span<const std::string> titles, int current, float width, bool is_open);

  float height() const;

  struct Answer {
    int chosen = -1;          // the scene that was asked for; −1 = none
    bool is_toggled = false;  // the button was pressed
  };
  /// With its corner there. The button is the node "app/scenes", the lines are "app/scenes/0", …
  Answer draw(float x, float y);

 private:
  struct Line {
    std::string title;
    float words_width, words_height, height;
  };

  Line measured(const std::string& title, bool opens_list) const;
  bool draw_line(const Line& line, float x, float y, view::Node node);

  view::Ui& ui_;
  int current_;
  float width_;
  bool is_open_;
  int count_;  // of scenes
  Line button_;
  std::vector<Line> lines_;  // none while it is closed
};

}  // namespace app
