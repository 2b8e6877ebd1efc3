#include "baton/core/own_events.hpp"
#include "baton/views/event.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/page.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

// Events that could not be processed.
namespace baton::http {
namespace {

// How many parked events are read at most. Parked events are few: when there are more than this,
// those behind it are neither listed nor replayed until some before them are gone.
constexpr std::size_t kParkedLookedAt = 10'000;

}  // namespace

Answered list_parked(Services& services, Asked& asked) {
  auto read = [after = asked.values.id<core::EventId>("cursor"),
               limit = asked.values.limit()](ports::Queries& queries) {
    const std::vector<ports::ParkedRow> parked = queries.parked(kParkedLookedAt);
    auto next = std::find_if(parked.begin(), parked.end(),
                             [after](const auto& row) { return row.event > after; });
    const auto rows = [&](std::size_t count) {
      const auto first = next;
      next += static_cast<std::ptrdiff_t>(
          std::min(count, static_cast<std::size_t>(parked.end() - next)));
      return std::vector<ports::ParkedRow>(first, next);
    };
    const auto item = [&queries](const ports::ParkedRow& row) {
      const auto event = queries.event(row.event);
      return views::parked(row, event ? &*event : nullptr);
    };
    return page(limit, rows, item, [](const ports::ParkedRow& last) { return last.event.text(); });
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

// Publishes a parked event again, as a new event with a new id, and takes it off the list. Its
// origin is made of the id of the parked event: when the server dies before it is off the list, and
// it is replayed again, that is a repeat of the first replay and publishes nothing.
Answered replay_parked(Services& services, Asked& asked) {
  const auto id = asked.values.id<core::EventId>("event");
  auto read = [id](ports::Queries& queries) -> std::optional<core::Event> {
    for (const ports::ParkedRow& row : queries.parked(kParkedLookedAt))
      if (row.event == id) return queries.event(id);
    return std::nullopt;
  };
  std::optional<core::Event> event = co_await services.parts.store.read(read);
  if (!event) co_return no_such(ValueKind::parked);
  // An event that is addressed to a run must not have an origin. It needs none here, since a run
  // takes each outcome and each decision only once.
  event->origin = core::addressed(event->type) ? std::string() : "replay:" + id.text();
  event->id = {};
  event->received = services.parts.clock.now();
  const auto receipt =
      co_await services.parts.bus.publish(*std::move(event), 0, services.parts.clock.steady());
  if (!receipt) co_return receipt.error();
  auto unpark = [id](ports::Tx& tx) { tx.unpark(id); };
  co_await services.parts.store.transact(unpark);
  const core::Json body{{"event", receipt->id.text()}, {"repeated", receipt->repeated}};
  co_return json(body, 202);
}

}  // namespace baton::http
