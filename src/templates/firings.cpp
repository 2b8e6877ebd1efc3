#include "templates/firings.hpp"

#include "baton/core/own_events.hpp"
#include "templates/partial_template.hpp"

#include <algorithm>
#include <utility>

namespace baton::templates {

namespace {

using cel::Sketch;

// Whether a value, or a part of it, is an expression that gives its value when a run starts.
bool is_given_later(const core::Json& value) {
  if (value.is_string()) return holds_expression(value.get_ref<const std::string&>());
  return value.is_structured() && std::any_of(value.begin(), value.end(), is_given_later);
}

// What is known of the inputs of a run: those that the trigger gives, and the defaults of others.
Sketch inputs_of(const core::Template& workflow, const core::Trigger& trigger) {
  Sketch::Members members;
  for (const auto& [name, input] : workflow.inputs) {
    const auto given = trigger.inputs.value.find(name);
    const bool is_given = given != trigger.inputs.value.end() && !given->is_null();
    if (is_given)
      members.emplace(name, is_given_later(*given) ? Sketch() : Sketch::value(*given));
    else if (input.default_value)
      members.emplace(name, Sketch::value(*input.default_value));
  }
  return Sketch::map(std::move(members), false);
}

Firing firing_of(const core::Template& workflow, const core::Trigger& trigger) {
  Firing firing{trigger.schedule ? "schedule"
                : trigger.window ? "window"
                                 : "threshold",
                trigger.at.line};
  // What core::schedule_fired() and core::window_fired() put into the data of their events.
  firing.data = {"workflow", "at"};
  if (trigger.schedule) {
    firing.data.insert(firing.data.end(), {"cron", "timezone"});
  } else {
    firing.data.insert(firing.data.end(), {"window", "key", "count", "distinct", "first", "last",
                                           "value", "baseline"});
  }
  Sketch::Members data;
  for (const auto& name : firing.data) data.emplace(name, Sketch());
  Sketch::Members event{{"type", Sketch::value(trigger.event)}, {"source", Sketch::value("baton")}};
  event.emplace("data", Sketch::map(std::move(data), true));
  firing.names.emplace("trigger", Sketch::map(std::move(event), false));
  firing.names.emplace("inputs", inputs_of(workflow, trigger));
  return firing;
}

}  // namespace

std::vector<Firing> firings_of(const core::Template& workflow) {
  std::vector<Firing> firings;
  for (const auto& trigger : workflow.triggers)
    if (trigger.schedule || trigger.window || trigger.threshold)
      firings.push_back(firing_of(workflow, trigger));
  return firings;
}

}  // namespace baton::templates
