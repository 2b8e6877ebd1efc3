#pragma once

#include "baton/calendar/calendars.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/template.hpp"
#include "baton/core/time.hpp"
#include "baton/facts/definitions.hpp"
#include "baton/routing/routes.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::formats {
class YamlFile;
}

namespace baton::simulate {

class Stage;

// What a scenario needs beside its file.
struct Setting {
  // Gives the text of a template, of routes or of facts that the scenario names by their file
  // ("order.yaml"). An error that it returns is a fault of the scenario. If it is empty, a scenario
  // that names a file fails.
  std::function<core::Result<std::string>(const std::string& file)> template_text{};
  // The operations of the connections, by which each `do` of a template is checked. Null: `do` is
  // not checked. It must live until the scenario has been played.
  const core::Operations* operations = nullptr;
  // The business calendars that templates may name; never null.
  std::shared_ptr<const calendar::Calendars> calendars =
      std::make_shared<const calendar::Calendars>();
  // The decision tables and the facts that there are until the scenario names others; never null.
  std::shared_ptr<const routing::Routes> routes = std::make_shared<const routing::Routes>();
  std::shared_ptr<const facts::Definitions> facts = std::make_shared<const facts::Definitions>();
};

// The outcome of a scenario.
struct Played {
  // Where the world differed from what the scenario says, each with its place in the file or in a
  // template. Empty if all was as it says. The first step with a fault is the last that was played.
  core::Findings faults;
  // The journal of the world at the end, as World::journal() gives it.
  core::Json journal;
};

// A scenario: a YAML file that tells what happens in a world and what must come of it.
//
//   template: order.yaml             the file of a template, or its text; optional
//   at: 2026-05-04T10:00:00Z         when the world begins; this is the default
//   outcomes:                        what vendors answer, by operation; optional
//     jira.create_issue: [503, {status: 201, body: {key: WEB-1}}]   each call the next one
//     chat.post: 200                                                every call the same
//   steps:                           one verb each, played in their order
//     - event: {type: order.paid, id: o-1, data: {total: 12}, as: first}
//     - expect: [RunStarted, StepStarted ticket, StepRetrying ticket]
//     - at: 2026-05-04T12:00:00Z
//     - run: {of: first, status: succeeded}
//
// docs/scenarios.md has all of the language. A Script never changes and may be played often, on any
// thread.
class Script {
 public:
  // Reads a file and checks all of it. nullopt if anything is wrong; the findings, added in their
  // order in the file, say what. `name`: what findings call the file.
  static std::optional<Script> read(std::string_view yaml, const std::string& name,
                                    core::Findings& findings);

  // Plays the scenario in a world of its own, on the caller's thread.
  Played play(const Setting& setting) const;

 private:
  struct Step {
    std::string pointer;  // into the file: "/steps/3/advance"
    std::string verb;
    std::function<void(Stage&)> play;
  };

  explicit Script(formats::YamlFile file);
  void read_steps(core::Findings& findings);
  void add(const std::string& verb, const std::string& pointer, const core::Json& value,
           core::Findings& findings);

  std::shared_ptr<const formats::YamlFile> file_;
  core::Time begins_;
  std::vector<Step> steps_;
};

}  // namespace baton::simulate
