#include "baton/connectors/sealed.hpp"
#include "baton/telemetry/log.hpp"
#include "http/handlers.hpp"
#include "http/ingest.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"

#include <utility>

namespace baton::http {
namespace {

// Where a secret that a handshake brought is kept.
std::string learned_setting(std::string_view connection) { return "hook-secret/" + std::string(connection); }

boost::asio::awaitable<void> keep_secret(Services& services, std::string connection, connectors::Secret secret) {
  const std::string name = learned_setting(connection);
  const std::string sealed = connectors::seal(services.options.seal_key, name, secret);
  auto keep = [&name, &sealed](ports::Tx& tx) { tx.set_setting(name, sealed); };
  co_await services.parts.store.transact(keep);
  services.learned.insert_or_assign(std::move(connection), std::move(secret));
}

void refuse_hook(const connectors::Hook& hook, const core::Error& error, Response& response) {
  put(response, hook.refuse(error));
  response.refused = error.code == core::Errc::unauthenticated ? std::string_view("bad_signature") : core::name(error.code);
  spdlog::debug("hook {} refused: {}", hook.connection(), error.message);
}

}  // namespace

boost::asio::awaitable<void> load_learned(Services& services) {
  std::vector<std::string> names = services.parts.registry.names();
  auto read = [&names](ports::Queries& queries) {
    std::vector<std::pair<std::string, std::string>> found;
    for (const std::string& name : names)
      if (std::string sealed = queries.setting(learned_setting(name)); !sealed.empty())
        found.emplace_back(name, std::move(sealed));
    return found;
  };
  auto found = co_await services.parts.store.read(read);
  for (const auto& [name, sealed] : found) {
    auto secret = connectors::unseal(services.options.seal_key, learned_setting(name), sealed);
    if (secret) {
      services.learned.insert_or_assign(name, *std::move(secret));
    } else {
      spdlog::error("the webhook secret of {} was sealed with another key: let its vendor make the handshake again", name);
    }
  }
}

// Verifies and decodes; leaves the answer to be sent after the commit in the exchange.
bool receive_hook(Services& services, Exchange& exchange) {
  auto connection = decode_segment(exchange.params[0]);
  const connectors::Hook* hook = connection ? services.parts.registry.hook(*connection) : nullptr;
  if (connection && hook == nullptr) {
    const auto state = services.parts.registry.state(*connection);
    if (state && !state->hook_reason.empty()) {  // not 404: the vendor tries again, and nothing is lost meanwhile
      problem(exchange.response, core::Error{core::Errc::unavailable,
                                             "the webhook of this connection is closed",
                                             {},
                                             "whoever runs the server sees why with: baton doctor"});
      return true;
    }
  }
  if (hook == nullptr) {
    problem(exchange.response, core::Error{core::Errc::not_found, "there is no webhook connection by that name", {}, {}});
    return true;
  }
  fill(services.inbound, exchange.request);
  const auto learned = services.learned.find(*connection);
  auto accepted = hook->receive(services.inbound, services.parts.clock.now(),
                                learned == services.learned.end() ? std::string_view() : learned->second.reveal());
  if (!accepted) {
    refuse_hook(*hook, accepted.error(), exchange.response);
    return true;
  }
  for (core::Event& event : accepted->events) set_apart(event.origin);
  if (auto usable = check_events(accepted->events); !usable) {
    refuse_hook(*hook, usable.error(), exchange.response);
    return true;
  }
  put(exchange.response, accepted->reply);
  exchange.events = std::move(accepted->events);
  exchange.learned = std::move(accepted->learned);
  return exchange.events.empty() && !exchange.learned;
}

boost::asio::awaitable<void> publish_hook(Services& services, Exchange& exchange) {
  if (exchange.learned) {
    std::string connection = decode_segment(exchange.params[0]).value();
    connectors::Secret secret = *std::exchange(exchange.learned, std::nullopt);
    co_await keep_secret(services, std::move(connection), std::move(secret));
  }
  if (exchange.events.empty()) co_return;
  auto receipts = co_await publish(services, exchange);
  if (!receipts) problem(exchange.response, receipts.error());
}

}  // namespace baton::http
