// One of several options, however they are drawn: which one was chosen, with the pointer or by an action, and the node
// that a screen reader gets of all of them.
#pragma once

#include <string>
#include <string_view>

#include "index.h"
#include "view/ui.h"

namespace view {

/// Which of `count` options an action has chosen for this id; −1 = none.
int chosen_option(const Ui& ui, std::string_view id, int count);

class Options {
 public:
  /// `node` has id, role, name and help; `selected` is the index of the chosen option, −1 = none. What an action has
  /// chosen of the `count` options is taken at once.
  Options(Ui& ui, Node node, int count, int& selected);

  /// The next option lies in `rect`: what the pointer does with it.
  Interaction add(const std::string& name, const Rect& rect);
  /// Is the option that was added last the chosen one?
  bool is_selected() const { return selected_ == count_of(node_.options) - 1; }
  /// The id of the option that was added last.
  std::string option_id() const { return node_.id + "/" + std::to_string(count_of(node_.options) - 1); }
  const std::vector<Rect>& rects() const { return node_.option_rects; }
  /// Records the node. True if another option was chosen.
  bool finish(const Rect& rect);

 private:
  void choose(int option);

  Ui& ui_;
  Node node_;
  int& selected_;
  bool has_changed_ = false;
};

}  // namespace view
