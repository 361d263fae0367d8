#include "app/result.h"

#include <cmath>

#include "nlohmann/json.hpp"

namespace app {

namespace {

using nlohmann::json;

json number_json(float number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  return number;
}

json matrix_json(const scenes::TakenMatrix& matrix) {
  const core::Tensor& tensor = *matrix.tensor;
  json object{{"name", matrix.name}, {"shape", tensor.shape}, {"data", nullptr}};
  if (static_cast<std::int64_t>(tensor.data.size()) <= kMostNumbersTold) {
    json& data = object["data"] = json::array();
    for (float number : tensor.data) data.push_back(number_json(number));
  }
  object["rowNames"] = matrix.row_names;
  object["columnNames"] = matrix.column_names;
  return object;
}

}  // namespace

std::string result_json(const scenes::Scene& scene, std::string_view fragment, std::string_view says) {
  json matrices = json::array();
  for (const scenes::TakenMatrix& matrix : scene.take_away().matrices) matrices.push_back(matrix_json(matrix));
  const json result{{"scene", scene.id()}, {"state", fragment}, {"says", says}, {"matrices", std::move(matrices)}};
  return result.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace app
