#include "formats/csv.h"

#include <algorithm>

#include "formats/shape.h"
#include "formats/text.h"

namespace formats {
namespace {

constexpr char kBlanks = ' ';  // as a separator: any run of blanks

struct Field {
  std::string text;
  bool is_quoted = false;
};

// The records of a text, one after the other.
class Records {
 public:
  Records(std::string_view text, char separator) : text_(text), separator_(separator) {}

  /// False at the end. A blank line is a record without fields; lines of comment are passed over.
  bool next(std::vector<Field>& fields) {
    while (text_.substr(at_).starts_with("# ") || text_.substr(at_, 2) == "#\n") skip_line();
    fields.clear();
    start_ = at_;
    if (at_ >= text_.size()) return false;
    const std::size_t line_end = std::min(text_.find('\n', at_), text_.size());
    if (trimmed(text_.substr(at_, line_end - at_)).empty()) {
      at_ = std::min(line_end + 1, text_.size());
      return true;
    }
    while (!read_field(fields)) {}
    return true;
  }

  /// Where the last record began, for sentences.
  std::size_t start() const { return start_; }

 private:
  void skip_line() {
    at_ = std::min(text_.find('\n', at_), text_.size());
    ends_record();
  }

  // Reads a field and the separator behind it; true if the record ends there.
  bool read_field(std::vector<Field>& fields) {
    if (separator_ == kBlanks) {
      at_ = std::min(text_.find_first_not_of(" \t\r", at_), text_.size());
      if (at_ == text_.size() || text_[at_] == '\n') return ends_record();
    }
    Field& field = fields.emplace_back();
    if (at_ < text_.size() && text_[at_] == '"') read_quoted(field);
    const std::size_t end = std::min(text_.find_first_of(separator_ == kBlanks ? " \t\r\n" : separators(), at_), text_.size());
    std::string_view plain = text_.substr(at_, end - at_);
    if (plain.ends_with('\r')) plain.remove_suffix(1);
    field.text += plain;
    at_ = end;
    if (at_ >= text_.size() || text_[at_] == '\n') return ends_record();
    ++at_;
    return false;
  }

  bool ends_record() {
    at_ = std::min(at_ + 1, text_.size());
    return true;
  }

  void read_quoted(Field& field) {  // "he said ""yes""" → he said "yes"
    field.is_quoted = true;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
        ++at_;
      }
      field.text += text_[at_];
    }
    at_ = std::min(at_ + 1, text_.size());
  }

  std::string_view separators() const { return separator_ == ',' ? ",\n" : separator_ == ';' ? ";\n" : "\t\n"; }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0, start_ = 0;
};

std::optional<float> field_number(const Field& field, char separator) {
  if (const auto number = whole_number(field.text)) return number;
  return separator == ',' || separator == kBlanks ? std::nullopt : whole_number(field.text, ',');
}

bool is_word(const Field& field, char separator) {
  return !trimmed(field.text).empty() && !field_number(field, separator);
}

// The separator with which the second line (the first may be labels) is numbers after its first field.
std::optional<char> find_separator(std::string_view text) {
  for (const char separator : {'\t', ';', ',', kBlanks}) {
    // Two lines tell; a quoted label may hold line ends, so the records are read, but from the beginning only.
    Records records(text.substr(0, std::size_t{1} << 20), separator);
    std::vector<Field> fields, last;
    for (int lines = 0; lines < 2 && records.next(fields);) {
      if (fields.empty()) continue;
      last = fields;
      ++lines;
    }
    if (last.size() < 2) continue;
    last.erase(last.begin());
    if (text.size() > (std::size_t{1} << 20)) last.pop_back();  // perhaps cut
    if (std::ranges::all_of(last, [&](const Field& field) { return field_number(field, separator).has_value(); })) return separator;
  }
  return std::nullopt;
}

// What has been read of a table so far.
struct Table {
  char separator = ',';
  bool has_query_labels = false;
  std::size_t width = 0;                         // keys; 0 until the first line of numbers
  std::int64_t blocks = 0, rows = 0, height = 0; // height: rows of every finished block
  std::vector<float> data;
  std::vector<std::string> query_tokens, key_tokens;
};

std::string label(const Field& field) { return for_display(trimmed(field.text), 256); }

// The first line of a block. Returns true if it holds labels, not numbers.
bool read_key_labels(const std::vector<Field>& fields, Table& table) {
  const bool has_empty_corner = fields.size() > 1 && trimmed(fields[0].text).empty();
  const bool has_words = std::ranges::any_of(fields.begin() + 1, fields.end(), [&](const Field& field) { return is_word(field, table.separator); });
  const bool is_one_word = fields.size() == 1 && is_word(fields[0], table.separator);
  if (!has_empty_corner && !has_words && !is_one_word) return false;
  if (table.blocks == 0) {
    table.has_query_labels = has_empty_corner;
    for (const Field& field : fields) table.key_tokens.push_back(label(field));
  }
  return true;
}

// The first line of numbers decides whether there are labels before the numbers, and how many numbers a line has.
void settle_width(const std::vector<Field>& fields, Table& table) {
  const bool has_labels = !table.key_tokens.empty();
  table.has_query_labels |= is_word(fields[0], table.separator) && fields.size() > 1;
  // Some programs write no corner: then there is one label less than fields.
  if (has_labels && table.key_tokens.size() + 1 == fields.size()) table.has_query_labels = true;
  else if (has_labels && table.has_query_labels) table.key_tokens.erase(table.key_tokens.begin());
  table.width = fields.size() - (table.has_query_labels ? 1 : 0);
}

Problem uneven_row(std::string_view file_name, std::size_t line, std::size_t have, std::size_t wanted) {
  return problem_with(file_name, "{file} 第 {0} 行有 {1} 个数，前面的行有 {2} 个；矩阵的每一行必须一样长。",
                      "{file}: line {0} has {1} numbers where the lines before it have {2}; all rows of a matrix must be "
                      "equally long.",
                      {with_thousands(line), with_thousands(have), with_thousands(wanted)});
}

Problem not_a_number(std::string_view file_name, std::size_t line, std::size_t column, const Field& field) {
  if (trimmed(field.text).empty()) {
    return problem_with(file_name, "{file} 第 {0} 行第 {1} 列是空的，应当是一个数。没有的值请写 nan。",
                        "{file}: column {1} of line {0} is empty where a number is expected. Write nan for a value that "
                        "does not exist.",
                        {with_thousands(line), with_thousands(column)});
  }
  return problem_with(file_name, "{file} 第 {0} 行第 {1} 列的“{2}”不是数。第一行和第一列可以是标签，其余都应当是数。",
                      "{file}: “{2}” in column {1} of line {0} is not a number. The first line and the first column may be "
                      "labels; everything else must be numbers.",
                      {with_thousands(line), with_thousands(column), for_display(field.text, 30)});
}

std::optional<Problem> read_numbers(const std::vector<Field>& fields, std::string_view file_name, std::string_view text,
                                    std::size_t offset, Table& table) {
  if (table.width == 0) settle_width(fields, table);
  const std::size_t first = table.has_query_labels ? 1 : 0;
  const auto line = [&] { return line_of(text, offset); };
  if (table.width == 0) return uneven_row(file_name, line(), 0, table.key_tokens.size());  // a label and nothing else
  if (fields.size() - first != table.width) return uneven_row(file_name, line(), fields.size() - first, table.width);
  if (table.data.size() + table.width > kMaxNumbers) return too_many_numbers(file_name);
  if (first == 1 && table.blocks == 0) table.query_tokens.push_back(label(fields[0]));
  for (std::size_t i = first; i < fields.size(); ++i) {
    const auto number = field_number(fields[i], table.separator);
    if (!number) return not_a_number(file_name, line(), i + 1, fields[i]);
    table.data.push_back(*number);
  }
  ++table.rows;
  return std::nullopt;
}

// At an empty line or the end. False if the block is not as high as the ones before it.
bool finish_block(Table& table) {
  if (table.rows == 0) return true;
  if (table.blocks > 0 && table.rows != table.height) return false;
  table.height = table.rows;
  table.rows = 0;
  ++table.blocks;
  return true;
}

}  // namespace

bool looks_like_table(std::string_view text) { return find_separator(text).has_value(); }

std::optional<Problem> read_table(std::string_view text, TensorFile& file) {
  Table table;
  table.separator = find_separator(text).value_or(text.find('\t') != std::string_view::npos ? '\t' : ',');
  Records records(text, table.separator);
  std::vector<Field> fields;
  bool is_block_start = true, has_more = true;
  while (has_more) {
    has_more = records.next(fields);
    if (fields.empty()) {
      const std::int64_t rows = table.rows;
      if (!finish_block(table)) {
        return problem_with(file.file_name, "{file} 第 {0} 行之前的那一块有 {1} 行，前面的块有 {2} 行；各块（各个头）必须一样大。",
                            "{file}: the block that ends at line {0} has {1} rows where the blocks before it have {2}; all "
                            "blocks (heads) must be equally large.",
                            {with_thousands(line_of(text, records.start())), with_thousands(static_cast<std::uint64_t>(rows)),
                             with_thousands(static_cast<std::uint64_t>(table.height))});
      }
      is_block_start = true;
      continue;
    }
    const bool is_labels = is_block_start && read_key_labels(fields, table);
    is_block_start = false;
    if (is_labels) continue;
    if (auto problem = read_numbers(fields, file.file_name, text, records.start(), table)) return problem;
  }
  if (table.data.empty()) {
    return problem_with(file.file_name, "{file} 里没有数，只有标签或空行。每一行应是一个查询对各个键的权重。",
                        "{file} holds no numbers, only labels or empty lines. Each line should be one query's weights for "
                        "all keys.");
  }
  NamedTensor& array = file.tensors.emplace_back();
  array.dtype = "text";
  array.tensor.shape = {table.height, static_cast<std::int64_t>(table.width)};
  if (table.blocks > 1) array.tensor.shape.insert(array.tensor.shape.begin(), table.blocks);
  table.data.shrink_to_fit();
  array.tensor.data = std::move(table.data);
  file.query_tokens = std::move(table.query_tokens);
  file.key_tokens = std::move(table.key_tokens);
  return shape_problem(file.file_name, array.tensor.shape);
}

}  // namespace formats
