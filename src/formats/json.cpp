#include "formats/json.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "formats/nested_numbers.h"
#include "formats/several_arrays.h"
#include "formats/shape.h"
#include "formats/text.h"

namespace formats {
namespace {

// Receives the document piece by piece, so that only the numbers are ever held in memory, however it is nested.
// Every function returns false to stop the parser.
class Receiver : public nlohmann::json_sax<nlohmann::json> {
 public:
  Receiver(TensorFile& file, std::string_view text) : file_(file), text_(text) {}

  bool null() override { return value(std::numeric_limits<float>::quiet_NaN()); }
  bool boolean(bool is_true) override { return value(is_true ? 1.0f : 0.0f); }
  bool number_integer(number_integer_t number) override { return value(static_cast<float>(number)); }
  bool number_unsigned(number_unsigned_t number) override { return value(static_cast<float>(number)); }
  bool number_float(number_float_t, const string_t& digits) override { return value(whole_number(digits).value_or(0)); }
  bool binary(binary_t&) override { return true; }  // not in JSON text

  bool string(string_t& text) override {
    if (skipped_depth_ > 0 || !is_in_array()) return true;
    if (array_depth_ == 1 && !has_numbers_) {
      labels_.push_back(for_display(text, 256));
      return true;
    }
    return fail(not_a_number(text));
  }

  bool start_object(std::size_t) override {
    if (!is_in_object_ && !is_in_array()) {
      is_in_object_ = true;
      return true;
    }
    ++skipped_depth_;  // nothing inside objects inside is looked at
    return true;
  }
  bool end_object() override {
    if (skipped_depth_ > 0) --skipped_depth_;
    return true;
  }
  bool key(string_t& name) override {
    if (skipped_depth_ == 0) name_ = name;
    return true;
  }

  bool start_array(std::size_t) override {
    if (skipped_depth_ > 0) {
      ++skipped_depth_;
      return true;
    }
    ++array_depth_;
    if (array_depth_ > 1) has_numbers_ = true;
    return numbers_.open() || fail_numbers();
  }
  bool end_array() override {
    if (skipped_depth_ > 0) {
      --skipped_depth_;
      return true;
    }
    if (array_depth_ == 1 && !labels_.empty()) return take_labels();
    if (!numbers_.close()) return fail_numbers();
    return --array_depth_ > 0 || take_array();
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    const std::size_t offset = position > 0 ? position - 1 : 0;
    const std::size_t begin = offset > 10 ? offset - 10 : 0;
    const std::string_view around = text_.substr(std::min(begin, text_.size()), 20);
    if (around.find("NaN") != std::string_view::npos || around.find("Infinity") != std::string_view::npos) {
      return fail(problem_with(file_.file_name, "{file} 第 {0} 行有 NaN 或 Infinity，JSON 里不能这样写。请用 numpy.save 导出 .npy，或把它们换成 null。",
                               "{file} has NaN or Infinity in line {0}, which JSON cannot express. Export .npy with "
                               "numpy.save, or write null instead.",
                               {line_text(offset)}));
    }
    if (offset + 1 >= text_.size()) {
      return fail(problem_with(file_.file_name, "{file} 不完整：JSON 在结构还没有闭合时就结束了。请重新导出。",
                               "{file} is cut short: the JSON ends before everything in it is closed. Export it again."));
    }
    return fail(problem_with(file_.file_name, "{file} 不是有效的 JSON：第 {0} 行“{1}”附近有错。请用 json.dump(weights.tolist(), file) 导出。",
                             "{file} is not valid JSON: there is an error in line {0} near “{1}”. Export it with "
                             "json.dump(weights.tolist(), file).",
                             {line_text(offset), std::string(word_at(text_, offset))}));
  }

  std::optional<Problem> conclusion() {
    if (problem_) return problem_;
    if (!is_in_object_ && found_ == 0) {
      return problem_with(file_.file_name, "{file} 里没有数组。请写成嵌套数组 [[…]]，或带 \"weights\" 的对象。",
                          "{file} holds no array. Write nested arrays [[…]], or an object with \"weights\".");
    }
    return conclude(file_, left_out_);
  }

 private:
  bool is_in_array() const { return array_depth_ > 0; }
  std::string line_text(std::size_t offset) const { return with_thousands(line_of(text_, offset)); }

  bool fail(Problem problem) {
    problem_ = std::move(problem);
    return false;
  }
  // The parser tells places only for its own errors, so ours name the array instead of the line.
  bool fail_numbers() {
    if (numbers_.fault() == NestedNumbers::Fault::kTooMany) return fail(too_many_numbers(file_.file_name));
    if (numbers_.fault() == NestedNumbers::Fault::kTooDeep) return fail(too_deep());
    return fail(problem_with(file_.file_name, "{file} 里的数组 {0} 不整齐：同一层的各行必须一样长，而且要么全是数，要么全是数组。",
                             "{file}: the array {0} is uneven; at each level all rows must be equally long and hold "
                             "either numbers or arrays.",
                             {shown_name()}));
  }
  Problem too_deep() const {
    return problem_with(file_.file_name, "{file} 里的数组 {0} 套得太深：最多 5 层，即（层，批量，头，查询，键）。",
                        "{file}: the array {0} is nested too deeply; at most 5 levels can be shown: (layers, batch, heads, "
                        "queries, keys).",
                        {shown_name()});
  }
  Problem not_a_number(const std::string& text) const {
    return problem_with(file_.file_name, "{file} 的数组 {0} 里有文字“{1}”，应当是数。请导出数值数组，文字放在 \"tokens\" 里。",
                        "{file} has the text “{1}” in the array {0}, where numbers are expected. Export numbers, and "
                        "texts under \"tokens\".",
                        {shown_name(), for_display(text, 30)});
  }
  std::string shown_name() const { return name_.empty() ? "[[…]]" : "“" + for_display(name_, 40) + "”"; }

  bool value(float number) {
    if (skipped_depth_ > 0 || !is_in_array()) return true;  // {"seed": 1} is nobody's weight
    if (!labels_.empty()) return fail(not_a_number(labels_.front()));
    has_numbers_ = true;
    return numbers_.number(number) || fail_numbers();
  }

  bool take_labels() {
    numbers_ = NestedNumbers();
    array_depth_ = 0;
    if (!adopt_labels(file_, name_, labels_)) left_out_.add(name_, not_a_number(labels_.front()));
    labels_.clear();
    return true;
  }
  bool take_array() {
    if (++found_ > kMaxArrays) return fail(too_many_arrays(file_.file_name));
    has_numbers_ = false;
    NamedTensor array{.name = for_display(name_, 256), .tensor = numbers_.take(), .dtype = "text"};
    if (auto problem = shape_problem(file_.file_name, array.tensor.shape)) left_out_.add(shown_name(), std::move(*problem));
    else file_.tensors.push_back(std::move(array));
    return true;
  }

  TensorFile& file_;
  std::string_view text_;
  NestedNumbers numbers_;
  std::vector<std::string> labels_;  // of the array that is being read
  std::string name_;                 // of the value that is being read; "" outside an object
  LeftOut left_out_;
  std::optional<Problem> problem_;
  std::size_t array_depth_ = 0, skipped_depth_ = 0, found_ = 0;
  bool is_in_object_ = false, has_numbers_ = false;
};

}  // namespace

std::optional<Problem> read_json(std::string_view text, TensorFile& file) {
  Receiver receiver(file, text);
  nlohmann::json::sax_parse(text.begin(), text.end(), &receiver);
  return receiver.conclusion();
}

}  // namespace formats
