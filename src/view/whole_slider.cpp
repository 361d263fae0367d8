#include "view/whole_slider.h"

namespace view {

bool whole_slider(Ui& ui, const Label& label, int& value, int minimum, int maximum, int initial) {
  double number = value;
  const NumberRange range{.minimum = static_cast<double>(minimum),
                          .maximum = static_cast<double>(maximum),
                          .step = 1,
                          .initial = static_cast<double>(initial),
                          .decimals = 0};
  if (!slider(ui, label, number, range)) return false;
  value = static_cast<int>(number);
  return true;
}

}  // namespace view
