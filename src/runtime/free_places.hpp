#pragma once

#include "baton/engine/plan.hpp"
#include "baton/ports/store.hpp"
#include "runtime/processor.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <set>
#include <string>
#include <utility>

namespace baton::runtime {

// Whether runs that wait may find free places once a plan is in force: its slots have more than
// those of the plan before. `before` is null if that is not known, or if there was none.
bool raises_limit(const engine::Plan* before, const engine::Plan& plan);

// Gives the places that are free in the slots of a workflow to the runs that wait for them, once a
// version of it is in force that may have more places than the one before. It does so in
// transactions of its own, between which turns run. When the store fails, it tries again. Lives on
// one executor.
class FreePlaces {
 public:
  // Told when somebody was given a place, so that a turn has to run.
  using Given = std::function<void()>;

  FreePlaces(const boost::asio::any_io_executor& executor, ports::Store& store,
             Processor& processor, Given given)
      : store_(store), processor_(processor), given_(std::move(given)), timer_(executor) {}

  // A version of the workflow that may have more places is in force. run() gives them soon. Before
  // run() this only notes the workflow: a turn must not run before the process has loaded what is
  // active, since it would pass over events of the backlog.
  void raised(std::string workflow);
  // Runs until stop(). To be called once turns may run.
  boost::asio::awaitable<void> run();
  // Has run() end soon. No further transaction begins.
  void stop();

 private:
  // Goes over the slots of a workflow. Returns false when the store failed, which it logs, or when
  // it was stopped before the last slot.
  boost::asio::awaitable<bool> give(std::string workflow);

  ports::Store& store_;
  Processor& processor_;
  Given given_;
  // The workflows whose slots are still to be looked at.
  std::set<std::string> raised_{};
  boost::asio::steady_timer timer_;
  bool stopped_ = false;
};

}  // namespace baton::runtime
