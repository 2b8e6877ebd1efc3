#include "app/commands/insight.hpp"

#include "app/commands/commands.hpp"
#include "app/commands/runs.hpp"
#include "app/words.hpp"
#include "baton/core/counted.hpp"
#include "baton/core/days.hpp"
#include "baton/core/encoding.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <memory>
#include <ostream>
#include <utility>
#include <vector>

// baton insight, and baton runs latency: where time went.
namespace baton::app::commands {
namespace {

constexpr const char* kFlowPath = "/api/v1/insight/flow";
// Where tables show figures only.
constexpr const char* kLanguageOfJson = "The language of the sentences, which -o json shows";

constexpr std::array kPhaseNames{"queue", "work", "people", "vendor", "gate", "backoff"};

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

// Says how often a clock was found set back. `where`: in what, with a blank before it.
void note_set_back(Shell& shell, std::int64_t set_back, const std::string& where) {
  if (set_back <= 0) return;
  shell.terminal.note("the clock was set back " + core::counted(set_back, "time") + where +
                      ": what happened meanwhile counts as if it took no time");
}
void note_clock(Shell& shell, const core::Json& answer, const std::string& where = {}) {
  note_set_back(shell, whole_number(answer, "clock_set_back"), where);
}

int show_run_latency(Shell& shell, const std::string& id, const std::string& calendar) {
  const core::Json latency = shell.get(run_path(id) + "/latency", {{"calendar", calendar}});
  if (!shell.terminal.table()) {
    shell.terminal.print(latency);
    return kOk;
  }
  latency_table(latency).print(shell.terminal);
  shell.terminal.note("business time by the calendar " + core::text_at(latency, "calendar"));
  note_clock(shell, latency);
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
                                                {"before", std::to_string(options.before)},
                                                {"lang", options.lang}});
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
  const auto compared = whole_number(found, "compared");
  const auto too_few = whole_number(found, "too_few");
  shell.terminal.note(core::counted(compared, "place was", "places were") + " compared, " +
                      core::counted(too_few, "has", "have") + " too few runs");
  const auto& items = part(found, "items");
  const auto workflow = items.empty() ? options.workflow : core::text_at(items[0], "workflow");
  shell.terminal.next("baton insight flow" + (workflow.empty() ? workflow : " " + workflow));
  return kOk;
}

// The length within which so many of a hundred ended: "p50_ms" or "p95_ms". Empty where none did.
Cell within_cell(const core::Json& lengths, std::string_view quantile) {
  if (whole_number(lengths, "count") == 0) return {};
  return {length_text(whole_number(lengths, quantile))};
}

Column within_column(std::string heading, std::string key, std::string quantile) {
  return {std::move(heading),
          [key = std::move(key), quantile = std::move(quantile)](const core::Json& item) -> Cell {
            return within_cell(part(part(item, "runs"), key), quantile);
          }};
}

Column count_column(std::string heading, std::string key) {
  return {std::move(heading), [key = std::move(key)](const core::Json& item) -> Cell {
            return {std::to_string(whole_number(part(item, "runs"), key))};
          }};
}

// Which days figures are of, and how their lengths are written.
std::string days_note(const FlowOptions& options) {
  const std::string days = options.days == 1
                               ? "today"
                               : "the last " + std::to_string(options.days) + " days, with today";
  return "what ended in " + days + " (UTC); lengths by the clock in days, hours, minutes";
}

int list_workflow_flow(Shell& shell, const FlowOptions& options, const std::string& from) {
  ListView view;
  view.columns = {text_column("WORKFLOW", "workflow"),
                  count_column("SUCCEEDED", "succeeded"),
                  count_column("FAILED", "failed"),
                  count_column("SENT BACK", "returned"),
                  within_column("HALF TOOK UP TO", "took", "p50_ms"),
                  within_column("95 % UP TO", "took", "p95_ms"),
                  within_column("FIRST ACTION, HALF AFTER", "first_action", "p50_ms"),
                  within_column("95 % AFTER", "first_action", "p95_ms")};
  view.name_key = "workflow";
  view.nothing = "nothing has ended in that time";
  const auto items = print_list(shell, kFlowPath, view, {{"from", from}});
  if (items.empty()) {
    shell.terminal.next("baton runs ls");
    return kOk;
  }
  shell.terminal.note(days_note(options));
  std::int64_t set_back = 0;
  for (const auto& item : items) set_back += whole_number(part(item, "runs"), "clock_set_back");
  note_set_back(shell, set_back, " in these runs");
  shell.terminal.next("baton insight flow " + core::text_at(items.front(), "workflow"));
  return kOk;
}

// Of the time of a row, the share that was spent in a phase: "62 %".
Cell share_cell(const core::Json& phases, std::string_view phase) {
  constexpr std::int64_t kHundred = 100;
  std::int64_t whole = 0;
  for (const auto* each : kPhaseNames) whole += whole_number(part(phases, each), "total_ms");
  const auto of_phase = whole_number(part(phases, phase), "total_ms");
  if (of_phase == 0) return {"-"};
  const auto share = (kHundred * of_phase + whole / 2) / whole;
  return {share == 0 ? "< 1 %" : std::to_string(share) + " %"};
}

Table flow_table(const core::Json& flow) {
  Table table({"OF", "TEAM", "SUCCEEDED", "FAILED", "SENT BACK", "HALF TOOK UP TO", "95 % UP TO",
               "QUEUE", "WORK", "PEOPLE", "VENDOR", "GATE", "BACKOFF"});
  const auto add = [&table](const std::string& name, const core::Json& figures) {
    const auto& took = part(figures, "took");
    std::vector<Cell> row{{name},
                          {printable(core::text_at(figures, "team"))},
                          {std::to_string(whole_number(figures, "succeeded"))},
                          {std::to_string(whole_number(figures, "failed"))},
                          {std::to_string(whole_number(figures, "returned"))},
                          within_cell(took, "p50_ms"),
                          within_cell(took, "p95_ms")};
    for (const auto* phase : kPhaseNames) row.push_back(share_cell(part(figures, "phases"), phase));
    table.add(std::move(row));
  };
  add("whole runs", part(flow, "runs"));
  for (const auto& step : part(flow, "steps"))
    add("step " + printable(core::text_at(step, "step")), step);
  return table;
}

Table hand_off_table(const core::Json& flow) {
  Table table({"HAND-OFF", "TIMES", "HALF TOOK UP TO", "95 % UP TO"});
  for (const auto& hand_off : part(flow, "hand_offs")) {
    const auto& took = part(hand_off, "took");
    table.add({{printable(core::text_at(hand_off, "from_team")) + " → " +
                printable(core::text_at(hand_off, "to_team"))},
               {std::to_string(whole_number(took, "count"))},
               within_cell(took, "p50_ms"),
               within_cell(took, "p95_ms")});
  }
  return table;
}

int show_workflow_flow(Shell& shell, const FlowOptions& options, const std::string& from) {
  const core::Json flow =
      shell.get(std::string(kFlowPath) + "/" + core::percent_encode(options.workflow),
                {{"from", from}, {"version", options.version}});
  if (!shell.terminal.table()) {
    shell.terminal.print(flow);
    return kOk;
  }
  flow_table(flow).print(shell.terminal);
  if (const auto hand_offs = hand_off_table(flow); !hand_offs.empty()) {
    shell.terminal.out() << '\n';
    hand_offs.print(shell.terminal);
  }
  shell.terminal.note(days_note(options));
  shell.terminal.note(
      "QUEUE to BACKOFF: the share of that time in which work waited for its turn, "
      "was done, or waited for people, a vendor, a gate or the next attempt");
  note_clock(shell, part(flow, "runs"), " in these runs");
  shell.terminal.next("baton insight bottlenecks " + options.workflow);
  return kOk;
}

int flow(Shell& shell, const FlowOptions& options) {
  const auto from = core::to_rfc3339(shell.world.now() - std::chrono::days(options.days - 1));
  if (options.workflow.empty()) return list_workflow_flow(shell, options, from);
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
  auto lang = std::make_shared<std::string>();
  CLI::App* forecast = runs.add_subcommand(
      "forecast", "Say when an open run and its open steps will end, from runs that have ended");
  forecast->add_option("ID", *id, "The run, run_…")->required();
  add_language(*forecast, *lang);
  forecast->callback([&shell, id, lang] {
    shell.action = [&shell, id, lang] {
      const core::Json found = shell.get(run_path(*id) + "/forecast", {{"lang", *lang}});
      if (!shell.terminal.table()) {
        shell.terminal.print(found);
      } else {
        shell.terminal.out() << core::text_at(found, "sentence") << '\n';
        if (const auto* steps = core::find(found, "steps"); steps && steps->is_array())
          for (const auto& step : *steps)
            shell.terminal.out() << core::text_at(step, "step") << ": "
                                 << core::text_at(step, "sentence") << '\n';
        note_clock(shell, found, " in the runs that the forecast is learned from");
        note_unreadable(shell, {found});
      }
      shell.terminal.next("baton runs why " + *id);
      return kOk;
    };
  });
}

namespace {

// The hours in a length: "280h".
std::string hours_text(std::int64_t milliseconds) {
  constexpr std::int64_t kHour = 3'600'000;
  return std::to_string((milliseconds + kHour / 2) / kHour) + "h";
}

// A load, which is 1 where all hours of the week are taken, in a hundred: "200 %". Empty where it
// is not known.
std::string load_percent(const core::Json& item, std::string_view name) {
  constexpr double kHundred = 100;
  const auto* load = core::find(item, name);
  if (load == nullptr || !load->is_number()) return {};
  return std::to_string(std::llround(kHundred * load->get<double>())) + " %";
}

Cell load_cell(const core::Json& item) {
  const auto load = load_percent(item, "load");
  if (load.empty()) return {"-"};
  if (flag_at(item, "overloaded")) return {"! " + load + ", more than usual", Colour::yellow};
  return {load};
}

// What a team is usually loaded with, or how many more days have to be measured before it is known.
Cell usual_cell(const core::Json& item) {
  const auto usual = load_percent(item, "usual_p90");
  if (!usual.empty()) return {usual};
  return {"not known yet (" + std::to_string(whole_number(item, "measured")) + " of 10 days)",
          Colour::dim};
}

int list_team_loads(Shell& shell, const std::string& lang) {
  ListView view;
  view.columns = {text_column("TEAM", "team"),
                  text_column("OPEN WORK", "open"),
                  {"HALF TOOK UP TO",
                   [](const core::Json& item) -> Cell {
                     return {length_text(whole_number(item, "median_work_ms"))};
                   }},
                  text_column("PEOPLE", "people"),
                  {"HOURS IN 7 DAYS",
                   [](const core::Json& item) -> Cell {
                     return {hours_text(whole_number(item, "available_ms"))};
                   }},
                  {"LOAD", load_cell},
                  {"USUALLY UP TO", usual_cell}};
  view.name_key = "team";
  view.nothing = "no team has open work, or had some: `team:` of a step names one";
  const auto items = print_list(shell, "/api/v1/insight/teams", view, {{"lang", lang}});
  if (items.empty()) return kOk;
  shell.terminal.note(
      "OPEN WORK: approvals and tasks; LOAD: their number × what half of such work "
      "took at most, of the hours; USUALLY: on nine days of ten");
  shell.terminal.next("baton insight bottlenecks");
  shell.terminal.next("baton tasks ls");
  return kOk;
}

void add_teams(CLI::App& insight, Shell& shell) {
  CLI::App* of = insight.add_subcommand(
      "teams", "Show how much work waits for each team, against the time that it has");
  auto lang = std::make_shared<std::string>();
  add_language(*of, *lang, kLanguageOfJson);
  of->callback(
      [&shell, lang] { shell.action = [&shell, lang] { return list_team_loads(shell, *lang); }; });
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
  add_language(*of, options->lang, kLanguageOfJson);
  of->callback([&shell, options] {
    shell.action = [&shell, options] { return list_bottlenecks(shell, *options); };
  });
}

}  // namespace

void add_insight(CLI::App& root, Shell& shell) {
  CLI::App* insight = root.add_subcommand("insight", "Where time goes");
  insight->alias("insights");
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
