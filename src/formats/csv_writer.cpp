#include <algorithm>
#include <cassert>

#include "formats/csv.h"
#include "formats/spreadsheet.h"
#include "formats/text.h"

namespace formats {
namespace {

void append_label(std::string& out, std::string_view label) {
  const std::string written = protected_name(label);  // always in quotes if it had to be: so it is known again
  bool needs_quotes =
      written.size() != label.size() || label.empty() || label.find_first_of(",;|\t\"#% ") != std::string_view::npos;
  for (std::size_t i = 0; i < label.size() && !needs_quotes; ++i) needs_quotes = line_end_size(label, i) > 0;
  if (!needs_quotes) {
    out += label;
    return;
  }
  out += '"';
  for (const char letter : written) {
    out += letter;
    if (letter == '"') out += '"';
  }
  out += '"';
}

std::string label_at(std::span<const std::string> labels, std::size_t i) {
  return i < labels.size() ? labels[i] : std::to_string(i + 1);
}

// Could the first row or column, 0, 1, 2 … or 1, 2, 3 …, be taken for names when the table is read again?
bool begins_as_names(const core::Tensor& tensor, std::size_t keys) {
  const std::vector<float>& data = tensor.data;
  const auto is_first = [&](std::size_t index, std::size_t step) {
    return (data[index] == 0 || data[index] == 1) && index + step < data.size() &&
           data[index + step] == data[index] + 1;
  };
  return keys > 0 && data.size() >= keys && ((keys > 1 && is_first(0, 1)) || is_first(0, keys));
}

}  // namespace

core::Steps write_csv_in_steps(const core::Tensor& tensor, std::span<const std::string> query_tokens,
                               std::span<const std::string> key_tokens, ByteSink sink) {
  assert(tensor.shape.size() >= 2 &&
         static_cast<std::int64_t>(tensor.data.size()) == core::element_count(tensor.shape));
  const std::size_t keys = static_cast<std::size_t>(tensor.shape.back());
  const std::size_t queries = static_cast<std::size_t>(tensor.shape[tensor.shape.size() - 2]);
  const bool has_labels = !query_tokens.empty() || !key_tokens.empty();
  const bool needs_points = !has_labels && begins_as_names(tensor, keys);
  constexpr std::size_t kPiece = 1 << 14;  // bytes: a number takes about a microsecond
  std::string out;
  // Blocks of one row look like rows with blank lines between them.
  if (queries == 1 && tensor.shape.size() > 2 && !has_labels)
    out += "# Array shape: " + core::shape_text(tensor.shape) + "\n";
  if (has_labels) out += "\xEF\xBB\xBF";  // without the byte order mark Excel does not show Chinese
  for (std::size_t row = 0; keys > 0 && row < tensor.data.size() / keys; ++row) {
    if (row > 0 && row % queries == 0) out += '\n';
    if (has_labels && row % queries == 0) {
      for (std::size_t key = 0; key < keys; ++key) {
        out += ',';
        append_label(out, label_at(key_tokens, key));
      }
      out += '\n';
    }
    if (has_labels) append_label(out, label_at(query_tokens, row % queries));
    for (std::size_t key = 0; key < keys; ++key) {
      if (key > 0 || has_labels) out += ',';
      const std::string number = shortest_text(tensor.data[row * keys + key]);
      out += number;
      if (needs_points && number.find_first_not_of("0123456789") == std::string::npos) out += ".0";
      if (out.size() < kPiece) continue;
      sink(out);
      out.clear();
      co_yield static_cast<double>(row * keys + key) / static_cast<double>(tensor.data.size());
    }
    out += '\n';
  }
  sink(out);
}

std::string write_csv(const core::Tensor& tensor, std::span<const std::string> query_tokens,
                      std::span<const std::string> key_tokens) {
  return written([&](ByteSink sink) { return write_csv_in_steps(tensor, query_tokens, key_tokens, std::move(sink)); });
}

}  // namespace formats
