#pragma once

#include "baton/bus/bus.hpp"
#include "baton/core/actor.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/identity/principal.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/connector.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "baton/runtime/task_act.hpp"
#include "runtime/catalog.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

namespace baton::runtime {

// The commands that people give to runs. A command is checked first against the present state of
// the run, so that the person learns at once when it makes no sense. It is then published as an
// event, which the engine checks again. The methods are those of Runtime, which says what they do.
// Lives on one executor.
class Commands {
 public:
  Commands(ports::Store& store, bus::Bus& bus, PlanCache& plans, const Catalog& catalog,
           ports::Connectors& connectors, ports::Clock& clock)
      : store_(store),
        bus_(bus),
        plans_(plans),
        catalog_(catalog),
        connectors_(connectors),
        clock_(clock) {}

  boost::asio::awaitable<core::Result<bus::Receipt>> start(std::string workflow, core::Json inputs,
                                                           std::string key, std::string once,
                                                           core::Actor actor, std::string trace);
  boost::asio::awaitable<core::Result<bus::Receipt>> retry(core::RunId id, std::string step,
                                                           core::Actor actor);
  boost::asio::awaitable<core::Result<bus::Receipt>> cancel(core::RunId id, std::string reason,
                                                            core::Actor actor);
  boost::asio::awaitable<core::Result<bus::Receipt>> pause(core::RunId id, std::string reason,
                                                           core::Actor actor);
  boost::asio::awaitable<core::Result<bus::Receipt>> resume(core::RunId id, core::Actor actor);
  boost::asio::awaitable<core::Result<bus::Receipt>> resolve(core::RunId id, core::StepRef step,
                                                             std::string as, core::Json output,
                                                             std::string note, core::Actor actor);
  boost::asio::awaitable<core::Result<bus::Receipt>> skip(core::RunId id, core::StepRef step,
                                                          std::string note, core::Actor actor);
  boost::asio::awaitable<core::Result<bus::Receipt>> migrate(core::RunId id, int to,
                                                             std::string note, core::Actor actor,
                                                             std::vector<core::Error>& conflicts);
  boost::asio::awaitable<core::Result<bus::Receipt>> decide(core::RunId id, core::StepRef step,
                                                            bool approve, std::string comment,
                                                            std::string hash,
                                                            identity::Principal by);
  boost::asio::awaitable<core::Result<bus::Receipt>> act_on_task(
      core::RunId id, core::StepRef step, TaskAct act, identity::Principal by,
      std::vector<core::Error>& mistakes);

 private:
  ports::Store& store_;
  bus::Bus& bus_;
  PlanCache& plans_;
  const Catalog& catalog_;
  ports::Connectors& connectors_;
  ports::Clock& clock_;
};

}  // namespace baton::runtime
