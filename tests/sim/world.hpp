#pragma once

#include "baton/bus/bus.hpp"
#include "baton/runtime/runtime.hpp"
#include "sim/faulty_store.hpp"
#include "sim/vendor.hpp"
#include "sim/witness.hpp"

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace baton::sim {

// One seeded world: the product's own runtime, turns, dispatcher and timers between a store that
// fails, vendors that lie down, people, senders and a clock, any of which may do anything at any
// time; and crashes. Lives on one thread.
class World {
 public:
  World(std::uint64_t seed, std::string_view mutant, bool aloud);
  ~World();

  // Plays to the end, or to the first violation.
  void play();
  const Witness& witness() const { return witness_; }
  const History& history() const { return history_; }

 private:
  struct Send {
    core::Event event;
    enum class State {
      unsent,
      under_way,
      acknowledged,
      refused,
      unknown,
      conflict
    } state = State::unsent;
    bool maybe_stored = false;  // some try of it may have been, as far as its sender knows
  };

  // The process.
  void start(bool machine = true);
  void started();
  void stop_at_once();
  void recover_from_crash();
  bool run_one();
  void run_all();

  // What happens from outside.
  void act();
  void send_event();
  void try_send(std::size_t at);
  void told(std::size_t at, const core::Result<bus::Receipt>& receipt);
  void answer_call();
  void repeat_outcome();
  void pass_time();
  void set_clock();
  void set_wrong(core::Duration by);
  void put_clock_right();
  void decide();
  void work();
  void cancel();
  void retry();
  void resolve();
  void hold_up();
  void have_all_go_on();
  void skip();
  void configure();
  void publish();
  void publish(Spec spec);
  void publish_windows();
  core::Duration lateness();
  void arm_store();

  // When all faults are over.
  void calm();
  void end_schedule();
  void settle();
  void watch_goals();
  void end();

  core::Event make_event();
  template <class Start>
  void command(const std::string& words, Start start);

  Chance chance_;
  Chance late_{0};      // of its own, so that worlds without late events stay what they were
  Chance holds_up_{0};  // the same for worlds in which no run waits for a place in a slot
  Chance skips_{0};     // the same for worlds in which no person skips a step
  History history_;
  SimTime time_;
  std::unique_ptr<Mutant> mutant_;
  Vendors vendors_;
  Witness witness_;
  FaultyStore store_;
  runtime::Options options_;

  std::unique_ptr<boost::asio::io_context> context_;
  std::unique_ptr<bus::Bus> bus_;
  std::unique_ptr<runtime::Runtime> runtime_;
  bool started_ = false;
  bool start_failed_ = false;
  bool publishing_ = false;
  bool calm_ = false;
  int crashes_ = 0;
  core::Duration wrong_{};  // by how much the wall clock is, until it is put right
  std::vector<core::Time>
      lines_;  // by which the next process may go on: kept at its start, or put right since
  std::vector<core::Error> mistakes_;  // in what people filled in last
  bool scheduled_ = false;             // it has a workflow that a schedule starts
  bool nested_ = false;    // it has one that is done for several items, and one that runs it
  bool budgeted_ = false;  // it has one with a gate that reads a fact
  std::uint64_t seed_ = 0;
  // What this world is prone to, of a hundred actions.
  int crashing_ = 0;
  int jumping_ = 0;
  int failing_ = 0;

  Links links_;
  std::size_t published_ = 0;  // workflows that have a first version
  std::vector<Send> sends_;
  int events_made_ = 0;
};

}  // namespace baton::sim
