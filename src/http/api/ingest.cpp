#include "http/api/ingest.hpp"

#include "baton/core/event_names.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"
#include "baton/core/trace.hpp"
#include "baton/core/utf8.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace baton::http {
namespace {

core::Error wrong(std::string message, std::string where) {
  return {core::Errc::invalid, std::move(message), std::move(where), {}};
}

// The offset of the quote that ends a text of JSON; the size of the body when there is none.
std::size_t end_of_text(std::string_view body, std::size_t at) {
  for (;; ++at) {
    at = body.find('"', at);
    if (at == std::string_view::npos) return body.size();
    std::size_t backslashes = 0;
    while (body[at - 1 - backslashes] == '\\') ++backslashes;
    if (backslashes % 2 == 0) return at;
  }
}

// An estimate of the memory that a JSON body takes once it is parsed: its bytes, and a fixed size
// for each value, since a value of one digit takes as much as any. The number of values is that of
// the commas and opening brackets outside of texts.
std::size_t held_bytes(std::string_view body) {
  constexpr std::size_t kValueBytes = 96;
  std::size_t values = 0;
  for (std::size_t at = 0; at < body.size(); ++at) {
    const char c = body[at];
    if (c == '"') at = end_of_text(body, at + 1);
    if (c == ',' || c == '{' || c == '[') ++values;
  }
  return body.size() + kValueBytes * values;
}

}  // namespace

core::Result<void> check_name(std::string_view text, std::string where) {
  if (text.size() > core::kNameBytesMax)
    return wrong("expected at most " + std::to_string(core::kNameBytesMax) + " bytes",
                 std::move(where));
  if (core::has_control(text) || !core::is_utf8(text))
    return wrong("expected UTF-8 without control characters", std::move(where));
  return {};
}

core::Result<void> check_events(const std::vector<core::Event>& events) {
  if (events.size() > core::kBatchEventsMax) {
    return core::Error{
        core::Errc::too_large,
        "expected at most " + std::to_string(core::kBatchEventsMax) + " events at once",
        {},
        {}};
  }
  for (const core::Event& event : events) {
    if (event.type.empty()) return wrong("expected a type", "/type");
    if (core::own_type(event.type))
      return wrong("types that begin with \"baton.\" are Baton's own", "/type");
    if (!core::nameable(event.type))
      return wrong("expected a type of " + std::string(core::kTypePattern), "/type");
    if (event.source.empty()) return wrong("expected a source", "/source");
    for (const auto& [text, where] :
         {std::pair<const std::string&, const char*>(event.source, "/source"),
          {event.origin, "/id"},
          {event.subject, "/subject"}}) {
      if (const auto named = check_name(text, where); !named) return named;
    }
  }
  return {};
}

std::string trace_of(const Request& request) {
  const std::string_view came = request.field("traceparent");
  if (came.empty()) return {};
  const auto trace = core::parse_traceparent(came);
  return trace ? trace->text() : std::string();
}

boost::asio::awaitable<core::Result<std::vector<bus::Receipt>>> publish(Services& services,
                                                                        Exchange& exchange,
                                                                        bus::Repeats repeats) {
  const core::Time begun = services.parts.clock.steady();
  std::vector<core::Event> events = std::exchange(exchange.events, {});
  const core::Time received = services.parts.clock.now();
  const std::string trace = trace_of(exchange.request);
  for (core::Event& event : events) {
    event.received = received;
    event.trace = trace;
  }
  auto receipts = co_await services.parts.bus.publish_all(
      std::move(events), held_bytes(exchange.request.body), begun, repeats);
  if (receipts) {
    const std::chrono::duration<double> taken = services.parts.clock.steady() - begun;
    services.parts.metrics.accept_seconds.Observe(taken.count());
  }
  co_return receipts;
}

}  // namespace baton::http
