#include "baton/views/bottlenecks.hpp"

#include "baton/context/cited.hpp"
#include "baton/insight/flow.hpp"
#include "baton/runtime/past_flow.hpp"
#include "baton/runtime/team_load.hpp"
#include "baton/runtime/unknown.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/page.hpp"

#include <iterator>
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

// How long steps and hand-offs of a workflow took, for each of the two times by itself.
std::vector<ports::FlowRow> lengths_of(ports::Flows& queries, runtime::PastFlow& past,
                                       const views::BottlenecksAsked& asked,
                                       const std::string& workflow) {
  auto rows = past.rows(queries, {workflow, asked.before, asked.now, false, true});
  auto now = past.rows(queries, {workflow, asked.now, asked.to, false, true});
  std::move(now.begin(), now.end(), std::back_inserter(rows));
  return rows;
}

}  // namespace

Answered list_bottlenecks(Services& services, Asked& asked) {
  const auto language = context::language_asked(asked.values.text("lang"));
  if (!language) co_return language.error();
  const auto end = insight::day_of(services.parts.clock.now()) + 1;
  const auto now = end - asked.values.number("days", kDaysNow);
  const views::BottlenecksAsked wanted{now - asked.values.number("before", kDaysBefore), now, end};
  auto read =
      [&wanted, &past = services.past_flow, language = *language,
       only = asked.values.text("workflow")](ports::Queries& queries) -> core::Result<std::string> {
    if (!only.empty() && !queries.latest_template(only))
      return runtime::no_such_workflow(queries, only);
    std::map<std::string, std::vector<ports::FlowRow>> rows;
    for (const auto& workflow :
         only.empty() ? workflows_with_runs(queries) : std::set<std::string>{only})
      rows[workflow] = lengths_of(queries, past, wanted, workflow);
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
               &plans = services.parts.runtime.plans(),
               &past = services.past_flow](ports::Queries& queries) {
    core::Json items = core::Json::array();
    for (const auto& load : runtime::team_loads(queries, plans, past, of, now))
      items.push_back(runtime::to_json(load, language));
    return items;
  };
  auto items = co_await services.parts.store.read(read);
  co_return whole_list(std::move(items));
}

}  // namespace baton::http
