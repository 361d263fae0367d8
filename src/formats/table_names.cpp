#include "formats/table_names.h"

#include <algorithm>

#include "formats/cell.h"
#include "formats/summary.h"
#include "formats/text.h"

namespace formats {
namespace {

bool is_number_or_missing(const std::string& name) {
  const Cell cell = cell_of(name, comma_in(name) == Comma::kDecimal ? ',' : '.');
  return cell.kind == Cell::Kind::kNumber || cell.kind == Cell::Kind::kMissing;
}

float number_of(const std::string& name) { return cell_of(name, comma_in(name) == Comma::kDecimal ? ',' : '.').value; }

// The numbers of a table, block by block.
struct Blocks {
  std::int64_t blocks = 1, rows = 0, columns = 0;
  const std::vector<float>* data = nullptr;
  float at(std::int64_t block, std::int64_t row, std::int64_t column) const {
    return (*data)[static_cast<std::size_t>((block * rows + row) * columns + column)];
  }
};

Blocks blocks_of(const TensorFile& file) {
  const core::Tensor& tensor = file.tensors[0].tensor;
  const std::size_t rank = tensor.shape.size();
  Blocks blocks{1, tensor.shape[rank - 2], tensor.shape[rank - 1], &tensor.data};
  for (std::size_t axis = 0; axis + 2 < rank; ++axis) blocks.blocks *= tensor.shape[axis];
  return blocks;
}

std::string names_text(const std::vector<std::string>& names) {
  constexpr std::size_t kMostNamed = 6;
  std::string text;
  for (std::size_t i = 0; i < std::min(kMostNamed, names.size()); ++i)
    text += (i > 0 ? ", " : "") + (names[i].empty() ? "“”" : for_display(names[i], 16));
  return text + (names.size() > kMostNamed ? ", …" : "");
}

}  // namespace

bool can_be_read_otherwise(const TensorFile& file, bool is_row_names, bool is_column_names) {
  if (!file.table || file.tensors.size() != 1 || file.tensors[0].tensor.data.size() > kMostReadOtherwise) return false;
  const TableNames& now = *file.table;
  const Blocks blocks = blocks_of(file);
  // Names that fit no axis were dropped, and are not there to become numbers.
  if ((now.is_row && file.key_tokens.size() != static_cast<std::size_t>(blocks.columns)) ||
      (now.is_column && file.query_tokens.size() != static_cast<std::size_t>(blocks.rows)))
    return false;
  if (now.is_row && !is_row_names && !std::ranges::all_of(file.key_tokens, is_number_or_missing)) return false;
  if (now.is_column && !is_column_names && !std::ranges::all_of(file.query_tokens, is_number_or_missing)) return false;
  if (!is_row_names && !is_column_names && !is_number_or_missing(now.corner)) return false;
  if (!now.is_row && is_row_names && blocks.rows < 2) return false;
  if (!now.is_column && is_column_names && blocks.columns < 2) return false;
  // The blocks share their names.
  for (std::int64_t block = 1; block < blocks.blocks; ++block) {
    for (std::int64_t column = 0; column < blocks.columns && !now.is_row && is_row_names; ++column)
      if (blocks.at(block, 0, column) != blocks.at(0, 0, column)) return false;
    for (std::int64_t row = 0; row < blocks.rows && !now.is_column && is_column_names; ++row)
      if (blocks.at(block, row, 0) != blocks.at(0, row, 0)) return false;
  }
  return true;
}

std::optional<TensorFile> read_otherwise(const TensorFile& file, bool is_row_names, bool is_column_names) {
  if (!can_be_read_otherwise(file, is_row_names, is_column_names)) return std::nullopt;
  const TableNames& now = *file.table;
  const Blocks old = blocks_of(file);
  // Everything is counted as in the text: row 0 and column 0 hold the names, if there are any.
  const std::int64_t row_names = now.is_row ? 1 : 0, column_names = now.is_column ? 1 : 0;
  const auto text_at = [&](std::int64_t row, std::int64_t column) -> std::string {
    if (row < row_names && column < column_names) return now.corner;
    if (row < row_names) return file.key_tokens[static_cast<std::size_t>(column - column_names)];
    if (column < column_names) return file.query_tokens[static_cast<std::size_t>(row - row_names)];
    return shortest_text(old.at(0, row - row_names, column - column_names));
  };
  const auto number_at = [&](std::int64_t block, std::int64_t row, std::int64_t column) {
    return row < row_names || column < column_names ? number_of(text_at(row, column))
                                                    : old.at(block, row - row_names, column - column_names);
  };
  const std::int64_t first_row = is_row_names ? 1 : 0, first_column = is_column_names ? 1 : 0;
  const std::int64_t rows = old.rows + row_names, columns = old.columns + column_names;
  TensorFile other{.file_name = file.file_name, .titles = file.titles};
  other.table = TableNames{is_row_names, is_column_names, text_at(0, 0)};
  for (std::int64_t column = first_column; column < columns && is_row_names; ++column)
    other.key_tokens.push_back(text_at(0, column));
  for (std::int64_t row = first_row; row < rows && is_column_names; ++row)
    other.query_tokens.push_back(text_at(row, 0));
  NamedTensor& array = other.tensors.emplace_back();
  array.name = file.tensors[0].name;
  array.dtype = file.tensors[0].dtype;
  array.tensor.shape = file.tensors[0].tensor.shape;
  *(array.tensor.shape.end() - 2) = rows - first_row;
  array.tensor.shape.back() = columns - first_column;
  array.tensor.data.reserve(static_cast<std::size_t>(core::element_count(array.tensor.shape)));
  for (std::int64_t block = 0; block < old.blocks; ++block)
    for (std::int64_t row = first_row; row < rows; ++row)
      for (std::int64_t column = first_column; column < columns; ++column)
        array.tensor.data.push_back(number_at(block, row, column));
  const std::vector<Problem> old_notes = names_notes(file);
  for (const Problem& note : file.notes)
    if (std::ranges::find(old_notes, note) == old_notes.end()) other.notes.push_back(note);
  for (Problem& note : names_notes(other)) other.notes.push_back(std::move(note));
  summarise(other);
  return other;
}

std::vector<Problem> names_notes(const TensorFile& file) {
  std::vector<Problem> notes;
  if (!file.table) return notes;
  if (file.table->is_row)
    notes.push_back(
        problem_with("", "第一行读作名字：{0}。", "First row read as names: {0}.", {names_text(file.key_tokens)}));
  if (file.table->is_column)
    notes.push_back(
        problem_with("", "第一列读作名字：{0}。", "First column read as names: {0}.", {names_text(file.query_tokens)}));
  return notes;
}

}  // namespace formats
