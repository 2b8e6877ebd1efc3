#include "http/follow.hpp"

#include "baton/core/limits.hpp"
#include "baton/core/transition_traits.hpp"
#include "http/page.hpp"
#include "http/query.hpp"

#include <charconv>
#include <chrono>
#include <set>
#include <utility>
#include <vector>

namespace baton::http {
namespace {

// Read at once; each may be a megabyte, and ten in memory.
constexpr std::size_t kSlice = 2;
// A round ends after this: people's lists are read in between.
constexpr std::chrono::milliseconds kRoundMax(10);
// Told in one round; more follow in the next.
constexpr std::size_t kRowsMax = 200;

core::Error bad_id() {
  return {core::Errc::invalid, "expected the id of a record, as the stream gave it",
          "Last-Event-ID", "leave it out to begin at the end"};
}

core::Result<Asked> with_id(Asked asked, std::string_view id) {
  while (!id.empty()) {
    const auto comma = id.find(',');
    const std::string_view part = id.substr(0, comma);
    id.remove_prefix(comma == std::string_view::npos ? id.size() : comma + 1);
    if (const auto event = core::EventId::parse(part)) {
      asked.event = *event;
      continue;
    }
    std::int64_t sequence = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), sequence);
    if (error != std::errc{} || end != part.data() + part.size() || sequence < 0) return bad_id();
    asked.sequence = sequence;
  }
  return asked;
}

// The status that a row alone tells; empty: it tells none.
std::string_view told_status(const ports::JournalRow& row) {
  std::string_view status;
  for (const core::Transition& transition : row.transitions) {
    const auto& after = core::traits_of(transition).run_status;
    if (after) status = core::to_text(*after);
  }
  return status;
}

// Without what was true of the run after the row: see finish().
core::Json row_json(const ports::JournalRow& row) {
  core::Json transitions = core::Json::array();
  for (const core::Transition& transition : row.transitions) {
    core::Json one{{"is", core::transition_name(transition)}};
    if (const auto step = core::step_of(transition); !step.empty()) one["step"] = step;
    transitions.push_back(std::move(one));
  }
  return {{"run", row.run.text()},
          {"sequence", row.sequence},
          {"at", core::to_rfc3339(row.at)},
          {"cause", row.cause ? core::Json(row.cause.text()) : core::Json()},
          {"actor", row.actor},
          {"transitions", std::move(transitions)}};
}

// `newest`: nothing has happened to the run since, so that its status is the one it had after this
// row. What was true after an older row is told as far as the row itself says it.
void finish(ports::Queries& queries, core::RunId id, bool newest, std::string_view told,
            core::Json& json) {
  const auto run = queries.run(id);
  if (!run) return;
  json["workflow"] = run->workflow;
  json["title"] = run->title;
  if (newest) {
    json["status"] = core::to_text(run->status);
    json["now_at"] = run->now_at;
  } else if (!told.empty()) {
    json["status"] = told;
  }
}

core::Json event_json(const core::Event& event) {
  return {{"id", event.id.text()},  {"type", event.type},
          {"source", event.source}, {"subject", event.subject},
          {"actor", event.actor},   {"received", core::to_rfc3339(event.received)}};
}

std::string id_of(const Position& at) {
  if (!at.events) return std::to_string(at.sequence);
  return at.runs ? std::to_string(at.sequence) + "," + at.event.text() : at.event.text();
}

void put_record(News& news, std::string_view name, const core::Json& data) {
  news.text.append("id: ")
      .append(id_of(news.at))
      .append("\nevent: ")
      .append(name)
      .append("\ndata: ");
  news.text.append(core::dump(data)).append("\n\n");
}

using Clock = std::chrono::steady_clock;

void tell_events(ports::Queries& queries, News& news, Clock::time_point until) {
  for (std::size_t told = 0;;) {
    const auto events = queries.events_after(news.at.event, kSlice);
    for (const core::Event& event : events) {
      news.at.event = event.id;
      put_record(news, "event", event_json(event));
    }
    told += events.size();
    if (events.size() < kSlice) return;
    if (told >= kRowsMax || news.text.size() >= core::kPageBytesMax || Clock::now() >= until) break;
  }
  news.more = true;
}

// A row as it will be told. Its transitions were a megabyte, perhaps; this is their names.
struct Told {
  core::RunId run;
  std::int64_t sequence;
  std::string_view status;
  core::Json json;
};

std::vector<Told> next_rows(ports::Queries& queries, std::int64_t after, Clock::time_point until) {
  std::vector<Told> told;
  for (std::size_t bytes = 0; told.size() < kRowsMax && bytes < core::kPageBytesMax;) {
    const auto rows = queries.journal_after(after, kEntriesAtOnce);
    if (rows.empty()) break;
    const ports::JournalRow& row = rows.front();
    told.push_back({row.run, row.sequence, told_status(row), row_json(row)});
    bytes += core::dump(told.back().json).size();
    after = row.sequence;
    if (Clock::now() >= until) break;
  }
  return told;
}

void tell_runs(ports::Queries& queries, News& news, Clock::time_point until) {
  std::vector<Told> rows = next_rows(queries, news.at.sequence, until);
  if (rows.empty()) return;
  const bool to_the_end = rows.back().sequence >= queries.last_sequence();
  std::set<core::RunId> later;  // runs of which a later row is among these
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    const bool newest = later.insert(row->run).second && to_the_end;
    finish(queries, row->run, newest, row->status, row->json);
  }
  for (const Told& row : rows) {
    news.at.sequence = row.sequence;
    put_record(news, "run", row.json);
  }
  news.more = news.more || !to_the_end;
}

}  // namespace

core::Result<Asked> asked_position(const Request& request) {
  auto query = Query::parse(request.query, {"topics"});
  if (!query) return query.error();
  Asked asked;
  std::string_view topics = query->text("topics");
  if (!topics.empty()) asked.runs = asked.events = false;
  while (!topics.empty()) {
    const auto comma = topics.find(',');
    const std::string_view topic = topics.substr(0, comma);
    topics.remove_prefix(comma == std::string_view::npos ? topics.size() : comma + 1);
    if (topic != "runs" && topic != "events")
      return core::Error{
          core::Errc::invalid, "expected runs, events or both", "query parameter topics", {}};
    (topic == "runs" ? asked.runs : asked.events) = true;
  }
  return with_id(asked, request.field("Last-Event-ID"));
}

core::Result<Position> begin_at(ports::Queries& queries, const Asked& asked) {
  Position at{asked.runs, asked.events, queries.last_sequence(), queries.last_event()};
  if (asked.sequence.value_or(0) > at.sequence ||
      asked.event.value_or(core::EventId{}) > at.event) {
    return core::Error{core::Errc::conflict,
                       "Last-Event-ID is ahead of what there is: " + std::to_string(at.sequence) +
                           "," + at.event.text() + " is the last",
                       "Last-Event-ID",
                       "the store was set back since, by a backup perhaps: read the lists again, "
                       "then connect without it"};
  }
  if (asked.sequence) at.sequence = *asked.sequence;
  if (asked.event) at.event = *asked.event;
  // Who tells a row alone knows of the events up to its cause; those that came since may be told a
  // second time.
  if (asked.sequence && !asked.event && asked.events) {
    const auto rows = queries.journal_after(*asked.sequence - 1, 1);
    if (!rows.empty() && rows.front().sequence == *asked.sequence && rows.front().cause)
      at.event = std::min(at.event, rows.front().cause);
  }
  return at;
}

News read_news(ports::Queries& queries, Position at) {
  News news;
  news.at = at;
  news.last = queries.last_event();
  const auto until = Clock::now() + kRoundMax;
  if (at.events) tell_events(queries, news, until);
  if (at.runs) tell_runs(queries, news, until);
  return news;
}

}  // namespace baton::http
