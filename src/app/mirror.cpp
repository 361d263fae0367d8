#include "app/mirror.h"

#include <cmath>
#include <cstdio>
#include <utility>

#include "view/text.h"

namespace app {

namespace {

using view::Node;
using view::Role;

const char* role_name(Role role) {
  switch (role) {
    case Role::kGroup:
      return "group";
    case Role::kHeading:
      return "heading";
    case Role::kText:
      return "text";
    case Role::kStatus:
      return "status";
    case Role::kImage:
      return "image";
    case Role::kButton:
      return "button";
    case Role::kToggle:
      return "toggle";
    case Role::kSlider:
      return "slider";
    case Role::kNumber:
      return "number";
    case Role::kTextField:
      return "textField";
    case Role::kChoice:
      return "choice";
    case Role::kList:
      return "list";
    case Role::kTabs:
      return "tabs";
    case Role::kGrid:
      return "grid";
    case Role::kPoint:
      return "point";
    case Role::kLink:
      return "link";
    case Role::kProgress:
      return "progress";
  }
  return "text";
}

/// Writes JSON in one pass. A library's tree of values would weigh more than all the widgets' code.
class Json {
 public:
  explicit Json(float magnification) : magnification_(magnification) {}
  std::string text;

  void key(const char* name) {
    separate();
    quote(name);
    text += ':';
    is_first_ = true;
  }
  void begin(char bracket) {
    separate();
    text += bracket;
    is_first_ = true;
  }
  void end(char bracket) {
    text += bracket;
    is_first_ = false;
  }
  void value(const std::string& shown) {
    separate();
    quote(shown);
  }
  void value(double number) {
    separate();
    text += view::exact_number_text(std::isfinite(number) ? number : 0);
  }
  void value(int number) {
    separate();
    text += std::to_string(number);
  }
  void value(bool claim) {
    separate();
    text += claim ? "true" : "false";
  }
  /// Tenths of a CSS pixel are enough to lay an element over a drawing, and keep the text short.
  void value(const view::Rect& rect) {
    begin('[');
    for (const float side : {rect.x, rect.y, rect.width, rect.height})
      value(std::round(side * magnification_ * 10.0) / 10.0);
    end(']');
  }
  void value(const view::GridCell& cell) {
    begin('[');
    value(cell.row);
    value(cell.column);
    value(cell.text);
    end(']');
  }
  template <class Value>
  void value(const std::vector<Value>& list) {
    begin('[');
    for (const Value& each : list) value(each);
    end(']');
  }
  template <class Value>
  void member(const char* name, const Value& content) {
    key(name);
    value(content);
  }
  /// Left out at its usual value.
  template <class Value>
  void unusual(const char* name, const Value& content, const Value& usual = {}) {
    if (content != usual) member(name, content);
  }

 private:
  const double magnification_;
  bool is_first_ = true;  // of its object or array, or the value of a key

  void separate() {
    if (!is_first_) text += ',';
    is_first_ = false;
  }
  // Bytes that are no UTF-8 are left to the page, which reads them as U+FFFD.
  void quote(std::string_view plain) {
    text += '"';
    for (const char c : plain) {
      if (c == '"' || c == '\\')
        (text += '\\') += c;
      else if (static_cast<unsigned char>(c) >= 0x20)
        text += c;
      else {
        char escape[8];
        std::snprintf(escape, sizeof escape, "\\u%04x", c);
        text += escape;
      }
    }
    text += '"';
  }
};

void write_node(Json& json, const Node& node) {
  json.begin('{');
  json.member("id", node.id);
  json.member("role", std::string(role_name(node.role)));
  json.unusual("name", node.name);
  json.unusual("value", node.value);
  json.unusual("help", node.help);
  if (node.role == Role::kSlider || node.role == Role::kNumber || node.role == Role::kProgress) {
    json.member("number", node.number);
    json.member("minimum", node.minimum);
    json.member("maximum", node.maximum);
    json.member("step", node.step);
  }
  if (!node.options.empty()) {
    json.member("options", node.options);
    json.member("selected", node.selected);
    json.member("optionRects", node.option_rects);
  }
  json.unusual("level", node.level);
  if (node.role == Role::kGrid) {
    json.member("rows", node.rows);
    json.member("columns", node.columns);
    json.member("cursorRow", node.cursor_row);
    json.member("cursorColumn", node.cursor_column);
    json.member("rowLabels", node.row_labels);
    json.member("columnLabels", node.column_labels);
    json.member("cells", node.cells);
  }
  json.unusual("isChecked", node.is_checked);
  json.unusual("isDisabled", node.is_disabled);
  json.unusual("isExpanded", node.is_expanded);
  json.unusual("canExpand", node.can_expand);
  json.unusual("isInvalid", node.is_invalid);
  json.unusual("takesBlocks", node.takes_blocks);
  json.unusual("depth", node.depth);
  json.member("rect", node.rect);
  json.end('}');
}

}  // namespace

std::string mirror_json(const std::vector<Node>& nodes, const MirroredPage& page) {
  Json json(page.magnification);
  json.begin('{');
  json.member("language", page.language);
  json.member("theme", page.theme);
  json.member("title", page.title);
  json.unusual("magnification", static_cast<double>(page.magnification), 1.0);
  json.unusual("pinnedHeight", std::round(static_cast<double>(page.pinned_height * page.magnification)), 0.0);
  json.key("nodes");
  json.begin('[');
  for (const Node& node : nodes) write_node(json, node);
  json.end(']');
  json.end('}');
  return std::move(json.text);
}

}  // namespace app
