#pragma once

#include "baton/connectors/secret.hpp"
#include "baton/connectors/webhook.hpp"
#include "baton/http/server.hpp"
#include "http/api/auth.hpp"
#include "http/api/log_watch.hpp"
#include "http/api/redeliveries.hpp"
#include "http/api/refusal_log.hpp"
#include "http/api/sources.hpp"
#include "http/server/exchange.hpp"
#include "http/server/unsent.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace baton::http {

// The live streams that are open: in all, by token and by address.
struct Streams {
  std::size_t open = 0;
  std::map<const Principal*, std::size_t> of{};
  std::map<std::string, std::size_t> from{};
};

// What the handlers work with. One thread.
struct Services {
  Server::Parts parts;
  Server::Options options;
  LogWatch watch;
  Sources sources;
  Tokens tokens{};
  RefusalLog refused_logins{};
  RefusalLog refused_hooks{};  // and their redeliveries that differ
  std::map<std::string, connectors::Secret, std::less<>>
      learned{};  // by connection: secrets that handshakes brought
  std::set<std::string, std::less<>>
      learning{};                 // connections whose secret is on its way to the store
  connectors::Inbound inbound{};  // reused, so that its strings keep their memory
  core::Time started{};
  Unsent* unsent = nullptr;  // the listener's
  std::shared_ptr<Streams> streams =
      std::make_shared<Streams>();  // shared with those that are open
  Redeliveries redeliveries{};
  bool is_ready = false;
};

using Now = void (*)(Services&, Exchange&);
using Later = boost::asio::awaitable<void> (*)(Services&, Exchange&);
// What can be told without waiting: true when that was all, false when Later has to go on.
using First = bool (*)(Services&, Exchange&);
// What is told on the head alone: false when the request is refused, and the answer stands in the
// exchange.
using AtHead = bool (*)(Services&, Exchange&);

// One row of the table of routes. A path is made of segments; "{name}" stands for one, a final "/*"
// for any further ones.
struct Route {
  constexpr Route(std::string_view method_, std::string_view path_, Needs needs_, Now now_)
      : method(method_), path(path_), needs(needs_), now(now_) {}
  constexpr Route(std::string_view method_, std::string_view path_, Needs needs_, Later later_)
      : method(method_), path(path_), needs(needs_), later(later_) {}
  constexpr Route(std::string_view method_, std::string_view path_, Needs needs_, First first_,
                  Later later_)
      : method(method_), path(path_), needs(needs_), first(first_), later(later_) {}
  constexpr Route(std::string_view method_, std::string_view path_, AtHead at_head_, First first_,
                  Later later_)
      : method(method_),
        path(path_),
        needs(Needs::nothing),
        at_head(at_head_),
        first(first_),
        later(later_) {}

  std::string_view method;
  std::string_view path;
  Needs needs;
  AtHead at_head = nullptr;
  Now now = nullptr;
  First first = nullptr;
  Later later = nullptr;
};

// Reads what is large on a reader's thread. What it may come to counts as an answer that waits, so
// that those who ask for much at once are told to wait.
template <class Read>
boost::asio::awaitable<std::string> read_large(Services& services, const Exchange& exchange,
                                               Read& read) {
  const Unsent::Part promised(*services.unsent, exchange.principal, core::kPageBytesMax);
  co_return co_await services.parts.store.read(read);
}

// Answers with what was read, or that there is no room for it until others have read their answers.
void reply_large(Services& services, Exchange& exchange, std::string text);

// The request as the connectors room reads it.
void fill(connectors::Inbound& inbound, const Request& request);
// The answer a connector gives.
void put(Response& response, const connectors::Reply& reply);

}  // namespace baton::http
