#include "baton/runtime/drafts.hpp"

#include "baton/insight/precedents.hpp"
#include "baton/runtime/damage.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace baton::runtime {
namespace {

// How many ended runs a draft stands on at most, and how many runs are looked at for them: their
// journals are read whenever somebody asks.
constexpr std::size_t kPrecedentsMax = 100;
constexpr std::size_t kLookedAtForPrecedentsMax = 500;

// What people did in the newest runs of a workflow that have ended, with the ids of these runs.
struct EndedRuns {
  std::vector<core::RunId> ids{};
  std::vector<std::vector<ports::JournalRow>> journals{};
  // Runs that are left out since they are damaged.
  std::set<core::RunId> damaged{};

  std::vector<insight::Precedent> precedents() const {
    std::vector<insight::Precedent> all;
    for (std::size_t at = 0; at < ids.size(); ++at) {
      insight::Precedent one{ids[at], {}};
      for (const auto& row : journals[at]) one.journal.push_back({row.at, &row.transitions});
      all.push_back(std::move(one));
    }
    return all;
  }
};

// Whether drafts are made of what a transition says.
bool is_of_drafts(const core::Transition& transition) {
  return std::holds_alternative<core::ApprovalDecided>(transition) ||
         std::holds_alternative<core::StepFailed>(transition) ||
         std::holds_alternative<core::StepResolved>(transition) ||
         std::holds_alternative<core::RunResumed>(transition) ||
         std::holds_alternative<core::RunCancelled>(transition);
}

// What people did in a run, without the outputs of its steps, which may be large.
std::vector<ports::JournalRow> deeds_in(std::vector<ports::JournalRow> journal) {
  std::vector<ports::JournalRow> deeds;
  for (auto& row : journal) {
    std::erase_if(row.transitions, [](const auto& one) { return !is_of_drafts(one); });
    if (!row.transitions.empty()) deeds.push_back(std::move(row));
  }
  return deeds;
}

EndedRuns ended_runs(ports::Queries& queries, const std::string& workflow) {
  EndedRuns found;
  ports::RunFilter filter;
  filter.terms.push_back({ports::RunTerm::Of::workflow, workflow, false});
  const auto take = [&](const ports::RunRow& row) {
    if (!row.ended_at) return true;
    try {
      found.journals.push_back(deeds_in(queries.journal(row.id)));
      found.ids.push_back(row.id);
    } catch (const ports::RowDamaged&) {
      found.damaged.insert(row.id);
    }
    return found.ids.size() < kPrecedentsMax;
  };
  visit_runs(queries, filter, kLookedAtForPrecedentsMax, found.damaged, take);
  return found;
}

core::Json draft_as_json(const insight::Proposal& proposal, const core::StepRef& step,
                         context::Language language) {
  core::Json runs = core::Json::array();
  for (const auto run : proposal.runs) runs.push_back(run.text());
  return {{"draft", true},
          {"step", step.key()},
          {"what", insight::to_text(proposal.what)},
          {"sentence", insight::in_words(proposal, language)},
          {"comment", proposal.comment},
          {"runs", std::move(runs)},
          {"of", proposal.of}};
}

}  // namespace

core::Result<core::Json> drafts(ports::Queries& queries, core::RunId id,
                                context::Language language) {
  const auto row = queries.run(id);
  const auto run = row ? load_run(queries, id) : std::nullopt;
  if (!run) return no_such_run(id);
  const auto ended = ended_runs(queries, row->workflow);
  auto precedents = ended.precedents();
  std::erase_if(precedents, [id](const auto& one) { return one.run == id; });
  core::Json found = core::Json::array();
  for (const auto& [step, state] : run->steps()) {
    const bool asked = state.approval && state.status == core::StepStatus::waiting;
    std::optional<insight::Proposal> proposal;
    if (asked) proposal = insight::draft_answer(step.name, precedents);
    if (state.status == core::StepStatus::failed)
      proposal = insight::draft_next_step(step.name, precedents);
    if (proposal) found.push_back(draft_as_json(*proposal, step, language));
  }
  return core::Json{{"run", id.text()},
                    {"drafts", std::move(found)},
                    {"precedents", precedents.size()},
                    {"unreadable", unreadable_json(ended.damaged)}};
}

}  // namespace baton::runtime
