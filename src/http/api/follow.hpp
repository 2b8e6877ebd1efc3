#pragma once

#include "baton/core/result.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/feed.hpp"

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

using Position = runtime::Feed::Position;
// Where to begin: where the client stood, else at the end. Errc::conflict for a place that is not
// there yet: the client was connected to a store with more in it, before a backup was restored.
core::Result<Position> begin_at(ports::Queries& queries, const FollowRequest& wanted);

// Some of what comes behind a position, as its followers are told it.
runtime::Feed::Slice read_slice(ports::Queries& queries, const Position& at);

// Appends a record as a server-sent event. `at`: where its reader stands behind it, which is its
// id.
void put_record(std::string& text, const Position& at, const runtime::Feed::Record& record);

}  // namespace baton::http
