#include "templates/readings.hpp"

#include "baton/core/text.hpp"
#include "templates/verbs/verb.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace baton::templates {

namespace {

// How many parts of expressions are evaluated for one template, which takes about a second.
constexpr std::size_t kCostMax = 2'000'000;

// The steps whose status an expression asks for, or of which it asks whether they have something.
std::set<std::string> asked_about(const std::vector<cel::Use>& uses) {
  std::set<std::string> asked;
  for (const auto& use : uses) {
    if (use.path.size() < 2 || use.path[0] != "steps") continue;
    if ((use.path.size() > 2 && use.path[2] == "status") || use.sure < 2) asked.insert(use.path[1]);
  }
  return asked;
}

void add_asked(const core::Condition& condition, std::set<std::string>& asked) {
  cel::CompileOptions options;
  options.compile_patterns = false;
  const auto compiled = cel::Expression::compile(condition.text, nullptr, options);
  if (compiled.expression) asked.merge(asked_about(cel::uses(*compiled.expression)));
}

}  // namespace

Readings::Readings(Reader& reader, const PartialTemplate& partial,
                   const core::Operations* operations, const Certainty& certainty, Worlds& worlds)
    : reader_(reader),
      partial_(partial),
      operations_(operations),
      certainty_(certainty),
      worlds_(worlds),
      shapes_(partial, operations),
      firings_(firings_of(partial.workflow)),
      cost_left_(kCostMax),
      asked_(partial.workflow.steps.size()) {
  for (std::size_t step = 0; step < asked_.size(); ++step) {
    const auto& spec = partial.workflow.steps[step];
    if (spec.when) add_asked(*spec.when, asked_[step]);
    if (spec.gate) add_asked(spec.gate->open, asked_[step]);
  }
}

void Readings::check(const Site& site, const Cursor& cursor, const cel::Expression& expression,
                     std::size_t offset, const std::set<std::size_t>* before) {
  const auto uses = cel::uses(expression);
  Reading reading{site, cursor, offset, before};
  if (in_step(site.scope)) reading.step = partial_.find_step(site.step);
  reading.expression = &expression;
  reading.asked = asked_about(uses);
  if (reading.step)
    reading.asked.insert(asked_[*reading.step].begin(), asked_[*reading.step].end());
  for (const auto& use : uses) check_use(reading, use);
  check_said(reading, uses);
  for (const auto& comparison : cel::comparisons(expression)) check_comparison(reading, comparison);
  check_deciders(reading);
}

void Readings::check_use(const Reading& reading, const cel::Use& use) {
  if (auto fault = shapes_.fault(use.path, reading.site)) {
    warn(reading, use.offsets[fault->part],
         use.path[0] == "steps" ? "suspicious/unknown-output" : "suspicious/unknown-member",
         std::move(fault->message), std::move(fault->hint));
  }
  if (use.path.size() < 3) return;
  if (use.path[0] == "trigger") check_trigger(reading, use);
  if (use.path[0] != "steps") return;
  const auto read = find(reading, use.path[1]);
  if (!read) return;
  if (use.path[2] == "output") check_output(reading, use, *read);
  if (use.path[2] == "error") check_error(reading, use, *read);
  const bool of_trial = use.path[2] == "started_at" || use.path[2] == "attempt";
  if (!of_trial || use.sure < 3 || tried(reading, *read) || reading.asked.contains(use.path[1]))
    return;
  if (!may_be_missing(reading, use.offsets[2])) return;
  warn(reading, use.offsets[2], "suspicious/maybe-absent",
       '"' + use.path[1] + "\" may be skipped, and then has no " + use.path[2],
       "write steps." + use.path[1] + ".?" + use.path[2] + ".orValue(…)");
}

// The data of an event from outside is not known, but that of a firing is.
void Readings::check_trigger(const Reading& reading, const cel::Use& use) {
  if (use.path[1] != "data" || use.sure < 3) return;
  // It is not known after which of its needs such a step begins, and so by which trigger.
  if (loose(reading) && !certainty_.needs(*reading.step).empty()) return;
  const auto& name = use.path[2];
  for (const auto& firing : firings_) {
    if (std::find(firing.data.begin(), firing.data.end(), name) != firing.data.end()) continue;
    if (!missing_after(firing, reading, use.offsets[2])) continue;
    std::string rest;
    for (std::size_t part = 3; part < use.path.size(); ++part) rest += '.' + use.path[part];
    return warn(reading, use.offsets[2], "suspicious/maybe-absent",
                "a run that the " + std::string(firing.what) + " of line " +
                    std::to_string(firing.line) + " starts has no trigger.data." + name,
                "let each trigger give it as an input, and read that; or write trigger.data.?" +
                    name + rest + ".orValue(…)");
  }
}

// Each decision joins what was said, so that there is something after an approval that was given.
void Readings::check_said(const Reading& reading, const std::vector<cel::Use>& uses) {
  const cel::Use* found = nullptr;
  for (const auto& use : uses) {
    if (use.path.size() < 2 || use.path[0] != "context" || use.path[1] != "said") continue;
    if (use.sure < 2) return;  // the expression asks whether it is there
    if (found == nullptr) found = &use;
  }
  if (found == nullptr) return;
  const auto& steps = partial_.workflow.steps;
  for (std::size_t step = 0; step < steps.size(); ++step) {
    if (std::holds_alternative<core::Approve>(steps[step].verb) && reading.step != step &&
        succeeded(reading, step))
      return;
  }
  warn(reading, found->offsets[1], "suspicious/maybe-absent",
       "the context has no \"said\" before somebody has said something",
       "write context.?said.orValue([])");
}

void Readings::check_output(const Reading& reading, const cel::Use& use, std::size_t read) {
  const auto& name = use.path[1];
  if (use.path.size() > 3) {
    const auto members = output_members(partial_.workflow.steps[read], operations_);
    if (members && std::find(members->begin(), members->end(), use.path[3]) == members->end()) {
      auto hint = core::did_you_mean(use.path[3], *members);
      if (hint.empty())
        hint = members->empty() ? "its output is empty" : "it has " + core::any_of(*members);
      return warn(reading, use.offsets[3], "suspicious/unknown-output",
                  "the output of \"" + name + "\" has no \"" + use.path[3] + '"', std::move(hint));
    }
  }
  if (use.sure < 3 || succeeded(reading, read) || reading.asked.contains(name)) return;
  if (!may_be_missing(reading, use.offsets[2])) return;
  // A step with `each` that failed has the outputs of the items that succeeded.
  const bool of_items = partial_.workflow.steps[read].each.has_value();
  if (of_items && !certainty_.may_be_skipped(read) && !loose(reading)) return;
  std::string why = certainty_.may_be_skipped(read) ? "may be skipped" : "may fail";
  if (loose(reading)) why = "may not have succeeded when this step begins";
  std::string rest;
  for (std::size_t part = 3; part < use.path.size(); ++part) rest += '.' + use.path[part];
  warn(reading, use.offsets[2], "suspicious/maybe-absent",
       '"' + name + "\" " + why + ", and then has no output",
       "write steps." + name + ".?output" + rest + ".orValue(…), or ask has(steps." + name +
           ".output)");
}

void Readings::check_error(const Reading& reading, const cel::Use& use, std::size_t read) {
  const auto& name = use.path[1];
  if (!certainty_.may_fail(read) && !loose(reading)) {
    return warn(reading, use.offsets[2], "suspicious/never",
                '"' + name + "\" has no error here: what needs it is blocked when it fails",
                "add \"on_error: continue\" to \"" + name + '"');
  }
  if (use.sure < 3 || reading.asked.contains(name) || !may_be_missing(reading, use.offsets[2]))
    return;
  warn(reading, use.offsets[2], "suspicious/maybe-absent",
       '"' + name + "\" has an error only when it failed",
       "write steps." + name + ".?error.message.orValue(\"\"), or ask steps." + name +
           ".status == \"failed\"");
}

bool Readings::loose(const Reading& reading) const {
  return reading.step && certainty_.loose(*reading.step);
}

bool Readings::may_be_missing(const Reading& reading, std::size_t offset) {
  return loose(reading) || may_be_missing(reading, offset, {}).value_or(true);
}

bool Readings::missing_after(const Firing& firing, const Reading& reading, std::size_t offset) {
  return may_be_missing(reading, offset, firing.names).value_or(false);
}

std::optional<bool> Readings::may_be_missing(const Reading& reading, std::size_t offset,
                                             cel::Sketch::Members known) {
  std::set<std::size_t> read;
  for (const auto& path : reading.expression->reads()) {
    const auto found =
        path.size() > 1 && path[0] == "steps" ? find(reading, path[1]) : std::nullopt;
    if (found) read.insert(*found);
  }
  const auto& site = reading.site;
  const bool decides = site.condition && site.want == Site::Want::boolean &&
                       site.scope == ScopeKind::step;  // it decides whether the step begins
  const auto worlds = worlds_.of({.step = reading.step,
                                  .before = reading.before,
                                  .begun = !decides,
                                  .expression = reading.expression,
                                  .known = std::move(known)},
                                 read);
  cel::Prospect prospect(*reading.expression);
  const auto cost = worlds.size() * prospect.cost();
  if (cost > cost_left_) return std::nullopt;
  cost_left_ -= cost;
  for (const auto& world : worlds) prospect.add(world.names, world.assumed);
  const auto& missing = prospect.missing();
  return std::binary_search(missing.begin(), missing.end(), offset);
}

std::optional<std::size_t> Readings::find(const Reading& reading, const std::string& name) const {
  const auto found = partial_.find_step(name);
  return found && (reading.before == nullptr || reading.before->contains(*found)) ? found
                                                                                  : std::nullopt;
}

bool Readings::succeeded(const Reading& reading, std::size_t read) const {
  if (!reading.step) return !certainty_.may_be_skipped(read) && !certainty_.may_fail(read);
  if (read == *reading.step) return true;  // what undoes a step reads it when it has succeeded
  return certainty_.succeeded(*reading.step, read) ||
         (!certainty_.may_fail(read) && same_condition(reading, read));
}

bool Readings::tried(const Reading& reading, std::size_t read) const {
  if (!reading.step) return !certainty_.may_be_skipped(read);
  return read == *reading.step || certainty_.tried(*reading.step, read) ||
         same_condition(reading, read);
}

// True if the step of the expression begins only when the step `read` did, because both have the
// same `when`, or because its own `when` is that of `read` and more.
bool Readings::same_condition(const Reading& reading, std::size_t read) const {
  const auto& step = partial_.workflow.steps[*reading.step];
  const auto& other = partial_.workflow.steps[read];
  if (!step.when || !other.when) return false;
  const auto& text = step.when->text;
  const auto& part = other.when->text;
  return text == part || text.starts_with(part + " && ") || text.ends_with(" && " + part);
}

void Readings::warn(const Reading& reading, std::size_t at, std::string rule, std::string message,
                    std::string hint) {
  reader_.inside(
      core::Finding::Severity::warning, std::move(rule), std::move(message), reading.cursor,
      formats::Source(reading.cursor.node->text).position(reading.offset + at), std::move(hint));
}

}  // namespace baton::templates
