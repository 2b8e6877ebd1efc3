#pragma once

#include "baton/core/json.hpp"
#include "baton/insight/flow.hpp"
#include "baton/kpis/definitions.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The value of a KPI, computed from the counts that are kept. Pure; any thread.
namespace baton::kpis {

// Figures of runs that are kept: a row of the table `flow`.
struct RunCounts {
  std::string workflow{};
  int version = 0;
  insight::FlowKey key{};
  insight::FlowSum sum{};
};

// What was counted of events on one day.
struct DayCount {
  // Since 1970, in UTC.
  std::int64_t day = 0;
  // EventCount::what.
  std::string what{};
  // How many events.
  std::int64_t count = 0;
  // The sum of the numbers that they brought, in thousandths.
  std::int64_t thousandths = 0;
};

// The operation that a step acts by, "jira.create_issue"; empty when it does not act, or is not
// known any more.
using OperationOf =
    std::function<std::string(const std::string& workflow, int version, const std::string& step)>;

// A value, and how many things it was computed from.
struct Point {
  // In the unit of the KPI; nullopt where there is nothing to compute it from.
  std::optional<double> value{};
  // How many runs, steps, decisions or events it was computed from.
  std::int64_t count = 0;
};

// Whether the target is reached.
enum class State { reached, missed, no_data, no_target };
// The word of a state, "no_data".
std::string_view to_text(State state);

// A share, a mean or a length that was computed from fewer than this says little.
inline constexpr std::int64_t kFew = 20;

// The value of a KPI over some days.
struct Value {
  // The value over all the days.
  Point whole{};
  // Whether the target is reached.
  State state = State::no_data;
  // The value is from fewer than kFew. Never set for kinds that only count.
  bool too_few = false;
  // By day, sorted; days without anything are left out.
  std::vector<std::pair<std::int64_t, Point>> days{};
  // Why `where` could not be evaluated for some rows, which do not count; empty if it could.
  std::string problem{};
};

// Computes the value of a KPI row by row, so that the rows need not all be in memory. One thread.
class Evaluation {
 public:
  // Borrows the KPI and `operation_of`, which KPIs of kind `cost` ask.
  Evaluation(const Definition& kpi, const OperationOf& operation_of);
  ~Evaluation();
  Evaluation(Evaluation&&) noexcept;

  // Takes a row of the days that are meant. One that does not count for the KPI changes nothing.
  void add(const RunCounts& row);
  void add(const DayCount& row);
  // The value of all rows that were added.
  Value value() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// {"value", "count", "state", "too_few"}; the value is null where there is none.
core::Json to_json(const Value& value);
// A day and its value: {"day": "2026-05-04", "value", "count"}.
core::Json to_json(std::int64_t day, const Point& point);

}  // namespace baton::kpis
