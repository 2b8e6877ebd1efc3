#include "baton/kpis/value.hpp"

#include "baton/core/enum_text.hpp"
#include "baton/core/time.hpp"
#include "baton/insight/rework.hpp"

#include <cmath>
#include <map>
#include <tuple>

namespace baton::kpis {

namespace {

using core::Json;

constexpr core::EnumText<State, 4> kStateOfKpi{{"reached", "missed", "no_data", "no_target"}};

constexpr double kHundred = 100;

double seconds_in(std::string_view unit) {
  if (unit == "seconds") return 1;
  if (unit == "minutes") return 60;
  if (unit == "days") return 86'400;
  return 3'600;
}

// What the condition of a KPI sees: a row of figures.
class RowNames final : public cel::Bindings {
 public:
  explicit RowNames(const Json& row) : row_(row) {}
  std::optional<cel::Value> find(std::string_view name) const override {
    if (name == "row") return cel::Value::borrow(row_);
    return std::nullopt;
  }

 private:
  const Json& row_;
};

// Says which rows count. A condition is asked once for all rows that it cannot tell apart.
class RowFilter {
 public:
  explicit RowFilter(const Definition& kpi) : kpi_(kpi) {}

  bool takes(const RunCounts& row) {
    if (!kpi_.workflows.empty() && !kpi_.workflows.contains(row.workflow)) return false;
    if (!kpi_.where) return true;
    const auto [known, is_new] = asked_.try_emplace(
        std::tuple(row.workflow, row.version, row.key.step, row.key.team), false);
    if (is_new) known->second = holds(row);
    return known->second;
  }
  const std::string& problem() const { return problem_; }

 private:
  bool holds(const RunCounts& row) {
    const Json seen{{"workflow", row.workflow},
                    {"version", row.version},
                    {"step", row.key.step},
                    {"team", row.key.team}};
    const auto verdict = cel::decide_gate(*kpi_.where, RowNames(seen), false);
    if (verdict.outcome == cel::Outcome::error) problem_ = verdict.reason;
    return verdict.outcome == cel::Outcome::open;
  }

  const Definition& kpi_;
  std::map<std::tuple<std::string, int, std::string, std::string>, bool> asked_{};
  std::string problem_{};
};

// Adds up what one KPI is computed from. For a share, `part` of `whole`.
class Sum {
 public:
  void add(const Definition& kpi, const RunCounts& row, const OperationOf& operation_of) {
    const auto& what = row.key.what;
    const bool of_run = row.key.step.empty();
    const auto count = row.sum.count;
    switch (kpi.kind) {
      case Kind::first_action:
        if (of_run && what == insight::kFirstAction) lengths_.add(row.key.took, row.sum);
        break;
      case Kind::time_to_market:
        if (of_run && what == "succeeded") lengths_.add(row.key.took, row.sum);
        break;
      case Kind::throughput:
        if (of_run != kpi.of_steps && what == "succeeded") part_ += count;
        break;
      case Kind::human_error_rate:
        if (what == insight::kCorrected) part_ += count;
        [[fallthrough]];
      case Kind::rework: {
        const auto rework = insight::rework(what, count);
        part_ += rework.sent_back;
        whole_ += rework.of;
        break;
      }
      case Kind::error_rate:
        if (of_run == kpi.of_steps || !is_outcome(what) || what == "cancelled") break;
        whole_ += count;
        if (what == "failed") part_ += count;
        break;
      case Kind::cost: add_cost(kpi, row, operation_of); break;
      default: break;
    }
  }

  void add(const Definition& kpi, const DayCount& row) {
    switch (kpi.kind) {
      case Kind::conversion: (row.what == "from" ? whole_ : part_) += row.count; break;
      case Kind::nps:
        whole_ += row.count;
        if (row.what == "promoters") part_ += row.count;
        if (row.what == "detractors") part_ -= row.count;
        break;
      case Kind::average:
        whole_ += row.count;
        thousandths_ += row.thousandths;
        break;
      default: part_ += row.count; break;
    }
  }

  Point point(const Definition& kpi) const {
    if (of_lengths(kpi.kind)) return {length(kpi), lengths_.count()};
    const auto part = static_cast<double>(part_);
    const auto whole = static_cast<double>(whole_);
    if (of_counts(kpi.kind)) return {part, part_};
    if (whole_ == 0) return {};
    if (kpi.kind == Kind::cost) return {money_ / whole, whole_};
    if (kpi.kind == Kind::average)
      return {static_cast<double>(thousandths_) / (1'000 * whole), whole_};
    return {kHundred * part / whole, whole_};
  }

 private:
  static bool is_outcome(std::string_view what) {
    return what == "succeeded" || what == "failed" || what == "cancelled";
  }

  void add_cost(const Definition& kpi, const RunCounts& row, const OperationOf& operation_of) {
    if (row.key.step.empty() && row.key.what == "succeeded") whole_ += row.sum.count;
    if (row.key.what != insight::kActed) return;
    const auto operation = operation_of(row.workflow, row.version, row.key.step);
    if (!operation.empty()) money_ += kpi.cost_of(operation) * static_cast<double>(row.sum.count);
  }

  std::optional<double> length(const Definition& kpi) const {
    if (lengths_.count() == 0) return std::nullopt;
    const auto length = kpi.figure == Figure::mean  ? lengths_.mean()
                        : kpi.figure == Figure::p95 ? lengths_.within(0.95)
                                                    : lengths_.within(0.5);
    return core::in_seconds(length) / seconds_in(kpi.unit);
  }

  insight::Lengths lengths_{};
  std::int64_t part_ = 0;
  std::int64_t whole_ = 0;
  std::int64_t thousandths_ = 0;
  double money_ = 0;
};

State state_of(const Definition& kpi, const Point& point) {
  if (!kpi.target) return State::no_target;
  if (!point.value) return State::no_data;
  return kpi.target->reached_by(*point.value) ? State::reached : State::missed;
}

Json point_json(const Point& point) {
  return {{"value", point.value ? Json(*point.value) : Json()}, {"count", point.count}};
}

}  // namespace

std::string_view to_text(State state) { return kStateOfKpi.of(state); }

struct Evaluation::Parts {
  const Definition& kpi;
  const OperationOf& operation_of;
  RowFilter filter;
  Sum all{};
  std::map<std::int64_t, Sum> by_day{};
};

Evaluation::Evaluation(const Definition& kpi, const OperationOf& operation_of)
    : parts_(new Parts{kpi, operation_of, RowFilter(kpi)}) {}
Evaluation::~Evaluation() = default;
Evaluation::Evaluation(Evaluation&&) noexcept = default;

void Evaluation::add(const RunCounts& row) {
  auto& [kpi, operation_of, filter, all, by_day] = *parts_;
  if (of_events(kpi.kind) || !filter.takes(row)) return;
  all.add(kpi, row, operation_of);
  by_day[row.key.day].add(kpi, row, operation_of);
}

void Evaluation::add(const DayCount& row) {
  auto& [kpi, operation_of, filter, all, by_day] = *parts_;
  if (!of_events(kpi.kind)) return;
  all.add(kpi, row);
  by_day[row.day].add(kpi, row);
}

Value Evaluation::value() const {
  const auto& [kpi, operation_of, filter, all, by_day] = *parts_;
  Value value;
  value.whole = all.point(kpi);
  value.state = state_of(kpi, value.whole);
  value.too_few = !of_counts(kpi.kind) && value.whole.count < kFew;
  value.problem = filter.problem();
  for (const auto& [day, sum] : by_day) {
    const auto point = sum.point(kpi);
    if (point.count != 0) value.days.emplace_back(day, point);
  }
  return value;
}

Json to_json(const Value& value) {
  Json json = point_json(value.whole);
  json["state"] = to_text(value.state);
  json["too_few"] = value.too_few;
  return json;
}

Json to_json(std::int64_t day, const Point& point) {
  Json json = point_json(point);
  json["day"] = insight::date_text(day);
  return json;
}

}  // namespace baton::kpis
