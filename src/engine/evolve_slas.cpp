#include "engine/evolution.hpp"

#include <algorithm>

// What transitions change of the clocks of service levels.
namespace baton::engine {

void Evolution::operator()(const core::SlaStarted& t) {
  core::SlaClock clock;
  clock.started_at = at_;
  clock.marks = {t.goal, t.due, t.late};
  run_.steps_[t.step].sla = clock;
}

void Evolution::operator()(const core::SlaPaused& t) {
  auto& clock = run_.steps_[t.step].sla;
  if (!clock) return;
  clock->paused_at = t.at;
  clock->paused_since = at_;
  clock->paused_by = t.reason;
}

// The wall clock may have been set back meanwhile.
void Evolution::operator()(const core::SlaResumed& t) {
  auto& clock = run_.steps_[t.step].sla;
  if (!clock) return;
  clock->marks = {t.goal, t.due, t.late};
  clock->paused += std::max(core::Duration{}, at_ - clock->paused_since);
  clock->paused_at.reset();
  clock->paused_by.clear();
}

void Evolution::operator()(const core::SlaMissed& t) {
  auto& clock = run_.steps_[t.step].sla;
  const auto mark = std::find(core::kSlaMarkNames.begin(), core::kSlaMarkNames.end(), t.mark);
  if (!clock || mark == core::kSlaMarkNames.end()) return;
  clock->missed[static_cast<std::size_t>(mark - core::kSlaMarkNames.begin())] = true;
}

}  // namespace baton::engine
