#include "runtime/capacity.hpp"

#include <algorithm>

namespace baton::runtime {

using core::Time;

namespace {

// Actions that are due within this time are held in memory. A longer time costs more memory for
// retries; a shorter one has the outbox read more often.
constexpr core::Duration kHorizon = std::chrono::seconds(30);
// The most runs that are replayed in one read. Other readers wait until that is done.
constexpr std::size_t kRefillPage = 1'000;

}  // namespace

std::size_t Capacity::room(const Lane& lane, const Load& load) const {
  const auto taken = load.at_hand + lane.at_hand;
  return taken >= options_.actions_waiting_max ? 0 : (options_.actions_waiting_max - taken + 1) / 2;
}

Time Capacity::horizon(const Lane& lane, const Load& load, Time now) const {
  return lane.asleep < room(lane, load) ? now + kHorizon : now;
}

bool Capacity::may_begin(const Lane& lane, const Load& load, std::size_t begun, std::size_t allowed,
                         Time now) const {
  if (lane.hold.tries_one() && lane.in_flight + begun > 0) return false;
  const auto& shared = *lane.shared;
  // Actions that end inside this round have left their place already, but count against the limit
  // all the same.
  return shared.breaker.may_begin(now, std::max(shared.in_flight, begun)) &&
         shared.pace.may_begin(now, std::max(shared.in_flight, begun), allowed) &&
         lane.own.pace.may_begin(now, std::max(lane.in_flight, begun), allowed) &&
         shared.in_flight + load.in_flight < options_.actions_in_flight_max;
}

std::size_t Capacity::refill_page(const Lane& lane, const Load& load) const {
  return std::min(room(lane, load), kRefillPage);
}

bool Capacity::wants_refill(const Lane& lane, const Load& load, Time now) const {
  if (lane.left_behind)
    return room(lane, load) > 0 && lane.at_hand <= lane.asleep + refill_page(lane, load);
  return lane.due && *lane.due <= now && room(lane, load) > 0;
}

Lanes::ByName::value_type* Capacity::next_to_refill(Lanes& lanes, const Load& load,
                                                    Time now) const {
  Lanes::ByName::value_type* next = nullptr;
  for (auto& lane : lanes.all()) {
    const bool waited_longer = !next || lane.second.refilled < next->second.refilled;
    if (waited_longer && wants_refill(lane.second, load, now)) next = &lane;
  }
  return next;
}

}  // namespace baton::runtime
