#pragma once

#include "baton/cel/budget.hpp"
#include "baton/core/event.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/kpis/definitions.hpp"
#include "baton/ports/store.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {

// Counts events for KPIs, each event once for each KPI. An event is counted in the transaction that
// steps or parks it. Events that were stepped before a KPI existed, or before it counted as it does
// now, are counted later, some at a time. How far that has come is stored with the counts, so a
// process that is killed leaves the rest to the next one. On the store's thread.
class KpiCounts {
 public:
  // `clock`: by which expressions that take too long are stopped; null: only their cost is bounded.
  KpiCounts(std::shared_ptr<const kpis::Definitions> kpis, cel::Budget::Clock clock)
      : kpis_(std::move(kpis)), clock_(clock) {}

  // Counts for these KPIs from now on.
  void use(ports::Tx& tx, std::shared_ptr<const kpis::Definitions> kpis);
  // Counts an event that is stepped or parked now; a replay of an event counts nothing. `seen`: the
  // event as expressions see it. Returns what was wrong with conditions and values.
  std::vector<core::Error> count(ports::Tx& tx, const core::Event& event, const core::Json& seen);
  // Counts the next events that were stepped before. Returns false when nothing is left to do.
  bool go_on(ports::Tx& tx);
  // True if every event that was stepped has been counted for a KPI as it is defined now. It always
  // is for a KPI that is computed from runs.
  static bool is_whole(ports::Settings& settings, const kpis::Definition& kpi);
  // Drops what is held in memory, since it may differ from what is stored.
  void forget() { progress_.reset(); }

 private:
  // How far one KPI is counted.
  struct Counted {
    // In which way: Definition::fingerprint().
    std::string by{};
    // The last event that was stepped before it was counted so; unset: nothing is left to count.
    std::optional<core::EventId> to{};
    // The last event that is counted of those.
    core::EventId at{};
    bool operator==(const Counted&) const = default;
  };
  using Progress = std::map<std::string, Counted, std::less<>>;

  static Progress read(ports::Settings& settings);
  static void keep(ports::SettingsTx& settings, const Progress& progress);
  void begin(ports::Tx& tx, Progress& progress, core::EventId stepped) const;

  std::shared_ptr<const kpis::Definitions> kpis_;
  cel::Budget::Clock clock_;
  std::optional<Progress> progress_{};  // read from the store when it is first needed
};

}  // namespace baton::runtime
