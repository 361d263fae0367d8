#include "formats/layout.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <map>

namespace formats {
namespace {

constexpr std::array<AxisName, 5> kAxes = {{{"层", "layers"}, {"批量", "batch"}, {"头", "heads"}, {"查询", "queries"}, {"键", "keys"}}};

enum class Part { kQueries, kKeys, kValues };

struct PartName {
  std::string group;
  Part part;
};

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

// "layers.0.Query" → ("layers.0", queries)
std::optional<PartName> part_name(std::string_view name) {
  constexpr std::string_view kSeparators = "._/- ";
  const std::size_t separator = name.find_last_of(kSeparators);
  const bool has_group = separator != std::string_view::npos;
  const std::string word = in_lower_case(has_group ? name.substr(separator + 1) : name);
  const std::string group(has_group ? name.substr(0, separator) : std::string_view());
  const std::string last_of_group = in_lower_case(group.substr(std::min(group.find_last_of(kSeparators) + 1, group.size())));
  if (last_of_group == "w") return std::nullopt;
  if (word == "q" || word == "query" || word == "queries") return PartName{group, Part::kQueries};
  if (word == "k" || word == "key" || word == "keys") return PartName{group, Part::kKeys};
  if (word == "v" || word == "value" || word == "values") return PartName{group, Part::kValues};
  return std::nullopt;
}

}  // namespace

std::span<const AxisName> axis_names(std::size_t rank) {
  assert(rank >= 2 && rank <= kAxes.size());
  return std::span(kAxes).last(rank);
}

LayoutText describe_layout(const core::Shape& shape) {
  LayoutText text;
  const auto names = axis_names(shape.size());
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    const std::string extent = std::to_string(shape[axis]);
    text.zh += (axis > 0 ? " × " : "") + extent + (names[axis].zh == "批量" ? " 批" : " 个" + std::string(names[axis].zh));
    const std::string_view singular[] = {"layer", "batch", "head", "query", "key"};
    const std::string_view name = shape[axis] == 1 ? singular[kAxes.size() - shape.size() + axis] : names[axis].en;
    text.en += (axis > 0 ? " × " : "") + extent + " " + std::string(name);
  }
  return text;
}

std::vector<RawAttention> find_raw_attention(const TensorFile& file) {
  struct Found {
    std::array<std::optional<std::size_t>, 3> parts;
    std::size_t first = 0;
  };
  std::map<std::string, Found> groups;
  for (std::size_t i = 0; i < file.tensors.size(); ++i) {
    const auto name = part_name(file.tensors[i].name);
    if (!name) continue;
    auto [group, is_new] = groups.try_emplace(name->group);
    if (is_new) group->second.first = i;
    group->second.parts[static_cast<std::size_t>(name->part)] = i;
  }
  std::vector<std::pair<std::size_t, RawAttention>> in_order;
  for (const auto& [name, found] : groups) {
    const auto& [queries, keys, values] = found.parts;
    if (!queries || !keys) continue;
    const auto rank = [&](std::size_t i) { return file.tensors[i].tensor.rank(); };
    if (rank(*queries) != rank(*keys)) continue;
    RawAttention raw{name, *queries, *keys, std::nullopt};
    if (values && rank(*values) == rank(*keys)) raw.values = values;
    in_order.emplace_back(found.first, std::move(raw));
  }
  std::ranges::sort(in_order, {}, [](const auto& entry) { return entry.first; });
  std::vector<RawAttention> result;
  for (auto& [first, raw] : in_order) result.push_back(std::move(raw));
  return result;
}

}  // namespace formats
