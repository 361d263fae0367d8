#include "app/goal.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "app/fragment.h"
#include "index.h"

namespace app {

namespace {

using view::Text;

constexpr Text kGoalTooLong{"目标至多 {0} 字节、{1} 个条件", "a goal has at most {0} bytes and {1} conditions"};
constexpr Text kNoComparison{"“{0}”里没有 >、>=、<、<= 或 =", "“{0}” has no >, >=, <, <= or ="};
constexpr Text kNoNumberBehind{"“{0}”的后面应是一个数", "“{0}” must end with a number"};
constexpr Text kNoPlace{"“{0}”的前面应是一个矩阵和它的行、列，例如 weights/0/2",
                        "“{0}” must begin with a matrix and its row and column, as weights/0/2"};
constexpr Text kNoMatrix{"这里没有“{0}”里的矩阵；有 {1}", "there is no matrix of “{0}” here; there are {1}"};
constexpr Text kAxes{"“{0}”：{1} 的形状是 {2}，要写出其中每个长度不为 1 的轴上的位置",
                     "“{0}”: {1} has the shape {2}; name a place on each of its axes that is longer than 1"};
constexpr Text kNoSuch{"“{0}”：没有“{1}”；有 {2}", "“{0}”: there is no “{1}”; there are {2}"};
constexpr Text kIndices{"0 到 {0}", "0 to {0}"};
constexpr Text kNow{"{0} {2} {3} (现在 {1})", "{0} {2} {3} (now {1})"};
constexpr std::string_view kComparisons[] = {">=", "<=", ">", "<", "="};  // the longer ones first

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// One condition of the text, or a problem.
std::optional<Condition> parse_condition(std::string_view text, formats::Problem& problem) {
  const std::string shown = formats::for_display(text);
  const std::size_t at = text.find_first_of("<>=");
  if (at == std::string_view::npos) return problem = view::filled(kNoComparison, {shown}), std::nullopt;
  Condition condition;
  for (const std::string_view each : kComparisons)
    if (condition.comparison.empty() && text.substr(at).starts_with(each)) condition.comparison = each;
  condition.place = trimmed(text.substr(0, at));
  const std::string_view number = trimmed(text.substr(at + condition.comparison.size()));
  if (!view::plain_number(number, condition.number) || !std::isfinite(condition.number))
    return problem = view::filled(kNoNumberBehind, {shown}), std::nullopt;
  if (condition.place.empty()) return problem = view::filled(kNoPlace, {shown}), std::nullopt;
  const std::size_t point = number.find('.');
  condition.decimals = point == std::string_view::npos || number.find_first_of("eE") != std::string_view::npos
                           ? 0
                           : static_cast<int>(number.size() - point - 1);
  return condition;
}

bool holds(const Condition& condition, double value) {
  if (condition.comparison == ">") return value > condition.number;
  if (condition.comparison == ">=") return value >= condition.number;
  if (condition.comparison == "<") return value < condition.number;
  if (condition.comparison == "<=") return value <= condition.number;
  return std::abs(value - condition.number) <= 0.5 * std::pow(10.0, -condition.decimals);
}

/// The names of an axis, if it is one of the last two and has any.
const std::vector<std::string>* names_of(const scenes::TakenMatrix& matrix, std::size_t axis) {
  const std::size_t rank = matrix.tensor->shape.size();
  const auto& names = axis + 1 == rank ? *matrix.column_names : *matrix.row_names;
  const bool fits = axis + 2 >= rank && static_cast<std::int64_t>(names.size()) == matrix.tensor->shape[axis];
  return fits ? &names : nullptr;
}

/// A number of a matrix, found by name.
struct Found {
  double value = 0;
  std::string zh, en;  // what it is called
};

struct Matrices {
  const scenes::TakeAway& chinese;
  const scenes::TakeAway& english;

  /// The matrix whose name the place begins with, the longest of several; names may have slashes.
  std::optional<std::size_t> matrix_of(std::string_view place) const {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < english.matrices.size(); ++i) {
      const std::string& name = english.matrices[i].name;
      if (place != name && !place.starts_with(name + "/")) continue;
      if (!found || name.size() > english.matrices[*found].name.size()) found = i;
    }
    return found;
  }

  std::optional<std::int64_t> index_of(std::size_t which, std::size_t axis, std::string_view written,
                                       std::string_view place, formats::Problem& problem) const {
    const std::int64_t length = english.matrices[which].tensor->shape[axis];
    const std::string wanted = lower(std::string(written));
    for (const scenes::TakeAway* language : {&english, &chinese})
      if (const auto* names = names_of(language->matrices[which], axis))
        for (std::size_t i = 0; i < names->size(); ++i)
          if (lower((*names)[i]) == wanted) return static_cast<std::int64_t>(i);
    double index = 0;
    if (view::plain_number(written, index) && index >= 0 && index < static_cast<double>(length) &&
        index == std::floor(index))
      return static_cast<std::int64_t>(index);
    const std::string last = std::to_string(length - 1);
    const auto kinds = [&](const scenes::TakeAway& language, const char* indices) {
      constexpr std::size_t kMostNames = 24;
      const auto* names = names_of(language.matrices[which], axis);
      return names && names->size() <= kMostNames ? listed(*names) : view::filled(indices, {last});
    };
    const std::string shown_place = formats::for_display(place), shown = formats::for_display(written);
    problem = {view::filled(kNoSuch.zh, {shown_place, shown, kinds(chinese, kIndices.zh)}),
               view::filled(kNoSuch.en, {shown_place, shown, kinds(english, kIndices.en)})};
    return std::nullopt;
  }

  std::optional<Found> find(std::string_view place, formats::Problem& problem) const {
    const std::optional<std::size_t> which = matrix_of(place);
    const std::string shown = formats::for_display(place);
    if (!which) {
      std::vector<std::string> names;
      for (const auto& each : english.matrices) names.push_back(each.name);
      problem = view::filled(kNoMatrix, {shown, listed(names)});
      return std::nullopt;
    }
    const scenes::TakenMatrix& matrix = english.matrices[*which];
    const core::Tensor& tensor = *matrix.tensor;
    std::vector<std::string_view> parts;
    for (std::string_view rest = place.substr(std::min(place.size(), matrix.name.size() + 1)); !rest.empty();) {
      const std::size_t end = std::min(rest.find('/'), rest.size());
      parts.push_back(trimmed(rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    std::vector<std::size_t> axes;  // that are named
    for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis)
      if (tensor.shape[axis] != 1 || parts.size() == tensor.shape.size()) axes.push_back(axis);
    if (axes.size() != parts.size() || tensor.data.empty()) {
      std::string shape;
      for (const std::int64_t length : tensor.shape) shape += (shape.empty() ? "" : " × ") + std::to_string(length);
      problem = view::filled(kAxes, {shown, matrix.name, shape});
      return std::nullopt;
    }
    std::vector<std::int64_t> at(tensor.shape.size(), 0);
    Found found{.value = 0, .zh = chinese.matrices[*which].title(), .en = matrix.title()};
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const std::optional<std::int64_t> index = index_of(*which, axes[i], parts[i], place, problem);
      if (!index) return std::nullopt;
      at[axes[i]] = *index;
      const auto name_in = [&](const scenes::TakeAway& language) {
        const auto* names = names_of(language.matrices[*which], axes[i]);
        return " · " + (names ? formats::for_display(nth(*names, *index)) : std::to_string(*index));
      };
      found.zh += name_in(chinese);
      found.en += name_in(english);
    }
    std::int64_t flat = 0;
    for (std::size_t axis = 0; axis < at.size(); ++axis) flat = flat * tensor.shape[axis] + at[axis];
    found.value = static_cast<double>(nth(tensor.data, flat));
    return found;
  }
};

}  // namespace

Goal parse_goal(std::string_view text) {
  Goal goal{.text = std::string(trimmed(text)), .conditions = {}, .problem = {}};
  if (goal.text.size() > kLongestGoal)
    goal.problem = view::filled(kGoalTooLong, {std::to_string(kLongestGoal), std::to_string(kMostConditions)});
  constexpr std::string_view kAnd = " and ";
  for (std::string_view rest = goal.text; goal.problem.empty() && !rest.empty();) {
    const std::size_t end = std::min(rest.find(kAnd), rest.size());
    if (auto condition = parse_condition(trimmed(rest.substr(0, end)), goal.problem))
      goal.conditions.push_back(*std::move(condition));
    rest.remove_prefix(std::min(end + kAnd.size(), rest.size()));
    if (goal.conditions.size() > kMostConditions)
      goal.problem = view::filled(kGoalTooLong, {std::to_string(kLongestGoal), std::to_string(kMostConditions)});
  }
  if (!goal.problem.empty()) goal.conditions.clear();
  return goal;
}

GoalState look_at(const Goal& goal, const scenes::TakeAway& chinese, const scenes::TakeAway& english) {
  GoalState state{.is_reached = goal.problem.empty() && !goal.conditions.empty(), .says = {}, .problem = goal.problem};
  const Matrices matrices{chinese, english};
  for (const Condition& condition : goal.conditions) {
    const std::optional<Found> found = matrices.find(condition.place, state.problem);
    if (!found) {
      state.is_reached = false;
      return state;
    }
    state.is_reached = state.is_reached && holds(condition, found->value);
    const std::string now = view::short_number_text(found->value),
                      wanted = view::short_number_text(condition.number, 6);
    state.says.zh +=
        (state.says.empty() ? "" : "；") + view::filled(kNow.zh, {found->zh, now, condition.comparison, wanted});
    state.says.en +=
        (state.says.empty() ? "" : "; ") + view::filled(kNow.en, {found->en, now, condition.comparison, wanted});
  }
  return state;
}

}  // namespace app
