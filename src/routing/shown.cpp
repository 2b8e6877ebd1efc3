#include "routing/shown.hpp"

#include "baton/core/text.hpp"

#include <cmath>
#include <cstdint>

namespace baton::routing {

std::string number_text(double number) {
  constexpr double kExactMax = 9e15;
  const bool whole = std::abs(number) < kExactMax && std::trunc(number) == number;
  return whole ? std::to_string(static_cast<std::int64_t>(number)) : core::dump(number);
}

std::string shown(const core::Json& value) {
  constexpr std::size_t kBytesMax = 80;
  return core::one_line(core::dump(value), kBytesMax);
}

}  // namespace baton::routing
