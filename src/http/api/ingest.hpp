#pragma once

#include "baton/bus/bus.hpp"
#include "baton/core/event.hpp"
#include "baton/core/result.hpp"
#include "http/api/services.hpp"
#include "http/server/exchange.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <vector>

// What is done in the same way for webhooks, CloudEvents and plain JSON events.
namespace baton::http {

// Errc::invalid for an event that must not come from outside: its type is Baton's own ("baton.…")
// or one that no template can name, or one of its names is too long, not UTF-8, or has control
// characters. Errc::too_large for more than kBatchEventsMax events.
core::Result<void> check_events(const std::vector<core::Event>& events);

// Errc::invalid, at `where`, for a text that an event cannot be named by: it is longer than
// kNameBytesMax, is not UTF-8, or has control characters.
core::Result<void> check_name(std::string_view text, std::string where);

// The field `traceparent` of a request, as events keep it (Event::trace). Empty when there is none,
// and when it is malformed, as the specification asks.
std::string trace_of(const Request& request);

// Publishes the events of the exchange, all of them or none. Resumes once they are durable, with
// one receipt for each. Errors are those of bus::Bus::publish_all().
boost::asio::awaitable<core::Result<std::vector<bus::Receipt>>> publish(
    Services& services, Exchange& exchange, bus::Repeats repeats = bus::Repeats::must_agree);

}  // namespace baton::http
