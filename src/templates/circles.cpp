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

// Sketches of the lifecycle events of that type which the workflow's own runs may cause: one for
// each step that the event can be about. Empty for events that are about no run.
std::vector<Sketch> own_events(const core::Template& workflow, std::string_view type) {
  std::vector<Sketch> events;
  const Sketch own = Sketch::value(workflow.name);
  if (type.starts_with("baton.run."))
    events.push_back(event_of(type, Sketch::map({{"workflow", own}}, false)));
  if (!type.starts_with("baton.run.") && !core::about_no_run(type)) {
    for (const auto& step : workflow.steps)
      events.push_back(event_of(
          type, Sketch::map({{"workflow", own}, {"step", Sketch::value(step.name)}}, false)));
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
      if (emit == nullptr || trigger_.when || !core::type_matches(trigger_.event, emit->event))
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
