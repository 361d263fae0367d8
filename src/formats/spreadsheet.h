// Names in a table of text that a spreadsheet would run as formulas, and the form in which it does not.
#pragma once

#include <string>
#include <string_view>

namespace formats {

/// `name` as write_csv() writes it, in quotes: what begins with = + - @, a tab or the end of a line, also full-width
/// (＝ ＋ － ＠), is a formula for spreadsheets, and text once an apostrophe stands before it. So does what begins so
/// behind a comma, a semicolon, a tab or the end of a line, at which spreadsheets of some countries part a cell. Blanks
/// and apostrophes before the sign do not count: what looks protected already gets one more. A plain number (-1.5) is
/// no formula. Nothing else is changed.
std::string protected_name(std::string_view name);

/// The name that protected_name() has made this of, whatever it was.
std::string unprotected_name(std::string_view written);

}  // namespace formats
