#include "baton/runtime/recent_attempts.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <bit>

namespace baton::runtime {
namespace {

// How much of a reason is kept, in bytes: it may be a page that a proxy answered with.
constexpr std::size_t kAttemptReasonMax = 300;

}  // namespace

void RecentAttempts::ended(const core::ActionResult& result, core::Time at) {
  using Kind = core::ActionResult::Kind;
  if (result.kind == Kind::held || result.kind == Kind::throttled || result.kind == Kind::pending)
    return;
  const bool failed = result.kind != Kind::succeeded;
  constexpr std::uint32_t kAll = (1U << kRemembered) - 1;
  failures_ = ((failures_ << 1U) | (failed ? 1U : 0U)) & kAll;
  count_ = std::min(count_ + 1, kRemembered);
  if (!failed) return;
  reason_ = core::one_line(core::reason_of(result), kAttemptReasonMax);
  failed_at_ = at;
}

int RecentAttempts::failed() const { return std::popcount(failures_); }

core::Json RecentAttempts::json() const {
  core::Json json{{"count", count_}, {"failed", failed()}, {"mostly_failed", mostly_failed()}};
  if (failed() == 0) return json;
  json["reason"] = reason_;
  json["failed_at"] = core::to_rfc3339(failed_at_);
  return json;
}

}  // namespace baton::runtime
