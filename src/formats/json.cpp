#include "formats/json.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <span>

#include "formats/foreign.h"
#include "formats/literal.h"
#include "formats/several_arrays.h"
#include "formats/shape.h"
#include "formats/text.h"

namespace formats {
namespace {

using Kind = Literal::Kind;
using Labels = std::vector<std::string>;

std::string shown_name(std::string_view name) { return name.empty() ? "[[…]]" : "“" + for_display(name, 40) + "”"; }

// A token's id is a label, too: 101 → "101".
std::string number_label(float number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", static_cast<double>(number));
  return text;
}

// ["a", null] → a, null; [["a", "b"]] and [["a", "b"], ["a", "b"]] → a, b; [101, 102] → 101, 102. Nothing for several
// different sets of labels.
std::optional<Labels> labels_of(const Literal& value) {
  Labels labels;
  if (value.kind == Kind::kNumbers) {
    const core::Shape& shape = value.numbers.shape;
    if (shape.size() > 2 || (shape.size() == 2 && shape[0] != 1)) return std::nullopt;
    for (const float number : value.numbers.data) labels.push_back(number_label(number));
    return labels;
  }
  if (value.kind != Kind::kList) return std::nullopt;
  if (value.items.empty()) return labels;
  if (value.items.front().kind == Kind::kList) {
    for (const Literal& row : value.items) {
      const auto found = labels_of(row);
      if (!found || (!labels.empty() && *found != labels)) return std::nullopt;
      labels = *found;
    }
    return labels;
  }
  for (const Literal& item : value.items) {
    if (item.kind != Kind::kText && item.kind != Kind::kNull) return std::nullopt;
    labels.push_back(item.kind == Kind::kNull ? "null" : for_display(item.text, 256));
  }
  return labels;
}

// [["0.25", "0.75"], …]: numbers in quotation marks. False if anything else is there.
bool read_quoted(const Literal& value, core::Tensor& tensor, std::size_t axis = 0) {
  if (value.kind != Kind::kList) return false;
  const auto extent = static_cast<std::int64_t>(value.items.size());
  if (axis == tensor.shape.size()) {
    if (!tensor.data.empty()) return false;
    tensor.shape.push_back(extent);
  } else if (tensor.shape[axis] != extent)
    return false;
  for (const Literal& item : value.items) {
    if (item.kind == Kind::kList) {
      if (!read_quoted(item, tensor, axis + 1)) return false;
      continue;
    }
    const auto number = item.kind == Kind::kText ? whole_number(item.text) : std::nullopt;
    if (!number || axis + 1 != tensor.shape.size()) return false;
    tensor.data.push_back(*number);
  }
  return true;
}

// 0, 1, 2, … or 1, 2, 3, …: numbers of rows, not weights.
bool counts_rows(std::span<const float> numbers) {
  const float first = numbers.empty() ? 2 : numbers.front();
  if (first != 0 && first != 1) return false;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (numbers[i] != first + static_cast<float>(i)) return false;
  return true;
}

bool is_index_name(std::string_view name) {
  return name.empty() || name == "index" || name == "level_0" || name == "#" || name == "Unnamed: 0";
}

class Interpreter {
 public:
  explicit Interpreter(TensorFile& file) : file_(file) {}

  std::optional<Problem> read(Literal& root) {
    switch (root.kind) {
      case Kind::kNull:
        return no_weights(file_.file_name);
      case Kind::kNumber:
      case Kind::kText:
        return problem_with(file_.file_name, "{file} 里没有数组。请写成嵌套数组 [[…]]，或带 \"weights\" 的对象。",
                            "{file} holds no array. Write nested arrays [[…]], or an object with \"weights\".");
      case Kind::kObject:
        if (root.member("nbformat")) return notebook_problem(file_.file_name);
        if (!read_columns(root)) read_object(root, "", true);
        break;
      case Kind::kList:
        if (root.items.front().kind != Kind::kObject || !read_records(root)) read_member("", root);
        break;
      default:
        read_member("", root);
    }
    if (file_.tensors.size() + left_out_.count() > kMaxArrays) return too_many_arrays(file_.file_name);
    if (file_.tensors.empty() && left_out_.count() == 0) {
      for (const char* name : {"error", "message", "detail", "msg"})
        if (const Literal* said = root.member(name); said && said->kind == Kind::kText) return said_instead(said->text);
    }
    return conclude(file_, left_out_);
  }

 private:
  void read_object(Literal& object, const std::string& path, bool is_root) {
    const std::size_t first = file_.tensors.size();
    const bool is_split_table = object.member("columns") && object.member("data");
    TensorFile own;  // whose labels are this object's
    for (auto& [name, value] : object.members) {
      const std::string place = path.empty() ? name : path + "." + name;
      const bool is_table_label = is_split_table && (name == "columns" || name == "index");
      const std::string_view role_name = !is_table_label     ? std::string_view(name)
                                         : name == "columns" ? "key_tokens"
                                                             : "query_tokens";
      if (!read_labels(own, role_name, place, value, is_table_label)) read_member(place, value);
    }
    if (is_root) {
      file_.query_tokens = std::move(own.query_tokens);
      file_.key_tokens = std::move(own.key_tokens);
      file_.titles = std::move(own.titles);
    } else
      hand_down(own, first);
  }

  // True if the value is labels, used or noted.
  bool read_labels(TensorFile& own, std::string_view role_name, const std::string& place, const Literal& value,
                   bool is_table_label) {
    if (label_role(role_name) == LabelRole::kNone) return false;
    const bool is_numbers = value.kind == Kind::kNumbers;
    if (is_table_label && is_numbers && counts_rows(value.numbers.data)) return true;
    // Arrays of numbers called queries and keys are what attention is computed of; called tokens, they are ids.
    const bool may_be_numbers = is_table_label || role_name.ends_with("okens");
    if (is_numbers && (!may_be_numbers || value.is_all_null)) return false;
    if (const auto labels = labels_of(value)) {
      adopt_labels(own, role_name, *labels);
      return true;
    }
    if (value.kind != Kind::kList && !is_numbers) return false;
    left_out_.add(place, not_numbers(place), {"有几套标签，无法选定", "several sets of labels"});
    return true;
  }

  // The labels of an inner object become those of the arrays in it.
  void hand_down(const TensorFile& own, std::size_t first) {
    const auto give = [&](const Labels& labels, std::size_t axis_from_last, Labels NamedTensor::*target) {
      bool fits = labels.empty() || first == file_.tensors.size();
      for (std::size_t i = first; i < file_.tensors.size(); ++i) {
        NamedTensor& array = file_.tensors[i];
        const core::Shape& shape = array.tensor.shape;
        const auto length = static_cast<std::int64_t>(labels.size());
        fits |= shape[shape.size() - 2] == length || (axis_from_last == 1 && shape.back() == length);
        if ((array.*target).empty()) array.*target = labels;
      }
      if (!fits) file_.notes.push_back(labels_without_axis(file_.file_name, labels.size(), axis_from_last));
    };
    give(own.query_tokens, 2, &NamedTensor::query_tokens);
    give(own.key_tokens, 1, &NamedTensor::key_tokens);
  }

  void read_member(const std::string& name, Literal& value) {
    switch (value.kind) {
      case Kind::kNull:
      case Kind::kNumber:
      case Kind::kText:
        return;  // {"seed": 1} is nobody's weight
      case Kind::kNumbers:
        return add(name, std::move(value));
      case Kind::kObject:
        return read_object(value, name, false);
      case Kind::kList:
        return read_list(name, value);
      case Kind::kUneven:
        return left_out_.add(name, uneven(name), {"各行长短不一", "rows of different lengths"});
      case Kind::kTooDeep:
        return left_out_.add(name, too_deep(name), {"套得太深", "nested too deeply"});
      case Kind::kMixed:
        return left_out_.add(name, not_a_number(name, value.text), {"数里混有文字", "texts among the numbers"});
    }
  }

  void read_list(const std::string& name, Literal& list) {
    if (list.items.empty()) return;
    core::Tensor tensor;
    if (list.items.front().kind == Kind::kObject) {
      const auto is_flat = [](const auto& member) {
        return member.value.kind == Kind::kNumber || member.value.kind == Kind::kText ||
               member.value.kind == Kind::kNull;
      };
      const auto is_record = [&](const Literal& item) { return std::ranges::all_of(item.members, is_flat); };
      if (std::ranges::all_of(list.items, is_record))
        return left_out_.add(name, not_numbers(name),
                             {"是记录的表：请用 to_json(orient=\"split\") 导出",
                              "records; export tables with to_json(orient=\"split\")"});
      for (std::size_t i = 0; i < list.items.size(); ++i)
        read_member((name.empty() ? "" : name + ".") + std::to_string(i), list.items[i]);
    } else if (list.items.front().kind == Kind::kList && read_quoted(list, tensor) && tensor.shape.size() > 1) {
      add(name, {.kind = Kind::kNumbers, .numbers = std::move(tensor)});
      file_.notes.push_back(
          problem_with(file_.file_name, "{file} 的数组 {0} 里，数写在引号中；已当作数读取。",
                       "{file}: the numbers of the array {0} stand in quotation marks; they were read as numbers.",
                       {shown_name(name)}));
    } else
      left_out_.add(name, not_numbers(name, &list), {"是文字", "text"});
  }

  void add(const std::string& name, Literal value) {
    if (value.is_all_null && value.numbers.shape.size() == 1 && !value.numbers.data.empty())
      return left_out_.add(
          name, no_weights(file_.file_name),
          {"全是 null：高效的注意力实现不给出权重", "nothing but null: the fast attention returns no weights"});
    NamedTensor array{.name = for_display(name, 256), .tensor = std::move(value.numbers), .dtype = "text"};
    const core::Shape& shape = array.tensor.shape;
    if (auto problem = shape_problem(file_.file_name, shape))
      left_out_.add(name, std::move(*problem), kind_of_shape(shape));
    else
      file_.tensors.push_back(std::move(array));
  }

  // [{"The": 0.25, "cat": 0.75}, …]: a row each. A column of texts labels the rows, one that counts them is none of the
  // numbers.
  bool read_records(const Literal& root) {
    const auto& columns = root.items.front().members;
    if (columns.empty()) return false;
    for (const Literal& row : root.items) {
      if (row.kind != Kind::kObject || row.members.size() != columns.size()) return false;
      for (std::size_t i = 0; i < columns.size(); ++i)
        if (row.members[i].name != columns[i].name) return false;
    }
    std::vector<std::size_t> of_numbers;
    bool has_row_labels = false;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto all_are = [&](auto... kinds) {
        return std::ranges::all_of(root.items,
                                   [&](const Literal& row) { return ((row.members[i].value.kind == kinds) || ...); });
      };
      const std::string& name = columns[i].name;
      if (all_are(Kind::kText) && !has_row_labels) {
        has_row_labels = true;
        for (const Literal& row : root.items) file_.query_tokens.push_back(for_display(row.members[i].value.text, 256));
      } else if (!all_are(Kind::kNumber, Kind::kNull)) {
        left_out_.add(name, not_numbers(name), {"不全是数", "not only numbers"});
      } else if (std::vector<float> numbers = column(root, i); is_index_name(name) && counts_rows(numbers)) {
        left_out_.add(name, not_numbers(name), {"是行号", "the numbers of the rows"});
      } else
        of_numbers.push_back(i);
    }
    if (of_numbers.empty()) return false;
    NamedTensor& array = file_.tensors.emplace_back(NamedTensor{.name = "", .tensor = {}, .dtype = "text"});
    array.tensor.shape = {static_cast<std::int64_t>(root.items.size()), static_cast<std::int64_t>(of_numbers.size())};
    for (const Literal& row : root.items)
      for (const std::size_t i : of_numbers) array.tensor.data.push_back(number_of(row.members[i].value));
    for (const std::size_t i : of_numbers) file_.key_tokens.push_back(for_display(columns[i].name, 256));
    forget_counted(file_.key_tokens);
    return true;
  }

  // {"The": {"The": 0.25, "cat": 0.5}, …}: a column each.
  bool read_columns(const Literal& root) {
    if (root.members.empty()) return false;
    const auto& first = root.members.front().value;
    if (first.members.empty()) return false;
    for (const auto& [name, column] : root.members) {
      if (column.kind != Kind::kObject || column.members.size() != first.members.size()) return false;
      for (std::size_t i = 0; i < first.members.size(); ++i) {
        const auto& [row, value] = column.members[i];
        if (row != first.members[i].name || (value.kind != Kind::kNumber && value.kind != Kind::kNull)) return false;
      }
    }
    NamedTensor& array = file_.tensors.emplace_back(NamedTensor{.name = "", .tensor = {}, .dtype = "text"});
    array.tensor.shape = {static_cast<std::int64_t>(first.members.size()),
                          static_cast<std::int64_t>(root.members.size())};
    for (std::size_t row = 0; row < first.members.size(); ++row) {
      for (const auto& [name, column] : root.members) array.tensor.data.push_back(number_of(column.members[row].value));
      file_.query_tokens.push_back(for_display(first.members[row].name, 256));
    }
    for (const auto& [name, column] : root.members) file_.key_tokens.push_back(for_display(name, 256));
    forget_counted(file_.query_tokens);
    forget_counted(file_.key_tokens);
    file_.notes.push_back(problem_with(file_.file_name,
                                       "{file} 按 pandas 的默认写法读取：外层的名字是列（键）。如果它是用 "
                                       "orient=\"index\" 写的，请改用 orient=\"split\" 导出。",
                                       "{file} was read as pandas writes tables by default: the outer names are "
                                       "columns (keys). If it was written with "
                                       "orient=\"index\", export it with orient=\"split\" instead."));
    return true;
  }

  static float number_of(const Literal& value) {
    return value.kind == Kind::kNumber ? value.number : std::numeric_limits<float>::quiet_NaN();
  }
  static std::vector<float> column(const Literal& root, std::size_t index) {
    std::vector<float> numbers;
    for (const Literal& row : root.items) numbers.push_back(number_of(row.members[index].value));
    return numbers;
  }
  // Rows and columns without names of their own are numbered; those numbers are no labels.
  static void forget_counted(Labels& labels) {
    std::vector<float> numbers;
    for (const std::string& label : labels) {
      const auto number = whole_number(label);
      if (!number) return;
      numbers.push_back(*number);
    }
    if (counts_rows(numbers)) labels.clear();
  }

  Problem uneven(std::string_view name) const {
    return problem_with(file_.file_name,
                        "{file} 里的数组 {0} 不整齐：同一层的各行必须一样长，而且要么全是数，要么全是数组。",
                        "{file}: the array {0} is uneven; at each level all rows must be equally long and hold either "
                        "numbers or arrays.",
                        {shown_name(name)});
  }
  Problem too_deep(std::string_view name) const {
    return problem_with(file_.file_name, "{file} 里的数组 {0} 套得太深：最多 5 层，即（层，批量，头，查询，键）。",
                        "{file}: the array {0} is nested too deeply; at most 5 levels can be shown: (layers, batch, "
                        "heads, queries, keys).",
                        {shown_name(name)});
  }
  Problem not_a_number(std::string_view name, std::string_view text) const {
    return problem_with(file_.file_name,
                        "{file} 的数组 {0} 里有文字“{1}”，应当是数。请导出数值数组，文字放在 \"tokens\" 里。",
                        "{file} has the text “{1}” in the array {0}, where numbers are expected. Export numbers, and "
                        "texts under \"tokens\".",
                        {shown_name(name), for_display(text, 30)});
  }
  Problem not_numbers(std::string_view name, const Literal* list = nullptr) const {
    while (list && !list->items.empty()) list = &list->items.front();
    if (list && list->kind == Kind::kText) return not_a_number(name, list->text);
    return problem_with(file_.file_name, "{file} 里的 {0} 不是数的数组。请导出数值数组，例如 weights.tolist()。",
                        "{file}: {0} is no array of numbers. Export one, for example weights.tolist().",
                        {shown_name(name)});
  }
  Problem said_instead(std::string_view text) const {
    return problem_with(file_.file_name, "{file} 里没有数，只有一条消息：“{0}”。多半是下载失败，请重新下载。",
                        "{file} holds no numbers, only a message: “{0}”. The download probably failed; try it again.",
                        {std::string(text)});
  }

  TensorFile& file_;
  LeftOut left_out_;
};

Problem problem_of(const LiteralFault& fault, std::string_view text, std::string_view file_name) {
  const std::string line = with_thousands(line_of(text, fault.offset));
  switch (fault.kind) {
    case LiteralFault::Kind::kTooManyNumbers:
      return too_many_numbers(file_name);
    case LiteralFault::Kind::kTooManyParts:
      return problem_with(file_name,
                          "{file} 里的文字和对象超过 {0} 个，太多了。请把数写成嵌套数组（pandas：orient=\"split\"）。",
                          "{file} holds more than {0} texts and objects, which is too many. Write the numbers as "
                          "nested arrays (pandas: "
                          "orient=\"split\").",
                          {with_thousands(kMaxLiteralParts)});
    case LiteralFault::Kind::kTooDeep:
      return problem_with(file_name, "{file} 第 {0} 行的数组套得太深：最多 5 层，即（层，批量，头，查询，键）。",
                          "{file}: the array in line {0} is nested too deeply; at most 5 levels can be shown: (layers, "
                          "batch, heads, queries, "
                          "keys).",
                          {line});
    case LiteralFault::Kind::kCutShort:
      return problem_with(file_name, "{file} 不完整：JSON 在结构还没有闭合时就结束了。请重新导出。",
                          "{file} is cut short: the JSON ends before everything in it is closed. Export it again.");
    default:
      return problem_with(
          file_name, "{file} 不是有效的 JSON：第 {0} 行“{1}”附近有错。请用 json.dump(weights.tolist(), file) 导出。",
          "{file} is not valid JSON: there is an error in line {0} near “{1}”. Export it with "
          "json.dump(weights.tolist(), file).",
          {line, std::string(word_at(text, fault.offset))});
  }
}

}  // namespace

std::optional<Problem> read_json(std::string_view text, TensorFile& file) {
  Literal root;
  if (const auto fault = read_literal(text, root)) return problem_of(*fault, text, file.file_name);
  return Interpreter(file).read(root);
}

}  // namespace formats
