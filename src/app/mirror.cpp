#include "app/mirror.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace app {

namespace {

using nlohmann::json;
using view::Node;
using view::Role;

const char* role_name(Role role) {
  switch (role) {
    case Role::kGroup: return "group";
    case Role::kHeading: return "heading";
    case Role::kText: return "text";
    case Role::kStatus: return "status";
    case Role::kImage: return "image";
    case Role::kButton: return "button";
    case Role::kToggle: return "toggle";
    case Role::kSlider: return "slider";
    case Role::kNumber: return "number";
    case Role::kTextField: return "textField";
    case Role::kChoice: return "choice";
    case Role::kList: return "list";
    case Role::kTabs: return "tabs";
    case Role::kGrid: return "grid";
    case Role::kPoint: return "point";
    case Role::kLink: return "link";
  }
  return "text";
}

/// Tenths of a CSS pixel are enough to lay an element over a drawing, and keep the JSON short.
json rect_json(const view::Rect& rect) {
  const auto tenth = [](float v) { return std::round(v * 10.0) / 10.0; };
  return {tenth(rect.x), tenth(rect.y), tenth(rect.width), tenth(rect.height)};
}

template <class Value>
void put(json& object, const char* key, const Value& value, const Value& usual = {}) {
  if (value != usual) object[key] = value;
}

json node_json(const Node& node) {
  json object{{"id", node.id}, {"role", role_name(node.role)}};
  put(object, "name", node.name);
  put(object, "value", node.value);
  put(object, "help", node.help);
  if (node.role == Role::kSlider || node.role == Role::kNumber) {
    object["number"] = node.number;
    object["minimum"] = node.minimum;
    object["maximum"] = node.maximum;
    object["step"] = node.step;
  }
  if (!node.options.empty()) {
    object["options"] = node.options;
    object["selected"] = node.selected;
    json& rects = object["optionRects"] = json::array();
    for (const view::Rect& rect : node.option_rects) rects.push_back(rect_json(rect));
  }
  put(object, "level", node.level);
  if (node.role == Role::kGrid) {
    object["rows"] = node.rows;
    object["columns"] = node.columns;
    object["cursorRow"] = node.cursor_row;
    object["cursorColumn"] = node.cursor_column;
    object["rowLabels"] = node.row_labels;
    object["columnLabels"] = node.column_labels;
    json& cells = object["cells"] = json::array();
    for (const view::GridCell& cell : node.cells) cells.push_back({cell.row, cell.column, cell.text});
  }
  put(object, "isChecked", node.is_checked);
  put(object, "isDisabled", node.is_disabled);
  put(object, "isExpanded", node.is_expanded);
  put(object, "canExpand", node.can_expand);
  put(object, "isInvalid", node.is_invalid);
  put(object, "depth", node.depth);
  object["rect"] = rect_json(node.rect);
  return object;
}

}  // namespace

std::string mirror_json(const std::vector<Node>& nodes, const std::string& language, const std::string& theme, const std::string& title) {
  json list = json::array();
  for (const Node& node : nodes) list.push_back(node_json(node));
  const json mirror{{"language", language}, {"theme", theme}, {"title", title}, {"nodes", std::move(list)}};
  // Text from files and links has been checked, but a broken byte must not end the frame.
  return mirror.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace app
