#include "baton/calendar/calendars.hpp"
#include "baton/context/cited.hpp"
#include "baton/insight/flow.hpp"
#include "baton/insight/latency.hpp"
#include "baton/runtime/forecast.hpp"
#include "baton/runtime/past_flow.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "baton/runtime/unknown.hpp"
#include "baton/views/latency.hpp"
#include "http/api/answer.hpp"
#include "http/api/days.hpp"
#include "http/api/handlers.hpp"
#include "http/api/page.hpp"
#include "http/api/problem.hpp"

#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

// Where time went: of one run, from its journal, and of workflows, from the figures that are kept
// beside their runs.
namespace baton::http {
namespace {

// How many days are shown when the query does not say.
constexpr std::int64_t kFlowDays = 30;

// What the template of a run says of its steps.
struct StepsKnown {
  insight::NeedsByStep needs{};
  std::map<std::string, std::string> teams{};
  std::string calendar{};
};

StepsKnown steps_known(ports::Templates& queries, runtime::PlanCache& plans,
                       const std::string& workflow, int version) {
  StepsKnown known;
  const auto plan = plans.plan(queries, workflow, version);
  if (!plan || !*plan) return known;
  known.calendar = (*plan)->source().calendar;
  for (const core::Step& step : (*plan)->source().steps) {
    known.needs[step.name] = step.needs;
    if (!step.team.empty()) known.teams[step.name] = step.team;
  }
  return known;
}

// The days that are asked for. The parameter `to` names the last of them, FlowAsked::to the day
// after it.
core::Result<views::FlowAsked> flow_asked(const Values& values, core::Time now) {
  const auto days = days_asked(values, now, kFlowDays);
  if (!days) return days.error();
  return views::FlowAsked{days->from, days->to, static_cast<int>(values.number("version", 0))};
}

// The moments of a journal, from which the transitions are borrowed.
std::vector<insight::JournalMoment> moments_of(const std::vector<ports::JournalRow>& journal) {
  std::vector<insight::JournalMoment> moments;
  moments.reserve(journal.size());
  for (const auto& entry : journal) moments.push_back({entry.at, &entry.transitions});
  return moments;
}

// Where the time of a run went. `named`: the calendar by which working time is counted; that of its
// workflow where it is empty. `now`: until when what has not ended counts, in wall time.
core::Result<core::Json> latency_of_run(ports::Queries& queries, runtime::PlanCache& plans,
                                        const calendar::Calendars& calendars, core::RunId id,
                                        const std::string& named, core::Time now) {
  const auto row = queries.run(id);
  if (!row) return no_such(ValueKind::run);
  const auto known = steps_known(queries, plans, row->workflow, row->version);
  const auto calendar = calendars.named(named.empty() ? known.calendar : named);
  if (!calendar) return calendar.error();
  const auto journal = queries.journal(id);
  auto json = views::latency(insight::latency(moments_of(journal), known.needs, now), **calendar,
                             known.teams);
  if (!json) return json.error();
  (*json)["run"] = id.text();
  return json;
}

// The rows of a workflow. Only those of runs as a whole are needed day by day.
std::vector<ports::FlowRow> flow_rows(ports::Flows& queries, runtime::PastFlow& past,
                                      const views::FlowAsked& asked, const std::string& workflow) {
  auto rows = past.rows(queries, {workflow, asked.from, asked.to});
  std::erase_if(rows, [](const ports::FlowRow& row) { return row.step.empty(); });
  auto of_runs = queries.flow({workflow, asked.from, asked.to, true});
  std::move(of_runs.begin(), of_runs.end(), std::back_inserter(rows));
  return rows;
}

}  // namespace

Answered show_latency(Services& services, Asked& asked) {
  const auto calendars = services.parts.runtime.calendars();
  auto read = [id = asked.values.id<core::RunId>("id"), named = asked.values.text("calendar"),
               now = services.parts.clock.now(), &calendars,
               &plans = services.parts.runtime.plans()](
                  ports::Queries& queries) -> core::Result<std::string> {
    const auto found = latency_of_run(queries, plans, *calendars, id, named, now);
    if (!found) return found.error();
    return core::dump(*found);
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered show_forecast(Services& services, Asked& asked) {
  const auto language = context::language_asked(asked.values.text("lang"));
  if (!language) co_return language.error();
  const auto calendars = services.parts.runtime.calendars();
  auto read = [id = asked.values.id<core::RunId>("id"), &clock = services.parts.clock,
               language = *language, &calendars, &plans = services.parts.runtime.plans()](
                  ports::Queries& queries) -> core::Result<std::string> {
    const auto found = runtime::forecast_of_run(queries, plans, *calendars, id, clock, language);
    if (!found) return found.error();
    return core::dump(*found);
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered list_flow(Services& services, Asked& asked) {
  const auto wanted = flow_asked(asked.values, services.parts.clock.now());
  if (!wanted) co_return wanted.error();
  auto read = [&wanted = *wanted, &past = services.past_flow](ports::Queries& queries) {
    std::set<std::string> workflows;
    for (const auto& row : queries.templates()) workflows.insert(row.name);
    for (const auto& of : queries.run_counts()) workflows.insert(of.workflow);
    core::Json items = core::Json::array();
    for (const auto& workflow : workflows) {
      const auto rows = past.rows(queries, {workflow, wanted.from, wanted.to, true});
      if (!rows.empty()) items.push_back(views::flow_of_runs(wanted, workflow, rows));
    }
    return items;
  };
  auto items = co_await services.parts.store.read(read);
  co_return whole_list(std::move(items));
}

Answered show_flow(Services& services, Asked& asked) {
  const auto wanted = flow_asked(asked.values, services.parts.clock.now());
  if (!wanted) co_return wanted.error();
  auto read = [&wanted = *wanted, &past = services.past_flow, workflow = asked.values.text("name")](
                  ports::Queries& queries) -> core::Result<std::string> {
    const auto latest = queries.latest_template(workflow);
    if (!latest) return runtime::no_such_workflow(queries, workflow);
    if (wanted.version > 0 && !queries.template_version(workflow, wanted.version))
      return runtime::no_such_version(workflow, wanted.version, latest->version);
    return core::dump(views::flow(wanted, workflow, flow_rows(queries, past, wanted, workflow)));
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

}  // namespace baton::http
