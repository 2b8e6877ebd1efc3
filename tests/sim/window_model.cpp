#include "sim/window_model.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace baton::sim {

namespace {

using Aggregate = WindowSpec::Aggregate;

// A threshold tells apart as many parts of its time, and of that of its baseline
// (docs/templates.md).
constexpr int kParts = 24;
constexpr int kUsualParts = 56;

std::int64_t part_of(Time at, Duration over, int parts) {
  return at.time_since_epoch().count() / (over.count() / parts);
}

}  // namespace

// When it happened, as far as its sender is believed. One that waited for long before the log took
// it in counts as of then.
Time WindowModel::time_of(const core::Event& event) const {
  const auto placed = core::time_of_id(event.id.value());
  const bool waited = event.received < placed - std::chrono::minutes(1);
  const auto came = waited ? placed : event.received;
  const bool believed =
      event.time != event.received && event.time <= came && event.time >= came - spec_.late;
  return std::chrono::floor<std::chrono::milliseconds>(believed ? event.time : came);
}

bool WindowModel::counts(const core::Event& event, Counted& counted) const {
  const auto& types = spec_.types;
  const bool wanted = std::find(types.begin(), types.end(), event.type) != types.end();
  if (!wanted && (spec_.absent.empty() || event.type != spec_.absent)) return false;
  if (wanted && (!comes_from(event, spec_.from) || holds(spec_.when, event.data) != Verdict::yes))
    return false;
  if (core::text_at(event.data, "k").empty()) return false;
  const auto* n = core::find(event.data, "n");
  const bool reads_n =
      spec_.kind == WindowSpec::Kind::numbers || spec_.kind == WindowSpec::Kind::threshold;
  if (!n && reads_n) return false;
  counted = {time_of(event), event.id, event.type, n ? n->get<int>() : 0};
  return true;
}

void WindowModel::count(const core::Event& event) {
  Counted counted;
  if (!counts(event, counted)) return;
  auto& key = keys_[core::text_at(event.data, "k")];
  key.newest = std::max(key.newest, counted.at);
  key.events.push_back(counted);
  if (spec_.kind == WindowSpec::Kind::threshold) return count_threshold(key, counted);
  std::stable_sort(key.events.begin(), key.events.end(),
                   [](const Counted& one, const Counted& other) { return one.at < other.at; });
  look_at(key, counted.at, counted.event);
}

// The firing that is new is the first one that what has just come may have led to. Of events of the
// same time those that came later count later.
void WindowModel::look_at(Key& key, Time since, core::EventId event) {
  const auto before = key.firings;
  const auto all = firings(key);
  key.firings = all.size();
  if (all.size() <= before) return;
  const auto found = std::find_if(all.begin(), all.end(), [&](const Firing& firing) {
    return std::pair(firing.at, firing.last) >= std::pair(since, event);
  });
  fired_.insert(found == all.end() ? all.back().last : found->last);
}

std::vector<WindowModel::Firing> WindowModel::firings(Key& key) const {
  std::vector<Firing> all;
  std::vector<Counted> events;
  std::optional<Time> rests_until;
  const auto waited = std::exchange(key.whole, std::nullopt);
  const auto fire = [&](core::EventId last, Time at) {
    all.push_back({last, at});
    events.clear();
    key.whole.reset();
    rests_until.reset();
    if (spec_.rest) rests_until = at + *spec_.rest;
  };
  for (const auto& each : key.events) {
    if (key.whole && each.at > key.whole->until) fire(key.whole->last, key.whole->until);
    if (rests_until && each.at < *rests_until) continue;
    if (each.type == spec_.absent) key.whole.reset();
    events.push_back(each);
    if (!is_enough(events)) continue;
    if (spec_.absent.empty()) {
      fire(each.event, each.at);
    } else {
      events.clear();
      if (!key.whole) key.whole = Whole{each.event, each.at + spec_.absent_for};
    }
  }
  if (key.whole && key.whole->until <= key.newest) fire(key.whole->last, key.whole->until);
  if (key.whole && waited && waited->until == key.whole->until) key.whole->due = waited->due;
  return all;
}

// Whether the last of these events completes what the window waits for.
bool WindowModel::is_enough(const std::vector<Counted>& events) const {
  if (spec_.kind == WindowSpec::Kind::sequence) {
    for (std::size_t at = 0; at < events.size(); ++at) {
      if (events[at].type != spec_.types.front()) continue;
      const bool alone = spec_.types.size() == 1;
      if (alone ? at + 1 == events.size() : comes_whole(events, at + 1, 1, events[at].at))
        return true;
    }
    return false;
  }
  std::set<int> numbers;
  std::size_t count = 0;
  for (const auto& each : events) {
    if (each.at < events.back().at - spec_.within) continue;
    numbers.insert(each.n);
    ++count;
  }
  const bool of_events = spec_.kind == WindowSpec::Kind::events;
  return (of_events ? count : numbers.size()) >= static_cast<std::size_t>(spec_.numbers);
}

// Whether the events from here on have the rest of the sequence in them, which ends with the last.
bool WindowModel::comes_whole(const std::vector<Counted>& events, std::size_t from,
                              std::size_t element, Time first) const {
  for (auto at = from; at < events.size(); ++at) {
    const auto& event = events[at];
    if (event.type != spec_.types[element] || event.at - first > spec_.within) continue;
    const bool last = element + 1 == spec_.types.size();
    if (last ? at + 1 == events.size() : comes_whole(events, at + 1, element + 1, first))
      return true;
  }
  return false;
}

std::optional<double> WindowModel::aggregate(const Key& key, Aggregate kind, Duration over,
                                             int parts, int least) const {
  const auto newest = part_of(key.newest, over, parts);
  std::vector<double> numbers;
  for (const auto& each : key.events)
    if (part_of(each.at, over, parts) > newest - parts) numbers.push_back(each.n);
  if (numbers.size() < static_cast<std::size_t>(least)) return std::nullopt;
  double sum = 0;
  for (const double number : numbers) sum += number;
  const auto count = static_cast<double>(numbers.size());
  switch (kind) {
    case Aggregate::count: return count;
    case Aggregate::sum: return sum;
    case Aggregate::avg: return sum / count;
    case Aggregate::min: return *std::min_element(numbers.begin(), numbers.end());
    case Aggregate::max: return *std::max_element(numbers.begin(), numbers.end());
    case Aggregate::rate:
      return count / std::chrono::duration<double, std::ratio<3'600>>(over).count();
  }
  return std::nullopt;
}

// It fires when it comes to be beyond its bound, or, with a rest, while it is and the rest is over.
void WindowModel::count_threshold(Key& key, const Counted& counted) {
  const auto value = aggregate(key, spec_.aggregate, spec_.within, kParts, spec_.least);
  auto bound = std::optional(spec_.bound);
  if (spec_.usual != Duration{}) {
    const auto usual = aggregate(key, Aggregate::avg, spec_.usual, kUsualParts, spec_.usual_least);
    bound = usual ? std::optional(*usual * spec_.bound) : std::nullopt;
  }
  const bool beyond = value && bound && (spec_.above ? *value > *bound : *value < *bound);
  // Once all that it was made of is too old, it is not beyond its bound any more.
  const auto part = part_of(counted.at, spec_.within, kParts);
  const bool some_left = std::any_of(
      key.events.begin(), std::prev(key.events.end()),
      [&](const Counted& each) { return part_of(each.at, spec_.within, kParts) > part - kParts; });
  const bool was_beyond = key.beyond && some_left;
  key.beyond = beyond && !spec_.rest;
  if (key.rests_until && key.newest >= *key.rests_until) key.rests_until.reset();
  if (!beyond || was_beyond || key.rests_until) return;
  if (spec_.rest) key.rests_until = key.newest + *spec_.rest;
  fired_.insert(counted.event);
}

void WindowModel::alarm(const std::string& name, const std::string& due) {
  auto& key = keys_[name];
  if (!key.whole || !key.whole->due || core::to_rfc3339(*key.whole->due) != due) return;
  const auto until = key.whole->until;
  key.newest = std::max(key.newest, until);
  look_at(key, until, {});
}

std::string WindowModel::holds_alarms(const std::map<std::string, Time>& alarms) {
  for (auto& [name, key] : keys_) {
    const auto alarm = alarms.find(name);
    if (key.whole && alarm == alarms.end()) return "no alarm is set for " + name;
    if (!key.whole && alarm != alarms.end()) return "an alarm is set for " + name;
    if (!key.whole) continue;
    if (key.whole->due && *key.whole->due != alarm->second)
      return "the alarm for " + name + " has moved";
    key.whole->due = alarm->second;
  }
  return {};
}

std::string WindowModel::overdue(Time steady) const {
  for (const auto& [name, key] : keys_)
    if (key.whole && key.whole->due && *key.whole->due <= steady) return name;
  return {};
}

}  // namespace baton::sim
