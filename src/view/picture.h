// The scene's picture: the part of a frame that can be taken away, written down as SVG when that is asked for.
#pragma once

#include <string>
#include <utility>

#include "view/frame.h"
#include "view/svg.h"

namespace view {

/// What an exported picture lies on.
enum class SvgGround { kWhite, kTransparent, kAsOnScreen };

class Picture {
 public:
  explicit Picture(Frame& frame) : frame_(frame) {}

  /// What is drawn from here to end_picture() is the scene's picture.
  void begin_picture();
  void end_picture(const Rect& area);
  static constexpr float kPictureMargin = kSpace2;            // around it, CSS pixels
  const Rect& picture_area() const { return picture_area_; }  // content coordinates, of the last frame

  /// Writes the next frame's picture down as SVG, for take_svg() after that frame.
  struct SvgWish {
    std::string title, description;
    double points = 0;  // per CSS pixel of the picture; 0 = as large as on the screen
    SvgGround ground = SvgGround::kWhite;
  };
  void request_svg(SvgWish wish);
  std::string take_svg() { return std::exchange(finished_svg_, {}); }
  /// The recorder while a picture is being written down, else null: for drawings that Painter does not know.
  SvgRecorder* svg() { return is_recording_ ? &svg_ : nullptr; }

 private:
  Frame& frame_;
  Rect picture_area_;
  SvgWish svg_wish_;
  bool wants_svg_ = false, is_recording_ = false;
  SvgRecorder svg_;
  std::string finished_svg_;
};

}  // namespace view
