#include "http/api/follow.hpp"

#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"
#include "baton/core/transition_traits.hpp"
#include "baton/ports/failures.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/telemetry/log.hpp"
#include "baton/views/event.hpp"
#include "baton/views/journal.hpp"
#include "http/api/page.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace baton::http {
namespace {

// How many events are read at once. Each may be a megabyte, which takes several in memory.
constexpr std::size_t kEventsAtOnce = 2;
// The same for entries of the journal, each of which may be as large as its run.
constexpr std::size_t kEntriesAtOnce = 1;
// A slice is read for at most so long, so that lists for people are read in between.
constexpr std::chrono::milliseconds kSliceTimeMax(10);
// How many records of one kind a slice has.
constexpr std::size_t kRowsMax = 200;

core::Error bad_id() {
  return {core::Errc::invalid, "expected the id of a record, as the stream gave it",
          "Last-Event-ID", "leave it out to begin at the end"};
}

core::Result<FollowRequest> with_id(FollowRequest wanted, std::string_view id) {
  bool event_came = false;
  bool sequence_came = false;
  while (!id.empty()) {
    const std::string_view part = core::take_part(id, ',');
    if (const auto event = core::EventId::parse(part)) {
      if (std::exchange(event_came, true)) return bad_id();
      wanted.event = *event;
      continue;
    }
    if (std::exchange(sequence_came, true)) return bad_id();
    std::int64_t sequence = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), sequence);
    if (error != std::errc{} || end != part.data() + part.size() || sequence < 0) return bad_id();
    wanted.sequence = sequence;
  }
  return wanted;
}

// The status that the run has after this row, if the transitions of the row tell it; else empty.
std::string_view told_status(const ports::JournalRow& row) {
  std::string_view status;
  for (const core::Transition& transition : row.transitions) {
    const auto& after = core::traits_of(transition).run_status;
    if (after) status = core::to_text(*after);
  }
  return status;
}

// Adds what is known of the run after a row: workflow and title, and its status. When the row is
// the newest of its run, the status is the stored one. What an older row led to is no longer
// stored, so only `status_of_row`, the status that the row itself tells, is added.
// Nothing is added for a run whose row is damaged.
void finish(ports::Runs& queries, core::RunId id, bool newest, std::string_view status_of_row,
            core::Json& json) {
  std::optional<ports::RunRow> run;
  try {
    run = queries.run(id);
  } catch (const ports::RowDamaged& damage) {
    spdlog::debug("what run {} is called is not told: {}", id.text(), damage.what());
  }
  if (!run) return;
  json["workflow"] = run->workflow;
  json["title"] = run->title;
  if (newest) {
    json["status"] = core::to_text(run->status);
    json["now_at"] = run->now_at;
  } else if (!status_of_row.empty()) {
    json["status"] = status_of_row;
  }
}

std::string id_of(const FeedPosition& at) {
  if (!at.events) return std::to_string(at.sequence);
  return at.runs ? std::to_string(at.sequence) + "," + at.event.text() : at.event.text();
}

using Clock = std::chrono::steady_clock;
using Record = runtime::Feed::Record;
using Slice = runtime::Feed::Slice;

void add_record(Slice& slice, Record::Of of, const core::Json& data) {
  slice.records.push_back({of, slice.at, core::dump(data)});
}

void read_events(ports::EventLog& queries, Slice& slice, Clock::time_point until) {
  std::size_t bytes = 0;
  for (std::size_t told = 0;;) {
    const auto read = runtime::readable_events(queries, slice.at.event, kEventsAtOnce);
    for (const core::Event& event : read.rows) {
      slice.at.event = event.id;
      add_record(slice, Record::Of::log, views::event_record(event));
      bytes += slice.records.back().text.size();
    }
    told += read.rows.size();
    if (read.damaged) {
      spdlog::warn("live streams leave out the event {}: its row is damaged", read.damaged.text());
      slice.at.event = read.damaged;
      ++told;
    } else if (read.rows.size() < kEventsAtOnce) {
      // The position never goes back, though the last events of the log may have been deleted.
      slice.at.event = std::max(slice.at.event, queries.last_event());
      return;
    }
    if (told >= kRowsMax || bytes >= core::kPageBytesMax || Clock::now() >= until) break;
  }
  slice.more = true;
}

// A row of the journal as it will be sent: with the names of its transitions only, since the
// transitions themselves may be a megabyte.
struct RowToTell {
  core::RunId run;
  std::int64_t sequence;
  std::string_view status;
  core::Json json;
};

std::vector<RowToTell> next_rows(ports::Journal& queries, std::int64_t after,
                                 Clock::time_point until) {
  std::vector<RowToTell> told;
  for (std::size_t bytes = 0; told.size() < kRowsMax && bytes < core::kPageBytesMax;) {
    const auto read = runtime::readable_entries(queries, after, kEntriesAtOnce);
    if (read.rows.empty() && read.damaged != 0) {
      spdlog::warn("live streams leave out row {} of the journal: it is damaged", read.damaged);
      after = read.damaged;
      continue;
    }
    if (read.rows.empty()) break;
    const ports::JournalRow& row = read.rows.front();
    told.push_back({row.run, row.sequence, told_status(row), views::entry_record(row)});
    bytes += core::dump(told.back().json).size();
    after = row.sequence;
    if (Clock::now() >= until) break;
  }
  return told;
}

void read_runs(ports::Queries& queries, Slice& slice, Clock::time_point until) {
  const std::int64_t last = queries.last_sequence();
  std::vector<RowToTell> rows = next_rows(queries, slice.at.sequence, until);
  const bool to_the_end = rows.empty() || rows.back().sequence >= last;
  std::set<core::RunId> later;  // the runs of the rows that come after the current one
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    const bool newest = later.insert(row->run).second && to_the_end;
    finish(queries, row->run, newest, row->status, row->json);
  }
  for (const RowToTell& row : rows) {
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
    const std::string_view topic = core::take_part(topics, ',');
    if (topic != "runs" && topic != "events")
      return core::Error{
          core::Errc::invalid, "expected runs, events or both", "query parameter topics", {}};
    (topic == "runs" ? wanted.runs : wanted.events) = true;
  }
  return with_id(wanted, last_event_id);
}

core::Result<FeedPosition> begin_at(ports::Queries& queries, const FollowRequest& wanted) {
  FeedPosition at{wanted.runs, wanted.events, queries.last_sequence(), queries.last_event()};
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
  // A client that names only a row has received the events up to the cause of that row. Events
  // after it may be sent a second time.
  if (wanted.sequence && !wanted.event && wanted.events) {
    const auto rows = runtime::readable_entries(queries, *wanted.sequence - 1, 1).rows;
    if (!rows.empty() && rows.front().sequence == *wanted.sequence && rows.front().cause)
      at.event = std::min(at.event, rows.front().cause);
  }
  return at;
}

Slice read_slice(ports::Queries& queries, const FeedPosition& at) {
  Slice slice;
  slice.at = at;
  const auto until = Clock::now() + kSliceTimeMax;
  if (at.events) read_events(queries, slice, until);
  if (at.runs) read_runs(queries, slice, until);
  return slice;
}

void put_record(std::string& text, const FeedPosition& at, const Record& record) {
  text.append("id: ")
      .append(id_of(at))
      .append("\nevent: ")
      .append(record.of == Record::Of::journal ? "run" : "event")
      .append("\ndata: ")
      .append(record.text)
      .append("\n\n");
}

}  // namespace baton::http
