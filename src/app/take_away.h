// "Take it away": the link, the picture, the numbers and a program, for whatever scene is shown.
#pragma once

#include <string>
#include <vector>

#include "app/outbox.h"
#include "scenes/scene.h"
#include "view/ui.h"

namespace app {

class TakeAwayPanel {
 public:
  /// Draws the fold-out at the top of the current column and answers to it. `fragment` is the whole state.
  void draw(view::Ui& ui, const scenes::Scene& scene, const std::string& fragment, Outbox& outbox);

 private:
  bool is_open_ = false;
  bool awaits_svg_ = false;
  int matrix_ = 0;         // which of the scene's matrices
  int enlargement_ = 1;    // index of the PNG's scale: 1× … 4×
  std::string done_;       // "link copied", until the next press

  void draw_picture_buttons(view::Ui& ui, const scenes::Scene& scene, Outbox& outbox);
  void draw_matrix_buttons(view::Ui& ui, const scenes::TakeAway& take_away, Outbox& outbox);
};

}  // namespace app
