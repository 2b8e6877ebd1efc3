#pragma once

#include "baton/calendar/calendars.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/template.hpp"
#include "baton/facts/definitions.hpp"
#include "baton/goals/tree.hpp"
#include "baton/routing/routes.hpp"

#include <optional>
#include <string>
#include <string_view>

// The template language of docs/guides/templates.md, read and checked. Pure; safe on any thread.
namespace baton::templates {

// What a template may name beside connections. Where a pointer is null, its names are not checked.
struct Outside {
  // Nothing, or business calendars alone.
  // NOLINTNEXTLINE(google-explicit-constructor): most callers have nothing else.
  Outside(const calendar::Calendars* of_business = nullptr) : calendars(of_business) {}
  Outside(const calendar::Calendars* of_business, const routing::Routes* tables,
          const facts::Definitions* known = nullptr, const goals::Tree* aims = nullptr)
      : calendars(of_business), routes(tables), facts(known), goals(aims) {}

  // The business calendars that there are.
  const calendar::Calendars* calendars = nullptr;
  // The decision tables that there are.
  const routing::Routes* routes = nullptr;
  // The facts that there are.
  const facts::Definitions* facts = nullptr;
  // The goals that there are. Where there is none, `goal:` is a text for people.
  const goals::Tree* goals = nullptr;
  // True: a template that belongs to none of them is wrong.
  bool goal_required = false;
};

// What load() made of one file.
struct Loaded {
  // The checked template. Set if and only if no finding is an error.
  std::optional<core::Template> workflow;
  // Errors and warnings, sorted by their position in the file. At most 200; when there are more,
  // one further finding says how many were left out.
  core::Findings findings;
};

// Reads the text of one YAML file and checks all of it: a file with ten mistakes gives ten
// findings. Never throws, whatever the input is. Its work is bounded by kTemplateBytesMax,
// kYamlDepthMax, kYamlNodesMax and kStepsMax of core/limits.hpp.
//
// `file` is the name that the findings carry; nothing is read from it. `operations` says what the
// connections can do. When it is null, `do` steps are not checked against connections. `now` is the
// earliest time that a run may see: a gate that waits for an earlier moment is reported as one that
// never opens. Without it, 1 January 2026 is taken, before which no run of Baton began.
// `outside`: what the template may name beside connections.
Loaded load(std::string_view yaml, std::string_view file,
            const core::Operations* operations = nullptr,
            std::optional<core::Time> now = std::nullopt, const Outside& outside = {});

// Prints a finding as a compiler does, ending in a newline:
//   error: unknown step "brif" in needs [ref/unknown-step]
//     --> campaign.yaml:8:13
//      |
//    8 |     needs: [brif]
//      |             ^^^^
//     help: did you mean "brief"?
// `yaml` is the text that was loaded; the line is quoted from it. Every control character is
// printed as "?", so that a template cannot drive the terminal that shows it.
std::string print(const core::Finding& finding, std::string_view yaml);

}  // namespace baton::templates
