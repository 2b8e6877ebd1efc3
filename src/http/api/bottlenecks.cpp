#include "baton/views/bottlenecks.hpp"

#include "baton/context/cited.hpp"
#include "baton/insight/flow.hpp"
#include "baton/runtime/team_load.hpp"
#include "baton/runtime/unknown.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/page.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

// Where runs became slower, from the figures that are kept beside them, and how much work waits for
// each team.
namespace baton::http {
namespace {

// The days of the two times when the query does not say.
constexpr std::int64_t kDaysNow = 30;
constexpr std::int64_t kDaysBefore = 90;

std::set<std::string> workflows_with_runs(ports::Queries& queries) {
  std::set<std::string> workflows;
  for (const auto& row : queries.templates()) workflows.insert(row.name);
  for (const auto& of : queries.run_counts()) workflows.insert(of.workflow);
  return workflows;
}

}  // namespace

Answered list_bottlenecks(Services& services, Asked& asked) {
  const auto language = context::language_asked(asked.values.text("lang"));
  if (!language) co_return language.error();
  const auto end = insight::day_of(services.parts.clock.now()) + 1;
  const auto now = end - asked.values.number("days", kDaysNow);
  const views::BottlenecksAsked wanted{now - asked.values.number("before", kDaysBefore), now, end};
  auto read = [&wanted, language = *language, only = asked.values.text("workflow")](
                  ports::Queries& queries) -> core::Result<std::string> {
    if (!only.empty() && !queries.latest_template(only))
      return runtime::no_such_workflow(queries, only);
    std::map<std::string, std::vector<ports::FlowRow>> rows;
    for (const auto& workflow :
         only.empty() ? workflows_with_runs(queries) : std::set<std::string>{only})
      rows[workflow] = queries.flow({workflow, wanted.before, wanted.to, false, true});
    return core::dump(views::bottlenecks(wanted, rows, language));
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered list_teams(Services& services, Asked& asked) {
  const auto language = context::language_asked(asked.values.text("lang"));
  if (!language) co_return language.error();
  const auto calendar = services.parts.runtime.calendars()->named("");
  if (!calendar) co_return calendar.error();
  auto read = [&of = **calendar, language = *language, now = services.parts.clock.now(),
               &plans = services.parts.runtime.plans()](ports::Queries& queries) {
    core::Json items = core::Json::array();
    for (const auto& load : runtime::team_loads(queries, plans, of, now))
      items.push_back(runtime::to_json(load, language));
    return items;
  };
  auto items = co_await services.parts.store.read(read);
  co_return whole_list(std::move(items));
}

}  // namespace baton::http
