#include "baton/calendar/duration.hpp"
#include "baton/cel/expression.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"
#include "templates/certainty.hpp"
#include "templates/partial_template.hpp"
#include "templates/worlds.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace baton::templates {

namespace {

// How many followers of approvals are judged by the fates of all steps before them, for one
// template. That is needed only where the follower's own condition does not tell. Beyond this, such
// a follower is reported.
constexpr std::size_t kLooksMax = 200;

using Compiled = std::shared_ptr<const cel::Expression>;

// The conditions under which a step begins. Nothing when one of them does not compile, which
// check_expressions() reports.
std::optional<std::vector<Compiled>> conditions_of(const core::Step& step) {
  std::vector<Compiled> conditions;
  if (step.when) conditions.push_back(cel::Expression::compile(step.when->text).expression);
  if (step.gate) conditions.push_back(cel::Expression::compile(step.gate->open.text).expression);
  if (std::find(conditions.begin(), conditions.end(), nullptr) != conditions.end())
    return std::nullopt;
  return conditions;
}

cel::Sketch names_with(const core::Step& step, Fate fate) {
  return cel::Sketch::map(
      {{"steps", cel::Sketch::map({{step.name, sketch_of(step, fate)}}, false)}}, false);
}

// A word that no condition writes, so that a comparison of it with a word by name is always false.
constexpr const char* kUnnamed = "(unnamed)";

// What `steps` looks like after an approval has failed, with these words as its status and its
// error code.
cel::Sketch failure_of(const std::string& step, const char* status, const char* code) {
  using cel::Sketch;
  const auto error = Sketch::map({{"code", Sketch::value(code)}, {"message", {}}}, true);
  const auto failed = Sketch::map({{"status", Sketch::value(status)},
                                   {"error", error},
                                   {"finished_at", {}},
                                   {"started_at", {}},
                                   {"attempt", {}}},
                                  true);
  return Sketch::map({{"steps", Sketch::map({{step, failed}}, false)}}, false);
}

// True if the condition holds after a failure only because it names the status or the code of the
// failure. To find out, the condition is tried with words that it cannot name: if it still holds,
// it did not ask for the failure.
bool names_failure(const cel::Expression& condition, const std::string& step) {
  const auto holds = [&](const char* status, const char* code) {
    return cel::may(condition, failure_of(step, status, code)).be_true;
  };
  constexpr std::array<const char*, 3> kCodes{"rejected", "timeout", kUnnamed};
  return std::none_of(kCodes.begin(), kCodes.end(), [&](const char* code) {
    return holds("failed", code) && holds("failed", kUnnamed) && holds(kUnnamed, code);
  });
}

// True if a condition asks for the failure of a step on purpose: it names the failure, or it cannot
// hold when the step succeeded.
bool wants_failure(const cel::Expression& condition, const core::Step& step) {
  const auto& reads = condition.reads();
  const bool reads_step = std::any_of(reads.begin(), reads.end(), [&step](const cel::Path& path) {
    return path.size() > 1 && path[0] == "steps" && path[1] == step.name;
  });
  if (!reads_step) return false;
  return names_failure(condition, step.name) ||
         !cel::may(condition, names_with(step, Fate::succeeded)).be_true;
}

// Finds the steps that would go on after an approval was refused or nobody decided in time. Such a
// step must say in its condition that it wants that.
class FollowerCheck {
 public:
  FollowerCheck(Reader& reader, const PartialTemplate& partial)
      : reader_(reader),
        partial_(partial),
        before_(before(partial)),
        certainty_(partial),
        worlds_(partial, certainty_) {}

  // Checks the steps that need this approval and begin after its failure. Its index is that of the
  // step.
  void check(std::size_t approval) {
    const auto& steps = partial_.workflow.steps;
    const bool goes_on = steps[approval].on_error == core::OnError::keep_going;
    for (std::size_t at = 0; at < steps.size(); ++at) {
      const auto& needs = steps[at].needs;
      if (at == approval || (!goes_on && steps[at].join != core::Join::always) ||
          std::find(needs.begin(), needs.end(), steps[approval].name) == needs.end())
        continue;
      const auto conditions = conditions_of(steps[at]);
      if (conditions && may_lead_on(at, approval, *conditions)) report(steps[at].name, approval);
    }
  }

 private:
  bool may_lead_on(std::size_t follower, std::size_t approval,
                   const std::vector<Compiled>& conditions) {
    const auto& asked = partial_.workflow.steps[approval];
    const auto failed = names_with(asked, Fate::failed);
    const auto& gate = partial_.workflow.steps[follower].gate;
    const bool proceeds = gate && gate->on_timeout == core::Gate::OnTimeout::proceed;
    for (const auto& one : conditions) {
      if (proceeds && one == conditions.back()) continue;  // the gate opens by itself in the end
      if (wants_failure(*one, asked) || !cel::may(*one, failed).be_true) return false;
    }
    if (looks_left_ == 0 || certainty_.loose(follower)) return true;
    --looks_left_;
    const auto worlds = worlds_.of({.step = follower, .before = &before_[follower]}, {approval});
    return std::any_of(worlds.begin(), worlds.end(), [&asked](const World& world) {
      const auto& step = world.names.members().at("steps").members().at(asked.name);
      return step.members().at("status").json() == "failed";
    });
  }

  void report(const std::string& follower, std::size_t approval) {
    const auto& name = partial_.workflow.steps[approval].name;
    const auto& place = partial_.places[approval];
    const bool by_join = partial_.workflow.steps[approval].on_error != core::OnError::keep_going;
    reader_.error("approve/continue",
                  "\"" + follower + "\" would go on after \"" + name +
                      "\" was refused, or nobody decided: with \"" +
                      (by_join ? "join: always" : "on_error: continue") +
                      "\" each step that needs an approval says that it wants success, or failure",
                  by_join ? partial_.places[*partial_.find_step(follower)].step
                          : place.on_error.value_or(place.step),
                  "give \"" + follower + "\" the condition steps." + name +
                      ".status == 'succeeded' (or == 'failed', when it acts on a refusal: "
                      ".error.code is then 'rejected' or 'timeout'), or remove " +
                      (by_join ? "join" : "on_error"));
  }

  Reader& reader_;
  const PartialTemplate& partial_;
  std::vector<std::set<std::size_t>> before_;
  Certainty certainty_;
  Worlds worlds_;
  std::size_t looks_left_ = kLooksMax;
};

// Checks that an approval sends its run back to a step that comes before it.
void check_return(Reader& reader, const PartialTemplate& partial, std::size_t approval,
                  const std::vector<std::set<std::size_t>>& before) {
  const auto& place = partial.places[approval].return_to;
  const auto& asks = std::get<core::Approve>(partial.workflow.steps[approval].verb);
  if (!place || !asks.on_reject) return;
  const auto& to = asks.on_reject->step;
  const auto found = partial.find_step(to);
  const auto names = partial.step_names();
  std::vector<std::string> possible;
  for (const auto at : before[approval]) possible.push_back(names[at]);
  auto hint = possible.empty() ? "name the step to go back to in \"needs\" too"
                               : "it can go back to " + core::any_of(possible);
  if (!found) {
    auto meant = core::did_you_mean(to, names);
    reader.error("ref/unknown-step", "there is no step \"" + to + "\" to go back to", *place,
                 meant.empty() ? std::move(hint) : std::move(meant));
  } else if (!before[approval].contains(*found)) {
    reader.error("approve/return",
                 "\"" + to + "\" does not come before \"" + partial.workflow.steps[approval].name +
                     "\": a run goes back to a step that the approval needs, directly or through "
                     "others",
                 *place, std::move(hint));
  }
}

// Reports an approval whose time is over before it is escalated.
void check_escalation(Reader& reader, const core::Step& step, const StepPlace& place) {
  const auto& asks = std::get<core::Approve>(step.verb);
  if (!place.escalates || !asks.escalate || !step.timeout) return;
  const auto after = calendar::elapsed(asks.escalate->after);
  const auto timeout = calendar::elapsed(*step.timeout);
  if (!after || !timeout || *after < *timeout) return;
  reader.error(
      "limit/range",
      "the approval fails after " + core::to_text(*timeout) + ", before it would be escalated",
      *place.escalates, "escalate it earlier, or raise \"timeout\"");
}

}  // namespace

void check_approvals(Reader& reader, const PartialTemplate& partial) {
  const auto& steps = partial.workflow.steps;
  const auto steps_before = before(partial);
  for (std::size_t at = 0; at < steps.size(); ++at) {
    if (!std::holds_alternative<core::Approve>(steps[at].verb)) continue;
    check_return(reader, partial, at, steps_before);
    check_escalation(reader, steps[at], partial.places[at]);
  }
  const bool any_always = std::any_of(steps.begin(), steps.end(), [](const core::Step& step) {
    return step.join == core::Join::always;
  });
  const auto may_lead_on = [any_always](const core::Step& step) {
    return std::holds_alternative<core::Approve>(step.verb) &&
           (any_always || step.on_error == core::OnError::keep_going);
  };
  if (std::none_of(steps.begin(), steps.end(), may_lead_on)) return;
  FollowerCheck check(reader, partial);
  for (std::size_t at = 0; at < steps.size(); ++at)
    if (may_lead_on(steps[at])) check.check(at);
}

}  // namespace baton::templates
