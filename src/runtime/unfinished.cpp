#include "runtime/unfinished.hpp"

#include "baton/core/json.hpp"
#include "baton/ports/failures.hpp"

#include <string>

namespace baton::runtime {

namespace {

using core::Json;

Json to_json(const FanOut& event) {
  return {{"event", event.event.value()},
          {"starting", event.starting},
          {"run", event.last_run.value()},
          {"workflow", event.last_workflow}};
}

Json to_json(const LookingBack& look) {
  Json json{{"run", look.run.value()},
            {"step", look.step.name},
            {"before", look.before.value()},
            {"looked_at", look.looked_at},
            {"spent", look.spent.count()}};
  if (look.step.has_item()) json["item"] = look.step.item;
  if (look.branch != 0) json["branch"] = look.branch;
  if (look.looked) json["looked"] = true;
  for (const auto id : look.fitting) json["fitting"].push_back(id.value());
  for (const auto id : look.found) json["found"].push_back(id.value());
  return json;
}

// The ids in a list of this name; none if there is no such list.
std::vector<core::EventId> ids_in(const Json& json, std::string_view name) {
  std::vector<core::EventId> ids;
  if (const auto* list = core::find(json, name))
    for (const auto& id : *list) ids.emplace_back(id.get<std::int64_t>());
  return ids;
}

LookingBack looking_back(const Json& json) {
  LookingBack look{
      core::RunId(json.at("run").get<std::int64_t>()), json.at("step").get<std::string>(),
      core::EventId(json.at("before").get<std::int64_t>()), json.at("looked_at").get<std::size_t>(),
      core::Duration(json.at("spent").get<std::int64_t>())};
  if (const auto* item = core::find(json, "item")) look.step.item = item->get<int>();
  if (const auto* branch = core::find(json, "branch")) look.branch = branch->get<int>();
  look.looked = core::find(json, "looked") != nullptr;
  look.fitting = ids_in(json, "fitting");
  for (const auto id : ids_in(json, "found")) look.found.insert(id);
  return look;
}

Unfinished unfinished_of(const Json& json) {
  Unfinished unfinished;
  if (const auto* event = core::find(json, "event")) {
    unfinished.event =
        FanOut{core::EventId(event->at("event").get<std::int64_t>()),
               event->at("starting").get<bool>(), core::RunId(event->at("run").get<std::int64_t>()),
               event->at("workflow").get<std::string>()};
  }
  for (const auto& look : json.at("look_backs"))
    unfinished.look_backs.push_back(looking_back(look));
  return unfinished;
}

}  // namespace

std::string Unfinished::text() const {
  if (none()) return {};
  Json json{{"look_backs", Json::array()}};
  if (event) json["event"] = to_json(*event);
  for (const auto& look : look_backs) json["look_backs"].push_back(to_json(look));
  return core::dump(json);
}

Unfinished Unfinished::parse(std::string_view text) {
  if (text.empty()) return {};
  try {
    return unfinished_of(Json::parse(text));
  } catch (const Json::exception& error) {
    throw ports::RowDamaged("the setting " + std::string(kUnfinished) +
                            ", which says what is half done, is damaged: " + error.what());
  }
}

}  // namespace baton::runtime
