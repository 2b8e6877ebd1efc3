#include "baton/views/event.hpp"

namespace baton::views {
namespace {

core::Json titles(const std::vector<ports::RunRow>& runs) {
  core::Json all = core::Json::array();
  for (const ports::RunRow& run : runs)
    all.push_back({{"id", run.id.text()}, {"workflow", run.workflow}, {"title", run.title}});
  return all;
}

}  // namespace

core::Json event_record(const core::Event& event) {
  return {{"id", event.id.text()},  {"type", event.type},
          {"source", event.source}, {"subject", event.subject},
          {"actor", event.actor},   {"received", core::to_rfc3339(event.received)}};
}

core::Json event_effect(const EventEffect& effect) {
  core::Json json{{"started", titles(effect.started)}, {"resumed", titles(effect.resumed)}};
  if (effect.more) json["more"] = true;
  if (effect.parked) json["parked"] = *effect.parked;
  if (effect.pending) json["pending"] = true;
  return json;
}

core::Json parked(const ports::ParkedRow& row, const core::Event* event) {
  core::Json json{
      {"event", row.event.text()}, {"cause", row.cause}, {"at", core::to_rfc3339(row.at)}};
  if (event != nullptr) {
    json["type"] = event->type;
    json["source"] = event->source;
  }
  return json;
}

core::Json redelivery(core::EventId first, const core::Event& newer) {
  return {{"event", first.text()},    {"connection", newer.source},
          {"id", newer.origin},       {"type", newer.type},
          {"subject", newer.subject}, {"received", core::to_rfc3339(newer.received)},
          {"data", newer.data}};
}

}  // namespace baton::views
