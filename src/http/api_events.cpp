#include "baton/connectors/cloudevents.hpp"
#include "http/handlers.hpp"
#include "http/ingest.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace baton::http {
namespace {

constexpr std::string_view kBatch = "application/cloudevents-batch+json";

// What a token hands in: usable, under sources it may speak for, in its name.
core::Result<void> take(const Services& services, const Exchange& exchange, std::vector<core::Event>& events) {
  if (auto usable = check_events(events); !usable) return usable;
  for (core::Event& event : events) {
    if (auto may = services.sources.check(*exchange.principal, event.source); !may) return may;
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
core::Result<core::Event> event_of(const Exchange& exchange, core::Time now) {
  auto members = Members::parse(exchange.request.body, {"type", "id", "source", "subject", "time", "data"});
  if (!members) return members.error();
  core::Event event;
  auto type = members->text("type");
  auto id = members->text_or("id", "");
  auto source = members->text_or("source", exchange.principal->name);
  auto subject = members->text_or("subject", "");
  auto time = members->text_or("time", "");
  for (const auto* each : {&type, &id, &source, &subject, &time})
    if (!*each) return each->error();
  const std::string_view key = exchange.request.field("Idempotency-Key");
  event.type = *std::move(type);
  event.origin = *std::move(id);
  set_apart(event.origin);
  if (event.origin.empty() && !key.empty()) event.origin = "key:" + std::string(key);
  event.source = *std::move(source);
  event.subject = *std::move(subject);
  event.time = now;
  if (!time->empty()) {
    auto parsed = core::parse_rfc3339(*time);
    if (!parsed) return core::Error{core::Errc::invalid, parsed.error().message, "/time", parsed.error().hint};
    event.time = *parsed;
  }
  event.data = members->take("data");
  return event;
}

core::Json page(const std::vector<core::Event>& events, bool more) {
  core::Json items = core::Json::array();
  for (const core::Event& event : events) items.push_back(event.to_json());
  core::Json next = more && !events.empty() ? core::Json(events.back().id.text()) : core::Json();
  return {{"items", std::move(items)}, {"next", std::move(next)}};
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
  if (asked.tail && *before) return core::Error{core::Errc::invalid, "expected cursor or after, not both", "query", {}};
  asked.filter.before = *before;
  asked.filter.after = *after;
  asked.filter.limit = *limit;
  asked.wait_s = *wait;
  return asked;
}

}  // namespace

void handshake_events(Services& services, Exchange& exchange) {
  fill(services.inbound, exchange.request);
  put(exchange.response, connectors::cloudevents_handshake(services.inbound, services.options.webhook_origins));
  if (exchange.response.fields.find("Allow:") == std::string::npos) exchange.response.add("Allow", "POST, OPTIONS");
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
  exchange.many =
      exchange.events.size() != 1 || (type.size() >= kBatch.size() && same_name(type.substr(0, kBatch.size()), kBatch));
  return false;
}

bool read_event(Services& services, Exchange& exchange) {
  auto event = event_of(exchange, services.parts.clock.now());
  if (!event) {
    problem(exchange.response, event.error());
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

boost::asio::awaitable<void> list_events(Services& services, Exchange& exchange) {
  auto asked = events_asked(exchange.request.query);
  if (!asked) {
    problem(exchange.response, asked.error());
    co_return;
  }
  struct Found {
    std::vector<core::Event> events;
    core::EventId last;
  };
  auto read = [&filter = asked->filter, tail = asked->tail](ports::Queries& queries) {
    // A tail from the very beginning has nothing to be after: the store takes an unset `after` for newest first.
    ports::EventFilter wanted = filter;
    if (tail && !wanted.after) wanted.after = core::EventId(1);
    return Found{queries.events(wanted), queries.last_event()};
  };
  Found found = co_await services.parts.store.read(read);
  if (found.events.empty() && asked->tail && asked->wait_s > 0) {
    co_await services.watch.past(std::max(found.last, asked->filter.after), std::chrono::seconds(asked->wait_s));
    found = co_await services.parts.store.read(read);
  }
  reply(exchange.response, 200, page(found.events, asked->tail || found.events.size() == asked->filter.limit));
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
        json["runs"].push_back({{"id", run.id.text()}, {"workflow", run.workflow}});
      return json;
    };
    body = co_await services.parts.store.read(read);
  }
  if (body.is_null()) {
    problem(exchange.response, core::Error{core::Errc::not_found, "there is no event by that id", {}, {}});
  } else {
    reply(exchange.response, 200, body);
  }
}

boost::asio::awaitable<void> why_event(Services& services, Exchange& exchange) {
  const auto id = core::EventId::parse(exchange.params[0]);
  auto query = Query::parse(exchange.request.query, {"workflow"});
  if (!id || !query) {
    problem(exchange.response, !id ? core::Error{core::Errc::not_found, "there is no event by that id", {}, {}} : query.error());
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
