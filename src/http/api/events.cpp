#include "baton/connectors/cloudevents.hpp"
#include "baton/views/run.hpp"
#include "http/api/handlers.hpp"
#include "http/api/ingest.hpp"
#include "http/api/page.hpp"
#include "http/api/problem.hpp"
#include "http/api/query.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace baton::http {
namespace {

constexpr std::string_view kBatch = "application/cloudevents-batch+json";

// What a token hands in: usable, under sources it may speak for, in its name.
core::Result<void> take(Services& services, const Exchange& exchange,
                        std::vector<core::Event>& events) {
  if (auto usable = check_events(events); !usable) return usable;
  for (core::Event& event : events) {
    if (auto may = services.sources.check(*exchange.principal, event.source); !may) {
      services.refused_logins.note(services.parts.clock.steady(), [&] {
        return "403 an event from " + exchange.peer + " by " + exchange.principal->actor + ": " +
               may.error().message;
      });
      return may;
    }
    event.actor = exchange.principal->actor;
  }
  return {};
}

void append(std::string& out, const bus::Receipt& receipt) {
  out.append("{\"id\":\"")
      .append(receipt.id.text())
      .append(receipt.repeated ? "\",\"repeated\":true}" : "\",\"repeated\":false}");
}

// The id a sender gives under Idempotency-Key is kept apart from the ids it gives in the body.
// Without one all that is wrong is in `mistakes`.
std::optional<core::Event> event_of(const Exchange& exchange, core::Time now,
                                    std::vector<core::Error>& mistakes) {
  auto members = Members::parse(exchange.request.body,
                                {"type", "id", "source", "subject", "time", "data"}, mistakes);
  if (!members) {
    mistakes.push_back(members.error());
    return std::nullopt;
  }
  core::Event event;
  auto type = members->text("type");
  auto id = members->text_or("id", "");
  auto source = members->text_or("source", exchange.principal->name);
  auto subject = members->text_or("subject", "");
  auto time = members->text_or("time", "");
  auto happened =
      time && !time->empty() ? core::parse_rfc3339(*time) : core::Result<core::Time>(now);
  for (const auto* each : {&type, &id, &source, &subject, &time})
    if (!*each) mistakes.push_back(each->error());
  if (!happened)
    mistakes.push_back(
        {core::Errc::invalid, happened.error().message, "/time", happened.error().hint});
  if (!mistakes.empty()) return std::nullopt;
  const std::string_view key = exchange.request.field("Idempotency-Key");
  event.type = *std::move(type);
  event.origin = *std::move(id);
  set_apart(event.origin);
  if (event.origin.empty() && !key.empty()) event.origin = "key:" + std::string(key);
  event.source = *std::move(source);
  event.subject = *std::move(subject);
  event.time = *happened;
  event.data = members->take("data");
  return event;
}

struct EventsAsked {
  ports::EventFilter filter{};
  bool tail = false;
  std::int64_t wait_s = 0;
};

core::Result<EventsAsked> events_asked(std::string_view text) {
  auto query = Query::parse(text, {"type", "source", "cursor", "after", "limit", "wait"});
  if (!query) return query.error();
  EventsAsked asked;
  asked.filter.type = query->text("type");
  asked.filter.source = query->text("source");
  auto before = query->id<core::EventId>("cursor");
  auto after = query->id<core::EventId>("after");
  auto limit = query->limit();
  auto wait = query->number("wait", 0, 0, 30);
  if (!before) return before.error();
  if (!after) return after.error();
  if (!limit) return limit.error();
  if (!wait) return wait.error();
  asked.tail = query->has("after");
  if (asked.tail && *before)
    return core::Error{core::Errc::invalid, "expected cursor or after, not both", "query", {}};
  asked.filter.before = *before;
  asked.filter.after = *after;
  asked.filter.limit = *limit;
  asked.wait_s = *wait;
  return asked;
}

}  // namespace

void handshake_events(Services& services, Exchange& exchange) {
  fill(services.inbound, exchange.request);
  put(exchange.response,
      connectors::cloudevents_handshake(services.inbound, services.options.webhook_origins));
  if (exchange.response.fields.find("Allow:") == std::string::npos)
    exchange.response.add("Allow", "POST, OPTIONS");
}

bool read_cloudevents(Services& services, Exchange& exchange) {
  fill(services.inbound, exchange.request);
  const core::Time now = services.parts.clock.now();
  auto events = connectors::parse_cloudevents(services.inbound, now);
  if (events)
    for (core::Event& event : *events) set_apart(event.origin);
  auto usable = events ? take(services, exchange, *events) : core::Result<void>(events.error());
  if (!usable) {
    problem(exchange.response, usable.error());
    return true;
  }
  exchange.events = *std::move(events);
  const std::string_view type = exchange.request.field("Content-Type");
  exchange.many = exchange.events.size() != 1 || (type.size() >= kBatch.size() &&
                                                  same_name(type.substr(0, kBatch.size()), kBatch));
  return false;
}

bool read_event(Services& services, Exchange& exchange) {
  std::vector<core::Error> mistakes;
  auto event = event_of(exchange, services.parts.clock.now(), mistakes);
  if (!event) {
    problem(exchange.response, mistakes);
    return true;
  }
  exchange.many = false;
  exchange.events.clear();
  exchange.events.push_back(*std::move(event));
  if (auto usable = take(services, exchange, exchange.events); !usable) {
    problem(exchange.response, usable.error());
    return true;
  }
  return false;
}

boost::asio::awaitable<void> publish_events(Services& services, Exchange& exchange) {
  core::Result<std::vector<bus::Receipt>> receipts = std::vector<bus::Receipt>();
  if (!exchange.events.empty()) receipts = co_await publish(services, exchange);
  if (!receipts) {
    problem(exchange.response, receipts.error());
    co_return;
  }
  exchange.response.status = 202;
  exchange.response.content_type = "application/json";
  std::string& body = exchange.response.body;
  if (!exchange.many) {
    append(body, receipts->front());
    co_return;
  }
  body += "{\"events\":[";
  for (const bus::Receipt& receipt : *receipts) {
    if (body.back() == '}') body += ',';
    append(body, receipt);
  }
  body += "]}";
}

namespace {

// `empty_at`: the end of the log, when nothing was found before it.
std::string read_events(ports::Queries& queries, const EventsAsked& asked,
                        std::optional<core::EventId>& empty_at) {
  ports::EventFilter filter = asked.filter;
  // A tail from the very beginning has nothing to be after: the store takes an unset `after` for
  // newest first.
  if (asked.tail && !filter.after) filter.after = core::EventId(1);
  core::EventId shown;
  const auto read = [&](std::size_t rows) {
    filter.limit = rows;
    auto events = queries.events(filter);
    if (!events.empty()) (asked.tail ? filter.after : filter.before) = events.back().id;
    return events;
  };
  Page page(asked.filter.limit);
  const auto last = fill(page, read, [&shown](const core::Event& event) {
    shown = event.id;
    return event.to_json();
  });
  const bool goes_on = asked.tail ? page.items() > 0 : last.has_value();
  empty_at.reset();
  if (page.items() == 0) empty_at = queries.last_event();
  return page.text(goes_on ? core::Json(shown.text()) : core::Json());
}

}  // namespace

boost::asio::awaitable<void> list_events(Services& services, Exchange& exchange) {
  auto asked = events_asked(exchange.request.query);
  if (!asked) {
    problem(exchange.response, asked.error());
    co_return;
  }
  std::optional<core::EventId> empty_at;
  auto read = [&asked = *asked, &empty_at](ports::Queries& queries) {
    return read_events(queries, asked, empty_at);
  };
  std::string text = co_await read_large(services, exchange, read);
  if (empty_at && asked->tail && asked->wait_s > 0) {
    co_await services.watch.past(std::max(*empty_at, asked->filter.after),
                                 std::chrono::seconds(asked->wait_s));
    if (!exchange.principal->valid) {  // revoked while it waited
      problem(exchange.response,
              core::Error{core::Errc::unauthenticated, "this token has been revoked", {}, {}});
      co_return;
    }
    text = co_await read_large(services, exchange, read);
  }
  reply_large(services, exchange, std::move(text));
}

boost::asio::awaitable<void> show_event(Services& services, Exchange& exchange) {
  const auto id = core::EventId::parse(exchange.params[0]);
  core::Json body;
  if (id) {
    auto read = [id = *id](ports::Queries& queries) {
      const auto event = queries.event(id);
      if (!event) return core::Json();
      core::Json json = event->to_json();
      json["runs"] = core::Json::array();
      for (const ports::RunRow& run : queries.runs_started_by(id))
        json["runs"].push_back(views::run_name(run));
      json["resumed"] = core::Json::array();
      for (const core::RunId run : queries.runs_resumed_by(id))
        if (const auto row = queries.run(run)) json["resumed"].push_back(views::run_name(*row));
      return json;
    };
    body = co_await services.parts.store.read(read);
  }
  if (body.is_null()) {
    problem(exchange.response,
            core::Error{core::Errc::not_found, "there is no event by that id", {}, {}});
  } else {
    reply(exchange.response, 200, body);
  }
}

boost::asio::awaitable<void> why_event(Services& services, Exchange& exchange) {
  const auto id = core::EventId::parse(exchange.params[0]);
  auto query = Query::parse(exchange.request.query, {"workflow"});
  if (!id || !query) {
    problem(exchange.response,
            !id ? core::Error{core::Errc::not_found, "there is no event by that id", {}, {}}
                : query.error());
    co_return;
  }
  if (!query->has("workflow")) {
    problem(exchange.response,
            core::Error{core::Errc::invalid, "expected the name of a workflow",
                        "query parameter workflow", "ask as /why?workflow=NAME"});
    co_return;
  }
  std::string workflow(query->text("workflow"));
  auto why = co_await services.parts.runtime.why_event(*id, std::move(workflow));
  if (why) {
    reply(exchange.response, 200, *why);
  } else {
    problem(exchange.response, why.error());
  }
}

}  // namespace baton::http
