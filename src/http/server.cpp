#include "baton/http/server.hpp"

#include "baton/runtime/feed.hpp"
#include "baton/telemetry/log.hpp"
#include "http/follow.hpp"
#include "http/ingest.hpp"
#include "http/listener.hpp"
#include "http/problem.hpp"
#include "http/router.hpp"

#include <algorithm>
#include <utility>

namespace baton::http {

void fill(connectors::Inbound& inbound, const Request& request) {
  inbound.method = request.method;
  inbound.target = request.target;
  inbound.body = request.body;
  inbound.headers.resize(request.fields.size());
  for (std::size_t i = 0; i < request.fields.size(); ++i) {
    inbound.headers[i].first = request.fields[i].name;
    inbound.headers[i].second = request.fields[i].value;
  }
}

void put(Response& response, const connectors::Reply& reply) {
  response.clear();
  response.status = reply.status;
  if (!reply.content_type.empty()) response.add("Content-Type", reply.content_type);
  for (const auto& [name, value] : reply.headers) response.add(name, value);
  response.body = reply.body;
}

namespace {

// With a request that takes no body. Some clients send "{}" all the same.
constexpr std::size_t kNoBodyBytesMax = 16'384;
// An answer of this size is made only when there is room for it.
constexpr std::size_t kLargeBytes = 65'536;
constexpr const char* kTooManyUnread = "too many answers wait to be read";

core::Error no_room(const char* why) {
  return {core::Errc::unavailable, why, {}, "read them, or ask again in a few seconds"};
}

constexpr std::string_view kOnce[] = {"Authorization", "Content-Type",  "Idempotency-Key",
                                      "If-Match",      "If-None-Match", "Last-Event-ID"};

}  // namespace

// Finds the route, asks who may, hands over.
class Server::Impl final : public Handler {
 public:
  Impl(boost::asio::any_io_executor executor, Parts parts, Options options)
      : services_{parts, std::move(options), LogWatch(executor, parts.bus),
                  Sources(parts.registry.names())},
        listener_(executor, *this, parts.clock, listening()) {
    services_.started = parts.clock.steady();
    parts.runtime.feed().read_by(read_slice);
    services_.unsent = &listener_.unsent();
  }

  Admission admit(Exchange& exchange) override {
    exchange.route = nullptr;
    exchange.principal = nullptr;
    exchange.events.clear();
    exchange.learned.reset();
    Admission refused;
    refused.taken = false;
    if (!fields_once(exchange) || !route(exchange) || !authorise(exchange)) return refused;
    const Route& route = *exchange.route;
    if (route.at_head != nullptr && !route.at_head(services_, exchange)) return refused;
    Admission admission;
    if (route.at_head != nullptr) admission.body = BodyRoom::Kind::hook;
    if (route.method != "POST" && route.method != "PUT") admission.body_bytes_max = kNoBodyBytesMax;
    return admission;
  }

  bool answer_now(Exchange& exchange) override {
    if (exchange.principal &&
        !exchange.principal->valid) {  // revoked while the body was on its way
      refuse_stranger(exchange, "this token is not valid here");
      return true;
    }
    const Route& route = *exchange.route;
    // The body may have moved what the parameters point into.
    (void)path_matches(route.path, exchange.request.path, exchange.params);
    if (route.now != nullptr) {
      route.now(services_, exchange);
      if (exchange.response.body.size() > kLargeBytes) (void)crowded(exchange);
      return true;
    }
    if (route.first == nullptr) return route.method == "GET" && crowded(exchange);
    return overloaded(exchange) || route.first(services_, exchange);
  }

  boost::asio::awaitable<void> answer(Exchange& exchange) override {
    return exchange.route->later(services_, exchange);
  }

  void refuse(const Refusal& refusal, Response& response) override {
    problem(response, refusal.status, refusal.reason, refusal.message);
    services_.parts.metrics.refused(refusal.reason).Increment();
    services_.parts.metrics.http_answers(refusal.status).Increment();
    response.refused = {};
  }

  void answered(const Exchange& exchange) override {
    const Response& response = exchange.response;
    if (exchange.request.method.empty()) return;  // refuse() has counted it
    services_.parts.metrics.http_answers(response.status).Increment();
    if (!response.refused.empty()) services_.parts.metrics.refused(response.refused).Increment();
    // Never the path, a body or a token: they may hold what is nobody's business.
    SPDLOG_LOGGER_DEBUG(spdlog::default_logger_raw(), "{} {} {}", exchange.request.method,
                        exchange.route == nullptr ? std::string_view("?") : exchange.route->path,
                        response.status);
  }

  void connections(std::size_t open) override {
    services_.parts.metrics.connections_open.Set(static_cast<double>(open));
  }

  boost::asio::awaitable<void> start() {
    co_await services_.tokens.refresh(services_.parts.store);
    co_await load_learned(services_);
    listener_.start();
  }

  boost::asio::awaitable<void> drain(core::Duration within) {
    services_.is_ready = false;
    services_.watch.stop();
    services_.parts.runtime.feed().stop();
    co_await listener_.drain(within);
  }

  std::uint16_t port() const { return listener_.port(); }
  void ready(bool is_ready) { services_.is_ready = is_ready; }

 private:
  // Events are refused before they are read: reading is what they cost most.
  bool overloaded(Exchange& exchange) {
    if (exchange.request.method != "POST") return false;  // a handshake
    core::Result<void> room = services_.parts.bus.room(services_.parts.clock.steady());
    if (room && listener_.behind())
      room = core::Error{core::Errc::unavailable,
                         "more comes than can be read",
                         {},
                         "send it again in a few seconds"};
    if (!room) problem(exchange.response, room.error());
    return !room;
  }

  // Answers are made when there is room for them: whoever asks for much and does not read it gets
  // no more.
  bool crowded(Exchange& exchange) {
    const Unsent& unsent = listener_.unsent();
    const bool own = unsent.of(exchange.principal) > Unsent::kBytesMax / 2;
    if (!own && unsent.total() <= Unsent::kBytesMax) return false;
    problem(exchange.response,
            no_room(own ? "this token has answers waiting that nobody reads" : kTooManyUnread));
    return true;
  }

  Listener::Options listening() const {
    Listener::Options listening;
    listening.address = services_.options.address;
    listening.port = services_.options.port;
    listening.connections_max = services_.options.connections_max;
    listening.limits.idle_s =
        std::chrono::duration_cast<std::chrono::seconds>(services_.options.idle).count();
    listening.limits.body_bytes_max = services_.options.body_bytes_max;
    return listening;
  }

  bool route(Exchange& exchange) {
    Match match =
        find_route(routes(), exchange.request.method, exchange.request.path, exchange.params);
    exchange.route = match.route;
    if (match.route != nullptr) return true;
    if (match.allow.empty()) {
      if (exchange.request.path == "*" && exchange.request.method == "OPTIONS") {
        exchange.response.status = 204;
      } else {
        problem(exchange.response,
                core::Error{core::Errc::not_found, "there is nothing at this path", {}, {}});
      }
      return false;
    }
    if (exchange.request.method == "OPTIONS") {
      exchange.response.status = 204;
    } else {
      problem(exchange.response, 405, "unsupported", "expected one of " + match.allow);
    }
    exchange.response.add("Allow", match.allow + ", OPTIONS");
    return false;
  }

  // Whatever means something stands once: two readers that take different ones of two see different
  // requests.
  bool fields_once(Exchange& exchange) {
    const auto& fields = exchange.request.fields;
    for (const std::string_view name : kOnce) {
      const auto same = [name](const Field& field) { return same_name(field.name, name); };
      if (std::count_if(fields.begin(), fields.end(), same) < 2) continue;
      problem(exchange.response, 400, "invalid", "expected one field " + std::string(name));
      return false;
    }
    return true;
  }

  bool authorise(Exchange& exchange) {
    const Needs needs = exchange.route->needs;
    if (needs.kind() == Needs::nothing) return true;
    if (services_.options.open_metrics && exchange.route->path == "/metrics") return true;
    const std::string_view proof = exchange.request.field("Authorization");
    exchange.principal = services_.tokens.find(proof);
    if (exchange.principal == nullptr) {
      refuse_stranger(exchange, proof.empty() ? "expected Authorization: Bearer and a token"
                                              : "this token is not valid here");
      return false;
    }
    if (may(exchange.principal->role, needs)) return true;
    const std::string role(to_text(exchange.principal->role));
    problem(exchange.response, core::Error{core::Errc::denied,
                                           "the role " + role + " may not do this",
                                           {},
                                           "it takes " + roles_that_may(needs)});
    note_refusal(exchange,
                 exchange.principal->actor + ", whose role is " + role + ", may not do this");
    return false;
  }

  void refuse_stranger(Exchange& exchange, const std::string& why) {
    problem(exchange.response,
            core::Error{core::Errc::unauthenticated,
                        why,
                        {},
                        "an admin makes one: baton token create NAME --role ROLE"});
    note_refusal(exchange, why);
  }

  // The route and not the path: paths may hold what is nobody's business.
  void note_refusal(const Exchange& exchange, const std::string& why) {
    services_.refused_logins.note(services_.parts.clock.steady(), [&] {
      return std::to_string(exchange.response.status) + " " + std::string(exchange.route->method) +
             " " + std::string(exchange.route->path) + " from " + exchange.peer + ": " + why;
    });
  }

  Services services_;
  Listener listener_;
};

Server::Server(boost::asio::any_io_executor executor, Parts parts, Options options)
    : impl_(std::make_unique<Impl>(std::move(executor), parts, std::move(options))) {}
Server::~Server() = default;

boost::asio::awaitable<void> Server::start() { return impl_->start(); }
std::uint16_t Server::port() const { return impl_->port(); }
void Server::ready(bool is_ready) { impl_->ready(is_ready); }
boost::asio::awaitable<void> Server::drain(core::Duration within) { return impl_->drain(within); }

boost::asio::awaitable<void> ensure_admin_token(ports::Store& store, const ports::Clock& clock,
                                                bool one_more,
                                                std::function<void(const std::string&)> keep) {
  auto read = [](ports::Queries& queries) { return queries.tokens(); };
  const std::vector<ports::TokenRow> rows = co_await store.read(read);
  const auto valid = [](const ports::TokenRow& row) { return !row.revoked_at.has_value(); };
  const auto admin = [&](const ports::TokenRow& row) {
    return valid(row) && row.role == to_text(Role::admin);
  };
  if (!one_more && std::any_of(rows.begin(), rows.end(), admin)) co_return;
  std::string name = "admin";
  const auto taken = [&](const ports::TokenRow& row) { return valid(row) && row.name == name; };
  for (int number = 2; std::any_of(rows.begin(), rows.end(), taken); ++number)
    name = "admin-" + std::to_string(number);
  MadeToken made = new_token(clock.now(), std::move(name), Role::admin, {});
  keep(made.text);
  auto kept = co_await keep_token(store, std::move(made));
  core::ensure(kept.has_value(), "nobody else makes tokens before the server is ready");
}

void reply_large(Services& services, Exchange& exchange, std::string text) {
  if (services.unsent->total() + text.size() > Unsent::kBytesMax && services.unsent->total() > 0) {
    problem(exchange.response, no_room(kTooManyUnread));
    return;
  }
  exchange.large =
      std::make_shared<Unsent::Part>(*services.unsent, exchange.principal, text.size());
  reply_text(exchange.response, std::move(text));
}

}  // namespace baton::http
