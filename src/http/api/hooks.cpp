#include "http/api/hooks.hpp"

#include "baton/connectors/sealed.hpp"
#include "baton/core/counted.hpp"
#include "baton/telemetry/log.hpp"
#include "http/api/answer.hpp"
#include "http/api/decisions.hpp"
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

// Stores the secret, then has it used for what comes in through its connection.
boost::asio::awaitable<void> keep_secret(Services& services,
                                         std::shared_ptr<const Handshake> handshake) {
  const std::string name = learned_setting(handshake->connection());
  const std::string sealed = connectors::seal(services.options.seal_key, name, handshake->secret());
  auto keep = [&name, &sealed](ports::Tx& tx) { tx.set_setting(name, sealed); };
  co_await services.parts.store.transact(keep);
  services.learned.insert_or_assign(handshake->connection(), handshake->secret());
}

// The word by which a refusal is counted.
std::string_view reason_of(const core::Error& error) {
  if (error.code == core::Errc::unauthenticated) return "bad_signature";
  if (error.code == core::Errc::denied && error.where == "address") return "address_not_allowed";
  if (error.code == core::Errc::denied && error.where == "certificate") return "client_certificate";
  return core::name(error.code);
}

// Refuses the delivery that is in `services.inbound`.
void refuse_hook(Services& services, const core::Error& error, Exchange& exchange) {
  put(exchange.response, exchange.hook->refuse(error));
  exchange.response.refused = reason_of(error);
  services.refusals.keep(refusal_record(*exchange.hook, services.inbound, error,
                                        exchange.response.refused, exchange.response.status,
                                        services.parts.clock.now()));
  services.parts.metrics.hook(exchange.hook->connection()).refused.Increment();
  services.refused_hooks.note(services.parts.clock.steady(), [&] {
    return std::to_string(exchange.response.status) + " /hooks/" + exchange.hook->connection() +
           " from " + services.inbound.client + ": " + error.message;
  });
}

// False if the head of a delivery says that its body is too large. Such a delivery is refused here,
// so that it stands among the refusals of its connection: its body is never read, and no later
// check sees it.
bool has_room(Services& services, Exchange& exchange) {
  const auto most = services.options.body_bytes_max;
  if (exchange.request.content_length.value_or(0) <= most) return true;
  fill(services.inbound, exchange, services.options.trusted_proxies);
  refuse_hook(services,
              core::Error{core::Errc::too_large,
                          "expected a body of at most " + std::to_string(most) +
                              " bytes, the setting http.body_bytes_max; none of it was read",
                          {},
                          {}},
              exchange);
  return false;
}

// The ids of the events of a delivery, as the value of a header field. Whoever sends a webhook by
// hand reads them there, and some vendors show them in their list of deliveries.
std::string names_of(const std::vector<bus::Receipt>& receipts) {
  constexpr std::size_t kNamedMax = 10;  // a header field is no place for a thousand
  std::string names;
  for (std::size_t at = 0; at < std::min(receipts.size(), kNamedMax); ++at)
    names.append(at == 0 ? "" : ", ").append(receipts[at].id.text());
  return names;
}

void count_events(telemetry::HookSeries& series, const std::vector<bus::Receipt>& receipts) {
  const auto fresh = std::count_if(receipts.begin(), receipts.end(),
                                   [](const bus::Receipt& receipt) { return !receipt.repeated; });
  if (fresh > 0) series.events.Increment(static_cast<double>(fresh));
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

std::vector<std::string> learned_settings(const Services& services) {
  std::vector<std::string> settings;
  for (const std::string& name : services.parts.registry.names())
    settings.push_back(learned_setting(name));
  return settings;
}

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
  if (services.parts.secrets != nullptr) services.options.seal_key = services.parts.secrets->key();
  for (const auto& [name, sealed] : found) {
    if (services.options.seal_key.empty()) {
      spdlog::error("the webhook secret of {} cannot be opened: there is no key", name);
      continue;
    }
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

// Refuses a request for a hook that is not there, or is closed. Whether the sender may use the hook
// shows only in the body, over which its proof is made.
bool find_hook(Services& services, Exchange& exchange) {
  const auto connection = decode_segment(exchange.segments[0]);
  if (connection) exchange.hook = services.parts.registry.hook(*connection);
  if (exchange.hook != nullptr) return has_room(services, exchange);
  const auto state = connection ? services.parts.registry.state(*connection) : std::nullopt;
  if (state && !state->hook_reason.empty()) {
    // An operator sees from the log and the metrics that a vendor cannot deliver.
    services.parts.metrics.hook(*connection).refused.Increment();
    services.refused_hooks.note(services.parts.clock.steady(), [&] {
      return "503 /hooks/" + *connection + " from " + exchange.peer +
             ": the webhook is closed: " + state->hook_reason;
    });
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

// Checks the proof of a delivery and decodes it. The answer that it leaves in the exchange is sent
// after the commit.
bool receive_hook(Services& services, Exchange& exchange) {
  const ingress::Hook& hook = *exchange.hook;
  const std::string& connection = hook.connection();
  fill(services.inbound, exchange, services.options.trusted_proxies);
  const auto learned = services.learned.find(connection);
  auto accepted = hook.receive(
      services.inbound, services.parts.clock.now(),
      learned == services.learned.end() ? std::string_view() : learned->second.reveal());
  if (!accepted) {
    refuse_hook(services, accepted.error(), exchange);
    return true;
  }
  for (core::Event& event : accepted->events) set_apart(event.origin);
  if (auto usable = check_events(accepted->events); !usable) {
    refuse_hook(services, usable.error(), exchange);
    return true;
  }
  if (accepted->learned) {
    if (services.options.seal_key.empty()) {
      refuse_hook(
          services,
          core::Error{core::Errc::unavailable, "there is no key to keep secrets with", {}, {}},
          exchange);
      return true;
    }
    if (services.handshakes->contains(connection) || services.handshakes->contains(kKeyRotation)) {
      refuse_hook(services,
                  core::Error{core::Errc::conflict, "another handshake is under way", {}, {}},
                  exchange);
      return true;
    }
    exchange.handshake = std::make_shared<const Handshake>(services.handshakes, connection,
                                                           *std::move(accepted->learned));
  }
  if (accepted->unreadable > 0) {
    services.refused_hooks.note(services.parts.clock.steady(), [&] {
      return core::counted(accepted->unreadable, "part") + " of a delivery through " + connection +
             " could not be read: each is an event " + connection + ".unreadable";
    });
  }
  put(exchange.response, accepted->reply);
  exchange.events = std::move(accepted->events);
  if (accepted->decision)
    exchange.decision =
        std::make_shared<const ingress::ApprovalAnswer>(*std::move(accepted->decision));
  return exchange.events.empty() && exchange.handshake == nullptr;
}

boost::asio::awaitable<void> publish_hook(Services& services, Exchange& exchange) {
  if (exchange.handshake != nullptr) {
    auto handshake = std::exchange(exchange.handshake, nullptr);
    co_await keep_secret(services, std::move(handshake));
  }
  if (exchange.events.empty()) co_return;
  if (const auto decision = std::exchange(exchange.decision, nullptr); decision != nullptr) {
    auto work = take_decision(services, exchange.hook->connection(), *decision);
    core::Json told = co_await std::move(work);
    core::Json& data = exchange.events.front().data;
    if (data.is_null() || data.is_object()) data["decision"] = std::move(told);
  }
  auto receipts = co_await publish(services, exchange, bus::Repeats::may_differ);
  if (!receipts) {
    exchange.response = problem(receipts.error());
    co_return;
  }
  count_events(services.parts.metrics.hook(exchange.hook->connection()), *receipts);
  note_redeliveries(services, *receipts);
  exchange.response.add("Baton-Event", names_of(*receipts));
}

core::Result<Response> list_redeliveries(Services& services, const Asked& /*asked*/) {
  return json_text(services.redeliveries.text());
}

core::Result<Response> list_refusals(Services& services, const Asked& asked) {
  return json_text(services.refusals.text(asked.values.text("connection")));
}

}  // namespace baton::http
