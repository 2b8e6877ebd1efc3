#pragma once

#include "baton/runtime/runtime.hpp"
#include "runtime/lanes.hpp"

#include <cstddef>

namespace baton::runtime {

// The places that all lanes take together.
struct Load {
  // Actions in memory.
  std::size_t at_hand = 0;
  // Actions that are being performed.
  std::size_t in_flight = 0;
};

// How many of the shared places a lane may take. All lanes share the places for actions in memory
// and for actions in flight. A lane takes at most as many places in memory as it leaves free, and a
// connection as many places in flight. A connection whose vendor is down thus leaves half of the
// places to the others, a second one leaves half of those, and so on. Actions for which a lane gets
// no place stay in the outbox until there is one. Pure arithmetic: the caller gives load and steady
// time. `options` are read at each call.
class Capacity {
 public:
  explicit Capacity(const Options& options) : options_(options) {}

  // How many more actions the lane may have at hand.
  std::size_t room(const Lane& lane, const Load& load) const;
  // An action that is due later than this stays in the outbox. It is `now` once actions that sleep
  // take half of the lane's places, so that places are left for new ones.
  core::Time horizon(const Lane& lane, const Load& load, core::Time now) const;
  // True when one more action of the lane may begin, after `begun` have begun in this round.
  // `allowed`: how many actions its connection takes at once.
  bool may_begin(const Lane& lane, const Load& load, std::size_t begun, std::size_t allowed,
                 core::Time now) const;

  // The most rows of the outbox that a refill of the lane takes.
  std::size_t refill_page(const Lane& lane, const Load& load) const;
  // True when the outbox should be read for the lane. A refill also reads the rows of actions that
  // are in memory, so it waits until at least half of the rows it reads can be new.
  bool wants_refill(const Lane& lane, const Load& load, core::Time now) const;
  // The lane that has waited longest among those that want a refill; nullptr when none does.
  Lanes::ByName::value_type* next_to_refill(Lanes& lanes, const Load& load, core::Time now) const;

 private:
  const Options& options_;
};

}  // namespace baton::runtime
