#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/event.hpp"
#include "baton/core/template.hpp"

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ports {

// A question that a connection is asked again and again, because its system cannot send events:
// which records are new?
struct Poll {
  // The connection, which is the source of the events.
  std::string connection{};
  // The name of the poll, of which a connection may have several.
  std::string name{};
  // The time between two rounds.
  core::Duration every{};

  // "servicenow/incidents", by which the store knows it.
  std::string text() const { return connection + "/" + name; }
};

// The answer to a request for one page.
struct PollPage {
  // Succeeded, or why nothing came. Its output is empty.
  core::ActionResult result{};
  // The events of the page.
  std::vector<core::Event> events{};
  // How far the poll has come with them: {"watermark", "since", "next", "newest"}, which only
  // connectors/poll.hpp interprets. It may change after a failure as well, when the next try has to
  // begin elsewhere.
  core::Json progress{};
  // True if there are more pages in this round, which are asked for at once.
  bool more = false;
};

// Performs actions in the systems that Baton is connected to.
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
  // Whether all actions of this connection go to one system, so that the failures of some say
  // something of the others. They do not where each action names its own URL.
  virtual bool one_system(std::string_view /*connection*/) const { return true; }
  // How many actions of this connection may be in flight at once.
  virtual std::size_t concurrency(std::string_view connection) const = 0;
  // The polls of all connections, as they are set up now.
  virtual std::vector<Poll> polls() const { return {}; }
  // Asks for the next page of a poll, from where `progress` says; null: from the beginning. Runs on
  // the caller's executor. Errors are told by the result.
  virtual boost::asio::awaitable<PollPage> poll(std::string /*connection*/, std::string /*name*/,
                                                core::Json /*progress*/, core::Time /*now*/) {
    co_return PollPage{
        {core::ActionResult::Kind::held, {}, "unknown_poll", "no polls", {}}, {}, {}, false};
  }
};

}  // namespace baton::ports
