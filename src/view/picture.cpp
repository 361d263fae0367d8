#include "view/picture.h"

namespace view {

void Picture::begin_picture() {
  is_recording_ = std::exchange(wants_svg_, false);
  // The area is known only at its end; it is that of the last frame, and a picture does not move while it is taken.
  if (!is_recording_) return;
  const Color ground = svg_wish_.ground == SvgGround::kWhite         ? rgb(0xffffff)
                       : svg_wish_.ground == SvgGround::kTransparent ? Color{0}
                                                                     : frame_.theme().page;
  svg_.begin(picture_area_, ground);
}

void Picture::end_picture(const Rect& area) {
  const Rect before = std::exchange(picture_area_, {area.x - kPictureMargin, area.y - kPictureMargin,
                                                    area.width + 2 * kPictureMargin, area.height + 2 * kPictureMargin});
  if (!(picture_area_ == before)) frame_.want_frame();  // it is pinned where it was in the last one
  if (std::exchange(is_recording_, false))
    finished_svg_ = svg_.finish(svg_wish_.title, svg_wish_.description, svg_wish_.points);
}

void Picture::request_svg(SvgWish wish) {
  svg_wish_ = std::move(wish);
  wants_svg_ = true;
  frame_.want_frame();
}

}  // namespace view
