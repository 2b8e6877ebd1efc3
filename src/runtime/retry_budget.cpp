#include "runtime/retry_budget.hpp"

#include <utility>

namespace baton::runtime {

bool RetryBudget::take(core::Time now) {
  const auto since = std::exchange(counted_at_, now).value_or(now);
  save(std::max<std::int64_t>(0, core::Duration(now - since).count()));
  if (saved_ < kRetry) return false;
  saved_ -= kRetry;
  return true;
}

}  // namespace baton::runtime
