#include <cmath>

#include "scenes/scene_of.h"

namespace scenes {

namespace {

/// Only notes what the fields are called.
class Names : public FieldVisitor {
 public:
  std::vector<std::string> names;
  void number(std::string_view name, double&, double, double) override { add(name); }
  void integer(std::string_view name, int&, int, int) override { add(name); }
  void flag(std::string_view name, bool&) override { add(name); }
  void choice(std::string_view name, int&, std::span<const char* const>) override { add(name); }
  void text(std::string_view name, std::string&, std::size_t) override { add(name); }
  void numbers(std::string_view name, std::vector<double>&, double, double, std::size_t, std::size_t) override {
    add(name);
  }

 private:
  void add(std::string_view name) { names.emplace_back(name); }
};

}  // namespace

std::vector<std::string> names_of_fields(const Scene& scene) {
  Names visitor;
  scene.visit_initial(visitor);
  return visitor.names;
}

bool is_finite(const TakeAway& taken) {
  for (const TakenMatrix& matrix : taken.matrices)
    for (const float number : matrix.tensor->data)
      if (!std::isfinite(number)) return false;
  return true;
}

}  // namespace scenes
