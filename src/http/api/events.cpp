#include "baton/views/run.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/page.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace baton::http {
namespace {

// Which events a client wants.
struct EventsAsked {
  ports::EventFilter filter{};
  // True: the events after a given one, oldest first. False: newest first.
  bool tail = false;
};

core::Result<EventsAsked> events_asked(const Values& values) {
  EventsAsked asked;
  asked.filter.type = values.text("type");
  asked.filter.source = values.text("source");
  asked.filter.before = values.id<core::EventId>("cursor");
  asked.filter.after = values.id<core::EventId>("after");
  asked.filter.limit = values.limit();
  asked.tail = values.has("after");
  if (asked.tail && asked.filter.before)
    return core::Error{core::Errc::invalid, "expected cursor or after, not both", "query", {}};
  return asked;
}

// One page of events as JSON text. When it is empty, `empty_at` becomes the last event of the log:
// from there on a later event could be found.
std::string read_events(ports::Queries& queries, const EventsAsked& asked,
                        std::optional<core::EventId>& empty_at) {
  ports::EventFilter filter = asked.filter;
  // The store takes an unset `after` to mean "newest first", so a tail from the beginning of the
  // log begins after the smallest id.
  if (asked.tail && !filter.after) filter.after = core::EventId(1);
  core::EventId shown;
  const auto read = [&](std::size_t rows) {
    filter.limit = rows;
    auto events = queries.events(filter);
    if (!events.empty()) (asked.tail ? filter.after : filter.before) = events.back().id;
    return events;
  };
  ListPage page(asked.filter.limit);
  const auto last = fill_page(page, read, [&shown](const core::Event& event) {
    shown = event.id;
    return event.to_json();
  });
  const bool goes_on = asked.tail ? page.items() > 0 : last.has_value();
  empty_at.reset();
  if (page.items() == 0) empty_at = queries.last_event();
  return page.text(goes_on ? core::Json(shown.text()) : core::Json());
}

// An event with the runs that it started and the runs in which a wait took it.
core::Json event_json(ports::Queries& queries, const core::Event& event) {
  core::Json json = event.to_json();
  json["runs"] = core::Json::array();
  for (const ports::RunRow& run : queries.runs_started_by(event.id))
    json["runs"].push_back(views::run_name(run));
  json["resumed"] = core::Json::array();
  for (const core::RunId run : queries.runs_resumed_by(event.id))
    if (const auto row = queries.run(run)) json["resumed"].push_back(views::run_name(*row));
  return json;
}

}  // namespace

Answered list_events(Services& services, Asked& asked) {
  const auto wanted = events_asked(asked.values);
  if (!wanted) co_return wanted.error();
  std::optional<core::EventId> empty_at;
  auto read = [&wanted = *wanted, &empty_at](ports::Queries& queries) {
    return read_events(queries, wanted, empty_at);
  };
  core::Result<Response> answer = co_await read_large(services, asked, read);
  const std::chrono::seconds wait(asked.values.number("wait", 0));
  if (!empty_at || !wanted->tail || wait.count() == 0) co_return answer;
  co_await services.watch.past(std::max(*empty_at, wanted->filter.after), wait);
  if (!asked.principal->valid) {  // revoked while it waited
    co_return core::Error{core::Errc::unauthenticated, "this token has been revoked", {}, {}};
  }
  answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered show_event(Services& services, Asked& asked) {
  auto read = [id = asked.values.id<core::EventId>("id")](
                  ports::Queries& queries) -> core::Result<core::Json> {
    const auto event = queries.event(id);
    if (!event) return no_such(ValueKind::event);
    return event_json(queries, *event);
  };
  const core::Result<core::Json> found = co_await services.parts.store.read(read);
  if (!found) co_return found.error();
  co_return json(*found);
}

Answered why_event(Services& services, Asked& asked) {
  std::string workflow = asked.values.text("workflow");
  if (workflow.empty()) {
    co_return core::Error{core::Errc::invalid, "expected the name of a workflow",
                          "query parameter workflow", "ask as /why?workflow=NAME"};
  }
  const auto why = co_await services.parts.runtime.why_event(asked.values.id<core::EventId>("id"),
                                                             std::move(workflow));
  if (!why) co_return why.error();
  co_return json(*why);
}

}  // namespace baton::http
