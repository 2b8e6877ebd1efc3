#pragma once

#include <cstdint>

namespace baton::insight {

// Days since 1970 in UTC, from the first on and before the second.
struct Days {
  std::int64_t from = 0;
  std::int64_t to = 0;
};

}  // namespace baton::insight
