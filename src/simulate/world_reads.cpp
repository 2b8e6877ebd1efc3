// How a world reads its runs and its journal.
#include "baton/runtime/reads.hpp"
#include "baton/simulate/world.hpp"

#include <utility>

namespace baton::simulate {

namespace {

// How many entries of the journal are read at once: more than a scenario leaves.
constexpr std::size_t kEntriesMax = 10'000;

// An item is "mails.3", so that a list of these can be written into a scenario as it is: YAML would
// read the brackets of "mails[3]" as a list.
std::string text_of(const core::Transition& transition) {
  const auto& step = core::step_of(transition);
  return std::string(core::transition_name(transition)) + (step.empty() ? "" : " " + step.key());
}

}  // namespace

std::vector<World::News> World::news() {
  std::vector<News> news;
  read([&](ports::Queries& queries) {
    for (const auto& row : queries.journal_after(seen_, kEntriesMax)) {
      seen_ = row.sequence;
      for (const auto& transition : row.transitions) news.push_back({row.run, text_of(transition)});
    }
  });
  return news;
}

std::optional<core::Run> World::run(core::RunId id) {
  std::optional<core::Run> run;
  read([&](ports::Queries& queries) { run = runtime::load_run(queries, id); });
  return run;
}

runtime::Verdict World::verdict_on(const core::Event& event) {
  runtime::Verdict verdict;
  read([&](ports::Queries& queries) {
    verdict = runtime::verdict_on(queries, middle_->plans(), event);
  });
  return verdict;
}

std::optional<core::RunId> World::newest_run(std::string_view workflow) {
  std::vector<ports::RunRow> rows;
  ports::RunFilter filter;
  filter.limit = 1;
  if (!workflow.empty()) filter.terms = {{ports::RunTerm::Of::workflow, std::string(workflow)}};
  read([&](ports::Queries& queries) { rows = queries.runs(filter); });
  if (rows.empty()) return std::nullopt;
  return rows.front().id;
}

std::vector<core::RunId> World::runs_started_by(core::EventId event) {
  std::vector<core::RunId> runs;
  read([&](ports::Queries& queries) {
    for (const auto& row : queries.runs_started_by(event)) runs.push_back(row.id);
  });
  return runs;
}

core::Json World::journal() {
  auto rows = core::Json::array();
  read([&rows](ports::Queries& queries) {
    for (const auto& row : queries.journal_after(0, kEntriesMax)) {
      auto transitions = core::Json::array();
      for (const auto& transition : row.transitions)
        transitions.push_back(core::to_json(transition));
      core::Json entry{{"at", core::to_rfc3339(row.at)},
                       {"actor", row.actor},
                       {"transitions", std::move(transitions)}};
      rows.push_back(std::move(entry));
    }
  });
  return rows;
}

}  // namespace baton::simulate
