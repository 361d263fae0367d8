// The desk's matrices, and a program that computes them again.
#pragma once

#include "scenes/cues_model.h"
#include "scenes/take_away.h"

namespace scenes::cues {

TakeAway take_away(const Input& input, const Result& result);

}  // namespace scenes::cues
