#include "engine/window_state.hpp"

#include <chrono>

namespace baton::engine {

namespace {

using core::Json;
using std::chrono::milliseconds;

std::int64_t number(core::Time time) {
  return std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count();
}
core::Time time_of(const Json& json) { return core::Time(milliseconds(json.get<std::int64_t>())); }

// Events are told by how long before the newest one they happened, which is short.
void put(Json& list, core::Time newest, const WindowPoint& point) {
  list.push_back(std::chrono::duration_cast<milliseconds>(newest - point.at).count());
  list.push_back(point.event.value());
}
WindowPoint point_at(const Json& list, core::Time newest, std::size_t at) {
  return {newest - milliseconds(list.at(at).get<std::int64_t>()),
          core::EventId(list.at(at + 1).get<std::int64_t>())};
}

Json to_json(const std::vector<WindowBucket>& buckets) {
  Json list = Json::array();
  for (const auto& bucket : buckets)
    list.push_back(Json::array({bucket.index, bucket.count, bucket.sum, bucket.min, bucket.max}));
  return list;
}
std::vector<WindowBucket> buckets_of(const Json& list) {
  std::vector<WindowBucket> buckets;
  for (const auto& each : list)
    buckets.push_back({each.at(0).get<std::int64_t>(), each.at(1).get<std::int64_t>(),
                       each.at(2).get<double>(), each.at(3).get<double>(),
                       each.at(4).get<double>()});
  return buckets;
}

void put_tally(Json& json, core::Time newest, const WindowTally& tally) {
  if (tally.rests_until) json["r"] = number(*tally.rests_until);
  for (const auto& point : tally.points) put(json["e"], newest, point);
  for (const auto& values : tally.distinct) {
    auto& list = json["d"].emplace_back(Json::array());
    for (const auto& value : values) {
      list.push_back(value.value);
      put(list, newest, value.last);
    }
  }
  for (const auto& first : tally.begun) {
    auto& list = json["s"].emplace_back(Json::array());
    if (first) put(list, newest, *first);
  }
  if (!tally.complete) return;
  put(json["c"], newest, tally.complete->first);
  put(json["c"], newest, tally.complete->last);
  json["at"] = number(tally.complete_at);
}

WindowTally settled_of(const Json& json, core::Time newest) {
  WindowTally tally;
  if (const auto* rests = core::find(json, "r")) tally.rests_until = time_of(*rests);
  if (const auto* points = core::find(json, "e"))
    for (std::size_t at = 0; at < points->size(); at += 2)
      tally.points.push_back(point_at(*points, newest, at));
  if (const auto* distinct = core::find(json, "d"))
    for (const auto& list : *distinct) {
      auto& values = tally.distinct.emplace_back();
      for (std::size_t at = 0; at < list.size(); at += 3)
        values.push_back({list.at(at), point_at(list, newest, at + 1)});
    }
  if (const auto* begun = core::find(json, "s"))
    for (const auto& first : *begun)
      tally.begun.push_back(first.empty() ? std::nullopt
                                          : std::optional(point_at(first, newest, 0)));
  if (const auto* complete = core::find(json, "c")) {
    tally.complete = WindowChain{point_at(*complete, newest, 0), point_at(*complete, newest, 2)};
    tally.complete_at = time_of(json.at("at"));
  }
  return tally;
}

// The numbers behind the point of an open event are elements, and a list there are its values.
void put_open(Json& json, core::Time newest, const WindowOpen& open) {
  auto& list = json["w"].emplace_back(Json::array());
  put(list, newest, open.point);
  for (const auto element : open.elements) list.push_back(element);
  if (!open.values.empty()) list.push_back(open.values);
}

WindowOpen open_of(const Json& list, core::Time newest) {
  WindowOpen open{point_at(list, newest, 0)};
  for (std::size_t at = 2; at < list.size(); ++at)
    if (list[at].is_array()) {
      open.values = list[at].get<std::vector<Json>>();
    } else {
      open.elements.push_back(list[at].get<std::size_t>());
    }
  return open;
}

WindowState read(const Json& json) {
  WindowState state;
  if (const auto* newest = core::find(json, "n")) state.newest = time_of(*newest);
  state.settled = settled_of(json, state.newest);
  if (const auto* open = core::find(json, "w"))
    for (const auto& each : *open) state.open.push_back(open_of(each, state.newest));
  if (const auto* until = core::find(json, "z")) state.settled_until = time_of(*until);
  if (const auto* recent = core::find(json, "b")) state.recent = buckets_of(*recent);
  if (const auto* usual = core::find(json, "u")) state.usual = buckets_of(*usual);
  state.beyond = core::find(json, "x") != nullptr;
  return state;
}

}  // namespace

std::string to_text(const WindowState& state) {
  if (state == WindowState{}) return {};
  Json json = Json::object();
  if (state.newest != core::Time{}) json["n"] = number(state.newest);
  put_tally(json, state.newest, state.settled);
  for (const auto& open : state.open) put_open(json, state.newest, open);
  if (state.settled_until != core::Time{}) json["z"] = number(state.settled_until);
  if (!state.recent.empty()) json["b"] = to_json(state.recent);
  if (!state.usual.empty()) json["u"] = to_json(state.usual);
  if (state.beyond) json["x"] = 1;
  return core::dump(json);
}

std::optional<WindowState> window_state(std::string_view text) {
  if (text.empty()) return WindowState{};
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  try {
    return read(json);
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace baton::engine
