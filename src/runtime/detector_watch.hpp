#pragma once

#include "baton/bus/bus.hpp"
#include "baton/core/event.hpp"
#include "baton/detectors/definitions.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "runtime/log_limit.hpp"
#include "runtime/rounds.hpp"
#include "runtime/watched_series.hpp"
#include "runtime/workshop.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace baton::runtime {

// Gives detectors the values of their series, and publishes kDetectorAlarm when one gives an alarm.
// It works beside the turns, a few values at a time, on a thread of its own: it reads the events of
// their types from the log, and the figures of workflows and the values of KPIs of each day that is
// over. It rests as Effort says, and its thread gives way to all others.
//
// A detector has at most 200 series. A further series takes the place of the one whose last event
// is the oldest. That one is forgotten, and has to be learned anew if it comes again.
//
// How far a detector has come, the values and the alarms are stored in the transaction that appends
// the events of the alarms, so that each is told once, also when the process is killed. A detector
// that is new, or whose series is another one than before, begins with the oldest event of the log,
// or with the oldest figures; what it finds in times that are over is kept, and not told. Lives on
// one executor.
class DetectorWatch {
 public:
  // The detectors that there are now; never null.
  using Detectors = std::function<std::shared_ptr<const detectors::Definitions>()>;

  DetectorWatch(const boost::asio::any_io_executor& executor, ports::Store& store, bus::Bus& bus,
                ports::Clock& clock, PlanCache& plans, Detectors detectors, bool thread)
      : store_(store),
        bus_(bus),
        clock_(clock),
        plans_(plans),
        detectors_(std::move(detectors)),
        rounds_(executor, "detectors could not go on"),
        workshop_(executor, thread, {}, Workshop::For::nobody) {}

  // Runs until stop().
  boost::asio::awaitable<void> run();
  // Makes run() end soon.
  void stop() { rounds_.stop(); }
  // Reads the next values of each detector. Returns false when there are no more for now. Throws
  // what the store throws; then nothing was kept, and the next call reads them again.
  boost::asio::awaitable<bool> pass();

 private:
  using SeriesKey = std::pair<std::string, std::string>;  // detector and key
  // Each series of a detector, and the last event that it took a value from.
  using LastEvents = std::map<std::string, core::EventId, std::less<>>;
  // What was read of one detector.
  struct Read {
    const detectors::Definition* detector = nullptr;
    bool anew = false;
    std::int64_t to = 0;
    // Both only for a detector that watches events.
    LastEvents last{};
    std::int64_t evicted = 0;
    std::vector<ports::SeriesValueRow> values{};
    // The stored values of series that are not in memory.
    std::map<std::string, std::vector<ports::SeriesValueRow>> past{};
  };
  struct Outcome {
    // How far each detector has come, as it is stored.
    core::Json progress{};
    std::vector<std::string> cleared{};
    std::set<SeriesKey> dropped{};
    std::map<std::tuple<std::string, std::string, core::Time, core::EventId>, ports::SeriesValueRow>
        values{};
    std::set<SeriesKey> series{};
    std::vector<ports::DetectionRow> alarms{};
    std::vector<core::Event> events{};
    bool changed = false;
  };
  std::vector<Read> read_all(ports::Queries& queries, const detectors::Definitions& detectors,
                             core::Json& progress, bool& more);
  Read read_one(ports::Queries& queries, const detectors::Definition& detector,
                const core::Json& progress, bool& more);
  void read_events(ports::EventLog& queries, Read& read, bool& more);
  void warn(const detectors::Definition& detector, const core::Event& event,
            const core::Error& error);
  void read_figures(ports::Flows& queries, Read& read) const;
  void read_kpi(ports::Queries& queries, Read& read, bool& more);
  std::int64_t last_day_over() const;
  void look_up_past(ports::Detections& queries, Read& read);
  Outcome take(std::vector<Read>& reads, core::Json progress, core::Time now);
  void take_values(Read& read, core::Time now, Outcome& outcome);
  void make_room(Read& read, const std::string& key, Outcome& outcome);
  boost::asio::awaitable<void> keep(Outcome outcome);

  ports::Store& store_;
  bus::Bus& bus_;
  ports::Clock& clock_;
  PlanCache& plans_;
  Detectors detectors_;
  Rounds rounds_;
  std::map<SeriesKey, WatchedSeries> series_{};
  std::set<std::string> too_many_{};  // detectors of which it was logged that series gave way
  // Of each detector, at most one event without a value is logged in this time.
  LogLimit warnings_{std::chrono::minutes(1)};
  Workshop workshop_;  // the last: its thread uses the series
};

// How many series of a detector gave way to others since it began.
std::int64_t series_evicted(ports::Settings& settings, const detectors::Definition& detector);

}  // namespace baton::runtime
