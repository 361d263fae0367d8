#include "view/table_paste.h"

#include <algorithm>
#include <string_view>

#include "index.h"

namespace view {

namespace {

constexpr Text kComputed{"这些数是算出来的，不能粘贴进去。",
                         "These numbers are computed: nothing can be pasted into them."};
constexpr Text kNothingPasted{"剪贴板里没有数。", "There is no number on the clipboard."};
constexpr Text kBlockTooLarge{
    "粘贴的 {0} × {1} 个数放不下：从这一格起只有 {2} × {3} 格。什么也没有改。",
    "The {0} × {1} numbers do not fit: from this cell on there are {2} × {3}. Nothing was changed."};
constexpr Text kBlockSpoilt{"粘贴的第 {0} 行第 {1} 个：{2} 什么也没有改。",
                            "Number {1} of pasted row {0}: {2} Nothing was changed."};
constexpr Text kPasted{"粘贴了 {0} 个数。", "{0} numbers were pasted."};

/// A block of cells as spreadsheets put it on the clipboard: one line per row; cells apart by tabs, else by semicolons
/// or commas, else by blanks.
std::vector<std::vector<std::string>> cells_of(std::string_view text) {
  constexpr std::string_view kWideComma = "，", kBlanks = " \t\r\n";
  std::vector<std::vector<std::string>> rows;
  const auto has = [&](std::string_view separator) { return text.find(separator) != std::string_view::npos; };
  const std::string_view separator = has("\t")         ? "\t"
                                     : has(";")        ? ";"
                                     : has(",")        ? ","
                                     : has(kWideComma) ? kWideComma
                                                       : " ";
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find_first_not_of(kBlanks) == std::string_view::npos) continue;
    line.remove_suffix(line.size() - line.find_last_not_of("\r ") - 1);
    std::vector<std::string>& row = rows.emplace_back();
    for (;;) {
      const std::size_t at = std::min(line.find(separator), line.size());
      if (separator != " " || at > 0) row.emplace_back(line.substr(0, at));
      if (at == line.size()) break;
      line.remove_prefix(at + separator.size());
    }
  }
  return rows;
}

}  // namespace

std::vector<TableEdit> pasted_block(Ui& ui, const std::string& id, const Rect& at, const NumberTable& table,
                                    TableCell from, const std::string& text) {
  const auto refuse = [&](const Text& pattern, std::initializer_list<std::string_view> values) {
    ui.refuse({id, {}, ui.tr(pattern, values), at});
    return std::vector<TableEdit>();
  };
  if (!table.is_editable) return refuse(kComputed, {});
  const std::vector<std::vector<std::string>> block = cells_of(text);
  std::vector<TableEdit> edits;
  const int rows = count_of(block);
  int columns = 0;
  for (const auto& row : block) columns = std::max(columns, count_of(row));
  if (rows == 0) return refuse(kNothingPasted, {});
  if (from.row + rows > table.rows || from.column + columns > table.columns)
    return refuse(kBlockTooLarge, {std::to_string(rows), std::to_string(columns), std::to_string(table.rows - from.row),
                                   std::to_string(table.columns - from.column)});
  for (int r = 0; r < rows; ++r) {
    const auto& row = nth(block, r);
    for (int c = 0; c < count_of(row); ++c) {
      const TableCell cell{from.row + r, from.column + c};
      double value = table.values[cell_index(table, cell)];
      if (const std::string why = adopt_text(ui, nth(row, c), table.range, value); !why.empty())
        return refuse(kBlockSpoilt, {std::to_string(r + 1), std::to_string(c + 1), why});
      edits.push_back({cell, value});
    }
  }
  ui.forgive(id);
  ui.announce(ui.tr(kPasted, {std::to_string(edits.size())}));
  return edits;
}

}  // namespace view
