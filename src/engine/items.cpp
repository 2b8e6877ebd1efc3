#include "engine/items.hpp"

#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"
#include "engine/needs.hpp"
#include "engine/verbs/verb.hpp"

namespace baton::engine {

namespace {

using core::StepStatus;

// How many failed items the message of their step tells of.
constexpr std::size_t kFailuresToldMax = 3;
// How long each of them may be in it, in bytes.
constexpr std::size_t kFailureBytesMax = 200;

// Whether no further item begins because one has failed.
bool stopped_by_failure(const PlanStep& step, const core::Items& items) {
  return step.spec->each->fail_fast && items.failed > 0;
}

bool none_left(const PlanStep& step, const core::Items& items) {
  return stopped_by_failure(step, items) || (items.again == 0 && items.begun == items.size());
}

// The item that begins next: the first that is to be tried again, or else the next in order.
int next_item(const core::Run& run, const PlanStep& step, const core::Items& items) {
  if (items.again > 0) {
    for (auto at = run.steps().upper_bound(step.ref); at->first.name == step.ref.name; ++at) {
      if (at->second.status == StepStatus::pending) return at->first.item;
    }
  }
  return items.begun;
}

// "2 of 500 items failed: 17: http_404: not found; 31: …".
std::string about_failures(const core::Run& run, const PlanStep& step, const core::Items& items) {
  std::string text =
      std::to_string(items.failed) + " of " + core::counted(items.size(), "item") + " failed";
  std::size_t told = 0;
  for (const auto& ref :
       items_of(run, step, [](StepStatus s) { return s == StepStatus::failed; })) {
    text += told == 0 ? ": " : "; ";
    if (told++ == kFailuresToldMax) {
      text += "…";
      break;
    }
    const auto index = items.index(ref.item);
    text += (index.is_string() ? index.get<std::string>() : std::to_string(ref.item)) + ": " +
            core::shortened(run.step(ref).reason, kFailureBytesMax);
  }
  if (items.begun < items.size())
    text += "; " + std::to_string(items.size() - items.begun) + " were not begun";
  return text;
}

// Ends the step, whose items have all ended.
void settle(DecisionDraft& draft, const PlanStep& step) {
  const auto& items = *draft.state(step).items;
  if (items.failed == 0) return draft.note(core::StepSucceeded{step.ref});
  draft.note(core::StepFailed{step.ref, "items_failed", about_failures(draft.run(), step, items)});
}

}  // namespace

PlanStep item_of(const PlanStep& step, int item) {
  PlanStep one = step;
  one.ref.item = item;
  return one;
}

Named::Named(const Plan& plan, const core::StepRef& ref) : step_(plan.step(ref.name)) {
  if (!step_ || !ref.has_item()) return;
  if (step_->each) item_ = item_of(*step_, ref.item);
  step_ = item_ ? &*item_ : nullptr;
}

void go_on_with_items(DecisionDraft& draft, const PlanStep& step) {
  if (!step.each || draft.state(step).status != StepStatus::waiting) return;
  // A reference would not last: the state of the step is looked up again after each transition.
  const auto items = [&]() -> const core::Items& { return *draft.state(step).items; };
  const int parallel = step.spec->each->parallel;
  if (items().live < parallel && !none_left(step, items())) {
    // Something before the step is asked or tried anew: what is under way ends, and nothing begins.
    const auto needs = ask_needs(draft, step);
    if (needs.answer == Needs::open) return;
    if (needs.answer == Needs::broken) {
      if (items().live == 0) draft.note(core::StepBlocked{step.ref, needs.by});
      return;
    }
  }
  for (std::size_t begun = 0; items().live < parallel && !none_left(step, items()); ++begun) {
    // Items that fail at once leave their places free, so they are not all begun in one decision.
    if (begun == core::kItemsAtOnceMax)
      return draft.note(core::ItemsBegun{step.ref, {}, draft.moment.steady});
    const auto item = item_of(step, next_item(draft.run(), step, items()));
    verb_of(item).begin(draft, item);
  }
  if (items().live == 0 && none_left(step, items())) settle(draft, step);
}

std::vector<core::StepRef> items_of(const core::Run& run, const PlanStep& step,
                                    bool (*which)(core::StepStatus)) {
  std::vector<core::StepRef> refs;
  if (!step.each) return refs;
  for (auto at = run.steps().upper_bound(step.ref);
       at != run.steps().end() && at->first.name == step.ref.name; ++at) {
    if (which(at->second.status)) refs.push_back(at->first);
  }
  return refs;
}

}  // namespace baton::engine
