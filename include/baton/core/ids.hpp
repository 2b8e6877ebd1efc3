#pragma once

#include "baton/core/result.hpp"
#include "baton/core/time.hpp"

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

// The ids of everything that is stored. Pure; any thread.
namespace baton::core {

// An id as text: the prefix, an underscore and the digits.
std::string id_text(std::string_view prefix, std::int64_t value);
// Reads what id_text() writes, of this prefix only; Errc::invalid for any other text.
Result<std::int64_t> parse_id(std::string_view prefix, std::string_view text);
// The least id that can be made at a moment (wall time).
std::int64_t first_id_of(Time time);
// The moment at which an id was made, to the millisecond.
Time time_of_id(std::int64_t value);

// A typed id: 42 bits of milliseconds since 1970, 13 bits of chance or count, and 8 bits that say
// in which shard it was made, so that ids sort by time, two shards never make the same one, and the
// store keeps them as its integer key. As text: prefix, underscore, 13 Crockford base32 digits
// ("run_0d3k9v…").
template <class Kind>
class Id {
 public:
  // No id.
  constexpr Id() = default;
  // The id of a stored value.
  constexpr explicit Id(std::int64_t value) : value_(value) {}
  // The number that the store keeps; 0 if it is no id.
  constexpr std::int64_t value() const { return value_; }
  // True unless it is no id.
  constexpr explicit operator bool() const { return value_ != 0; }
  // "run_" and 13 digits.
  std::string text() const { return id_text(Kind::kPrefix, value_); }
  // Reads what text() writes; Errc::invalid for any other text.
  static Result<Id> parse(std::string_view text) {
    auto value = parse_id(Kind::kPrefix, text);
    if (!value) return value.error();
    return Id(*value);
  }
  auto operator<=>(const Id&) const = default;

 private:
  std::int64_t value_ = 0;
};

// Each kind of id is a type of its own, so that they cannot be exchanged.
struct EventKind {
  static constexpr std::string_view kPrefix = "evt";
};
struct RunKind {
  static constexpr std::string_view kPrefix = "run";
};
struct TokenKind {
  static constexpr std::string_view kPrefix = "tok";
};
struct UserKind {
  static constexpr std::string_view kPrefix = "usr";
};
struct ParkedKind {
  static constexpr std::string_view kPrefix = "prk";
};

// An event's id is also its position in the log: the log is read in the order of ids.
using EventId = Id<EventKind>;
// The id of a run.
using RunId = Id<RunKind>;
// The id of a token.
using TokenId = Id<TokenKind>;
// The id of a user.
using UserId = Id<UserKind>;
// The id of an event that was set aside with its cause.
using ParkedId = Id<ParkedKind>;

// Makes ids that only grow, also when the clock steps back. One per store, on the store's thread.
class IdSource {
 public:
  // `last`: the greatest value ever given out, read from the store. `shard`: of the store; a store
  // that is not divided is shard 0.
  explicit IdSource(std::int64_t last = 0, std::uint8_t shard = 0) : last_(last), shard_(shard) {}
  // `random` decides the count of the first id of a millisecond; the following ones count up from
  // it, and into the next millisecond when its 8,192 counts are used up.
  std::int64_t next(Time now, std::uint64_t random);
  // The greatest value given out so far.
  std::int64_t last() const { return last_; }

 private:
  std::int64_t last_;
  std::uint8_t shard_;
};

}  // namespace baton::core

// Ids as keys of unordered containers.
template <class Kind>
struct std::hash<baton::core::Id<Kind>> {
  std::size_t operator()(const baton::core::Id<Kind>& id) const noexcept {
    return std::hash<std::int64_t>{}(id.value());
  }
};
