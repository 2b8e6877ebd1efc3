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

// Performs the actions that turns have decided, some at a time for each connection, and publishes
// how they ended. An action that was not sent, because our own configuration is in its way or its
// connection said "not now", stays here and has no outcome. What is held in memory can be had again
// from the outbox: the steps whose row says running or unknown. How much a lane, one operation of
// one connection, may hold or begin is what Capacity says; what it does not get, or what is far
// off, stays in the outbox until there is room and time for it. Lives on one executor.
class Dispatcher {
 public:
  Dispatcher(boost::asio::any_io_executor executor, ports::Store& store, PlanCache& plans,
             bus::Bus& bus, ports::Connectors& connectors, ports::Clock& clock,
             telemetry::Metrics& metrics, const Options& options);

  // Takes over what a commit has decided.
  void take(Afterwards afterwards);
  // Begins to take up what the outbox holds, after a start. What was due up to `earlier` may have
  // been sent by an earlier process.
  boost::asio::awaitable<void> recover(core::Time earlier);
  // Nothing that is due later is begun until this is called again: a process after this one would
  // not know of it.
  void begin_until(core::Time due);
  // Begins nothing more.
  void stop();
  // After that, and once no turn runs any more: keeps what was surely not sent for the next
  // process.
  boost::asio::awaitable<void> record_rest();
  std::size_t in_flight() const { return in_flight_; }
  std::vector<ports::LaneState> lanes() const;

 private:
  using Action = Afterwards::Action;
  // What is to be known of an action when it has ended.
  struct Sent {
    Sending sending;
    core::Time began;
    bool read_back;
    core::Time sent_at;
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
  void give_up(const Sending& sending, const AtHand::Place& place);
  boost::asio::awaitable<void> perform(Action action, Lane& lane, Sending sending);
  boost::asio::awaitable<core::ActionResult> ask(const core::StartAction& action);
  void ended(Lane& lane, Action&& action, const Sent& sent, core::ActionResult result);
  void put_back(Lane& lane, Action&& action, const Sent& sent);
  void came_back(Lane& lane, const core::ActionResult& result, const Sent& sent);
  void went_through(Lane& lane, const Sent& sent);
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
  std::set<StepKey> over_meanwhile_;  // ended, or put off, while the outbox was being read
  boost::asio::steady_timer timer_;
  std::optional<core::Time> armed_for_;
  std::size_t in_flight_ = 0;
  std::string served_last_;
  std::uint64_t refills_ = 0;
  core::Time begins_until_ = core::Time::max();
  core::Time earlier_until_ =
      core::Time::max();  // what is due later was not sent by an earlier process
  std::string marks_kept_;
  bool keeping_marks_ = false;
  bool marks_changed_ = false;  // while they were being written
  bool refilling_ = false;
  bool stopped_ = false;
};

}  // namespace baton::runtime
