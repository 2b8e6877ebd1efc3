#include "runtime/kpi_counts.hpp"

#include "baton/core/json.hpp"
#include "baton/insight/flow.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/unfinished.hpp"

#include <algorithm>
#include <cstdint>
#include <tuple>

namespace baton::runtime {

using core::Event;
using core::EventId;
using core::Json;
using ports::KpiRow;

namespace {

// The setting that says in which way each KPI is counted, and how far stored events were counted
// for it: {NAME: {"by", "to", "at"}}.
constexpr std::string_view kKpisSetting = "kpis";
// How many events are looked at in one transaction. Turns wait until that is done.
constexpr std::size_t kEventsRecounted = 250;

EventId event_id_at(const Json& json, const char* name) {
  const auto* value = core::find(json, name);
  return EventId(value != nullptr && value->is_number_integer() ? value->get<std::int64_t>() : 0);
}

// A replay repeats an event that was counted when it was first stepped, so it is not counted.
bool is_replay(const Event& event) { return event.origin.starts_with("replay:evt_"); }

std::vector<KpiRow> rows_counted(const kpis::Definitions& kpis, const Event& event,
                                 const Json& seen, cel::Budget::Clock clock,
                                 std::vector<core::Error>* errors) {
  std::vector<KpiRow> rows;
  if (is_replay(event)) return rows;
  auto found = kpis.counted_in(event, seen, clock);
  if (errors != nullptr) *errors = std::move(found.errors);
  const auto day = insight::day_of(event.received);
  for (auto& count : found.counts)
    rows.push_back({std::move(count.kpi), day, std::move(count.what), 1, count.thousandths});
  return rows;
}

}  // namespace

KpiCounts::Progress KpiCounts::read(ports::Settings& settings) {
  Progress progress;
  const auto json = core::parse_json(settings.setting(kKpisSetting));
  if (!json || !json->is_object()) return progress;
  for (const auto& [name, of] : json->items()) {
    Counted counted{core::text_at(of, "by"), {}, event_id_at(of, "at")};
    if (core::find(of, "to") != nullptr) counted.to = event_id_at(of, "to");
    progress.emplace(name, std::move(counted));
  }
  return progress;
}

bool KpiCounts::is_whole(ports::Settings& settings, const kpis::Definition& kpi) {
  if (!kpis::of_events(kpi.kind)) return true;
  const auto progress = read(settings);
  const auto found = progress.find(kpi.name);
  return found != progress.end() && found->second.by == kpi.fingerprint() && !found->second.to;
}

void KpiCounts::keep(ports::SettingsTx& settings, const Progress& progress) {
  Json json = Json::object();
  for (const auto& [name, counted] : progress) {
    json[name] = {{"by", counted.by}};
    if (!counted.to) continue;
    json[name]["to"] = counted.to->value();
    json[name]["at"] = counted.at.value();
  }
  settings.set_setting(kKpisSetting, progress.empty() ? "" : core::dump(json));
}

// Counts of a KPI that is gone, or is counted in another way now, are deleted. For one that is new,
// all events up to `stepped`, the last that was stepped, are to be counted.
void KpiCounts::begin(ports::Tx& tx, Progress& progress, EventId stepped) const {
  const auto before = progress;
  for (auto at = progress.begin(); at != progress.end();) {
    const auto* kpi = kpis_->find(at->first);
    const bool stays = kpi != nullptr && kpi->fingerprint() == at->second.by;
    if (!stays) tx.clear_kpi(at->first);
    at = stays ? std::next(at) : progress.erase(at);
  }
  for (const auto& name : kpis_->names()) {
    const auto& kpi = *kpis_->find(name);
    if (!kpis::of_events(kpi.kind) || progress.contains(name)) continue;
    Counted counted{kpi.fingerprint(), {}, {}};
    if (stepped) counted.to = stepped;
    progress.emplace(name, std::move(counted));
  }
  if (progress != before) keep(tx, progress);
}

void KpiCounts::use(ports::Tx& tx, std::shared_ptr<const kpis::Definitions> kpis) {
  kpis_ = std::move(kpis);
  forget();
  go_on(tx);
}

std::vector<core::Error> KpiCounts::count(ports::Tx& tx, const Event& event, const Json& seen) {
  std::vector<core::Error> errors;
  if (!kpis_->listens(event.type)) return errors;
  if (!progress_) {
    progress_ = read(tx);
    begin(tx, *progress_, EventId(event.id.value() - 1));
  }
  tx.add_kpi_days(rows_counted(*kpis_, event, seen, clock_, &errors));
  return errors;
}

bool KpiCounts::go_on(ports::Tx& tx) {
  // The store may refuse this transaction, so what it writes is not kept in memory.
  forget();
  auto progress = read(tx);
  // An event that is stepped in parts was counted with its first part.
  const auto half_done = Unfinished::parse(tx.setting(kUnfinished)).event;
  begin(tx, progress, std::max(tx.cursor(), half_done ? half_done->event : EventId{}));
  std::optional<EventId> from;
  for (const auto& [name, counted] : progress)
    if (counted.to) from = std::min(from.value_or(counted.at), counted.at);
  if (!from) return false;
  const auto page = readable_events(tx, *from, kEventsRecounted);
  auto last = page.rows.empty() ? tx.last_event() : page.rows.back().id;
  if (page.damaged) {
    spdlog::warn("event {} is left out of the KPIs: its row is damaged", page.damaged.text());
    last = page.damaged;
  }
  for (const auto& event : page.rows) {
    if (!kpis_->listens(event.type)) continue;
    auto rows = rows_counted(*kpis_, event, event.to_json(), clock_, nullptr);
    std::erase_if(rows, [&progress, &event](const KpiRow& row) {
      const auto& counted = progress.at(row.kpi);
      return !counted.to || event.id > *counted.to || event.id <= counted.at;
    });
    tx.add_kpi_days(rows);
  }
  bool more = false;
  for (auto& [name, counted] : progress) {
    if (!counted.to) continue;
    counted.at = std::max(counted.at, last);
    if (counted.at >= *counted.to) counted.to.reset();
    more = more || counted.to.has_value();
  }
  keep(tx, progress);
  return more;
}

std::vector<KpiRow> recount_kpis(ports::EventLog& queries, const kpis::Definitions& kpis,
                                 cel::Budget::Clock clock) {
  std::map<std::tuple<std::string, std::int64_t, std::string>, KpiRow> sums;
  const auto stepped = queries.cursor();
  EventId at{};
  for (bool more = true; more;) {
    const auto events = queries.events_after(at, kEventsRecounted);
    for (const auto& event : events) {
      at = event.id;
      if (event.id > stepped) continue;
      for (auto& row : rows_counted(kpis, event, event.to_json(), clock, nullptr)) {
        auto& sum = sums[{row.kpi, row.day, row.what}];
        const auto count = sum.count + row.count;
        const auto thousandths = sum.thousandths + row.thousandths;
        sum = std::move(row);
        sum.count = count;
        sum.thousandths = thousandths;
      }
    }
    more = !events.empty();
  }
  std::vector<KpiRow> rows;
  for (auto& [key, row] : sums) rows.push_back(std::move(row));
  return rows;
}

}  // namespace baton::runtime
