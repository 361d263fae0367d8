// The lab's controls. Each draws itself at the top of the current column (or in a given rectangle), records one
// accessible node, and answers to the pointer and to actions alike. Each returns true if it changed its value.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "view/ui.h"

namespace view {

/// What every control has: an id that does not depend on the language, a visible name, a sentence of help.
struct Label {
  std::string_view id;
  std::string name;
  std::string help = {};
};

struct NumberRange {
  double minimum = 0, maximum = 1, step = 0.01;
  double initial = 0;  // a double click goes back to it
  int decimals = 2;
  std::vector<double> ticks = {};  // meaningful values, marked on a slider's track
  bool is_logarithmic = false;     // on the track equal ratios are equally long; the minimum is > 0
};

inline constexpr float kTextLine = 24;  // a line of body text with air, CSS pixels

enum class ButtonKind { kQuiet, kPrimary, kBare };

void heading(Ui& ui, std::string_view id, const std::string& text, int level);
void paragraph(Ui& ui, std::string_view id, const std::string& text, TextStyle style = {});

/// What just happened, in one sentence. `spoken` is what a screen reader hears: it leaves out what a mouse merely
/// brushes over, and it waits until a drag has ended.
void narration(Ui& ui, std::string_view id, const std::string& shown, const std::string& spoken);

/// Was what has this id pressed: clicked, or activated by the keyboard or a screen reader?
bool is_activated(const Ui& ui, std::string_view id, const Interaction& interaction);

/// As wide as its name, on several lines where the column is narrower.
bool button(Ui& ui, const Label& label, ButtonKind kind = ButtonKind::kQuiet, bool is_enabled = true);
/// What every button ends with, however it is drawn: its ring, tooltip and node. True if it was pressed.
bool finish_button(Ui& ui, const Rect& rect, const Label& label, const Interaction& interaction, bool is_enabled,
                   const std::string& tooltip);
bool button_at(Ui& ui, const Rect& rect, const Label& label, ButtonKind kind = ButtonKind::kQuiet,
               bool is_enabled = true);
/// The width a button needs for its name.
float button_width(const Ui& ui, const std::string& name);

/// How far some work is, 0…1. A screen reader hears whole percents.
void progress_bar(Ui& ui, const Rect& rect, const Label& label, double share);

bool toggle(Ui& ui, const Label& label, bool& is_on);
bool slider(Ui& ui, const Label& label, double& value, const NumberRange& range);
/// One of a few options, side by side as far as they fit.
bool choice(Ui& ui, const Label& label, int& selected, std::span<const std::string> options);
/// Words with an underline, in as many rows as they need: the rectangle's height is theirs.
int tab_rows(const Ui& ui, float width, std::span<const std::string> options);
bool tabs(Ui& ui, const Rect& rect, const Label& label, int& selected, std::span<const std::string> options);
/// A line that opens and closes what follows it.
bool disclosure(Ui& ui, const Label& label, bool& is_open);
/// One line of text, at most `longest` bytes; `problem` (may be empty) is shown below and read as the field's error.
bool text_field(Ui& ui, const Label& label, std::string& text, std::size_t longest, const std::string& problem = {});
/// A number that is typed: a table's cell or a slider's value.
bool number_at(Ui& ui, const Rect& rect, const Label& label, double& value, const NumberRange& range,
               TextStyle style = {});

/// Takes a number that was typed, stepped or reset through an action for `id`, whether or not its field is drawn `at`
/// this place. What is no number, or out of range, is refused with a sentence, and the value stays.
bool adopt_number(Ui& ui, std::string_view id, const Rect& at, const NumberRange& range, double& value);
/// Why this text cannot be taken, while `value` is shown; else empty, and `value` is the number.
std::string adopt_text(const Ui& ui, const std::string& text, const NumberRange& range, double& value);

/// With as many of `decimals` as fit into the width; in short if even a whole number does not.
std::string fitted_number(const Ui& ui, double value, int decimals, float width, float size = kCaption);

/// The value on the range's grid of steps, inside it.
double snapped_to(const NumberRange& range, double value);

}  // namespace view
