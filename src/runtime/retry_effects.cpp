#include "runtime/retry_effects.hpp"

#include "baton/core/enum_text.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace baton::runtime {

using core::Json;
using core::Repeat;
using core::StepStatus;

namespace {

// What became of a step's action before, in the order of how much may happen twice when it is sent
// again.
enum class Before { never, failed, undone, in_doubt, done };

constexpr core::EnumText<Before, 5> kBeforeText{{"never", "failed", "undone", "in_doubt", "done"}};

// What was sent for a step, by one run.
struct SentBefore {
  Before before = Before::never;
  // How often it was sent; for a step with items, all of these together.
  int attempts = 0;
  // The idempotency key under which that was; empty for a step with items.
  std::string key{};
};

SentBefore sent_by(const core::StepState& state) {
  SentBefore sent{Before::never, state.attempt, state.key};
  if (state.attempt == 0) return sent;
  if (state.status == StepStatus::succeeded) {
    sent.before = Before::done;
  } else if (state.status == StepStatus::undone) {
    sent.before = Before::undone;
  } else {
    sent.before = state.uncertain || state.in_doubt || state.status == StepStatus::unknown ||
                          state.status == StepStatus::running
                      ? Before::in_doubt
                      : Before::failed;
  }
  return sent;
}

// The same for a step that may have items: the greatest Before of the items that are sent again,
// and the attempts of all of these. `anew`: all items are sent again, not only those that have not
// succeeded.
SentBefore sent_before(const core::Run& run, const std::string& name, bool anew) {
  const auto& whole = run.step(name);
  if (!whole.items) return sent_by(whole);
  SentBefore sent;
  if (anew && whole.items->succeeded > 0)
    sent = {whole.status == StepStatus::undone ? Before::undone : Before::done,
            whole.items->succeeded,
            {}};
  for (auto at = run.steps().upper_bound(core::StepRef(name));
       at != run.steps().end() && at->first.name == name; ++at) {
    const auto one = sent_by(at->second);
    sent.before = std::max(sent.before, one.before);
    sent.attempts += one.attempts;
  }
  return sent;
}

// One word for what follows when an action is sent once more, the member `again` of an effect.
// `same_key`: it is sent under the key of what was sent before.
std::string_view again(Repeat repeat, Before before, bool same_key) {
  if (repeat == Repeat::reads) return "reads";
  switch (before) {
    case Before::never: return "first";
    case Before::failed: return "retried";
    case Before::undone: return "anew";
    case Before::in_doubt:
    case Before::done: break;
  }
  if (repeat == Repeat::same) return "once";
  if (!same_key || repeat == Repeat::unknown) return "may_repeat";
  return repeat == Repeat::twice ? "asks" : "once";
}

Repeat repeat_of(const core::Operations& operations, const core::DoAction& action) {
  const auto* operation = operations.operation_of(action);
  return operation == nullptr ? Repeat::unknown : operation->repeat;
}

// What a step sends to the outside; null when it sends nothing.
Json effect(const engine::PlanStep& step, const core::Operations& operations,
            const SentBefore& sent, bool same_key) {
  const auto* verb = std::get_if<engine::PlanDo>(&step.verb);
  if (!verb) return {};
  const auto repeat = repeat_of(operations, *verb->spec);
  Json json{{"step", step.ref.name},
            {"connection", verb->spec->connection},
            {"operation", verb->spec->operation},
            {"before", kBeforeText.of(sent.before)},
            {"attempts", sent.attempts},
            {"repeat", core::to_text(repeat)},
            {"again", again(repeat, sent.before, same_key)}};
  if (same_key && !sent.key.empty() && sent.before != Before::undone) json["key"] = sent.key;
  return json;
}

}  // namespace

Json effects_of(const engine::Plan& plan, const core::Run& run,
                const std::vector<std::string>& names, const core::StepRef& wanted,
                const core::Operations& operations) {
  Json effects = Json::array();
  for (const auto& name : names) {
    const bool anew = run.step(name).status == StepStatus::undone;
    const bool one_item = wanted.has_item() && wanted.name == name;
    const auto sent = one_item ? sent_by(run.step(wanted)) : sent_before(run, name, anew);
    auto one = effect(*plan.step(name), operations, sent, true);
    if (one.is_null()) continue;
    if (const auto& items = run.step(name).items)
      one["items"] = one_item ? 1 : anew ? items->size() : items->size() - items->succeeded;
    effects.push_back(std::move(one));
  }
  return effects;
}

Json effects_of_new(const engine::Plan& plan, const std::vector<core::Run>& earlier,
                    const core::Operations& operations) {
  Json effects = Json::array();
  for (const auto& step : plan.steps()) {
    if (step.phase != engine::Phase::work) continue;
    SentBefore sent;
    for (const auto& run : earlier) {
      const auto one = sent_before(run, step.ref.name, true);
      sent.before = std::max(sent.before, one.before);
      sent.attempts += one.attempts;
    }
    if (auto one = effect(step, operations, sent, false); !one.is_null())
      effects.push_back(std::move(one));
  }
  return effects;
}

}  // namespace baton::runtime
