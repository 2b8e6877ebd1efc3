#include "baton/views/journal.hpp"
#include "baton/views/run.hpp"
#include "baton/views/step.hpp"
#include "http/api/handlers.hpp"
#include "http/api/page.hpp"
#include "http/api/problem.hpp"
#include "http/api/query.hpp"
#include "http/api/run_lanes.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace baton::http {
namespace {

core::Error no_such_run() { return {core::Errc::not_found, "there is no run by that id", {}, {}}; }

// Its steps are paged as lists are: they hold what vendors answered. Empty: there is no such run.
std::string run_text(ports::Queries& queries, core::RunId id, const std::string& after,
                     const ports::Clock& clock, const std::vector<ports::LaneState>& lanes) {
  const auto row = queries.run(id);
  const auto run = runtime::Runtime::load_run(queries, id);
  if (!row || !run) return {};
  core::Json json = views::run_detail(*row, *run);
  const auto waiting = steps_that_wait(queries, id, lanes);
  tell_lanes(json, waiting);
  const auto lane_of = [&waiting](const std::string& step) {
    const auto found = waiting.find(step);
    return found == waiting.end() ? nullptr : found->second;
  };
  std::string text = core::dump(json);
  text.back() = ',';
  text += "\"steps\":[";
  const auto outline = runtime::Runtime::outline(queries, row->workflow, row->version);
  auto step = outline.begin();
  if (!after.empty()) {
    step = std::find_if(outline.begin(), outline.end(),
                        [&after](const auto& one) { return one.name == after; });
    if (step != outline.end()) ++step;
  }
  for (bool first = true; step != outline.end() && (first || text.size() < core::kPageBytesMax);
       ++step, first = false)
    text.append(first ? "" : ",")
        .append(core::dump(views::step(*step, *run, clock, lane_of(step->name))));
  const core::Json next = step == outline.end() ? core::Json() : core::Json(std::prev(step)->name);
  return text.append("],\"next\":").append(core::dump(next)).append("}");
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
      auto json = views::run(row);
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
               lanes = services.parts.runtime.lanes()](ports::Queries& queries) {
    return run_text(queries, id, after, clock, lanes);
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
    const auto last =
        fill(page, rows, [](const ports::JournalRow& row) { return views::entry(row); });
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
