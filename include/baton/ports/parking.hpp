#pragma once

#include "baton/ports/rows.hpp"

#include <cstddef>
#include <vector>

namespace baton::ports {

// Events that were set aside because stepping them failed.
class Parking {
 public:
  virtual ~Parking() = default;

  virtual std::vector<ParkedRow> parked(std::size_t limit) = 0;  // in log order
};

class ParkingTx : public virtual Parking {
 public:
  // Inserts, or replaces what is said of this event.
  virtual void park(const ParkedRow& row) = 0;
  // An event that is not parked is left alone.
  virtual void unpark(core::EventId event) = 0;
};

}  // namespace baton::ports
