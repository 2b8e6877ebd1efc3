#include "http/api/gateway.hpp"

#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "baton/core/trace.hpp"
#include "baton/formats/media.hpp"
#include "baton/ports/failures.hpp"
#include "baton/runtime/damage.hpp"
#include "baton/telemetry/log.hpp"
#include "http/api/asked.hpp"
#include "http/api/console.hpp"
#include "http/api/cookie.hpp"
#include "http/api/problem.hpp"
#include "http/api/query.hpp"
#include "http/api/router.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <variant>

namespace baton::http {
namespace {

// The largest body of a request that takes none. Some clients send "{}" all the same.
constexpr std::size_t kNoBodyBytesMax = 16'384;
// An answer that is larger than this is given only when few answers wait to be sent.
constexpr std::size_t kLargeBytes = 65'536;
constexpr const char* kTooManyUnread = "too many answers wait to be read";

core::Error no_room(const char* why) {
  return {core::Errc::unavailable, why, {}, "read them, or ask again in a few seconds"};
}

constexpr std::array<std::string_view, 5> kOnce{"Authorization", "Content-Type", "Idempotency-Key",
                                                "If-Match", "Last-Event-ID"};

// Why somebody who is known may not do this.
core::Error not_allowed(const identity::Principal& by, identity::Needs needs) {
  if (may(by.role, needs))
    return {core::Errc::denied,
            "this token was made for " + core::join(by.scopes) + " only",
            {},
            "it takes one that is made for " + std::string(to_text(needs))};
  core::Error error{core::Errc::denied,
                    "the role " + std::string(to_text(by.role)) + " may not do this",
                    {},
                    "it takes " + roles_that_may(needs)};
  error.role = to_text(least_role(needs));
  return error;
}

// The refusal of a request that needs a damaged row. It names the row, and the run if the path
// names one.
core::Error damaged(const Endpoint& endpoint, const Values& values,
                    const ports::RowDamaged& damage) {
  for (const Parameter& one : endpoint.in_path)
    if (names_run(one.kind))
      return runtime::unreadable_run(values.id<core::RunId>(one.name), damage);
  return runtime::unreadable("what was asked for", damage);
}

// Refuses a request that has one of these fields twice: two servers that use different ones of the
// two would see different requests.
bool fields_once(Exchange& exchange) {
  std::array<bool, kOnce.size()> seen{};
  for (const Field& field : exchange.request.fields) {
    const auto same = [&field](std::string_view name) { return same_name(field.name, name); };
    const auto name = std::find_if(kOnce.begin(), kOnce.end(), same);
    if (name == kOnce.end()) continue;
    bool& before = seen[static_cast<std::size_t>(name - kOnce.begin())];
    if (before) {
      exchange.response = problem(400, "invalid", "expected one field " + std::string(*name));
      return false;
    }
    before = true;
  }
  return true;
}

// Refuses a body in a coding, such as gzip, because none is unpacked (RFC 9110 section 15.5.16). A
// webhook refuses it itself, once its proof holds.
bool uncoded(Exchange& exchange) {
  const Endpoint& endpoint = *exchange.endpoint;
  if (endpoint.body.is == Body::none || endpoint.path.starts_with("/hooks/")) return true;
  for (const Field& field : exchange.request.fields) {
    if (!same_name(field.name, "Content-Encoding") || formats::is_uncoded(field.value)) continue;
    exchange.response = problem(core::Error{core::Errc::unsupported,
                                            "expected a body without Content-Encoding",
                                            {},
                                            "send the body as it is"});
    exchange.response.add("Accept-Encoding", "identity");
    return false;
  }
  return true;
}

// The methods of a path as the value of the field Allow. `in_table`: those that the table has for
// the path. A webhook takes only those of its scheme. Elsewhere OPTIONS is answered as well.
std::string allowed_at(const Services& services, std::string_view path, std::string in_table) {
  std::array<std::string_view, 2> segments{};
  if (path_matches("/hooks/{connection}/*", path, segments)) {
    const auto connection = decode_segment(segments[0]);
    const auto hook = connection ? services.parts.registry.hook(*connection) : nullptr;
    if (hook != nullptr) return hook->methods();
  }
  if (in_table.find("OPTIONS") == std::string::npos) in_table += ", OPTIONS";
  return in_table;
}

}  // namespace

Admission Gateway::admit(Exchange& exchange) {
  exchange.endpoint = nullptr;
  exchange.principal = nullptr;
  exchange.events.clear();
  exchange.hook.reset();
  exchange.handshake.reset();
  exchange.decision.reset();
  Admission refused;
  refused.taken = false;
  if (!fields_once(exchange) || !find(exchange) || !authorise(exchange) || !uncoded(exchange))
    return refused;
  const Endpoint& endpoint = *exchange.endpoint;
  const auto* ingress = std::get_if<Ingress>(&endpoint.handler);
  if (ingress != nullptr && ingress->at_head != nullptr && !ingress->at_head(services_, exchange))
    return refused;
  Admission admission;
  if (endpoint.needs.kind() == identity::Needs::nothing) admission.body = BodyRoom::Kind::hook;
  const bool has_body = endpoint.method == "POST" || endpoint.method == "PUT";
  // What a stranger may send as JSON is a proof of who they are, which is short.
  const bool stranger = exchange.principal == nullptr && endpoint.body.is == Body::json;
  if (!has_body || stranger) admission.body_bytes_max = kNoBodyBytesMax;
  return admission;
}

bool Gateway::find(Exchange& exchange) {
  const Request& request = exchange.request;
  const FoundEndpoint found =
      find_endpoint(endpoints(), request.method, request.path, exchange.segments);
  exchange.endpoint = with_console(request, found.endpoint);
  if (exchange.endpoint != nullptr) return true;
  const bool asks_what_there_is = request.method == "OPTIONS";
  if (found.allow.empty()) {
    if (request.path == "*" && asks_what_there_is) {
      exchange.response.status = 204;
    } else {
      exchange.response =
          problem(core::Error{core::Errc::not_found, "there is nothing at this path", {}, {}});
    }
    return false;
  }
  const std::string allow = allowed_at(services_, request.path, found.allow);
  if (asks_what_there_is) {
    exchange.response.status = 204;
  } else {
    exchange.response = problem(405, "unsupported", "expected one of " + allow);
  }
  exchange.response.add("Allow", allow);
  return false;
}

bool Gateway::authorise(Exchange& exchange) {
  const identity::Needs needs = exchange.endpoint->needs;
  if (needs.kind() == identity::Needs::nothing) return true;
  if (services_.options.open_metrics && exchange.endpoint->path == "/metrics") return true;
  if (!identify(exchange)) return false;
  const identity::Principal& by = *exchange.principal;
  if (may(by, needs)) return true;
  const core::Error denied = not_allowed(by, needs);
  exchange.response = problem(denied);
  note_refusal(exchange, by.actor.text() + ": " + denied.message);
  return false;
}

// Finds out who is asking. A token in the request decides alone; else the cookie does, with which
// only pages of this server may change anything.
bool Gateway::identify(Exchange& exchange) {
  const Request& request = exchange.request;
  const core::Time now = services_.parts.clock.now();
  const std::string_view proof = request.field("Authorization");
  if (!proof.empty()) {
    exchange.principal = services_.access.by_token(proof, now);
    if (exchange.principal == nullptr) refuse_stranger(exchange, "this token is not valid here");
    return exchange.principal != nullptr;
  }
  const std::string_view cookie = session_cookie(request);
  if (cookie.empty()) {
    refuse_stranger(exchange, "expected Authorization: Bearer and a token, or a session");
    return false;
  }
  exchange.principal = services_.access.by_session(cookie, now);
  if (exchange.principal == nullptr) {
    refuse_stranger(exchange, "the session has ended: sign in again");
    return false;
  }
  // All tabs of a browser have one cookie. A page that was opened by somebody else is to do nothing
  // in the name of whoever has signed in since.
  const std::string_view opened_by = request.field("X-Baton-User");
  if (!opened_by.empty() && core::percent_decode(opened_by) != exchange.principal->actor.name()) {
    refuse_stranger(exchange, "somebody else has signed in meanwhile: sign in again");
    return false;
  }
  const bool changes = request.method != "GET" && request.method != "HEAD";
  if (!changes || from_console(request)) return true;
  exchange.response = refuse_other_site();
  note_refusal(exchange, "a request with a session does not come from the console");
  return false;
}

bool Gateway::answer_now(Exchange& exchange) {
  const core::Time now = services_.parts.clock.now();
  if (exchange.principal && !exchange.principal->lasts(now)) {  // since the head was read
    refuse_stranger(exchange, exchange.principal->in_session
                                  ? "the session has ended: sign in again"
                                  : "this token is not valid here");
    return true;
  }
  const Endpoint& endpoint = *exchange.endpoint;
  // Reading the body may have moved the bytes that the segments point into, so they are found
  // again.
  if (!endpoint.in_path.empty())
    (void)path_matches(endpoint.path, exchange.request.path, exchange.segments);
  if (const auto* ingress = std::get_if<Ingress>(&endpoint.handler))
    return overloaded(exchange) || ingress->now(services_, exchange);
  if (const auto* handler = std::get_if<Now>(&endpoint.handler)) {
    const auto asked = Asked::read(exchange);
    give(exchange, asked ? (*handler)(services_, *asked) : core::Result<Response>(asked.error()));
    if (exchange.response.body.size() > kLargeBytes) (void)crowded(exchange);
    return true;
  }
  return endpoint.method == "GET" && crowded(exchange);
}

boost::asio::awaitable<void> Gateway::answer(Exchange& exchange) {
  const auto& handler = exchange.endpoint->handler;
  if (const auto* ingress = std::get_if<Ingress>(&handler))
    return ingress->later(services_, exchange);
  return answer_later(exchange, std::get<Later>(handler));
}

boost::asio::awaitable<void> Gateway::answer_later(Exchange& exchange, Later handler) {
  auto asked = Asked::read(exchange);
  if (!asked) {
    give(exchange, asked.error());
    co_return;
  }
  try {
    auto answer = co_await handler(services_, *asked);
    give(exchange, std::move(answer));
  } catch (const ports::RowDamaged& damage) {
    give(exchange, damaged(*exchange.endpoint, asked->values, damage));
  }
}

// Puts the answer into the exchange. A large answer counts as unsent until the client has read it;
// when too much is unsent already, the request is refused.
void Gateway::give(Exchange& exchange, core::Result<Response> answer) {
  if (!answer) {
    exchange.response = problem(answer.error());
    return;
  }
  if (answer->large) {
    Unsent& unsent = *services_.unsent;
    const std::size_t bytes = answer->body.size();
    if (unsent.total() > 0 && unsent.total() + bytes > Unsent::kBytesMax) {
      exchange.response = problem(no_room(kTooManyUnread));
      return;
    }
    exchange.large = std::make_shared<Unsent::Part>(unsent, exchange.principal, bytes);
  }
  exchange.response = *std::move(answer);
  // A cache on the way, or that of a browser, does not know who may read it.
  if (exchange.endpoint->needs.kind() != identity::Needs::nothing)
    exchange.response.add("Cache-Control", "no-store");
}

void Gateway::refuse(const Refusal& refusal, Response& response) {
  response = problem(refusal.status, refusal.reason, refusal.message);
}

// A refusal names the trace of its request, so that whoever reports it can say which one it was. A
// fault of our own is logged by its cause where it happened; the line here ties the two together.
void Gateway::complete(Exchange& exchange) {
  Response& response = exchange.response;
  if (!is_problem(response)) return;
  const auto came = core::parse_traceparent(exchange.request.field("traceparent"));
  const core::Trace trace = came ? *came : core::trace_of_request(began_, ++untraced_);
  const std::string id = trace.id();
  add_trace_id(response, id);
  if (response.status == 500) spdlog::error("the request that failed has the trace id {}", id);
}

void Gateway::answered(const Exchange& exchange) {
  const Response& response = exchange.response;
  services_.parts.metrics.http_answers(response.status).Increment();
  if (!response.refused.empty()) services_.parts.metrics.refused(response.refused).Increment();
  if (exchange.request.method.empty()) return;  // it was no request, so there is none to log
  // The path, the body and the token are not logged, since they may hold data of customers.
  SPDLOG_LOGGER_DEBUG(
      spdlog::default_logger_raw(), "{} {} {}", exchange.request.method,
      exchange.endpoint == nullptr ? std::string_view("?") : exchange.endpoint->path,
      response.status);
}

void Gateway::connections(std::size_t open) {
  services_.parts.metrics.connections_open.Set(static_cast<double>(open));
}

// Refuses events under overload before they are read, because reading them is what costs most.
bool Gateway::overloaded(Exchange& exchange) {
  if (exchange.request.method != "POST") return false;  // a handshake
  core::Result<void> space = services_.parts.bus.check_space(services_.parts.clock.steady());
  if (space && listener_.behind())
    space = core::Error{core::Errc::unavailable,
                        "more comes than can be read",
                        {},
                        "send it again in a few seconds"};
  if (!space) exchange.response = problem(space.error());
  return !space;
}

// Refuses a request for a large answer when too many bytes of answers wait for their clients, in
// all or for this token.
bool Gateway::crowded(Exchange& exchange) {
  const Unsent& unsent = *services_.unsent;
  const bool own = unsent.of(exchange.principal) > Unsent::kBytesMax / 2;
  if (!own && unsent.total() <= Unsent::kBytesMax) return false;
  exchange.response =
      problem(no_room(own ? "this token has answers waiting that nobody reads" : kTooManyUnread));
  return true;
}

void Gateway::refuse_stranger(Exchange& exchange, const std::string& why) {
  exchange.response =
      problem(core::Error{core::Errc::unauthenticated,
                          why,
                          {},
                          "an admin makes a token: baton token create NAME --role ROLE"});
  note_refusal(exchange, why);
}

// Logs the refusal with the path of the endpoint, not with the path of the request, which may hold
// data of customers.
void Gateway::note_refusal(const Exchange& exchange, const std::string& why) {
  services_.refused_logins.note(services_.parts.clock.steady(), [&] {
    return std::to_string(exchange.response.status) + " " + std::string(exchange.endpoint->method) +
           " " + std::string(exchange.endpoint->path) + " from " + exchange.peer + ": " + why;
  });
}

}  // namespace baton::http
