#include "baton/telemetry/log.hpp"
#include "baton/telemetry/process.hpp"
#include "http/api/goal_coverage.hpp"
#include "http/api/handlers.hpp"

#include <utility>
#include <vector>

// What Prometheus scrapes.
namespace baton::http {
namespace {

struct Found {
  ports::Counts counts;
  std::vector<ports::RunCount> runs;
  Coverage of_goals;
};

void tell(telemetry::Metrics& metrics, const Found& found) {
  metrics.runs_open.Set(static_cast<double>(found.counts.runs_open));
  metrics.approvals_open.Set(static_cast<double>(found.counts.approvals_open));
  metrics.parked_events.Set(static_cast<double>(found.counts.parked));
  metrics.goal_coverage.Set(found.of_goals.percent() / 100);
  std::vector<telemetry::RunsNow> runs;
  for (const ports::RunCount& alike : found.runs)
    if (alike.status) runs.push_back({alike.workflow, *alike.status, alike.failing, alike.runs});
  metrics.set_runs(runs);
}

// The gauges of what is in the store. They are kept beside the tables, so nothing is counted. When
// the store cannot be read now, they stay as they were at the last scrape: the other metrics then
// say what is wrong with it.
boost::asio::awaitable<void> look_into_store(Services& services) {
  const auto goals = services.parts.runtime.goals();
  auto read = [&goals, &plans = services.parts.runtime.plans()](ports::Queries& queries) {
    return Found{queries.counts(), queries.run_counts(),
                 coverage(workflow_actions(queries, plans), *goals)};
  };
  try {
    const Found found = co_await services.parts.store.read_for_server(read);
    tell(services.parts.metrics, found);
  } catch (const ports::StoreUnavailable& unavailable) {
    spdlog::debug("a scrape could not read the store: {}", unavailable.what());
  }
}

}  // namespace

Answered show_metrics(Services& services, Asked& /*asked*/) {
  telemetry::Metrics& metrics = services.parts.metrics;
  co_await look_into_store(services);
  if (const auto space = services.parts.store.space()) {
    metrics.disk_free_bytes.Set(static_cast<double>(space->free));
    metrics.database_bytes.Set(static_cast<double>(space->used));
  }
  metrics.resident_memory_bytes.Set(static_cast<double>(telemetry::resident_bytes()));
  metrics.connections_faulty.Set(static_cast<double>(services.parts.registry.faulty().size()));
  Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = metrics.text();
  co_return response;
}

}  // namespace baton::http
