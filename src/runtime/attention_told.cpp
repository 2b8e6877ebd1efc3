#include "runtime/attention_told.hpp"

#include "baton/core/transition_traits.hpp"
#include "runtime/written.hpp"

#include <string>
#include <utility>
#include <variant>

namespace baton::runtime {

insight::Notice told_of(const ports::JournalRow& row, const core::Transition& transition,
                        const core::Actor& you) {
  insight::Notice happened;
  happened.at = row.at;
  happened.person = you.name();
  happened.run = row.run.text();
  happened.step = core::step_of(transition).key();
  const auto tell = [&](std::string text) {
    happened.type = core::traits_of(transition).lifecycle;
    happened.text = std::move(text);
  };
  if (std::holds_alternative<core::EventTaken>(transition)) {
    auto written = written_in(transition);
    happened.type = std::move(written.type);
    happened.text = std::move(written.text);
    happened.cut = written.cut;
    happened.by = std::move(written.by);
  } else if (const auto* decided = std::get_if<core::ApprovalDecided>(&transition)) {
    if (!core::same_person(decided->actor, you)) tell(decided->comment);
  } else if (const auto* done = std::get_if<core::TaskDone>(&transition)) {
    if (!core::same_person(done->actor, you)) tell(done->comment);
  } else if (const auto* returned = std::get_if<core::ApprovalReturned>(&transition)) {
    tell(returned->reason);
  } else if (const auto* missed = std::get_if<core::SlaMissed>(&transition)) {
    tell(missed->notice);
    happened.mark = missed->mark;
  } else if (const auto* unknown = std::get_if<core::StepUnknown>(&transition)) {
    tell(unknown->reason);
    happened.waits_for_person = !unknown->due;
  } else if (const auto* step = std::get_if<core::StepFailed>(&transition)) {
    tell(step->message);
  } else if (const auto* failed = std::get_if<core::RunFailed>(&transition)) {
    tell(failed->message);
  } else if (const auto* paused = std::get_if<core::RunPaused>(&transition)) {
    tell(paused->reason);
  } else if (std::holds_alternative<core::RunSucceeded>(transition) ||
             std::holds_alternative<core::RunCancelled>(transition) ||
             std::holds_alternative<core::RunOverdue>(transition)) {
    tell({});
  }
  return happened;
}

}  // namespace baton::runtime
