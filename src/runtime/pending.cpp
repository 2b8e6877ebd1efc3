#include "baton/runtime/pending.hpp"

#include <algorithm>
#include <chrono>

namespace baton::runtime {

core::Time pending_until(core::Time began, core::Duration timeout) {
  constexpr core::Duration kPendingMax = std::chrono::hours(24);
  return core::plus(began, timeout > core::Duration{} ? timeout : kPendingMax);
}

void bound_pending(core::ActionResult& result, core::Time until, core::Time now) {
  if (now < until) {
    result.retry_after = std::min(until - now, result.retry_after);
    return;
  }
  const auto reason = core::reason_of(result);
  result = {core::ActionResult::Kind::permanent,
            {},
            "timeout",
            "not done in time" + (reason.empty() ? "" : ": " + reason),
            {}};
}

}  // namespace baton::runtime
