#include "baton/ports/steady_time.hpp"

#include "baton/core/json.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace baton::ports {

namespace {

using core::Duration;
using core::Json;
using core::Time;

// A smaller step of the wall clock is not worth a write, since due times are shown in seconds.
constexpr Duration kWorthKeeping = std::chrono::seconds(1);

// What kept() writes, as it was read back. The members are those of SteadyTime, and the steady time
// at which it was written.
struct Mark {
  std::string start;
  Duration line{};
  Time steady{};
  Duration wall_ahead{};
  Duration stands_at{};
  Duration begun{};
  Duration chosen_at{};
  bool stood_behind = false;
};

std::optional<Duration> microseconds(const Json& json, const char* name) {
  const auto* value = core::find(json, name);
  if (!value || !value->is_number_integer()) return std::nullopt;
  return Duration(value->get<std::int64_t>());
}

std::optional<Mark> read(std::string_view kept) {
  const auto json = Json::parse(kept, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto line = microseconds(json, "line_us");
  const auto steady = microseconds(json, "steady_us");
  const auto wall_ahead = microseconds(json, "wall_ahead_us");
  const auto stands_at = microseconds(json, "stands_at_us");
  const auto begun = microseconds(json, "begun_us");
  const auto chosen_at = microseconds(json, "chosen_at_us");
  const auto* stood_behind = core::find(json, "stood_behind");
  if (!line || !steady || !wall_ahead || !stands_at || !begun || !chosen_at || !stood_behind)
    return std::nullopt;
  return Mark{core::text_at(json, "start"),
              *line,
              Time(*steady),
              *wall_ahead,
              *stands_at,
              *begun,
              *chosen_at,
              *stood_behind == true};
}

}  // namespace

SteadyTime::SteadyTime(std::string start, const Reading& reading)
    : start_(std::move(start)),
      line_((reading.wall.time_since_epoch() - reading.since_start).count()),
      stands_since_(reading.since_start - kBelievedAfter),
      begun_(stands_since_) {}

Time SteadyTime::go_on_from(std::string_view kept, const Reading& reading) {
  const auto mark = read(kept);
  if (!mark) return at(reading.since_start);
  wall_ahead_ = mark->wall_ahead.count();
  stands_at_ = mark->wall_ahead;
  // In a container that has its own time since the start, that time may be less than what was kept.
  const bool same_start = !start_.empty() && mark->start == start_ &&
                          Time(reading.since_start + mark->line) >= mark->steady;
  // The wall clock may have been corrected meanwhile to where it stood last, or to where steady
  // time is. Of these the one counts by which the least time has passed.
  if (!same_start) {
    begin_another_start(mark->steady, std::max({mark->wall_ahead, mark->stands_at, Duration{}}),
                        reading);
    return std::max(at(reading.since_start), mark->steady + Clock::kKeptFor);
  }
  line_ = mark->line.count();
  begun_ = stands_since_ = mark->begun;
  chosen_at_ = mark->chosen_at;
  stood_behind_ = mark->stood_behind;
  return at(reading.since_start);
}

void SteadyTime::begin_another_start(Time earlier, Duration ahead, const Reading& reading) {
  const auto by_the_wall = reading.wall - ahead;
  wall_ahead_ = ahead.count();
  stands_at_ = chosen_at_ = ahead;
  line_ = (std::max(by_the_wall, earlier).time_since_epoch() - reading.since_start).count();
  begun_ = stands_since_ = reading.since_start;
  stood_behind_ = by_the_wall < earlier;
}

Clock::Watched SteadyTime::watch(const Reading& reading) {
  const auto ahead = reading.wall - at(reading.since_start);
  if (std::chrono::abs(ahead - stands_at_) > kAgreesWithin) {
    stands_at_ = ahead;
    stands_since_ = reading.since_start;
  }
  const bool stands = reading.since_start - stands_since_ >= kBelievedAfter;
  const auto step = ahead - wall_ahead();
  const bool small = std::chrono::abs(step) <= kAgreesWithin;
  if (!small && !stands) return {false, false};
  // The wall clock was corrected and stands where steady time is. If it is set again, steady time
  // does not make up for that.
  const bool is_right = small && stands && std::exchange(stood_behind_, false);
  if (std::chrono::abs(step) < kWorthKeeping) return {stands, is_right};
  const auto missing = ahead - chosen_at_;
  const bool put_right = stood_behind_ && reading.since_start < begun_ + kSettles &&
                         missing > kAgreesWithin && missing <= kMadeUpMax;
  if (!small && put_right) {
    line_ += missing.count();
    wall_ahead_ = chosen_at_.count();
    stands_at_ = chosen_at_;
    stood_behind_ = false;
  } else {
    wall_ahead_ = ahead.count();
  }
  return {stands, true};
}

std::string SteadyTime::kept(Duration since_start) const {
  return core::dump(Json{{"start", start_},
                         {"line_us", line_.load()},
                         {"steady_us", at(since_start).time_since_epoch().count()},
                         {"wall_ahead_us", wall_ahead_.load()},
                         {"stands_at_us", stands_at_.count()},
                         {"begun_us", begun_.count()},
                         {"chosen_at_us", chosen_at_.count()},
                         {"stood_behind", stood_behind_}});
}

}  // namespace baton::ports
