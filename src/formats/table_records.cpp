#include "formats/table_records.h"

#include <algorithm>

#include "formats/text.h"

namespace formats {

bool Records::next(std::vector<Field>& fields) {
  fields.clear();
  start_ = at_;
  if (at_ >= text_.size()) return false;
  std::size_t end = at_;
  while (const std::size_t size = blank_size(text_, end)) end += size;
  if ((end == text_.size() || line_end_size(text_, end) > 0) && (end == at_ || separator_ != "\t")) {
    at_ = end;
    return ends_record();
  }
  while (!read_field(fields)) {
  }
  if (fields.size() == 1 && trimmed(fields[0].text).empty() && !fields[0].is_quoted) fields.clear();
  return true;
}

// Reads a field and the separator behind it; true if the record ends there.
bool Records::read_field(std::vector<Field>& fields) {
  const bool is_blanks = separator_ == kBlanks;
  std::size_t begin = at_;
  while (const std::size_t size =
             text_.substr(begin).starts_with(separator_) && !is_blanks ? 0 : blank_size(text_, begin))
    begin += size;
  if (is_blanks) {
    at_ = begin;
    if (at_ == text_.size() || line_end_size(text_, at_) > 0) return ends_record();
  }
  Field& field = fields.emplace_back();
  if (begin < text_.size() && text_[begin] == '"') {  // blanks before a quote do not count
    at_ = begin;
    read_quoted(field);
  }
  std::size_t end = at_;
  const auto is_end = [&] {
    if (line_end_size(text_, end) > 0) return true;
    return is_blanks ? blank_size(text_, end) > 0 : text_.substr(end).starts_with(separator_);
  };
  const auto may_be_end = [&](char c) {
    return c == separator_[0] || static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x80;
  };
  while (end < text_.size() && !(may_be_end(text_[end]) && is_end())) ++end;
  std::string_view plain = text_.substr(at_, end - at_);
  if (field.is_quoted) plain = trimmed(plain);
  field.text += plain;
  at_ = end;
  if (at_ >= text_.size() || line_end_size(text_, at_) > 0) return ends_record();
  at_ += is_blanks ? 0 : separator_.size();
  return false;
}

bool Records::ends_record() {
  at_ += line_end_size(text_, at_);
  return true;
}

void Records::read_quoted(Field& field) {  // "he said ""yes""" → he said "yes"
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

std::optional<SeparatorLine> separator_line(std::string_view text) {
  const std::size_t end = line_end(text, 0);
  std::string_view line = text.substr(0, end);
  if (line.starts_with('"') && line.ends_with('"') && line.size() > 2) line = line.substr(1, line.size() - 2);
  if (line.size() < 5 || in_lower_case(line.substr(0, 4)) != "sep=") return std::nullopt;
  std::string_view separator = line.substr(4);
  while (separator.size() > 1 && separator.ends_with(',')) separator.remove_suffix(1);  // empty cells behind it
  if (separator.size() != 1) return std::nullopt;
  return SeparatorLine{separator, end + line_end_size(text, end)};
}

}  // namespace formats
