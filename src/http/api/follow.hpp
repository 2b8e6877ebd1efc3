#pragma once

#include "baton/core/result.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/feed.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What a follower of /api/v1/stream is sent. These functions only read; the waiting is in
// stream.cpp.
namespace baton::http {

using FeedPosition = runtime::Feed::Position;

// What a client asks for: the topics, and the last record that it has received, which it names in
// Last-Event-ID as "17" (a row of the journal), "evt_…" (an event), or "17,evt_…" (both).
struct FollowRequest {
  bool runs = true;
  bool events = true;
  std::optional<std::int64_t> sequence{};
  std::optional<core::EventId> event{};
};
// Reads it. `topics` is "runs", "events", or both with a comma between them; empty means both.
// Errc::invalid for other topics, and for an id that no record has.
core::Result<FollowRequest> follow_request(std::string_view topics, std::string_view last_event_id);

// Where the stream begins: behind the last record that the client has received, or at the end when
// it names none. Errc::conflict when the client is ahead of the store, which happens after an older
// backup was restored.
core::Result<FeedPosition> begin_at(ports::Queries& queries, const FollowRequest& wanted);

// Reads some of what comes behind a position, as records for followers. It ends after a few
// milliseconds, so that other readers get their turn; Slice::more then says that more is there.
runtime::Feed::Slice read_slice(ports::Queries& queries, const FeedPosition& at);

// Appends a record to `text` as a server-sent event. `at` is the position behind the record, which
// becomes the id of the event.
void put_record(std::string& text, const FeedPosition& at, const runtime::Feed::Record& record);

}  // namespace baton::http
