#include "baton/core/finding.hpp"
#include "baton/core/version_number.hpp"
#include "baton/runtime/damage.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"
#include "baton/views/attempts.hpp"
#include "baton/views/forecast.hpp"
#include "baton/views/journal.hpp"
#include "baton/views/run.hpp"
#include "baton/views/run_query.hpp"
#include "baton/views/step.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/ingest.hpp"
#include "http/api/page.hpp"
#include "http/api/problem.hpp"
#include "http/api/run_lanes.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

namespace baton::http {
namespace {

// Entries of a journal are read until their texts are so long together. An entry may be as large as
// its run, and to find the first of them the journal is followed back from its end.
constexpr std::size_t kEntryBytesAtOnce = 262'144;

core::RunId run_of(const Asked& asked) { return asked.values.id<core::RunId>("id"); }

// Adds what is forecast of a run that is open, if that is known.
void tell_forecast(core::Json& json, ports::Forecasts& queries, const ports::RunRow& row) {
  if (row.ended_at) return;
  if (const auto kept = queries.forecast(row.id))
    json["forecast"] = views::forecast_in_short(*kept);
}

core::Json attempts_of(std::map<std::string, core::Json>& attempts, const std::string& step) {
  const auto found = attempts.find(step);
  return found == attempts.end() ? core::Json::array() : std::move(found->second);
}

// A run with its steps, as JSON text; empty when there is no such run. The steps are paged, because
// their outputs may be large: this page begins behind the step `after`, or with the first step when
// `after` is empty.
std::string run_text(ports::Queries& queries, runtime::PlanCache& plans, core::RunId id,
                     const std::string& after, const ports::Clock& clock,
                     const std::vector<ports::LaneState>& lanes) {
  const auto row = queries.run(id);
  const auto journal = row ? queries.journal(id) : std::vector<ports::JournalRow>();
  const auto run = runtime::load_run(queries, id, journal);
  if (!row || !run) return {};
  auto attempts = views::attempts(journal, clock);
  core::Json json = views::run_detail(*row, *run, clock);
  tell_forecast(json, queries, *row);
  const auto waiting = steps_that_wait(queries, id, lanes);
  tell_lanes(json, waiting);
  const auto lane_of = [&waiting](const std::string& step) {
    const auto found = waiting.find(step);
    return found == waiting.end() ? nullptr : found->second;
  };
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
       ++step, first = false) {
    auto shown = views::step(*step, *run, clock, lane_of(step->name));
    if (!step->connection.empty()) shown["attempts"] = attempts_of(attempts, step->name);
    if (shown.contains("undo"))
      shown["undo"]["attempts"] = attempts_of(attempts, step->name + ".undo");
    text.append(first ? "" : ",").append(core::dump(shown));
  }
  const core::Json next = step == outline.end() ? core::Json() : core::Json(std::prev(step)->name);
  return text.append("],\"next\":").append(core::dump(next)).append("}");
}

std::string journal_text(ports::Journal& queries, core::RunId id, std::int64_t after,
                         std::size_t limit) {
  ListPage page(limit, limit);
  std::int64_t shown = after;
  for (bool more = true; more && !page.full();) {
    const auto rows = queries.journal_page(id, shown, page.rows_wanted(), kEntryBytesAtOnce);
    for (const ports::JournalRow& row : rows) {
      if (page.full()) break;
      page.add(views::entry(row));
      shown = row.sequence;
    }
    more = !rows.empty();
  }
  const bool more = page.full() && !queries.journal_page(id, shown, 1, kEntryBytesAtOnce).empty();
  return page.text(more ? core::Json(shown) : core::Json());
}

core::Error no_such_outcome(std::string_view as) {
  return core::no_such_choice(as, {"succeeded", "failed", "resend"}, "/as");
}

// Adds what the parameters ask for, and returns what is wrong with them.
std::vector<core::Error> runs_asked(const Values& values, core::Time now,
                                    ports::RunFilter& filter) {
  std::vector<core::Error> mistakes = views::add_query(values.text("q"), now, filter);
  if (values.has("status") && !core::run_status(values.text("status")))
    mistakes.push_back(core::no_such_choice(
        values.text("status"), {"running", "waiting", "paused", "succeeded", "failed", "cancelled"},
        "query parameter status"));
  using Of = ports::RunTerm::Of;
  for (const auto& [name, of] : {std::pair("status", Of::status),
                                 std::pair("workflow", Of::workflow), std::pair("key", Of::key)})
    if (values.has(name)) filter.terms.push_back({of, values.text(name)});
  const auto cursor = values.id<core::RunId>("cursor");
  if (cursor && (!filter.before || cursor < filter.before)) filter.before = cursor;
  filter.limit = values.limit();
  return mistakes;
}

// Of a search that found nothing: that no workflow has a name that it asks for, and which one was
// probably meant. Empty when all have been published.
std::string hint_of(ports::Templates& queries, const ports::RunFilter& filter) {
  for (const ports::RunTerm& term : filter.terms) {
    if (term.of != ports::RunTerm::Of::workflow || term.negated) continue;
    if (queries.latest_template(term.value)) continue;
    const core::Error error = runtime::no_such_workflow(queries, term.value);
    return error.message + "; " + error.hint;
  }
  return {};
}

// A page of runs as JSON text. `total` is how many there are in all; null when that is not known.
// Runs whose rows are damaged are left out, and `unreadable` names them.
std::string runs_text(ports::Queries& queries, ports::RunFilter filter, const ports::Clock& clock,
                      const std::vector<ports::LaneState>& lanes) {
  ListPage page(filter.limit, kRunsAtOnce);
  const auto total = ports::count(filter, queries.run_counts());
  Damaged<core::RunId> damaged;
  const auto read = [&queries, &filter](std::size_t count) {
    filter.limit = count;
    auto runs = runtime::readable_runs(queries, filter);
    if (!runs.rows.empty()) filter.before = runs.rows.back().id;
    if (runs.damaged) filter.before = runs.damaged;
    return runs;
  };
  const auto rows = [&](std::size_t count) { return whole_rows(count, damaged, read); };
  const auto last = fill_page(page, rows, [&](const ports::RunRow& row) {
    auto json = views::run(row, clock);
    tell_forecast(json, queries, row);
    if (row.status == core::RunStatus::running)
      tell_lanes(json, steps_that_wait(queries, row.id, lanes));
    return json;
  });
  core::Json beside{{"total", total ? core::Json(*total) : core::Json()}};
  if (page.items() == 0) {
    if (const auto hint = hint_of(queries, filter); !hint.empty()) beside["hint"] = hint;
  }
  damaged.tell(beside);
  const core::RunId next = last ? last->id : damaged.full() ? filter.before : core::RunId();
  return page.text(next ? core::Json(next.text()) : core::Json(), beside);
}

core::Result<Response> accepted(const core::Result<bus::Receipt>& receipt) {
  if (!receipt) return receipt.error();
  const core::Json body{{"event", receipt->id.text()}};
  return json(body, 202);
}

// What takes a run and a reason: Runtime::cancel() and pause().
using Stop = boost::asio::awaitable<core::Result<bus::Receipt>> (runtime::Runtime::*)(core::RunId,
                                                                                      std::string,
                                                                                      core::Actor);

Answered stop_run(Services& services, Asked& asked, Stop stop) {
  std::string reason = asked.body.text("reason");
  core::Actor actor = asked.principal->actor;
  const auto receipt =
      co_await (services.parts.runtime.*stop)(run_of(asked), std::move(reason), std::move(actor));
  co_return accepted(receipt);
}

}  // namespace

Answered list_runs(Services& services, Asked& asked) {
  const ports::Clock& clock = services.parts.clock;
  ports::RunFilter filter;
  const auto mistakes = runs_asked(asked.values, clock.now(), filter);
  if (!mistakes.empty()) co_return problem(mistakes);
  auto read = [&filter, &clock, lanes = services.parts.runtime.lanes()](ports::Queries& queries) {
    return runs_text(queries, filter, clock, lanes);
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered show_run(Services& services, Asked& asked) {
  auto read = [id = run_of(asked), after = asked.values.text("after"),
               &clock = services.parts.clock, lanes = services.parts.runtime.lanes(),
               &plans = services.parts.runtime.plans()](
                  ports::Queries& queries) -> core::Result<std::string> {
    std::string text = run_text(queries, plans, id, after, clock, lanes);
    if (text.empty()) return no_such(ValueKind::run);
    return text;
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered show_journal(Services& services, Asked& asked) {
  auto read = [id = run_of(asked), after = asked.values.number("after", 0),
               limit = asked.values.limit()](ports::Queries& queries) -> core::Result<std::string> {
    if (!queries.run(id)) return no_such(ValueKind::run);
    return journal_text(queries, id, after, limit);
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered why_run(Services& services, Asked& asked) {
  std::string step = asked.values.text("step");
  const auto why = co_await services.parts.runtime.why(run_of(asked), std::move(step));
  if (!why) co_return why.error();
  co_return json(*why);
}

Answered start_run(Services& services, Asked& asked) {
  std::string workflow = asked.values.text("name");
  core::Json inputs = asked.body.take("inputs");
  std::string key = asked.body.text("key");
  std::string once(asked.request.field("Idempotency-Key"));
  const auto named = check_name(once, "Idempotency-Key");
  if (!named) co_return named.error();
  core::Actor actor = asked.principal->actor;
  std::string trace = trace_of(asked.request);
  const auto receipt = co_await services.parts.runtime.start_run(
      std::move(workflow), std::move(inputs), std::move(key), std::move(once), std::move(actor),
      std::move(trace));
  co_return accepted(receipt);
}

Answered preview_retry(Services& services, Asked& asked) {
  std::string step = asked.values.text("step");
  const std::string from = asked.values.text("from");
  const bool from_start = from == "start";
  if (!from.empty() && (!from_start || !step.empty()))
    co_return core::Error{
        core::Errc::invalid, "expected start, and no step beside it", "query parameter from", {}};
  auto& runtime = services.parts.runtime;
  core::Actor actor = asked.principal->actor;
  auto looking = from_start
                     ? runtime.preview_restart(run_of(asked))
                     : runtime.preview_retry(run_of(asked), std::move(step), std::move(actor));
  const auto shown = co_await std::move(looking);
  if (!shown) co_return shown.error();
  co_return json(*shown);
}

Answered retry_run(Services& services, Asked& asked) {
  std::string step = asked.body.text("step");
  core::Actor actor = asked.principal->actor;
  const auto receipt =
      co_await services.parts.runtime.retry(run_of(asked), std::move(step), std::move(actor));
  co_return accepted(receipt);
}

Answered resolve_step(Services& services, Asked& asked) {
  std::string as = asked.body.text("as");
  std::string note = asked.body.text("note");
  core::StepRef step = core::StepRef::of_key(asked.values.text("step"));
  core::Json output = asked.body.take("output");
  if (as != "succeeded" && as != "failed" && as != "resend") co_return no_such_outcome(as);
  if (as != "succeeded" && !output.is_null())
    co_return core::Error{core::Errc::invalid, "only what succeeded has an output", "/output", {}};
  core::Actor actor = asked.principal->actor;
  const auto receipt =
      co_await services.parts.runtime.resolve(run_of(asked), std::move(step), std::move(as),
                                              std::move(output), std::move(note), std::move(actor));
  co_return accepted(receipt);
}

Answered preview_skip(Services& services, Asked& asked) {
  auto read = [id = run_of(asked), step = asked.values.text("step"),
               &plans = services.parts.runtime.plans()](
                  ports::Queries& queries) -> core::Result<std::string> {
    const auto preview = runtime::skip_preview(queries, plans, id, step);
    if (!preview) return preview.error();
    return core::dump(*preview);
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered skip_step(Services& services, Asked& asked) {
  std::string note = asked.body.text("note");
  core::StepRef step = core::StepRef::of_key(asked.values.text("step"));
  core::Actor actor = asked.principal->actor;
  const auto receipt = co_await services.parts.runtime.skip(run_of(asked), std::move(step),
                                                            std::move(note), std::move(actor));
  co_return accepted(receipt);
}

Answered preview_migration(Services& services, Asked& asked) {
  const auto to = static_cast<int>(asked.values.number("to", 0));
  const auto shown = co_await services.parts.runtime.preview_migration(run_of(asked), to);
  if (!shown) co_return shown.error();
  co_return json(*shown);
}

Answered migrate_run(Services& services, Asked& asked) {
  const core::Json wanted = asked.body.take("to");
  const auto to = core::version_number(wanted);
  if (!to)
    co_return core::Error{core::Errc::invalid, "expected the number of a version", "/to", {}};
  std::string note = asked.body.text("note");
  core::Actor actor = asked.principal->actor;
  std::vector<core::Error> conflicts;
  const auto receipt = co_await services.parts.runtime.migrate(run_of(asked), *to, std::move(note),
                                                               std::move(actor), conflicts);
  if (!conflicts.empty()) co_return problem(conflicts);
  co_return accepted(receipt);
}

Answered cancel_run(Services& services, Asked& asked) {
  return stop_run(services, asked, &runtime::Runtime::cancel);
}

Answered pause_run(Services& services, Asked& asked) {
  return stop_run(services, asked, &runtime::Runtime::pause);
}

Answered resume_run(Services& services, Asked& asked) {
  core::Actor actor = asked.principal->actor;
  const auto receipt = co_await services.parts.runtime.resume(run_of(asked), std::move(actor));
  co_return accepted(receipt);
}

}  // namespace baton::http
