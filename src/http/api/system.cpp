#include "baton/connectors/registry.hpp"
#include "baton/core/event_model.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/money.hpp"
#include "baton/identity/audit.hpp"
#include "baton/views/lane.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/openapi.hpp"

#include <chrono>
#include <utility>

// The state of the server and of its connections, and the documents that describe the API.
namespace baton::http {
namespace {

// The lanes that are held or paused, and why. An action that waits by itself is not listed here;
// its step says so.
core::Json lanes_json(const Services& services) {
  core::Json lanes = core::Json::array();
  for (const ports::LaneState& lane : services.parts.runtime.lanes())
    if (!lane.alone()) lanes.push_back(views::lane(lane));
  return lanes;
}

std::string_view result_text(connectors::Registry::Check::Result result) {
  using Result = connectors::Registry::Check::Result;
  return result == Result::succeeded ? "succeeded"
         : result == Result::failed  ? "failed"
                                     : "unknown";
}

// What people want to know of one poll.
core::Json poll_json(const Services& services, const runtime::PollState& state) {
  const auto& clock = services.parts.clock;
  return {{"name", state.poll.name},
          {"every", core::to_text(state.poll.every)},
          {"watermark", state.watermark()},
          {"next_at",
           state.due ? core::Json(core::to_rfc3339(clock.on_wall(*state.due))) : core::Json()},
          {"last_at", state.last ? core::Json(core::to_rfc3339(*state.last)) : core::Json()},
          {"events", state.events},
          {"failures", state.failures},
          {"error", state.error}};
}

// The JSON Schema of a kind of file. `files` names such files, for the message when there is none.
core::Result<Response> file_schema(Services& services, std::string_view kind,
                                   std::string_view files) {
  const auto& schemas = services.options.file_schemas;
  const auto found = schemas.find(kind);
  if (found == schemas.end() || found->second.empty())
    return core::Error{core::Errc::not_found,
                       "this server was started without the schema of " + std::string(files),
                       {},
                       {}};
  Response response;
  response.content_type = "application/schema+json";
  response.document = found->second;
  return response;
}

}  // namespace

core::Result<Response> show_openapi(Services& /*services*/, const Asked& /*asked*/) {
  Response response;
  response.content_type = "application/json";
  response.document = openapi();
  return response;
}

core::Result<Response> show_workflow_schema(Services& services, const Asked& /*asked*/) {
  return file_schema(services, "workflow", "templates");
}

core::Result<Response> show_calendar_schema(Services& services, const Asked& /*asked*/) {
  return file_schema(services, "calendar", "calendars");
}

core::Result<Response> show_fact_schema(Services& services, const Asked& /*asked*/) {
  return file_schema(services, "fact", "facts");
}

core::Result<Response> show_route_schema(Services& services, const Asked& /*asked*/) {
  return file_schema(services, "route", "routes");
}

// The schema of the family of an event's type.
core::Result<Response> show_event_schema(Services& services, const Asked& asked) {
  const std::string type = asked.values.text("type");
  const auto family = core::event_family(type);
  const auto& schemas = services.options.event_schemas;
  const auto found = schemas.find(std::string(family));
  if (found == schemas.end()) {
    std::vector<std::string> names;
    for (const auto& [name, text] : schemas) names.push_back(name);
    return core::Error{
        core::Errc::not_found,
        "there is no schema of events of the type \"" + core::one_line(type, 100) + '"',
        {},
        "there are schemas of " + core::join(names)};
  }
  Response response;
  response.content_type = "application/schema+json";
  response.document = found->second;
  return response;
}

core::Json cap_json(const connectors::UsageCap& cap) {
  core::Json json = core::Json::object();
  if (cap.tokens) json["tokens"] = *cap.tokens;
  if (cap.cost_micros) json["cost"] = formats::micros_text(*cap.cost_micros);
  return json;
}

// What a connection has used this month, and what it may use.
core::Json usage_json(const std::pair<connectors::Usage, connectors::UsageTerms>& of) {
  const auto& [used, terms] = of;
  return {{"input_tokens", used.input_tokens},
          {"output_tokens", used.output_tokens},
          {"calls", used.calls},
          {"cost", formats::micros_text(used.cost_micros)},
          {"currency", terms.currency},
          {"caps", {{"run", cap_json(terms.run)}, {"month", cap_json(terms.month)}}}};
}

// How much a connection is used at most.
core::Json limits_json(const connectors::Registry::State& state) {
  return {{"concurrency", state.concurrency},
          {"rate", state.rate > 0 ? core::Json(state.rate) : core::Json()}};
}

core::Result<Response> show_connections(Services& services, const Asked& /*asked*/) {
  core::Json items = core::Json::array();
  const core::Json lanes = lanes_json(services);
  const auto polls = services.parts.runtime.polls();
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
                     {"refused", state->refused},
                     {"scheme", state->scheme},
                     {"webhook_setup", state->webhook_setup},
                     {"logins", state->logins},
                     {"base_url", state->base_url},
                     {"limits", limits_json(*state)},
                     {"lanes", core::Json::array()},
                     {"polls", core::Json::array()}});
    if (const auto* recent = services.parts.runtime.recent_attempts(name))
      items.back()["recent_attempts"] = recent->json();
    if (state->usage) items.back()["usage"] = usage_json(*state->usage);
    for (const auto& poll : polls)
      if (poll.poll.connection == name) items.back()["polls"].push_back(poll_json(services, poll));
    for (const core::Json& lane : lanes)
      if (lane.at("connection") == name) items.back()["lanes"].push_back(lane);
  }
  return whole_list(std::move(items));
}

core::Result<Response> show_connectors(Services& services, const Asked& /*asked*/) {
  core::Json items = core::Json::array();
  for (const auto& one : services.parts.registry.connectors()) {
    core::Json operations = core::Json::array();
    for (const auto& [name, title] : one.operations)
      operations.push_back({{"name", name}, {"title", title}});
    items.push_back({{"name", one.name},
                     {"title", one.title},
                     {"auth", one.auth},
                     {"operations", std::move(operations)},
                     {"scheme", one.scheme},
                     {"polls", one.polls},
                     {"connections", one.connections}});
  }
  return whole_list(std::move(items));
}

// The test sends requests in the name of the connection, so the audit keeps who asked for it.
Answered test_connection(Services& services, Asked& asked) {
  const std::string name = asked.values.text("connection");
  const auto checks = co_await services.parts.registry.test(name);
  if (checks.empty()) {
    co_return core::Error{core::Errc::not_found,
                          "there is no connection \"" + name + "\"",
                          {},
                          core::did_you_mean(name, services.parts.registry.names())};
  }
  core::Json body{{"name", name}, {"ok", true}, {"checks", core::Json::array()}};
  for (const auto& check : checks) {
    if (check.result == connectors::Registry::Check::Result::failed) body["ok"] = false;
    body["checks"].push_back({{"what", check.what},
                              {"result", result_text(check.result)},
                              {"text", check.text},
                              {"ms", check.took.count()}});
  }
  identity::AuditRow act;
  act.actor = asked.principal->actor;
  act.act = "connections.test";
  act.object = name;
  act.detail["ok"] = body["ok"];
  auto note = [&act](ports::Tx& tx) { tx.note(act); };
  co_await services.parts.store.transact(note);
  co_return json(body);
}

Answered show_system(Services& services, Asked& /*asked*/) {
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
  if (!services.options.commit.empty()) body["commit"] = services.options.commit;
  if (!services.options.schema_version.empty()) body["schema"] = services.options.schema_version;
  co_return json(body);
}

}  // namespace baton::http
