#include "view/action.h"

#include <charconv>

namespace view {

std::optional<Action> received_action(int kind, std::string id, std::string value) {
  if (kind < 0 || kind > static_cast<int>(ActionKind::kPaste)) return std::nullopt;
  if (static_cast<ActionKind>(kind) != ActionKind::kStep)
    return Action{static_cast<ActionKind>(kind), std::move(id), std::move(value)};
  int step = -1;
  const char* const end = value.data() + value.size();
  if (std::from_chars(value.data(), end, step).ptr != end || step < 0 || step > static_cast<int>(Step::kEscape))
    return std::nullopt;
  return step_action(std::move(id), static_cast<Step>(step));
}

}  // namespace view
