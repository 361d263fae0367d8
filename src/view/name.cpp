#include "view/name.h"

#include "view/glyphs.h"

namespace view {

std::string shortened(const Ui& ui, const std::string& name, float width, float size) {
  constexpr const char* kCut = "…";
  if (ui.text_width(name, size) <= width) return name;
  const float room = width - ui.text_width(kCut, size);
  std::size_t kept = 0;
  const char* const end = name.data() + name.size();
  for (const char* at = name.data(); at < end;) {
    next_code_point(at, end);
    const auto length = static_cast<std::size_t>(at - name.data());
    if (ui.text_width(std::string_view(name).substr(0, length), size) > room) break;
    kept = length;
  }
  while (kept > 0 && name[kept - 1] == ' ') --kept;
  return name.substr(0, kept) + kCut;
}

void name_at(Ui& ui, std::string_view id, const Rect& rect, const std::string& name, TextStyle style) {
  const std::string shown = shortened(ui, name, rect.width, style.size);
  ui.text({rect.x - (style.align == Align::kRight ? 1 : 0), rect.y, rect.width + 1, rect.height}, shown, style);
  if (shown != name) ui.tooltip(id, ui.interact(id, rect), rect, name);
}

}  // namespace view
