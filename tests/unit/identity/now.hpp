#pragma once

#include "baton/core/time.hpp"

namespace baton::identity {

// The time at which what a test tries is done.
inline constexpr core::Time kNow{core::Duration(1'780'000'000'000'000)};

}  // namespace baton::identity
