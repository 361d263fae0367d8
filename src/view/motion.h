// Moving things: values that glide, numbers that light up.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "view/frame.h"

namespace view {

class Motion {
 public:
  explicit Motion(Frame& frame) : frame_(frame) {}

  /// Glides to the target within kTransition seconds; jumps under reduced motion and when first seen.
  float animated(std::string_view id, float target);
  /// 1 when `value` has just changed, falling to 0 within kTransition; 0 when first seen and under reduced motion.
  float flash(std::string_view id, double value);

 protected:
  void begin();
  void end();  // forgets what was not asked for

 private:
  struct Glide {
    float from = 0, to = 0;
    double start = 0;
    bool was_seen = false;
  };
  struct Flash {
    double value = 0, start = 0;
    bool was_seen = false;
  };

  Frame& frame_;
  std::unordered_map<std::string, Glide> glides_;
  std::unordered_map<std::string, Flash> flashes_;
};

}  // namespace view
