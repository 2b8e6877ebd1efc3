#pragma once

#include "baton/core/result.hpp"
#include "baton/ports/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What a follower of /api/v1/stream is told: pure reading, the waiting is in stream.cpp.
namespace baton::http {

// What a client asks for: topics, and where it stood (its Last-Event-ID: "17", "evt_…", or
// "17,evt_…").
struct FollowRequest {
  bool runs = true;
  bool events = true;
  std::optional<std::int64_t> sequence{};
  std::optional<core::EventId> event{};
};
// `topics`: "runs", "events" or both with a comma; empty: both.
core::Result<FollowRequest> follow_request(std::string_view topics, std::string_view last_event_id);

// The last row of the journal and the last event that were told.
struct Position {
  bool runs = true;
  bool events = true;
  std::int64_t sequence = 0;
  core::EventId event{};
};
// Where to begin: where the client stood, else at the end. Errc::conflict for a place that is not
// there yet: the client was connected to a store with more in it, before a backup was restored.
core::Result<Position> begin_at(ports::Queries& queries, const FollowRequest& wanted);

struct News {
  std::string text{};  // records; empty: there are none
  Position at{};       // behind them
  core::EventId last{};
  bool more = false;  // there is more to read at once
};
News read_news(ports::Queries& queries, Position at);

}  // namespace baton::http
