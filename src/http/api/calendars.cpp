#include "baton/calendar/calendars.hpp"

#include "baton/calendar/explain.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"

#include <string>
#include <utility>

// Business calendars, and trying them.
namespace baton::http {

Answered list_calendars(Services& services, Asked& /*asked*/) {
  const auto calendars = services.parts.runtime.calendars();
  const auto now = services.parts.clock.now();
  core::Json items = core::Json::array();
  for (const auto& name : calendars->names())
    items.push_back(calendar::to_json(*calendars->find(name), now));
  co_return whole_list(std::move(items));
}

Answered try_calendar(Services& services, Asked& asked) {
  const auto calendars = services.parts.runtime.calendars();
  const auto calendar = calendars->named(asked.values.text("name"));
  if (!calendar) co_return calendar.error();
  const std::string when = asked.body.text("when");
  const std::string add = asked.body.text("add");
  const auto answer = calendar::explain(**calendar, when, add);
  if (!answer) co_return answer.error();
  co_return json(*answer);
}

}  // namespace baton::http
