#include "runtime/schedule_reads.hpp"

#include "baton/core/schedule.hpp"
#include "baton/engine/fact_readers.hpp"
#include "baton/runtime/unknown.hpp"

#include <string>
#include <utility>

namespace baton::runtime {

namespace {

using core::Json;

Json schedule_json(const engine::PlanTrigger& trigger, std::size_t count, core::Time now) {
  const auto& spec = *trigger.spec->schedule;
  Json next = Json::array();
  for (auto at = trigger.schedule->cron.next(now, trigger.schedule->zone);
       at && next.size() < count; at = trigger.schedule->cron.next(*at, trigger.schedule->zone))
    next.push_back(core::to_rfc3339(*at));
  return {{"line", trigger.spec->at.line},
          {"cron", spec.cron},
          {"timezone", spec.timezone},
          {"misfire", std::string(core::kMisfireNames[static_cast<std::size_t>(spec.misfire)])},
          {"next", std::move(next)}};
}

}  // namespace

core::Result<Json> schedules(ports::Templates& queries, PlanCache& plans,
                             const std::string& workflow, std::size_t count, core::Time now) {
  const auto row = queries.template_version(workflow, 0);
  if (!row && queries.latest_template(workflow)) return Json::array();
  if (!row) return no_such_workflow(queries, workflow);
  const auto plan = plans.plan(*row);
  if (!plan) return plan.error();
  Json found = Json::array();
  for (const auto& trigger : (*plan)->triggers())
    if (trigger.schedule) found.push_back(schedule_json(trigger, count, now));
  return found;
}

Json fact_readers(ports::Templates& queries, PlanCache& plans, const std::string& fact) {
  Json found = Json::array();
  for (const auto& row : queries.templates()) {
    const auto plan = plans.plan(row);
    if (!plan) continue;  // it is set aside, and reads nothing
    for (const auto& reader : engine::fact_readers(**plan, fact))
      found.push_back({{"workflow", row.name},
                       {"version", row.version},
                       {"step", reader.step},
                       {"place", std::string(reader.place)},
                       {"named", reader.named}});
  }
  return found;
}

}  // namespace baton::runtime
