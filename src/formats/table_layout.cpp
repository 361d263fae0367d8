#include "formats/table_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "formats/cell.h"
#include "formats/text.h"

namespace formats {
namespace {

using Kind = Cell::Kind;
constexpr std::size_t kSampleBytes = std::size_t{1} << 20, kSampleRows = 256;
constexpr int kSampleLines = 4;  // at least so many, however long they are

/// A cell as the decision sees it.
struct Seen {
  std::string_view text;
  Cell cell;
  bool is_word() const { return cell.kind == Kind::kWord; }
  bool is_count() const { return cell.is_count; }
  /// A number that can only be one: not a count, and not "nan" or "True", which may be words.
  bool is_decimal() const {
    const bool has_digit = text.find_first_of("0123456789") != std::string_view::npos;
    return cell.kind == Kind::kAlmostNumber || (cell.kind == Kind::kNumber && !is_count() && has_digit);
  }
};
using Line = std::vector<Seen>;

Seen seen(const Field& field) {
  const std::string_view text = trimmed(field.text);
  Cell cell = cell_of(text);
  if (cell.kind == Kind::kAlmostNumber && comma_in(text) == Comma::kDecimal) cell.kind = Kind::kNumber;
  return {text, cell};
}

std::span<const Seen> behind(const Line& line, std::size_t first) {
  return std::span(line).subspan(std::min(first, line.size()));
}

bool are_words(std::span<const Seen> line, bool has_decimals_elsewhere, bool is_at_empty_corner = false) {
  const auto words = std::ranges::count_if(line, &Seen::is_word), counts = std::ranges::count_if(line, &Seen::is_count);
  const auto decimals = std::ranges::count_if(line, &Seen::is_decimal);
  if (words == 0 || decimals > (is_at_empty_corner ? words : words / 3)) return false;
  return counts == 0 || (words >= counts && (has_decimals_elsewhere || is_at_empty_corner));
}

bool has_word(std::span<const Seen> line) { return std::ranges::any_of(line, &Seen::is_word); }

bool are_counts_or_words(std::span<const Seen> line) {
  return !line.empty() && std::ranges::all_of(line, [](const Seen& each) { return each.is_count() || each.is_word(); });
}

bool are_counts(std::span<const Seen> line) { return !line.empty() && std::ranges::all_of(line, &Seen::is_count); }

/// 0, 1, 2 … or 1, 2, 3 …
bool is_run(std::span<const Seen> line) {
  if (line.size() < 2 || !are_counts(line) || line[0].cell.value > 1) return false;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i].cell.value != line[0].cell.value + static_cast<float>(i)) return false;
  }
  return true;
}

/// What programs and people write above a column of names.
bool is_index_name(std::string_view corner) {
  constexpr std::array<std::string_view, 33> kNames = {
      "#",   "query",    "queries",   "q",      "key",  "keys",  "index", "idx",    "id",       "no",   "no.",
      "row", "rows",     "token",     "tokens", "name", "names", "label", "labels", "position", "pos",  "i",
      "x1",  "rownames", "row.names", "查询",   "键",   "词元",  "序号",  "行",     "编号",     "索引", "位置"};
  const std::string lower = in_lower_case(corner);
  return std::ranges::find(kNames, lower) != kNames.end() || lower.starts_with("unnamed:") ||
         lower.starts_with("level_") || lower.starts_with("...") || corner.find('\\') != std::string_view::npos;
}

bool do_sum_to_one(std::span<const Seen> line) {
  double sum = 0;
  for (const Seen& each : line) sum += static_cast<double>(each.cell.value);
  return std::abs(sum - 1) < 1e-3;
}

/// The first rows of a table, cut into what the rules speak of.
struct Parts {
  Line first;                 // the whole first row
  std::vector<Line> below;    // the other rows, but for repetitions of the first
  bool has_decimals = false;  // below the first row and behind the first column

  Line column(std::size_t index) const {  // below the first row
    Line line;
    for (const Line& row : below) {
      if (index < row.size()) line.push_back(row[index]);
    }
    return line;
  }
  bool is_corner_empty() const { return first.size() > 1 && first[0].text.empty(); }
  bool do_rows_sum_to_one() const {  // without their first fields
    return std::ranges::all_of(below, [](const Line& row) { return do_sum_to_one(behind(row, 1)); });
  }
};

Parts parts_of(const SampleRows& rows, std::size_t fields) {
  Parts parts;
  const auto line_of_row = [&](const std::vector<Field>& row) {
    Line line;
    for (std::size_t i = 0; i < std::min(row.size(), fields); ++i) line.push_back(seen(row[i]));
    return line;
  };
  parts.first = line_of_row(rows[0]);
  const auto is_same_text = [](const Field& a, const Field& b) { return a.text == b.text; };
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (std::ranges::equal(rows[0], rows[i], is_same_text) && (has_word(parts.first) || parts.is_corner_empty()))
      continue;
    parts.below.push_back(line_of_row(rows[i]));
    parts.has_decimals |= std::ranges::any_of(behind(parts.below.back(), 1), &Seen::is_decimal);
  }
  return parts;
}

/// The least of them, if several are equally frequent; 0 if there are none.
std::size_t most_frequent(std::vector<std::size_t> sizes) {
  std::ranges::sort(sizes);
  std::size_t best = 0, most = 0;
  for (std::size_t i = 0, first = 0; i < sizes.size(); ++i) {
    if (sizes[i] != sizes[first]) first = i;
    if (i - first + 1 > most) most = i - first + 1, best = sizes[i];
  }
  return best;
}

/// How many columns at the end are empty in every row.
std::size_t count_empty_columns(const SampleRows& rows, std::size_t fields) {
  std::size_t used = 1;
  for (const std::vector<Field>& row : rows) {
    for (std::size_t i = used; i < row.size(); ++i) {
      if (!trimmed(row[i].text).empty()) used = i + 1;
    }
  }
  return fields > used ? fields - used : 0;
}

void decide_names(const Parts& parts, TableLayout& layout) {
  const Line column = parts.column(0);
  const std::span<const Seen> rest = behind(parts.first, 1);
  if (parts.below.empty()) {  // one row
    layout.has_names_row = are_words(parts.first, false);
    layout.name_columns = parts.first.size() > 1 && parts.first[0].is_word() && !has_word(rest) ? 1 : 0;
    if (layout.has_names_row) layout.name_columns = 0;
    return;
  }
  const bool is_first_of_names = has_word(parts.first) ? !std::ranges::any_of(parts.first, &Seen::is_decimal)
                                                       : are_counts(parts.first) && parts.has_decimals;
  if (parts.first.size() + 1 == layout.fields && is_first_of_names && are_counts_or_words(column)) {
    layout.has_names_row = true;
    layout.name_columns = 1;
    return;
  }
  const bool is_corner_empty = parts.is_corner_empty();
  const bool is_row_of_words = are_words(rest, parts.has_decimals, is_corner_empty);
  bool is_column = are_words(column, parts.has_decimals, is_corner_empty);
  if (!is_column && is_row_of_words) {
    const bool is_index =
        are_counts(column) && (is_index_name(parts.first[0].text) || (is_run(column) && parts.do_rows_sum_to_one()));
    is_column = is_corner_empty || is_index;
    layout.is_column_unsure = !is_column && is_run(column) && parts.has_decimals;
  } else if (!is_column && is_corner_empty && are_counts_or_words(rest) && are_counts_or_words(column) &&
             (parts.has_decimals || has_word(rest) || has_word(column) || (is_run(rest) && is_run(column)))) {
    layout.has_names_row = true;
    is_column = true;
  }
  const auto is_row_of_numbers = [&](std::span<const Seen> row) {  // 0, 1 may be a row of weights, too
    return is_run(row) && parts.has_decimals && (row.size() > 2 || row[0].cell.value == 1);
  };
  const bool is_corner_name = is_corner_empty || is_index_name(parts.first[0].text);
  if (is_column)
    layout.has_names_row |= is_row_of_words || (is_corner_name && are_counts(rest)) || is_row_of_numbers(rest);
  else
    layout.has_names_row = are_words(parts.first, parts.has_decimals) || is_row_of_numbers(parts.first);
  if (!layout
           .has_names_row) {  // then the first row is a row like the others, and its first field belongs to the column
    Line whole = column;
    whole.insert(whole.begin(), parts.first[0]);
    const bool is_numbered = is_run(whole) && parts.has_decimals;
    const bool is_index = is_numbered && parts.do_rows_sum_to_one() && do_sum_to_one(rest);
    is_column = are_words(whole, parts.has_decimals || std::ranges::any_of(rest, &Seen::is_decimal)) || is_index;
    const std::span<const Seen> numbers = is_column ? rest : std::span<const Seen>(parts.first);
    layout.is_row_unsure = is_run(numbers) && (parts.has_decimals || numbers.size() > 2);
    layout.is_column_unsure = !is_column && is_numbered;
  }
  layout.name_columns = is_column ? 1 : 0;
}

}  // namespace

TableLayout decide_layout(const SampleRows& rows) {
  std::vector<std::size_t> sizes;  // of the rows; the first may be shorter
  for (std::size_t i = rows.size() > 1 ? 1 : 0; i < rows.size(); ++i) sizes.push_back(rows[i].size());
  TableLayout layout;
  layout.fields = most_frequent(std::move(sizes));
  layout.empty_columns = count_empty_columns(rows, layout.fields);
  layout.fields -= layout.empty_columns;
  const Parts parts = parts_of(rows, layout.fields);
  decide_names(parts, layout);
  // An index that was read back as a column and written again: ",Unnamed: 0,The,cat".
  while (layout.has_names_row && layout.name_columns > 0 && layout.name_columns + 1 < parts.first.size() &&
         parts.first[layout.name_columns].text.starts_with("Unnamed:") && are_counts(parts.column(layout.name_columns)))
    ++layout.name_columns;
  return layout;
}

bool is_comment(std::string_view line, const std::vector<Field>& fields, std::string_view separator,
                std::size_t row_fields) {
  line = trimmed(line);
  if (!line.starts_with('#') && !line.starts_with('%')) return false;
  if (separator == "\t" && line.starts_with("#\t")) return fields.size() != row_fields;  // a corner
  if (line.size() == 1 || blank_size(line, 1) > 0) return true;
  if (cell_of(fields[0].text).kind == Kind::kMissing) return false;  // #N/A
  const auto is_number = [](const Field& field) { return cell_of(field.text).kind == Kind::kNumber; };
  const bool are_numbers = fields.size() > 1 && std::all_of(fields.begin() + 1, fields.end(), is_number);
  if (separator == kBlanks) return !are_numbers || fields.size() != row_fields;
  return fields.size() != row_fields;
}

namespace {

/// The beginning of the text that is looked at before it is read.
std::string_view sampled(std::string_view text) {
  std::size_t end = 0;
  for (int i = 0; i < kSampleLines && end < text.size(); ++i) {
    end = line_end(text, end);
    end += line_end_size(text, end);
  }
  return text.substr(0, std::max(end, kSampleBytes));
}

}  // namespace

SampleRows sample_of(std::string_view text, std::string_view separator, std::size_t& fields) {
  const std::string_view sample = sampled(text);
  const bool is_cut = sample.size() < text.size();
  Records records(sample, separator);
  SampleRows rows, marked;  // marked: with # or %
  std::vector<std::string_view> marked_lines;
  std::vector<std::size_t> marked_before;
  std::vector<std::size_t> sizes;
  std::vector<Field> record;
  while (rows.size() < kSampleRows && records.next(record)) {
    if (record.empty()) continue;
    const std::string_view line = trimmed(records.line());
    if (line.starts_with('#') || line.starts_with('%')) {
      marked.push_back(record);
      marked_lines.push_back(line);
      marked_before.push_back(rows.size());
      if (marked.size() > kSampleRows) break;
    } else {
      sizes.push_back(record.size());
      rows.push_back(record);
    }
  }
  if (is_cut && rows.size() > 1) rows.pop_back();  // perhaps only a part of it
  for (const auto& row : marked) {
    if (rows.empty()) sizes.push_back(row.size());
  }
  fields = most_frequent(std::move(sizes));
  for (std::size_t i = marked.size(); i-- > 0;) {
    if (!is_comment(marked_lines[i], marked[i], separator, fields) && marked_before[i] <= rows.size())
      rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(marked_before[i]), marked[i]);
  }
  return rows;
}

std::optional<std::string_view> find_separator(std::string_view text) {
  std::optional<std::string_view> best;
  double best_share = 0.5;
  for (const std::string_view separator : {std::string_view("\t"), std::string_view(";"), std::string_view(","),
                                           std::string_view("|"), std::string_view("\uFF0C"), kBlanks}) {
    std::size_t fields = 0, inner = 0, numbers = 0, real_numbers = 0;
    const SampleRows rows = sample_of(text, separator, fields);
    if (fields < 2) continue;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i == 0 && rows.size() > 1) continue;  // perhaps names
      for (std::size_t j = 1; j < std::max(rows[i].size(), fields); ++j) {
        ++inner;
        const Seen cell = j < rows[i].size() ? seen(rows[i][j]) : Seen{"?", {}};
        numbers += cell.cell.kind == Kind::kNumber || cell.cell.kind == Kind::kMissing;
        real_numbers += cell.cell.kind == Kind::kNumber;
      }
    }
    const double share = inner > 0 ? static_cast<double>(numbers) / static_cast<double>(inner) : 0;
    if (real_numbers > 0 && share > best_share) {
      best = separator;
      best_share = share;
    }
  }
  return best;
}

bool are_names(const std::vector<Field>& fields, std::size_t name_columns) {
  Line line;
  for (std::size_t i = name_columns; i < fields.size(); ++i) line.push_back(seen(fields[i]));
  return are_words(line, true);
}

}  // namespace formats
