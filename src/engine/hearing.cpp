#include "engine/hearing.hpp"

#include "baton/cel/lookup.hpp"
#include "baton/context/packet.hpp"
#include "baton/engine/rows.hpp"
#include "baton/engine/wait_index.hpp"
#include "engine/bounds.hpp"

#include <utility>

namespace baton::engine {

PlanAwaited compile_awaited(Compiler& compiler, const core::Awaited& spec, const std::string& of) {
  PlanAwaited awaited{&spec, compiler.expression(spec.when, of + ".when")};
  const auto equality = awaited.when ? cel::lookup(*awaited.when) : std::nullopt;
  if (!equality) return awaited;
  const IndexPath below_event(equality->path.begin() + 1, equality->path.end());
  awaited.index = WaitIndex{to_text(below_event), equality->other};
  return awaited;
}

bool is_awaited(const DecisionDraft& draft, const PlanAwaited& awaited, const core::Event& event,
                const core::Json& seen, std::string& problem) {
  const auto& spec = *awaited.spec;
  if (!core::event_matches(event, spec.event, spec.from)) return false;
  if (!awaited.when) return true;
  const auto verdict = cel::decide_gate(*awaited.when, draft.names(&seen), false);
  if (verdict.outcome == cel::Outcome::error) problem = verdict.reason;
  return verdict.outcome == cel::Outcome::open;
}

std::vector<std::unique_ptr<const core::Awaited>> heard_in(const core::Context& context) {
  std::vector<std::unique_ptr<const core::Awaited>> heard;
  const auto* all = core::find(context.values.value, "hear");
  if (all == nullptr || !all->is_array()) return heard;
  for (const auto& one : *all) {
    core::Awaited awaited;
    awaited.event = core::text_at(one, "event");
    awaited.from = core::text_at(one, "from");
    if (const auto when = core::text_at(one, "when"); !when.empty())
      awaited.when = core::Condition{when, context.values.at};
    heard.push_back(std::make_unique<const core::Awaited>(std::move(awaited)));
  }
  return heard;
}

// A condition that cannot be evaluated does not hold: the step whose output it reads has not ended.
void hear_for_context(DecisionDraft& draft, const core::Event& event, const core::Json& seen) {
  const auto& hears = draft.plan.hears();
  if (hears.empty() || draft.run().done() || !context::said_in(seen)) return;
  const auto* said = core::find(draft.run().view().at("context"), context::kSaid);
  if (said != nullptr && said->is_array())
    for (const auto& one : *said)
      if (core::text_at(one, "event") == core::text_at(seen, "id")) return;
  for (std::size_t at = 0; at < hears.size(); ++at) {
    std::string problem;
    if (!is_awaited(draft, hears[at], event, seen, problem)) continue;
    if (const auto why = too_large(draft.run(), seen, "the event " + event.id.text());
        !why.empty()) {
      return draft.fault({core::Errc::invalid, why, "run " + draft.run().id().text()});
    }
    return draft.note(core::EventTaken{{}, static_cast<int>(at), seen});
  }
}

std::vector<OpenWait> waits_of_context(const Plan& plan, const core::Run& run,
                                       cel::Budget::Clock clock) {
  std::vector<OpenWait> waits;
  if (run.done()) return waits;
  const auto& hears = plan.hears();
  auto budget = cel::decision_budget(clock);
  const ViewBindings names(run.view(), run.updated_at(), nullptr, &budget, {});
  for (std::size_t at = 0; at < hears.size(); ++at) {
    OpenWait wait{hears[at].spec->event};
    wait.branch = static_cast<int>(at);
    if (hears[at].index) {
      const auto value = hears[at].index->value->evaluate(names).value;
      if (!value) continue;
      wait.value = index_text(*value);
      if (wait.value.empty()) continue;
      wait.path = hears[at].index->path;
    }
    waits.push_back(std::move(wait));
  }
  return waits;
}

}  // namespace baton::engine
