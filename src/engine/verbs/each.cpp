#include "baton/core/counted.hpp"
#include "engine/items.hpp"
#include "engine/verbs/common.hpp"
#include "engine/verbs/verb.hpp"

namespace baton::engine {

namespace {

// Finds out what the step is done for; go_on_with_items() begins them. It is kept from then on:
// what a person has tried again goes on with the same items.
void begin_each(DecisionDraft& draft, const PlanStep& step) {
  if (draft.state(step).items) return draft.note(core::ItemsBegun{step.ref});
  auto of = render(draft, step, step.each, "each");
  if (!of) return;
  if (!of->is_structured())
    return fail(draft, step, "expression",
                "each: expected a list or a map, got " + std::string(of->type_name()));
  if (of->size() > core::kItemsMax)
    return fail(draft, step, "too_many_items",
                "each: " + std::to_string(of->size()) + " items; expected at most " +
                    std::to_string(core::kItemsMax) + " (items_max)");
  draft.note(core::ItemsBegun{step.ref, std::move(*of), {}, draft.start_of(step)});
}

// As many items have begun in one decision as may; the next ones begin now.
void came_due_each(DecisionDraft& draft, const PlanStep& step) {
  draft.note(core::ItemsBegun{step.ref});
}

// Adds "3 of these", unless there is none.
void add_count(std::string& text, int count, std::string_view what) {
  if (count > 0) text += ", " + std::to_string(count) + " " + std::string(what);
}

std::string why_each(const core::Run&, const PlanStep& step, const core::StepState& state,
                     const std::string&) {
  if (!state.items) return "it waits";
  const auto& items = *state.items;
  std::string text = "it is done for " + std::to_string(items.succeeded) + " of " +
                     core::counted(items.size(), "item");
  add_count(text, items.live, "under way");
  add_count(text, items.failed, "failed");
  const int rest = items.size() - items.begun + items.again;
  add_count(text, rest, "to come");
  if (items.failed > 0 && step.spec->each->fail_fast && rest > 0)
    text += "; no further one begins, because of fail_fast";
  return text;
}

std::string now_at_each(const core::StepState& state) {
  if (!state.items) return "items";
  return std::to_string(state.items->succeeded) + " of " +
         core::counted(state.items->size(), "item") +
         (state.items->failed > 0 ? ", " + std::to_string(state.items->failed) + " failed" : "");
}

// A step with `each` is compiled as its verb is, so this is not called.
PlanVerb compile_each(Compiler&, const core::Step&) { return {}; }

void define_each(const core::Step& step, core::Json& definition) {
  definition["each"] = {{"items", step.each->items.value},
                        {"parallel", step.each->parallel},
                        {"fail_fast", step.each->fail_fast}};
}

}  // namespace

constinit const VerbRow kEachRow{.compile = compile_each,
                                 .define = define_each,
                                 .begin = begin_each,
                                 .came_due = came_due_each,
                                 .why = why_each,
                                 .now_at = now_at_each};

}  // namespace baton::engine
