#pragma once

#include "baton/cel/budget.hpp"
#include "baton/cel/event_members.hpp"
#include "baton/cel/expression.hpp"
#include "baton/core/event.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/template.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// What is measured, and what it should be: key performance indicators (KPIs) over the figures that
// are kept of runs, and over events. Pure; any thread.
namespace baton::kpis {

// What a KPI measures. The first seven are computed from the figures that are kept beside the runs
// (insight/flow.hpp), the others from events, which are counted as they are stepped.
enum class Kind {
  // From the start of a run to its first attempt at an action; a length of time.
  first_action,
  // From the start of a run to its end, of those that succeeded; a length of time.
  time_to_market,
  // How many runs, or steps, succeeded.
  throughput,
  // How often people sent a step back, for each hundred decisions and done tasks
  // (insight/rework.hpp).
  rework,
  // How many runs, or steps, failed, for each hundred that succeeded or failed.
  error_rate,
  // How many decisions and done tasks of people were returned or corrected, for each hundred.
  human_error_rate,
  // What all attempts at actions cost, divided by the number of runs that succeeded.
  cost,
  // How many events of one kind there were, for each hundred of another kind.
  conversion,
  // The net promoter score of answers from 0 to 10: the percentage of 9 and 10 less the percentage
  // of 0 to 6.
  nps,
  // How many events there were.
  count,
  // The mean of a number that events bring.
  average,
};
// The word of a kind, "first_action".
std::string_view to_text(Kind kind);
// True if a kind is computed from events; otherwise it is computed from the figures of runs.
bool of_events(Kind kind);
// True if a kind is a length of time.
bool of_lengths(Kind kind);
// True if a kind is a share of a whole, in percent.
bool of_shares(Kind kind);
// True if a kind only counts: its value is 0 where there is nothing to count.
bool of_counts(Kind kind);

// Which figure is taken of many lengths of time: the median, the time that 95 of 100 do not exceed,
// or the mean.
enum class Figure { p50, p95, mean };
// The word of a figure, "p95".
std::string_view to_text(Figure figure);

// Which events are counted.
struct Source {
  // The type of the event, as a pattern.
  std::string event;
  // The connection that it has to come through; empty means any.
  std::string connection{};
  // Holds for the events that count. Null: all of that type do.
  std::shared_ptr<const cel::Expression> when{};
  // Gives the number that the event brings; null where none is asked for.
  std::shared_ptr<const cel::Expression> value{};
};

// What the value should be, in the unit of the KPI. At least one is set.
struct Target {
  std::optional<double> at_least{};
  std::optional<double> at_most{};
  bool reached_by(double value) const {
    return (!at_least || value >= *at_least) && (!at_most || value <= *at_most);
  }
};

// One KPI, as its file describes it. Immutable.
struct Definition {
  // The name by which goals refer to it.
  std::string name;
  // For people; the name where the file has none.
  std::string title{};
  // For people; may be empty.
  std::string description{};
  // Who answers for it, for people; may be empty.
  std::string owner{};
  Kind kind = Kind::throughput;
  // Of a length of time.
  Figure figure = Figure::p50;
  // The word of what it is measured in: "minutes", "percent", "EUR".
  std::string unit{};
  // Over how many days, today included, its value is computed.
  std::int64_t window_days = 30;
  std::optional<Target> target{};

  // Only runs of these workflows count; empty: of all.
  std::set<std::string, std::less<>> workflows{};
  // Only rows of figures for which this holds count; null: all. The expression reads a row as
  // `row`.
  std::shared_ptr<const cel::Expression> where{};
  // Steps are meant, and not runs as a whole.
  bool of_steps = false;
  // What one attempt costs, by the name of a connection or of one operation of it
  // ("jira.create_issue"), which wins.
  std::map<std::string, double, std::less<>> costs{};

  // The events that are counted: one source, or of a conversion two, from and to.
  std::vector<Source> sources{};

  // A text that changes when events would be counted in another way. They then have to be counted
  // anew.
  std::string fingerprint() const;
  // What an attempt at this operation costs; 0 where nothing is said.
  double cost_of(std::string_view operation) const;
};

// What an event adds to a KPI.
struct EventCount {
  // The name of the KPI.
  std::string kpi;
  // What it counts as: "from", "to", "promoters", "passives", "detractors" or "events".
  std::string what;
  // The number that it brought, in thousandths; 0 where none is asked for.
  std::int64_t thousandths = 0;
  bool operator==(const EventCount&) const = default;
};

// The largest number that an event may bring to an average, and the smallest below zero.
inline constexpr double kValueMax = 1e9;

// Where a file names a connection, or one of its operations.
struct ConnectionNamed {
  std::string connection;
  // Empty: the connection as a whole.
  std::string operation{};
  // As in cel::MemberRead.
  core::Finding place{};
};

// All KPIs of a configuration, by name. Immutable.
class Definitions {
 public:
  // One file of config/kpis.
  struct File {
    // As findings show it.
    std::string name;
    // YAML.
    std::string text;
  };
  // Reads KPIs from their files, which config/schema/kpi.schema.json describes. What is wrong is
  // added to `findings`; a KPI with an error is left out.
  static Definitions read(const std::vector<File>& files, core::Findings& findings);

  // The KPI of that name; nullptr if there is none.
  const Definition* find(std::string_view name) const;
  // The same, or Errc::not_found with "did you mean".
  core::Result<const Definition*> named(std::string_view name) const;
  // All names, sorted.
  std::vector<std::string> names() const;
  bool empty() const { return kpis_.empty(); }
  // True if a KPI of this name may stand in a file with a mistake and was left out for that, so
  // that whoever names it makes no mistake. Of a file that is no YAML the name is not known.
  bool left_out(std::string_view name) const {
    return left_out_.contains(kNameless) || left_out_.contains(name);
  }
  // True if an event of this type may count for a KPI.
  bool listens(const std::string& type) const;

  // What came of an event.
  struct Found {
    std::vector<EventCount> counts{};
    // Conditions and values that could not be evaluated or do not fit. They count nothing.
    std::vector<core::Error> errors{};
  };
  // What an event adds. It depends on nothing but the event, so that counting anew gives the same.
  // `seen`: the event as expressions see it. `clock`: by which expressions that take too long are
  // stopped; null: only their cost is bounded.
  Found counted_in(const core::Event& event, const core::Json& seen,
                   cel::Budget::Clock clock = cel::thread_time) const;

  // A warning for each member of an event's data that a KPI reads and the event does not have,
  // where `members` says which it has.
  core::Findings unknown_members(const cel::MembersOf& members) const;
  // A warning for each connection or operation that a KPI names and that is not among these.
  core::Findings unknown_connections(const core::Operations& known) const;

 private:
  // Stands for a KPI whose file does not even tell its name.
  static constexpr std::string_view kNameless{};

  std::map<std::string, Definition, std::less<>> kpis_{};
  std::set<std::string, std::less<>> left_out_{};
  bool patterns_ = false;  // one of them takes events by a pattern
  std::set<std::string, std::less<>> types_{};
  std::vector<cel::MemberRead> reads_{};
  std::vector<ConnectionNamed> named_{};
};

// The KPI as JSON: {"name", "title", "description", "kind", "figure", "unit", "owner",
// "window_days", "target", "workflows", "where", "of", "costs", "events"}.
core::Json to_json(const Definition& kpi);

}  // namespace baton::kpis
