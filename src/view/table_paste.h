// A block of numbers from the clipboard, as spreadsheets put it there, into a table.
#pragma once

#include <string>
#include <vector>

#include "view/number_table.h"

namespace view {

/// The edits that put the block into the table from cell `from` on: all of it, or none, and the reason is refused at
/// the field `id`, in the rectangle `at`.
std::vector<TableEdit> pasted_block(Ui& ui, const std::string& id, const Rect& at, const NumberTable& table,
                                    TableCell from, const std::string& text);

}  // namespace view
