#include "view/card.h"

#include <algorithm>

namespace view {

void draw_card(Ui& ui, const Rect& card, const CardLook& look) {
  ui.fill(card, look.ground ? look.ground : ui.theme().surface, kRadius);
  ui.outline(card, look.frame ? look.frame : ui.theme().line, kRadius);
  ui.keep_card(card);
  if (look.edge != 0) ui.fill({card.x, card.y + kRadius, 3, card.height - 2 * kRadius}, look.edge);
}

GrowingCard::GrowingCard(Ui& ui, Color edge)
    : ui_(ui), edge_(edge), rect_{ui.column_x(), ui.column_y(), ui.column_width(), 0} {
  layers_.Split(&ui_.draw(), 2);
  layers_.SetCurrentChannel(&ui_.draw(), 1);
  ui_.push_column({rect_.x + kSpace4, rect_.y + kSpace2, rect_.width - kSpace4 - kSpace3, 0});
}

Rect GrowingCard::end() {
  rect_.height = ui_.pop_column() - rect_.y;  // with the gap below the last thing
  layers_.SetCurrentChannel(&ui_.draw(), 0);
  draw_card(ui_, rect_, {.edge = edge_});
  layers_.Merge(&ui_.draw());
  ui_.place(rect_.height, kSpace4);
  return rect_;
}

bool close_button(Ui& ui, const Rect& card, const Label& label, std::string_view opener) {
  const float width = std::min(card.width / 2, button_width(ui, label.name));
  const Rect rect{card.x + card.width - width - kSpace1, card.y + kSpace2, width, ui.target_height()};
  const bool is_pressed = button_at(ui, rect, label, ButtonKind::kBare);
  if (is_pressed && !opener.empty()) ui.request_focus(opener);
  return is_pressed;
}

NoteLook usual_note(const Ui& ui) { return {{}, {.size = kCaption, .color = ui.theme().muted}}; }

bool note_card(Ui& ui, std::string_view id, const NoteWords& says, const std::string& dismiss,
               std::span<const NoteWords> may_say, const NoteLook& look) {
  const float inner = ui.column_width() - look.left - kSpace3;
  const float title_width = inner - std::min(inner / 2, button_width(ui, dismiss));
  const auto title_height_of = [&](const NoteWords& note) {
    return ui.wrapped_text_height(title_width, note.title, look.title.size);
  };
  float title_height = std::max(ui.target_height(), title_height_of(says)),
        words_height = ui.wrapped_text_height(inner, says.words, look.words.size);
  for (const NoteWords& other : may_say) {
    title_height = std::max(title_height, title_height_of(other));
    words_height = std::max(words_height, ui.wrapped_text_height(inner, other.words, look.words.size));
  }
  const Rect card = ui.place(title_height + words_height + kSpace1 + 2 * kSpace2, kSpace4);
  draw_card(ui, card, {.edge = ui.theme().accent});
  const float x = card.x + look.left, y = card.y + kSpace2;
  ui.wrapped_text(x, y + std::max(0.0f, (ui.target_height() - title_height_of(says)) / 2), title_width, says.title,
                  look.title);
  const float own_title =
      std::max(ui.target_height(), title_height_of(says));  // what is left over lies below the words
  ui.wrapped_text(x, y + own_title + kSpace1, inner, says.words, look.words);
  ui.record({.id = std::string(id), .role = Role::kText, .name = says.title + " " + says.words, .rect = card});
  return close_button(ui, card, {std::string(id) + "/close", dismiss});
}

}  // namespace view
