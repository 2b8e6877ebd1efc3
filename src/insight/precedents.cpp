#include "baton/insight/precedents.hpp"

#include "baton/context/phrase.hpp"
#include "baton/core/enum_text.hpp"

#include <map>
#include <utility>
#include <variant>

namespace baton::insight {

using context::Language;
using context::Phrase;

namespace {

constexpr core::EnumText<Proposed, 5> kProposedText{
    {"approve", "reject", "retry", "resolve", "cancel"}};

constexpr Phrase kApprovedBefore{"in {n} of {of} runs that have ended people approved this",
                                 "dans {n} exécutions terminées sur {of}, on l’a approuvé"};
constexpr Phrase kRejectedBefore{"in {n} of {of} runs that have ended people rejected this",
                                 "dans {n} exécutions terminées sur {of}, on l’a refusé"};
constexpr Phrase kRetriedBefore{
    "in {n} of {of} runs that have ended people had it tried again after it had failed",
    "dans {n} exécutions terminées sur {of}, on l’a fait retenter après son échec"};
constexpr Phrase kResolvedBefore{
    "in {n} of {of} runs that have ended people said what had become of the action",
    "dans {n} exécutions terminées sur {of}, on a dit ce qu’il était advenu de l’action"};
constexpr Phrase kCancelledBefore{
    "in {n} of {of} runs that have ended people cancelled the run after it had failed",
    "dans {n} exécutions terminées sur {of}, on a annulé l’exécution après son échec"};

const Phrase& phrase_of(Proposed proposed) {
  switch (proposed) {
    case Proposed::approve: break;
    case Proposed::reject: return kRejectedBefore;
    case Proposed::retry: return kRetriedBefore;
    case Proposed::resolve: return kResolvedBefore;
    case Proposed::cancel: return kCancelledBefore;
  }
  return kApprovedBefore;
}

// What people did in one run.
struct Deed {
  Proposed what = Proposed::approve;
  std::string comment{};
};

// The last decision on a step.
std::optional<Deed> decision_on(std::string_view step, const std::vector<JournalMoment>& journal) {
  std::optional<Deed> last;
  for (const auto& moment : journal) {
    for (const auto& transition : *moment.transitions) {
      const auto* decided = std::get_if<core::ApprovalDecided>(&transition);
      if (decided != nullptr && decided->step.name == step)
        last = Deed{decided->approve ? Proposed::approve : Proposed::reject, decided->comment};
    }
  }
  return last;
}

// What people did with a transition; nullopt if it is none of their deeds.
std::optional<Deed> deed_of(const core::Transition& transition, std::string_view step) {
  if (std::holds_alternative<core::RunResumed>(transition)) return Deed{Proposed::retry, {}};
  if (const auto* resolved = std::get_if<core::StepResolved>(&transition))
    return resolved->step.name == step ? std::optional(Deed{Proposed::resolve, resolved->note})
                                       : std::nullopt;
  if (const auto* cancelled = std::get_if<core::RunCancelled>(&transition))
    return Deed{Proposed::cancel, cancelled->reason};
  return std::nullopt;
}

// What people did first after a step had failed for the first time.
std::optional<Deed> deed_after_failure(std::string_view step,
                                       const std::vector<JournalMoment>& journal) {
  bool failed = false;
  for (const auto& moment : journal) {
    for (const auto& transition : *moment.transitions) {
      const auto* failure = std::get_if<core::StepFailed>(&transition);
      failed = failed || (failure != nullptr && failure->step.name == step);
      if (!failed) continue;
      if (auto deed = deed_of(transition, step)) return deed;
    }
  }
  return std::nullopt;
}

// What was done in most of the runs, if there are enough, and most of them went the same way.
template <class DeedIn>
std::optional<Proposal> usual(std::string_view step, const std::vector<Precedent>& runs,
                              DeedIn deed_in) {
  std::map<Proposed, Proposal> by_deed;
  std::size_t all = 0;
  for (const auto& run : runs) {
    const auto deed = deed_in(step, run.journal);
    if (!deed) continue;
    ++all;
    auto& proposal = by_deed[deed->what];
    proposal.what = deed->what;
    proposal.runs.push_back(run.run);
    if (!deed->comment.empty()) proposal.comment = deed->comment;
  }
  if (all < kPrecedentsMin) return std::nullopt;
  for (auto& [what, proposal] : by_deed) {
    if (static_cast<double>(proposal.runs.size()) < kPrecedentsShare * static_cast<double>(all))
      continue;
    proposal.step = step;
    proposal.of = all;
    return std::move(proposal);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_text(Proposed proposed) { return kProposedText.of(proposed); }

std::optional<Proposal> draft_answer(std::string_view step, const std::vector<Precedent>& runs) {
  return usual(step, runs, decision_on);
}

std::optional<Proposal> draft_next_step(std::string_view step, const std::vector<Precedent>& runs) {
  return usual(step, runs, deed_after_failure);
}

std::string in_words(const Proposal& proposal, Language language) {
  return filled(phrase_of(proposal.what), language,
                {{"n", std::to_string(proposal.runs.size())}, {"of", std::to_string(proposal.of)}});
}

}  // namespace baton::insight
