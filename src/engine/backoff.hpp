#pragma once

#include "baton/core/template.hpp"
#include "baton/core/time.hpp"

#include <cstdint>

namespace baton::engine {

// How long to wait before try number `attempt` + 1: chance between nothing and an exponentially
// growing cap ("full jitter"), so that many that failed together do not come back together.
core::Duration backoff(const core::Retry& retry, int attempt, std::uint64_t random);

// The delay after an answer that names one: what the vendor said, a day at most, and up to a tenth
// of that in addition. `unsaid` is the delay after an answer that names none.
core::Duration throttled(core::Duration said, core::Duration unsaid, std::uint64_t random);

}  // namespace baton::engine
