#include "store/sqlite/reads.hpp"

#include "baton/core/event_names.hpp"
#include "baton/core/own_events.hpp"
#include "store/record/rules.hpp"
#include "store/record/run_tally.hpp"
#include "store/sqlite/collect.hpp"
#include "store/sqlite/rows.hpp"

#include <algorithm>
#include <limits>

namespace baton::store {
namespace {

// An id above all others.
constexpr auto kForEver = std::numeric_limits<std::int64_t>::max();
// While the log has at most this many types, a pattern is looked up type by type. When it has more,
// the log is scanned.
constexpr std::size_t kTypesMax = 1'000;
// The clocks that alarms go by, as the column on_wall has them.
constexpr bool kSteady = false;
constexpr bool kOnWall = true;

ports::ParkedRow parked_row(const Statement::Use& use) {
  return {core::EventId(use.integer(0)), std::string(use.text(1)), use.time(2)};
}

std::string text_row(const Statement::Use& use) { return std::string(use.text(0)); }

// All distinct texts of a column. `next` gives the first text from a given one on, so that a
// million rows with the same text cost one look-up.
template <class Next>
std::vector<std::string> hop(Next next) {
  std::vector<std::string> texts;
  std::string from;
  while (auto text = one(next(from), text_row)) {
    from = *text + '\0';  // the smallest text that is greater
    texts.push_back(std::move(*text));
  }
  return texts;
}

bool is_pattern(std::string_view type) { return type.find('*') != std::string_view::npos; }

// True when the pattern may match events that are addressed to one run. The index events_type does
// not hold those, so it cannot be used.
bool may_match_addressed(std::string_view pattern) {
  if (!is_pattern(pattern)) return core::addressed(pattern);
  const auto first = pattern.substr(0, pattern.find('.'));
  return first == "*" || first == "baton";
}

// The one type that a search is about, if the index of types has its events; else empty.
std::string_view type_looked_for(const ports::EventSearch& search) {
  for (const auto& term : search.terms) {
    const bool is_type = term.of == ports::EventTerm::Of::type && !term.negated;
    if (is_type && !is_pattern(term.value) && !core::addressed(term.value)) return term.value;
  }
  return {};
}

std::int64_t upper(core::EventId before) { return before ? before.value() : kForEver; }

}  // namespace

const Head& SqliteReads::head() {
  if (live_) return *live_;
  auto use = read_head_.with();
  if (!use.next()) damaged("head", 1, "it is gone");
  Head& head = stored_;
  head.cursor = core::EventId(use.integer(0));
  head.last_event = core::EventId(use.integer(1));
  head.last_run = core::RunId(use.integer(2));
  head.last_sequence = use.integer(3);
  head.counts = {use.integer(4), use.integer(5), use.integer(6), use.integer(7),
                 use.integer(8), use.integer(9), use.integer(10)};
  head.pruned = core::EventId(use.integer(11));
  head.words_to = core::RunId(use.integer(12));
  head.words_missing = use.integer(13);
  return head;
}

core::EventId SqliteReads::last_event() { return head().last_event; }
core::EventId SqliteReads::pruned() { return head().pruned; }
core::EventId SqliteReads::cursor() { return head().cursor; }
std::int64_t SqliteReads::last_sequence() { return head().last_sequence; }
ports::Counts SqliteReads::counts() { return head().counts; }

std::optional<core::Event> SqliteReads::event(core::EventId id) {
  return one(event_.with(id), event_row);
}

std::vector<core::Event> SqliteReads::events_after(core::EventId position, std::size_t limit) {
  return all(events_after_.with(position, limit), event_row);
}

// The types in the log that match a pattern; nullopt when the log has too many types to look at
// each.
std::optional<std::vector<std::string>> SqliteReads::types_matching(std::string_view pattern) {
  std::vector<std::string> types;
  std::string last;
  for (std::size_t hops = 0; hops < kTypesMax; ++hops) {
    auto type = one(next_type_.with(last), text_row);
    if (!type) return types;
    if (core::type_matches(pattern, *type)) types.push_back(*type);
    last = std::move(*type);
  }
  return std::nullopt;
}

std::vector<core::EventId> SqliteReads::look_back(std::string_view type, core::EventId after,
                                                  core::EventId before, std::size_t limit) {
  if (core::addressed(type)) return {};
  return all(type_backward_.with(type, after, before, std::string_view(), limit),
             [](const auto& use) { return core::EventId(use.integer(0)); });
}

std::int64_t SqliteReads::descendants(core::EventId root, std::int64_t enough) {
  auto use = descendants_.with(root, enough);
  return use.next() ? use.integer(0) : 0;
}

std::int64_t SqliteReads::events_since(core::EventId position, std::int64_t enough) {
  auto use = events_since_.with(position, enough);
  return use.next() ? use.integer(0) : 0;
}

// Scans the log row by row, for Baton's own types and for filters without a type.
std::vector<core::Event> SqliteReads::scan_events(const ports::EventFilter& filter) {
  std::vector<core::Event> found;
  auto& statement = filter.after ? events_forward_ : events_backward_;
  auto use = statement.with(filter.after, upper(filter.before), filter.source);
  while (found.size() < filter.limit && use.next()) {
    if (filter.type.empty() || core::type_matches(filter.type, use.text(1)))
      found.push_back(event_row(use));
  }
  return found;
}

std::vector<core::Event> SqliteReads::events(const ports::EventFilter& filter) {
  if (filter.type.empty() || may_match_addressed(filter.type)) return scan_events(filter);
  std::optional<std::vector<std::string>> types{{filter.type}};
  if (is_pattern(filter.type)) types = types_matching(filter.type);
  if (!types) return scan_events(filter);

  std::vector<std::int64_t> ids;
  auto& statement = filter.after ? type_forward_ : type_backward_;
  for (const auto& type : *types) {
    auto use =
        statement.with(type, filter.after, upper(filter.before), filter.source, filter.limit);
    while (use.next()) ids.push_back(use.integer(0));
  }
  if (filter.after) {
    std::sort(ids.begin(), ids.end());
  } else {
    std::sort(ids.begin(), ids.end(), std::greater<>());
  }
  ids.resize(std::min(ids.size(), filter.limit));

  std::vector<core::Event> found;
  found.reserve(ids.size());
  for (const auto id : ids) {
    if (auto event = this->event(core::EventId(id))) found.push_back(std::move(*event));
  }
  return found;
}

ports::EventsFound SqliteReads::find_events(const ports::EventSearch& search) {
  ports::EventsFound found;
  const auto type = type_looked_for(search);
  auto use = type.empty() ? look_through_.with(upper(search.before), search.after, search.looks_max)
                          : look_through_type_.with(upper(search.before), search.after,
                                                    search.looks_max, type);
  std::size_t looks = 0;
  core::EventId last;
  while (found.ids.size() < search.limit && use.next()) {
    ++looks;
    last = core::EventId(use.integer(0));
    if (meets(search, use.text(1), use.text(2), use.text(3))) found.ids.push_back(last);
  }
  if (looks == search.looks_max || found.ids.size() == search.limit) found.goes_on = last;
  return found;
}

std::optional<ports::RunRow> SqliteReads::run(core::RunId id) {
  return one(run_.with(id), run_row);
}

std::vector<ports::RunRow> SqliteReads::runs(const ports::RunFilter& filter) {
  return run_search_.find(filter, head().words_to);
}

std::vector<ports::RunCount> SqliteReads::run_counts() { return run_search_.counts(); }

std::vector<ports::RunTally> SqliteReads::run_tallies(core::Time from, core::Time to) {
  const auto first = quarter_of(from + ports::kQuarter - core::Duration(1));
  const auto behind = quarter_of(to + ports::kQuarter - core::Duration(1));
  return all(run_tallies_.with(first, behind), [](const auto& use) {
    return ports::RunTally{begin_of_quarter(use.integer(0)), core::run_status(use.text(1)),
                           took_at_most(use.integer(2)), use.integer(3)};
  });
}

std::vector<core::RunId> SqliteReads::open_runs(core::RunId after, std::size_t limit) {
  return all(open_runs_.with(after, limit),
             [](const auto& use) { return core::RunId(use.integer(0)); });
}

std::vector<ports::KpiRow> SqliteReads::kpi_days(std::string_view kpi, std::int64_t from,
                                                 std::int64_t to) {
  return all(kpi_days_.with(kpi, from, to), [](const auto& use) {
    return ports::KpiRow{std::string(use.text(0)), use.integer(1), std::string(use.text(2)),
                         use.integer(3), use.integer(4)};
  });
}

std::vector<ports::RunRow> SqliteReads::runs_unknown(std::size_t limit) {
  return all(runs_unknown_.with(limit), run_row);
}

std::vector<ports::RunRow> SqliteReads::runs_started_by(core::EventId event) {
  return all(runs_started_by_.with(event), run_row);
}

std::optional<core::RunId> SqliteReads::open_run(std::string_view workflow, std::string_view key) {
  return one(open_run_.with(workflow, key),
             [](const auto& use) { return core::RunId(use.integer(0)); });
}

std::int64_t SqliteReads::last_entry(core::RunId run) {
  return one(last_entry_.with(run), [](const auto& use) { return use.integer(0); }).value_or(0);
}

// Reads from the last entry to the first, since each entry names the one before it.
std::vector<ports::JournalRow> SqliteReads::journal(core::RunId run) {
  std::vector<ports::JournalRow> rows;
  auto next = last_entry(run);
  while (next != 0) {
    auto use = entry_.with(next);
    if (!use.next()) damaged("journal", next, "it is gone");
    rows.push_back(journal_row(use));
    const auto before = use.integer(7);
    if (rows.back().run != run || before >= next)
      damaged("journal", next, "it does not belong where it is");
    next = before;
  }
  std::reverse(rows.begin(), rows.end());
  return rows;
}

// Each entry names the one before it, so the sequences are collected from the last entry backwards.
// The rows of the page are the ones collected last.
std::vector<ports::JournalRow> SqliteReads::journal_page(core::RunId run, std::int64_t after,
                                                         std::size_t limit, std::size_t bytes_max) {
  std::vector<std::int64_t> way;
  auto next = last_entry(run);
  while (next > after) {
    way.push_back(next);
    auto use = entry_before_.with(next);
    if (!use.next()) damaged("journal", next, "it is gone");
    const auto before = use.integer(1);
    if (core::RunId(use.integer(0)) != run || before >= next)
      damaged("journal", next, "it does not belong where it is");
    next = before;
  }
  std::vector<ports::JournalRow> rows;
  std::size_t bytes = 0;
  for (; !way.empty() && rows.size() < limit && bytes < bytes_max; way.pop_back()) {
    auto use = entry_.with(way.back());
    if (!use.next()) damaged("journal", way.back(), "it is gone");
    bytes += use.text(5).size();
    rows.push_back(journal_row(use));
  }
  return rows;
}

std::vector<core::RunId> SqliteReads::runs_resumed_by(core::EventId event, std::size_t limit) {
  return all(resumed_.with(event, limit),
             [](const auto& use) { return core::RunId(use.integer(0)); });
}

std::vector<ports::JournalRow> SqliteReads::journal_after(std::int64_t sequence,
                                                          std::size_t limit) {
  return all(journal_after_.with(sequence, limit), journal_row);
}

std::vector<ports::RunChanged> SqliteReads::runs_changed(std::int64_t sequence, std::size_t limit) {
  return all(runs_changed_.with(sequence, limit), [](const auto& use) {
    return ports::RunChanged{use.integer(0), core::RunId(use.integer(1))};
  });
}

std::vector<ports::StepRow> SqliteReads::steps(core::RunId run) {
  return all(steps_.with(run), step_row);
}

std::vector<ports::StepRow> SqliteReads::outbox(std::string_view lane, std::size_t limit) {
  return whole(database_, outbox_.with(lane), limit, step_row);
}

std::vector<std::string> SqliteReads::outbox_lanes() {
  return hop([this](const std::string& from) { return next_outbox_lane_.with(from); });
}

std::vector<ports::AlarmRow> SqliteReads::due_alarms(core::Time steady, core::Time wall,
                                                     std::size_t limit) {
  auto rows = whole(database_, due_alarms_.with(kSteady, steady), limit, alarm_row);
  for (auto& row : whole(database_, due_alarms_.with(kOnWall, wall), limit, alarm_row))
    rows.push_back(std::move(row));
  return rows;
}

ports::NextDue SqliteReads::next_due() {
  ports::NextDue next;
  for (const auto& row : due_alarms(core::Time::max(), core::Time::max(), 1)) next.add(row);
  return next;
}

std::optional<core::Time> SqliteReads::schedule_due(std::string_view workflow) {
  return one(schedule_due_.with(workflow), [](const auto& use) { return use.time(0); });
}

std::optional<ports::BurstRow> SqliteReads::burst(std::string_view workflow,
                                                  ports::BurstRow::Kind kind,
                                                  std::string_view key) {
  return burst_named(ports::BurstRow{std::string(workflow), kind, std::string(key)}.name());
}

std::optional<ports::BurstRow> SqliteReads::burst_named(std::string_view name) {
  return one(burst_.with(name), burst_row);
}

namespace {

core::FactValue fact_value(const Statement::Use& use) { return fact_row(use).value; }

}  // namespace

std::optional<core::FactValue> SqliteReads::fact(std::string_view name, std::string_view key) {
  return one(fact_.with(name, key), fact_value);
}

std::optional<core::FactValue> SqliteReads::fact_named(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return fact(text, {});
  return fact(text.substr(0, slash), text.substr(slash + 1));
}

std::vector<core::FactValue> SqliteReads::facts_of(std::string_view name,
                                                   std::optional<std::string_view> after,
                                                   std::size_t limit) {
  auto& statement = after ? facts_of_ : facts_from_;
  return all(statement.with(name, after.value_or(""), limit), fact_value);
}

std::int64_t SqliteReads::fact_count(std::string_view name) {
  return one(fact_count_.with(name), [](const auto& use) { return use.integer(0); }).value_or(0);
}

std::vector<ports::FactHistoryRow> SqliteReads::fact_history(std::string_view name,
                                                             std::string_view key,
                                                             std::int64_t before,
                                                             std::size_t limit) {
  const auto end = before > 0 ? before : std::numeric_limits<std::int64_t>::max();
  return all(fact_history_.with(name, key, end, limit), fact_row);
}

std::optional<ports::WindowRow> SqliteReads::window(std::int64_t window, std::string_view key) {
  return one(window_.with(window, key), window_row);
}

std::optional<ports::WindowRow> SqliteReads::window_named(std::string_view name) {
  const auto parts = core::parse_json(name);
  if (!parts || !parts->is_array() || parts->size() != 2 || !parts->at(0).is_number_integer() ||
      !parts->at(1).is_string())
    return std::nullopt;
  return window(parts->at(0).get<std::int64_t>(), parts->at(1).get_ref<const std::string&>());
}

std::vector<ports::WindowRow> SqliteReads::windows(std::int64_t window, std::string_view after,
                                                   std::size_t limit) {
  return all(windows_.with(window, after, limit), window_row);
}

std::vector<core::RunId> SqliteReads::slot_holders(std::string_view workflow, std::string_view key,
                                                   std::size_t limit) {
  return all(slot_holders_.with(workflow, key, limit),
             [](const auto& use) { return core::RunId(use.integer(0)); });
}

bool SqliteReads::holds_slot(std::string_view workflow, std::string_view key, core::RunId run) {
  return holds_slot_.with(workflow, key, run).next();
}

std::optional<core::RunId> SqliteReads::next_in_slot(std::string_view workflow,
                                                     std::string_view key) {
  return one(next_in_slot_.with(workflow, key),
             [](const auto& use) { return core::RunId(use.integer(0)); });
}

std::optional<std::string> SqliteReads::awaited_slot(std::string_view workflow,
                                                     std::string_view after) {
  return one(awaited_slot_.with(workflow, after),
             [](const auto& use) { return std::string(use.text(0)); });
}

std::int64_t SqliteReads::ahead_in_slot(std::string_view workflow, std::string_view key,
                                        core::RunId run) {
  return one(ahead_in_slot_.with(workflow, key, run),
             [](const auto& use) { return use.integer(0); })
      .value_or(0);
}

std::vector<std::string> SqliteReads::scheduled() {
  return all(scheduled_.with(), [](const auto& use) { return std::string(use.text(0)); });
}

std::vector<ports::WaitRow> SqliteReads::waits(std::string_view type, std::string_view path,
                                               std::string_view value) {
  return all(waits_.with(type, path, value), wait_row);
}

std::vector<core::RunId> SqliteReads::waiting(std::string_view type, std::string_view path,
                                              std::string_view value, core::RunId after,
                                              std::size_t limit) {
  return all(waiting_.with(type, path, value, after, limit),
             [](const auto& use) { return core::RunId(use.integer(0)); });
}

std::vector<std::string> SqliteReads::wait_paths(std::string_view type) {
  return hop([this, type](const std::string& from) { return next_wait_path_.with(type, from); });
}

std::vector<ports::ApprovalRow> SqliteReads::approvals(const ports::ApprovalFilter& filter) {
  const auto& step = filter.after_step;
  if (!filter.status)
    return all(approvals_.with(filter.after, step.name, step.item, filter.limit), approval_row);
  return all(approvals_by_status_.with(to_text(*filter.status), filter.after, step.name, step.item,
                                       filter.limit),
             approval_row);
}

std::optional<ports::ApprovalRow> SqliteReads::approval(core::RunId run,
                                                        const core::StepRef& step) {
  return one(approval_.with(run, step.name, step.item), approval_row);
}

std::vector<ports::TaskRow> SqliteReads::tasks(const ports::TaskFilter& filter) {
  const auto& step = filter.after_step;
  if (filter.status)
    return all(tasks_by_status_.with(to_text(*filter.status), filter.after, step.name, step.item,
                                     filter.limit),
               task_row);
  auto& statement = filter.to_do ? tasks_to_do_ : tasks_;
  return all(statement.with(filter.after, step.name, step.item, filter.limit), task_row);
}

std::optional<ports::TaskRow> SqliteReads::task(core::RunId run, const core::StepRef& step) {
  return one(task_.with(run, step.name, step.item), task_row);
}

std::vector<ports::TemplateRow> SqliteReads::templates() {
  return all(templates_.with(), template_row);
}

std::vector<ports::TemplateRow> SqliteReads::template_versions(std::string_view name, int before,
                                                               std::size_t limit) {
  return all(template_versions_.with(name, before, limit), template_row);
}

std::optional<ports::TemplateRow> SqliteReads::latest_template(std::string_view name) {
  return one(template_latest_.with(name), template_row);
}

std::vector<ports::TemplateRow> SqliteReads::retired_templates() {
  return all(templates_retired_.with(), template_row);
}

std::optional<ports::TemplateRow> SqliteReads::template_version(std::string_view name,
                                                                int version) {
  return version == 0 ? one(template_active_.with(name), template_row)
                      : one(template_version_.with(name, version), template_row);
}

std::vector<ports::ParkedRow> SqliteReads::parked(std::size_t limit) {
  return all(parked_.with(limit), parked_row);
}

std::optional<ports::ParkedRow> SqliteReads::parked_event(core::EventId event) {
  return one(parked_event_.with(event), parked_row);
}

std::string SqliteReads::setting(std::string_view name) {
  return one(setting_.with(name), text_row).value_or(std::string());
}

}  // namespace baton::store
