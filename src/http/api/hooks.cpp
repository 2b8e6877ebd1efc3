#include "http/api/hooks.hpp"

#include "baton/connectors/sealed.hpp"
#include "baton/telemetry/log.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/inbound.hpp"
#include "http/api/ingest.hpp"
#include "http/api/problem.hpp"
#include "http/api/query.hpp"

#include <algorithm>
#include <utility>

namespace baton::http {
namespace {

// Where a secret that a handshake brought is kept.
std::string learned_setting(std::string_view connection) {
  return "hook-secret/" + std::string(connection);
}

// While one handshake's secret is on its way to the store, another is a stranger's.
class Learning {
 public:
  Learning(Services& services, std::string connection)
      : services_(services), connection_(std::move(connection)) {}
  ~Learning() { services_.learning.erase(connection_); }
  Learning(const Learning&) = delete;

 private:
  Services& services_;
  std::string connection_;
};

boost::asio::awaitable<void> keep_secret(Services& services, std::string connection,
                                         core::Secret secret) {
  const Learning learning(services, connection);
  const std::string name = learned_setting(connection);
  const std::string sealed = connectors::seal(services.options.seal_key, name, secret);
  auto keep = [&name, &sealed](ports::Tx& tx) { tx.set_setting(name, sealed); };
  co_await services.parts.store.transact(keep);
  services.learned.insert_or_assign(std::move(connection), std::move(secret));
}

void refuse_hook(Services& services, const ingress::Hook& hook, const core::Error& error,
                 Exchange& exchange) {
  put(exchange.response, hook.refuse(error));
  exchange.response.refused = error.code == core::Errc::unauthenticated
                                  ? std::string_view("bad_signature")
                                  : core::name(error.code);
  services.refused_hooks.note(services.parts.clock.steady(), [&] {
    return std::to_string(exchange.response.status) + " /hooks/" + hook.connection() + " from " +
           exchange.peer + ": " + error.message;
  });
}

// For whoever sent by hand, and for the vendor's own list of deliveries.
std::string names_of(const std::vector<bus::Receipt>& receipts) {
  constexpr std::size_t kNamedMax = 10;  // a header field is no place for a thousand
  std::string names;
  for (std::size_t at = 0; at < std::min(receipts.size(), kNamedMax); ++at)
    names.append(at == 0 ? "" : ", ").append(receipts[at].id.text());
  return names;
}

void note_redeliveries(Services& services, const std::vector<bus::Receipt>& receipts) {
  for (const bus::Receipt& receipt : receipts) {
    if (!receipt.newer) continue;
    services.redeliveries.keep(receipt.id, *receipt.newer);
    services.parts.metrics.redelivered(receipt.newer->source).Increment();
    services.refused_hooks.note(services.parts.clock.steady(), [&receipt] {
      return "newer content of " + receipt.id.text() + ", which came again through " +
             receipt.newer->source + ": what came first stays, see /api/v1/redeliveries";
    });
  }
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
      spdlog::error(
          "the webhook secret of {} was sealed with another key: let its vendor make the handshake "
          "again",
          name);
    }
  }
}

// A hook that is there and open; the proof itself is over the body.
bool find_hook(Services& services, Exchange& exchange) {
  auto connection = decode_segment(exchange.segments[0]);
  if (connection && services.parts.registry.hook(*connection) != nullptr) {
    exchange.connection = *std::move(connection);
    return true;
  }
  const auto state = connection ? services.parts.registry.state(*connection) : std::nullopt;
  if (state && !state->hook_reason.empty()) {
    // Not 404: the vendor tries again, and nothing is lost meanwhile.
    exchange.response = problem(core::Error{core::Errc::unavailable,
                                            "the webhook of this connection is closed",
                                            {},
                                            "whoever runs the server sees why with: baton doctor"});
  } else {
    exchange.response = problem(
        core::Error{core::Errc::not_found, "there is no webhook connection by that name", {}, {}});
  }
  return false;
}

// Verifies and decodes; leaves the answer to be sent after the commit in the exchange.
bool receive_hook(Services& services, Exchange& exchange) {
  const std::string& connection = exchange.connection;
  const auto hook = services.parts.registry.hook(connection);
  fill(services.inbound, exchange.request);
  const auto learned = services.learned.find(connection);
  auto accepted = hook->receive(
      services.inbound, services.parts.clock.now(),
      learned == services.learned.end() ? std::string_view() : learned->second.reveal());
  if (!accepted) {
    refuse_hook(services, *hook, accepted.error(), exchange);
    return true;
  }
  for (core::Event& event : accepted->events) set_apart(event.origin);
  if (auto usable = check_events(accepted->events); !usable) {
    refuse_hook(services, *hook, usable.error(), exchange);
    return true;
  }
  if (accepted->learned && !services.learning.insert(connection).second) {
    refuse_hook(services, *hook,
                core::Error{core::Errc::conflict, "another handshake is under way", {}, {}},
                exchange);
    return true;
  }
  if (accepted->unreadable > 0) {
    services.refused_hooks.note(services.parts.clock.steady(), [&] {
      return std::to_string(accepted->unreadable) + " parts of a delivery through " + connection +
             " could not be read: they are events " + connection + ".unreadable";
    });
  }
  put(exchange.response, accepted->reply);
  exchange.events = std::move(accepted->events);
  exchange.learned = std::move(accepted->learned);
  return exchange.events.empty() && !exchange.learned;
}

boost::asio::awaitable<void> publish_hook(Services& services, Exchange& exchange) {
  if (exchange.learned) {
    std::string connection = exchange.connection;
    core::Secret secret = *std::exchange(exchange.learned, std::nullopt);
    co_await keep_secret(services, std::move(connection), std::move(secret));
  }
  if (exchange.events.empty()) co_return;
  auto receipts = co_await publish(services, exchange, bus::Repeats::may_differ);
  if (!receipts) {
    exchange.response = problem(receipts.error());
    co_return;
  }
  note_redeliveries(services, *receipts);
  exchange.response.add("Baton-Event", names_of(*receipts));
}

core::Result<Response> list_redeliveries(Services& services, const Asked& /*asked*/) {
  return json_text(services.redeliveries.text());
}

}  // namespace baton::http
