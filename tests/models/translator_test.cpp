#include "models/translator.h"

#include <cmath>

#include "core/optimizer.h"
#include "differences.h"

namespace {

models::TranslatorShape small_shape() { return {.embedding = 3, .hidden = 4, .attention = 5}; }

}  // namespace

TEST_CASE("dates are written in three ways, and in Chinese") {
  const models::Date day{2026, 11, 22};
  CHECK(models::weekday_of(day) == 0);
  CHECK(models::TranslatorShape{}.sources == std::ssize(models::source_tokens()));
  CHECK(models::TranslatorShape{}.targets == std::ssize(models::target_tokens()));
  const auto words = [](const std::vector<int>& tokens) {
    std::string text;
    for (const int token : tokens) text += std::string(models::source_tokens()[static_cast<std::size_t>(token)]) + " ";
    return text;
  };
  CHECK(words(models::source_of(day, models::kNameFirst)) == "Sunday , November 2 2 , 2 0 2 6 ");
  CHECK(words(models::source_of(day, models::kDayFirst)) == "2 2 November 2 0 2 6 ( Sunday ) ");
  CHECK(words(models::source_of(day, models::kWeekFirst)) == "Sunday , 2 2 November 2 0 2 6 ");
  const std::vector<int> target = models::target_of(day);
  CHECK(target.back() == models::kEnd);
  CHECK(models::target_text(target) == "2026年11月22日星期日");
  CHECK(models::weekday_of({2000, 2, 29}) == 2);
  CHECK(models::weekday_of({1900, 3, 1}) == 4);  // 1900 was no leap year
  core::Random random(4);
  int earliest = 3000, latest = 0;
  for (int i = 0; i < 2000; ++i) {
    const models::Date date = models::random_date(random);
    earliest = std::min(earliest, date.year);
    latest = std::max(latest, date.year);
    REQUIRE(date.month >= 1);
    REQUIRE(date.month <= 12);
    REQUIRE(date.day >= 1);
    REQUIRE(date.day <= 31);
  }
  CHECK(earliest == 1900);
  CHECK(latest == 2099);
}

TEST_CASE("every gradient of the translator is what central differences say") {
  core::Random random(5);
  models::Translator<double> model(small_shape(), random);
  for (double& value : model.parameters().values) value += random.normal(0, 0.2);
  const models::DatePairs pairs = models::random_pairs(random, 3);
  std::vector<double> gradient;
  model.answer(pairs, &gradient);
  check_gradient(model.parameters(), gradient, [&] { return model.answer(pairs).loss; });
}

TEST_CASE("what a short sentence is filled up with changes nothing") {
  core::Random random(6);
  const models::Translator<double> model(small_shape(), random);
  const models::Date day{1999, 5, 3};
  models::DatePairs alone, filled;
  alone.add(models::source_of(day, models::kWeekFirst), models::target_of(day));
  filled.add(models::source_of(day, models::kWeekFirst), models::target_of(day));
  filled.add(models::source_of({2026, 11, 22}, models::kNameFirst), models::target_of({2026, 11, 22}));
  const auto one = model.answer(alone), two = model.answer(filled);
  for (int t = 0; t < alone.target_length; ++t)
    for (int j = 0; j < filled.source_length; ++j) {
      const double expected =
          j < alone.source_length ? one.weights[static_cast<std::size_t>(t * alone.source_length + j)] : 0;
      CHECK(two.weights[static_cast<std::size_t>(t * filled.source_length + j)] == doctest::Approx(expected));
    }
}

TEST_CASE("a sentence without a target is translated for as long as is asked") {
  core::Random random(7);
  const models::Translator<double> model(small_shape(), random);
  models::DatePairs asked;
  asked.add(models::source_of({2026, 11, 22}, models::kDayFirst), {});
  const auto answer = model.translate(asked, 13);
  CHECK(answer.written.size() == 13);
  CHECK(answer.exact == 0);
  CHECK(answer.loss == 0);
  for (std::size_t t = 0; t < 13; ++t) {
    double sum = 0;
    for (std::size_t j = 0; j < 10; ++j) sum += answer.weights[t * 10 + j];
    CHECK(sum == doctest::Approx(1));
  }
}

TEST_CASE("the translator learns to write dates, and to look where they stand") {
  int arrived = 0;
  for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
    core::Random random(seed);
    models::Translator<float> model({}, random);
    core::Adam adam;
    adam.rate = 4e-3;
    std::vector<float> gradient;
    int step = 0;
    double exact = 0;
    for (; step < 300 && exact < 0.95; ++step) {
      model.answer(models::random_pairs(random, 64), &gradient);
      models::clip(gradient, 1);
      REQUIRE_FALSE(models::step(adam, model.parameters(), gradient));
      if (step % 20 == 19) exact = model.translate(models::random_pairs(random, 200)).exact;
    }
    MESSAGE("seed " << seed << ": " << step << " steps to " << exact << ", " << gradient.size() << " numbers");
    arrived += exact >= 0.95;
  }
  CHECK(arrived >= 4);
}
