// Somebody's own core/result.h and namespace core, which must not meet the attention core's.
#pragma once

namespace core {

enum class Result { kGood };

}  // namespace core
