#include "formats/packed_file.h"

#include <cstdint>
#include <cstring>
#include <type_traits>

namespace formats {
namespace {

// One list of fields serves both directions: visit(field) writes it into the string or reads it from there.
class Packer {
 public:
  std::string bytes;

  template <class Number>
  requires std::is_arithmetic_v<Number>
  void visit(Number& number) { bytes.append(reinterpret_cast<const char*>(&number), sizeof number); }
  void visit_size(std::size_t& size) {
    std::uint64_t wide = size;
    visit(wide);
  }
  void visit(std::string& text) {
    std::size_t size = text.size();
    visit_size(size);
    bytes += text;
  }
};

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : left_(bytes) {}
  bool is_sound() const { return is_sound_ && left_.empty(); }

  template <class Number>
  requires std::is_arithmetic_v<Number>
  void visit(Number& number) {
    if (const auto taken = take(sizeof number); !taken.empty()) std::memcpy(&number, taken.data(), sizeof number);
  }
  /// Any byte but 0 and 1 would be no bool.
  void visit(bool& is_true) {
    std::uint8_t byte = 0;
    visit(byte);
    is_sound_ &= byte <= 1;
    is_true = byte == 1;
  }
  /// No list is longer than there are bytes.
  void visit_size(std::size_t& size) {
    std::uint64_t wide = 0;
    visit(wide);
    if (wide > left_.size()) {
      is_sound_ = false;
      wide = 0;
    }
    size = static_cast<std::size_t>(wide);
  }
  void visit(std::string& text) {
    std::size_t size = 0;
    visit_size(size);
    text = take(size);
  }

 private:
  std::string_view left_;
  bool is_sound_ = true;

  std::string_view take(std::size_t count) {
    if (count > left_.size()) {
      is_sound_ = false;
      return {};
    }
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }
};

template <class Visitor, class Item, class Visit>
void visit_list(Visitor& visitor, std::vector<Item>& list, Visit visit) {
  std::size_t size = list.size();
  visitor.visit_size(size);
  list.resize(size);
  for (Item& item : list) visit(item);
}

template <class Visitor>
void visit_problem(Visitor& visitor, Problem& problem) {
  visitor.visit(problem.zh);
  visitor.visit(problem.en);
}

template <class Visitor>
void visit_file(Visitor& visitor, TensorFile& file) {
  const auto visit = [&](auto& each) { visitor.visit(each); };
  visitor.visit(file.file_name);
  visit_list(visitor, file.tensors, [&](NamedTensor& array) {
    visitor.visit(array.name);
    visitor.visit(array.dtype);
    visitor.visit(array.is_rounded);
    visit_list(visitor, array.query_tokens, visit);
    visit_list(visitor, array.key_tokens, visit);
    visit_list(visitor, array.tensor.shape, visit);
  });
  visit_list(visitor, file.query_tokens, visit);
  visit_list(visitor, file.key_tokens, visit);
  visit_list(visitor, file.titles, visit);
  bool has_table = file.table.has_value();
  visitor.visit(has_table);
  if (has_table) {
    if (!file.table) file.table.emplace();
    visitor.visit(file.table->is_row);
    visitor.visit(file.table->is_column);
    visitor.visit(file.table->corner);
  }
  visit_list(visitor, file.notes, [&](Problem& note) { visit_problem(visitor, note); });
  visit_list(visitor, file.summaries, [&](std::vector<MatrixSummary>& matrices) {
    visit_list(visitor, matrices, [&](MatrixSummary& matrix) {
      visitor.visit(matrix.minimum);
      visitor.visit(matrix.maximum);
      visitor.visit(matrix.non_finite);
      visitor.visit(matrix.do_rows_sum_to_one);
    });
  });
}

template <class Visitor>
void visit_result(Visitor& visitor, TensorFile& file, bool& is_problem, Problem& problem) {
  visitor.visit(is_problem);
  if (is_problem)
    visit_problem(visitor, problem);
  else
    visit_file(visitor, file);
}

}  // namespace

std::string pack(const ReadResult& result) {
  Packer packer;
  bool is_problem = result.problem.has_value();
  Problem problem = result.problem.value_or(Problem{});
  visit_result(packer, const_cast<TensorFile&>(result.file), is_problem, problem);  // a packer only reads
  return std::move(packer.bytes);
}

ReadResult unpack(std::string_view packed) {
  Unpacker unpacker(packed);
  ReadResult result;
  bool is_problem = false;
  Problem problem;
  visit_result(unpacker, result.file, is_problem, problem);
  if (!unpacker.is_sound()) {
    is_problem = true;
    problem = problem_with("", "文件在传递中损坏了。请再打开一次。",
                           "The file was damaged on its way. Please open it again.");
  }
  if (is_problem) return {{}, problem};
  return result;
}

}  // namespace formats
