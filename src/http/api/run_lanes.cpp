#include "http/api/run_lanes.hpp"

namespace baton::http {

std::map<std::string, const ports::LaneState*> steps_that_wait(
    ports::Queries& queries, core::RunId run, const std::vector<ports::LaneState>& lanes) {
  std::map<std::string, const ports::LaneState*> waiting;
  if (lanes.empty()) return waiting;  // the usual case, in which nothing needs to be read
  for (const ports::StepRow& step : queries.steps(run)) {
    const bool for_a_person = step.status == core::StepStatus::unknown && !step.due;
    if (step.lane.empty() || for_a_person) continue;
    for (const ports::LaneState& lane : lanes) {
      if (lane.concerns(run, step.step, step.lane)) waiting.emplace(step.step.name, &lane);
    }
  }
  return waiting;
}

void tell_lanes(core::Json& run, const std::map<std::string, const ports::LaneState*>& waiting) {
  for (const auto& [step, lane] : waiting) {
    const std::string now_at = core::text_at(run, "now_at");
    run["now_at"] = now_at + (now_at == step ? ": " : "; " + step + ": ") + lane->text();
  }
}

}  // namespace baton::http
