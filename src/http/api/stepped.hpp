#pragma once

#include "baton/core/ids.hpp"
#include "baton/ports/store.hpp"
#include "http/api/services.hpp"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <type_traits>
#include <utility>

namespace baton::http {

// What people command is durable when it is accepted. Usually its event is stepped at once, unless
// there is a backlog. An answer waits for that: it looks this many times, with this time in
// between.
inline constexpr int kLooksForStep = 20;
inline constexpr std::chrono::milliseconds kLookForStepEvery{100};

// What was read, and whether the event had been stepped by then.
template <class Value>
struct Stepped {
  Value value;
  bool stepped = false;
};

// Runs `read` on a reader's thread of the store once the log has been stepped past the event, or
// else when the looks are used up or the server stops. The caller awaits it on the spot.
template <class Read, class Value = std::invoke_result_t<Read&, ports::Queries&>>
boost::asio::awaitable<Stepped<Value>> read_once_stepped(Services& services, core::EventId event,
                                                         Read& read) {
  struct Look {
    Value value;
    core::EventId cursor;
    core::EventId last;
  };
  auto look = [&read](ports::Queries& queries) {
    return Look{read(queries), queries.cursor(), queries.last_event()};
  };
  Look found = co_await services.parts.store.read(look);
  for (int looks = 0; found.cursor < event && looks < kLooksForStep && !services.watch.stopped();
       ++looks) {
    co_await services.watch.past(found.last, kLookForStepEvery);
    found = co_await services.parts.store.read(look);
  }
  Stepped<Value> answer{std::move(found.value), found.cursor >= event};
  co_return answer;
}

}  // namespace baton::http
