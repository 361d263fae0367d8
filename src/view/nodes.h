// What a screen reader is told in a frame, and what it, the keyboard or a test has done to a widget.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "view/frame.h"

namespace view {

/// Is it the same id, or that of something inside: "mix/book" lies in "mix".
bool lies_in(std::string_view inner, std::string_view outer);

class Nodes {
 public:
  explicit Nodes(const Frame& frame) : frame_(frame) {}

  Node& record(Node node);
  void begin_group(std::string_view id, const std::string& name, const std::string& help = "");
  void end_group() { --depth_; }
  const std::vector<Node>& nodes() const { return nodes_; }

  /// What was done to the node with this id; null if nothing.
  const Action* action_for(std::string_view id) const;

  /// A link may show only some of a scene's controls: "controls=wish,mix/book" leaves all others out, but for what
  /// they lie in ("mix") and what lies in them ("wish/…").
  /// What closes something that is open ("…/close") is no control of the scene's.
  bool is_left_out(std::string_view id) const;
  /// A link may show only some parts of a scene: "panels=picture,says". Of "controls" nothing is shown either if none
  /// is named: "controls=".
  bool shows_panel(std::string_view id) const;

 protected:
  void begin();

 private:
  const Frame& frame_;
  std::vector<Node> nodes_;
  int depth_ = 0;
};

}  // namespace view
