// What the translator makes of the reader's date at a snapshot of its run: what it writes, and where it looks.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/read_date.h"
#include "models/translator.h"

namespace scenes::training {

/// The date that is translated.
struct DatesInput {
  models::Date date{2026, 11, 22};
  int format = models::kNameFirst, weekday = 0;  // as it was typed, 0 = Sunday
  bool operator==(const DatesInput&) const = default;
};
inline constexpr const char* kExampleDate = "Sunday, November 22, 2026";  // as it begins
inline constexpr std::size_t kLongestDate = 60;                           // bytes

/// What a token is of. What has none of these in it, such as a comma, has the last one.
enum Role { kYearRole, kMonthRole, kDayRole, kWeekdayRole, kOtherRole, kRoles };
/// 2 0 2 6, November, 2 2, Sunday; of a date that was read.
std::vector<Role> source_roles(std::span<const int> source);
/// Digits are of what is written after them: 年, 月 or 日. Whatever the translator has written.
std::vector<Role> written_roles(std::span<const int> written);

struct DatesResult {
  DatesInput asked;
  int step = -1;                                           // at this snapshot
  std::shared_ptr<const models::Translator<float>> model;  // as it is there
  std::vector<int> source;                                 // tokens
  std::vector<int> written;                                // … up to and including the end, or as many as can be
  std::vector<int> wanted;                                 // … what is right, with its end
  std::vector<float> weights;                              // (written, source)
  std::uint64_t content = 0;

  int rows() const { return static_cast<int>(written.size()); }
  int columns() const { return static_cast<int>(source.size()); }
  /// Is the token at this place of what was written the right one?
  bool is_right(int place) const;
  bool is_right() const { return written == wanted; }
};
/// Translates the date at this snapshot.
void translate_date(const DatesInput& input, int step, std::span<const float> parameters, DatesResult& result);

/// Where the translator looks while it writes the tokens of a role: at those of `at` more than at any others.
struct Look {
  Role at = kOtherRole;
  double share = 0;  // of the weight that those rows give, 0 … 1
};
/// Nothing if it has written none of that role.
std::optional<Look> looks_at(const DatesResult& result, Role written);

}  // namespace scenes::training
