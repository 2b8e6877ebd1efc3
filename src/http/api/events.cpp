#include "baton/core/event_model.hpp"
#include "baton/ports/failures.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/views/event.hpp"
#include "baton/views/event_query.hpp"
#include "baton/views/run.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/page.hpp"
#include "http/api/problem.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <vector>

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

// How many runs that an event moved on are named in a list. An event may move on thousands.
constexpr std::size_t kResumedMax = 20;

// What an event did, as far as a list names it. Runs whose rows are damaged are not named.
views::EventEffect effect_of(ports::Queries& queries, const core::Event& event,
                             core::EventId cursor) {
  views::EventEffect effect;
  try {
    effect.started = queries.runs_started_by(event.id);
  } catch (const ports::RowDamaged&) {
    effect.more = true;
  }
  std::set<core::RunId> damaged;
  effect.resumed = runtime::whole_runs_resumed_by(queries, event.id, kResumedMax + 1, damaged);
  effect.more = effect.more || effect.resumed.size() > kResumedMax || !damaged.empty();
  effect.resumed.resize(std::min(effect.resumed.size(), kResumedMax));
  if (const auto row = queries.parked_event(event.id)) effect.parked = row->cause;
  effect.pending = event.id > cursor;
  return effect;
}

// An event with the schema that its data fits, if it has one.
core::Json attributes_of(const core::Event& event) {
  core::Json json = event.to_json();
  if (auto schema = core::data_schema(event); !schema.empty())
    json["dataschema"] = std::move(schema);
  return json;
}

// An event in a list.
core::Json event_item(ports::Queries& queries, const core::Event& event, core::EventId cursor) {
  core::Json json = attributes_of(event);
  json["effect"] = views::event_effect(effect_of(queries, event, cursor));
  return json;
}

// The text of a page of events, which goes on behind `next`, if that is set.
std::string events_text(ListPage& page, core::EventId next, const Damaged<core::EventId>& damaged) {
  core::Json beside = core::Json::object();
  damaged.tell(beside);
  return page.text(next ? core::Json(next.text()) : core::Json(), beside);
}

// One page of events as JSON text. When it is empty and the last, `empty_at` becomes the last event
// of the log: from there on a later event could be found.
std::string read_events(ports::Queries& queries, const EventsAsked& asked,
                        std::optional<core::EventId>& empty_at) {
  ports::EventFilter filter = asked.filter;
  // The store takes an unset `after` to mean "newest first", so a tail from the beginning of the
  // log begins after the smallest id.
  if (asked.tail && !filter.after) filter.after = core::EventId(1);
  core::EventId& behind = asked.tail ? filter.after : filter.before;
  Damaged<core::EventId> damaged;
  const auto read = [&](std::size_t count) {
    filter.limit = count;
    auto events = runtime::readable_events(queries, filter);
    if (!events.rows.empty()) behind = events.rows.back().id;
    if (events.damaged) behind = events.damaged;
    return events;
  };
  const auto rows = [&](std::size_t count) { return whole_rows(count, damaged, read); };
  core::EventId shown;
  ListPage page(asked.filter.limit);
  const auto last = fill_page(page, rows, [&, cursor = queries.cursor()](const core::Event& event) {
    shown = event.id;
    return event_item(queries, event, cursor);
  });
  const bool ends_at_damage = damaged.full() && !page.full();
  const bool goes_on = asked.tail ? page.items() > 0 : last.has_value();
  const core::EventId next = ends_at_damage ? behind : goes_on ? shown : core::EventId();
  empty_at.reset();
  if (page.items() == 0 && !next) empty_at = queries.last_event();
  return events_text(page, next, damaged);
}

// One page of a search as JSON text. It may have few events and go on all the same, when the search
// has looked at as many as one may.
std::string found_text(ports::Queries& queries, const ports::EventSearch& search) {
  const auto found = queries.find_events(search);
  const auto cursor = queries.cursor();
  ListPage page(search.limit);
  core::EventId goes_on = found.goes_on;
  Damaged<core::EventId> damaged;
  for (const core::EventId id : found.ids) {
    if (page.full()) break;
    try {
      if (const auto event = queries.event(id)) page.add(event_item(queries, *event, cursor));
    } catch (const ports::RowDamaged& damage) {
      if (damage.table() != "events") throw;
      damaged.add(id);
    }
    if (page.full() && id != found.ids.back()) goes_on = id;
  }
  return events_text(page, goes_on, damaged);
}

// An event with the runs that it started and the runs in which a wait took it.
core::Json event_json(ports::Queries& queries, const core::Event& event) {
  core::Json json = attributes_of(event);
  json["runs"] = core::Json::array();
  for (const ports::RunRow& run : queries.runs_started_by(event.id))
    json["runs"].push_back(views::run_name(run));
  json["resumed"] = core::Json::array();
  for (const core::RunId run : queries.runs_resumed_by(event.id, core::kPageSizeMax))
    if (const auto row = queries.run(run)) json["resumed"].push_back(views::run_name(*row));
  return json;
}

// Adds what a query and the filters beside it look for, and returns what is wrong with them.
std::vector<core::Error> search_asked(const Values& values, core::Time now,
                                      ports::EventSearch& search) {
  using Of = ports::EventTerm::Of;
  auto mistakes = views::add_query(values.text("q"), now, search);
  for (const auto& [name, of] : {std::pair("type", Of::type), std::pair("source", Of::source),
                                 std::pair("subject", Of::subject)})
    if (values.has(name)) search.terms.push_back({of, values.text(name)});
  if (values.has("after"))
    mistakes.push_back(
        {core::Errc::invalid,
         "expected no after beside q and subject: a search goes back from the newest",
         "query parameter after",
         {}});
  const auto cursor = values.id<core::EventId>("cursor");
  if (cursor && (!search.before || cursor < search.before)) search.before = cursor;
  search.limit = values.limit();
  return mistakes;
}

// True for what is looked for event by event: there is no index for it, so a page looks at a part
// of the log only.
bool is_search(const Values& values) {
  const bool from_newest = !values.has("after");
  return values.has("q") || values.has("subject") || (values.has("source") && from_newest);
}

}  // namespace

Answered list_events(Services& services, Asked& asked) {
  if (is_search(asked.values)) {
    ports::EventSearch search;
    const auto mistakes = search_asked(asked.values, services.parts.clock.now(), search);
    if (!mistakes.empty()) co_return problem(mistakes);
    auto find = [&search](ports::Queries& queries) { return found_text(queries, search); };
    auto found = co_await read_large(services, asked, find);
    co_return found;
  }
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
  if (!asked.principal->lasts(services.parts.clock.now())) {  // since it began to wait
    co_return core::Error{core::Errc::unauthenticated, "this token is not valid any more", {}, {}};
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
  const auto why = co_await services.parts.runtime.why_event(asked.values.id<core::EventId>("id"),
                                                             std::move(workflow));
  if (!why) co_return why.error();
  co_return json(*why);
}

}  // namespace baton::http
