#include "app/commands/dev_round.hpp"

#include "app/commands/event_file.hpp"
#include "app/commands/templates.hpp"
#include "app/files.hpp"
#include "app/words.hpp"
#include "baton/core/text.hpp"
#include "baton/engine/match.hpp"
#include "baton/simulate/trial.hpp"
#include "baton/telemetry/log.hpp"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <system_error>
#include <utility>

namespace baton::app::commands {
namespace {

namespace fs = std::filesystem;
using core::Json;
using std::chrono::steady_clock;

// How long one workflow may play the event: somebody waits for it.
constexpr std::chrono::seconds kWayLasts(5);

// Keeps the log still. What happens in the worlds of scenarios and of an event is the data of a
// round, and no news of a server.
class QuietLog {
 public:
  QuietLog() { spdlog::set_level(spdlog::level::off); }
  ~QuietLog() { spdlog::set_level(before_); }
  QuietLog(const QuietLog&) = delete;

 private:
  spdlog::level::level_enum before_ = spdlog::get_level();
};

fs::path real_path(const fs::path& path) {
  std::error_code failed;
  auto found = fs::weakly_canonical(path, failed);
  return failed ? path : found;
}

bool is_below(const fs::path& path, const fs::path& folder) {
  const auto inner = path.lexically_relative(folder);
  return !inner.empty() && *inner.begin() != "..";
}

// Whether it is a file that a round reads, and no copy or swap file of an editor.
bool is_read(const fs::path& path) {
  const auto ending = core::lower(path.extension().string());
  return ending == ".yaml" || ending == ".yml" || ending == ".json";
}

// The texts of the workflows that the steps of one run, directly or through others.
std::vector<std::string> texts_of_run(const std::vector<CheckedTemplate>& all,
                                      const core::Template& workflow) {
  std::vector<std::string> texts;
  std::set<std::string> known{workflow.name};
  std::vector<std::string> open = core::face_of(workflow).runs;
  while (!open.empty()) {
    const auto name = open.back();
    open.pop_back();
    if (!known.insert(name).second) continue;
    for (const CheckedTemplate& each : all) {
      if (!each.workflow || each.workflow->name != name) continue;
      texts.push_back(each.yaml);
      const auto runs = core::face_of(*each.workflow).runs;
      open.insert(open.end(), runs.begin(), runs.end());
    }
  }
  return texts;
}

std::map<std::string, std::string> statuses_of(const Json& way) {
  std::map<std::string, std::string> statuses;
  if (const auto* steps = core::find(way, "steps"))
    for (const auto& one : *steps)
      statuses[core::text_at(one, "step")] = core::text_at(one, "status");
  return statuses;
}

// The steps of a way in its order, each with its status and that of the round before, where that is
// another one; last those that the way does not come to any more.
Json steps_beside(const Json& way, const Json& before) {
  auto was = statuses_of(before);
  Json steps = Json::array();
  if (const auto* now = core::find(way, "steps")) {
    for (const auto& one : *now) {
      const auto name = core::text_at(one, "step");
      Json step{{"step", name}, {"status", core::text_at(one, "status")}};
      const auto found = was.find(name);
      if (!before.is_null() && (found == was.end() || found->second != step.at("status")))
        step["before"] = found == was.end() ? Json() : Json(found->second);
      if (found != was.end()) was.erase(found);
      steps.push_back(std::move(step));
    }
  }
  for (const auto& [name, status] : was)
    steps.push_back({{"step", name}, {"status", nullptr}, {"before", status}});
  return steps;
}

// What became of the event in a few words.
std::string outcome_of(const Json& told) {
  if (const auto error = core::text_at(told, "error"); !error.empty()) return "error: " + error;
  if (!flag_at(told, "starts")) return "does not start: " + core::text_at(told, "because");
  return core::text_at(told, "status") + (flag_at(told, "cut") ? ", and goes on" : "");
}

void print_way(Shell& shell, const Json& told) {
  Terminal& terminal = shell.terminal;
  const bool error = !core::text_at(told, "error").empty();
  terminal.out() << terminal.paint(printable(core::text_at(told, "workflow")), Colour::bold) << "  "
                 << terminal.paint(printable(outcome_of(told)), error ? Colour::red : Colour::plain)
                 << '\n';
  const auto& steps = told.at("steps");
  const bool differs = std::any_of(steps.begin(), steps.end(),
                                   [](const Json& step) { return step.contains("before"); });
  std::vector<std::string> headings{"STEP", "STATUS"};
  if (differs) headings.emplace_back("BEFORE");
  Table table(std::move(headings));
  for (const auto& step : steps) {
    const auto status = core::text_at(step, "status");
    std::vector<Cell> row{{printable(core::text_at(step, "step"))},
                          status.empty() ? Cell{"-"} : status_cell(status)};
    if (const auto* before = core::find(step, "before"))
      row.push_back({before->is_string() ? before->get<std::string>() : "-", Colour::yellow});
    else if (differs)
      row.emplace_back();
    table.add(std::move(row));
  }
  if (!table.empty()) table.print(terminal);
}

}  // namespace

std::vector<WatchedFolder> DevFolders::watched() const {
  std::vector<WatchedFolder> all{{config, true}, {events, true}};
  // An event may lie anywhere, such as in a home directory.
  if (!event.empty()) all.push_back({event.has_parent_path() ? event.parent_path() : ".", false});
  return all;
}

bool DevRounds::check(Json& told) {
  const auto found = template_files({(folders_.config / "templates").string()});
  templates_ = workbench_->check(found.files);
  TemplateCounts counts;
  for (const CheckedTemplate& each : templates_) {
    counts.add(each.findings);
    if (shell_.terminal.format() != Format::ndjson)
      print_findings(shell_, each.file, each.yaml, each.findings);
    told["files"].push_back(
        {{"file", each.file}, {"ok", each.right()}, {"findings", to_json(each.findings)}});
  }
  if (shell_.terminal.table()) shell_.terminal.err() << counts.text() << '\n';
  return counts.errors == 0;
}

// Plays the scenarios that have changed or name a file that has, and those that have not passed.
bool DevRounds::play(const std::set<fs::path>& changed, bool all, Json& told) {
  const auto files = scenario_files({folders_.config.string()}).files;
  std::erase_if(played_, [&files](const auto& one) {
    return std::find(files.begin(), files.end(), one.first) == files.end();
  });
  for (const std::string& file : files) {
    const auto known = played_.find(file);
    const auto is_new = [&changed](const fs::path& path) {
      return changed.contains(real_path(path));
    };
    const bool same = !all && known != played_.end() && known->second.came == Came::passed &&
                      !is_new(file) &&
                      std::none_of(known->second.paths.begin(), known->second.paths.end(), is_new);
    if (same) continue;
    auto played = play_scenario(shell_, *workbench_, file);
    if (shell_.terminal.format() != Format::ndjson) print_scenario(shell_, file, played);
    told["scenarios"].push_back(played.json(file));
    played_[file] = std::move(played);
  }
  return std::all_of(played_.begin(), played_.end(),
                     [](const auto& one) { return one.second.came == Came::passed; });
}

Json DevRounds::way_of(const CheckedTemplate& one, const core::Event& event) const {
  const auto setting = workbench_->setting();
  runtime::Trial trial;
  trial.workflow = one.workflow->name;
  trial.draft = one.yaml;
  trial.others = texts_of_run(templates_, *one.workflow);
  trial.events.push_back({event});
  trial.calendars = setting.calendars;
  trial.routes = setting.routes;
  trial.definitions = setting.facts;
  const auto ends = steady_clock::now() + kWayLasts;
  const auto played = simulate::play_trial(trial, [ends] { return steady_clock::now() >= ends; });
  const auto& events = played.at("events");
  if (!events.empty()) return events.front().at("draft");
  return {{"starts", true}, {"status", "running"}, {"steps", Json::array()}, {"cut", true}};
}

bool DevRounds::try_event(Json& told) {
  const auto file = folders_.event.empty() ? newest_event(folders_.events) : folders_.event;
  if (file.empty()) {
    shell_.terminal.note("no event in " + folders_.events.string() +
                         ": name one with --event, and its way is shown");
    return true;
  }
  const auto event = read_event(shell_, file);
  told["event"] = {{"file", file.string()}, {"type", event.type}};
  if (shell_.terminal.table())
    shell_.terminal.out() << "by " << printable(event.type) << " of " << printable(file.string())
                          << ":\n";
  bool right = true;
  std::map<std::string, Json> ways;
  for (const CheckedTemplate& each : templates_) {
    if (!each.right() || !each.workflow) continue;
    const auto plan = engine::compile(*each.workflow, 1);
    if (!plan || !engine::may_start(**plan, event)) continue;
    const auto& name = each.workflow->name;
    auto way = way_of(each, event);
    const auto before = ways_.find(name);
    Json shown = way;
    shown["workflow"] = name;
    shown["steps"] = steps_beside(way, before == ways_.end() ? Json() : before->second);
    right = right && core::text_at(way, "error").empty();
    if (shell_.terminal.table()) print_way(shell_, shown);
    told["workflows"].push_back(std::move(shown));
    ways[name] = std::move(way);
  }
  if (ways.empty()) shell_.terminal.note("no workflow starts by " + event.type);
  // What cannot be played now is compared, once it can be again, with how it was before.
  for (auto& [name, way] : ways) ways_[name] = std::move(way);
  return right;
}

bool DevRounds::round(const std::optional<FolderChanges>& changes) {
  std::set<fs::path> changed;
  bool all = !changes || changes->more;
  bool any = all;
  for (const auto& path : changes ? changes->files : std::set<fs::path>()) {
    if (!is_read(path)) continue;
    any = true;
    changed.insert(real_path(path));
    // Tables, connections and settings may matter to everything.
    all = all || (is_below(real_path(path), real_path(folders_.config)) &&
                  !is_below(real_path(path), real_path(folders_.config / "templates")) &&
                  !is_scenario(path));
  }
  if (!any) return true;
  const QuietLog quiet;
  const auto began = steady_clock::now();
  if (all || !workbench_) workbench_.emplace(shell_);
  Json told{{"ok", false},
            {"files", Json::array()},
            {"scenarios", Json::array()},
            {"event", nullptr},
            {"workflows", Json::array()}};
  const bool checked = check(told);
  const bool played = play(changed, all, told);
  const bool right = try_event(told) && checked && played;
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - began);
  told["ok"] = right;
  told["took_ms"] = took.count();
  Terminal& terminal = shell_.terminal;
  if (terminal.table())
    terminal.err() << (right ? "all is well" : "not yet right") << ", in " << took.count()
                   << " ms\n";
  if (!terminal.table() && terminal.format() != Format::name) terminal.print(told);
  terminal.out().flush();
  return right;
}

}  // namespace baton::app::commands
