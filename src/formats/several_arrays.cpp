#include "formats/several_arrays.h"

#include <algorithm>
#include <utility>

#include "formats/elements.h"
#include "formats/shape.h"

namespace formats {

Problem too_many_arrays(std::string_view file_name) {
  return problem_with(file_name, "{file} 里的数组超过 {0} 个，太多了。请少存一些数组。",
                      "{file} holds more than {0} arrays, which is too many. Save fewer of them.",
                      {with_thousands(kMaxArrays)});
}

void LeftOut::add(std::string_view name, Problem cause, Problem kind) {
  constexpr std::size_t kLongestKind = 80;  // it may quote the file
  ++count_;
  if (!first_cause_) first_cause_ = cause;
  kind = {for_display(kind.zh, kLongestKind), for_display(kind.en, kLongestKind)};
  const auto is_same = [&](const Group& group) { return !kind.en.empty() && group.kind == kind; };
  auto group = std::ranges::find_if(groups_, is_same);
  if (group == groups_.end()) {
    if (groups_.size() == kMaxGroups) {
      ++unlisted_;
      return;
    }
    group = groups_.insert(groups_.end(), {std::move(kind), std::move(cause), {}, 0});
  }
  if (group->names.size() < kMaxNamed) group->names.push_back(for_display(name.empty() ? "[[…]]" : name, 30));
  ++group->count;
}

Problem LeftOut::listed() const {
  Problem list;
  for (const Group& group : groups_) {
    if (group.kind.en.empty()) continue;
    std::string names;
    for (const std::string& name : group.names) names += (names.empty() ? "" : ", ") + name;
    if (group.count > group.names.size()) names += ", …";
    const std::string count = group.count == 1 ? "" : with_thousands(group.count);
    list.zh +=
        (list.zh.empty() ? "" : "；") + names + " (" + (count.empty() ? "" : count + " 个，") + group.kind.zh + ")";
    list.en += (list.en.empty() ? "" : "; ") + names + " (" + (count.empty() ? "" : count + ": ") + group.kind.en + ")";
  }
  if (unlisted_ > 0) {
    const std::string count = with_thousands(unlisted_);
    list.zh += (list.zh.empty() ? "" : "；") + ("另外 " + count + " 个");
    list.en += (list.en.empty() ? "" : "; ") + (count + " more");
  }
  return list;
}

void LeftOut::note(TensorFile& file) const {
  for (const Group& group : groups_)
    if (group.kind.en.empty()) file.notes.push_back(group.cause);
  const Problem list = listed();
  if (list.en.empty()) return;
  const std::string name = "“" + for_display(file.file_name) + "”";
  file.notes.push_back({name + " 里没有显示的：" + list.zh + "。", name + ", not shown: " + list.en + "."});
}

Problem kind_of_shape(const core::Shape& shape) {
  const std::string axes = std::to_string(shape.size());
  if (shape.empty()) return {"单个数", "a single number"};
  if (shape.size() == 1) return {"只有一维", "one dimension"};
  if (shape.size() > 5) return {"有 " + axes + " 维", axes + " dimensions"};
  if (checked_count(shape, kMaxNumbers) == std::uint64_t{0}) return {"是空的", "empty"};
  if (checked_count(shape, kMaxNumbers) && matrices_in(shape) > kMaxMatrices) return {"矩阵太多", "too many matrices"};
  return {"太大", "too large"};
}

std::optional<Problem> conclude(TensorFile& file, const LeftOut& left_out) {
  if (left_out.count() == 0 && file.tensors.empty()) {
    return problem_with(file.file_name, "{file} 里没有数组。请检查导出时给的名字和数组。",
                        "{file} holds no arrays. Check which arrays were given when it was exported.");
  }
  if (left_out.count() == 1 && file.tensors.empty()) return left_out.first_cause();
  if (left_out.count() == 0) return std::nullopt;
  if (!file.tensors.empty()) {
    left_out.note(file);
    return std::nullopt;
  }
  const Problem list = left_out.listed();
  if (list.en.empty()) return left_out.first_cause();
  Problem problem = problem_with(
      file.file_name, "{file} 里的 {0} 个数组都不能作为注意力权重来看：",
      "None of the {0} arrays of {file} can be shown as attention weights: ", {with_thousands(left_out.count())});
  problem.zh += list.zh + "。需要 2 到 5 维的实数数组，如（头，查询，键）。";
  problem.en += list.en + ". Real numbers in 2 to 5 dimensions are needed, such as (heads, queries, keys).";
  return problem;
}

LabelRole label_role(std::string_view name) {
  std::string plain;  // "Query_Tokens" → "querytokens"
  for (const char letter : name) {
    if (letter != '_' && letter != '-' && letter != ' ')
      plain += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  if (plain == "querytokens" || plain == "queries" || plain == "lefttext") return LabelRole::kQueries;
  if (plain == "keytokens" || plain == "keys" || plain == "righttext") return LabelRole::kKeys;
  if (plain == "titles") return LabelRole::kTitles;
  if (plain == "tokens" || plain == "strtokens" || plain == "words") return LabelRole::kBoth;
  return LabelRole::kNone;
}

bool adopt_labels(TensorFile& file, std::string_view name, const std::vector<std::string>& labels) {
  switch (label_role(name)) {
    case LabelRole::kNone:
      return false;
    case LabelRole::kQueries:
      file.query_tokens = labels;
      break;
    case LabelRole::kKeys:
      file.key_tokens = labels;
      break;
    case LabelRole::kTitles:
      file.titles = labels;
      break;
    case LabelRole::kBoth:
      if (file.query_tokens.empty()) file.query_tokens = labels;
      if (file.key_tokens.empty()) file.key_tokens = labels;
  }
  return true;
}

Problem labels_without_axis(std::string_view file_name, std::size_t count, std::size_t axis_from_last) {
  return problem_with(
      file_name, "{file} 有 {0} 个{1}标签，与任何数组的{1}个数都不同，没有使用。",
      "{file} has {0} {0|label|labels} for the {2}, which is the length of no array's axis; {0|it is|they are} not "
      "used.",
      {with_thousands(count), axis_from_last == 2 ? "查询" : "键", axis_from_last == 2 ? "queries" : "keys"});
}

namespace {

std::string name_of_all(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 3;
  std::string all;
  for (std::size_t i = 0; i < names.size() && i < kMost; ++i) all += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > kMost) all += ", … (" + std::to_string(names.size()) + ")";
  return all;
}

std::string without_extension(std::string_view file_name) {
  return std::string(file_name.substr(0, file_name.rfind('.')));
}

/// The labels of a file become those of its arrays.
void hand_down_labels(TensorFile& file) {
  for (NamedTensor& array : file.tensors) {
    if (array.query_tokens.empty()) array.query_tokens = file.query_tokens;
    if (array.key_tokens.empty()) array.key_tokens = file.key_tokens;
  }
}

/// Sentences about files that could not be read, the first few of them, as one.
Problem all_of(const std::vector<Problem>& problems) {
  constexpr std::size_t kMost = 4;
  Problem all;
  for (std::size_t i = 0; i < problems.size() && i < kMost; ++i) {
    all.zh += problems[i].zh;
    all.en += (i == 0 ? "" : " ") + problems[i].en;
  }
  if (problems.size() > kMost) {
    const std::string more = std::to_string(problems.size() - kMost);
    all.zh += "另外还有 " + more + " 个文件不能读取。";
    all.en += " " + more + " more could not be read.";
  }
  return all;
}

}  // namespace

ReadResult joined(std::vector<ReadResult> files) {
  if (files.size() == 1) return std::move(files.front());
  ReadResult all;
  std::vector<std::string> names;
  std::vector<Problem> problems;
  std::uint64_t numbers = 0, matrices = 0;
  for (ReadResult& each : files) {
    if (each.problem) {
      problems.push_back(std::move(*each.problem));
      continue;
    }
    TensorFile& file = each.file;
    std::uint64_t more = 0, more_matrices = 0;
    for (const NamedTensor& array : file.tensors) {
      more += checked_count(array.tensor.shape, kMaxNumbers).value_or(0);
      more_matrices += matrices_in(array.tensor.shape);
    }
    if (numbers + more > kMaxNumbers || matrices + more_matrices > kMaxMatrices) {
      problems.push_back(problem_with(
          file.file_name, "{file} 放不下了：一起打开的文件最多共 {0} 个数、{1} 个矩阵。请单独打开它。",
          "There is no more room for {file}: files opened together may hold {0} numbers and {1} matrices in all. "
          "Open it by itself.",
          {with_thousands(kMaxNumbers), with_thousands(kMaxMatrices)}));
      continue;
    }
    numbers += more;
    matrices += more_matrices;
    hand_down_labels(file);
    const std::string stem = without_extension(file.file_name);
    for (std::size_t i = 0; i < file.tensors.size(); ++i) {
      NamedTensor& array = file.tensors[i];
      if (array.name != stem) array.name = stem + "." + array.name;
      all.file.tensors.push_back(std::move(array));
    }
    std::ranges::move(file.summaries, std::back_inserter(all.file.summaries));
    std::ranges::move(file.notes, std::back_inserter(all.file.notes));
    names.push_back(for_display(file.file_name));
    if (names.size() == 1)
      all.file.titles = std::move(file.titles);
    else
      all.file.titles.clear();
  }
  if (names.empty()) {
    all.problem = all_of(problems);
    return all;
  }
  all.file.file_name = name_of_all(names);
  all.file.notes.insert(all.file.notes.begin(), problems.begin(), problems.end());
  return all;
}

}  // namespace formats
