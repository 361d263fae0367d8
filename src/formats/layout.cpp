#include "formats/layout.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "formats/text.h"

namespace formats {
namespace {

enum class Part { kQueries, kKeys, kValues };

struct PartName {
  std::string group;
  Part part;
};

// "layers.0.Query" → ("layers.0", queries)
std::optional<PartName> part_name(std::string_view name) {
  constexpr std::string_view kSeparators = "._/- ";
  const std::size_t separator = name.find_last_of(kSeparators);
  const bool has_group = separator != std::string_view::npos;
  const std::string word = in_lower_case(has_group ? name.substr(separator + 1) : name);
  const std::string group(has_group ? name.substr(0, separator) : std::string_view());
  const std::string last_of_group =
      in_lower_case(group.substr(std::min(group.find_last_of(kSeparators) + 1, group.size())));
  if (last_of_group == "w") return std::nullopt;
  if (word == "q" || word == "query" || word == "queries") return PartName{group, Part::kQueries};
  if (word == "k" || word == "key" || word == "keys") return PartName{group, Part::kKeys};
  if (word == "v" || word == "value" || word == "values") return PartName{group, Part::kValues};
  return std::nullopt;
}

/// "layers.0.attn_mask" → "layers.0". Nothing if it is no mask's name.
std::optional<std::string> group_of_mask(std::string_view name) {
  const std::string lower = in_lower_case(name);
  for (const std::string_view word :
       {"key_padding_mask", "padding_mask", "attention_mask", "attn_mask", "attn_bias", "mask"}) {
    if (!lower.ends_with(word)) continue;
    const std::size_t before = name.size() - word.size();
    if (before == 0) return "";
    if (std::string_view("._/- ").find(name[before - 1]) != std::string_view::npos)
      return std::string(name.substr(0, before - 1));
  }
  return std::nullopt;
}

/// What scoring functions have learnt, by the beginning of the name.
struct Parameters {
  std::optional<std::size_t> query_weights, key_weights, score_vector, matrix, mask;
};

// "attention.W_q.weight" → "attention": W_q
std::map<std::string, Parameters> find_parameters(const TensorFile& file) {
  std::map<std::string, Parameters> groups;
  for (std::size_t i = 0; i < file.tensors.size(); ++i) {
    constexpr std::string_view kEnding = ".weight";
    std::string_view name = file.tensors[i].name;
    if (const auto group = group_of_mask(name)) groups[*group].mask = i;
    if (name.ends_with(kEnding)) name.remove_suffix(kEnding.size());
    const std::size_t word_at = name.find_last_of("./- ") + 1;  // 0 if there is none
    const std::string word = in_lower_case(name.substr(word_at)), group(name.substr(0, word_at == 0 ? 0 : word_at - 1));
    if (word == "w_q")
      groups[group].query_weights = i;
    else if (word == "w_k")
      groups[group].key_weights = i;
    else if (word == "w_v")
      groups[group].score_vector = i;
    else if (word == "w" || word == "w_a")
      groups[group].matrix = i;
  }
  return groups;
}

/// Those of the group `name`; else those of the only group that has them.
template <class Has>
const Parameters* parameters_of(const std::map<std::string, Parameters>& groups, const std::string& name, Has has) {
  if (const auto own = groups.find(name); own != groups.end() && has(own->second)) return &own->second;
  const Parameters* found = nullptr;
  for (const auto& [group, parameters] : groups) {
    if (!has(parameters)) continue;
    if (found) return nullptr;
    found = &parameters;
  }
  return found;
}

constexpr char kNumberHere = '\x01';  // stands for a number in a pattern; no name needs it

/// A name as its words and its numbers: "h.3.attn.11" → "h.·.attn.·" and 3, 11.
struct NumberedName {
  std::string pattern;
  std::vector<std::uint64_t> numbers;
};

NumberedName numbered_name(std::string_view name) {
  constexpr std::uint64_t kLargest = 1'000'000'000'000;  // longer ones are no layers; here they only must not overflow
  NumberedName result;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (!is_digit(name[i])) {
      result.pattern += name[i] == kNumberHere ? '?' : name[i];
      continue;
    }
    if (i == 0 || !is_digit(name[i - 1])) {
      result.pattern += kNumberHere;
      result.numbers.push_back(0);
    }
    std::uint64_t& number = result.numbers.back();
    number = std::min(kLargest, number * 10 + static_cast<std::uint64_t>(name[i] - '0'));
  }
  return result;
}

struct StackMember {
  std::size_t array;
  std::vector<std::uint64_t> numbers;
};

/// Which of the numbers in their names tell the members apart.
std::vector<std::size_t> varying_numbers(const std::vector<StackMember>& members) {
  std::vector<std::size_t> varying;
  for (std::size_t place = 0; place < members.front().numbers.size(); ++place) {
    if (std::ranges::any_of(
            members, [&](const StackMember& each) { return each.numbers[place] != members.front().numbers[place]; }))
      varying.push_back(place);
  }
  return varying;
}

std::string stack_name(std::string_view pattern, const std::vector<StackMember>& members,
                       const std::vector<std::size_t>& varying) {
  std::string name;
  std::size_t place = 0;
  for (const char letter : pattern) {
    if (letter != kNumberHere)
      name += letter;
    else {
      name += std::ranges::find(varying, place) != varying.end() ? "*" : std::to_string(members.front().numbers[place]);
      ++place;
    }
  }
  return name;
}

/// How many layers of equally many heads there are, if the numbers at two places make a full grid; else 0.
std::int64_t layers_of_grid(const std::vector<StackMember>& members, const std::vector<std::size_t>& varying) {
  if (varying.size() != 2) return 0;
  std::map<std::uint64_t, std::size_t> layers, heads;
  for (const StackMember& each : members) {
    ++layers[each.numbers[varying[0]]];
    ++heads[each.numbers[varying[1]]];
  }
  return layers.size() * heads.size() == members.size() ? static_cast<std::int64_t>(layers.size()) : 0;
}

}  // namespace

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
  const std::map<std::string, Parameters> parameters = find_parameters(file);
  std::vector<std::pair<std::size_t, RawAttention>> in_order;
  for (const auto& [name, found] : groups) {
    const auto& [queries, keys, values] = found.parts;
    if (!queries || !keys) continue;
    RawAttention raw{.name = name, .queries = *queries, .keys = *keys, .values = values};
    const auto is_additive = [](const Parameters& each) {
      return each.query_weights && each.key_weights && each.score_vector;
    };
    if (const Parameters* own = parameters_of(parameters, name, is_additive))
      raw.additive = {*own->query_weights, *own->key_weights, *own->score_vector};
    if (const Parameters* own =
            parameters_of(parameters, name, [](const Parameters& each) { return each.matrix.has_value(); }))
      raw.bilinear = own->matrix;
    if (const Parameters* own =
            parameters_of(parameters, name, [](const Parameters& each) { return each.mask.has_value(); }))
      raw.mask = own->mask;
    in_order.emplace_back(found.first, std::move(raw));
  }
  std::ranges::sort(in_order, {}, [](const auto& entry) { return entry.first; });
  std::vector<RawAttention> result;
  for (auto& [first, raw] : in_order) result.push_back(std::move(raw));
  return result;
}

std::vector<Stack> find_stacks(const TensorFile& file) {
  std::map<std::pair<std::string, core::Shape>, std::vector<StackMember>> groups;
  for (std::size_t i = 0; i < file.tensors.size(); ++i) {
    const core::Shape& shape = file.tensors[i].tensor.shape;
    NumberedName name = numbered_name(file.tensors[i].name);
    if (!name.numbers.empty() && shape.size() <= 4)
      groups[{std::move(name.pattern), shape}].push_back({i, std::move(name.numbers)});
  }
  std::vector<Stack> stacks;
  for (auto& [pattern_and_shape, members] : groups) {
    if (members.size() < 2) continue;
    std::ranges::stable_sort(members, {}, &StackMember::numbers);
    const auto varying = varying_numbers(members);
    Stack stack{.name = stack_name(pattern_and_shape.first, members, varying), .arrays = {}};
    for (const StackMember& each : members) stack.arrays.push_back(each.array);
    const auto count = static_cast<std::int64_t>(members.size());
    const std::int64_t layers = pattern_and_shape.second.size() == 2 ? layers_of_grid(members, varying) : 0;
    stack.layers = layers > 0 ? layers : pattern_and_shape.second.size() == 2 ? 1 : count;
    stack.heads = pattern_and_shape.second.size() == 2 ? count / stack.layers : 1;
    stacks.push_back(std::move(stack));
  }
  const auto first_of = [](const Stack& stack) { return *std::ranges::min_element(stack.arrays); };
  std::ranges::sort(stacks, {}, first_of);
  return stacks;
}

}  // namespace formats
