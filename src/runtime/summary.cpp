#include "baton/runtime/summary.hpp"

#include "baton/context/cited.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"
#include "runtime/checks.hpp"

#include <set>
#include <utility>
#include <vector>

namespace baton::runtime {
namespace {

// How many sentences are held against a journal at once.
constexpr std::size_t kWrittenMax = 200;

// The lines of a journal, from which the transitions are borrowed.
std::vector<context::Line> lines_of(const std::vector<ports::JournalRow>& journal) {
  std::vector<context::Line> lines;
  lines.reserve(journal.size());
  for (const auto& row : journal) lines.push_back({row.sequence, row.at, &row.transitions});
  return lines;
}

// The step, and the steps that it comes after. Empty if there is no such step.
std::set<std::string> up_to(const engine::Plan& plan, const std::string& name) {
  std::set<std::string> steps;
  const auto* step = plan.step(name);
  if (step == nullptr) return steps;
  steps.insert(name);
  for (const auto at : step->before) steps.insert(plan.steps()[at].spec->name);
  return steps;
}

// What the people, groups, teams and steps are called that a sentence about the run may name: those
// of the run, and all whom the server knows.
std::set<std::string> names_of(ports::Queries& queries, PlanCache& plans, const ports::RunRow& run,
                               const ReadableJournal& journal) {
  auto names = context::names_in(lines_of(journal.rows));
  for (const auto& row : journal.rows) names.emplace(row.actor.name());
  // A template that does not pass the checks any more hides no name of the journal.
  if (const auto plan = plans.plan(queries, run.workflow, run.version); plan && *plan) {
    for (const auto& step : (*plan)->source().steps) {
      names.insert(step.name);
      names.insert(step.team);
    }
  }
  for (const auto& user : queries.users()) {
    names.insert({user.name, user.title});
    names.insert(user.groups.begin(), user.groups.end());
  }
  for (const auto& token : queries.tokens()) {
    names.insert(token.name);
    names.insert(token.groups.begin(), token.groups.end());
  }
  return names;
}

core::Json all_of(const std::vector<context::Cited>& sentences) {
  core::Json items = core::Json::array();
  for (const auto& sentence : sentences) items.push_back(context::to_json(sentence));
  return items;
}

core::Error not_written(std::string expected, std::string where) {
  return {core::Errc::invalid, "expected " + std::move(expected), std::move(where),
          R"(as {"text": "Ada approved it.", "lines": [17]})"};
}

// Reads the sentences that somebody else wrote.
core::Result<std::vector<context::Cited>> sentences_in(const core::Json& written) {
  if (!written.is_array() || written.size() > kWrittenMax)
    return not_written("a list of at most " + std::to_string(kWrittenMax) + " sentences",
                       "/sentences");
  std::vector<context::Cited> sentences;
  for (std::size_t at = 0; at < written.size(); ++at) {
    const auto where = "/sentences/" + std::to_string(at);
    const auto* lines = written[at].is_object() ? core::find(written[at], "lines") : nullptr;
    context::Cited sentence;
    if (written[at].is_object()) sentence.text = core::text_at(written[at], "text");
    if (sentence.text.empty()) return not_written("a text", where + "/text");
    if (lines == nullptr || !lines->is_array())
      return not_written("a list of numbers of lines", where + "/lines");
    for (const auto& line : *lines) {
      if (!line.is_number_integer())
        return not_written("a list of numbers of lines", where + "/lines");
      sentence.lines.push_back(line.get<std::int64_t>());
    }
    sentences.push_back(std::move(sentence));
  }
  return sentences;
}

}  // namespace

core::Result<core::Json> summary(ports::Queries& queries, PlanCache& plans, core::RunId id,
                                 const SummaryAsked& asked) {
  const auto language = context::language_asked(asked.language);
  if (!language) return language.error();
  const auto row = queries.run(id);
  if (!row) return no_such_run(id);
  std::set<std::string> steps;
  if (!asked.step.empty()) {
    const auto plan = plans.plan(queries, row->workflow, row->version);
    if (!plan) return plan.error();
    steps = *plan ? up_to(**plan, asked.step) : std::set<std::string>{};
    const auto run = steps.empty() ? load_run(queries, id) : std::nullopt;
    if (run) return no_such_step(queries, plans, *run, asked.step);
  }
  const auto journal = readable_journal(queries, id);
  auto all = context::sentences(lines_of(journal.rows), *language, steps);
  const auto count = all.size();
  all = context::weightiest(std::move(all), asked.most);
  core::Json json{{"run", id.text()},
                  {"lang", to_text(*language)},
                  {"sentences", all_of(all)},
                  {"left_out", count - all.size()},
                  {"missing", journal.missing}};
  if (!asked.step.empty()) json["step"] = asked.step;
  return json;
}

core::Result<core::Json> held_summary(ports::Queries& queries, PlanCache& plans, core::RunId id,
                                      const core::Json& written) {
  const auto row = queries.run(id);
  if (!row) return no_such_run(id);
  const auto sentences = sentences_in(written);
  if (!sentences) return sentences.error();
  const auto journal = readable_journal(queries, id);
  const auto lines = lines_of(journal.rows);
  auto known = context::sentences(lines, context::Language::en);
  for (auto& one : context::sentences(lines, context::Language::fr))
    known.push_back(std::move(one));
  const auto held = context::hold(*sentences, known, names_of(queries, plans, *row, journal));
  core::Json kept = core::Json::array();
  for (const auto& one : held.kept) kept.push_back({{"text", one.text}, {"lines", one.lines}});
  return core::Json{{"run", id.text()}, {"sentences", std::move(kept)}, {"dropped", held.dropped}};
}

}  // namespace baton::runtime
