#include <doctest/doctest.h>

#include "formats/layout.h"

using namespace formats;

namespace {

TensorFile file_with(std::initializer_list<std::pair<const char*, core::Shape>> arrays) {
  TensorFile file;
  for (const auto& [name, shape] : arrays)
    file.tensors.push_back({.name = name, .tensor = core::make_tensor(shape), .dtype = "float32"});
  return file;
}

}  // namespace

TEST_CASE("queries, keys and values are found by their names, whatever stands before them") {
  const auto plain = find_raw_attention(file_with({{"v", {4, 2}}, {"K", {4, 3}}, {"q", {5, 3}}}));
  REQUIRE(plain.size() == 1);
  CHECK(plain[0].name.empty());
  CHECK(plain[0].queries == 2);
  CHECK(plain[0].keys == 1);
  CHECK(plain[0].values == 0);
  const auto layers = find_raw_attention(file_with({{"b.1.query", {2, 5, 3}},
                                                    {"b.1.key", {2, 4, 3}},
                                                    {"weights", {5, 4}},
                                                    {"a_queries", {5, 3}},
                                                    {"a_keys", {4, 3}},
                                                    {"a_values", {2, 4, 3}}}));
  REQUIRE(layers.size() == 2);
  CHECK(layers[0].name == "b.1");
  CHECK_FALSE(layers[0].values);
  CHECK(layers[1].name == "a");
  CHECK(layers[1].values == 5);  // of another rank, which is for others to say
}

TEST_CASE("a mask goes with the queries and keys beside it, or with all if there is only one") {
  const auto layers = find_raw_attention(file_with({{"a.q", {5, 3}},
                                                    {"a.k", {4, 3}},
                                                    {"a.attn_mask", {5, 4}},
                                                    {"b.q", {5, 3}},
                                                    {"b.k", {4, 3}},
                                                    {"b_attention_mask", {5, 4}}}));
  REQUIRE(layers.size() == 2);
  CHECK(layers[0].mask == 2);
  CHECK(layers[1].mask == 5);
  for (const char* name : {"mask", "attention_mask", "key_padding_mask", "attn_bias", "encoder/mask"})
    CHECK(find_raw_attention(file_with({{"q", {5, 3}}, {"k", {4, 3}}, {name, {5, 4}}})).at(0).mask == 2);
  CHECK_FALSE(find_raw_attention(file_with({{"q", {5, 3}}, {"k", {4, 3}}, {"unmask", {5, 4}}})).at(0).mask);
}

TEST_CASE("projections and lonely queries are no raw attention") {
  CHECK(find_raw_attention(file_with({{"W_q", {4, 4}}, {"W_k", {4, 4}}, {"layer.w.q", {4, 4}}, {"layer.w.k", {4, 4}}}))
            .empty());
  CHECK(find_raw_attention(file_with({{"q", {4, 4}}, {"other.k", {4, 4}}})).empty());
  CHECK(find_raw_attention(file_with({{"q_proj.weight", {4, 4}}, {"k_proj.weight", {4, 4}}})).empty());
}

TEST_CASE(
    "the parameters of a learnt scoring function go with the queries and keys beside them, or with all if there is one "
    "set") {
  const auto one = find_raw_attention(file_with({{"layer.1.q", {5, 3}},
                                                 {"layer.1.k", {5, 3}},
                                                 {"attention.W_q.weight", {4, 3}},
                                                 {"attention.W_k.weight", {4, 3}},
                                                 {"attention.w_v.weight", {1, 4}},
                                                 {"W_a", {3, 3}}}));
  REQUIRE(one.size() == 1);
  CHECK(one[0].additive == std::array<std::size_t, 3>{2, 3, 4});
  CHECK(one[0].bilinear == 5);
  const auto two = find_raw_attention(file_with({{"a.q", {5, 3}},
                                                 {"a.k", {5, 3}},
                                                 {"a.W", {3, 3}},
                                                 {"b.q", {5, 3}},
                                                 {"b.k", {5, 3}},
                                                 {"b.W.weight", {3, 3}},
                                                 {"c.q", {5, 3}},
                                                 {"c.k", {5, 3}}}));
  REQUIRE(two.size() == 3);
  CHECK(two[0].bilinear == 2);
  CHECK(two[1].bilinear == 5);
  CHECK_FALSE(two[2].bilinear);  // whose would it be?
  CHECK_FALSE(two[0].additive);
}

TEST_CASE("arrays whose names differ in their numbers are the layers of a model") {
  const auto stacks = find_stacks(file_with({{"bias", {4, 4}},
                                             {"layer.10.attn", {6, 4, 4}},
                                             {"layer.2.attn", {6, 4, 4}},
                                             {"cross.0", {2, 6, 4, 5}},
                                             {"cross.1", {2, 6, 4, 5}},
                                             {"layer.3.attn", {6, 4, 7}},
                                             {"alone1", {4, 4}}}));
  REQUIRE(stacks.size() == 2);
  CHECK(stacks[0].name == "layer.*.attn");
  CHECK(stacks[0].arrays == std::vector<std::size_t>{2, 1});  // 2 comes before 10
  CHECK(stacks[0].layers == 2);
  CHECK(stacks[0].heads == 1);
  CHECK(stacks[1].arrays == std::vector<std::size_t>{3, 4});
}

TEST_CASE("matrices named by layer and head are a grid, those numbered once are the heads of one layer") {
  const auto grid = find_stacks(file_with({{"v2.l0h1", {4, 4}},
                                           {"v2.l0h0", {4, 4}},
                                           {"v2.l1h0", {4, 4}},
                                           {"v2.l1h1", {4, 4}},
                                           {"v2.l2h0", {4, 4}},
                                           {"v2.l2h1", {4, 4}}}));
  REQUIRE(grid.size() == 1);
  CHECK(grid[0].name == "v2.l*h*");
  CHECK(grid[0].layers == 3);
  CHECK(grid[0].heads == 2);
  CHECK(grid[0].arrays == std::vector<std::size_t>{1, 0, 2, 3, 4, 5});
  const auto heads = find_stacks(file_with({{"arr_0", {4, 4}}, {"arr_1", {4, 4}}, {"arr_2", {4, 4}}}));
  REQUIRE(heads.size() == 1);
  CHECK(heads[0].layers == 1);
  CHECK(heads[0].heads == 3);
  CHECK(find_stacks(file_with({{"l0h0", {4, 4}}, {"l1h1", {4, 4}}})).at(0).layers == 1);  // no full grid
}
