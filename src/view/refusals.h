// What was typed and is no good: the value stays, and a sentence stands at the field until something better is typed or
// something else is pressed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "view/nodes.h"
#include "view/painter.h"
#include "view/requests.h"

namespace view {

class Refusals {
 public:
  Refusals(Frame& frame, Nodes& nodes, Requests& requests) : frame_(frame), nodes_(nodes), requests_(requests) {}

  struct Refusal {
    std::string id, typed, why;  // of the field; why = a sentence
    Rect at;                     // the field, to which the sentence is drawn
  };
  void refuse(Refusal refusal);
  void forgive(std::string_view id);
  /// What was refused in that field, if anything was.
  const Refusal* refusal(std::string_view id) const {
    return refusal_ && refusal_->id == frame_.full_id(id) ? &*refusal_ : nullptr;
  }
  /// Lets the sentence stand for one more frame and records it; each field calls this in every frame.
  void show_refusal(std::string_view id);

 protected:
  void begin();
  void draw_refusal(Painter& painter);  // over everything else

 private:
  Frame& frame_;
  Nodes& nodes_;
  Requests& requests_;
  std::optional<Refusal> refusal_;
  bool is_shown_ = false;     // in this frame, over the page
  bool is_recorded_ = false;  // in this frame: a table and the field in it both ask for it
};

}  // namespace view
