#pragma once

#include "baton/connectors/secret.hpp"
#include "baton/connectors/webhook.hpp"
#include "baton/http/server.hpp"
#include "http/auth.hpp"
#include "http/exchange.hpp"
#include "http/log_watch.hpp"
#include "http/sources.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace baton::http {

// What the handlers work with. One thread.
struct Services {
  Server::Parts parts;
  Server::Options options;
  LogWatch watch;
  Sources sources;
  Tokens tokens{};
  std::map<std::string, connectors::Secret, std::less<>> learned{};  // by connection: secrets that handshakes brought
  connectors::Inbound inbound{};                                     // reused, so that its strings keep their memory
  core::Time started{};
  std::shared_ptr<std::size_t> streams = std::make_shared<std::size_t>(0);  // open ones; shared with them
  bool is_ready = false;
};

using Now = void (*)(Services&, Exchange&);
using Later = boost::asio::awaitable<void> (*)(Services&, Exchange&);
// What can be told without waiting: true when that was all, false when Later has to go on.
using First = bool (*)(Services&, Exchange&);

// One row of the table of routes. A path is made of segments; "{name}" stands for one, a final "/*" for any further ones.
struct Route {
  constexpr Route(std::string_view method_, std::string_view path_, Needs needs_, Now now_)
      : method(method_), path(path_), needs(needs_), now(now_) {}
  constexpr Route(std::string_view method_, std::string_view path_, Needs needs_, Later later_)
      : method(method_), path(path_), needs(needs_), later(later_) {}
  constexpr Route(std::string_view method_, std::string_view path_, Needs needs_, First first_, Later later_)
      : method(method_), path(path_), needs(needs_), first(first_), later(later_) {}

  std::string_view method;
  std::string_view path;
  Needs needs;
  Now now = nullptr;
  First first = nullptr;
  Later later = nullptr;
};

// The request as the connectors room reads it.
void fill(connectors::Inbound& inbound, const Request& request);
// The answer a connector gives.
void put(Response& response, const connectors::Reply& reply);

}  // namespace baton::http
