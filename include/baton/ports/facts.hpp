#pragma once

#include "baton/core/fact.hpp"
#include "baton/ports/rows.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ports {

// The present values of facts, and their earlier ones.
class Facts {
 public:
  virtual ~Facts() = default;

  // The present value of a fact; nullopt if it has none. `key`: empty for a fact with one value.
  virtual std::optional<core::FactValue> fact(std::string_view name, std::string_view key) = 0;
  // The same for a fact and a key that core::fact_text() has written as one text.
  virtual std::optional<core::FactValue> fact_named(std::string_view text) = 0;
  // Up to `limit` values of a fact, in the order of their keys, from behind the key `after`;
  // nullopt: from the first on. A fact with one value has an empty key.
  virtual std::vector<core::FactValue> facts_of(std::string_view name,
                                                std::optional<std::string_view> after,
                                                std::size_t limit) = 0;
  // How many values a fact has.
  virtual std::int64_t fact_count(std::string_view name) = 0;
  // Up to `limit` values that a fact had and has, the newest first. `before`: only those whose
  // FactHistoryRow::sequence is lower; 0: from the newest on.
  virtual std::vector<FactHistoryRow> fact_history(std::string_view name, std::string_view key,
                                                   std::int64_t before, std::size_t limit) = 0;
};

// The facts inside a transaction, where they can be written.
class FactsTx : public virtual Facts {
 public:
  // Inserts a value, or replaces the one before, and sets its alarm. The value is added to the
  // history of its fact and key, of which the newest kFactHistoryMax are kept.
  virtual void put_fact(const core::FactValue& fact) = 0;
  // Deletes the alarm that is set for the moment at which this value grows too old. Does nothing if
  // there is none. The value must be as it is stored.
  virtual void clear_fact_alarm(const core::FactValue& fact) = 0;
};

// How many values of one fact and key are kept.
inline constexpr std::size_t kFactHistoryMax = 1'000;

}  // namespace baton::ports
