#include "formats/several_arrays.h"

#include <utility>

namespace formats {

Problem too_many_arrays(std::string_view file_name) {
  return problem_with(file_name, "{file} 里的数组超过 {0} 个，太多了。请少存一些数组。",
                      "{file} holds more than {0} arrays, which is too many. Save fewer of them.", {with_thousands(kMaxArrays)});
}

void LeftOut::add(std::string_view name, Problem cause) {
  if (names.size() < kMaxNamed) names.push_back(for_display(name, 30));
  if (!first_cause) first_cause = std::move(cause);
  ++count;
}

std::optional<Problem> conclude(TensorFile& file, const LeftOut& left_out) {
  if (left_out.count == 0 && file.tensors.empty()) {
    return problem_with(file.file_name, "{file} 里没有数组。请检查导出时给的名字和数组。",
                        "{file} holds no arrays. Check which arrays were given when it was exported.");
  }
  if (left_out.count == 1 && file.tensors.empty()) return left_out.first_cause;
  if (left_out.count == 0) return std::nullopt;
  std::string names;
  for (const std::string& name : left_out.names) names += (names.empty() ? "" : ", ") + name;
  if (left_out.count > left_out.names.size()) names += ", …";
  const std::string count = with_thousands(left_out.count);
  if (file.tensors.empty()) {
    return problem_with(file.file_name, "{file} 里的 {0} 个数组（{1}）都不能作为注意力权重来看：需要 2 到 5 维的实数数组，如（头，查询，键）。",
                        "None of the {0} arrays of {file} ({1}) can be shown as attention weights: real numbers in 2 to "
                        "5 dimensions are needed, such as (heads, queries, keys).",
                        {count, names});
  }
  file.notes.push_back(problem_with(file.file_name, "{file} 里有 {0} 个数组（{1}）不是 2 到 5 维的实数数组，没有列出。",
                                    "{file}: {2} not listed ({1}), because only real numbers in 2 to 5 dimensions are shown.",
                                    {count, names, left_out.count == 1 ? "1 array is" : count + " arrays are"}));
  return std::nullopt;
}

bool adopt_labels(TensorFile& file, std::string_view name, const std::vector<std::string>& labels) {
  std::string plain;  // "Query_Tokens" → "querytokens"
  for (const char letter : name) {
    if (letter != '_' && letter != '-' && letter != ' ') plain += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  if (plain == "querytokens" || plain == "queries") file.query_tokens = labels;
  else if (plain == "keytokens" || plain == "keys") file.key_tokens = labels;
  else if (plain == "titles") file.titles = labels;
  else if (plain == "tokens") {
    if (file.query_tokens.empty()) file.query_tokens = labels;
    if (file.key_tokens.empty()) file.key_tokens = labels;
  } else return false;
  return true;
}

}  // namespace formats
