#include "view/side_by_side.h"

#include <algorithm>

#include "index.h"

namespace view {

void side_by_side(Ui& ui, float least, int most, std::span<const std::function<void()>> blocks) {
  if (blocks.empty()) return;
  const float width = ui.column_width(), gap = kSpace4;
  const int columns = std::clamp(static_cast<int>((width + gap) / (least + gap)), 1, std::min(most, count_of(blocks)));
  const float each = (width + gap) / static_cast<float>(columns) - gap;
  for (int first = 0; first < count_of(blocks); first += columns) {
    const float top = ui.column_y();
    float bottom = top;
    for (int i = first; i < std::min(first + columns, count_of(blocks)); ++i) {
      ui.push_column({ui.column_x() + static_cast<float>(i - first) * (each + gap), top, each, 0});
      nth(blocks, i)();
      bottom = std::max(bottom, ui.pop_column());
    }
    ui.place(bottom - top, 0);
  }
}

}  // namespace view
