#include "store/record/run_tally.hpp"

#include "baton/ports/runs.hpp"

#include <algorithm>
#include <cmath>

namespace baton::store {
namespace {

constexpr double kClassesPerDoubling = 8;

}  // namespace

std::int64_t quarter_of(core::Time time) { return time.time_since_epoch() / ports::kQuarter; }

core::Time begin_of_quarter(std::int64_t quarter) { return core::Time(ports::kQuarter * quarter); }

std::int64_t took_class(core::Duration took) {
  const double milliseconds = std::max(0.0, core::in_seconds(took) * 1'000);
  return static_cast<std::int64_t>(std::ceil(kClassesPerDoubling * std::log2(milliseconds + 1)));
}

core::Duration took_at_most(std::int64_t took) {
  const double milliseconds = std::exp2(static_cast<double>(took) / kClassesPerDoubling) - 1;
  return std::chrono::duration_cast<core::Duration>(
      std::chrono::duration<double, std::milli>(milliseconds));
}

}  // namespace baton::store
