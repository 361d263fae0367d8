// Numbers that are typed, stepped or dragged.
#include <algorithm>
#include <cmath>
#include <utility>

#include "view/text_input.h"
#include "view/widgets.h"

namespace view {

namespace {

constexpr float kTickHeight = 4;

constexpr Text kNothingTyped{"这里要一个数；原来的 {0} 不变。", "A number is needed here; {0} stays."};
constexpr Text kNoNumber{"“{0}”不是一个数；原来的 {1} 不变。", "\"{0}\" is not a number; {1} stays."};
constexpr Text kNoWholeNumber{"这里要一个整数，“{0}”不是；原来的 {1} 不变。",
                              "A whole number is needed here, not \"{0}\"; {1} stays."};
constexpr Text kOutOfRange{"“{0}”不在 {1} 到 {2} 之间；原来的 {3} 不变。",
                           "\"{0}\" is not between {1} and {2}; {3} stays."};

/// Takes what was typed, or says at the field why not.
bool adopt_typed(Ui& ui, std::string_view id, const Rect& at, const std::string& text, const NumberRange& range,
                 double& value) {
  const double before = value;
  std::string why = adopt_text(ui, text, range, value);
  if (why.empty())
    ui.forgive(id);
  else
    ui.refuse({std::string(id), text, std::move(why), at});
  return value != before;
}

}  // namespace

std::string fitted_number(const Ui& ui, double value, int decimals, float width, float size) {
  for (int d = decimals; d >= 0; --d) {
    std::string shown = number_text(value, d);
    if (ui.text_width(shown, size) <= width) return shown;
  }
  return short_number_text(value, 1);
}

double snapped_to(const NumberRange& range, double value) {
  if (range.step > 0) value = range.minimum + std::round((value - range.minimum) / range.step) * range.step;
  // Steps like 0.1 leave 0.30000000000000004: the grid is a decimal one.
  const double scale = std::pow(10.0, range.decimals + 3);
  value = std::round(value * scale) / scale;
  return std::clamp(value, range.minimum, range.maximum);
}

std::string adopt_text(const Ui& ui, const std::string& text, const NumberRange& range, double& value) {
  constexpr std::size_t kLongestQuoted = 24;  // bytes
  const std::string now = number_text(value, range.decimals);
  const std::string quoted =
      text.size() <= kLongestQuoted ? text : text.substr(0, clipped_length(text, kLongestQuoted)) + "…";
  double typed = 0;
  if (text.find_first_not_of(" \t") == std::string::npos) return ui.tr(kNothingTyped, {now});
  if (!parse_number(text, typed)) return ui.tr(kNoNumber, {quoted, now});
  if (typed < range.minimum || typed > range.maximum) {
    constexpr double kLong = 1e7;  // from here on the digits of an end would only be counted
    const auto end = [&](double at) {
      return std::abs(at) < kLong ? number_text(at, range.decimals) : short_number_text(at);
    };
    return ui.tr(kOutOfRange, {quoted, end(range.minimum), end(range.maximum), now});
  }
  if (range.decimals == 0 && typed != std::round(typed)) return ui.tr(kNoWholeNumber, {quoted, now});
  value = typed;
  return {};
}

bool adopt_number(Ui& ui, std::string_view id, const Rect& at, const NumberRange& range, double& value) {
  const Action* action = ui.action_for(id);
  if (!action || action->kind == ActionKind::kActivate) return false;
  if (action->kind == ActionKind::kSetValue) return adopt_typed(ui, id, at, action->value, range, value);
  double wanted = value;
  if (action->kind == ActionKind::kReset) wanted = range.initial;
  if (action->kind == ActionKind::kStep && action->step == Step::kUp) wanted += range.step * action->times;
  if (action->kind == ActionKind::kStep && action->step == Step::kDown) wanted -= range.step * action->times;
  ui.forgive(id);
  // A step from 0.3 by 0.1 is 0.4, whatever the sum of the two is.
  const double grain = std::pow(10.0, range.decimals + 3);
  if (wanted != value) wanted = std::clamp(std::round(wanted * grain) / grain, range.minimum, range.maximum);
  return std::exchange(value, wanted) != wanted;
}

bool number_at(Ui& ui, const Rect& rect, const Label& label, double& value, const NumberRange& range, TextStyle style) {
  if (ui.is_left_out(label.id)) return false;
  const Interaction interaction = ui.interact(label.id, rect);
  bool has_changed = adopt_number(ui, label.id, rect, range, value);
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

/// Where on the track the value lies, 0…1; and the other way round.
static double share_of(const NumberRange& range, double value) {
  if (range.maximum <= range.minimum) return 0;
  if (range.is_logarithmic) return std::log(value / range.minimum) / std::log(range.maximum / range.minimum);
  return (value - range.minimum) / (range.maximum - range.minimum);
}
static double value_at(const NumberRange& range, double share) {
  if (range.is_logarithmic) return range.minimum * std::pow(range.maximum / range.minimum, share);
  return range.minimum + (range.maximum - range.minimum) * share;
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
    adopt(value_at(range, std::clamp((ui.pointer().x - track_area.x - kHandle / 2) / usable, 0.0f, 1.0f)));
  if (const Action* action = ui.action_for(label.id)) {
    double wanted = 0;
    if (action->kind == ActionKind::kReset)
      adopt(range.initial);
    else if (action->kind == ActionKind::kSetValue && parse_number(action->value, wanted))
      adopt(wanted);
  }

  const auto x_of = [&](double v) {
    return track_area.x + kHandle / 2 + usable * static_cast<float>(share_of(range, v));
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

  if (ui.has_focus(field_id)) {
    has_changed |= number_at(ui, field, {field_id, label.name, label.help}, value, range, {.align = Align::kRight});
  } else {
    has_changed |= adopt_number(ui, field_id, field, range, value);  // what was typed arrives when the field is left
    ui.show_refusal(field_id);
    const Interaction on_value = ui.interact(field_id, field);
    if (on_value.is_hovered) ui.set_cursor("text");
    ui.text(field, number_text(value, range.decimals),
            {.color = on_value.is_hovered ? theme.accent : theme.text, .align = Align::kRight});
  }
  return has_changed;
}

}  // namespace view
