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

// True if a plan gives the slots of its workflow more places than the plan before it, so that
// waiting runs may begin. Also true if `before` is null, which means that there was no plan before
// or that it is not known.
bool raises_limit(const engine::Plan* before, const engine::Plan& plan);

// Gives the places that are free in the slots of a workflow to the runs that wait for them, once a
// version of it is in force that may have more places than the one before. It does so in
// transactions of its own, between which turns run. When the store fails, it tries again, less and
// less often. Lives on one executor.
class FreePlaces {
 public:
  // Called when a run was given a place. A turn has to run then, so that the run goes on.
  using Given = std::function<void()>;

  FreePlaces(const boost::asio::any_io_executor& executor, ports::Store& store,
             Processor& processor, Given given)
      : store_(store), processor_(processor), given_(std::move(given)), timer_(executor) {}

  // Call it when a version becomes active whose slots may have more places. run() then gives the
  // free places to the runs that wait. Before run() is called, the workflow is only noted: until
  // the process has loaded the active versions no turn may run, because a turn would step events of
  // the backlog without the workflows that they start.
  void raised(std::string workflow);
  // Runs until stop(). To be called once turns may run.
  boost::asio::awaitable<void> run();
  // Makes run() end soon. No further transaction begins.
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
  // True from a transaction that failed until all that was raised is given.
  bool failing_ = false;
  bool stopped_ = false;
};

}  // namespace baton::runtime
