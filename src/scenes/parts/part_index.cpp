#include "scenes/parts/part_index.h"

#include <string>
#include <vector>

#include "view/widgets.h"

namespace scenes {

namespace {
constexpr view::Text kIndex{"这一页的部分", "Parts of this page"};
constexpr view::Text kHelp{"每一部分有自己的链接。", "Each part has a link of its own."};
}  // namespace

bool part_index(view::Ui& ui, int& part, std::span<const view::Text> names) {
  if (ui.is_left_out("part")) return false;
  std::vector<std::string> tabs;
  for (const view::Text& name : names) tabs.push_back(ui.tr(name));
  const float height = ui.target_height() * static_cast<float>(view::tab_rows(ui, ui.column_width(), tabs));
  return view::tabs(ui, ui.place(height, view::kSpace3), {"part", ui.tr(kIndex), ui.tr(kHelp)}, part, tabs);
}

}  // namespace scenes
