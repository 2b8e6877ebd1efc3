#include "templates/circles.hpp"

#include "baton/cel/prospect.hpp"
#include "baton/core/event_names.hpp"
#include "baton/core/lifecycle.hpp"

#include <algorithm>
#include <memory>

namespace baton::templates {

namespace {

using cel::Sketch;

Sketch event_of(std::string_view type, Sketch data) {
  Sketch::Members event{{"type", Sketch::value(std::string(type))},
                        {"source", Sketch::value("baton")},
                        {"data", std::move(data)}};
  return Sketch::map({{"event", Sketch::map(std::move(event), false)}}, false);
}

// Whether events that begin so can be about this step at all: only an approval is requested, and
// only what has a gate is held by it.
bool may_be_about(const core::Step& step, std::string_view type) {
  const auto* approve = std::get_if<core::Approve>(&step.verb);
  const bool acts = std::holds_alternative<core::DoAction>(step.verb);
  if (type == "baton.approval.returned") return approve != nullptr && approve->on_reject;
  if (type == "baton.approval.escalated") return approve != nullptr && approve->escalate;
  if (type.starts_with("baton.approval.")) return approve != nullptr;
  if (type.starts_with("baton.task.")) return std::holds_alternative<core::PeopleTask>(step.verb);
  if (type.starts_with("baton.gate.")) return step.gate.has_value();
  // A route may give whom it asks a time.
  if (type.starts_with("baton.sla.")) return step.sla || core::routing_of(step) != nullptr;
  if (type == "baton.step.undone") return step.undo.has_value();
  if (type == "baton.step.retrying" || type == "baton.step.unknown") return acts;
  return true;
}

// Whether events of that type can be about a run of this workflow at all.
bool may_be_about(const core::Template& workflow, std::string_view type) {
  if (type == "baton.run.queued") return workflow.concurrency.has_value();
  return type != "baton.run.late" || workflow.due.has_value();
}

// Sketches of the lifecycle events of that type which the workflow's own runs may cause: one for
// each step that the event can be about. Empty for events that are about no run.
std::vector<Sketch> own_events(const core::Template& workflow, std::string_view type) {
  std::vector<Sketch> events;
  const Sketch own = Sketch::value(workflow.name);
  if (type.starts_with("baton.run.") && may_be_about(workflow, type))
    events.push_back(event_of(type, Sketch::map({{"workflow", own}}, false)));
  if (!type.starts_with("baton.run.") && !core::about_no_run(type)) {
    for (const auto& step : workflow.steps) {
      if (!may_be_about(step, type)) continue;
      events.push_back(event_of(
          type, Sketch::map({{"workflow", own}, {"step", Sketch::value(step.name)}}, false)));
    }
  }
  return events;
}

Sketch parked_event() {
  return event_of(core::kEventParked,
                  Sketch::map({{"event", {}}, {"type", {}}, {"source", {}}, {"cause", {}}}, true));
}

bool hears(const core::Trigger& trigger, std::string_view source) {
  return trigger.from.empty() || trigger.from == source;
}

class CircleCheck {
 public:
  CircleCheck(Reader& reader, const core::Template& workflow, const core::Trigger& trigger,
              const Cursor& event)
      : reader_(reader), workflow_(workflow), trigger_(trigger), event_(event) {
    if (trigger.when) when_ = cel::Expression::compile(trigger.when->text).expression;
  }

  void run() const {
    if (trigger_.when && !when_) return;  // check_expressions() reports that it does not compile
    if (hears(trigger_, "baton")) {
      check_own_runs();
      check_parked();
    }
    if (hears(trigger_, "workflow/" + workflow_.name)) check_emitted();
  }

 private:
  bool may_start(const Sketch& names) const { return !when_ || cel::may(*when_, names).be_true; }

  void check_own_runs() const {
    for (const auto type : core::lifecycle_types()) {
      if (!core::type_matches(trigger_.event, type)) continue;
      const auto events = own_events(workflow_, type);
      if (std::none_of(events.begin(), events.end(),
                       [this](const Sketch& names) { return may_start(names); }))
        continue;
      const auto guard = "event.data.workflow != \"" + workflow_.name + '"';
      return reader_.warning("suspicious/starts-itself",
                             "this workflow is told of its own runs too, and starts again for each",
                             event_,
                             when_ ? "add && " + guard + " to its \"when\"" : "add when: " + guard);
    }
  }

  // An event that was parked belongs to no run, so a condition that reads a run's data never holds.
  void check_parked() const {
    if (!when_ || trigger_.event != core::kEventParked || may_start(parked_event())) return;
    reader_.warning("suspicious/never-true", "no parked event answers this trigger's \"when\"",
                    event_, "the data of baton.event.parked has event, type, source and cause");
  }

  void check_emitted() const {
    for (const auto& step : workflow_.steps) {
      const auto* emit = std::get_if<core::Emit>(&step.verb);
      // A condition, of the trigger or of the step, may end it.
      if (emit == nullptr || trigger_.when || step.when ||
          !core::type_matches(trigger_.event, emit->event))
        continue;
      return reader_.warning(
          "suspicious/starts-itself",
          '"' + step.name + "\" emits \"" + emit->event + "\", which starts this workflow again",
          event_, "emit another type, or add a \"when\" that ends it");
    }
  }

  Reader& reader_;
  const core::Template& workflow_;
  const core::Trigger& trigger_;
  const Cursor& event_;
  std::shared_ptr<const cel::Expression> when_;
};

}  // namespace

void check_circle(Reader& reader, const core::Template& workflow, const core::Trigger& trigger,
                  const Cursor& event) {
  CircleCheck(reader, workflow, trigger, event).run();
}

}  // namespace baton::templates
