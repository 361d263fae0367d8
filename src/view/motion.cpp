#include "view/motion.h"

#include <algorithm>
#include <cmath>

namespace view {

void Motion::begin() {
  for (auto& [id, glide] : glides_) glide.was_seen = false;
  for (auto& [id, flash] : flashes_) flash.was_seen = false;
}

void Motion::end() {
  std::erase_if(glides_, [](const auto& entry) { return !entry.second.was_seen; });
  std::erase_if(flashes_, [](const auto& entry) { return !entry.second.was_seen; });
}

float Motion::animated(std::string_view id, float target) {
  const double now = frame_.input().seconds;
  const auto [found, is_new] = glides_.try_emplace(frame_.full_id(id));
  Glide& glide = found->second;
  glide.was_seen = true;
  // What is not a number differs from itself: it would begin to glide anew in every frame, for ever.
  if (is_new || frame_.input().is_motion_reduced || !std::isfinite(target) || !std::isfinite(glide.from)) {
    glide.from = glide.to = target;
    return target;
  }
  const auto position = [&] {
    const double t = std::clamp((now - glide.start) / kTransition, 0.0, 1.0);
    const double eased = t * t * (3 - 2 * t);
    return glide.from + (glide.to - glide.from) * static_cast<float>(eased);
  };
  if (glide.to != target) {
    glide.from = position();
    glide.to = target;
    glide.start = now;
  }
  if (now - glide.start < kTransition && glide.from != glide.to) frame_.want_frame();
  return position();
}

float Motion::flash(std::string_view id, double value) {
  const double now = frame_.input().seconds;
  const auto [found, is_new] = flashes_.try_emplace(frame_.full_id(id));
  Flash& flash = found->second;
  flash.was_seen = true;
  if (is_new) flash = {value, -kTransition, true};
  if (flash.value != value && !(std::isnan(flash.value) && std::isnan(value))) flash = {value, now, true};
  const double t = (now - flash.start) / kTransition;
  if (t >= 1 || frame_.input().is_motion_reduced) return 0;
  frame_.want_frame();
  return static_cast<float>((1 - t) * (1 - t));
}

}  // namespace view
