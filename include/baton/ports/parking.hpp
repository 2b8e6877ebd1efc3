#pragma once

#include "baton/ports/rows.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace baton::ports {

// The events that were set aside because they could not be processed.
class Parking {
 public:
  virtual ~Parking() = default;

  // The first `limit` parked events, in the order of the log.
  virtual std::vector<ParkedRow> parked(std::size_t limit) = 0;
  // One of them; nullopt when this event is not parked.
  virtual std::optional<ParkedRow> parked_event(core::EventId event) = 0;
};

// The parked events inside a transaction, where they can be written.
class ParkingTx : public virtual Parking {
 public:
  // Parks an event. One that is parked already gets the new cause and time.
  virtual void park(const ParkedRow& row) = 0;
  // Takes an event out of the parked ones; nothing happens when it is not parked.
  virtual void unpark(core::EventId event) = 0;
};

}  // namespace baton::ports
