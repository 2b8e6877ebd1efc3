#include "store/sqlite/tx.hpp"

#include "baton/core/own_events.hpp"
#include "store/record/checksum.hpp"
#include "store/record/rules.hpp"
#include "store/record/transitions_text.hpp"
#include "store/sqlite/rows.hpp"

#include <algorithm>

namespace baton::store {
namespace {

std::int64_t last_token(Connection& connection) {
  Statement statement(connection, sql::kLastToken);
  auto use = statement.with();
  return use.next() ? use.integer(0) : 0;
}

}  // namespace

SqliteTx::SqliteTx(Connection& connection, Head& head, DiskReserve& reserve,
                   const ports::Clock& clock, ports::Random& random)
    : SqliteReads(connection, &head),
      head_(head),
      reserve_(reserve),
      clock_(clock),
      random_(random),
      event_ids_(head.last_event.value()),
      run_ids_(head.last_run.value()),
      token_ids_(last_token(connection)),
      pruner_(connection, head) {
  load_deliveries();
}

void SqliteTx::load_deliveries() {
  Statement newest(connection_, sql::kNewestDeliveries);
  auto use = newest.with(static_cast<std::int64_t>(Deliveries::kReadAtStart));
  while (use.next()) deliveries_.add(use.text(1), use.text(2), core::EventId(use.integer(0)));
}

ports::AppendResult SqliteTx::append(core::Event& event) {
  if (from_outside(event)) reserve_.ensure();
  if (const auto known = delivered(event)) return {ports::Appended::repeated, *known};
  const core::EventId id(event_ids_.next(clock_.now(), random_.next()));
  const auto data = core::dump(event.data);
  const int added =
      insert_event_.run(id, event.type, event.source, event.origin, event.subject, event.actor,
                        event.time, event.received, clock_.steady(), event.depth, event.root,
                        core::addressed(event.type), event.delivery, data, checksum(data));
  if (added == 0) return repeated(event, data);
  if (!event.delivery.empty()) deliveries_.add(event.source, event.delivery, id);
  event.id = id;
  head_.last_event = id;
  ++head_.counts.events;
  return {ports::Appended::fresh, id};
}

// The event that the same signed request brought within the time that this is remembered.
std::optional<core::EventId> SqliteTx::delivered(const core::Event& event) {
  if (event.delivery.empty()) return std::nullopt;
  const auto known = deliveries_.find(event.source, event.delivery);
  if (!known) return std::nullopt;
  auto use = find_delivery_.with(*known);
  const bool there = use.next() && use.text(1) == event.source && use.text(2) == event.delivery;
  return there && use.time(0) + kDeliveryRemembered > clock_.steady() ? known : std::nullopt;
}

ports::AppendResult SqliteTx::repeated(const core::Event& event, std::string_view data) {
  auto use = find_origin_.with(event.source, event.origin);
  core::ensure(use.next(), "a refused event is in the log under its source and origin");
  const bool same =
      use.text(1) == event.type && use.text(2) == event.subject && use.text(3) == data;
  return {same ? ports::Appended::repeated : ports::Appended::differs,
          core::EventId(use.integer(0))};
}

void SqliteTx::set_cursor(core::EventId position) {
  core::ensure(position <= head_.last_event, "the cursor stands at an event of the log");
  head_.cursor = position;
}

core::RunId SqliteTx::new_run_id() {
  return core::RunId(run_ids_.next(clock_.now(), random_.next()));
}

core::TokenId SqliteTx::new_token_id() {
  return core::TokenId(token_ids_.next(clock_.now(), random_.next()));
}

void SqliteTx::save(const ports::RunChange& change) {
  check(change);
  write_entry(change);
  if (change.is_new) {
    insert(change.run);
  } else {
    update(change.run, change.revision_before);
  }
  write_steps(change);
  write_waits(change);
  write_approvals(change);
}

void SqliteTx::insert(const ports::RunRow& run) {
  const bool open = !core::ended(run.status);
  insert_run_.run(run.id, run.workflow, run.version, run.key, run.title, run.goal,
                  core::to_text(run.status), run.now_at, run.revision, run.trigger, run.started_at,
                  run.updated_at, run.ended_at, run.failing, open, over(run), head_.last_sequence);
  head_.last_run = std::max(head_.last_run, run.id);
  ++head_.counts.runs;
  head_.counts.runs_open += open ? 1 : 0;
}

// Since when an ended run is kept, which is told by no wall clock.
std::optional<core::Time> SqliteTx::over(const ports::RunRow& run) const {
  if (!core::ended(run.status)) return std::nullopt;
  return clock_.steady();
}

// What a run is identified by never changes, and its indexes are left alone while its status stays:
// most saves are such.
void SqliteTx::update(const ports::RunRow& run, std::int64_t revision_before) {
  const auto status = core::to_text(run.status);
  const bool open = !core::ended(run.status);
  if (update_run_.run(run.version, run.title, run.goal, run.now_at, run.revision, run.updated_at,
                      run.ended_at, run.failing, head_.last_sequence, run.id, revision_before,
                      status) == 1) {
    return;
  }
  const auto from = [&](bool open_before) {
    return update_status_.run(run.version, run.title, run.goal, run.now_at, run.revision,
                              run.updated_at, run.ended_at, run.failing, head_.last_sequence,
                              status, open, over(run), run.id, revision_before, open_before) == 1;
  };
  if (from(open)) return;
  core::ensure(from(!open), "a saved run is there, at the revision it was loaded with");
  head_.counts.runs_open += open ? 1 : -1;
}

void SqliteTx::write_entry(const ports::RunChange& change) {
  const auto& entry = change.entry;
  const auto text = to_text(entry.transitions);
  insert_entry_.run(++head_.last_sequence, entry.run, entry.at, entry.cause, entry.actor, text,
                    checksum(text), change.resumed);
}

void SqliteTx::write_steps(const ports::RunChange& change) {
  for (const auto& step : change.settled)
    head_.counts.steps_live -= delete_step_.run(change.run.id, step);
  for (const auto& row : change.steps) {
    const auto status = core::to_text(row.status);
    const int added = insert_step_.run(row.run, row.step, status, row.attempt, row.due, row.lane,
                                       row.due_on_wall, performing(row));
    head_.counts.steps_live += added;
    if (added == 0)
      update_step_.run(status, performing(row), row.attempt, row.due, row.lane, row.due_on_wall,
                       row.run, row.step);
  }
}

void SqliteTx::write_waits(const ports::RunChange& change) {
  for (const auto& step : change.waits_over) delete_wait_.run(change.run.id, step);
  for (const auto& row : change.waits)
    put_wait_.run(row.run, row.step, row.type, row.path, row.value);
}

void SqliteTx::write_approvals(const ports::RunChange& change) {
  for (const auto& row : change.approvals) {
    const auto before = approval(row.run, row.step);
    head_.counts.approvals_open += row.status == ports::ApprovalStatus::open ? 1 : 0;
    head_.counts.approvals_open -= before && before->status == ports::ApprovalStatus::open ? 1 : 0;
    put_approval_.run(row.run, row.step, row.workflow, row.title, row.ask, row.group,
                      ports::to_text(row.status), row.hash, row.requested_at, row.due,
                      row.decided_at, row.actor, row.comment);
  }
}

void SqliteTx::put_template(const ports::TemplateRow& row) {
  core::ensure(row.version > 0, "a template version counts from 1");
  const auto before = template_version(row.name, row.version);
  core::ensure(!before || before->yaml == row.yaml, "a published template version never changes");
  deactivate_.run(row.name);
  if (before) {
    activate_.run(row.name, row.version);
  } else {
    insert_template_.run(row.name, row.version, row.yaml, row.hash, row.title, row.published_at,
                         row.actor, row.file);
  }
}

void SqliteTx::retire_template(std::string_view name) { deactivate_.run(name); }

void SqliteTx::put_token(const ports::TokenRow& row) {
  put_token_.run(row.id, row.name, row.role, row.hash, row.created_at, row.revoked_at,
                 core::dump(core::Json(row.groups)), core::dump(core::Json(row.sources)),
                 row.created_by, row.revoked_by);
}

void SqliteTx::park(const ports::ParkedRow& row) {
  head_.counts.parked -= delete_parked_.run(row.event);
  head_.counts.parked += put_parked_.run(row.event, row.cause, row.at);
}

void SqliteTx::unpark(core::EventId event) {
  head_.counts.parked -= delete_parked_.run(event);
  head_.look_again_at(event);
}

void SqliteTx::set_setting(std::string_view name, std::string_view value) {
  if (value.empty()) {
    delete_setting_.run(name);
  } else {
    put_setting_.run(name, value);
  }
}

std::size_t SqliteTx::prune(core::Time runs_ended_before, core::Time events_stored_before,
                            std::size_t limit) {
  return pruner_.runs(runs_ended_before, limit) + pruner_.events(events_stored_before, limit);
}

void SqliteTx::guarded(const std::function<void()>& part) {
  const Head before = head_;
  savepoint_.run();
  try {
    part();
  } catch (...) {
    head_ = before;
    if (connection_.fault() == Fault::none) {
      rollback_to_.run();
      release_.run();
    }
    throw;
  }
  release_.run();
}

}  // namespace baton::store
