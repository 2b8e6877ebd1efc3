#include "http/handlers.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"

#include <charconv>
#include <chrono>
#include <memory>
#include <utility>

// Server-sent events (HTML Living Standard, section 9.2). The id of an event is the journal's sequence: a client that comes back
// with Last-Event-ID misses no transition.
namespace baton::http {
namespace {

// Rows read at once; more are read in the next round.
constexpr std::size_t kRowsMax = 200;
// Stepping may follow an append by a while without a new one: the journal is looked at this often in any case.
constexpr std::chrono::milliseconds kLookEvery{250};
// Proxies drop what is silent for longer than a minute.
constexpr int kSilentLooksMax = 60;

struct Followed {
  bool runs = true;
  bool events = true;
  std::int64_t sequence = -1;  // the last that was sent; -1: begin at the end
  core::EventId event{};
};

struct News {
  std::string text;
  Followed at;
  core::EventId last;
  bool more = false;
};

core::Json row_json(ports::Queries& queries, const ports::JournalRow& row) {
  core::Json transitions = core::Json::array();
  for (const core::Transition& transition : row.transitions) {
    core::Json one{{"is", core::transition_name(transition)}};
    if (const auto step = core::step_of(transition); !step.empty()) one["step"] = step;
    transitions.push_back(std::move(one));
  }
  core::Json json{{"run", row.run.text()},
                  {"sequence", row.sequence},
                  {"at", core::to_rfc3339(row.at)},
                  {"cause", row.cause ? core::Json(row.cause.text()) : core::Json()},
                  {"actor", row.actor},
                  {"transitions", std::move(transitions)}};
  if (const auto run = queries.run(row.run)) {
    json["workflow"] = run->workflow;
    json["title"] = run->title;
    json["status"] = core::to_text(run->status);
    json["now_at"] = run->now_at;
  }
  return json;
}

core::Json event_json(const core::Event& event) {
  return {{"id", event.id.text()},    {"type", event.type},   {"source", event.source},
          {"subject", event.subject}, {"actor", event.actor}, {"received", core::to_rfc3339(event.received)}};
}

News read_news(ports::Queries& queries, Followed at) {
  News news;
  news.last = queries.last_event();
  if (at.sequence < 0) {
    at.sequence = queries.last_sequence();
  }
  if (!at.event) at.event = news.last;
  if (at.events) {
    const auto events = queries.events_after(at.event, kRowsMax);
    for (const core::Event& event : events) {
      news.text.append("event: event\ndata: ").append(core::dump(event_json(event))).append("\n\n");
      at.event = event.id;
    }
    news.more = events.size() == kRowsMax;
  }
  if (at.runs) {
    const auto rows = queries.journal_after(at.sequence, kRowsMax);
    for (const ports::JournalRow& row : rows) {
      news.text.append("id: ")
          .append(std::to_string(row.sequence))
          .append("\nevent: run\ndata: ")
          .append(core::dump(row_json(queries, row)))
          .append("\n\n");
      at.sequence = row.sequence;
    }
    news.more = news.more || rows.size() == kRowsMax;
  }
  news.at = at;
  return news;
}

// Counts a stream for as long as it lives.
class Place {
 public:
  explicit Place(std::shared_ptr<std::size_t> taken) : taken_(std::move(taken)) { ++*taken_; }
  ~Place() { --*taken_; }
  Place(const Place&) = delete;

 private:
  std::shared_ptr<std::size_t> taken_;
};

boost::asio::awaitable<void> follow(Services& services, Followed at, Stream& stream) {
  const Place place(services.streams);
  if (!co_await stream.send("retry: 2000\n\n")) co_return;
  int silent = 0;
  while (stream.open() && !services.watch.stopped()) {
    auto read = [&at](ports::Queries& queries) { return read_news(queries, at); };
    News news = co_await services.parts.store.read(read);
    at = news.at;
    silent = news.text.empty() ? silent + 1 : 0;
    if (silent == kSilentLooksMax) {
      news.text = ": still here\n\n";
      silent = 0;
    }
    if (!news.text.empty()) {
      const bool sent = co_await stream.send(news.text);
      if (!sent) co_return;
    }
    if (!news.more) co_await services.watch.past(news.last, kLookEvery);
  }
}

core::Result<Followed> followed(const Request& request) {
  auto query = Query::parse(request.query, {"topics"});
  if (!query) return query.error();
  Followed at;
  std::string_view topics = query->text("topics");
  if (!topics.empty()) at.runs = at.events = false;
  while (!topics.empty()) {
    const auto comma = topics.find(',');
    const std::string_view topic = topics.substr(0, comma);
    topics.remove_prefix(comma == std::string_view::npos ? topics.size() : comma + 1);
    if (topic != "runs" && topic != "events")
      return core::Error{core::Errc::invalid, "expected runs, events or both", "query parameter topics", {}};
    (topic == "runs" ? at.runs : at.events) = true;
  }
  const std::string_view last = request.field("Last-Event-ID");
  std::int64_t sequence = 0;
  const auto parsed = std::from_chars(last.data(), last.data() + last.size(), sequence);
  if (!last.empty() && parsed.ec == std::errc{} && sequence >= 0) at.sequence = sequence;
  return at;
}

}  // namespace

void open_stream(Services& services, Exchange& exchange) {
  auto at = followed(exchange.request);
  if (!at) return problem(exchange.response, at.error());
  if (*services.streams >= services.options.streams_max) {
    return problem(exchange.response,
                   core::Error{core::Errc::unavailable, "too many live streams are open", {}, "try again later"});
  }
  exchange.response.content_type = "text/event-stream";
  exchange.response.add("Cache-Control", "no-store");
  exchange.response.stream = [&services, at = *at](Stream& stream) { return follow(services, at, stream); };
}

}  // namespace baton::http
