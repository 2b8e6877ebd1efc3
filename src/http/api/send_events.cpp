#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"
#include "baton/ingress/cloudevents.hpp"
#include "http/api/endpoint.hpp"
#include "http/api/handlers.hpp"
#include "http/api/inbound.hpp"
#include "http/api/ingest.hpp"
#include "http/api/problem.hpp"
#include "http/api/query.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Events that come with a token: CloudEvents and plain JSON.
namespace baton::http {
namespace {

constexpr std::string_view kBatch = "application/cloudevents-batch+json";
// What stands before an Idempotency-Key in the id of its event, so that the key is never equal to
// an id in a body.
constexpr std::string_view kOfKey = "key:";

// Checks the events that came with a token, and that the token may send in the name of their
// sources. Sets their actor to that of the token.
core::Result<void> take(Services& services, const Exchange& exchange,
                        std::vector<core::Event>& events) {
  if (auto usable = check_events(events); !usable) return usable;
  for (core::Event& event : events) {
    if (auto may = services.sources.check(*exchange.principal, event.source); !may) {
      services.refused_logins.note(services.parts.clock.steady(), [&] {
        return "403 an event from " + exchange.peer + " by " + exchange.principal->actor.text() +
               ": " + may.error().message;
      });
      return may;
    }
    event.actor = exchange.principal->actor;
  }
  return {};
}

void append(std::string& out, const bus::Receipt& receipt) {
  out.append("{\"id\":\"")
      .append(receipt.id.text())
      .append(receipt.repeated ? "\",\"repeated\":true}" : "\",\"repeated\":false}");
}

// Checks the field Idempotency-Key, which is a part of the id of an event.
core::Result<void> check_key(std::string_view key) {
  constexpr std::size_t kKeyBytesMax = core::kNameBytesMax - kOfKey.size();
  if (key.size() > kKeyBytesMax)
    return core::Error{core::Errc::invalid,
                       "expected at most " + std::to_string(kKeyBytesMax) + " bytes",
                       "Idempotency-Key",
                       {}};
  return check_name(key, "Idempotency-Key");
}

// The event in the body of a request. Nothing when the body has mistakes, which are then in
// `mistakes`. When the body has no id, the field Idempotency-Key is one, with kOfKey in front.
std::optional<core::Event> event_of(const Exchange& exchange, core::Time now,
                                    std::vector<core::Error>& mistakes) {
  Members members = Members::read(exchange.request.body, exchange.endpoint->body.members, mistakes);
  const std::string time = members.text("time");
  const auto happened = time.empty() ? core::Result<core::Time>(now) : core::parse_rfc3339(time);
  if (!happened)
    mistakes.push_back(
        {core::Errc::invalid, happened.error().message, "/time", happened.error().hint});
  const std::string_view key = exchange.request.field("Idempotency-Key");
  if (const auto named = check_key(key); !named) mistakes.push_back(named.error());
  if (!mistakes.empty()) return std::nullopt;
  core::Event event;
  event.type = members.text("type");
  event.origin = members.text("id");
  set_apart(event.origin);
  if (event.origin.empty() && !key.empty()) event.origin.append(kOfKey).append(key);
  event.source = members.text("source", exchange.principal->actor.name());
  event.subject = members.text("subject");
  event.time = *happened;
  event.data = members.take("data");
  return event;
}

}  // namespace

// The query of a hook is its vendor's. Here one means nothing, and whoever sends it is told so.
bool without_query(Services& /*services*/, Exchange& exchange) {
  const auto query = read_query(exchange.request.query, exchange.endpoint->in_query);
  if (!query) exchange.response = problem(query.error());
  return query.has_value();
}

bool handshake_events(Services& services, Exchange& exchange) {
  fill(services.inbound, exchange, services.options.trusted_proxies);
  put(exchange.response,
      ingress::cloudevents_handshake(services.inbound, services.options.webhook_origins));
  if (exchange.response.fields.find("Allow:") == std::string::npos)
    exchange.response.add("Allow", "POST, OPTIONS");
  return true;
}

bool read_cloudevents(Services& services, Exchange& exchange) {
  fill(services.inbound, exchange, services.options.trusted_proxies);
  const core::Time now = services.parts.clock.now();
  auto events = ingress::parse_cloudevents(services.inbound, now);
  if (events)
    for (core::Event& event : *events) set_apart(event.origin);
  auto usable = events ? take(services, exchange, *events) : core::Result<void>(events.error());
  if (!usable) {
    exchange.response = problem(usable.error());
    return true;
  }
  exchange.events = *std::move(events);
  const std::string_view type = exchange.request.field("Content-Type");
  exchange.many = exchange.events.size() != 1 || core::starts_no_case(type, kBatch);
  return false;
}

bool read_event(Services& services, Exchange& exchange) {
  std::vector<core::Error> mistakes;
  auto event = event_of(exchange, services.parts.clock.now(), mistakes);
  if (!event) {
    exchange.response = problem(mistakes);
    return true;
  }
  exchange.many = false;
  exchange.events.clear();
  exchange.events.push_back(*std::move(event));
  if (auto usable = take(services, exchange, exchange.events); !usable) {
    exchange.response = problem(usable.error());
    return true;
  }
  return false;
}

boost::asio::awaitable<void> publish_events(Services& services, Exchange& exchange) {
  core::Result<std::vector<bus::Receipt>> receipts = std::vector<bus::Receipt>();
  if (!exchange.events.empty()) receipts = co_await publish(services, exchange);
  if (!receipts) {
    exchange.response = problem(receipts.error());
    co_return;
  }
  exchange.response.status = 202;
  exchange.response.content_type = "application/json";
  std::string& body = exchange.response.body;
  if (!exchange.many) {
    append(body, receipts->front());
    co_return;
  }
  body += "{\"events\":[";
  for (const bus::Receipt& receipt : *receipts) {
    if (body.back() == '}') body += ',';
    append(body, receipt);
  }
  body += "]}";
}

}  // namespace baton::http
