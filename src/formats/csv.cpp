#include "formats/csv.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "formats/cell.h"
#include "formats/printed_frame.h"
#include "formats/shape.h"
#include "formats/spreadsheet.h"
#include "formats/table_blocks.h"
#include "formats/table_layout.h"
#include "formats/table_names.h"
#include "formats/text.h"

namespace formats {
namespace {

class TableReader {
 public:
  TableReader(std::string_view text, const Frame& frame, TensorFile& file) : text_(text), frame_(frame), file_(file) {}

  std::optional<Problem> read();

 private:
  std::string_view text_;
  const Frame& frame_;
  TensorFile& file_;
  TableLayout layout_;
  std::string_view separator_;
  std::size_t begin_ = 0, offset_ = 0;  // of the table, of the record in the text
  char decimal_mark_ = 0;               // 0 until a number shows it
  std::vector<float> data_;
  std::vector<Field> names_;  // the row of names
  std::vector<std::string> query_tokens_;
  Blocks blank_blocks_, all_blocks_;  // between blank lines; between these and comments
  std::int64_t rows_ = 0, empty_rows_ = 0, repeated_names_ = 0;
  bool has_other_names_ = false, is_wider_ = false;
  core::Shape stated_shape_;  // "# Array shape: (2, 3, 4)"
  Noted missing_, percents_, protected_names_;

  std::string line() const { return with_thousands(line_of(text_, offset_)); }
  std::size_t width() const { return layout_.width(); }
  std::optional<Problem> read_with(const TableLayout& layout);
  std::optional<Problem> read_row(const std::vector<Field>& fields);
  std::optional<Problem> read_cell(const Field& field, std::size_t column);
  Problem not_a_number(const Field& field, std::size_t column) const;
  Problem uneven_row(std::size_t have) const;
  std::string name_in(const Field& field);
  bool take_names(const std::vector<Field>& fields);
  void take_comment(std::string_view comment);
  void guess_decimal_mark(const SampleRows& rows);
  std::optional<Problem> finish();
  std::optional<Problem> find_shape(core::Shape& shape);
  void note_what_was_read();
};

Problem TableReader::uneven_row(std::size_t have) const {
  return problem_with(file_.file_name, "{file} 第 {0} 行有 {1} 个数，别的行有 {2} 个；矩阵的每一行必须一样长。",
                      "{file}: line {0} has {1} numbers where the other lines have {2}; all rows of a matrix must be "
                      "equally long.",
                      {line(), with_thousands(have), with_thousands(width())});
}

Problem TableReader::not_a_number(const Field& field, std::size_t column) const {
  const std::string text(trimmed(field.text)), place = with_thousands(column), shown = for_display(text, 30);
  if (text == "..." || text == ".." || text == "…") return abbreviated_table(file_.file_name, line());
  if (text.find(',') != std::string::npos && cell_of(text).kind == Cell::Kind::kAlmostNumber) {
    return problem_with(
        file_.file_name,
        "{file} 第 {0} 行第 {1} 列的“{2}”读不准：逗号是小数点还是千位分隔符？请写成 1234.5 "
        "这样，不要千位分隔符，小数点只用一种。",
        "{file}: “{2}” in column {1} of line {0} can be read in two ways: is the comma a decimal point, or does "
        "it part thousands? Write 1234.5, with no separators of thousands and one kind of decimal point.",
        {line(), place, shown});
  }
  return problem_with(
      file_.file_name, "{file} 第 {0} 行第 {1} 列的“{2}”不是数。没有的值请写 nan；整行或整列都是文字才是名字。",
      "{file}: “{2}” in column {1} of line {0} is not a number. Write nan for a value that does not exist; only a "
      "first row or column all of words is read as names.",
      {line(), place, shown});
}

void TableReader::guess_decimal_mark(const SampleRows& rows) {
  bool has_comma = false, has_point = false;
  for (const auto& row : rows) {
    for (const Field& field : row) {
      has_comma |= comma_in(field.text) == Comma::kDecimal;
      has_point |= field.text.find('.') != std::string::npos && cell_of(field.text).kind == Cell::Kind::kNumber;
    }
  }
  if (has_comma != has_point) decimal_mark_ = has_comma ? ',' : '.';
}

std::optional<Problem> TableReader::read_cell(const Field& field, std::size_t column) {
  float value = 0;
  const bool has_comma = field.text.find(',') != std::string::npos,
             has_point = field.text.find('.') != std::string::npos;
  const auto number = has_comma ? std::nullopt : whole_number(field.text);
  if (number) {
    value = *number;
  } else {
    const Comma comma = has_comma ? comma_in(field.text) : Comma::kNone;
    if (comma == Comma::kDecimal && decimal_mark_ == 0) decimal_mark_ = ',';
    if (comma == Comma::kEither && decimal_mark_ != ',') return not_a_number(field, column);
    const Cell cell = cell_of(field.text, comma == Comma::kNone ? '.' : ',');
    if (cell.kind == Cell::Kind::kMissing)
      missing_.add(offset_, column, field.text);
    else if (cell.kind != Cell::Kind::kNumber)
      return not_a_number(field, column);
    if (cell.is_percent) percents_.add(offset_, column, field.text);
    value = cell.value;
    if (comma != Comma::kNone && decimal_mark_ != ',') return not_a_number(field, column);
  }
  if (has_point && value == value) {
    if (decimal_mark_ == ',') {
      return problem_with(file_.file_name, "{file} 第 {0} 行第 {1} 列的“{2}”用小数点，别处用小数逗号。请只用一种。",
                          "{file}: “{2}” in column {1} of line {0} has a decimal point where others have a decimal "
                          "comma. Use one kind.",
                          {line(), with_thousands(column), for_display(trimmed(field.text), 30)});
    }
    decimal_mark_ = '.';
  }
  data_.push_back(value);
  return std::nullopt;
}

/// A name as it is meant: without the apostrophes that write_csv() puts before what a spreadsheet would run. Only in
/// quotes: others write a name that begins so as it is.
std::string TableReader::name_in(const Field& field) {
  const std::string_view written = trimmed(field.text);
  const std::string name = field.is_quoted ? unprotected_name(written) : std::string(written);
  if (name != written) protected_names_.add(offset_, 0, written);
  return for_display(name, 256);
}

std::optional<Problem> TableReader::read_row(const std::vector<Field>& fields) {
  const auto is_empty = [](const Field& field) { return trimmed(field.text).empty(); };
  std::size_t size = fields.size();
  while (size > layout_.fields && is_empty(fields[size - 1])) --size;  // separators at the end of a row
  if (size > layout_.fields && size <= layout_.fields + layout_.empty_columns) {
    is_wider_ = true;  // a column that seemed empty is not
    return uneven_row(0);
  }
  if (size != layout_.fields) return uneven_row(size - std::min(size, layout_.name_columns));
  if (data_.size() + width() > kMaxNumbers) return too_many_numbers(file_.file_name);
  if (layout_.name_columns > 0) query_tokens_.push_back(name_in(fields[0]));
  for (std::size_t i = layout_.name_columns; i < size; ++i) {
    if (auto problem = read_cell(fields[i], i + 1)) return problem;
  }
  empty_rows_ =
      std::all_of(fields.begin(), fields.begin() + static_cast<std::ptrdiff_t>(size), is_empty) ? empty_rows_ + 1 : 0;
  ++rows_;
  blank_blocks_.add_row();
  all_blocks_.add_row();
  return std::nullopt;
}

/// The first row of a block: true if it holds the names.
bool TableReader::take_names(const std::vector<Field>& fields) {
  if (!layout_.has_names_row) return false;
  if (names_.empty()) {
    names_ = fields;
    return true;
  }
  const auto is_same_text = [](const Field& a, const Field& b) { return a.text == b.text; };
  const bool is_same = std::ranges::equal(fields, names_, is_same_text);
  if (!is_same && !are_names(fields, layout_.name_columns)) return false;
  has_other_names_ |= !is_same;
  ++repeated_names_;
  return true;
}

void TableReader::take_comment(std::string_view comment) {
  const std::size_t begin = comment.find("shape: ("), end = comment.find(')', begin);
  if (begin == std::string_view::npos || end == std::string_view::npos || !stated_shape_.empty()) return;
  std::string_view extents = comment.substr(begin + 8, end - begin - 8);
  while (!extents.empty() && stated_shape_.size() < 8) {
    const std::size_t comma = std::min(extents.find(','), extents.size());
    const Cell extent = cell_of(extents.substr(0, comma));
    if (!extent.is_count || extent.value > 1e6f) break;
    stated_shape_.push_back(static_cast<std::int64_t>(extent.value));
    extents.remove_prefix(std::min(comma + 1, extents.size()));
  }
}

std::optional<Problem> TableReader::read_with(const TableLayout& layout) {
  layout_ = layout;
  data_.clear();
  names_.clear();
  query_tokens_.clear();
  stated_shape_ = frame_.shape;
  blank_blocks_ = all_blocks_ = {};
  missing_ = percents_ = protected_names_ = {};
  rows_ = empty_rows_ = repeated_names_ = 0;
  has_other_names_ = is_wider_ = false;
  Records records(text_.substr(begin_), separator_);
  std::vector<Field> fields;
  bool is_block_start = true;
  while (records.next(fields)) {
    offset_ = begin_ + records.start();
    const bool is_blank = fields.empty();
    if (is_blank || is_comment(records.line(), fields, separator_, layout_.fields + layout_.empty_columns)) {
      if (!is_blank)
        take_comment(records.line());
      else
        blank_blocks_.end(offset_);
      all_blocks_.end(offset_);
      is_block_start = true;
      continue;
    }
    const bool is_names = is_block_start && take_names(fields);
    is_block_start = false;
    if (is_names) continue;
    if (auto problem = read_row(fields)) return problem;
  }
  offset_ = text_.size();
  blank_blocks_.end(offset_);
  all_blocks_.end(offset_);
  return std::nullopt;
}

std::optional<Problem> TableReader::read() {
  if (const auto line = separator_line(text_)) {
    separator_ = line->separator;
    begin_ = line->size;
  } else {
    separator_ = find_separator(text_).value_or(text_.find('\t') != std::string_view::npos ? "\t" : ",");
  }
  std::size_t fields = 0;
  const SampleRows rows = sample_of(text_.substr(begin_), separator_, fields);
  if (!rows.empty()) {
    TableLayout layout = decide_layout(rows);
    guess_decimal_mark(rows);
    auto problem = read_with(layout);
    if (is_wider_) {
      layout.fields += std::exchange(layout.empty_columns, 0);
      problem = read_with(layout);
    }
    if (problem) return problem;
  }
  return finish();
}

/// Which blocks there are: (queries, keys), or (blocks, queries, keys).
std::optional<Problem> TableReader::find_shape(core::Shape& shape) {
  const auto columns = static_cast<std::int64_t>(width());
  if (stated_shape_.size() >= 2) {
    std::int64_t rows = 1;
    for (std::size_t axis = 0; axis + 1 < stated_shape_.size(); ++axis)
      rows = std::min<std::int64_t>(rows * stated_shape_[axis], rows_ + 1);
    if (rows == rows_ && stated_shape_.back() == columns) {
      shape = stated_shape_;
      return std::nullopt;
    }
    file_.notes.push_back(problem_with(
        file_.file_name, "{file} 里写着形状 {0}，但有 {1} 行、每行 {2} 个数；按后者读。",
        "{file} states the shape {0} but has {1} rows of {2} numbers, and is read as these.",
        {core::shape_text(stated_shape_), with_thousands(static_cast<std::uint64_t>(rows_)), with_thousands(width())}));
  }
  const Blocks& blocks = all_blocks_.is_even() ? all_blocks_ : blank_blocks_;  // comments may stand anywhere
  if (!blocks.is_even()) {
    const auto uneven = *blocks.first_uneven();
    return problem_with(
        file_.file_name, "{file} 第 {0} 行之前的那一块有 {1} 行，前面的块有 {2} 行；各块（各个头）必须一样大。",
        "{file}: the block that ends at line {0} has {1} rows where the blocks before it have {2}; all "
        "blocks (heads) must be equally large.",
        {with_thousands(line_of(text_, uneven.offset)), with_thousands(static_cast<std::uint64_t>(uneven.rows)),
         with_thousands(static_cast<std::uint64_t>(blocks.height()))});
  }
  const bool is_one_matrix = blocks.count() < 2 || (blocks.height() == 1 && repeated_names_ == 0);
  if (is_one_matrix && blocks.count() > 1) {
    file_.notes.push_back(
        problem_with(file_.file_name, "{file} 每一行之后都有空行；读作一个 {0} × {1} 的矩阵。",
                     "{file} has a blank line after every row; it is read as one matrix of {0} × {1}.",
                     {with_thousands(static_cast<std::uint64_t>(rows_)), with_thousands(width())}));
  }
  if (is_one_matrix)
    shape = {rows_, columns};
  else
    shape = {blocks.count(), blocks.height(), columns};
  return std::nullopt;
}

void TableReader::note_what_was_read() {
  const auto place = [&](const Noted& noted) { return with_thousands(line_of(text_, noted.offset)); };
  const auto add = [&](std::string_view zh, std::string_view en, std::initializer_list<std::string> parts) {
    file_.notes.push_back(problem_with(file_.file_name, zh, en, parts));
  };
  if (missing_.count > 0) {
    add("{file} 有 {0} 个格子里没有数，读作 NaN；第一个在第 {1} 行第 {2} 列（“{3}”）。",
        "{file}: {4} no number and {5} read as NaN; the first is in column {2} of line {1} (“{3}”).",
        {with_thousands(missing_.count), place(missing_), with_thousands(missing_.column), missing_.text,
         missing_.count == 1 ? "1 cell holds" : with_thousands(missing_.count) + " cells hold",
         missing_.count == 1 ? "is" : "are"});
  }
  if (percents_.count > 0) {
    add("{file} 有 {0} 个百分数，读作百分之几：第 {1} 行第 {2} 列的“{3}”就是除以 100。",
        "{file}: percentages are read as hundredths ({0} of them; the first is “{3}” in column {2} of line {1}).",
        {with_thousands(percents_.count), place(percents_), with_thousands(percents_.column), percents_.text});
  }
  if (layout_.empty_columns > 0) {
    const std::string count = with_thousands(layout_.empty_columns);
    add("{file} 右边有 {0} 列是空的，没有读。", "{file}: {1} and left out.",
        {count, layout_.empty_columns == 1 ? "the last column is empty" : "the last " + count + " columns are empty"});
  }
  if (layout_.name_columns > 1)
    add("{file} 的行号写了 {0} 遍，只用第一列。",
        "{file} numbers its rows {0} times; only the first column of them is used.",
        {with_thousands(layout_.name_columns)});
  if (has_other_names_)
    add("{file} 各块的名字不同，都用第一块的。",
        "{file}: the blocks have different names; those of the first are used for all.", {});
  if (layout_.is_row_unsure)
    add("{file} 的第一行 0、1、2… 可能是名字，读作数。",
        "{file}: the first row might be names (0, 1, 2 …); it is read as numbers.", {});
  if (layout_.is_column_unsure)
    add("{file} 的第一列 0、1、2… 可能是名字，读作数。",
        "{file}: the first column might be names (0, 1, 2 …); it is read as numbers.", {});
}

std::optional<Problem> TableReader::finish() {
  if (layout_.empty_columns > 0 && empty_rows_ > 0) {  // what a spreadsheet leaves around its table
    data_.resize(data_.size() - static_cast<std::size_t>(empty_rows_) * width());
    rows_ -= empty_rows_;
    missing_.count -= static_cast<std::uint64_t>(empty_rows_) * width();
    blank_blocks_ = all_blocks_ = {};
  }
  if (data_.empty()) {
    return problem_with(
        file_.file_name, "{file} 里没有数，只有标签或空行。每一行应是一个查询对各个键的权重。",
        "{file} holds no numbers, only labels or empty lines. Each line should be one query's weights for "
        "all keys.");
  }
  if (missing_.count == data_.size()) return no_weights(file_.file_name);
  NamedTensor array{.name = frame_.name, .dtype = "text"};
  if (auto problem = find_shape(array.tensor.shape)) return problem;
  if (auto problem = frame_.contradiction(file_.file_name, rows_, width())) return problem;
  for (float& number : data_)
    number = frame_.factor.value == 1 ? number : scaled(shortest_text(number), number, frame_.factor);
  data_.shrink_to_fit();
  array.tensor.data = std::move(data_);
  const std::int64_t height = array.tensor.shape[array.tensor.shape.size() - 2];
  for (std::size_t i = static_cast<std::size_t>(height); i < query_tokens_.size(); ++i)
    has_other_names_ |= query_tokens_[i] != query_tokens_[i % static_cast<std::size_t>(height)];
  if (query_tokens_.size() > static_cast<std::size_t>(height)) query_tokens_.resize(static_cast<std::size_t>(height));
  note_what_was_read();
  const bool lacks_corner = names_.size() < layout_.fields;
  const std::size_t first =
      std::min(names_.size(), lacks_corner ? layout_.name_columns - std::min<std::size_t>(1, layout_.name_columns)
                                           : layout_.name_columns);
  while (names_.size() > first + width() && trimmed(names_.back().text).empty()) names_.pop_back();
  for (std::size_t i = first; i < names_.size(); ++i) file_.key_tokens.push_back(name_in(names_[i]));
  file_.query_tokens = std::move(query_tokens_);
  auto problem = shape_problem(file_.file_name, array.tensor.shape);
  file_.tensors.push_back(std::move(array));
  if (problem) return problem;
  file_.table = TableNames{layout_.has_names_row, layout_.name_columns > 0,
                           names_.empty() || lacks_corner ? "" : name_in(names_[0])};
  for (Problem& note : names_notes(file_)) file_.notes.push_back(std::move(note));
  if (protected_names_.count > 0) {
    file_.notes.push_back(problem_with(
        file_.file_name, "{file} 里有带撇号的名字（“{0}”），撇号只是为了不让电子表格把名字当公式，读的时候去掉了。",
        "{file}: names like “{0}” are read without the apostrophe, which only keeps spreadsheets from running them.",
        {protected_names_.text}));
  }
  if (has_other_names_) file_.table.reset();  // the names of the other blocks are not there to become numbers
  return std::nullopt;
}

}  // namespace

bool looks_like_table(std::string_view text) {
  const Frame frame = find_frame(text);
  const std::string_view rows = frame.rows.empty() ? text : frame.rows;
  if (separator_line(rows) || frame.is_certain || find_separator(rows)) return true;
  // One number in each line?
  std::size_t lines = 0;
  for (std::size_t at = 0; at < rows.size() && lines < 100;) {
    const std::size_t end = line_end(rows, at);
    const std::string_view line = trimmed(rows.substr(at, end - at));
    if (!line.empty() && !whole_number(line)) return false;
    lines += line.empty() ? 0 : 1;
    at = end + line_end_size(rows, end);
  }
  return lines > 0;
}

std::optional<Problem> read_table(std::string_view text, TensorFile& file) {
  const Frame frame = find_frame(text);
  if (frame.is_wrapped) return wrapped_table(file.file_name);
  if (auto problem = TableReader(frame.rows.empty() ? text : std::string_view(frame.rows), frame, file).read())
    return problem;
  if (frame.factor.value != 1) file.notes.push_back(factor_note(file.file_name, frame.factor));
  return std::nullopt;
}

}  // namespace formats
