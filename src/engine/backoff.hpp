#pragma once

#include "baton/core/template.hpp"
#include "baton/core/time.hpp"

#include <cstdint>

namespace baton::engine {

// How long to wait before attempt number `attempt` + 1: a random part of a cap that grows
// exponentially with each attempt ("full jitter"), so that many steps that failed together do not
// come back together. `random` is spread over all 64 bits.
core::Duration backoff(const core::Retry& retry, int attempt, std::uint64_t random);

// How long to wait after an answer that asks for a pause. `said`: the pause that it asks for, of
// which at most a day is taken, and up to a tenth is added by chance. If `said` is zero the answer
// did not say how long, and `unsaid` is returned.
core::Duration throttled(core::Duration said, core::Duration unsaid, std::uint64_t random);

}  // namespace baton::engine
