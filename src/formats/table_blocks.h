// What is counted while a table is read: its blocks, and cells that are worth a note.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "formats/problem.h"
#include "formats/text.h"

namespace formats {

/// Rows between boundaries, counted without being kept.
class Blocks {
 public:
  void add_row() { ++rows_; }
  void end(std::size_t offset) {
    if (rows_ == 0) return;
    if (blocks_ == 0)
      height_ = rows_;
    else if (rows_ != height_ && !first_uneven_)
      first_uneven_ = Uneven{offset, rows_};
    ++blocks_;
    rows_ = 0;
  }
  bool is_even() const { return !first_uneven_; }
  std::int64_t count() const { return blocks_; }
  std::int64_t height() const { return height_; }
  struct Uneven {
    std::size_t offset;
    std::int64_t rows;
  };
  const std::optional<Uneven>& first_uneven() const { return first_uneven_; }

 private:
  std::int64_t rows_ = 0, height_ = 0, blocks_ = 0;
  std::optional<Uneven> first_uneven_;
};

/// How many cells were read in a way that is worth a note, and where the first of them stands.
struct Noted {
  std::uint64_t count = 0;
  std::size_t offset = 0, column = 0;
  std::string text;
  void add(std::size_t at, std::size_t in_column, std::string_view what) {
    if (count++ == 0) offset = at, column = in_column, text = for_display(trimmed(what), 20);
  }
};

}  // namespace formats
