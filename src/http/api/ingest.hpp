#pragma once

#include "baton/bus/bus.hpp"
#include "baton/core/event.hpp"
#include "baton/core/result.hpp"
#include "http/api/services.hpp"
#include "http/server/exchange.hpp"

#include <boost/asio/awaitable.hpp>
#include <vector>

// What all ways in share: webhooks, CloudEvents, REST.
namespace baton::http {

// Refuses what must not come from outside: a type that no template can name or that is Baton's own
// ("baton.…"), names that are too long.
core::Result<void> check_events(const std::vector<core::Event>& events);

// Publishes the events of the exchange, all or nothing; resumes once they are durable.
boost::asio::awaitable<core::Result<std::vector<bus::Receipt>>> publish(
    Services& services, Exchange& exchange, bus::Repeats repeats = bus::Repeats::must_agree);

}  // namespace baton::http
