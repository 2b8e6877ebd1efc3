#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <cstddef>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

// baton detectors: the series that are watched for changes.
namespace baton::app::commands {
namespace {

constexpr const char* kDetectors = "/api/v1/detectors";

struct DetectorOptions {
  std::string name{};
  std::string key{};
  int limit = 20;
  std::string lang{};
};

// The sentence of the newest alarm; empty where there was none.
Cell last_alarm(const core::Json& item) {
  const core::Json* alarm = core::find(item, "last_alarm");
  if (alarm == nullptr || alarm->is_null()) return {"-"};
  return {printable(core::text_at(*alarm, "sentence")), Colour::yellow};
}

Cell watched(const core::Json& item) {
  const auto workflow = printable(core::text_at(item, "workflow"));
  if (!workflow.empty()) return {core::text_at(item, "figure") + " of " + workflow};
  const auto kpi = printable(core::text_at(item, "kpi"));
  if (!kpi.empty()) return {"KPI " + kpi};
  return {printable(core::text_at(item, "event"))};
}

// What shows that which a detector watches.
std::string command_for_watched(const core::Json& item) {
  const auto workflow = printable(core::text_at(item, "workflow"));
  if (!workflow.empty()) return "baton insight flow " + workflow;
  const auto kpi = printable(core::text_at(item, "kpi"));
  if (!kpi.empty()) return "baton kpis get " + kpi;
  return "baton events ls 'type:" + printable(core::text_at(item, "event")) + "'";
}

int list_detectors(Shell& shell, const std::string& lang) {
  ListView view;
  view.columns = {text_column("DETECTOR", "name"),
                  {"WATCHES", watched},
                  text_column("SERIES", "series"),
                  {"LAST ALARM", last_alarm}};
  view.name_key = "name";
  view.nothing = "no detectors: describe them in config/detectors";
  const auto items = print_list(shell, kDetectors, view, {{"lang", lang}});
  const auto has_alarm = [](const core::Json& item) {
    const core::Json* alarm = core::find(item, "last_alarm");
    return alarm != nullptr && !alarm->is_null();
  };
  if (!items.empty()) shell.terminal.next("baton detectors get " + name_of_first(items, has_alarm));
  return kOk;
}

std::string number_at(const core::Json& item, const char* name) {
  const core::Json* value = core::find(item, name);
  return value == nullptr || value->is_null() ? "-" : core::dump(*value);
}

// The names of the series of a detector, as many as a line holds.
std::string names_of_series(const core::Json& keys) {
  constexpr std::size_t kNamedMax = 10;
  std::vector<std::string> names;
  for (const auto& key : keys) {
    if (names.size() == kNamedMax) break;
    if (key.is_string()) names.push_back(printable(key.get<std::string>()));
  }
  return core::join(names) + (names.size() < keys.size() ? ", …" : "");
}

// Says why no value is shown, and which other series there are.
void tell_of_series(Shell& shell, const core::Json& found, const std::string& key) {
  const auto& keys = list_at(found, "keys");
  const auto is_meant = [&key](const core::Json& one) {
    return one.is_string() && one.get<std::string>() == key;
  };
  const bool known = key.empty() || std::any_of(keys.begin(), keys.end(), is_meant);
  if (keys.empty()) {
    shell.terminal.note("it has no values yet");
  } else if (!known) {
    shell.terminal.note("there is no series \"" + printable(key) + "\"; there are " +
                        names_of_series(keys));
  } else if (keys.size() > 1) {
    shell.terminal.note("one of " + std::to_string(keys.size()) +
                        " series; --key names another: " + names_of_series(keys));
  }
}

int get_detector(Shell& shell, const DetectorOptions& options) {
  const core::Json found = shell.get(
      std::string(kDetectors) + "/" + core::percent_encode(options.name),
      {{"key", options.key}, {"limit", std::to_string(options.limit)}, {"lang", options.lang}});
  if (!shell.terminal.table()) {
    shell.terminal.print(found);
    return kOk;
  }
  auto& out = shell.terminal.out();
  const auto key = printable(core::text_at(found, "key"));
  out << shell.terminal.paint(printable(core::text_at(found, "title")), Colour::bold)
      << (key.empty() ? "" : " of " + key) << "  " << watched(found).text << '\n';
  Table values({"AT", "VALUE", "EXPECTED"});
  for (const auto& value : list_at(found, "values"))
    values.add({{core::text_at(value, "at")},
                {number_at(value, "value")},
                {number_at(value, "expected")}});
  if (!values.empty()) values.print(shell.terminal);
  for (const auto& alarm : list_at(found, "alarms"))
    out << shell.terminal.paint("! ", Colour::yellow) << printable(core::text_at(alarm, "sentence"))
        << '\n';
  tell_of_series(shell, found, options.key);
  if (const core::Json* evicted = core::find(found, "series_evicted");
      evicted != nullptr && *evicted != 0)
    shell.terminal.note(core::dump(*evicted) +
                        " series gave way to others, since at most 200 are watched");
  shell.terminal.next(command_for_watched(found));
  return kOk;
}

}  // namespace

void add_detectors(CLI::App& root, Shell& shell) {
  CLI::App* detectors = root.add_subcommand("detectors", "Series that are watched for changes");
  detectors->require_subcommand(1);
  CLI::App* ls = detectors->add_subcommand("ls", "List the detectors, and the last alarm of each");
  auto options = std::make_shared<DetectorOptions>();
  add_language(*ls, options->lang);
  ls->callback([&shell, options] {
    shell.action = [&shell, options] { return list_detectors(shell, options->lang); };
  });
  CLI::App* get =
      detectors->add_subcommand("get", "Show the newest values of a detector, and its alarms");
  get->add_option("DETECTOR", options->name, "Its name")->required();
  get->add_option("--key", options->key, "Which of its series; the first if left out");
  get->add_option("--limit", options->limit, "How many values and alarms at most")
      ->check(CLI::Range(1, 200))
      ->capture_default_str();
  add_language(*get, options->lang);
  get->callback([&shell, options] {
    shell.action = [&shell, options] { return get_detector(shell, *options); };
  });
}

}  // namespace baton::app::commands
