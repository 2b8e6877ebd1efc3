#pragma once

#include "baton/connectors/secret.hpp"
#include "baton/connectors/webhook.hpp"
#include "baton/http/server.hpp"
#include "http/api/auth.hpp"
#include "http/api/log_watch.hpp"
#include "http/api/redeliveries.hpp"
#include "http/api/refusal_log.hpp"
#include "http/api/sources.hpp"
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
  std::map<const identity::Principal*, std::size_t> of{};
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

}  // namespace baton::http
