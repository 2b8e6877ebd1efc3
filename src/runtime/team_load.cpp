#include "baton/runtime/team_load.hpp"

#include "baton/context/phrase.hpp"
#include "baton/core/template.hpp"
#include "baton/engine/plan.hpp"
#include "baton/insight/bottleneck.hpp"
#include "baton/insight/flow.hpp"
#include "baton/insight/remaining.hpp"
#include "baton/ports/failures.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/telemetry/log.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <optional>
#include <set>
#include <utility>
#include <variant>

namespace baton::runtime {

using context::Language;
using context::Phrase;

namespace {

// The setting with the loads that were measured: {"day", "teams": {"legal": [0.4, …]}}.
constexpr std::string_view kLoadSetting = "team_load";
constexpr std::size_t kLoadsKept = 90;
constexpr std::int64_t kWorkDays = 90;
constexpr core::Duration kAhead = std::chrono::hours(24 * 7);
// How many open approvals, and tasks, are counted.
constexpr std::size_t kOpenCounted = 2'000;

bool is_of_people(const core::Step& step) {
  return std::holds_alternative<core::Approve>(step.verb) ||
         std::holds_alternative<core::PeopleTask>(step.verb);
}

using Loads = std::map<std::string, TeamLoad>;

// Whether the load is known: work of the team has ended, and its people have time.
bool has_load(const TeamLoad& load) {
  return load.median_work > core::Duration{} && load.available > core::Duration{};
}

bool is_overloaded(const TeamLoad& load) {
  return has_load(load) && insight::overloaded(load.load, load.past);
}

// Counts open approvals and tasks by the team of their step.
class OpenWork {
 public:
  OpenWork(ports::Queries& queries, PlanCache& plans, Loads& loads)
      : queries_(queries), plans_(plans), loads_(loads) {}

  void count() {
    for (const auto& row :
         queries_.approvals({.status = ports::ApprovalStatus::open, .limit = kOpenCounted}))
      add(row.run, row.step.name);
    ports::TaskFilter filter{.to_do = true, .limit = kOpenCounted};
    for (bool more = true; more && filter.limit > 0;) {
      const auto page = readable_tasks(queries_, filter);
      for (const auto& row : page.rows) add(row.run, row.step.name);
      filter.limit -= page.rows.size() + (page.damaged ? 1 : 0);
      more = static_cast<bool>(page.damaged);
    }
  }

 private:
  // The row of a run; nullopt if there is none, or if it is damaged: whose work it is is not known.
  std::optional<ports::RunRow> row_of(core::RunId run) {
    try {
      return queries_.run(run);
    } catch (const ports::RowDamaged& damage) {
      spdlog::debug("for which team run {} waits is not known: {}", run.text(), damage.what());
      return std::nullopt;
    }
  }

  void add(core::RunId run, const std::string& step) {
    const auto row = row_of(run);
    if (!row) return;
    const auto plan = plans_.plan(queries_, row->workflow, row->version);
    const auto* of = plan && *plan ? (*plan)->step(step) : nullptr;
    if (of == nullptr || of->spec->team.empty()) return;
    auto& load = loads_[of->spec->team];
    ++load.open;
  }

  ports::Queries& queries_;
  PlanCache& plans_;
  Loads& loads_;
};

// The lengths of what people did, by team.
std::map<std::string, insight::Lengths> work_of_teams(ports::Queries& queries, PlanCache& plans,
                                                      PastFlow& past, core::Time now) {
  std::map<std::string, insight::Lengths> lengths;
  const auto to = insight::day_of(now) + 1;
  for (const auto& workflow : queries.templates()) {
    const auto plan = plans.plan(queries, workflow.name, workflow.version);
    if (!plan || !*plan) continue;
    std::set<std::string> of_people;
    for (const auto& step : (*plan)->source().steps)
      if (is_of_people(step) && !step.team.empty()) of_people.insert(step.name);
    if (of_people.empty()) continue;
    for (const auto& row : past.rows(queries, {workflow.name, to - kWorkDays, to, false, true}))
      if (row.what == "succeeded" && !row.team.empty() && of_people.contains(row.step))
        lengths[row.team].add(row.took, {row.count, row.spent});
  }
  return lengths;
}

core::Json stored_loads(ports::Settings& settings) {
  auto json = core::parse_json(settings.setting(kLoadSetting));
  return json && json->is_object() ? *std::move(json) : core::Json::object();
}

std::vector<double> past_of(const core::Json& stored, const std::string& team) {
  std::vector<double> past;
  const auto* teams = core::find(stored, "teams");
  const auto* list = teams == nullptr ? nullptr : core::find(*teams, team);
  if (list == nullptr || !list->is_array()) return past;
  for (const auto& one : *list)
    if (one.is_number()) past.push_back(one.get<double>());
  return past;
}

std::int64_t people_in(const std::vector<identity::User>& users, const std::string& team) {
  const auto count = std::count_if(users.begin(), users.end(), [&team](const auto& user) {
    return !user.disabled_at &&
           std::find(user.groups.begin(), user.groups.end(), team) != user.groups.end();
  });
  return std::max<std::int64_t>(1, count);
}

std::string load_text(double load, Language language) {
  std::array<char, 32> text{};
  (void)std::snprintf(text.data(), text.size(), "%.2f", load);
  return context::as_number(text.data(), language);
}

constexpr Phrase kOpenOfTeam{"{team}: {n} open", "{team} : {n} en attente"};
constexpr Phrase kHalfOfTeam{", half of such work took {half} at most",
                             ", la moitié de ce travail a pris {half} au plus"};
constexpr Phrase kLoadOfTeam{"; load {load}", " ; charge {load}"};
constexpr Phrase kNoTimeOfTeam{"; no working time is known in the next 7 days",
                               " ; aucune heure de travail connue dans les 7 jours"};
constexpr Phrase kUsualOfTeam{", on nine days of ten at most {usual}",
                              ", neuf jours sur dix {usual} au plus"};
constexpr Phrase kTeamOverloaded{": more than usual", " : plus que d’habitude"};

std::string sentence_of_team(const TeamLoad& load, const std::optional<double>& usual,
                             Language language) {
  auto sentence =
      filled(kOpenOfTeam, language, {{"team", load.team}, {"n", std::to_string(load.open)}});
  if (load.median_work > core::Duration{})
    sentence +=
        filled(kHalfOfTeam, language, {{"half", insight::short_text(load.median_work, language)}});
  if (has_load(load))
    sentence += filled(kLoadOfTeam, language, {{"load", load_text(load.load, language)}});
  if (load.available <= core::Duration{}) sentence += context::in(kNoTimeOfTeam, language);
  if (usual && has_load(load))
    sentence += filled(kUsualOfTeam, language, {{"usual", load_text(*usual, language)}});
  if (is_overloaded(load)) sentence += context::in(kTeamOverloaded, language);
  return sentence;
}

}  // namespace

std::vector<TeamLoad> team_loads(ports::Queries& queries, PlanCache& plans, PastFlow& past,
                                 const calendar::Calendar& calendar, core::Time now) {
  Loads loads;
  OpenWork(queries, plans, loads).count();
  for (const auto& [team, lengths] : work_of_teams(queries, plans, past, now))
    loads[team].median_work = lengths.within(0.5);
  const auto hours = calendar.between(now, now + kAhead);
  const auto users = queries.users();
  const auto stored = stored_loads(queries);
  std::vector<TeamLoad> found;
  for (auto& [team, load] : loads) {
    load.team = team;
    load.people = people_in(users, team);
    load.available = hours ? *hours * load.people : core::Duration{};
    load.load =
        insight::load_of(static_cast<std::size_t>(load.open), load.median_work, load.available);
    load.past = past_of(stored, team);
    found.push_back(std::move(load));
  }
  return found;
}

bool are_team_loads_due(ports::Settings& settings, core::Time now) {
  const auto stored = stored_loads(settings);
  const auto* day = core::find(stored, "day");
  return day == nullptr || *day != insight::day_of(now);
}

void measure_team_loads(ports::Tx& tx, const std::vector<TeamLoad>& loads, core::Time now) {
  if (!are_team_loads_due(tx, now)) return;
  auto stored = stored_loads(tx);
  stored["day"] = insight::day_of(now);
  auto& teams = stored["teams"];
  for (const auto& load : loads) {
    if (!has_load(load)) continue;
    auto past = past_of(stored, load.team);
    past.push_back(load.load);
    if (past.size() > kLoadsKept) past.erase(past.begin());
    teams[load.team] = past;
  }
  tx.set_setting(kLoadSetting, core::dump(stored));
}

core::Json to_json(const TeamLoad& load, Language language) {
  const auto usual = insight::usual_load(load.past);
  const auto whole_ms = [](core::Duration length) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(length).count();
  };
  return {{"team", load.team},
          {"open", load.open},
          {"people", load.people},
          {"median_work_ms", whole_ms(load.median_work)},
          {"available_ms", whole_ms(load.available)},
          {"load", has_load(load) ? core::Json(load.load) : core::Json()},
          {"usual_p90", usual ? core::Json(*usual) : core::Json()},
          {"overloaded", is_overloaded(load)},
          {"measured", load.past.size()},
          {"sentence", sentence_of_team(load, usual, language)}};
}

}  // namespace baton::runtime
