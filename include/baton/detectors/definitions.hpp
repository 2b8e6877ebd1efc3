#pragma once

#include "baton/cel/event_members.hpp"
#include "baton/cel/expression.hpp"
#include "baton/core/event.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"
#include "baton/kpis/definitions.hpp"
#include "baton/kpis/value.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Which series are watched for changes, such as the cost per click of each campaign. Pure; any
// thread.
namespace baton::detectors {

// Figures of a workflow that are kept by day, as series.
enum class Figure {
  // The share of the runs that failed, among those that succeeded or failed on a day. A rate.
  error_rate,
  // How often people sent a step back on a day, divided by their decisions and done tasks
  // (insight/rework.hpp); 1 at most. A rate.
  rework_rate,
  // The mean time that the runs took that succeeded on a day, in hours. A quantity.
  took,
};
// The word of a figure, "error_rate".
std::string_view to_text(Figure figure);

// One detector, as its file describes it. Immutable.
struct Definition {
  // Its name.
  std::string name;
  // For people; the name where the file has none.
  std::string title{};
  // For people; may be empty.
  std::string description{};
  // Who is to look at its alarms, for people; may be empty.
  std::string owner{};

  // The type of the events that have the values; empty for what is computed day by day.
  std::string event{};
  // The connection that they have to come through; empty means any.
  std::string connection{};
  // Holds for the events that have a value. Null: all of that type do.
  std::shared_ptr<const cel::Expression> when{};
  // Which series a value belongs to. Null: there is one series.
  std::shared_ptr<const cel::Expression> by{};
  // When it was measured. Null: at the time of the event.
  std::shared_ptr<const cel::Expression> at{};
  // A quantity: the value. Null for a rate.
  std::shared_ptr<const cel::Expression> value{};
  // A rate: how many of `trials` there were; both count by `per`, a period.
  std::shared_ptr<const cel::Expression> successes{};
  std::shared_ptr<const cel::Expression> trials{};
  core::Duration per = std::chrono::hours(24);

  // The workflow whose figure it is, day by day; empty for other series.
  std::string workflow{};
  Figure figure = Figure::error_rate;

  // The KPI that is watched, day by day; null for other series.
  std::shared_ptr<const kpis::Definition> kpi{};

  // True: events bring the values. False: a value is computed for each day that is over.
  bool of_events() const { return workflow.empty() && kpi == nullptr; }
  // True: the share of trials that succeed. False: a quantity, never negative.
  bool is_rate() const;
  // The unit of a quantity, "hours"; empty where it is not known, and for rates.
  std::string unit() const;
  // A digest of what is measured and how. When it changes, the values that were kept of the
  // detector are forgotten.
  std::string digest{};
};

// A value of a series. Of a rate, `value` is how many succeeded.
struct Measured {
  // Which series; empty where there is one.
  std::string key{};
  core::Time at{};
  double value = 0;
  std::uint64_t trials = 0;
};

// The value that an event has for a detector; nullopt if its condition does not hold. `seen`: the
// event as expressions see it. Errc::invalid names the expression whose result cannot be used.
core::Result<std::optional<Measured>> measure(const Definition& detector, const core::Event& event,
                                              const core::Json& seen);
// How many days before a day go into the value of that day, for the detector of a KPI. A KPI that
// only counts is added up over seven days, because the amount of work varies with the day of the
// week; then it is 6. Otherwise it is 0.
std::int64_t days_before(const Definition& detector);
// The value of a day for a detector of a KPI, from what its KPI came to on that day and on
// days_before(); nullopt where there is nothing to compute it from, and where it is negative.
std::optional<Measured> measure(const Definition& detector, std::int64_t day,
                                const std::map<std::int64_t, kpis::Point>& points);

// All detectors of a configuration, by name. Immutable.
class Definitions {
 public:
  // One file of config/detectors.
  struct File {
    // As findings show it.
    std::string name;
    // YAML.
    std::string text;
  };
  // Reads detectors from their files, which config/schema/detector.schema.json describes. `kpis`:
  // those that there are. What is wrong is added to `findings`; a detector with an error is left
  // out.
  static Definitions read(const std::vector<File>& files, const kpis::Definitions& kpis,
                          core::Findings& findings);

  // The detector of that name; nullptr if there is none.
  const Definition* find(std::string_view name) const;
  // The same, or Errc::not_found with "did you mean".
  core::Result<const Definition*> named(std::string_view name) const;
  // All names, sorted.
  std::vector<std::string> names() const;
  // All of them, by name.
  const std::map<std::string, Definition, std::less<>>& all() const { return all_; }

  // A warning for each member of an event's data that a detector reads and the event does not have,
  // where `members` says which it has.
  core::Findings unknown_members(const cel::MembersOf& members) const;

 private:
  std::map<std::string, Definition, std::less<>> all_;
  std::vector<cel::MemberRead> reads_{};
};

// The detector as JSON: {"name", "title", "description", "owner", "kind", "event", "connection",
// "workflow", "figure", "kpi", "unit", "per"}, where what it does not have is null.
core::Json to_json(const Definition& detector);

}  // namespace baton::detectors
