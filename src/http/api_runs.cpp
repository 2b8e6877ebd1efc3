#include "baton/runtime/reads.hpp"
#include "http/handlers.hpp"
#include "http/page.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"
#include "http/run_lanes.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace baton::http {
namespace {

core::Error no_such_run() { return {core::Errc::not_found, "there is no run by that id", {}, {}}; }

core::Json time_or_null(const std::optional<core::Time>& time) {
  return time ? core::Json(core::to_rfc3339(*time)) : core::Json();
}

// When something that is due in steady time is due by the clock on the wall.
std::optional<core::Time> on_wall(const ports::Clock& clock, const std::optional<core::Time>& due) {
  return due ? std::optional(clock.on_wall(*due)) : std::nullopt;
}

core::Json to_json(const ports::RunRow& row) {
  return {{"id", row.id.text()},
          {"workflow", row.workflow},
          {"version", row.version},
          {"key", row.key},
          {"title", row.title},
          {"goal", row.goal},
          {"status", core::to_text(row.status)},
          {"failing", row.failing},
          {"now_at", row.now_at},
          {"revision", row.revision},
          {"trigger", row.trigger ? core::Json(row.trigger.text()) : core::Json()},
          {"started_at", core::to_rfc3339(row.started_at)},
          {"updated_at", core::to_rfc3339(row.updated_at)},
          {"ended_at", time_or_null(row.ended_at)}};
}

core::Json to_json(const core::Approval& approval, const ports::Clock& clock) {
  const core::ApprovalRequested& request = approval.request;
  core::Json decisions = core::Json::array();
  for (const core::Decided& decided : approval.decisions) {
    decisions.push_back({{"actor", decided.actor},
                         {"approve", decided.approve},
                         {"comment", decided.comment},
                         {"hash", decided.hash},
                         {"at", core::to_rfc3339(decided.at)}});
  }
  return {{"ask", request.ask},
          {"group", request.group},
          {"users", request.users},
          {"count", request.count},
          {"hash", request.hash},
          {"due", time_or_null(on_wall(clock, request.due))},
          {"requested_at", core::to_rfc3339(approval.requested_at)},
          {"decisions", std::move(decisions)}};
}

// A member of the run's own record of the step: "output", "error", "started_at", "finished_at".
core::Json seen(const core::Json& view, std::string_view name) {
  const core::Json* value = core::find(view, name);
  return value == nullptr ? core::Json() : *value;
}

core::Json step_json(const runtime::StepOutline& outline, const core::Run& run,
                     const ports::Clock& clock, const runtime::LaneState* lane) {
  const core::StepState& state = run.step(outline.name);
  const core::Json* steps = core::find(run.view(), "steps");
  const core::Json* found = steps == nullptr ? nullptr : core::find(*steps, outline.name);
  const core::Json view = found == nullptr ? core::Json::object() : *found;
  core::Json json{
      {"name", outline.name},
      {"verb", outline.verb},
      {"title", outline.title},
      {"status", core::to_text(state.status)},
      {"attempt", state.attempt},
      {"looks", state.look},
      {"since", state.status == core::StepStatus::pending
                    ? core::Json()
                    : core::Json(core::to_rfc3339(state.since))},
      {"due", time_or_null(state.due_on_wall() ? state.due : on_wall(clock, state.due))},
      {"reason", state.reason},
      {"input", state.input}};
  for (const char* name : {"output", "error", "started_at", "finished_at"})
    json[name] = seen(view, name);
  if (lane) {
    json["lane"] = lane->to_json();
    if (state.reason.empty()) json["reason"] = lane->text();
  }
  if (state.approval) json["approval"] = to_json(*state.approval, clock);
  if (state.uncertain) json["uncertain"] = true;
  if (state.late) json["late"] = core::to_json(core::Transition(*state.late));
  return json;
}

// Its steps are paged as lists are: they hold what vendors answered. Empty: there is no such run.
std::string run_text(ports::Queries& queries, runtime::PlanCache& plans, core::RunId id,
                     const std::string& after, const ports::Clock& clock,
                     const std::vector<runtime::LaneState>& lanes) {
  const auto row = queries.run(id);
  const auto run = runtime::load_run(queries, id);
  if (!row || !run) return {};
  core::Json json = to_json(*row);
  const auto waiting = steps_that_wait(queries, id, lanes);
  tell_lanes(json, waiting);
  const auto lane_of = [&waiting](const std::string& step) {
    const auto found = waiting.find(step);
    return found == waiting.end() ? nullptr : found->second;
  };
  for (const char* name : {"inputs", "context", "outputs"}) json[name] = seen(run->view(), name);
  json["reason"] = run->reason();
  json["labels"] = run->head().labels;
  std::string text = core::dump(json);
  text.back() = ',';
  text += "\"steps\":[";
  const auto outline = runtime::outline(queries, plans, row->workflow, row->version);
  auto step = outline.begin();
  if (!after.empty()) {
    step = std::find_if(outline.begin(), outline.end(),
                        [&after](const auto& one) { return one.name == after; });
    if (step != outline.end()) ++step;
  }
  for (bool first = true; step != outline.end() && (first || text.size() < core::kPageBytesMax);
       ++step, first = false)
    text.append(first ? "" : ",")
        .append(core::dump(step_json(*step, *run, clock, lane_of(step->name))));
  const core::Json next = step == outline.end() ? core::Json() : core::Json(std::prev(step)->name);
  return text.append("],\"next\":").append(core::dump(next)).append("}");
}

core::Json to_json(const ports::JournalRow& row) {
  core::Json transitions = core::Json::array();
  for (const core::Transition& transition : row.transitions) {
    transitions.push_back(core::to_json(transition));
    // Stored as microseconds; told as all times are.
    for (const char* name : {"due", "closes"}) {
      if (auto time = transitions.back().find(name);
          time != transitions.back().end() && time->is_number_integer())
        *time = core::to_rfc3339(core::Time(core::Duration(time->get<std::int64_t>())));
    }
  }
  return {{"sequence", row.sequence},
          {"at", core::to_rfc3339(row.at)},
          {"cause", row.cause ? core::Json(row.cause.text()) : core::Json()},
          {"actor", row.actor},
          {"transitions", std::move(transitions)}};
}

core::Result<ports::RunFilter> runs_asked(std::string_view text) {
  auto query = Query::parse(text, {"status", "workflow", "key", "q", "cursor", "limit"});
  if (!query) return query.error();
  auto before = query->id<core::RunId>("cursor");
  if (!before) return before.error();
  auto limit = query->limit();
  if (!limit) return limit.error();
  ports::RunFilter filter;
  if (query->has("status")) {
    filter.status = core::run_status(query->text("status"));
    if (!filter.status) {
      return core::Error{core::Errc::invalid,
                         "expected running, waiting, paused, succeeded, failed or cancelled",
                         "query parameter status",
                         {}};
    }
  }
  filter.workflow = query->text("workflow");
  filter.key = query->text("key");
  filter.words = query->text("q");
  filter.before = *before;
  filter.limit = *limit;
  return filter;
}

void answer_command(Response& response, const core::Result<bus::Receipt>& receipt) {
  if (receipt) {
    core::Json body{{"event", receipt->id.text()}};
    reply(response, 202, body);
  } else {
    problem(response, receipt.error());
  }
}

}  // namespace

boost::asio::awaitable<void> list_runs(Services& services, Exchange& exchange) {
  auto filter = runs_asked(exchange.request.query);
  if (!filter) {
    problem(exchange.response, filter.error());
    co_return;
  }
  auto read = [&filter = *filter, lanes = services.parts.runtime.lanes()](ports::Queries& queries) {
    Page page(filter.limit);
    const auto rows = [&](std::size_t count) {
      filter.limit = count;
      auto runs = queries.runs(filter);
      if (!runs.empty()) filter.before = runs.back().id;
      return runs;
    };
    const auto last = fill(page, rows, [&](const ports::RunRow& row) {
      auto json = to_json(row);
      if (row.status == core::RunStatus::running)
        tell_lanes(json, steps_that_wait(queries, row.id, lanes));
      return json;
    });
    return page.text(last ? core::Json(last->id.text()) : core::Json());
  };
  std::string text = co_await read_large(services, exchange, read);
  reply_large(services, exchange, std::move(text));
}

boost::asio::awaitable<void> show_run(Services& services, Exchange& exchange) {
  const auto id = core::RunId::parse(exchange.params[0]);
  auto query = Query::parse(exchange.request.query, {"after"});
  if (!id || !query) {
    problem(exchange.response, !id ? no_such_run() : query.error());
    co_return;
  }
  auto read = [id = *id, after = std::string(query->text("after")), &clock = services.parts.clock,
               lanes = services.parts.runtime.lanes(),
               &plans = services.parts.runtime.plans()](ports::Queries& queries) {
    return run_text(queries, plans, id, after, clock, lanes);
  };
  std::string text = co_await read_large(services, exchange, read);
  if (text.empty()) {
    problem(exchange.response, no_such_run());
  } else {
    reply_large(services, exchange, std::move(text));
  }
}

boost::asio::awaitable<void> show_journal(Services& services, Exchange& exchange) {
  const auto id = core::RunId::parse(exchange.params[0]);
  auto query = Query::parse(exchange.request.query, {"after", "limit"});
  auto after =
      query ? query->number("after", 0, 0, INT64_MAX) : core::Result<std::int64_t>(query.error());
  auto limit = query ? query->limit() : core::Result<std::size_t>(query.error());
  if (!id || !after || !limit) {
    problem(exchange.response, !id ? no_such_run() : !after ? after.error() : limit.error());
    co_return;
  }
  auto read = [id = *id, after = *after, limit = *limit](ports::Queries& queries) -> std::string {
    if (!queries.run(id)) return {};
    Page page(limit, kEntriesAtOnce);
    const auto rows = [&queries, id, from = after](std::size_t count) mutable {
      auto found = queries.journal_page(id, from, count);
      if (!found.empty()) from = found.back().sequence;
      return found;
    };
    const auto last = fill(page, rows, [](const ports::JournalRow& row) { return to_json(row); });
    const bool more = last && !queries.journal_page(id, last->sequence, 1).empty();
    return page.text(more ? core::Json(last->sequence) : core::Json());
  };
  std::string text = co_await read_large(services, exchange, read);
  if (text.empty()) {
    problem(exchange.response, no_such_run());
  } else {
    reply_large(services, exchange, std::move(text));
  }
}

boost::asio::awaitable<void> why_run(Services& services, Exchange& exchange) {
  const auto id = core::RunId::parse(exchange.params[0]);
  auto query = Query::parse(exchange.request.query, {"step"});
  if (!id || !query) {
    problem(exchange.response, !id ? no_such_run() : query.error());
    co_return;
  }
  std::string step(query->text("step"));
  auto why = co_await services.parts.runtime.why(*id, std::move(step));
  if (why) {
    reply(exchange.response, 200, *why);
  } else {
    problem(exchange.response, why.error());
  }
}

boost::asio::awaitable<void> retry_run(Services& services, Exchange& exchange) {
  const auto id = core::RunId::parse(exchange.params[0]);
  auto members = Members::parse(exchange.request.body, {"step"}, true);
  auto step = members ? members->text_or("step", "") : core::Result<std::string>(members.error());
  if (!id || !step) {
    problem(exchange.response, !id ? no_such_run() : step.error());
    co_return;
  }
  std::string actor = exchange.principal->actor;
  auto receipt = co_await services.parts.runtime.retry(*id, *std::move(step), std::move(actor));
  answer_command(exchange.response, receipt);
}

boost::asio::awaitable<void> resolve_step(Services& services, Exchange& exchange) {
  const auto id = core::RunId::parse(exchange.params[0]);
  auto members = Members::parse(exchange.request.body, {"as", "output", "note"});
  auto as = members ? members->text("as") : core::Result<std::string>(members.error());
  auto note = members ? members->text_or("note", "") : core::Result<std::string>(members.error());
  auto step = decode_segment(exchange.params[1]);
  if (!id || !step || !as || !note) {
    problem(exchange.response, !id     ? no_such_run()
                               : !step ? step.error()
                               : !as   ? as.error()
                                       : note.error());
    co_return;
  }
  core::Json output = members->take("output");
  const bool known = *as == "succeeded" || *as == "failed" || *as == "resend";
  if (!known || (*as != "succeeded" && !output.is_null())) {
    problem(exchange.response, core::Error{core::Errc::invalid,
                                           known ? "only what succeeded has an output"
                                                 : "expected succeeded, failed or resend",
                                           known ? "/output" : "/as",
                                           {}});
    co_return;
  }
  std::string actor = exchange.principal->actor;
  auto receipt = co_await services.parts.runtime.resolve(
      *id, *std::move(step), *std::move(as), std::move(output), *std::move(note), std::move(actor));
  answer_command(exchange.response, receipt);
}

boost::asio::awaitable<void> cancel_run(Services& services, Exchange& exchange) {
  const auto id = core::RunId::parse(exchange.params[0]);
  auto members = Members::parse(exchange.request.body, {"reason"}, true);
  auto reason =
      members ? members->text_or("reason", "") : core::Result<std::string>(members.error());
  if (!id || !reason) {
    problem(exchange.response, !id ? no_such_run() : reason.error());
    co_return;
  }
  std::string actor = exchange.principal->actor;
  auto receipt = co_await services.parts.runtime.cancel(*id, *std::move(reason), std::move(actor));
  answer_command(exchange.response, receipt);
}

}  // namespace baton::http
