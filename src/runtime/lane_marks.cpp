#include "runtime/lane_marks.hpp"

#include "baton/core/json.hpp"

namespace baton::runtime {

using core::Json;
using core::Time;

namespace {

// [run, step, attempt, look], followed by the item when the step has one.
Json to_json(const Sending& one) {
  Json json{one.run, one.step.name, one.which.attempt, one.which.look};
  if (one.step.has_item()) json.push_back(one.step.item);
  return json;
}

Sending sending(const Json& json) {
  Sending one{json.at(0).get<std::int64_t>(),
              json.at(1).get<std::string>(),
              {json.at(2).get<int>(), json.at(3).get<int>()}};
  if (json.size() > 4) one.step.item = json.at(4).get<int>();
  return one;
}

Json to_json(const std::map<std::string, PauseMark>& pauses) {
  Json json = Json::object();
  for (const auto& [name, pause] : pauses)
    json[name] = {{"until", pause.until.time_since_epoch().count()},
                  {"rate", pause.rate},
                  {"careful", pause.grows_slowly}};
  return json;
}

std::map<std::string, PauseMark> pauses_of(const Json& json) {
  std::map<std::string, PauseMark> pauses;
  for (const auto& [name, pause] : json.items())
    pauses[name] = {Time(core::Duration(pause.at("until").get<std::int64_t>())),
                    pause.at("rate").get<double>(), pause.at("careful").get<bool>()};
  return pauses;
}

}  // namespace

std::string to_text(const LaneMarks& marks) {
  if (marks.empty()) return {};
  Json lanes = Json::object();
  for (const auto& [name, mark] : marks.lanes) {
    Json sent = Json::array();
    for (const auto& one : mark.sent) sent.push_back(to_json(one));
    lanes[name] = {{"after", mark.after}, {"sent", std::move(sent)}};
  }
  return core::dump({{"lanes", std::move(lanes)},
                     {"pauses", to_json(marks.pauses)},
                     {"operations", to_json(marks.operations)}});
}

LaneMarks lane_marks(std::string_view text) {
  LaneMarks marks;
  const auto json = core::parse_json(text);
  if (!json) return marks;
  try {
    for (const auto& [name, mark] : json->at("lanes").items()) {
      auto& lane = marks.lanes[name];
      lane.after = mark.at("after").get<std::int64_t>();
      for (const auto& one : mark.at("sent")) lane.sent.insert(sending(one));
    }
    marks.pauses = pauses_of(json->at("pauses"));
    // Earlier releases did not keep these.
    if (const auto* operations = core::find(*json, "operations"))
      marks.operations = pauses_of(*operations);
  } catch (const Json::exception&) {
    return {};
  }
  return marks;
}

}  // namespace baton::runtime
