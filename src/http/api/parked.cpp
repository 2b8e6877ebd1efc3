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

// Parked events are few; one that is not among these has thousands before it.
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

// The event goes through the log again under an id of its own; doing so twice is a repeat of the
// first.
Answered replay_parked(Services& services, Asked& asked) {
  const auto id = asked.values.id<core::EventId>("event");
  auto read = [id](ports::Queries& queries) -> std::optional<core::Event> {
    for (const ports::ParkedRow& row : queries.parked(kParkedLookedAt))
      if (row.event == id) return queries.event(id);
    return std::nullopt;
  };
  std::optional<core::Event> event = co_await services.parts.store.read(read);
  if (!event) co_return no_such(ValueKind::parked);
  // One that is addressed to a run is known by having no id of a sender's, and a run takes each
  // outcome and decision once.
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
