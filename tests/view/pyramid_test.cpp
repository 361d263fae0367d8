#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <thread>
#include <vector>

#include "view/pyramid.h"

namespace {

struct Matrix {
  std::int64_t rows, columns;
  std::vector<float> values;
  view::MatrixView view() const { return {values.data(), rows, columns, columns, 1}; }
};

Matrix random_matrix(std::int64_t rows, std::int64_t columns) {
  Matrix matrix{rows, columns, {}};
  std::uint64_t state = 7;
  for (std::int64_t i = 0; i < rows * columns; ++i) {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    matrix.values.push_back(static_cast<float>(state >> 40) / 16777216.0f);
  }
  return matrix;
}

void finish(view::Pyramid& pyramid) {
  for (int i = 0; i < 10000 && !pyramid.advance(0.001); ++i) {
  }
  REQUIRE(pyramid.is_complete());
}

}  // namespace

TEST_CASE("a reduced cell is the mean or the maximum of its block") {
  const Matrix matrix = random_matrix(1030, 1026);
  view::Pyramid pyramid(matrix.view());
  finish(pyramid);
  for (const bool is_maximum : {false, true}) {
    for (const double zoom : {4.0, 16.0}) {
      const view::Pyramid::Choice choice = pyramid.at(zoom, is_maximum);
      REQUIRE(choice.block == static_cast<std::int64_t>(zoom));
      // Full blocks only: those that are cut short at the edge weigh their cells differently one level up.
      for (std::int64_t r = 0; r < matrix.rows / choice.block; r += 7) {
        for (std::int64_t c = 0; c < matrix.columns / choice.block; c += 5) {
          double sum = 0, largest = -1;
          for (std::int64_t y = r * choice.block; y < (r + 1) * choice.block; ++y)
            for (std::int64_t x = c * choice.block; x < (c + 1) * choice.block; ++x) {
              const double value = matrix.view().at(y, x);
              sum += value;
              largest = std::max(largest, value);
            }
          const double expected = is_maximum ? largest : sum / static_cast<double>(choice.block * choice.block);
          CHECK(choice.matrix.at(r, c) == doctest::Approx(expected).epsilon(1e-5));
        }
      }
    }
  }
}

TEST_CASE("the maximum of every level is the maximum of the matrix, wherever it lies") {
  for (const std::int64_t bright : {0, 1234567, 2100 * 900 - 1}) {
    Matrix matrix{2100, 900, std::vector<float>(2100 * 900, 0.25f)};
    matrix.values[static_cast<std::size_t>(bright)] = 9;
    view::Pyramid pyramid(matrix.view());
    finish(pyramid);
    for (const double zoom : {4.0, 16.0}) {
      const view::Pyramid::Choice choice = pyramid.at(zoom, true);
      float largest = 0;
      int bright_cells = 0;
      for (std::int64_t r = 0; r < choice.matrix.rows; ++r)
        for (std::int64_t c = 0; c < choice.matrix.columns; ++c) {
          largest = std::max(largest, choice.matrix.at(r, c));
          bright_cells += choice.matrix.at(r, c) > 0.3f;
        }
      CHECK(largest == 9);
      CHECK(bright_cells == 1);
    }
  }
}

TEST_CASE("a number that is not finite marks its block, and only that") {
  Matrix matrix{512, 512, std::vector<float>(512 * 512, 1)};
  matrix.values[100 * 512 + 300] = NAN;
  matrix.values[200 * 512 + 5] = -INFINITY;
  view::Pyramid pyramid(matrix.view());
  finish(pyramid);
  for (const bool is_maximum : {false, true}) {
    const view::MatrixView reduced = pyramid.at(4, is_maximum).matrix;
    int marked = 0;
    for (std::int64_t r = 0; r < reduced.rows; ++r)
      for (std::int64_t c = 0; c < reduced.columns; ++c) marked += std::isnan(reduced.at(r, c));
    CHECK(marked == 2);
    CHECK(std::isnan(reduced.at(25, 75)));
    CHECK(std::isnan(reduced.at(50, 1)));
  }
}

TEST_CASE("a number that is not finite marks its block on every level, as a mean and as a maximum") {
  for (const float odd : {NAN, INFINITY, -INFINITY}) {
    CAPTURE(odd);
    Matrix matrix{1030, 1100, std::vector<float>(1030 * 1100, 1)};
    matrix.values[500 * 1100 + 333] = odd;
    matrix.values[1029 * 1100 + 1099] = odd;  // in a block that is cut short
    view::Pyramid pyramid(matrix.view());
    finish(pyramid);
    for (const double zoom : {4.0, 16.0}) {
      for (const bool is_maximum : {false, true}) {
        const view::Pyramid::Choice choice = pyramid.at(zoom, is_maximum);
        REQUIRE(choice.block == static_cast<std::int64_t>(zoom));
        int marked = 0;
        for (std::int64_t r = 0; r < choice.matrix.rows; ++r)
          for (std::int64_t c = 0; c < choice.matrix.columns; ++c) {
            const bool is_finite = std::isfinite(choice.matrix.at(r, c));
            if (is_finite) CHECK(choice.matrix.at(r, c) == doctest::Approx(1));
            marked += !is_finite;
          }
        CHECK(marked == 2);
        CHECK(std::isnan(choice.matrix.at(500 / choice.block, 333 / choice.block)));
        CHECK(std::isnan(choice.matrix.at(1029 / choice.block, 1099 / choice.block)));
      }
    }
  }
}

TEST_CASE("large numbers are finite, though their sum would be no float") {
  Matrix matrix{512, 512, std::vector<float>(512 * 512, 3e38f)};
  view::Pyramid pyramid(matrix.view());
  finish(pyramid);
  CHECK(pyramid.at(4, false).matrix.at(5, 5) == 3e38f);
  CHECK(pyramid.at(4, true).matrix.at(5, 5) == 3e38f);
}

TEST_CASE("small matrices are drawn as they are, and a large one appears in parts") {
  const Matrix small = random_matrix(100, 100);
  view::Pyramid none(small.view());
  CHECK(none.is_complete());
  CHECK(none.at(100, true).block == 1);
  const Matrix large = random_matrix(4096, 1024);
  view::Pyramid pyramid(large.view());
  CHECK(pyramid.progress() == 0);
  constexpr std::chrono::milliseconds kBetweenPictures{100};
  const auto begun = std::chrono::steady_clock::now();
  pyramid.advance(0);
  CHECK(pyramid.progress() > 0);
  CHECK_FALSE(pyramid.is_complete());
  CHECK(pyramid.at(4, false).matrix.rows == 1);
  const std::uint64_t before = pyramid.at(4, false).matrix.content;
  pyramid.advance(0);
  // Not with every frame: each content is sent to the graphics card. A machine that was busy meanwhile proves nothing.
  if (std::chrono::steady_clock::now() - begun < kBetweenPictures) {
    CHECK(pyramid.at(4, false).matrix.content == before);
    CHECK(pyramid.at(4, false).matrix.rows == 1);
  }
  std::this_thread::sleep_for(kBetweenPictures + std::chrono::milliseconds(20));
  pyramid.advance(0);
  CHECK(pyramid.at(4, false).matrix.content != before);
  CHECK(pyramid.at(4, false).matrix.rows == 3);
}
