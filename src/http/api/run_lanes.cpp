#include "http/api/run_lanes.hpp"

namespace baton::http {
namespace {

void tell_now(core::Json& run, const std::string& step, const ports::LaneState& lane) {
  const core::Json* now = core::find(run, "now");
  const std::string kind = now == nullptr ? std::string() : core::text_at(*now, "kind");
  if (!kind.empty() && kind != "working" && kind != "retry") return;
  core::Json held{
      {"kind", "held"}, {"step", step}, {"cause", lane.text()}, {"connection", lane.connection}};
  if (lane.until) held["due"] = core::to_rfc3339(*lane.until);
  run["now"] = std::move(held);
}

}  // namespace

std::map<std::string, const ports::LaneState*> steps_that_wait(
    ports::Outbox& queries, core::RunId run, const std::vector<ports::LaneState>& lanes) {
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
  if (!waiting.empty()) tell_now(run, waiting.begin()->first, *waiting.begin()->second);
}

}  // namespace baton::http
