#include "baton/insight/series.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace baton::insight {

using core::Errc;
using core::Error;
using core::Result;
using core::Time;

namespace {

// A window as indices of points, both included.
struct IndexWindow {
  std::size_t from;
  std::size_t to;
};

std::vector<IndexWindow> indexed(std::span<const Point> points,
                                 std::span<const AnomalyWindow> windows) {
  std::vector<IndexWindow> out;
  for (const auto& window : windows) {
    const auto from = std::lower_bound(points.begin(), points.end(), window.from,
                                       [](const Point& p, Time at) { return p.at < at; });
    const auto to = std::upper_bound(points.begin(), points.end(), window.to,
                                     [](Time at, const Point& p) { return at < p.at; });
    if (from < to)
      out.push_back({static_cast<std::size_t>(from - points.begin()),
                     static_cast<std::size_t>(to - points.begin()) - 1});
  }
  return out;
}

// From 1 far before the end of a window to -1 far behind it.
double sigmoid(double place) { return 2 / (1 + std::exp(5 * place)) - 1; }

double width_of(const IndexWindow& window) {
  return static_cast<double>(window.to - window.from + 1);
}

double worth_inside(const IndexWindow& window, std::size_t alarm) {
  const double left = static_cast<double>(window.to - alarm + 1) / width_of(window);
  return sigmoid(-left) / sigmoid(-1);
}

double cost_outside(std::span<const IndexWindow> windows, std::size_t alarm) {
  constexpr double kFalseAlarm = 0.11;
  constexpr double kFar = 3;
  const IndexWindow* before = nullptr;
  for (const auto& window : windows)
    if (window.to < alarm) before = &window;
  if (before == nullptr) return -kFalseAlarm;
  const double behind = static_cast<double>(alarm - before->to) /
                        std::max(1.0, static_cast<double>(before->to - before->from));
  return kFalseAlarm * (behind > kFar ? -1.0 : sigmoid(behind));
}

Error not_a_point(std::size_t line, std::string_view found) {
  return {Errc::invalid,
          "expected a timestamp, a comma and a number, found '" + std::string(found) + "'",
          "line " + std::to_string(line)};
}

Result<Point> read_point(std::size_t line, std::string_view text) {
  const auto comma = text.find(',');
  if (comma == std::string_view::npos) return not_a_point(line, text);
  const auto at = read_timestamp(text.substr(0, comma));
  if (!at) return not_a_point(line, text);
  const auto number = text.substr(comma + 1);
  double value = 0;
  const auto end = number.data() + number.size();
  const auto read = std::from_chars(number.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || !std::isfinite(value))
    return not_a_point(line, text);
  return Point{*at, value};
}

}  // namespace

Result<Time> read_timestamp(std::string_view text) {
  constexpr std::size_t kOfDate = 10;
  std::string written(text);
  if (written.size() > kOfDate && written[kOfDate] == ' ') {
    written[kOfDate] = 'T';
    written += 'Z';
  }
  return core::parse_rfc3339(written);
}

Result<std::vector<Point>> read_series(std::string_view csv) {
  std::vector<Point> points;
  for (std::size_t line = 1; !csv.empty(); ++line) {
    const auto end = std::min(csv.find('\n'), csv.size());
    auto text = csv.substr(0, end);
    csv.remove_prefix(std::min(end + 1, csv.size()));
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (line == 1 && text != "timestamp,value")
      return Error{Errc::invalid, "expected the header 'timestamp,value'", "line 1"};
    if (line == 1 || text.empty()) continue;
    const auto point = read_point(line, text);
    if (!point) return point.error();
    if (!points.empty() && point->at < points.back().at)
      return Error{Errc::invalid, "expected a timestamp that is not before the one above",
                   "line " + std::to_string(line), "sort the file by time"};
    points.push_back(*point);
  }
  return points;
}

AlarmScore& AlarmScore::operator+=(const AlarmScore& other) {
  sum += other.sum;
  windows += other.windows;
  found += other.found;
  false_alarms += other.false_alarms;
  return *this;
}

double AlarmScore::normalised() const {
  if (windows == 0) return 0;
  const auto count = static_cast<double>(windows);
  return 100 * (sum + count) / (2 * count);
}

AlarmScore score_alarms(std::span<const Point> points, std::span<const AnomalyWindow> windows,
                        std::span<const std::size_t> alarms) {
  const auto learning = points.size() * 15 / 100;
  const auto places = indexed(points, windows);
  std::vector<std::optional<double>> best(places.size());
  AlarmScore score;
  score.windows = places.size();
  for (const auto alarm : alarms) {
    if (alarm < learning) continue;
    const auto inside = std::find_if(places.begin(), places.end(), [&](const auto& window) {
      return window.from <= alarm && alarm <= window.to;
    });
    if (inside == places.end()) {
      ++score.false_alarms;
      score.sum += cost_outside(places, alarm);
      continue;
    }
    auto& worth = best[static_cast<std::size_t>(inside - places.begin())];
    worth = std::max(worth.value_or(-1), worth_inside(*inside, alarm));
  }
  for (const auto& worth : best) {
    score.sum += worth.value_or(-1);
    score.found += worth ? 1U : 0U;
  }
  return score;
}

}  // namespace baton::insight
