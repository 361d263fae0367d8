// Against what PyTorch computed in double precision: tests/golden/models_torch.py.
#include <cmath>
#include <fstream>

#include <nlohmann/json.hpp>

#include "core/optimizer.h"
#include "models/induction.h"
#include "models/translator.h"

using nlohmann::json;

namespace {

json golden() {
  std::ifstream file(LAB_TEST_DATA "/golden/models_torch.json");
  REQUIRE(file);
  return json::parse(file);
}

models::InductionShape shape_of(const json& from) {
  return {.symbols = from[0], .length = from[1], .width = from[2], .layers = from[3]};
}

/// The numbers of the part of this name, as PyTorch has them.
std::vector<double> named(const json& g, const char* when, const std::string& name) {
  for (std::size_t i = 0; i < g["names"].size(); ++i)
    if (g["names"][i] == name) return g[when][i].get<std::vector<double>>();
  FAIL("PyTorch has no " << name);
  return {};
}

template <class Number>
void start_from(const json& g, models::Parameters<Number>& parameters) {
  CHECK(parameters.parts.size() == g["names"].size());
  for (const models::Part& part : parameters.parts) {
    const std::vector<double> start = named(g, "start", part.name);
    REQUIRE(start.size() == part.count());
    for (std::size_t i = 0; i < start.size(); ++i) parameters.values[part.begin + i] = static_cast<Number>(start[i]);
  }
}

template <class Number>
models::Induction<Number> started(const json& g) {
  core::Random random(1);
  models::Induction<Number> model(shape_of(g["shape"]), random);
  start_from(g, model.parameters());
  return model;
}

void check_end(const json& g, const models::Parameters<float>& parameters) {
  double moved = 0, apart = 0;
  for (const models::Part& part : parameters.parts) {
    CAPTURE(part.name);
    const std::vector<double> start = named(g, "start", part.name), end = named(g, "end", part.name);
    for (std::size_t i = 0; i < end.size(); ++i) {
      const auto ours = static_cast<double>(parameters.values[part.begin + i]);
      moved = std::max(moved, std::abs(end[i] - start[i]));
      apart = std::max(apart, std::abs(ours - end[i]));
      CHECK(ours == doctest::Approx(end[i]).epsilon(1e-4).scale(0.01));
    }
  }
  CHECK(moved > 0.02);  // it has been trained
  MESSAGE("after ten steps the numbers are at most " << apart << " apart");
}

models::RepeatedSequences batch_of(const json& step) { return {step["symbols"], step["periods"]}; }

}  // namespace

TEST_CASE("ten steps of training the induction model agree with pytorch") {
  const json g = golden();
  models::Induction<float> model = started<float>(g);
  core::Adam adam;
  adam.rate = 3e-3;
  adam.second_decay = 0.98;
  std::vector<float> gradient;
  models::Induction<float>::Answer answer;
  for (const json& each : g["steps"]) {
    answer = model.answer(batch_of(each), {}, &gradient);
    CHECK(answer.loss == doctest::Approx(each["loss"].get<double>()).epsilon(1e-5));
    CHECK(answer.accuracy == doctest::Approx(each["accuracy"].get<double>()));
    REQUIRE_FALSE(models::step(adam, model.parameters(), gradient));
  }
  check_end(g, model.parameters());
  for (std::size_t layer = 0; layer < answer.weights.size(); ++layer) {
    const auto weights = g["weights"][layer].get<std::vector<double>>();
    REQUIRE(weights.size() == answer.weights[layer].size());
    for (std::size_t i = 0; i < weights.size(); ++i)
      CHECK(static_cast<double>(answer.weights[layer][i]) == doctest::Approx(weights[i]).epsilon(1e-4).scale(0.01));
  }
}

TEST_CASE("in double precision the first answer is pytorch's") {
  const json g = golden();
  const models::Induction<double> model = started<double>(g);
  const json& first = g["steps"][0];
  CHECK(model.answer(batch_of(first)).loss == doctest::Approx(first["loss"].get<double>()).epsilon(1e-8));
}

TEST_CASE("ten steps of training the translator agree with pytorch, whose sentences are not filled up") {
  const json g = golden()["translator"];
  core::Random random(1);
  const json& shape = g["shape"];
  models::Translator<float> model(
      {.sources = shape[0], .targets = shape[1], .embedding = shape[2], .hidden = shape[3], .attention = shape[4]},
      random);
  start_from(g, model.parameters());
  core::Adam adam;
  adam.rate = 4e-3;
  std::vector<float> gradient;
  models::DatePairs pairs;
  models::Translator<float>::Answer answer;
  for (const json& each : g["steps"]) {
    pairs = {};
    for (std::size_t i = 0; i < each["sources"].size(); ++i) pairs.add(each["sources"][i], each["targets"][i]);
    answer = model.answer(pairs, &gradient);
    CHECK(answer.loss == doctest::Approx(each["loss"].get<double>()).epsilon(1e-5));
    CHECK(models::clip(gradient, 1) == doctest::Approx(each["norm"].get<double>()).epsilon(1e-4));
    REQUIRE_FALSE(models::step(adam, model.parameters(), gradient));
  }
  check_end(g, model.parameters());
  for (std::size_t pair = 0; pair < g["weights"].size(); ++pair)
    for (std::size_t t = 0; t < g["weights"][pair].size(); ++t) {
      const auto weights = g["weights"][pair][t].get<std::vector<double>>();
      const std::size_t row =
          (pair * static_cast<std::size_t>(pairs.target_length) + t) * static_cast<std::size_t>(pairs.source_length);
      for (std::size_t j = 0; j < weights.size(); ++j)
        CHECK(static_cast<double>(answer.weights[row + j]) == doctest::Approx(weights[j]).epsilon(1e-4).scale(0.01));
    }
}
