#include "http/api/follow.hpp"

#include "baton/core/limits.hpp"
#include "baton/core/transition_traits.hpp"
#include "baton/views/event.hpp"
#include "baton/views/journal.hpp"
#include "http/api/page.hpp"

#include <algorithm>
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

core::Result<FollowRequest> with_id(FollowRequest wanted, std::string_view id) {
  while (!id.empty()) {
    const auto comma = id.find(',');
    const std::string_view part = id.substr(0, comma);
    id.remove_prefix(comma == std::string_view::npos ? id.size() : comma + 1);
    if (const auto event = core::EventId::parse(part)) {
      wanted.event = *event;
      continue;
    }
    std::int64_t sequence = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), sequence);
    if (error != std::errc{} || end != part.data() + part.size() || sequence < 0) return bad_id();
    wanted.sequence = sequence;
  }
  return wanted;
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

std::string id_of(const Position& at) {
  if (!at.events) return std::to_string(at.sequence);
  return at.runs ? std::to_string(at.sequence) + "," + at.event.text() : at.event.text();
}

using Clock = std::chrono::steady_clock;
using Record = runtime::Feed::Record;
using Slice = runtime::Feed::Slice;

void add_record(Slice& slice, Record::Of of, const core::Json& data) {
  slice.records.push_back({of, slice.at, core::dump(data)});
}

void read_events(ports::Queries& queries, Slice& slice, Clock::time_point until) {
  std::size_t bytes = 0;
  for (std::size_t told = 0;;) {
    const auto events = queries.events_after(slice.at.event, kSlice);
    for (const core::Event& event : events) {
      slice.at.event = event.id;
      add_record(slice, Record::Of::log, views::event_record(event));
      bytes += slice.records.back().text.size();
    }
    told += events.size();
    if (events.size() < kSlice) {
      // An event that was told of, and the last of the log, may have been deleted since.
      slice.at.event = std::max(slice.at.event, queries.last_event());
      return;
    }
    if (told >= kRowsMax || bytes >= core::kPageBytesMax || Clock::now() >= until) break;
  }
  slice.more = true;
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
    told.push_back({row.run, row.sequence, told_status(row), views::entry_record(row)});
    bytes += core::dump(told.back().json).size();
    after = row.sequence;
    if (Clock::now() >= until) break;
  }
  return told;
}

void read_runs(ports::Queries& queries, Slice& slice, Clock::time_point until) {
  const std::int64_t last = queries.last_sequence();
  std::vector<Told> rows = next_rows(queries, slice.at.sequence, until);
  const bool to_the_end = rows.empty() || rows.back().sequence >= last;
  std::set<core::RunId> later;  // runs of which a later row is among these
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    const bool newest = later.insert(row->run).second && to_the_end;
    finish(queries, row->run, newest, row->status, row->json);
  }
  for (const Told& row : rows) {
    slice.at.sequence = row.sequence;
    add_record(slice, Record::Of::journal, row.json);
  }
  if (to_the_end) slice.at.sequence = std::max(slice.at.sequence, last);
  slice.more = slice.more || !to_the_end;
}

}  // namespace

core::Result<FollowRequest> follow_request(std::string_view topics,
                                           std::string_view last_event_id) {
  FollowRequest wanted;
  if (!topics.empty()) wanted.runs = wanted.events = false;
  while (!topics.empty()) {
    const auto comma = topics.find(',');
    const std::string_view topic = topics.substr(0, comma);
    topics.remove_prefix(comma == std::string_view::npos ? topics.size() : comma + 1);
    if (topic != "runs" && topic != "events")
      return core::Error{
          core::Errc::invalid, "expected runs, events or both", "query parameter topics", {}};
    (topic == "runs" ? wanted.runs : wanted.events) = true;
  }
  return with_id(wanted, last_event_id);
}

core::Result<Position> begin_at(ports::Queries& queries, const FollowRequest& wanted) {
  Position at{wanted.runs, wanted.events, queries.last_sequence(), queries.last_event()};
  if (wanted.sequence.value_or(0) > at.sequence ||
      wanted.event.value_or(core::EventId{}) > at.event) {
    return core::Error{core::Errc::conflict,
                       "Last-Event-ID is ahead of what there is: " + std::to_string(at.sequence) +
                           "," + at.event.text() + " is the last",
                       "Last-Event-ID",
                       "the store was set back since, by a backup perhaps: read the lists again, "
                       "then connect without it"};
  }
  if (wanted.sequence) at.sequence = *wanted.sequence;
  if (wanted.event) at.event = *wanted.event;
  // Who tells a row alone knows of the events up to its cause; those that came since may be told a
  // second time.
  if (wanted.sequence && !wanted.event && wanted.events) {
    const auto rows = queries.journal_after(*wanted.sequence - 1, 1);
    if (!rows.empty() && rows.front().sequence == *wanted.sequence && rows.front().cause)
      at.event = std::min(at.event, rows.front().cause);
  }
  return at;
}

Slice read_slice(ports::Queries& queries, const Position& at) {
  Slice slice;
  slice.at = at;
  const auto until = Clock::now() + kRoundMax;
  if (at.events) read_events(queries, slice, until);
  if (at.runs) read_runs(queries, slice, until);
  return slice;
}

void put_record(std::string& text, const Position& at, const Record& record) {
  text.append("id: ")
      .append(id_of(at))
      .append("\nevent: ")
      .append(record.of == Record::Of::journal ? "run" : "event")
      .append("\ndata: ")
      .append(record.text)
      .append("\n\n");
}

}  // namespace baton::http
