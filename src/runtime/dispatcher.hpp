#pragma once

#include "baton/bus/bus.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/connector.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "baton/runtime/runtime.hpp"
#include "baton/telemetry/metrics.hpp"
#include "runtime/at_hand.hpp"
#include "runtime/capacity.hpp"
#include "runtime/lanes.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace baton::runtime {

// Performs the actions that turns have decided, a limited number at once for each connection, and
// publishes how they ended. An action that was not sent, because Baton's own configuration prevents
// it or its connection said "not now", stays here and gets no outcome. All that is held in memory
// can be read again from the outbox. A lane is one operation of one connection; Capacity says how
// many actions a lane may hold and begin. Actions for which there is no place, or which are due
// much later, stay in the outbox. Lives on one executor.
class Dispatcher {
 public:
  Dispatcher(boost::asio::any_io_executor executor, ports::Store& store, PlanCache& plans,
             bus::Bus& bus, ports::Connectors& connectors, ports::Clock& clock,
             telemetry::Metrics& metrics, const Options& options);

  // Takes over what a commit has decided.
  void take(Afterwards afterwards);
  // Begins to work through the outbox, after a start. An earlier process may have sent the actions
  // that were due up to `earlier`, in steady time.
  boost::asio::awaitable<void> recover(core::Time earlier);
  // Actions that are due later than this, in steady time, are not begun until it is called again:
  // the next process would not know that they may have been (ports::Clock::kKeptFor).
  void begin_until(core::Time due);
  // Begins nothing from now on.
  void stop();
  // Tells the next process which actions were surely not sent. To be called after stop(), once no
  // turn runs any more.
  boost::asio::awaitable<void> record_rest();
  // How many actions are being performed.
  std::size_t in_flight() const { return in_flight_; }
  // The lanes that are held and the connections that are paused.
  std::vector<ports::LaneState> lanes() const;
  // How the last attempts over a connection ended; null if none was made.
  const RecentAttempts* recent_attempts(const std::string& connection) const;

 private:
  using Action = Afterwards::Action;
  // What must be known about an attempt when it has ended.
  struct Sent {
    Sending sending;
    core::Time began;       // in steady time
    bool read_back;         // it was a look for the effect of an earlier attempt
    core::Time sent_at;     // of a look: StartAction::sent_at
    core::Duration waited;  // how long it could have been sent before it was; zero for a look
    bool taken_before;      // its system took it earlier, and its outcome is pending
  };

  Load load() const { return {at_hand_.size(), in_flight_}; }
  bool enqueue(Action action, Lane& lane, core::Time now);
  void let_go(const StepKey& step);
  void wake(core::Time now);
  void pump();
  void pump(const std::string& name, Lane& lane, core::Time now);
  void begin_next(const std::string& name, Lane& lane, Sending sending, core::Time now);
  bool holds(Lane& lane, core::Time now);
  void arm(core::Time due);
  void came_due();
  void give_up_due(core::Time now);
  void give_up(const Sending& sending, const AtHand::TryAtHand& one);
  boost::asio::awaitable<void> perform(Action action, Lane& lane, Sending sending);
  void name_attempt(core::StartAction& action, core::Time began) const;
  boost::asio::awaitable<core::ActionResult> ask(const core::StartAction& action,
                                                 ConnectionLanes& connection);
  void ended(Lane& lane, Action&& action, const Sent& sent, core::ActionResult result);
  bool comes_again(Lane& lane, const Action& action, const Sent& sent);
  void put_back(Lane& lane, Action&& action, const Sent& sent);
  void put_off(Lane& lane, Action&& action, const Sent& sent, const core::ActionResult& why);
  void pause_began(const Lane& lane, Pauses& pauses, std::string reason);
  void wait(Lane& lane, Pauses& pauses, std::string reason, core::Duration how_long);
  void came_back(Lane& lane, const core::ActionResult& result, const Sent& sent);
  void went_through(Lane& lane, const Sent& sent);
  void tell_breaker(Lane& lane, const core::ActionResult& result, const Sent& sent);
  bool retry_waits(Lane& lane, const Sending& sending, core::Time now);
  void tell_holds(const Lane& lane);
  void count_holds();

  Lanes::ByName::value_type* next_to_refill();
  void refill_if_due();
  boost::asio::awaitable<void> refill_all();
  boost::asio::awaitable<void> refill(std::string name, Lane& lane);

  void keep_marks();
  boost::asio::awaitable<void> write_marks();
  void write_marks_later(const std::exception_ptr& error);
  boost::asio::awaitable<void> store_marks();

  boost::asio::any_io_executor executor_;
  ports::Store& store_;
  PlanCache& plans_;
  bus::Bus& bus_;
  ports::Connectors& connectors_;
  ports::Clock& clock_;
  telemetry::Metrics& metrics_;
  const Options& options_;
  const Capacity capacity_;
  Lanes lanes_;
  AtHand at_hand_;
  std::set<StepKey> over_meanwhile_;  // steps that ended or were put off during a refill
  boost::asio::steady_timer timer_;
  std::optional<core::Time> armed_for_;
  std::size_t in_flight_ = 0;
  std::string served_last_;    // the lane that began an action last
  std::uint64_t refills_ = 0;  // how many there have been so far
  core::Time begins_until_ = core::Time::max();
  // Actions that are due later than this were not sent by an earlier process.
  core::Time earlier_until_ = core::Time::max();
  std::string marks_kept_;      // the marks as they stand in the store
  bool keeping_marks_ = false;  // a write of the marks is under way
  bool marks_changed_ = false;  // and must be followed by another
  bool refilling_ = false;
  bool stopped_ = false;
};

}  // namespace baton::runtime
