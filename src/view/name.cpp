#include "view/name.h"

namespace view {

std::vector<std::string> numbered(std::string_view letter, int count, int first) {
  std::vector<std::string> names;
  for (int i = first; i < first + count; ++i) names.push_back(std::string(letter) + std::to_string(i));
  return names;
}

void name_at(Ui& ui, std::string_view id, const Rect& rect, const std::string& name, TextStyle style) {
  const std::string shown = ui.shortened(name, rect.width, style.size);
  ui.text({rect.x - (style.align == Align::kRight ? 1 : 0), rect.y, rect.width + 1, rect.height}, shown, style);
  if (shown != name) ui.tooltip(id, ui.interact(id, rect), rect, name);
}

}  // namespace view
