// One frame of the interface: where things go, what was pressed, and what a screen reader is told. Each subject is a
// base with a header of its own; Ui is what they are together, in one frame.
#pragma once

#include "view/columns.h"
#include "view/frame.h"
#include "view/gestures.h"
#include "view/motion.h"
#include "view/nodes.h"
#include "view/painter.h"
#include "view/picture.h"
#include "view/pointer.h"
#include "view/refusals.h"
#include "view/requests.h"
#include "view/tooltip.h"

namespace view {

class Ui : public Frame,
           public Columns,
           public Nodes,
           public Pointer,
           public Gestures,
           public Motion,
           public Requests,
           public Picture,
           public Painter,
           public Refusals,
           public Tooltip {
 public:
  Ui();
  Ui(const Ui&) = delete;  // the bases know one another
  Ui& operator=(const Ui&) = delete;

  void begin_frame(FrameInput input);
  void end_frame();

  /// What is drawn and pressed from here to end_overlay() lies over the rest of the page and has the pointer first,
  /// wherever in the frame that is. One of each name in a frame; everything is inside `rect` (content coordinates).
  /// `is_opened`: by the reader; what only stays in view of its own accord does not cover that.
  void begin_overlay(const char* name, const Rect& rect, bool is_opened = true);
  void end_overlay();

  /// What is drawn from here to end_picture() is the scene's picture. Where the controls stand below it, it stays in
  /// view at the top of the viewport until they have been scrolled past, unless it is too tall for that.
  void begin_picture();
  void end_picture(const Rect& area);
  bool can_pin_picture() const;

  /// Around what has the keyboard, if that was reached with it.
  void focus_ring(const Rect& rect, const Interaction& interaction, float radius = kRadius);

 private:
  float picture_pin() const;
};

}  // namespace view
