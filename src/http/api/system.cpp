#include "baton/core/own_events.hpp"
#include "baton/views/event.hpp"
#include "baton/views/lane.hpp"
#include "http/api/handlers.hpp"
#include "http/api/openapi.hpp"
#include "http/api/page.hpp"
#include "http/api/problem.hpp"
#include "http/api/query.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace baton::http {
namespace {

// Parked events are few; one that is not among these has thousands before it.
constexpr std::size_t kParkedLookedAt = 10'000;

// Senders that wait longer than this for an answer begin to give up.
constexpr core::Duration kTurnSlow = std::chrono::seconds(1);

core::Error no_such_event() {
  return {core::Errc::not_found, "there is no parked event by that id", {}, {}};
}

// The lanes whose actions wait, and for what.
core::Json lanes_json(const Services& services) {
  core::Json lanes = core::Json::array();
  for (const ports::LaneState& lane : services.parts.runtime.lanes())
    lanes.push_back(views::lane(lane));
  return lanes;
}

std::vector<std::string> faulty_connections(const Services& services) {
  std::vector<std::string> names;
  for (std::string& name : services.parts.registry.names())
    if (services.parts.registry.state(name)->faulty) names.push_back(std::move(name));
  return names;
}

}  // namespace

// Who opens the printed address in a browser comes here first.
void show_front(Services& /*services*/, Exchange& exchange) {
  core::Json body{{"name", "Baton"},
                  {"version", BATON_VERSION},
                  {"description", "/api/v1/openapi.json"},
                  {"health", "/healthz"},
                  {"hint",
                   "the API is under /api/v1 and takes Authorization: Bearer and a token; webhooks "
                   "come in at /hooks/CONNECTION"}};
  reply(exchange.response, 200, body);
}

void show_health(Services& /*services*/, Exchange& exchange) {
  exchange.response.content_type = "text/plain";
  exchange.response.body = "ok\n";
}

void show_readiness(Services& services, Exchange& exchange) {
  if (!services.is_ready)
    return problem(exchange.response, 503, "unavailable", "the server is starting or going down");
  if (const std::string why = services.parts.store.refuses(); !why.empty())
    return problem(exchange.response, 503, "unavailable", "no new events: " + why);
  if (const auto taken = services.parts.runtime.turn_takes(); taken > kTurnSlow)
    return problem(exchange.response, 503, "unavailable",
                   "a turn has taken " + core::to_text(taken) + ", and others wait for it");
  show_health(services, exchange);
  // It takes events and works, but something of the configuration is missing: names only, since
  // anybody may ask.
  for (const ports::LaneState& lane : services.parts.runtime.lanes()) {
    if (lane.kind != ports::LaneState::Kind::held) continue;
    if (exchange.response.body == "ok\n") exchange.response.body = "degraded\n";
    exchange.response.body += "held: " + lane.connection + "." + lane.operation + "\n";
  }
  for (const auto& aside : services.parts.runtime.set_aside()) {
    if (exchange.response.body == "ok\n") exchange.response.body = "degraded\n";
    exchange.response.body +=
        "set aside: " + aside.name + "@" + std::to_string(aside.version) + "\n";
  }
  for (const std::string& name : faulty_connections(services)) {
    if (exchange.response.body == "ok\n") exchange.response.body = "degraded\n";
    exchange.response.body += "faulty: " + name + "\n";
  }
}

void show_metrics(Services& services, Exchange& exchange) {
  services.parts.metrics.connections_faulty.Set(
      static_cast<double>(faulty_connections(services).size()));
  exchange.response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  exchange.response.body = services.parts.metrics.text();
}

void show_openapi(Services& /*services*/, Exchange& exchange) {
  exchange.response.content_type = "application/json";
  exchange.response.body = openapi();
}

void show_workflow_schema(Services& services, Exchange& exchange) {
  if (services.options.workflow_schema.empty()) {
    problem(exchange.response,
            core::Error{core::Errc::not_found,
                        "this server was started without the schema of templates",
                        {},
                        {}});
    return;
  }
  exchange.response.content_type = "application/schema+json";
  exchange.response.body = services.options.workflow_schema;
}

void show_connections(Services& services, Exchange& exchange) {
  core::Json items = core::Json::array();
  const core::Json lanes = lanes_json(services);
  for (const std::string& name : services.parts.registry.names()) {
    const auto state = services.parts.registry.state(name);
    if (!state) continue;
    items.push_back({{"name", name},
                     {"connector", state->connector},
                     {"title", state->title},
                     {"state", !state->acts    ? "listens"
                               : state->active ? "ready"
                                               : "inactive"},
                     {"acts", state->acts},
                     {"reason", state->reason},
                     {"listening", state->listening},
                     {"hook_reason", state->hook_reason},
                     {"faulty", state->faulty},
                     {"scheme", state->scheme},
                     {"base_url", state->base_url},
                     {"lanes", core::Json::array()}});
    for (const core::Json& lane : lanes)
      if (lane.at("connection") == name) items.back()["lanes"].push_back(lane);
  }
  core::Json body{{"items", std::move(items)}, {"next", nullptr}};
  reply(exchange.response, 200, body);
}

boost::asio::awaitable<void> show_system(Services& services, Exchange& exchange) {
  struct Found {
    ports::Counts counts;
    core::EventId cursor;
    core::EventId last;
  };
  auto read = [](ports::Queries& queries) {
    return Found{queries.counts(), queries.cursor(), queries.last_event()};
  };
  const Found found = co_await services.parts.store.read(read);
  const ports::Counts& counts = found.counts;
  core::Json body{{"version", BATON_VERSION},
                  {"uptime_s", std::chrono::duration_cast<std::chrono::seconds>(
                                   services.parts.clock.steady() - services.started)
                                   .count()},
                  {"cursor", found.cursor.text()},
                  {"last_event", found.last.text()},
                  {"counts",
                   {{"events", counts.events},
                    {"runs", counts.runs},
                    {"runs_open", counts.runs_open},
                    {"steps_live", counts.steps_live},
                    {"approvals_open", counts.approvals_open},
                    {"parked", counts.parked}}},
                  {"lanes", lanes_json(services)}};
  if (!services.options.schema_version.empty()) body["schema"] = services.options.schema_version;
  reply(exchange.response, 200, body);
}

boost::asio::awaitable<void> list_parked(Services& services, Exchange& exchange) {
  auto query = Query::parse(exchange.request.query, {"cursor", "limit"});
  auto after =
      query ? query->id<core::EventId>("cursor") : core::Result<core::EventId>(query.error());
  auto limit = query ? query->limit() : core::Result<std::size_t>(query.error());
  if (!after || !limit) {
    problem(exchange.response, !after ? after.error() : limit.error());
    co_return;
  }
  auto read = [after = *after, limit = *limit](ports::Queries& queries) {
    Page page(limit);
    std::vector<ports::ParkedRow> parked = queries.parked(kParkedLookedAt);
    auto next = std::find_if(parked.begin(), parked.end(),
                             [after](const auto& row) { return row.event > after; });
    const auto rows = [&](std::size_t count) {
      const auto first = next;
      next += static_cast<std::ptrdiff_t>(
          std::min(count, static_cast<std::size_t>(parked.end() - next)));
      return std::vector<ports::ParkedRow>(first, next);
    };
    const auto last = fill(page, rows, [&queries](const ports::ParkedRow& row) {
      const auto event = queries.event(row.event);
      return views::parked(row, event ? &*event : nullptr);
    });
    return page.text(last ? core::Json(last->event.text()) : core::Json());
  };
  std::string text = co_await read_large(services, exchange, read);
  reply_large(services, exchange, std::move(text));
}

// The event goes through the log again under an id of its own; doing so twice is a repeat of the
// first.
boost::asio::awaitable<void> replay_parked(Services& services, Exchange& exchange) {
  const auto id = core::EventId::parse(exchange.params[0]);
  if (!id) {
    problem(exchange.response, no_such_event());
    co_return;
  }
  auto read = [id = *id](ports::Queries& queries) -> std::optional<core::Event> {
    for (const ports::ParkedRow& row : queries.parked(kParkedLookedAt))
      if (row.event == id) return queries.event(id);
    return std::nullopt;
  };
  std::optional<core::Event> event = co_await services.parts.store.read(read);
  if (!event) {
    problem(exchange.response, no_such_event());
    co_return;
  }
  // One that is addressed to a run is known by having no id of a sender's, and a run takes each
  // outcome and decision once.
  event->origin = core::addressed(event->type) ? std::string() : "replay:" + id->text();
  event->id = {};
  event->received = services.parts.clock.now();
  auto receipt =
      co_await services.parts.bus.publish(*std::move(event), 0, services.parts.clock.steady());
  if (!receipt) {
    problem(exchange.response, receipt.error());
    co_return;
  }
  auto unpark = [id = *id](ports::Tx& tx) { tx.unpark(id); };
  co_await services.parts.store.transact(unpark);
  core::Json body{{"event", receipt->id.text()}, {"repeated", receipt->repeated}};
  reply(exchange.response, 202, body);
}

}  // namespace baton::http
