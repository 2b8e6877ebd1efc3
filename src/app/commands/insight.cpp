#include "app/commands/insight.hpp"

#include "app/commands/commands.hpp"
#include "app/commands/runs.hpp"
#include "app/words.hpp"
#include "baton/core/days.hpp"
#include "baton/core/encoding.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

// baton insight, and baton runs latency: where time went.
namespace baton::app::commands {
namespace {

constexpr const char* kFlowPath = "/api/v1/insight/flow";

constexpr std::array kPhaseNames{"queue", "work", "people", "vendor", "gate", "backoff"};

std::int64_t whole_number(const core::Json& json, std::string_view name) {
  const core::Json* value = core::find(json, name);
  return value != nullptr && value->is_number_integer() ? value->get<std::int64_t>() : 0;
}

const core::Json& part(const core::Json& json, std::string_view name) {
  static const core::Json none = core::Json::object();
  const core::Json* found = core::find(json, name);
  return found == nullptr ? none : *found;
}

Table latency_table(const core::Json& latency) {
  Table table({"", "ELAPSED", "BUSINESS", "QUEUE", "WORK", "PEOPLE", "VENDOR", "GATE", "BACKOFF"});
  const auto add = [&table](const std::string& name, const core::Json& time) {
    std::vector<Cell> row{{name},
                          {length_text(whole_number(time, "elapsed_ms"))},
                          {length_text(whole_number(time, "business_ms"))}};
    for (const auto* phase : kPhaseNames)
      row.push_back({length_text(whole_number(part(time, "split"), phase))});
    table.add(std::move(row));
  };
  for (const auto& step : part(latency, "steps"))
    add("step " + printable(core::text_at(step, "step")), step);
  for (const auto& hand_off : part(latency, "hand_offs")) {
    std::string from;
    for (const auto& step : part(hand_off, "from_steps"))
      from += (from.empty() ? "" : ", ") + printable(step.get<std::string>());
    add(from + " → " + printable(core::text_at(hand_off, "to_step")), hand_off);
  }
  add("the run", latency);
  return table;
}

int show_run_latency(Shell& shell, const std::string& id, const std::string& calendar) {
  const core::Json latency = shell.get(run_path(id) + "/latency", {{"calendar", calendar}});
  if (!shell.terminal.table()) {
    shell.terminal.print(latency);
    return kOk;
  }
  latency_table(latency).print(shell.terminal);
  shell.terminal.note("business time by the calendar " + core::text_at(latency, "calendar"));
  if (const auto set_back = whole_number(latency, "clock_set_back"); set_back > 0)
    shell.terminal.note("the clock was set back " + std::to_string(set_back) +
                        " times: what happened meanwhile counts as if it took no time");
  shell.terminal.next("baton runs logs " + id);
  return kOk;
}

// "2.1d longer (1.4d to 2.9d)".
Cell effect_of_bottleneck(const core::Json& item) {
  const auto low = whole_number(item, "effect_low_ms");
  const auto from = low < 0 ? "-" + length_text(-low) : length_text(low);
  return {length_text(whole_number(item, "effect_ms")) + " longer (" + from + " to " +
          length_text(whole_number(item, "effect_high_ms")) + ")"};
}

// The step at its team, or the two teams of a hand-off.
Cell place_cell(const core::Json& item) {
  const auto team = printable(core::text_at(item, "team"));
  const auto to = printable(core::text_at(item, "to_team"));
  if (!to.empty()) return {team + " → " + to};
  return {printable(core::text_at(item, "step")) + (team.empty() ? "" : " at " + team)};
}

int list_bottlenecks(Shell& shell, const BottleneckOptions& options) {
  const core::Json found =
      shell.get("/api/v1/insight/bottlenecks", {{"workflow", options.workflow},
                                                {"days", std::to_string(options.days)},
                                                {"before", std::to_string(options.before)}});
  if (!shell.terminal.table()) {
    shell.terminal.print(found);
    return kOk;
  }
  Table table({"WORKFLOW", "WHERE", "EFFECT", "RUNS", "BEFORE"});
  for (const auto& item : part(found, "items"))
    table.add({{printable(core::text_at(item, "workflow"))},
               place_cell(item),
               effect_of_bottleneck(item),
               {std::to_string(whole_number(item, "runs_now"))},
               {std::to_string(whole_number(item, "runs_before"))}});
  if (table.empty()) {
    shell.terminal.note("no place became slower than before");
  } else {
    table.print(shell.terminal);
  }
  shell.terminal.note(std::to_string(whole_number(found, "compared")) + " places were compared, " +
                      std::to_string(whole_number(found, "too_few")) + " have too few runs");
  return kOk;
}

// How long something took, by the API: "1.2d, 95 % 4d (64)".
std::string lengths_text(const core::Json& lengths) {
  const auto count = whole_number(lengths, "count");
  if (count == 0) return {};
  return length_text(whole_number(lengths, "p50_ms")) + ", 95 % " +
         length_text(whole_number(lengths, "p95_ms")) + " (" + std::to_string(count) + ")";
}

Column lengths_column(std::string heading, std::string key) {
  return {std::move(heading), [key = std::move(key)](const core::Json& item) -> Cell {
            return {lengths_text(part(part(item, "runs"), key))};
          }};
}

Column count_column(std::string heading, std::string key) {
  return {std::move(heading), [key = std::move(key)](const core::Json& item) -> Cell {
            return {std::to_string(whole_number(part(item, "runs"), key))};
          }};
}

int list_workflow_flow(Shell& shell, const std::string& query) {
  ListView view;
  view.columns = {
      text_column("WORKFLOW", "workflow"), count_column("SUCCEEDED", "succeeded"),
      count_column("FAILED", "failed"),    count_column("RETURNED", "returned"),
      lengths_column("TOOK", "took"),      lengths_column("FIRST ACTION", "first_action")};
  view.name_key = "workflow";
  view.nothing = "nothing has ended in that time";
  print_list(shell, kFlowPath + query, view);
  shell.terminal.next("baton insight flow WORKFLOW");
  return kOk;
}

int show_workflow_flow(Shell& shell, const FlowOptions& options, const std::string& from) {
  const core::Json flow =
      shell.get(std::string(kFlowPath) + "/" + core::percent_encode(options.workflow),
                {{"from", from}, {"version", options.version}});
  if (!shell.terminal.table()) {
    shell.terminal.print(flow);
    return kOk;
  }
  Table table({"", "TEAM", "SUCCEEDED", "FAILED", "RETURNED", "TOOK", "QUEUE", "WORK", "PEOPLE",
               "VENDOR", "GATE", "BACKOFF"});
  const auto add = [&table](const std::string& name, const core::Json& figures) {
    std::vector<Cell> row{{name},
                          {printable(core::text_at(figures, "team"))},
                          {std::to_string(whole_number(figures, "succeeded"))},
                          {std::to_string(whole_number(figures, "failed"))},
                          {std::to_string(whole_number(figures, "returned"))},
                          {lengths_text(part(figures, "took"))}};
    for (const auto* phase : kPhaseNames)
      row.push_back({length_text(whole_number(part(part(figures, "phases"), phase), "total_ms"))});
    table.add(std::move(row));
  };
  for (const auto& step : part(flow, "steps"))
    add("step " + printable(core::text_at(step, "step")), step);
  add("runs", part(flow, "runs"));
  table.print(shell.terminal);
  shell.terminal.note("of TOOK the median, and how many; of the phases the time all together");
  return kOk;
}

int flow(Shell& shell, const FlowOptions& options) {
  const auto from = core::to_rfc3339(shell.world.now() - std::chrono::days(options.days - 1));
  if (options.workflow.empty())
    return list_workflow_flow(shell, "?from=" + core::percent_encode(from));
  return show_workflow_flow(shell, options, from);
}

}  // namespace

std::string length_text(std::int64_t milliseconds) {
  constexpr std::int64_t kSecond = 1'000;
  constexpr std::int64_t kMinute = 60 * kSecond;
  constexpr std::int64_t kHour = 60 * kMinute;
  constexpr std::int64_t kDay = 24 * kHour;
  constexpr std::array<std::pair<std::int64_t, const char*>, 4> kUnits{
      {{kDay, "d"}, {kHour, "h"}, {kMinute, "m"}, {kSecond, "s"}}};
  if (milliseconds == 0) return "-";
  for (const auto& [unit, name] : kUnits) {
    if (milliseconds < unit) continue;
    const auto tenths = milliseconds * 10 / unit;
    auto text = std::to_string(tenths / 10);
    if (tenths % 10 != 0 && tenths < 100) text += "." + std::to_string(tenths % 10);
    return text + name;
  }
  return std::to_string(milliseconds) + "ms";
}

void add_runs_latency(CLI::App& runs, Shell& shell) {
  auto id = std::make_shared<std::string>();
  auto calendar = std::make_shared<std::string>();
  CLI::App* latency = runs.add_subcommand(
      "latency",
      "Show where the time of a run went: by step, by hand-off and by what it waited for");
  latency->add_option("ID", *id, "The run, run_…")->required();
  latency->add_option("--calendar", *calendar,
                      "The business calendar to count by; its workflow's if left out");
  latency->callback([&shell, id, calendar] {
    shell.action = [&shell, id, calendar] { return show_run_latency(shell, *id, *calendar); };
  });
}

void add_runs_forecast(CLI::App& runs, Shell& shell) {
  auto id = std::make_shared<std::string>();
  CLI::App* forecast = runs.add_subcommand(
      "forecast", "Say when an open run will end, from runs of its workflow that have ended");
  forecast->add_option("ID", *id, "The run, run_…")->required();
  forecast->callback([&shell, id] {
    shell.action = [&shell, id] {
      const core::Json found = shell.get(run_path(*id) + "/forecast");
      if (!shell.terminal.table())
        shell.terminal.print(found);
      else
        shell.terminal.out() << core::text_at(found, "sentence") << '\n';
      return kOk;
    };
  });
}

namespace {

int list_team_loads(Shell& shell) {
  ListView view;
  view.columns = {
      text_column("TEAM", "team"),
      text_column("OPEN", "open"),
      {"MEDIAN",
       [](const core::Json& item) -> Cell {
         const auto median = whole_number(item, "median_work_ms");
         return {median > 0 ? length_text(median) : "-"};
       }},
      {"LOAD", [](const core::Json& item) -> Cell {
         const auto* load = core::find(item, "load");
         if (load != nullptr && load->is_null()) return {"-"};
         const bool over = flag_at(item, "overloaded");
         return {printable(core::text_at(item, "sentence")), over ? Colour::yellow : Colour::plain};
       }}};
  view.name_key = "team";
  view.nothing = "no team has open work, or had some: `team:` of a step names one";
  print_list(shell, "/api/v1/insight/teams", view);
  return kOk;
}

void add_teams(CLI::App& insight, Shell& shell) {
  CLI::App* of = insight.add_subcommand(
      "teams", "Show how much work waits for each team, against the time that it has");
  of->callback([&shell] { shell.action = [&shell] { return list_team_loads(shell); }; });
}

void add_bottlenecks(CLI::App& insight, Shell& shell) {
  auto options = std::make_shared<BottleneckOptions>();
  CLI::App* of = insight.add_subcommand(
      "bottlenecks", "Show the steps and hand-offs at which runs lose more time than before");
  of->add_option("WORKFLOW", options->workflow, "Only this one");
  of->add_option("--days", options->days, "How many days back, with today")
      ->check(CLI::Range(1, 200))
      ->capture_default_str();
  of->add_option("--before", options->before, "Compared with so many days before these")
      ->check(CLI::Range(1, 200))
      ->capture_default_str();
  of->callback([&shell, options] {
    shell.action = [&shell, options] { return list_bottlenecks(shell, *options); };
  });
}

}  // namespace

void add_insight(CLI::App& root, Shell& shell) {
  CLI::App* insight = root.add_subcommand("insight", "Where time goes");
  insight->require_subcommand(1);
  add_bottlenecks(*insight, shell);
  add_teams(*insight, shell);
  auto options = std::make_shared<FlowOptions>();
  CLI::App* of = insight->add_subcommand(
      "flow", "Show how workflows flow: how long runs and steps took, and what they waited for");
  of->add_option("WORKFLOW", options->workflow, "Only this one, by step and team");
  of->add_option("--days", options->days, "How many days back, with today")
      ->check(CLI::Range(std::int64_t{1}, core::kFigureDaysKept))
      ->capture_default_str();
  of->add_option("--version", options->version, "Only runs of this version of the workflow");
  of->callback(
      [&shell, options] { shell.action = [&shell, options] { return flow(shell, *options); }; });
}

}  // namespace baton::app::commands
