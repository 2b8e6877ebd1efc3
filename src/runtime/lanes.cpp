#include "runtime/lanes.hpp"

#include "baton/core/effect.hpp"
#include "baton/core/text.hpp"

#include <set>
#include <string_view>
#include <utility>

namespace baton::runtime {

using core::Time;

namespace {

// How many of a lane's next actions its mark names before they are sent. After a crash each of them
// must be looked for first. A greater number means fewer writes, a smaller one fewer actions to
// look for.
constexpr std::size_t kNamedAhead = 16;

bool is_held_back(const Lane& lane, Time now) { return lane.hold.holds() || lane.held_back(now); }

PauseMark mark_of(const Pace& pace) {
  return {pace.paused_until(), pace.rate(), pace.grows_slowly()};
}

void go_on(Pauses& pauses, const PauseMark& pause, Time now, Time wall) {
  pauses.pace.restore(pause.until, pause.rate, pause.grows_slowly, now);
  pauses.paused_since = wall;
  pauses.reason = "it asked for that before the restart";
}

// The next actions of a lane, if they may be sent soon.
std::set<Sending> about_to_be_sent(const Lane& lane, Time now) {
  std::set<Sending> next;
  const bool waits = (lane.hold.holds() && !lane.hold.tries_one()) || lane.paused(now);
  if (waits) return next;
  lane.ready.visit(kNamedAhead, [&next](const Afterwards::Action& action) {
    next.insert(sending_of(action.action));
  });
  return next;
}

}  // namespace

Lane& Lanes::of(const std::string& connection, const std::string& operation) {
  const auto [at, is_new] = lanes_.try_emplace(core::lane_of(connection, operation));
  auto& lane = at->second;
  if (!is_new) return lane;
  lane.connection = connection;
  lane.operation = operation;
  lane.shared = &connections_[connection];
  const auto mark = found_.lanes.find(at->first);
  const bool marked = mark != found_.lanes.end();
  lane.marking.inherit(marked ? mark->second : LaneMark{decided_until_, {}}, marked);
  return lane;
}

Lane& Lanes::named(const std::string& name) {
  std::string_view operation = name;
  const auto connection = core::take_part(operation, '.');
  return of(std::string(connection), std::string(operation));
}

void Lanes::inherit(LaneMarks marks, std::int64_t decided_until) {
  found_ = std::move(marks);
  decided_until_ = decided_until;
  for (const auto& [name, mark] : found_.lanes) named(name);
}

void Lanes::go_on_pausing(const std::string& connection, const PauseMark& pause, Time now,
                          Time wall) {
  go_on(connections_[connection], pause, now, wall);
}

void Lanes::go_on_pausing_lane(const std::string& name, const PauseMark& pause, Time now,
                               Time wall) {
  go_on(named(name).own, pause, now, wall);
}

LaneMarks Lanes::next_marks(Time now, bool stopping) {
  LaneMarks marks;
  for (auto& [name, lane] : lanes_) {
    if (stopping) {
      marks.lanes[name] = lane.marking.write({});
    } else if (is_held_back(lane, now)) {
      marks.lanes[name] = lane.marking.write(about_to_be_sent(lane, now));
    } else {
      lane.marking.write_none();
    }
    if (lane.own.pace.holds_back(now)) marks.operations[name] = mark_of(lane.own.pace);
  }
  for (const auto& [connection, shared] : connections_) {
    if (shared.pace.holds_back(now)) marks.pauses[connection] = mark_of(shared.pace);
  }
  return marks;
}

void Lanes::marks_written() {
  for (auto& [name, lane] : lanes_) lane.marking.written();
}

}  // namespace baton::runtime
