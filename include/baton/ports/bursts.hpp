#pragma once

#include "baton/ports/rows.hpp"

#include <optional>
#include <string_view>

namespace baton::ports {

// The bursts of events that triggers debounce or throttle, while they last.
class Bursts {
 public:
  virtual ~Bursts() = default;

  // The burst of this key that lasts now; nullopt when none does.
  virtual std::optional<BurstRow> burst(std::string_view workflow, BurstRow::Kind kind,
                                        std::string_view key) = 0;
  // The burst of this name; nullopt when it is over.
  virtual std::optional<BurstRow> burst_named(std::string_view name) = 0;
};

// The bursts inside a transaction, where they can be written.
class BurstsTx : public virtual Bursts {
 public:
  // Inserts a burst, or replaces what is stored of it, and sets its alarm. Of a burst that is held
  // back, the last event is kept in the log until the burst is over.
  virtual void put_burst(const BurstRow& row) = 0;
  // Deletes a burst with its alarm. The row must be as it is stored.
  virtual void delete_burst(const BurstRow& row) = 0;
};

}  // namespace baton::ports
