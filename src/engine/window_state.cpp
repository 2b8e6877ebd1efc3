#include "engine/window_state.hpp"

#include "baton/core/json.hpp"

#include <chrono>

namespace baton::engine {

namespace {

using core::Json;
using std::chrono::milliseconds;

std::int64_t number(core::Time time) {
  return std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count();
}
core::Time time_of(const Json& json) { return core::Time(milliseconds(json.get<std::int64_t>())); }

void put(Json& list, const WindowPoint& point) {
  list.push_back(number(point.at));
  list.push_back(point.event.value());
}
WindowPoint point_at(const Json& list, std::size_t at) {
  return {time_of(list.at(at)), core::EventId(list.at(at + 1).get<std::int64_t>())};
}

Json to_json(const WindowChain& chain) {
  Json list = Json::array();
  put(list, chain.first);
  put(list, chain.last);
  return list;
}
WindowChain chain_of(const Json& list) { return {point_at(list, 0), point_at(list, 2)}; }

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

void put_events(Json& json, const WindowState& state) {
  for (const auto& point : state.points) put(json["e"], point);
  for (const auto& values : state.distinct) {
    auto& list = json["d"].emplace_back(Json::array());
    for (const auto& value : values) {
      list.push_back(value.value);
      put(list, value.last);
    }
  }
  for (const auto& chain : state.chains)
    json["s"].push_back(chain ? to_json(*chain) : Json::array());
  if (!state.complete) return;
  json["c"] = to_json(*state.complete);
  json["at"] = number(state.complete_at);
}

WindowState read(const Json& json) {
  WindowState state;
  if (const auto* newest = core::find(json, "n")) state.newest = time_of(*newest);
  if (const auto* rests = core::find(json, "r")) state.rests_until = time_of(*rests);
  if (const auto* points = core::find(json, "e"))
    for (std::size_t at = 0; at < points->size(); at += 2)
      state.points.push_back(point_at(*points, at));
  if (const auto* distinct = core::find(json, "d"))
    for (const auto& list : *distinct) {
      auto& values = state.distinct.emplace_back();
      for (std::size_t at = 0; at < list.size(); at += 3)
        values.push_back({list.at(at).get<std::string>(), point_at(list, at + 1)});
    }
  if (const auto* chains = core::find(json, "s"))
    for (const auto& chain : *chains)
      state.chains.push_back(chain.empty() ? std::nullopt : std::optional(chain_of(chain)));
  if (const auto* complete = core::find(json, "c")) {
    state.complete = chain_of(*complete);
    state.complete_at = time_of(json.at("at"));
  }
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
  if (state.rests_until) json["r"] = number(*state.rests_until);
  put_events(json, state);
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
