#include "runtime/lane.hpp"

#include <algorithm>
#include <utility>

namespace baton::runtime {

using core::Duration;
using core::Time;

namespace {

// How often the connectors are asked whether the connection, its secret and the operation are there
// again; that costs two look-ups.
constexpr Duration kLookEvery = std::chrono::seconds(1);
// When an action came back unsent, one is tried again after a second, then after twice as long each
// time, up to this.
constexpr Duration kTryMax = std::chrono::minutes(1);

}  // namespace

bool Hold::begin(std::string reason, Time now) {
  const bool began = !holds();
  if (began) since_ = now;
  reason_ = std::move(reason);
  return began;
}

bool Hold::told(std::string reason, Time now, Time steady) {
  if (!reason.empty()) {
    look_at_ = steady + kLookEvery;
    came_back_ = 0;
    return begin(std::move(reason), now);
  }
  if (!holds() || came_back_ > 0) return false;
  *this = {};
  return true;
}

bool Hold::came_back(std::string reason, Time now, Time steady) {
  const auto wait = kLookEvery * (1 << std::min(came_back_, 6));
  ++came_back_;
  look_at_ = steady + std::min<Duration>(wait, kTryMax);
  return begin(reason.empty() ? "the connector does not take it" : std::move(reason), now);
}

bool Hold::went_through() {
  if (!holds() || came_back_ == 0) return false;
  *this = {};
  return true;
}

void Marking::inherit(LaneMark mark, bool on_disk) {
  mark_ = std::move(mark);
  if (on_disk) on_disk_ = writing_ = mark_.sent;
}

bool Marking::may_send(const Sending& sending) const {
  return (!on_disk_ || on_disk_->contains(sending)) && (!writing_ || writing_->contains(sending));
}

void Marking::over(const Sending& sending) {
  under_way_.erase(sending);
  mark_.sent.erase(sending);
}

LaneMark Marking::write(std::set<Sending> next) {
  next.insert(mark_.sent.begin(), mark_.sent.end());
  next.insert(under_way_.begin(), under_way_.end());
  writing_ = next;
  return {mark_.after, std::move(next)};
}

void Marking::write_none() { writing_.reset(); }

void Lane::queue(Afterwards::Action action) {
  const auto root = action.action.root;
  const auto priority = action.action.priority;
  ready.push(root, priority, std::move(action));
}

Sending sending_of(const core::StartAction& action) {
  return {action.run.value(), action.step, {action.attempt, action.look}};
}

}  // namespace baton::runtime
