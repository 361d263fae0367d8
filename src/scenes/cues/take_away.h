// The desk's matrices, and a program that computes them again.
#pragma once

#include "scenes/cues/model.h"
#include "scenes/take_away.h"
#include "view/text.h"

namespace scenes::cues {

TakeAway take_away(view::Language language, const Result& result);
std::string program(view::Language language, const Input& input, const Result& result);

}  // namespace scenes::cues
