#pragma once

#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/connector.hpp"
#include "connectors/connection.hpp"
#include "connectors/performer.hpp"

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>

// Polls: a system that cannot send is asked again and again for what is newer than a watermark.
//
// The operation gets `since` and gives records, the oldest first. Whole seconds are asked for, and
// those at `since` come again, since more records of the same second may have come meanwhile; a
// record that was read before makes an event of an id that the log knows. Records that become
// visible late, because their transaction took long, are found by an `overlap`: while the newest
// record is younger than that, the round begins that much earlier.
//
// A long round is read page by page. Where records are ordered, the next page begins at the newest
// record of the last one, and not at an offset: a record that changes meanwhile moves to the end,
// and all behind it by one place. Only a second with more records than a page is paged by `next`.
namespace baton::connectors {

// How far a poll has come. A plain value, which the store keeps as JSON.
struct PollProgress {
  // The time of the newest record of all finished rounds; nullopt: none was read yet.
  std::optional<core::Time> watermark{};
  // From when on this round asks, in whole seconds.
  core::Time since{};
  // The `next` of the page before, where a page is not found by its time; null: the first page.
  core::Json next{};
  // The newest record of this round so far.
  std::optional<core::Time> newest{};
  // How many pages of this round were found by `next`, one after the other.
  std::uint64_t pages = 0;
  // The `next` of one of these pages, to see when they go round in a circle: that of the first, the
  // second, the fourth, the eighth and so on, whichever was the last. Null: there was none.
  core::Json mark{};

  // The progress that was stored. `first`: where a poll begins that has no progress.
  static PollProgress of(const core::Json& stored, core::Time first);
  // What is stored: {"watermark", "since", "next", "newest", "pages", "mark"}.
  core::Json stored() const;
};

// The time of the first round: `since` of the connection, which is a length of time back from now
// or a time of RFC 3339; empty: now. Errc::invalid for another text.
core::Result<core::Time> first_since(const std::string& since, core::Time now);

// What follows when a page was read: the progress for the next one, and whether there is one in
// this round. `newest` is the newest record of the page; nullopt if it had none. `next` is the
// `next` of its output; null: it was the last page.
struct NextPage {
  PollProgress progress{};
  bool more = false;
};
NextPage after_page(const PollSpec& spec, PollProgress progress, std::optional<core::Time> newest,
                    const core::Json& next, core::Time now);

// Asks for the next page of a poll of the connection. `performer` performs its operation. All but
// `progress` and `now` are borrowed until it has resumed. `connection` must have the poll.
boost::asio::awaitable<ports::PollPage> ask_page(const Connection& connection, Performer& performer,
                                                 std::string name, core::Json progress,
                                                 core::Time now);

}  // namespace baton::connectors
