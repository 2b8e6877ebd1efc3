#include "baton/views/latency.hpp"

#include "baton/views/whole_parts.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

namespace baton::views {
namespace {

using insight::kPhases;
using insight::Phase;

constexpr std::int64_t kMicrosecondsOfOne = 1'000;

core::Json split_json(const insight::Spent& spent) {
  const auto parts = whole_parts(spent.parts);
  core::Json json = core::Json::object();
  for (std::size_t at = 0; at < kPhases; ++at)
    json[std::string(to_text(static_cast<Phase>(at)))] = parts[at];
  return json;
}

std::int64_t whole_milliseconds(core::Duration duration) {
  return duration.count() / kMicrosecondsOfOne;
}

core::Json stretches_json(const insight::Timespan& time) {
  core::Json list = core::Json::array();
  for (const auto& stretch : time.stretches)
    list.push_back({{"phase", to_text(stretch.phase)},
                    {"from", core::to_rfc3339(stretch.from)},
                    {"to", core::to_rfc3339(stretch.to)}});
  return list;
}

core::Result<core::Json> timespan_json(const insight::Timespan& time,
                                       const calendar::Calendar& calendar) {
  const auto worked = insight::business(time, calendar);
  if (!worked) return worked.error();
  return core::Json{{"from", core::to_rfc3339(time.from)},
                    {"to", core::to_rfc3339(time.to)},
                    {"open", time.open},
                    {"elapsed_ms", whole_milliseconds(time.to - time.from)},
                    {"split", split_json(insight::elapsed(time))},
                    {"business_ms", whole_milliseconds(worked->whole())},
                    {"business_split", split_json(*worked)},
                    {"stretches", stretches_json(time)}};
}

std::string team_named(const std::map<std::string, std::string>& teams, const std::string& step) {
  const auto found = teams.find(step);
  return found == teams.end() ? std::string() : found->second;
}

core::Json teams_json(const std::map<std::string, std::string>& teams,
                      const std::vector<std::string>& steps) {
  core::Json list = core::Json::array();
  for (const auto& step : steps) {
    const core::Json team = team_named(teams, step);
    if (team != "" && std::find(list.begin(), list.end(), team) == list.end()) list.push_back(team);
  }
  return list;
}

// How long things took, by the word of FlowKey::what.
using ByWhat = std::map<std::string, insight::Lengths, std::less<>>;

core::Json lengths_json(const insight::Lengths& lengths) {
  return {{"count", lengths.count()},
          {"total_ms", whole_milliseconds(lengths.spent())},
          {"mean_ms", whole_milliseconds(lengths.mean())},
          {"p50_ms", whole_milliseconds(lengths.within(0.5))},
          {"p95_ms", whole_milliseconds(lengths.within(0.95))}};
}

const insight::Lengths& lengths_of(const ByWhat& by, std::string_view what) {
  static const insight::Lengths none;
  const auto found = by.find(what);
  return found == by.end() ? none : found->second;
}

// What all figures have in common: how they ended, how long that took, and the phases.
core::Json figures_json(const ByWhat& by) {
  core::Json json = core::Json::object();
  for (const auto* outcome : {"succeeded", "failed", "cancelled"})
    json[outcome] = lengths_of(by, outcome).count();
  json["decided"] = lengths_of(by, insight::kDecided).count();
  json["returned"] = lengths_of(by, insight::kReturned).count();
  json["took"] = lengths_json(lengths_of(by, "succeeded"));
  core::Json phases = core::Json::object();
  for (std::size_t at = 0; at < kPhases; ++at) {
    const auto phase = to_text(static_cast<Phase>(at));
    phases[std::string(phase)] = lengths_json(lengths_of(by, phase));
  }
  json["phases"] = std::move(phases);
  return json;
}

core::Json run_figures_json(const ByWhat& by) {
  core::Json json = figures_json(by);
  json["first_action"] = lengths_json(lengths_of(by, insight::kFirstAction));
  json["clock_set_back"] = lengths_of(by, insight::kSetBack).count();
  return json;
}

bool is_asked(const FlowAsked& asked, const ports::FlowRow& row) {
  return row.day >= asked.from && row.day < asked.to &&
         (asked.version == 0 || row.version == asked.version);
}

void add_row(ByWhat& by, const ports::FlowRow& row) {
  by[row.what].add(row.took, {row.count, row.spent});
}

// How long hand-offs took, by the team that hands it off and the one that takes it.
using HandOffs = std::map<std::pair<std::string, std::string>, insight::Lengths>;

core::Json hand_offs_json(const HandOffs& hand_offs) {
  core::Json list = core::Json::array();
  for (const auto& [teams, took] : hand_offs)
    list.push_back(
        {{"from_team", teams.first}, {"to_team", teams.second}, {"took", lengths_json(took)}});
  return list;
}

core::Json period_json(const FlowAsked& asked, const std::string& workflow) {
  return {{"workflow", workflow},
          {"from", core::to_rfc3339(insight::begin_of_day(asked.from))},
          {"to", core::to_rfc3339(insight::begin_of_day(asked.to))}};
}

}  // namespace

core::Result<core::Json> latency(const insight::Latency& latency,
                                 const calendar::Calendar& calendar,
                                 const std::map<std::string, std::string>& teams) {
  auto run = timespan_json(latency.run, calendar);
  if (!run) return run.error();
  core::Json json = *std::move(run);
  json["calendar"] = calendar.name();
  json["clock_set_back"] = latency.set_back;
  core::Json steps = core::Json::array();
  for (const auto& step : latency.steps) {
    auto one = timespan_json(step.time, calendar);
    if (!one) return one.error();
    (*one)["step"] = step.step;
    (*one)["team"] = team_named(teams, step.step);
    steps.push_back(*std::move(one));
  }
  json["steps"] = std::move(steps);
  core::Json hand_offs = core::Json::array();
  for (const auto& hand_off : latency.hand_offs) {
    auto one = timespan_json(hand_off.time, calendar);
    if (!one) return one.error();
    (*one)["from_steps"] = hand_off.from;
    (*one)["from_teams"] = teams_json(teams, hand_off.from);
    (*one)["to_step"] = hand_off.to;
    (*one)["to_team"] = team_named(teams, hand_off.to);
    hand_offs.push_back(*std::move(one));
  }
  json["hand_offs"] = std::move(hand_offs);
  return json;
}

core::Json flow(const FlowAsked& asked, const std::string& workflow,
                const std::vector<ports::FlowRow>& rows) {
  ByWhat of_runs;
  std::map<std::pair<std::string, std::string>, ByWhat> of_steps;  // by step and team
  HandOffs of_hand_offs;
  std::map<std::int64_t, ByWhat> of_days;
  for (const auto& row : rows) {
    if (!is_asked(asked, row)) continue;
    add_row(row.step.empty() ? of_runs : of_steps[{row.step, row.team}], row);
    if (row.step.empty()) add_row(of_days[row.day], row);
    if (row.what.starts_with(insight::kFrom))
      of_hand_offs[{row.what.substr(insight::kFrom.size()), row.team}].add(row.took,
                                                                           {row.count, row.spent});
  }
  core::Json json = period_json(asked, workflow);
  json["runs"] = run_figures_json(of_runs);
  core::Json steps = core::Json::array();
  for (const auto& [of, by] : of_steps) {
    core::Json one = figures_json(by);
    one["step"] = of.first;
    one["team"] = of.second;
    steps.push_back(std::move(one));
  }
  json["steps"] = std::move(steps);
  json["hand_offs"] = hand_offs_json(of_hand_offs);
  core::Json days = core::Json::array();
  for (const auto& [day, by] : of_days) {
    core::Json one = run_figures_json(by);
    one["day"] = insight::date_text(day);
    days.push_back(std::move(one));
  }
  json["days"] = std::move(days);
  return json;
}

core::Json flow_of_runs(const FlowAsked& asked, const std::string& workflow,
                        const std::vector<ports::FlowRow>& rows) {
  ByWhat by;
  for (const auto& row : rows)
    if (row.step.empty() && is_asked(asked, row)) add_row(by, row);
  core::Json json = period_json(asked, workflow);
  json["runs"] = run_figures_json(by);
  return json;
}

}  // namespace baton::views
