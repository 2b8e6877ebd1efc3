#include "baton/insight/flow.hpp"
#include "baton/kpis/value.hpp"
#include "http/api/answer.hpp"
#include "http/api/days.hpp"
#include "http/api/handlers.hpp"
#include "http/api/kpi_figures.hpp"

#include <algorithm>
#include <string>
#include <utility>

// What is measured, and whether it is as it should be.
namespace baton::http {
namespace {

// The names of the goals that name a KPI.
core::Json goals_naming(const goals::Tree& tree, const std::string& kpi) {
  core::Json names = core::Json::array();
  for (const auto* node : tree.nodes())
    if (std::find(node->kpis.begin(), node->kpis.end(), kpi) != node->kpis.end())
      names.push_back(node->name);
  return names;
}

}  // namespace

Answered list_kpis(Services& services, Asked& asked) {
  const auto kpis = services.parts.runtime.kpis();
  const auto tree = services.parts.runtime.goals();
  auto read = [&kpis, &tree, today = insight::day_of(services.parts.clock.now()),
               &plans = services.parts.runtime.plans()](
                  ports::Queries& queries) -> core::Result<std::string> {
    KpiFigures figures(queries, plans, today);
    figures.look_at(all_of(*kpis));
    core::Json items = core::Json::array();
    for (const auto& name : kpis->names()) {
      items.push_back(kpi_json(figures, *kpis->find(name)));
      items.back()["goals"] = goals_naming(*tree, name);
    }
    return core::dump({{"items", std::move(items)}, {"next", nullptr}});
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered show_kpi(Services& services, Asked& asked) {
  const auto kpis = services.parts.runtime.kpis();
  const auto tree = services.parts.runtime.goals();
  const auto named = kpis->named(asked.values.text("name"));
  if (!named) co_return named.error();
  const auto now = services.parts.clock.now();
  const auto days = days_asked(asked.values, now, (*named)->window_days);
  if (!days) co_return days.error();
  auto read = [&tree, &kpi = **named, days = *days, today = insight::day_of(now),
               &plans = services.parts.runtime.plans()](
                  ports::Queries& queries) -> core::Result<std::string> {
    KpiFigures figures(queries, plans, today);
    const auto value = figures.of(kpi, days);
    core::Json json = kpis::to_json(kpi);
    json.update(kpis::to_json(value));
    json["goals"] = goals_naming(*tree, kpi.name);
    json["from"] = core::to_rfc3339(insight::begin_of_day(days.from));
    json["to"] = core::to_rfc3339(insight::begin_of_day(days.to));
    json["problem"] = value.problem;
    core::Json series = core::Json::array();
    for (const auto& [day, point] : value.days) series.push_back(kpis::to_json(day, point));
    json["days"] = std::move(series);
    return core::dump(json);
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

}  // namespace baton::http
