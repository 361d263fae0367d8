#include "scenes/training/dates_model.h"

#include <algorithm>
#include <utility>

#include "core/random.h"
#include "index.h"
#include "view/matrix_view.h"

namespace scenes::training {

std::vector<Role> source_roles(std::span<const int> source) {
  std::vector<Role> roles;
  int digits = static_cast<int>(std::ranges::count_if(source, [](int token) { return token < models::kComma; }));
  for (const int token : source) {
    constexpr int kYearDigits = 4;  // the last ones, in every format
    if (token < models::kComma)
      roles.push_back(digits-- > kYearDigits ? kDayRole : kYearRole);
    else
      roles.push_back(token >= models::kSunday ? kWeekdayRole : token >= models::kJanuary ? kMonthRole : kOtherRole);
  }
  return roles;
}

std::vector<Role> written_roles(std::span<const int> written) {
  std::vector<Role> roles(written.size(), kOtherRole);
  std::size_t first = 0;  // of the digits that stand together
  for (std::size_t i = 0; i < written.size(); ++i) {
    const int token = written[i];
    if (token >= models::kZeroThere && token < models::kYearSign) continue;
    if (token >= models::kYearSign && token <= models::kDaySign)
      std::fill(roles.begin() + static_cast<std::ptrdiff_t>(first), roles.begin() + static_cast<std::ptrdiff_t>(i),
                static_cast<Role>(kYearRole + token - models::kYearSign));
    if (token >= models::kSundayThere) roles[i] = kWeekdayRole;
    first = i + 1;
  }
  return roles;
}

bool DatesResult::is_right(int place) const {
  return place < count_of(wanted) && nth(written, place) == nth(wanted, place);
}

void translate_date(const DatesInput& input, int step, std::span<const float> parameters, DatesResult& result) {
  if (result.step != step || !result.model) {
    core::Random random(1);
    auto model = result.model ? std::make_shared<models::Translator<float>>(*result.model)
                              : std::make_shared<models::Translator<float>>(models::TranslatorShape{}, random);
    std::ranges::copy(parameters, model->parameters().values.begin());
    result.model = std::move(model);
  }
  result.asked = input;
  result.step = step;
  result.source = models::source_of(input.date, input.format, input.weekday);
  result.wanted = models::target_of(input.date, input.weekday);
  models::DatePairs asked;
  asked.add(result.source, {});
  auto answer = result.model->translate(asked, models::kLongestTarget);
  const auto end = std::ranges::find(answer.written, models::kEnd);
  if (end != answer.written.end()) answer.written.erase(end + 1, answer.written.end());
  result.written = std::move(answer.written);
  answer.weights.resize(result.written.size() * result.source.size());
  result.weights = std::move(answer.weights);
  result.content = view::new_content();
}

std::optional<Look> looks_at(const DatesResult& result, Role written) {
  const std::vector<Role> rows = written_roles(result.written), columns = source_roles(result.source);
  std::array<double, kRoles> weight{};
  int count = 0;
  for (int row = 0; row < result.rows(); ++row) {
    if (nth(rows, row) != written) continue;
    ++count;
    for (int column = 0; column < result.columns(); ++column)
      weight[nth(columns, column)] += static_cast<double>(nth(result.weights, row * result.columns() + column));
  }
  if (count == 0) return std::nullopt;
  const auto most = std::ranges::max_element(weight);
  return Look{static_cast<Role>(most - weight.begin()), *most / count};
}

}  // namespace scenes::training
