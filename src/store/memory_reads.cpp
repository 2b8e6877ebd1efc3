#include "store/memory_reads.hpp"

#include "baton/core/own_events.hpp"
#include "baton/core/template.hpp"
#include "store/rules.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace baton::store {
namespace {

template <class Map, class Key>
std::optional<typename Map::mapped_type> found_in(const Map& map, const Key& key) {
  const auto found = map.find(key);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

// The values from `first` to `last` that fit, up to `limit`.
template <class Row, class Iterator, class Fits>
std::vector<Row> pick(Iterator first, Iterator last, std::size_t limit, Fits fits) {
  std::vector<Row> rows;
  for (; first != last && rows.size() < limit; ++first) {
    if (fits(first->second)) rows.push_back(first->second);
  }
  return rows;
}

// Earliest first, those without a due time before all; steps due at the same time stay in the order
// of (run, step).
std::vector<ports::StepRow> earliest(
    std::vector<ports::StepRow> rows, std::size_t limit,
    std::optional<core::Time> ports::StepRow::*due = &ports::StepRow::due) {
  std::stable_sort(rows.begin(), rows.end(),
                   [due](const auto& a, const auto& b) { return a.*due < b.*due; });
  if (rows.size() > limit) rows.resize(limit);
  return rows;
}

constexpr auto kAll = [](const auto&) { return true; };
constexpr auto kNoLimit = static_cast<std::size_t>(-1);

bool fits(const core::Event& event, const ports::EventFilter& filter) {
  return (filter.type.empty() || core::type_matches(filter.type, event.type)) &&
         (filter.source.empty() || filter.source == event.source);
}

bool fits(const ports::RunRow& run, const ports::RunFilter& filter) {
  const bool failing = filter.status == core::RunStatus::failed && run.failing;
  return (!filter.status || run.status == *filter.status || failing) &&
         (filter.workflow.empty() || run.workflow == filter.workflow) &&
         (filter.key.empty() || run.key == filter.key) && has_words(run, filter.words);
}

}  // namespace

std::optional<core::Event> MemoryReads::event(core::EventId id) {
  return found_in(tables_.events, id);
}

std::vector<core::Event> MemoryReads::events(const ports::EventFilter& filter) {
  const auto& events = tables_.events;
  const auto first = events.upper_bound(filter.after);
  if (filter.before && filter.before <= filter.after) return {};
  const auto last = filter.before ? events.lower_bound(filter.before) : events.end();
  const auto wanted = [&filter](const auto& event) { return fits(event, filter); };
  if (filter.after) return pick<core::Event>(first, last, filter.limit, wanted);
  return pick<core::Event>(std::make_reverse_iterator(last), std::make_reverse_iterator(first),
                           filter.limit, wanted);
}

std::vector<core::Event> MemoryReads::events_after(core::EventId position, std::size_t limit) {
  return pick<core::Event>(tables_.events.upper_bound(position), tables_.events.end(), limit, kAll);
}

std::vector<core::EventId> MemoryReads::look_back(std::string_view type, core::EventId after,
                                                  core::EventId before, std::size_t limit) {
  std::vector<core::EventId> found;
  const auto& events = tables_.events;
  if (core::addressed(type)) return found;
  for (auto at = events.lower_bound(before); at != events.begin() && found.size() < limit;) {
    --at;
    if (at->first <= after) break;
    if (at->second.type == type) found.push_back(at->first);
  }
  return found;
}

std::int64_t MemoryReads::descendants(core::EventId root, std::int64_t enough) {
  const auto caused = [root](const auto& event) { return event.second.root == root; };
  return std::min<std::int64_t>(std::count_if(tables_.events.begin(), tables_.events.end(), caused),
                                enough);
}

std::optional<ports::RunRow> MemoryReads::run(core::RunId id) { return found_in(tables_.runs, id); }

std::vector<ports::RunRow> MemoryReads::runs(const ports::RunFilter& filter) {
  const auto& runs = tables_.runs;
  const auto last = filter.before ? runs.lower_bound(filter.before) : runs.end();
  return pick<ports::RunRow>(std::make_reverse_iterator(last), runs.rend(), filter.limit,
                             [&filter](const auto& run) { return fits(run, filter); });
}

std::vector<ports::RunRow> MemoryReads::runs_started_by(core::EventId event) {
  return pick<ports::RunRow>(tables_.runs.begin(), tables_.runs.end(), kNoLimit,
                             [event](const auto& run) { return run.trigger == event; });
}

std::optional<core::RunId> MemoryReads::open_run(std::string_view workflow, std::string_view key) {
  return found_in(tables_.open_keys, std::pair(std::string(workflow), std::string(key)));
}

std::vector<ports::JournalRow> MemoryReads::journal(core::RunId run) {
  std::vector<ports::JournalRow> rows;
  const auto& of = tables_.journal_of;
  for (auto at = of.lower_bound({run, 0}); at != of.end() && at->first.first == run; ++at) {
    rows.push_back(tables_.journal.at(at->first.second));
  }
  return rows;
}

std::vector<ports::JournalRow> MemoryReads::journal_page(core::RunId run, std::int64_t after,
                                                         std::size_t limit) {
  std::vector<ports::JournalRow> rows;
  const auto& of = tables_.journal_of;
  for (auto at = of.upper_bound({run, after});
       at != of.end() && at->first.first == run && rows.size() < limit; ++at) {
    rows.push_back(tables_.journal.at(at->first.second));
  }
  return rows;
}

std::vector<core::RunId> MemoryReads::runs_resumed_by(core::EventId event) {
  std::vector<core::RunId> runs;
  const auto& resumed = tables_.resumed;
  for (auto at = resumed.lower_bound({event, core::RunId{}});
       at != resumed.end() && at->first.first == event; ++at)
    runs.push_back(at->first.second);
  return runs;
}

std::vector<ports::JournalRow> MemoryReads::journal_after(std::int64_t sequence,
                                                          std::size_t limit) {
  return pick<ports::JournalRow>(tables_.journal.upper_bound(sequence), tables_.journal.end(),
                                 limit, kAll);
}

std::vector<ports::StepRow> MemoryReads::steps(core::RunId run) {
  const auto next = core::RunId(run.value() + 1);
  return pick<ports::StepRow>(tables_.steps.lower_bound({run, {}}),
                              tables_.steps.lower_bound({next, {}}), kNoLimit, kAll);
}

std::vector<ports::StepRow> MemoryReads::outbox(std::string_view lane, std::size_t limit) {
  const auto wanted = [lane](const auto& row) { return performing(row) && row.lane == lane; };
  return earliest(
      pick<ports::StepRow>(tables_.steps.begin(), tables_.steps.end(), kNoLimit, wanted), limit);
}

std::vector<std::string> MemoryReads::outbox_lanes() {
  std::set<std::string> lanes;
  for (const auto& [key, row] : tables_.steps) {
    if (performing(row)) lanes.insert(row.lane);
  }
  return {lanes.begin(), lanes.end()};
}

std::vector<ports::StepRow> MemoryReads::due_steps(core::Time steady, core::Time wall,
                                                   std::size_t limit) {
  const auto by_length = [steady](const auto& row) {
    return !performing(row) && row.due && *row.due <= steady;
  };
  const auto by_wall = [&](const auto& row) {
    return !by_length(row) && row.due_on_wall && *row.due_on_wall <= wall;
  };
  const auto& steps = tables_.steps;
  auto rows =
      earliest(pick<ports::StepRow>(steps.begin(), steps.end(), kNoLimit, by_length), limit);
  for (auto& row : earliest(pick<ports::StepRow>(steps.begin(), steps.end(), kNoLimit, by_wall),
                            limit, &ports::StepRow::due_on_wall)) {
    rows.push_back(std::move(row));
  }
  return rows;
}

ports::NextDue MemoryReads::next_due() {
  ports::NextDue next;
  for (const auto& [key, row] : tables_.steps) {
    if (!performing(row)) next.add(row);
  }
  return next;
}

std::vector<ports::WaitRow> MemoryReads::waits(std::string_view type, std::string_view path,
                                               std::string_view value) {
  return pick<ports::WaitRow>(
      tables_.waits.begin(), tables_.waits.end(), kNoLimit,
      [&](const auto& row) { return row.type == type && row.path == path && row.value == value; });
}

std::vector<core::RunId> MemoryReads::waiting(std::string_view type, std::string_view path,
                                              std::string_view value, core::RunId after,
                                              std::size_t limit) {
  std::vector<core::RunId> runs;
  for (auto at = tables_.waits.lower_bound({core::RunId(after.value() + 1), {}});
       at != tables_.waits.end(); ++at) {
    const auto& row = at->second;
    if (row.type != type || row.path != path || row.value != value) continue;
    if (runs.empty() || runs.back() != row.run) runs.push_back(row.run);
    if (runs.size() == limit) break;
  }
  return runs;
}

std::vector<std::string> MemoryReads::wait_paths(std::string_view type) {
  std::set<std::string> paths;
  for (const auto& [key, row] : tables_.waits) {
    if (row.type == type) paths.insert(row.path);
  }
  return {paths.begin(), paths.end()};
}

std::vector<ports::ApprovalRow> MemoryReads::approvals(const ports::ApprovalFilter& filter) {
  const auto first = tables_.approvals.upper_bound({filter.after, filter.after_step});
  return pick<ports::ApprovalRow>(
      first, tables_.approvals.end(), filter.limit,
      [&filter](const auto& row) { return !filter.status || row.status == *filter.status; });
}

std::optional<ports::ApprovalRow> MemoryReads::approval(core::RunId run, std::string_view step) {
  return found_in(tables_.approvals, std::pair(run, std::string(step)));
}

std::vector<ports::TemplateRow> MemoryReads::templates() {
  std::vector<ports::TemplateRow> rows;
  for (const auto& [name, version] : tables_.active)
    rows.push_back(tables_.templates.at({name, version}));
  return rows;
}

std::optional<ports::TemplateRow> MemoryReads::template_version(std::string_view name,
                                                                int version) {
  const auto wanted =
      version == 0 ? found_in(tables_.active, std::string(name)) : std::optional(version);
  return wanted ? found_in(tables_.templates, std::pair(std::string(name), *wanted)) : std::nullopt;
}

std::optional<ports::TemplateRow> MemoryReads::latest_template(std::string_view name) {
  std::optional<ports::TemplateRow> latest;
  auto row = tables_.templates.lower_bound({std::string(name), 0});
  for (; row != tables_.templates.end() && row->first.first == name; ++row) latest = row->second;
  return latest;
}

std::vector<ports::TemplateRow> MemoryReads::retired_templates() {
  std::vector<ports::TemplateRow> rows;
  for (const auto& [key, row] : tables_.templates) {
    if (tables_.active.contains(key.first)) continue;
    if (!rows.empty() && rows.back().name == row.name) rows.pop_back();
    rows.push_back(row);
  }
  return rows;
}

std::vector<ports::TokenRow> MemoryReads::tokens() {
  return pick<ports::TokenRow>(tables_.tokens.begin(), tables_.tokens.end(), kNoLimit, kAll);
}

std::vector<ports::ParkedRow> MemoryReads::parked(std::size_t limit) {
  return pick<ports::ParkedRow>(tables_.parked.begin(), tables_.parked.end(), limit, kAll);
}

std::string MemoryReads::setting(std::string_view name) {
  return found_in(tables_.settings, std::string(name)).value_or(std::string());
}

}  // namespace baton::store
