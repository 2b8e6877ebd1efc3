#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// Facts: values from outside any run, as the budget that is left or whether a team is there.
// Expressions read them by name, and by key where a fact has a value for each of several. Plain
// values; any thread.
namespace baton::core {

// What one fact is, of one key. A fact is read far more often than it is set.
struct FactValue {
  // The name of the fact, as its file gives it.
  std::string fact;
  // For which of several it is; empty: the fact has one value only.
  std::string key{};
  // What it is.
  Json value{};
  // Since when, in wall time.
  Time at{};
  // The event that set it.
  EventId event{};
  // Who set it; nobody: an event from outside did.
  Actor actor{};
  // Where it is from, for people: the source of the event, or "api".
  std::string source{};
  // Why, as whoever set it says; may be empty.
  std::string note{};
  // When it was set, in steady time.
  Time set{};
  // When it is too old to be relied on, in steady time; unset: never.
  std::optional<Time> stale{};
  bool operator==(const FactValue&) const = default;
};

// How a fact and a key are named together, in one text: "budget" or "budget/EMEA". Two different
// facts, or keys, never have the same text. It is stored.
std::string fact_text(std::string_view fact, std::string_view key);

// How long a key may be, so that it is found by an index as a whole.
inline constexpr std::size_t kFactKeyBytesMax = 160;
// How large one value may be. What was read of it is kept in the journal of each run.
inline constexpr std::size_t kFactValueBytesMax = 4'000;

// Where facts are read while something is decided. It is asked on the thread of the decision only.
class FactSource {
 public:
  virtual ~FactSource() = default;
  // What a fact is now. `key` empty: that of a fact with one value. Errc::not_found: there is no
  // such fact, or it has no value yet. Errc::invalid: it has a key, or has none.
  // Errc::unavailable: its value is too old.
  virtual Result<std::shared_ptr<const FactValue>> read(std::string_view fact,
                                                        const std::optional<std::string>& key) = 0;
};

}  // namespace baton::core
