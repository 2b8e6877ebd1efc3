#include "http/api/days.hpp"

#include "baton/core/days.hpp"
#include "baton/core/text.hpp"
#include "baton/insight/flow.hpp"

#include <string>

namespace baton::http {

core::Result<std::int64_t> day_asked(const Values& values, const char* name,
                                     std::int64_t default_value) {
  const std::string text = values.text(name);
  if (text.empty()) return default_value;
  const auto moment = core::parse_day_or_moment(text);
  if (moment) return insight::day_of(*moment);
  return core::Error{core::Errc::invalid,
                     "expected a date as 2026-05-04, got \"" + core::one_line(text, 40) + "\"",
                     std::string("query parameter ") + name,
                     {}};
}

core::Result<Days> days_asked(const Values& values, core::Time now, std::int64_t usual) {
  const auto last = day_asked(values, "to", insight::day_of(now));
  if (!last) return last.error();
  const auto first = day_asked(values, "from", *last - usual + 1);
  if (!first) return first.error();
  const auto days = *last - *first + 1;
  if (days < 1 || days > core::kFigureDaysKept)
    return core::Error{core::Errc::invalid,
                       "expected from on or before to, and at most " +
                           std::to_string(core::kFigureDaysKept) +
                           " days, for which figures are kept",
                       "query parameter from",
                       {}};
  return Days{*first, *last + 1};
}

}  // namespace baton::http
