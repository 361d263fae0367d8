// The core is the namespace attention_lab::core and its headers are <attention_lab/core/…>, which collide with
// nobody's. This project's own parts, which are compiled with ATTENTION_LAB_INSIDE, say core:: and "core/…".
#pragma once

namespace attention_lab::core {}

#ifdef ATTENTION_LAB_INSIDE
namespace core = attention_lab::core;
#endif
