#pragma once

#include <string_view>

namespace baton::core {

// The code of a look that found nothing because nothing was looked for: sending the action again
// has no further effect, and whether it had one is not known.
inline constexpr std::string_view kRepeatableCode = "repeatable";

}  // namespace baton::core
