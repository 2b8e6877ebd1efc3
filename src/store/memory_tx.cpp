#include "store/memory_tx.hpp"

#include "store/rules.hpp"
#include "store/transitions_text.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace baton::store {
namespace {

// What comes back is what the text of the JSON says, as from a disk.
core::Json stored(const core::Json& json) { return core::Json::parse(core::dump(json)); }

bool same_content(const core::Event& a, const core::Event& b) {
  return a.type == b.type && a.subject == b.subject && core::dump(a.data) == core::dump(b.data);
}

// The keys of a run's rows in a table by (run, step).
template <class Map>
std::vector<typename Map::key_type> keys_of(const Map& map, core::RunId run) {
  std::vector<typename Map::key_type> keys;
  auto row = map.lower_bound({run, std::string()});
  for (; row != map.end() && row->first.first == run; ++row) keys.push_back(row->first);
  return keys;
}

}  // namespace

ports::AppendResult MemoryTx::append(core::Event& event) {
  const core::EventId id(event_ids_.next(clock_.now(), random_.next()));
  const std::pair origin(event.source, event.origin);
  auto kept = event;
  kept.id = id;
  kept.data = stored(event.data);
  if (const auto known = delivered(event)) return {ports::Appended::repeated, *known};
  if (const auto known = tables_.origins.find(origin); known != tables_.origins.end()) {
    const bool same = same_content(tables_.events.at(known->second), kept);
    return {same ? ports::Appended::repeated : ports::Appended::differs, known->second};
  }
  if (!event.origin.empty()) undo_.put(tables_.origins, origin, id);
  if (!event.delivery.empty())
    undo_.put(tables_.deliveries, std::pair(event.source, event.delivery), id);
  undo_.put(tables_.events, id, std::move(kept));
  undo_.put(tables_.stored, id, clock_.steady());
  event.id = id;
  tables_.head.last_event = id;
  ++tables_.head.counts.events;
  return {ports::Appended::fresh, id};
}

// The event that the same signed request brought within the time that this is remembered.
std::optional<core::EventId> MemoryTx::delivered(const core::Event& event) const {
  const auto known = tables_.deliveries.find({event.source, event.delivery});
  if (known == tables_.deliveries.end() ||
      tables_.stored.at(known->second) + kDeliveryRemembered <= clock_.steady())
    return std::nullopt;
  return known->second;
}

void MemoryTx::set_cursor(core::EventId position) {
  core::ensure(position <= tables_.head.last_event, "the cursor stands at an event of the log");
  tables_.head.cursor = position;
}

core::RunId MemoryTx::new_run_id() {
  return core::RunId(run_ids_.next(clock_.now(), random_.next()));
}

core::TokenId MemoryTx::new_token_id() {
  return core::TokenId(token_ids_.next(clock_.now(), random_.next()));
}

void MemoryTx::save(const ports::RunChange& change) {
  check(change);
  write_run(change);
  auto entry = change.entry;
  entry.sequence = ++tables_.head.last_sequence;
  entry.transitions = to_transitions(core::Json::parse(to_text(entry.transitions))).value();
  undo_.put(tables_.journal_of, {entry.run, entry.sequence}, true);
  undo_.put(tables_.journal, entry.sequence, entry);
  if (change.resumed) undo_.put(tables_.resumed, {entry.cause, entry.run}, true);
  write_steps(change);
  for (const auto& step : change.waits_over) undo_.erase(tables_.waits, {change.run.id, step});
  for (const auto& row : change.waits) undo_.put(tables_.waits, {row.run, row.step}, row);
  write_approvals(change);
}

// What a run is identified by never changes after it was inserted.
void MemoryTx::write_run(const ports::RunChange& change) {
  auto row = change.run;
  const auto found = tables_.runs.find(row.id);
  const auto* before = found == tables_.runs.end() ? nullptr : &found->second;
  if (change.is_new) {
    core::ensure(before == nullptr, "a new run is not there yet");
  } else {
    core::ensure(before != nullptr && before->revision == change.revision_before,
                 "a saved run is there, at the revision it was loaded with");
    row.workflow = before->workflow;
    row.key = before->key;
    row.trigger = before->trigger;
    row.started_at = before->started_at;
  }
  write_open_key(row, before);
  auto& head = tables_.head;
  head.counts.runs += change.is_new ? 1 : 0;
  head.counts.runs_open += core::ended(row.status) ? 0 : 1;
  head.counts.runs_open -= before != nullptr && !core::ended(before->status) ? 1 : 0;
  head.last_run = std::max(head.last_run, row.id);
  const bool ends = core::ended(row.status) && (before == nullptr || !core::ended(before->status));
  if (ends) undo_.put(tables_.over, row.id, clock_.steady());
  undo_.put(tables_.runs, row.id, row);
}

void MemoryTx::write_open_key(const ports::RunRow& run, const ports::RunRow* before) {
  if (run.key.empty()) return;
  const std::pair key(run.workflow, run.key);
  const bool was_open = before != nullptr && !core::ended(before->status);
  if (core::ended(run.status)) {
    if (was_open) undo_.erase(tables_.open_keys, key);
  } else if (!was_open) {
    core::ensure(!tables_.open_keys.contains(key),
                 "at most one run of a workflow is open for a key");
    undo_.put(tables_.open_keys, key, run.id);
  }
}

void MemoryTx::write_steps(const ports::RunChange& change) {
  auto& live = tables_.head.counts.steps_live;
  for (const auto& step : change.settled) live -= undo_.erase(tables_.steps, {change.run.id, step});
  for (const auto& row : change.steps) {
    const MemoryTables::StepKey key(row.run, row.step);
    live += tables_.steps.contains(key) ? 0 : 1;
    undo_.put(tables_.steps, key, row);
  }
}

void MemoryTx::write_approvals(const ports::RunChange& change) {
  for (const auto& row : change.approvals) {
    const auto before = approval(row.run, row.step);
    auto& open = tables_.head.counts.approvals_open;
    open += row.status == ports::ApprovalStatus::open ? 1 : 0;
    open -= before && before->status == ports::ApprovalStatus::open ? 1 : 0;
    undo_.put(tables_.approvals, {row.run, row.step}, row);
  }
}

void MemoryTx::put_template(const ports::TemplateRow& row) {
  core::ensure(row.version > 0, "a template version counts from 1");
  const auto before = template_version(row.name, row.version);
  core::ensure(!before || before->yaml == row.yaml, "a published template version never changes");
  if (!before) undo_.put(tables_.templates, {row.name, row.version}, row);
  undo_.put(tables_.active, row.name, row.version);
}

void MemoryTx::retire_template(std::string_view name) {
  undo_.erase(tables_.active, std::string(name));
}

void MemoryTx::put_token(const ports::TokenRow& row) { undo_.put(tables_.tokens, row.id, row); }

void MemoryTx::park(const ports::ParkedRow& row) {
  tables_.head.counts.parked += tables_.parked.contains(row.event) ? 0 : 1;
  undo_.put(tables_.parked, row.event, row);
}

void MemoryTx::unpark(core::EventId event) {
  tables_.head.counts.parked -= undo_.erase(tables_.parked, event);
  tables_.head.look_again_at(event);
}

void MemoryTx::set_setting(std::string_view name, std::string_view value) {
  if (value.empty()) {
    undo_.erase(tables_.settings, std::string(name));
  } else {
    undo_.put(tables_.settings, std::string(name), std::string(value));
  }
}

std::size_t MemoryTx::prune(core::Time runs_ended_before, core::Time events_stored_before,
                            std::size_t limit) {
  return prune_runs(runs_ended_before, limit) + prune_events(events_stored_before, limit);
}

std::size_t MemoryTx::prune_runs(core::Time ended_before, std::size_t limit) {
  std::vector<std::pair<core::Time, core::RunId>> gone;
  for (const auto& [id, run] : tables_.runs) {
    const auto over = tables_.over.find(id);
    if (core::ended(run.status) && over != tables_.over.end() && over->second < ended_before)
      gone.emplace_back(over->second, id);
  }
  std::sort(gone.begin(), gone.end());
  gone.resize(std::min(gone.size(), limit));
  for (const auto& [ended_at, id] : gone) erase_run(id);
  return gone.size();
}

void MemoryTx::erase_run(core::RunId run) {
  auto& counts = tables_.head.counts;
  const auto trigger = tables_.runs.at(run).trigger;
  for (const auto& row : journal(run)) {
    undo_.erase(tables_.journal, row.sequence);
    undo_.erase(tables_.journal_of, {run, row.sequence});
    undo_.erase(tables_.resumed, {row.cause, run});
  }
  for (const auto& key : keys_of(tables_.steps, run))
    counts.steps_live -= undo_.erase(tables_.steps, key);
  for (const auto& key : keys_of(tables_.waits, run)) undo_.erase(tables_.waits, key);
  for (const auto& key : keys_of(tables_.approvals, run)) {
    counts.approvals_open -=
        tables_.approvals.at(key).status == ports::ApprovalStatus::open ? 1 : 0;
    undo_.erase(tables_.approvals, key);
  }
  counts.runs -= undo_.erase(tables_.runs, run);
  undo_.erase(tables_.over, run);
  if (trigger <= tables_.head.pruned && !needed(trigger)) erase_event(trigger);
}

bool MemoryTx::needed(core::EventId event) const {
  return tables_.parked.contains(event) ||
         std::any_of(tables_.runs.begin(), tables_.runs.end(),
                     [event](const auto& run) { return run.second.trigger == event; });
}

void MemoryTx::erase_event(core::EventId id) {
  const auto found = tables_.events.find(id);
  if (found == tables_.events.end()) return;
  const std::pair origin(found->second.source, found->second.origin);
  if (!origin.second.empty()) undo_.erase(tables_.origins, origin);
  const auto delivery = tables_.deliveries.find({found->second.source, found->second.delivery});
  if (delivery != tables_.deliveries.end() && delivery->second == id)
    undo_.erase(tables_.deliveries, std::pair(found->second.source, found->second.delivery));
  tables_.head.counts.events -= undo_.erase(tables_.events, id);
  undo_.erase(tables_.stored, id);
}

// From where it stopped up to the first event that is young enough to stay: the log is in the order
// of steady time.
std::size_t MemoryTx::prune_events(core::Time stored_before, std::size_t limit) {
  std::vector<core::EventId> looked_at;
  for (auto at = tables_.events.upper_bound(tables_.head.pruned); at != tables_.events.end();
       ++at) {
    const auto& [id, event] = *at;
    if (looked_at.size() >= limit || id > tables_.head.cursor ||
        tables_.stored.at(id) >= stored_before)
      break;
    looked_at.push_back(id);
  }
  for (const auto id : looked_at) {
    tables_.head.pruned = id;
    if (!needed(id)) erase_event(id);
  }
  return looked_at.size();
}

void MemoryTx::guarded(const std::function<void()>& part) {
  const auto mark = undo_.mark();
  const Head before = tables_.head;
  try {
    part();
  } catch (...) {
    undo_.back_to(mark);
    tables_.head = before;
    throw;
  }
}

}  // namespace baton::store
