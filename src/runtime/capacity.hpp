#pragma once

#include "baton/runtime/runtime.hpp"
#include "runtime/lanes.hpp"

#include <cstddef>

namespace baton::runtime {

// What all lanes take up together.
struct Load {
  std::size_t at_hand = 0;    // actions in memory
  std::size_t in_flight = 0;  // of these, those that have been begun
};

// How much a lane may take of the places in memory and in flight, which all lanes share. A lane may
// take up as many places in memory as it leaves free, and a connection as many of those in flight:
// one whose vendor is down leaves half to the others, the next one half of that, and so on. What a
// lane does not get stays in the outbox until there is room and time for it. Pure arithmetic: load
// and time are told. `options` are read at each call.
class Capacity {
 public:
  explicit Capacity(const Options& options) : options_(options) {}

  // How many more actions the lane may have at hand.
  std::size_t room(const Lane& lane, const Load& load) const;
  // What is due later than this is left in the outbox. Retries that wait for their time take at
  // most half of a lane's places, so that there are some for what is new.
  core::Time horizon(const Lane& lane, const Load& load, core::Time now) const;
  // Whether one more of the lane may begin, after `begun` have begun just now. `allowed`: how many
  // actions its connection takes at once.
  bool may_begin(const Lane& lane, const Load& load, std::size_t begun, std::size_t allowed,
                 core::Time now) const;

  // How many rows of the outbox a refill takes up at most.
  std::size_t refill_page(const Lane& lane, const Load& load) const;
  // Whether the outbox is to be read for the lane. A refill reads rows again that are at hand, so
  // it waits until at least half of what it reads can be new.
  bool wants_refill(const Lane& lane, const Load& load, core::Time now) const;
  // Of the lanes that want a refill the one that has waited longest; nullptr: none wants it.
  Lanes::ByName::value_type* next_to_refill(Lanes& lanes, const Load& load, core::Time now) const;

 private:
  const Options& options_;
};

}  // namespace baton::runtime
