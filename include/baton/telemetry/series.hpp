#pragma once

#include "baton/core/effect.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <string>
#include <string_view>
#include <utility>

namespace baton::telemetry {

// The series of one metric, by the values of one label. The first kValuesMax values have series of
// their own; all further values share the series of the value "other". So neither the number of
// workflows nor anything that comes from outside makes a scrape grow without end. A value keeps its
// series until the process ends. Any thread.
template <class Series>
class SeriesByLabel {
 public:
  // Prometheus advises to keep the number of values of a label in the low hundreds.
  static constexpr std::size_t kValuesMax = 100;
  // The value whose series all values beyond kValuesMax share. A value that is itself called so
  // gets this series too.
  static constexpr const char* kOther = "other";
  // Makes the series of one value.
  using Make = std::function<std::unique_ptr<Series>(const std::string& value)>;

  // `make` is called once for each value, when it is first asked for, with the lock held.
  explicit SeriesByLabel(Make make) : make_(std::move(make)) {}

  // The series of this value. A call takes a lock and a look-up; a caller that counts often keeps
  // the reference, which is valid as long as this object.
  Series& of(std::string_view value) {
    const std::scoped_lock lock(mutex_);
    const auto known = by_value_.find(value);
    if (known != by_value_.end()) return *known->second;
    const bool full = by_value_.size() >= kValuesMax;
    if (full || value == kOther) {
      if (!other_) other_ = make_(kOther);
      return *other_;
    }
    std::string own(value);
    auto made = make_(own);
    return *by_value_.emplace(std::move(own), std::move(made)).first->second;
  }

  // Calls `visit` with the series of each value that was asked for.
  void each(const std::function<void(Series&)>& visit) {
    const std::scoped_lock lock(mutex_);
    for (auto& [value, series] : by_value_) visit(*series);
    if (other_) visit(*other_);
  }

 private:
  Make make_;
  std::mutex mutex_{};
  std::map<std::string, std::unique_ptr<Series>, std::less<>> by_value_{};
  std::unique_ptr<Series> other_{};
};

// What is counted of one workflow. Metrics::runs_started and the counters below it count the same
// of all workflows together.
struct WorkflowSeries {
  // Runs that began.
  prometheus::Counter& started;
  // Runs that ended with status `succeeded`.
  prometheus::Counter& succeeded;
  // Times that a run ended with status `failed`.
  prometheus::Counter& failed;
  // Runs that ended with status `cancelled`.
  prometheus::Counter& cancelled;
};

// What is counted of the actions of one connection.
struct ConnectionSeries {
  // The kinds of ActionResult, of which `undecidable` is the last.
  static constexpr std::size_t kKinds =
      static_cast<std::size_t>(core::ActionResult::Kind::undecidable) + 1;
  // The attempts at actions by how they ended, in the order of the kinds.
  std::array<prometheus::Counter*, kKinds> by_kind;
  // Length of an attempt, in seconds.
  prometheus::Histogram& seconds;

  // The counter of the attempts that ended with a result of this kind.
  prometheus::Counter& attempts(core::ActionResult::Kind kind) {
    return *by_kind[static_cast<std::size_t>(kind)];
  }
};

// What the calls of one connection used, where its vendor charges by use, as for a language model.
struct UsageSeries {
  // Tokens that were sent.
  prometheus::Counter& input_tokens;
  // Tokens that came back.
  prometheus::Counter& output_tokens;
  // What both cost, in the currency of the connection's prices.
  prometheus::Counter& cost;
};

// What is counted of the webhook of one connection.
struct HookSeries {
  // Events that are durable, and were not in the log before.
  prometheus::Counter& events;
  // Deliveries that were refused.
  prometheus::Counter& refused;
};

}  // namespace baton::telemetry
