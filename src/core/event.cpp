#include "baton/core/event.hpp"

#include "baton/core/event_names.hpp"

namespace baton::core {

Json Event::to_json() const {
  Json json = Json::object();  // member by member: a list of them would copy each value twice
  json["id"] = id.text();
  json["type"] = type;
  json["source"] = source;
  json["time"] = to_rfc3339(time);
  json["received"] = to_rfc3339(received);
  json["data"] = data;
  // Expressions read these without asking whether they are there: an event without one has an empty
  // text.
  json["subject"] = subject;
  json["actor"] = actor;
  if (!origin.empty()) json["origin"] = origin;
  if (depth != 0) json["depth"] = depth;
  return json;
}

bool came_through(const Event& event, std::string_view connection) {
  return event.source == connection && (event.actor.is_nobody() || reserved_source(connection));
}

bool event_matches(const Event& event, std::string_view pattern, std::string_view from) {
  return type_matches(pattern, event.type) && (from.empty() || came_through(event, from));
}

EventId root_of(const Event& event) { return event.root ? event.root : event.id; }

}  // namespace baton::core
