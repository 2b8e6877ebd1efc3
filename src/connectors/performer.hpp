#pragma once

#include "baton/connectors/registry.hpp"
#include "baton/core/effect.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// Performs the actions of one connection. A performer lives on the executor of its callers, and
// never throws for what the other side does.
class Performer {
 public:
  Performer() = default;
  Performer(const Performer&) = delete;
  Performer& operator=(const Performer&) = delete;
  virtual ~Performer() = default;

  // Performs an action, or finds out what became of an earlier attempt, as the mode of the action
  // says. The action is borrowed until the coroutine has resumed.
  virtual boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& action) = 0;
  // Shows what an action would send, and sends nothing. See Registry::preview().
  virtual core::Result<core::Json> preview(const core::StartAction& action) const = 0;
  // Tries the connection without acting over it. See Registry::test().
  virtual boost::asio::awaitable<std::vector<Registry::Check>> probe() = 0;
  // Why our own configuration does not allow this operation for now. Empty: it can be performed.
  virtual std::string check(std::string_view operation) const = 0;
  // Lets go of the executor. Call it when no action is under way.
  virtual void stop() = 0;
};

}  // namespace baton::connectors
