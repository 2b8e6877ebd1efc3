#include "baton/engine/lifecycle.hpp"

#include "baton/core/again.hpp"
#include "baton/core/transition_traits.hpp"

namespace baton::engine {

core::EventId trigger_of(const core::Run& run) {
  const auto trigger = core::EventId::parse(core::text_at(run.view().at("trigger"), "id"));
  return trigger ? *trigger : core::EventId{};
}

core::EventId root_of(const core::Run& run) {
  return run.head().root ? run.head().root : trigger_of(run);
}

core::Trace trace_of(const core::Run& run) {
  auto trace = core::trace_of(run.head().trace, root_of(run));
  trace.span = core::span_of(run.id());
  return trace;
}

core::Event lifecycle_event(const core::Run& run, const core::Transition& transition,
                            core::Time now) {
  const auto& head = run.head();
  core::Event event;
  event.type = core::lifecycle_type(transition);
  event.source = "baton";
  event.subject = run.id().text();
  event.actor = head.requester;
  event.time = now;
  event.received = now;
  event.depth = static_cast<std::uint16_t>(head.depth + 1);
  event.root = root_of(run);
  event.trace = head.trace;
  event.data = core::told(transition);
  event.data.erase("exchange");  // The journal keeps what the vendor said; workflows need not.
  if (!head.again_by.empty()) event.data[core::kAgainBy] = head.again_by;
  event.data["run"] = run.id().text();
  event.data["workflow"] = head.workflow;
  event.data["version"] = head.version;
  event.data["title"] = head.title;
  event.data["goal"] = head.goal;
  if (!head.roles.is_null()) event.data["roles"] = head.roles;
  event.data["status"] = to_text(run.status());
  if (core::traits_of(transition).hands_to_people) event.data["context"] = run.view().at("context");
  return event;
}

core::Event event_parked(const core::Event& parked, const std::string& cause, core::Time now) {
  core::Event event;
  event.type = core::kEventParked;
  event.source = "baton";
  event.subject = parked.id.text();
  event.time = now;
  event.received = now;
  event.depth = static_cast<std::uint16_t>(parked.depth + 1);
  event.root = core::root_of(parked);
  event.trace = parked.trace;
  event.data = core::Json{{"event", parked.id.text()},
                          {"type", parked.type},
                          {"source", parked.source},
                          {"cause", cause}};
  return event;
}

}  // namespace baton::engine
