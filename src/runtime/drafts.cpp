#include "baton/runtime/drafts.hpp"

#include "baton/insight/precedents.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {
namespace {

// How many ended runs a draft stands on at most, and how many runs are looked at for them: their
// journals are read whenever somebody asks.
constexpr std::size_t kPrecedentsMax = 100;
constexpr std::size_t kLookedAtForPrecedentsMax = 500;

// The journals of the newest runs of a workflow that have ended, with their ids.
struct EndedRuns {
  std::vector<core::RunId> ids{};
  std::vector<std::vector<ports::JournalRow>> journals{};

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

EndedRuns ended_runs(ports::Queries& queries, const std::string& workflow) {
  EndedRuns found;
  ports::RunFilter filter;
  filter.terms.push_back({ports::RunTerm::Of::workflow, workflow, false});
  for (std::size_t looked_at = 0; looked_at < kLookedAtForPrecedentsMax;) {
    const auto page = queries.runs(filter);
    for (const auto& row : page) {
      if (!row.ended_at || found.ids.size() >= kPrecedentsMax) continue;
      found.ids.push_back(row.id);
      found.journals.push_back(queries.journal(row.id));
    }
    looked_at += page.size();
    if (page.size() < filter.limit || found.ids.size() >= kPrecedentsMax) break;
    filter.before = page.back().id;
  }
  return found;
}

core::Json draft_as_json(const insight::Proposal& proposal, const core::StepRef& step) {
  core::Json runs = core::Json::array();
  for (const auto run : proposal.runs) runs.push_back(run.text());
  return {{"draft", true},
          {"step", step.key()},
          {"what", insight::to_text(proposal.what)},
          {"sentence", insight::in_words(proposal)},
          {"comment", proposal.comment},
          {"runs", std::move(runs)},
          {"of", proposal.of}};
}

}  // namespace

core::Result<core::Json> drafts(ports::Queries& queries, core::RunId id) {
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
    if (proposal) found.push_back(draft_as_json(*proposal, step));
  }
  return core::Json{
      {"run", id.text()}, {"drafts", std::move(found)}, {"precedents", precedents.size()}};
}

}  // namespace baton::runtime
