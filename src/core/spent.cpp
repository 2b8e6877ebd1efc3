#include "baton/core/spent.hpp"

#include "baton/core/enum_text.hpp"
#include "baton/core/run.hpp"

#include <algorithm>

namespace baton::core {

namespace {

constexpr EnumText<SpentOn, 4> kSpentOn{{"queue", "work", "people", "backoff"}};

SpentOn spent_on_step(const StepState& step) {
  switch (step.status) {
    case StepStatus::running: return step.due ? SpentOn::backoff : SpentOn::work;
    case StepStatus::unknown: return step.due ? SpentOn::backoff : SpentOn::people;
    case StepStatus::waiting:
      // Of a step with items the items say it; a run that a step has begun is work.
      if (step.child) return SpentOn::work;
      return step.items || (step.wait && step.wait->type.empty()) ? SpentOn::queue
                                                                  : SpentOn::people;
    default: return SpentOn::queue;
  }
}

// Which of two counts where both happen at once.
int weight(SpentOn on) {
  switch (on) {
    case SpentOn::work: return 3;
    case SpentOn::people: return 2;
    case SpentOn::backoff: return 1;
    case SpentOn::queue: break;
  }
  return 0;
}

}  // namespace

std::string_view to_text(SpentOn on) { return kSpentOn.of(on); }
std::optional<SpentOn> spent_on(std::string_view text) { return kSpentOn.read(text); }

void Split::add(SpentOn on, Duration spent) {
  switch (on) {
    case SpentOn::queue: queue += spent; return;
    case SpentOn::work: work += spent; return;
    case SpentOn::people: people += spent; return;
    case SpentOn::backoff: backoff += spent; return;
  }
}

SpentOn spent_on(const Run& run) {
  SpentOn most = SpentOn::queue;
  for (const auto& [ref, step] : run.steps()) {
    const SpentOn on = spent_on_step(step);
    if (weight(on) > weight(most)) most = on;
    if (most == SpentOn::work) break;
  }
  return most;
}

}  // namespace baton::core
