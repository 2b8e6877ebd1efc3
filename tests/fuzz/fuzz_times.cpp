// Durations, times and dates: what is read and written is read as the same again.
#include "baton/core/time.hpp"
#include "connectors/retry_after.hpp"
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace baton;
  using fuzz::hold;
  const fuzz::Exact input(fuzz::text_of(data, size));
  if (const auto duration = core::parse_duration(input.view())) {
    hold(duration->count() >= 0, "a duration is not negative");
    const auto again = core::parse_duration(core::to_text(*duration));
    hold(again.has_value() && *again == *duration, "a duration reads what it writes");
  }
  if (const auto time = core::parse_rfc3339(input.view())) {
    const auto text = core::to_rfc3339(*time);
    const auto again = core::parse_rfc3339(text);
    hold(again.has_value() && *again == *time && core::to_rfc3339(*again) == text,
         "a time reads what it writes");
  }
  if (const auto date = connectors::parse_http_date(input.view())) {
    hold(core::parse_rfc3339(core::to_rfc3339(*date)).has_value(), "a date is a time");
  }
  const auto wait =
      connectors::parse_wait(input.view(), core::Time(std::chrono::seconds(1'700'000'000)));
  hold(!wait || (*wait >= core::Duration{} && *wait <= connectors::kRetryAfterMax),
       "a wait is bounded");
  return 0;
}
