#pragma once

#include "baton/connectors/registry.hpp"
#include "baton/core/effect.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// What acts over one connection. It lives on the executor of its callers, and never throws for what
// the other side does.
class Actor {
 public:
  Actor() = default;
  Actor(const Actor&) = delete;
  Actor& operator=(const Actor&) = delete;
  virtual ~Actor() = default;

  // Performs an action, or looks up what became of one, as its mode says. The action is borrowed
  // until it has resumed.
  virtual boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& action) = 0;
  // Tries the connection out without acting, as Registry::test() says.
  virtual boost::asio::awaitable<std::vector<Registry::Check>> probe() = 0;
  // Why this operation cannot be performed for now, through our own configuration; empty: it can.
  virtual std::string check(std::string_view operation) const = 0;
  // Lets go of the executor, once no action is under way.
  virtual void stop() = 0;
};

}  // namespace baton::connectors
