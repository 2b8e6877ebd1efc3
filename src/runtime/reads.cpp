#include "baton/runtime/reads.hpp"

#include "baton/core/limits.hpp"
#include "baton/engine/skipping.hpp"
#include "baton/runtime/unknown.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/checks.hpp"
#include "runtime/template_settings.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <variant>

namespace baton::runtime {

namespace {

// Rows of `table` behind a position, at most `limit`, up to the first that is damaged. `page`
// reads so many rows behind a position; `position_of` says where a row stands. What is damaged in
// other tables is the caller's to handle.
template <class Read, class Position, class Page, class PositionOf>
Read up_to_damage(std::string_view table, Position position, std::size_t limit, const Page& page,
                  const PositionOf& position_of) {
  Read read;
  try {
    read.rows = page(position, limit);
    return read;
  } catch (const ports::RowDamaged& damage) {
    if (damage.table() != table) throw;
    // One of them is damaged. Those in front of it are read again, one by one.
  }
  while (read.rows.size() < limit) {
    try {
      auto one = page(position, 1);
      if (one.empty()) break;
      position = position_of(one.front());
      read.rows.push_back(std::move(one.front()));
    } catch (const ports::RowDamaged& damage) {
      if (damage.table() != table) throw;
      read.damaged = Position(damage.row());
      break;
    }
  }
  return read;
}

// What steps asked people for: a page of approvals or of tasks, up to the first whose row of
// `table` is damaged. `page(filter)` reads one. The filter moves on behind what was read.
template <class Read, class Filter, class Page>
Read up_to_damaged_step(std::string_view table, Filter& filter, const Page& page) {
  Read read;
  const auto take = [&read, &filter](auto rows) {
    if (rows.empty()) return false;
    filter.after = rows.back().run;
    filter.after_step = rows.back().step;
    std::move(rows.begin(), rows.end(), std::back_inserter(read.rows));
    return true;
  };
  try {
    take(page(filter));
    return read;
  } catch (const ports::RowDamaged& damage) {
    if (damage.table() != table) throw;
    // One of them is damaged. Those in front of it are read again, one by one.
  }
  const auto limit = std::exchange(filter.limit, 1);
  try {
    while (read.rows.size() < limit && take(page(filter))) continue;
  } catch (const ports::RowDamaged& damage) {
    if (damage.table() != table) throw;
    filter.after = read.damaged = core::RunId(damage.row());
    filter.after_step = damage.step();
  }
  filter.limit = limit;
  return read;
}

}  // namespace

std::optional<core::Run> load_run(ports::Queries& queries, core::RunId id) {
  return load_run(queries, id, queries.journal(id));
}

std::optional<core::Run> load_run(ports::Queries& queries, core::RunId id,
                                  const std::vector<ports::JournalRow>& journal) {
  const auto row = queries.run(id);
  if (!row) return std::nullopt;
  const auto trigger = queries.event(row->trigger);
  if (!trigger)
    throw ports::RowDamaged("event " + row->trigger.text() + ", which started run " + id.text() +
                            ", is gone");
  core::Run run(id, trigger->to_json());
  for (const auto& entry : journal) {
    for (const auto& transition : entry.transitions) engine::evolve(run, transition, entry.at);
  }
  // Each transition adds one to the revision, so this shows when the journal misses one.
  if (run.revision() != row->revision)
    throw ports::RowDamaged("the journal of run " + id.text() + " is not whole");
  return run;
}

ReadableJournal readable_journal(ports::Journal& queries, core::RunId run) {
  ReadableJournal found;
  try {
    found.rows = queries.journal(run);
    return found;
  } catch (const ports::RowDamaged& damage) {
    if (damage.table() != "journal") throw;
  }
  // Reads page by page. A page with a damaged line cannot be read, and is asked for again with half
  // as many lines, until the damaged line is the only one: then it is skipped. After a page that
  // could be read, the next one has twice as many lines. Pages of one line each would take too
  // long, since the store goes over the whole journal for each page.
  constexpr std::size_t kLinesMax = 1U << 20U;
  constexpr auto kAnyBytes = std::numeric_limits<std::size_t>::max();
  std::int64_t after = 0;  // the number of the last line that was read or skipped
  auto lines = kLinesMax;
  for (bool more = true; more;) {
    try {
      auto page = queries.journal_page(run, after, lines, kAnyBytes);
      more = page.size() == lines;
      if (lines < kLinesMax) lines *= 2;
      if (!page.empty()) after = page.back().sequence;
      std::move(page.begin(), page.end(), std::back_inserter(found.rows));
    } catch (const ports::RowDamaged& damage) {
      if (damage.table() != "journal" || damage.row() <= after) throw;
      lines /= 2;
      if (lines > 0) continue;
      after = damage.row();
      ++found.missing;
      lines = 1;
    }
  }
  return found;
}

EntriesRead readable_entries(ports::Journal& queries, std::int64_t sequence, std::size_t limit) {
  const auto page = [&queries](std::int64_t behind, std::size_t count) {
    return queries.journal_after(behind, count);
  };
  const auto sequence_of = [](const ports::JournalRow& row) { return row.sequence; };
  return up_to_damage<EntriesRead>("journal", sequence, limit, page, sequence_of);
}

EventsRead readable_events(ports::EventLog& queries, core::EventId position, std::size_t limit) {
  const auto page = [&queries](core::EventId behind, std::size_t count) {
    return queries.events_after(behind, count);
  };
  const auto id_of = [](const core::Event& event) { return event.id; };
  return up_to_damage<EventsRead>("events", position, limit, page, id_of);
}

EventsRead readable_events(ports::EventLog& queries, ports::EventFilter filter) {
  EventsRead read;
  try {
    read.rows = queries.events(filter);
    return read;
  } catch (const ports::RowDamaged& damage) {
    if (damage.table() != "events") throw;
    read.damaged = core::EventId(damage.row());
  }
  const bool oldest_first = static_cast<bool>(filter.after);
  (oldest_first ? filter.before : filter.after) = read.damaged;
  read.rows = queries.events(filter);
  // With `after`, a page of the newest events comes in the other order.
  if (!oldest_first) std::reverse(read.rows.begin(), read.rows.end());
  return read;
}

std::optional<core::RunStarted> head_of(ports::Journal& queries, core::RunId run) {
  constexpr auto kAnyBytes = std::numeric_limits<std::size_t>::max();
  for (const auto& row : queries.journal_page(run, 0, 1, kAnyBytes))
    for (const auto& transition : row.transitions)
      if (const auto* started = std::get_if<core::RunStarted>(&transition)) return *started;
  return std::nullopt;
}

Ancestry ancestry_of(ports::Queries& queries, core::RunId run) {
  Ancestry found;
  while (run && found.runs.size() <= core::kCausationDepthMax) {
    try {
      auto row = queries.run(run);
      if (!row) break;
      found.runs.push_back(*std::move(row));
      const auto head = head_of(queries, run);
      run = head ? head->parent : core::RunId();
    } catch (const ports::RowDamaged& damage) {
      if (found.runs.empty()) throw;
      spdlog::warn("what began run {} is not known: {}", found.runs.front().id.text(),
                   damage.what());
      found.damaged = run;
      break;
    }
  }
  return found;
}

RunsRead readable_runs(ports::Runs& queries, ports::RunFilter filter) {
  try {
    return {queries.runs(filter), {}};
  } catch (const ports::RowDamaged& damage) {
    if (damage.table() != "runs") throw;
    filter.after = core::RunId(damage.row());
  }
  return {queries.runs(filter), filter.after};
}

std::vector<ports::RunRow> whole_runs(ports::Runs& queries, ports::RunFilter filter,
                                      std::set<core::RunId>& damaged) {
  std::vector<ports::RunRow> rows;
  for (auto left = filter.limit; left > 0; --left) {
    filter.limit = left;
    auto read = readable_runs(queries, filter);
    left -= read.rows.size();
    std::move(read.rows.begin(), read.rows.end(), std::back_inserter(rows));
    if (!read.damaged) break;
    damaged.insert(read.damaged);
    filter.before = read.damaged;
  }
  return rows;
}

std::vector<ports::RunRow> whole_runs_resumed_by(ports::Queries& queries, core::EventId event,
                                                 std::size_t limit,
                                                 std::set<core::RunId>& damaged) {
  std::vector<ports::RunRow> rows;
  for (const auto id : queries.runs_resumed_by(event, limit)) {
    try {
      if (auto row = queries.run(id)) rows.push_back(*std::move(row));
    } catch (const ports::RowDamaged&) {
      damaged.insert(id);
    }
  }
  return rows;
}

ApprovalsRead readable_approvals(ports::Approvals& queries, ports::ApprovalFilter& filter) {
  return up_to_damaged_step<ApprovalsRead>(
      "approvals", filter,
      [&queries](const ports::ApprovalFilter& asked) { return queries.approvals(asked); });
}

TasksRead readable_tasks(ports::Tasks& queries, ports::TaskFilter& filter) {
  return up_to_damaged_step<TasksRead>(
      "tasks", filter, [&queries](const ports::TaskFilter& asked) { return queries.tasks(asked); });
}

void visit_runs(ports::Runs& queries, ports::RunFilter filter, std::size_t looked_at_max,
                std::set<core::RunId>& damaged,
                const std::function<bool(const ports::RunRow&)>& visit) {
  auto left = looked_at_max;
  for (bool more = true; more && left > 0;) {
    filter.limit = std::min(filter.limit, left);
    const auto page = readable_runs(queries, filter);
    more = page.damaged || page.rows.size() == filter.limit;
    left -= std::min(left, page.rows.size() + (page.damaged ? 1 : 0));
    for (const auto& row : page.rows)
      if (!visit(row)) return;
    if (page.damaged) {
      damaged.insert(page.damaged);
      filter.before = page.damaged;
    } else if (!page.rows.empty()) {
      filter.before = page.rows.back().id;
    }
  }
}

std::vector<core::StepOutline> outline(ports::Templates& queries, PlanCache& plans,
                                       std::string_view workflow, int version) {
  std::vector<core::StepOutline> steps;
  const auto plan = plans.plan(queries, workflow, version);
  if (!plan || !*plan) return steps;
  for (const core::Step& step : (*plan)->source().steps) steps.push_back(core::outline_of(step));
  return steps;
}

core::Result<core::Json> skip_preview(ports::Queries& queries, PlanCache& plans, core::RunId id,
                                      const std::string& step) {
  const auto run = load_run(queries, id);
  if (!run) return no_such_run(id);
  const auto refusal = skippable(queries, plans, *run, step);
  if (refusal && refusal->code == core::Errc::not_found) return *refusal;
  const auto made = plans.plan(queries, run->head().workflow, run->head().version);
  if (!made) return made.error();
  const auto shown = engine::skip_preview(**made, *run, *(*made)->step(step));
  core::Json json{{"step", step},
                  {"may", !refusal},
                  {"with", shown.with},
                  {"next", shown.next},
                  {"kept", shown.kept}};
  if (refusal) json["because"] = refusal->message, json["hint"] = refusal->hint;
  return json;
}

core::Json retired_by(ports::Settings& queries, std::string_view name) {
  auto json = core::parse_json(queries.setting(retired_setting(name)));
  return json ? std::move(*json) : core::Json::object();
}

std::string published_from(ports::Settings& queries, std::string_view file) {
  return queries.setting(file_setting(file));
}

}  // namespace baton::runtime
