#include "view/widgets.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "view/text_input.h"

namespace view {

namespace {

constexpr float kTextLine = 24;  // a line of body text with air, CSS pixels
constexpr float kTickHeight = 4;

int parse_index(const std::string& text) {
  int index = -1;
  std::from_chars(text.data(), text.data() + text.size(), index);
  return index;
}

/// Did an action choose another of `count` options? Then selected is set.
bool take_selection(const Ui& ui, std::string_view id, int count, int& selected) {
  const Action* action = ui.action_for(id);
  if (!action || action->kind == ActionKind::kReset) return false;
  const int index = parse_index(action->value);
  if (index < 0 || index >= count || index == selected) return false;
  selected = index;
  return true;
}

/// The longest prefix of at most `longest` bytes that does not end inside a UTF-8 character.
std::size_t clipped_length(const std::string& text, std::size_t longest) {
  while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xc0) == 0x80) --longest;
  return longest;
}

constexpr Text kNothingTyped{"这里要一个数；原来的 {0} 不变。", "A number is needed here; {0} stays."};
constexpr Text kNoNumber{"“{0}”不是一个数；原来的 {1} 不变。", "\"{0}\" is not a number; {1} stays."};
constexpr Text kNoWholeNumber{"这里要一个整数，“{0}”不是；原来的 {1} 不变。",
                              "A whole number is needed here, not \"{0}\"; {1} stays."};
constexpr Text kOutOfRange{"“{0}”不在 {1} 到 {2} 之间；原来的 {3} 不变。",
                           "\"{0}\" is not between {1} and {2}; {3} stays."};
constexpr Text kTooLong{"太长了：最多 {0} 个字节 (约 {1} 个汉字)，后面的没有收下。",
                        "Too long: at most {0} bytes; the rest was left out."};

/// Takes what was typed, or says at the field why not.
bool adopt_typed(Ui& ui, std::string_view id, const Rect& at, const std::string& text, const NumberRange& range,
                 double& value) {
  const double before = value;
  std::string why = take_text(ui, text, range, value);
  if (why.empty())
    ui.forgive(id);
  else
    ui.refuse({std::string(id), text, std::move(why), at});
  return value != before;
}

std::string option_id(std::string_view id, std::size_t index) { return std::string(id) + "/" + std::to_string(index); }

}  // namespace

double snapped_to(const NumberRange& range, double value) {
  if (range.step > 0) value = range.minimum + std::round((value - range.minimum) / range.step) * range.step;
  // Steps like 0.1 leave 0.30000000000000004: the grid is a decimal one.
  const double scale = std::pow(10.0, range.decimals + 3);
  value = std::round(value * scale) / scale;
  return std::clamp(value, range.minimum, range.maximum);
}

// ---- words -----------------------------------------------------------------------------------------------------

void heading(Ui& ui, std::string_view id, const std::string& text, int level) {
  const float size = level <= 1 ? kTitle : kBody;
  const float x = ui.column_x(), y = ui.column_y(), width = ui.column_width();
  const Rect rect = ui.place(
      ui.wrapped_text(x, y, width, text, {.size = size, .color = level <= 2 ? ui.theme().text : ui.theme().muted}));
  ui.record({.id = std::string(id), .role = Role::kHeading, .name = text, .level = level, .rect = rect});
}

void paragraph(Ui& ui, std::string_view id, const std::string& text, TextStyle style) {
  const float height = ui.wrapped_text(ui.column_x(), ui.column_y(), ui.column_width(), text, style);
  const Rect rect = ui.place(height);
  ui.record({.id = std::string(id), .role = Role::kText, .name = text, .rect = rect});
}

void narration(Ui& ui, std::string_view id, const std::string& shown, const std::string& spoken) {
  // Room for two lines is kept, so that a longer sentence does not push the page about.
  const float line = std::round(kBody * kLineHeight);
  const float height = ui.wrapped_text(ui.column_x(), ui.column_y(), ui.column_width(), shown);
  const Rect rect = ui.place(std::max(height, 2 * line), kSpace3);
  ui.record({.id = std::string(id), .role = Role::kStatus, .name = ui.settled(id, spoken), .rect = rect});
}

// ---- button, toggle, disclosure --------------------------------------------------------------------------------

float button_width(const Ui& ui, const std::string& name) { return std::ceil(ui.text_width(name)) + 2 * kSpace3; }

bool button(Ui& ui, const Label& label, ButtonKind kind) {
  if (ui.is_left_out(label.id)) return false;
  Rect rect = ui.place(ui.target_height());
  rect.width = std::min(rect.width, button_width(ui, label.name));
  return button_at(ui, rect, label, kind);
}

bool finish_button(Ui& ui, const Rect& rect, const Label& label, const Interaction& interaction, bool is_enabled,
                   const std::string& tooltip) {
  ui.focus_ring(rect, interaction);
  ui.tooltip(label.id, interaction, rect, tooltip);
  ui.record({.id = std::string(label.id),
             .role = Role::kButton,
             .name = label.name,
             .help = label.help,
             .is_disabled = !is_enabled,
             .rect = rect});
  const Action* action = ui.action_for(label.id);
  return is_enabled && (interaction.was_clicked || (action && action->kind == ActionKind::kActivate));
}

bool button_at(Ui& ui, const Rect& rect, const Label& label, ButtonKind kind, bool is_enabled) {
  if (ui.is_left_out(label.id)) return false;
  const Interaction interaction = is_enabled ? ui.interact(label.id, rect) : Interaction{};
  const Theme& theme = ui.theme();
  Color color = theme.text;
  if (kind == ButtonKind::kPrimary) {
    ui.fill(rect, interaction.is_hovered ? mixed(theme.accent, theme.text, 0.15f) : theme.accent, kRadius);
    color = theme.on_accent;
  } else {
    if (interaction.is_hovered)
      ui.fill(rect, interaction.is_held ? theme.line : mixed(theme.surface, theme.line, 0.5f), kRadius);
    else if (kind == ButtonKind::kQuiet)
      ui.fill(rect, theme.surface, kRadius);
    if (kind == ButtonKind::kQuiet) ui.outline(rect, theme.line, kRadius);
  }
  const bool is_cut = ui.text({rect.x + kSpace1, rect.y, rect.width - 2 * kSpace1, rect.height}, label.name,
                              {.color = is_enabled ? color : theme.disabled, .align = Align::kCenter});
  return finish_button(ui, rect, label, interaction, is_enabled,
                       is_cut && label.help.empty() ? label.name : label.help);
}

void progress_bar(Ui& ui, const Rect& rect, const Label& label, double share) {
  const double percent = std::floor(100 * std::clamp(share, 0.0, 1.0));
  ui.fill(rect, ui.theme().track, rect.height / 2);
  ui.fill({rect.x, rect.y, rect.width * static_cast<float>(percent / 100), rect.height}, ui.theme().accent,
          rect.height / 2);
  ui.record({.id = std::string(label.id),
             .role = Role::kProgress,
             .name = label.name,
             .value = number_text(percent, 0) + " %",
             .help = label.help,
             .number = percent,
             .maximum = 100,
             .rect = rect});
}

bool toggle(Ui& ui, const Label& label, bool& is_on) {
  if (ui.is_left_out(label.id)) return false;
  constexpr float kSwitchWidth = 34, kSwitchHeight = 20;
  const float words_width = ui.column_width() - kSwitchWidth - kSpace2;
  const float words_height = ui.wrapped_text_height(words_width, label.name, kBody);
  const Rect rect = ui.place(std::max(ui.target_height(), words_height));
  const Interaction interaction = ui.interact(label.id, rect);
  const Action* action = ui.action_for(label.id);
  const bool has_changed = interaction.was_clicked || (action && action->kind == ActionKind::kActivate);
  if (has_changed) is_on = !is_on;
  const Theme& theme = ui.theme();
  ui.wrapped_text(rect.x, rect.y + (rect.height - words_height) / 2, words_width, label.name);
  const Rect knob_track{rect.x + rect.width - kSwitchWidth, rect.y + (rect.height - kSwitchHeight) / 2, kSwitchWidth,
                        kSwitchHeight};
  const float t = ui.animated(std::string(label.id) + "/knob", is_on ? 1.0f : 0.0f);
  ui.fill(knob_track, mixed(theme.disabled, theme.accent, t), kSwitchHeight / 2);
  const float knob = kSwitchHeight - 6;
  ui.fill({knob_track.x + 3 + t * (kSwitchWidth - knob - 6), knob_track.y + 3, knob, knob}, theme.on_accent, knob / 2);
  ui.focus_ring(knob_track, interaction, kSwitchHeight / 2);
  ui.tooltip(label.id, interaction, rect, label.help);
  ui.record({.id = std::string(label.id),
             .role = Role::kToggle,
             .name = label.name,
             .help = label.help,
             .is_checked = is_on,
             .rect = rect});
  return has_changed;
}

bool disclosure(Ui& ui, const Label& label, bool& is_open) {
  if (ui.is_left_out(label.id)) return false;
  const float words_width = ui.column_width() - kSpace5,
              words_height = ui.wrapped_text_height(words_width, label.name, kBody);
  const Rect rect = ui.place(std::max(ui.target_height(), words_height));
  const Interaction interaction = ui.interact(label.id, rect);
  const Action* action = ui.action_for(label.id);
  const bool has_changed = interaction.was_clicked || (action && action->kind == ActionKind::kActivate);
  if (has_changed) is_open = !is_open;
  const Theme& theme = ui.theme();
  if (interaction.is_hovered) ui.fill(rect, mixed(theme.page, theme.line, 0.5f), kRadius);
  const float x = rect.x + kSpace2, y = rect.y + rect.height / 2, r = 4;
  const ImVec2 down[] = {{x - r, y - r / 2}, {x + r, y - r / 2}, {x, y + r}},
               right[] = {{x - r / 2, y - r}, {x + r, y}, {x - r / 2, y + r}};
  ui.polygon(is_open ? down : right, theme.muted);
  ui.wrapped_text(rect.x + kSpace5, rect.y + (rect.height - words_height) / 2, words_width, label.name);
  ui.focus_ring(rect, interaction);
  ui.tooltip(label.id, interaction, rect, label.help);
  ui.record({.id = std::string(label.id),
             .role = Role::kButton,
             .name = label.name,
             .help = label.help,
             .is_expanded = is_open,
             .can_expand = true,
             .rect = rect});
  return has_changed;
}

// ---- numbers ---------------------------------------------------------------------------------------------------

std::string take_text(const Ui& ui, const std::string& text, const NumberRange& range, double& value) {
  constexpr std::size_t kLongestQuoted = 24;  // bytes
  const std::string now = number_text(value, range.decimals);
  const std::string quoted =
      text.size() <= kLongestQuoted ? text : text.substr(0, clipped_length(text, kLongestQuoted)) + "…";
  double typed = 0;
  if (text.find_first_not_of(" \t") == std::string::npos) return ui.tr(kNothingTyped, {now});
  if (!parse_number(text, typed)) return ui.tr(kNoNumber, {quoted, now});
  if (typed < range.minimum || typed > range.maximum)
    return ui.tr(kOutOfRange,
                 {quoted, number_text(range.minimum, range.decimals), number_text(range.maximum, range.decimals), now});
  if (range.decimals == 0 && typed != std::round(typed)) return ui.tr(kNoWholeNumber, {quoted, now});
  value = typed;
  return {};
}

bool take_number(Ui& ui, std::string_view id, const Rect& at, const NumberRange& range, double& value) {
  const Action* action = ui.action_for(id);
  if (!action || action->kind == ActionKind::kActivate) return false;
  if (action->kind == ActionKind::kSetValue) return adopt_typed(ui, id, at, action->value, range, value);
  double wanted = value;
  if (action->kind == ActionKind::kReset) wanted = range.initial;
  if (action->kind == ActionKind::kStep && action->value == "up") wanted += range.step * action->times;
  if (action->kind == ActionKind::kStep && action->value == "down") wanted -= range.step * action->times;
  ui.forgive(id);
  // A step from 0.3 by 0.1 is 0.4, whatever the sum of the two is.
  const double grain = std::pow(10.0, range.decimals + 3);
  if (wanted != value) wanted = std::clamp(std::round(wanted * grain) / grain, range.minimum, range.maximum);
  return std::exchange(value, wanted) != wanted;
}

bool number_at(Ui& ui, const Rect& rect, const Label& label, double& value, const NumberRange& range, TextStyle style) {
  if (ui.is_left_out(label.id)) return false;
  const Interaction interaction = ui.interact(label.id, rect);
  bool has_changed = take_number(ui, label.id, rect, range, value);
  std::string shown = ui.refusal(label.id) ? ui.refusal(label.id)->typed : number_text(value, range.decimals);
  if (ui.input().edits_text_itself && interaction.has_focus && edit_text_in_place(ui, rect, label.id, shown, style))
    has_changed |= adopt_typed(ui, label.id, rect, shown, range, value);
  if (interaction.is_hovered) ui.outline(rect, ui.theme().muted, kRadius / 2);
  if (!(ui.input().edits_text_itself && interaction.has_focus))
    ui.text(rect, number_text(value, range.decimals), style);
  ui.focus_ring(rect, interaction, kRadius / 2);
  if (interaction.is_hovered) ui.set_cursor("text");
  ui.tooltip(label.id, interaction, rect, label.help);
  const Ui::Refusal* refusal = ui.refusal(label.id);
  ui.record({.id = std::string(label.id),
             .role = Role::kNumber,
             .name = label.name,
             .value = number_text(value, range.decimals),
             .help = refusal ? refusal->why : label.help,
             .number = value,
             .minimum = range.minimum,
             .maximum = range.maximum,
             .step = range.step,
             .is_invalid = refusal != nullptr,
             .rect = rect});
  ui.show_refusal(label.id);
  return has_changed;
}

bool slider(Ui& ui, const Label& label, double& value, const NumberRange& range) {
  if (ui.is_left_out(label.id)) return false;
  const Theme& theme = ui.theme();
  const float value_width = std::max(ui.text_width(number_text(range.maximum, range.decimals)),
                                     ui.text_width(number_text(range.minimum, range.decimals))) +
                            kSpace2;
  const float track_height = ui.target_height() - kSpace2;
  const float words_width = ui.column_width() - value_width - kSpace2;
  const bool is_one_line = ui.text_width(label.name) <= words_width;
  const float words_height = is_one_line ? kTextLine : ui.wrapped_text_height(words_width, label.name, kBody);
  const Rect whole = ui.place(words_height + track_height);
  const Rect track_area{whole.x, whole.y + words_height, whole.width, track_height};
  if (is_one_line)
    ui.text({whole.x, whole.y, words_width, kTextLine}, label.name);
  else
    ui.wrapped_text(whole.x, whole.y, words_width, label.name);

  // The value can be typed: it becomes a field when clicked, and is one more stop for the keyboard only then.
  const std::string field_id = std::string(label.id) + "/value";
  const Rect field{whole.x + whole.width - value_width, whole.y, value_width, kTextLine};
  bool has_changed = false;

  const Interaction interaction = ui.interact(label.id, track_area);
  const float usable = track_area.width - kHandle;
  const auto adopt = [&](double wanted) {
    wanted = snapped_to(range, wanted);
    has_changed |= wanted != value;
    value = wanted;
  };
  if (interaction.was_double_clicked)
    adopt(range.initial);
  else if (interaction.is_dragged_to && usable > 0)
    adopt(range.minimum + (range.maximum - range.minimum) *
                              std::clamp((ui.pointer().x - track_area.x - kHandle / 2) / usable, 0.0f, 1.0f));
  if (const Action* action = ui.action_for(label.id)) {
    double wanted = 0;
    if (action->kind == ActionKind::kReset)
      adopt(range.initial);
    else if (action->kind == ActionKind::kSetValue && parse_number(action->value, wanted))
      adopt(wanted);
  }

  const float span = static_cast<float>(range.maximum - range.minimum);
  const auto x_of = [&](double v) {
    return track_area.x + kHandle / 2 + usable * static_cast<float>(v - range.minimum) / (span > 0 ? span : 1);
  };
  const float middle = track_area.y + track_area.height / 2, handle_x = x_of(value);
  for (double tick : range.ticks)
    ui.line(x_of(tick), middle + kTrack / 2 + 2, x_of(tick), middle + kTrack / 2 + 2 + kTickHeight, theme.muted);
  ui.fill({track_area.x, middle - kTrack / 2, track_area.width, kTrack}, theme.track, kTrack / 2);
  ui.fill({track_area.x, middle - kTrack / 2, handle_x - track_area.x, kTrack}, theme.accent, kTrack / 2);
  const float handle = interaction.is_held || interaction.is_hovered ? kHandle + 2 : kHandle;
  const Rect knob{handle_x - handle / 2, middle - handle / 2, handle, handle};
  ui.circle(handle_x, middle, handle / 2, theme.accent);
  ui.focus_ring(knob, interaction, handle / 2);
  ui.tooltip(label.id, interaction, track_area, label.help);
  ui.record({.id = std::string(label.id),
             .role = Role::kSlider,
             .name = label.name,
             .value = number_text(value, range.decimals),
             .help = label.help,
             .number = value,
             .minimum = range.minimum,
             .maximum = range.maximum,
             .step = range.step,
             .rect = track_area});

  if (ui.focused_id() == field_id) {
    has_changed |= number_at(ui, field, {field_id, label.name, label.help}, value, range, {.align = Align::kRight});
  } else {
    has_changed |= take_number(ui, field_id, field, range, value);  // what was typed arrives when the field is left
    ui.show_refusal(field_id);
    const Interaction on_value = ui.interact(field_id, field);
    if (on_value.is_hovered) ui.set_cursor("text");
    ui.text(field, number_text(value, range.decimals),
            {.color = on_value.is_hovered ? theme.accent : theme.text, .align = Align::kRight});
  }
  return has_changed;
}

// ---- one of several --------------------------------------------------------------------------------------------

bool choice(Ui& ui, const Label& label, int& selected, std::span<const std::string> options) {
  if (ui.is_left_out(label.id)) return false;
  const Theme& theme = ui.theme();
  const float height = ui.target_height();
  if (!label.name.empty()) ui.text(ui.place(kTextLine, kSpace1), label.name);
  bool has_changed = take_selection(ui, label.id, static_cast<int>(options.size()), selected);

  float widest = 0, total = 0;
  for (const std::string& option : options) {
    const float width = std::ceil(ui.text_width(option)) + 2 * kSpace2;
    widest = std::max(widest, width);
    total += width;
  }
  // A segmented control if they fit on one line, otherwise separate chips that wrap.
  const float room = ui.column_width();
  const bool is_one_line = total <= room;
  const bool is_even = widest * static_cast<float>(options.size()) <= room;
  const Rect top = ui.place(height, 0);
  Node node{.id = std::string(label.id), .role = Role::kChoice, .name = label.name, .help = label.help};
  if (is_one_line) ui.fill(top, theme.track, kRadius);
  float x = top.x, y = top.y, line = height;
  for (std::size_t i = 0; i < options.size(); ++i) {
    float width = std::min(room, button_width(ui, options[i]));
    const bool is_wrapped = !is_one_line && button_width(ui, options[i]) > room;  // a chip as broad as the column, then
    if (is_one_line)
      width = is_even ? room / static_cast<float>(options.size())
                      : std::ceil(ui.text_width(options[i])) + 2 * kSpace2 +
                            (room - total) / static_cast<float>(options.size());
    else if (x > top.x && x + width > top.x + room) {
      x = top.x;
      y += line + kSpace1;
      ui.gap(line + kSpace1);
      line = height;
    }
    if (is_wrapped) line = ui.wrapped_text_height(width - 2 * kSpace3, options[i], kBody) + 2 * kSpace1;
    const Rect rect{x, y, width, line};
    const Interaction interaction = ui.interact(option_id(label.id, i), rect);
    if (interaction.was_pressed) ui.request_focus(label.id);
    if (interaction.was_clicked && selected != static_cast<int>(i)) {
      selected = static_cast<int>(i);
      has_changed = true;
    }
    const bool is_selected = selected == static_cast<int>(i);
    const Rect inner = is_one_line ? Rect{rect.x + 2, rect.y + 2, rect.width - 4, rect.height - 4} : rect;
    if (is_one_line) {
      if (is_selected) ui.fill(inner, theme.is_dark ? theme.page : theme.surface, kRadius - 2);
    } else {
      ui.fill(inner, is_selected ? theme.accent : theme.surface, kRadius);
      if (!is_selected) ui.outline(inner, theme.line, kRadius);
    }
    const Color color = is_one_line              ? (is_selected              ? theme.accent
                                                    : interaction.is_hovered ? theme.text
                                                                             : theme.muted)
                        : is_selected            ? theme.on_accent
                        : interaction.is_hovered ? theme.accent
                                                 : theme.text;
    if (is_wrapped)
      ui.wrapped_text(inner.x + kSpace3, inner.y + kSpace1, inner.width - 2 * kSpace3, options[i], {.color = color});
    else
      ui.text({inner.x + kSpace1, inner.y, inner.width - 2 * kSpace1, inner.height}, options[i],
              {.color = color, .align = Align::kCenter});
    ui.tooltip(option_id(label.id, i), interaction, rect, label.help);
    if (is_selected) {
      node.value = options[i];
    }
    node.options.push_back(options[i]);
    node.option_rects.push_back(rect);
    x += width + (is_one_line ? 0 : kSpace1);
  }
  const Interaction ring = ui.interact(label.id, {});
  if (ring.shows_focus && selected >= 0 && selected < static_cast<int>(node.option_rects.size()))
    ui.focus_ring(node.option_rects[static_cast<std::size_t>(selected)], ring);
  ui.gap(line - height + kSpace3);
  node.selected = selected;
  node.rect = {top.x, top.y, top.width, y + line - top.y};
  ui.record(std::move(node));
  return has_changed;
}

namespace {
float tab_width(const Ui& ui, const std::string& name) { return std::ceil(ui.text_width(name)) + 2 * kSpace3; }
}  // namespace

int tab_rows(const Ui& ui, float width, std::span<const std::string> options) {
  int rows = 1;
  float x = 0;
  for (const std::string& option : options) {
    const float wide = tab_width(ui, option);
    if (x > 0 && x + wide > width) {
      x = 0;
      ++rows;
    }
    x += wide;
  }
  return rows;
}

bool tabs(Ui& ui, const Rect& rect, const Label& label, int& selected, std::span<const std::string> options) {
  const Theme& theme = ui.theme();
  bool has_changed = take_selection(ui, label.id, static_cast<int>(options.size()), selected);
  Node node{.id = std::string(label.id), .role = Role::kTabs, .name = label.name, .help = label.help, .rect = rect};
  const float height = rect.height / static_cast<float>(tab_rows(ui, rect.width, options));
  float x = rect.x, y = rect.y;
  const Interaction ring = ui.interact(label.id, {});
  for (std::size_t i = 0; i < options.size(); ++i) {
    const float width = tab_width(ui, options[i]);
    if (x > rect.x && x + width > rect.x + rect.width) {
      x = rect.x;
      y += height;
    }
    const Rect tab{x, y, width, height};
    const Interaction interaction = ui.interact(option_id(label.id, i), tab);
    if (interaction.was_pressed) ui.request_focus(label.id);
    if (interaction.was_clicked && selected != static_cast<int>(i)) {
      selected = static_cast<int>(i);
      has_changed = true;
    }
    const bool is_selected = selected == static_cast<int>(i);
    ui.text(tab, options[i],
            {.color = is_selected              ? theme.accent
                      : interaction.is_hovered ? theme.text
                                               : theme.muted,
             .align = Align::kCenter});
    if (is_selected) {
      ui.fill({tab.x + kSpace2, tab.y + tab.height - 2, tab.width - 2 * kSpace2, 2}, theme.accent);
      if (ring.shows_focus) ui.focus_ring({tab.x + 3, tab.y + 3, tab.width - 6, tab.height - 6}, ring);
      node.value = options[i];
    }
    node.options.push_back(options[i]);
    node.option_rects.push_back(tab);
    x += width;
  }
  node.selected = selected;
  ui.record(std::move(node));
  return has_changed;
}

// ---- text ------------------------------------------------------------------------------------------------------

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
