#include "app/commands/commands.hpp"
#include "app/commands/templates.hpp"
#include "app/words.hpp"
#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <ostream>
#include <vector>

// baton template simulate: what a draft would have done with the last events.
namespace baton::app::commands {
namespace {

constexpr int kEventsTried = 20;
constexpr int kEventsTriedMax = 100;

struct ResultRow {
  std::string_view name;
  std::string_view words;
  Colour colour;
};
constexpr ResultRow kResults[] = {{"same_path", "same path", Colour::plain},
                                  {"new_path", "new path", Colour::yellow},
                                  {"would_not_start", "would not start", Colour::yellow},
                                  {"error", "error", Colour::red}};

// A result that this program does not know, as a newer server may say, is shown as it came.
Cell result_cell(const std::string& name) {
  for (const auto& row : kResults)
    if (row.name == name) return {std::string(row.words), row.colour};
  return {printable(name)};
}

// "succeeded", or "-" where the way does not come to the step.
std::string status_at(const core::Json& change, std::string_view which) {
  const auto text = core::text_at(change, which);
  return text.empty() ? "-" : text;
}

// What there is to say of an event beside its result.
std::string remark(const core::Json& event) {
  const auto& draft = event.at("draft");
  const auto result = core::text_at(event, "result");
  if (result == "error") return core::text_at(draft, "error");
  if (result == "would_not_start") return core::text_at(draft, "because");
  std::vector<std::string> changes;
  for (const auto& change : event.at("changes"))
    changes.push_back(core::text_at(change, "step") + ": " + status_at(change, "published") +
                      " → " + status_at(change, "draft"));
  if (changes.empty() && result == "new_path") return "run: " + core::text_at(draft, "status");
  return core::join(changes);
}

void print_simulation(Shell& shell, const core::Json& found) {
  Table table({"EVENT", "TYPE", "ON RECORD", "RESULT", "STEPS: PUBLISHED → DRAFT"});
  for (const auto& event : found.at("events")) {
    const auto run = core::text_at(event, "run");
    table.add({{core::text_at(event, "event")},
               {printable(core::text_at(event, "type"))},
               {run.empty() ? "-" : run},
               result_cell(core::text_at(event, "result")),
               {printable(remark(event))}});
  }
  if (found.at("events").empty())
    shell.terminal.note("no event is on record by which this workflow may start");
  else
    table.print(shell.terminal);
}

void tell_counts(Shell& shell, const core::Json& found) {
  std::vector<std::string> counts;
  for (const auto& row : kResults)
    counts.push_back(core::dump(found.at("counts").at(std::string(row.name))) + " " +
                     std::string(row.words));
  shell.terminal.err() << core::join(counts) << '\n';
  if (const auto left_out = whole_number(found, "left_out"); left_out != 0)
    shell.terminal.note(
        "the time was over: " + core::counted(left_out, "more event was", "more events were") +
        " not played; ask for fewer with --last");
  if (const auto to = core::text_at(found, "looked_to"); !to.empty())
    shell.terminal.note("events before " + to + " were not looked at");
  if (found.at("version").is_null())
    shell.terminal.note("no version of " + core::text_at(found, "workflow") + " is active");
  shell.terminal.note(core::text_at(found, "defaults"));
}

int simulate_file(Shell& shell, const std::string& file, int last) {
  const std::string yaml = shell.text_of(file);
  ApiRequest request;
  request.method = "POST";
  request.path = "/api/v1/templates/simulate";
  request.query = {{"last", std::to_string(last)}};
  request.body = yaml;
  request.media_type = "application/yaml";
  const core::Json found = shell.call(request, file, yaml).json;
  Terminal& terminal = shell.terminal;
  if (terminal.table()) {
    print_simulation(shell, found);
    tell_counts(shell, found);
  } else if (terminal.format() == Format::ndjson) {
    for (const auto& event : found.at("events")) terminal.print(event);
  } else if (terminal.format() == Format::name) {
    for (const auto& event : found.at("events"))
      if (core::text_at(event, "result") != "same_path")
        terminal.out() << core::text_at(event, "event") << '\n';
  } else {
    terminal.print(found);
  }
  const bool errors = found.at("counts").at("error") != 0;
  if (!errors) terminal.next("baton template apply -f " + file);
  return errors ? kNo : kOk;
}

}  // namespace

void add_template_simulate(CLI::App& templates, Shell& shell) {
  auto file = std::make_shared<std::string>();
  auto last = std::make_shared<int>(kEventsTried);
  CLI::App* one = templates.add_subcommand(
      "simulate",
      "Say what a file would have done with the last events, beside the version that is active; "
      "nothing is sent or stored; exit 1 when it cannot evaluate something that the other could");
  one->add_option("FILE", *file, "The file; - is stdin")->required();
  one->add_option("--last", *last, "With how many events")
      ->check(CLI::Range(1, kEventsTriedMax))
      ->capture_default_str();
  one->callback([&shell, file, last] {
    shell.action = [&shell, file, last] { return simulate_file(shell, *file, *last); };
  });
}

}  // namespace baton::app::commands
