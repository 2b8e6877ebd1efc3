#include "baton/core/event.hpp"

namespace baton::core {

Json Event::to_json() const {
  Json json{{"id", id.text()}, {"type", type}, {"source", source}, {"time", to_rfc3339(time)}, {"received", to_rfc3339(received)},
            {"data", data}};
  if (!origin.empty()) json["origin"] = origin;
  if (!subject.empty()) json["subject"] = subject;
  if (!actor.empty()) json["actor"] = actor;
  if (depth != 0) json["depth"] = depth;
  return json;
}

}  // namespace baton::core
