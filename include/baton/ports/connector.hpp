#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/template.hpp"

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace baton::ports {

// The way out to the systems Baton acts on.
class Connectors {
 public:
  virtual ~Connectors() = default;
  // Performs one attempt of an action. Whatever goes wrong is told by the result, never by an
  // exception, since the caller records it. Runs on the caller's executor; `action` must live until
  // it has resumed.
  virtual boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& action) = 0;
  // The connections and their operations, for the checks of templates.
  virtual core::Operations operations() const = 0;
  // Why Baton's own configuration keeps actions of this operation from being performed now: the
  // connection is gone or lacks its secret, or the operation is unknown. Empty when they can be.
  virtual std::string held(std::string_view /*connection*/, std::string_view /*operation*/) const {
    return {};
  }
  // Whether actions can be performed over the connection now, as far as its configuration goes. Any
  // thread.
  virtual bool active(std::string_view /*connection*/) const { return true; }
  // How many actions of this connection may be in flight at once.
  virtual std::size_t concurrency(std::string_view connection) const = 0;
};

}  // namespace baton::ports
