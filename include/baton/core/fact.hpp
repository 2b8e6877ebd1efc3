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

// Facts: values that belong to no run, such as the budget that is left or whether a team is in the
// office. Expressions read a fact by its name, and by a key too if it has one value for each of
// several keys. Plain values; any thread.
namespace baton::core {

// The value of one fact under one key. A fact is read far more often than it is set.
struct FactValue {
  // The name of the fact, as its file gives it.
  std::string fact;
  // The key that the value belongs to; empty: the fact has one value only.
  std::string key{};
  // The value itself.
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

// A fact and a key in one text: "budget" or "budget/EMEA". Two different facts, or keys, never have
// the same text. It is stored.
std::string fact_text(std::string_view fact, std::string_view key);

// The longest key, so that an index holds it whole.
inline constexpr std::size_t kFactKeyBytesMax = 160;
// The largest value. Each run that reads a value keeps it in its journal.
inline constexpr std::size_t kFactValueBytesMax = 4'000;

// Gives the values of facts while something is decided. It is called on the thread of the decision
// only.
class FactSource {
 public:
  virtual ~FactSource() = default;
  // The present value of a fact. `key`: nullopt for a fact with one value. Errc::not_found: it has
  // no value yet. Errc::invalid: there is no such fact, or a key was given to a fact that has none,
  // or none to a fact that has keys. Errc::unavailable: the value is too old to be relied on.
  virtual Result<std::shared_ptr<const FactValue>> read(std::string_view fact,
                                                        const std::optional<std::string>& key) = 0;
};

}  // namespace baton::core
