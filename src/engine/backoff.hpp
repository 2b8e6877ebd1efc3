#pragma once

#include "baton/core/template.hpp"
#include "baton/core/time.hpp"

#include <cstdint>

namespace baton::engine {

// How long to wait before try number `attempt` + 1: chance between nothing and an exponentially
// growing cap ("full jitter"), so that many that failed together do not come back together.
core::Duration backoff(const core::Retry& retry, int attempt, std::uint64_t random);

// The delay after a throttled answer: what the vendor said, within reason, plus some jitter.
core::Duration throttled(core::Duration said, core::Duration otherwise, std::uint64_t random);

}  // namespace baton::engine
