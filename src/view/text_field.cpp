#include "view/text_input.h"
#include "view/widgets.h"

namespace view {

namespace {

constexpr Text kTooLong{"太长了：最多 {0} 个字节 (约 {1} 个汉字)，后面的没有收下。",
                        "Too long: at most {0} bytes; the rest was left out."};

}  // namespace

bool text_field(Ui& ui, const Label& label, std::string& text, std::size_t longest, const std::string& problem) {
  if (ui.is_left_out(label.id)) return false;
  const Theme& theme = ui.theme();
  ui.text(ui.place(kTextLine, kSpace1), label.name);
  const Rect rect = ui.place(ui.target_height(), problem.empty() ? kSpace3 : kSpace1);
  const Interaction interaction = ui.interact(label.id, rect);
  if (interaction.is_hovered) ui.set_cursor("text");
  ui.fill(rect, theme.surface, kRadius);
  ui.outline(rect, problem.empty() ? (interaction.has_focus ? theme.accent : theme.line) : theme.error, kRadius);
  const Rect inner{rect.x + kSpace2, rect.y, rect.width - 2 * kSpace2, rect.height};
  bool has_changed = false;
  const auto adopt = [&](std::string wanted) {
    if (wanted.size() > longest) {
      ui.refuse({std::string(label.id), wanted, ui.tr(kTooLong, {std::to_string(longest), std::to_string(longest / 3)}),
                 rect});
      wanted.resize(clipped_length(wanted, longest));
    } else
      ui.forgive(label.id);
    has_changed |= wanted != text;
    text = std::move(wanted);
  };
  if (ui.input().edits_text_itself && interaction.has_focus) {
    std::string edited = text;
    if (edit_text_in_place(ui, inner, label.id, edited, {})) adopt(edited);
  } else {
    ui.text(inner, text);
  }
  if (const Action* action = ui.action_for(label.id); action && action->kind == ActionKind::kSetValue)
    adopt(action->value);
  ui.focus_ring(rect, interaction);
  ui.tooltip(label.id, interaction, rect, label.help);
  ui.record({.id = std::string(label.id),
             .role = Role::kTextField,
             .name = label.name,
             .value = text,
             .help = problem.empty() ? label.help : problem,
             .is_invalid = !problem.empty(),
             .rect = rect});
  ui.show_refusal(label.id);
  if (!problem.empty()) {
    const float height =
        ui.wrapped_text(rect.x, ui.column_y(), rect.width, problem, {.size = kCaption, .color = theme.error});
    ui.place(height, kSpace3);
  }
  return has_changed;
}

}  // namespace view
