// What PyTorch computed: the files of tests/golden.
#pragma once

#include <cmath>
#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

#include "core/tensor.h"

inline nlohmann::json golden_file(const std::string& name) {
  return nlohmann::json::parse(std::ifstream(LAB_TEST_DATA "/golden/" + name));
}

/// null in a golden file is NaN.
inline bool agrees(const core::Tensor& got, const nlohmann::json& expected, double tolerance) {
  if (got.data.size() != expected.size()) return false;
  for (std::size_t i = 0; i < got.data.size(); ++i)
    if (expected[i].is_null() ? !std::isnan(got.data[i])
                              : !(std::abs(got.data[i] - expected[i].get<double>()) <= tolerance))
      return false;
  return true;
}
