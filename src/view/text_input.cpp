#include "view/text_input.h"

#include "index.h"

namespace view {

namespace {

int grow(ImGuiInputTextCallbackData* data) {
  auto& text = *static_cast<std::string*>(data->UserData);
  if (data->EventFlag == ImGuiInputTextFlags_CallbackResize) {
    text.resize(to_size(data->BufTextLen));
    data->Buf = text.data();
  }
  return 0;
}

}  // namespace

bool edit_text_in_place(Ui& ui, const Rect& rect, std::string_view id, std::string& text, TextStyle style) {
  const Color color = style.color ? style.color : ui.theme().text;
  ImGui::PushFont(nullptr, style.size * ui.input().em_factor);
  ImGui::PushStyleColor(ImGuiCol_FrameBg, 0);
  ImGui::PushStyleColor(ImGuiCol_Text, color);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {0, (rect.height - ImGui::GetFontSize()) / 2});
  ImGui::SetCursorScreenPos(ui.screen(rect.x, rect.y));
  ImGui::SetNextItemWidth(rect.width);
  ImGui::PushID(id.data(), id.data() + id.size());
  if (!ImGui::IsAnyItemActive()) ImGui::SetKeyboardFocusHere();
  ImGui::InputText("##edit", text.data(), text.capacity() + 1,
                   ImGuiInputTextFlags_CallbackResize | ImGuiInputTextFlags_AutoSelectAll, grow, &text);
  const bool is_committed = ImGui::IsItemDeactivatedAfterEdit();
  ImGui::PopID();
  ImGui::PopStyleVar();
  ImGui::PopStyleColor(2);
  ImGui::PopFont();
  ui.want_frame();  // the caret blinks
  return is_committed;
}

std::size_t clipped_length(std::string_view text, std::size_t longest) {
  while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xc0) == 0x80) --longest;
  return longest;
}

}  // namespace view
