#include "simulate/record.hpp"

#include <set>
#include <utility>
#include <variant>

namespace baton::simulate {

namespace {

core::ActionResult failure(const core::StepFailed& failed) {
  return {core::ActionResult::Kind::permanent, {}, failed.code, failed.message};
}

}  // namespace

Record::Record(const std::vector<core::Transition>& transitions) {
  std::set<std::string> started;
  for (const auto& transition : transitions) {
    const auto key = core::step_of(transition).key();
    if (std::holds_alternative<core::StepStarted>(transition)) started.insert(key);
    if (const auto* decided = std::get_if<core::ApprovalDecided>(&transition))
      decisions_[key].push_back(*decided);
    if (const auto* done = std::get_if<core::TaskDone>(&transition)) done_[key] = *done;
    // A step that ended without an attempt, such as a wait, has no outcome for an action.
    if (!started.contains(key)) continue;
    if (const auto* succeeded = std::get_if<core::StepSucceeded>(&transition))
      outcomes_[key].push_back({core::ActionResult::Kind::succeeded, succeeded->output});
    if (const auto* failed = std::get_if<core::StepFailed>(&transition))
      outcomes_[key].push_back(failure(*failed));
  }
}

core::ActionResult Record::outcome(const std::string& step) {
  const auto found = outcomes_.find(step);
  if (found == outcomes_.end()) return {core::ActionResult::Kind::succeeded, core::Json::object()};
  auto& left = found->second;
  auto next = left.front();
  if (left.size() > 1) left.pop_front();
  return next;
}

std::optional<core::ApprovalDecided> Record::decision(const std::string& step) {
  auto& left = decisions_[step];
  if (left.empty()) return std::nullopt;
  auto next = std::move(left.front());
  left.pop_front();
  return next;
}

std::optional<core::TaskDone> Record::done(const std::string& step) {
  const auto found = done_.find(step);
  return found == done_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace baton::simulate
