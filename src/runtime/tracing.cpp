#include "runtime/tracing.hpp"

#include "baton/core/transition_traits.hpp"
#include "baton/engine/lifecycle.hpp"

#include <string>
#include <variant>

namespace baton::runtime {

using telemetry::Span;

namespace {

// The span that caused a run: that of the run whose step began it, or that of the event from
// outside from which all began.
std::uint64_t parent_of(const core::Run& run) {
  const auto& head = run.head();
  return head.parent ? core::span_of(head.parent) : core::span_of(engine::root_of(run));
}

}  // namespace

std::optional<Span> span_of(const core::Event& event, core::Time now) {
  if (event.root) return std::nullopt;
  Span span;
  span.trace = core::trace_of(event.trace, event.id);
  span.parent = span.trace.span;
  span.trace.span = core::span_of(event.id);
  span.name = "event " + event.type;
  span.kind = Span::Kind::consumer;
  span.began = event.received;
  span.ended = now;
  span.attributes = {{"baton.event", event.id.text()}, {"baton.source", event.source}};
  return span;
}

std::optional<Span> span_of(const core::Run& run, core::Time started_at, core::Time now,
                            const std::vector<core::Transition>& transitions) {
  const core::Transition* end = nullptr;
  for (const auto& transition : transitions)
    if (core::ends_run(transition)) end = &transition;
  if (end == nullptr || !run.done()) return std::nullopt;
  const auto& head = run.head();
  Span span;
  span.trace = engine::trace_of(run);
  span.parent = parent_of(run);
  span.name = "run " + head.workflow;
  span.began = started_at;
  span.ended = now;
  span.attributes = {{"baton.run", run.id().text()},
                     {"baton.workflow", head.workflow},
                     {"baton.version", std::to_string(head.version)},
                     {"baton.status", std::string(core::to_text(run.status()))}};
  if (const auto* failed = std::get_if<core::RunFailed>(end)) {
    span.failed = true;
    if (!failed->step.empty()) span.error = "step " + failed->step.text();
  }
  return span;
}

Span span_of(const core::StartAction& action, const core::ActionResult& result, core::Time began,
             core::Time ended) {
  using Kind = core::ActionResult::Kind;
  Span span;
  span.trace = action.trace;
  span.parent = core::span_of(action.run);
  span.name = core::lane_of(action.connection, action.operation);
  span.kind = Span::Kind::client;
  span.began = began;
  span.ended = ended;
  span.attributes = {{"baton.run", action.run.text()},
                     {"baton.step", action.step.text()},
                     {"baton.attempt", std::to_string(action.attempt)},
                     {"baton.outcome", std::string(core::to_text(result.kind))}};
  if (action.mode == core::StartAction::Mode::read_back)
    span.attributes.emplace_back("baton.read_back", "true");
  span.failed = result.kind != Kind::succeeded && result.kind != Kind::pending &&
                result.kind != Kind::not_found;
  if (span.failed) span.error = result.code;
  return span;
}

}  // namespace baton::runtime
