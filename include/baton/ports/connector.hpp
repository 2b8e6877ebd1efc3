#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/template.hpp"

#include <boost/asio/awaitable.hpp>

namespace baton::ports {

// The way out to the systems Baton acts on.
class Connectors {
 public:
  virtual ~Connectors() = default;
  // Performs one attempt. Whatever goes wrong is a result, never an exception: the caller records
  // it. Runs on the caller's executor; `action` must live until it has ended.
  virtual boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& action) = 0;
  // What can be done, for the template checker.
  virtual core::Operations operations() const = 0;
  // Why actions of this operation cannot be performed for now, through our own configuration: the
  // connection is gone or lacks its secret, the operation is unknown. Empty when they can.
  virtual std::string held(std::string_view /*connection*/, std::string_view /*operation*/) const {
    return {};
  }
  // Actions of one connection in flight at once.
  virtual std::size_t concurrency(std::string_view connection) const = 0;
};

}  // namespace baton::ports
