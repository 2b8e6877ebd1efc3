#include "baton/runtime/goal_status.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/lifecycle.hpp"
#include "baton/core/text.hpp"
#include "baton/goals/week.hpp"
#include "baton/insight/flow.hpp"
#include "baton/ports/failures.hpp"
#include "baton/runtime/damage.hpp"
#include "baton/runtime/goal_work.hpp"
#include "baton/runtime/kpi_figures.hpp"
#include "baton/runtime/reads.hpp"
#include "runtime/goal_status_words.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>
#include <variant>
#include <vector>

namespace baton::runtime {
namespace {

using core::Errc;
using core::Error;
using core::Json;

constexpr std::int64_t kDaysOfAStatus = 7;
// How many runs that ended in one way are read for a goal, or for a workflow of it: the newest.
constexpr std::size_t kRunsOfStatusMax = 500;
// The most runs that ended whose journals are read for a draft: nobody reads a status that tells of
// more.
constexpr std::size_t kEndedCitedMax = 200;
// How many open runs a sentence stands on.
constexpr std::size_t kOpenCitedMax = 20;
// How many runs that will probably end late are told.
constexpr std::size_t kLateToldMax = 10;
// From which probability on a run will probably end late.
constexpr double kProbablyLate = 0.5;
// How many events are looked through for what was published last, the newest, of all goals.
constexpr std::size_t kPublishedMax = 1'000;

// The Monday of a week that has begun.
core::Result<std::int64_t> begun(const std::string& week, core::Time now) {
  const auto today = insight::day_of(now);
  const auto monday = goals::monday_of(week.empty() ? goals::week_of(today) : week);
  if (monday && *monday > today)
    return Error{Errc::invalid, "the week " + week + " has not begun", {}, {}};
  return monday;
}

// What was published of a goal: of this week, and of any.
struct StatusPublished {
  std::optional<core::Event> of_week{};
  std::optional<core::Event> last{};
};

StatusPublished published_of(ports::EventLog& queries, const std::string& goal,
                             const std::string& week) {
  StatusPublished found;
  const core::EventId behind(queries.last_event().value() + 1);
  for (const auto id : queries.look_back(core::kGoalStatus, {}, behind, kPublishedMax)) {
    const auto event = queries.event(id);
    if (!event || event->source != "baton" || event->subject != goal) continue;
    if (!found.last) found.last = event;
    if (core::text_at(event->data, "week") != week) continue;
    found.of_week = event;
    break;
  }
  return found;
}

Json published_json(const std::optional<core::Event>& event) {
  if (!event) return nullptr;
  return {{"event", event->id.text()},
          {"week", core::text_at(event->data, "week")},
          {"state", core::text_at(event->data, "state")},
          {"text", core::text_at(event->data, "text")},
          {"by", core::text_at(event->data, "by")},
          {"at", core::to_rfc3339(event->time)}};
}

// Gathers what is known of a goal and a week.
class StatusReader {
 public:
  StatusReader(ports::Queries& queries, const StatusOf& of, const GoalWork& work)
      : queries_(queries), of_(of), work_(work) {
    for (const auto* one : of.tree.nodes()) {
      const auto chain = of.tree.chain(*one);
      if (std::find(chain.begin(), chain.end(), &of.node) != chain.end()) nodes_.push_back(one);
    }
  }

  void add_standing(StatusFacts& facts) const {
    const auto standing = work_.standing(of_.node);
    facts.title = of_.node.title;
    facts.state = standing.state;
    facts.due = of_.node.due;
    facts.blocked = std::ssize(standing.blocking);
    facts.under_way = standing.open;
    facts.at_least = standing.at_least;
    facts.more_open = standing.more_open;
    for (const auto& each : standing.blocking) {
      if (facts.blocking.size() == kOpenCitedMax) break;
      facts.blocking.push_back(
          {each.run, each.workflow, each.title, {}, each.since, last_line(each.run)});
    }
    for (const auto* child : of_.tree.beneath(of_.node.name))
      if (work_.standing(*child).state != goals::State::on_track)
        facts.beneath.push_back(child->title);
  }

  // A run that is late already is not told as one that will probably be.
  void add_open(StatusFacts& facts) const {
    for (const auto* node : nodes_) {
      for (const auto& row : work_.rows_of(*node)) {
        if (core::ended(row.status)) continue;
        const auto forecast = queries_.forecast(row.id);
        const bool foreseen = forecast && forecast->late;
        const bool unforeseen = row.due && !row.late && !foreseen;
        if (foreseen && !row.late && *forecast->late >= kProbablyLate)
          facts.late.push_back(
              {row.id, row.workflow, row.title, *forecast->late, forecast->made_at});
        const bool cites = facts.open.size() < kOpenCitedMax;
        const bool cites_unforeseen = unforeseen && facts.unforeseen.size() < kOpenCitedMax;
        if (!cites && !cites_unforeseen) continue;
        const auto run = open_run(row);
        if (cites) facts.open.push_back(run);
        if (cites_unforeseen) facts.unforeseen.push_back(run);
      }
    }
    std::stable_sort(facts.late.begin(), facts.late.end(),
                     [](const auto& one, const auto& other) { return one.late > other.late; });
    if (facts.late.size() > kLateToldMax) facts.late.resize(kLateToldMax);
  }

  // Adds to `damaged` the runs that it leaves out since their rows are.
  void add_ended(StatusFacts& facts, core::Time from, core::Time to,
                 std::set<core::RunId>& damaged) const {
    std::map<core::RunId, ports::RunRow> found;
    for (const auto* node : nodes_) {
      std::vector<ports::RunTerm> terms{{ports::RunTerm::Of::goal, node->name}};
      for (const auto& workflow : node->workflows)
        terms.push_back({ports::RunTerm::Of::workflow, workflow});
      for (const auto& term : terms)
        for (const auto* status : {"succeeded", "failed"}) {
          ports::RunFilter filter;
          filter.terms = {term, {ports::RunTerm::Of::status, status}};
          filter.limit = kRunsOfStatusMax;
          auto rows = whole_runs(queries_, filter, damaged);
          if (rows.size() == kRunsOfStatusMax && rows.back().started_at >= from) facts.more = true;
          for (auto& row : rows)
            if (row.ended_at && *row.ended_at >= from && *row.ended_at < to &&
                of_.tree.of(row.workflow, row.goal) == node)
              found.insert_or_assign(row.id, std::move(row));
        }
    }
    std::vector<ports::RunRow> rows;
    for (auto& [id, row] : found) rows.push_back(std::move(row));
    std::stable_sort(rows.begin(), rows.end(), [](const auto& one, const auto& other) {
      return *one.ended_at > *other.ended_at;
    });
    if (rows.size() > kEndedCitedMax) {
      rows.resize(kEndedCitedMax);
      facts.more = true;
    }
    for (const auto& row : rows) {
      const bool failed = row.status == core::RunStatus::failed;
      (failed ? facts.failed : facts.succeeded).push_back(ended_run(row));
    }
  }

 private:
  // The journal of a run that has ended. One that misses a line or has a damaged one says nothing.
  std::vector<ports::JournalRow> journal(core::RunId run) const {
    try {
      return queries_.journal(run);
    } catch (const ports::RowDamaged&) {
      return {};
    }
  }
  // Where the journal of a run stands now; a run that is open is cited with this line.
  std::optional<std::int64_t> last_line(core::RunId run) const {
    const auto last = queries_.last_entry(run);
    return last == 0 ? std::nullopt : std::optional(last);
  }
  StatusRun open_run(const ports::RunRow& row) const {
    return {row.id, row.workflow, row.title, {}, row.updated_at, last_line(row.id)};
  }
  // With the line that says how it ended.
  StatusRun ended_run(const ports::RunRow& row) const {
    StatusRun run{row.id, row.workflow, row.title, {}, *row.ended_at, {}};
    for (const auto& line : journal(row.id))
      for (const auto& transition : line.transitions) {
        const auto* failed = std::get_if<core::RunFailed>(&transition);
        const bool says = row.status == core::RunStatus::failed
                              ? failed != nullptr
                              : std::holds_alternative<core::RunSucceeded>(transition);
        if (!says) continue;
        run.line = line.sequence;
        if (failed != nullptr) run.why = failed->message;
      }
    return run;
  }

  ports::Queries& queries_;
  const StatusOf& of_;
  const GoalWork& work_;
  std::vector<const goals::Node*> nodes_{};
};

// The KPIs of the goal over their windows, which end with the week or today.
std::vector<StatusKpi> kpis_of_status(ports::Queries& queries, PlanCache& plans,
                                      const goals::Node& node, const kpis::Definitions& kpis,
                                      std::int64_t end) {
  KpiFigures figures(queries, plans, end - 1);
  std::vector<StatusKpi> all;
  for (const auto& name : node.kpis) {
    const auto* kpi = kpis.find(name);
    if (kpi == nullptr) continue;
    const auto days = figures.window(*kpi);
    auto now = figures.of(*kpi, days);
    auto before = figures.of(*kpi, {days.from - kDaysOfAStatus, days.to - kDaysOfAStatus});
    all.push_back({kpi, std::move(now), std::move(before), days});
  }
  return all;
}

std::optional<Error> unfit_status(const std::string& text) {
  if (core::trim(text, " \t\r\n").empty())
    return Error{Errc::invalid, "expected the text of the status", "/text",
                 "the draft is a beginning: baton goals status"};
  if (text.size() > kStatusTextBytesMax)
    return Error{Errc::invalid,
                 "expected at most " + std::to_string(kStatusTextBytesMax) + " bytes, got " +
                     std::to_string(text.size()),
                 "/text",
                 {}};
  return std::nullopt;
}

}  // namespace

core::Result<Json> goal_status(ports::Queries& queries, PlanCache& plans, const StatusOf& of,
                               const kpis::Definitions& kpis, const ports::Clock& clock,
                               const std::string& language) {
  const auto spoken = context::language_asked(language);
  if (!spoken) return spoken.error();
  const auto now = clock.now();
  const auto monday = begun(of.week, now);
  if (!monday) return monday.error();
  const insight::Days days{*monday, *monday + kDaysOfAStatus};
  const GoalWork work(queries, of.tree, now);
  const StatusReader reader(queries, of, work);
  StatusFacts facts;
  facts.at = now;
  reader.add_standing(facts);
  reader.add_open(facts);
  auto damaged = work.damaged(of.node);
  reader.add_ended(facts, insight::begin_of_day(days.from), insight::begin_of_day(days.to),
                   damaged);
  facts.kpis =
      kpis_of_status(queries, plans, of.node, kpis, std::min(days.to, insight::day_of(now) + 1));
  Json sentences = Json::array();
  for (auto& one : status_sentences(facts, *spoken))
    sentences.push_back({{"about", one.about},
                         {"text", std::move(one.text)},
                         {"stands_on", std::move(one.stands_on)}});
  const auto week = goals::week_of(*monday);
  const auto published = published_of(queries, of.node.name, week);
  return Json{{"goal", of.node.name},
              {"title", of.node.title},
              {"week", week},
              {"from", insight::date_text(days.from)},
              {"to", insight::date_text(days.to - 1)},
              {"lang", to_text(*spoken)},
              {"state", to_text(facts.state)},
              {"sentences", std::move(sentences)},
              {"unreadable", unreadable_json(damaged)},
              {"published", published_json(published.of_week)},
              {"last", published_json(published.last)}};
}

core::Result<StatusToPublish> status_to_publish(ports::Queries& queries, const StatusOf& of,
                                                const std::string& text, const core::Actor& actor,
                                                const ports::Clock& clock) {
  if (auto wrong = unfit_status(text)) return *std::move(wrong);
  const auto now = clock.now();
  const auto monday = begun(of.week, now);
  if (!monday) return monday.error();
  const auto week = goals::week_of(*monday);
  const auto before = published_of(queries, of.node.name, week).of_week;
  if (before && core::text_at(before->data, "text") == text)
    return StatusToPublish{std::nullopt, before->id};
  const auto state = GoalWork(queries, of.tree, now).standing(of.node).state;
  core::Event event;
  event.type = core::kGoalStatus;
  event.source = "baton";
  // Two who publish one text at the same moment publish it once.
  event.origin = of.node.name + "/" + week + "/" + (before ? before->id.text() : std::string()) +
                 "/" + core::sha256_hex(text);
  event.subject = of.node.name;
  event.actor = actor;
  event.time = event.received = now;
  event.data = Json{{"goal", of.node.name},   {"kind", to_text(of.node.kind)},
                    {"title", of.node.title}, {"owner", of.node.owner},
                    {"week", week},           {"state", to_text(state)},
                    {"text", text},           {"by", actor.name()},
                    {"links", of.node.links}};
  return StatusToPublish{std::move(event), {}};
}

}  // namespace baton::runtime
