#pragma once

#include "baton/simulate/script.hpp"

#include <string>
#include <string_view>

// Plays scenarios in tests of the language.
namespace baton::simulate {

inline std::string words_of(const core::Findings& findings) {
  std::string words;
  for (const auto& finding : findings) {
    words += std::to_string(finding.at.line) + ' ' + finding.message;
    words += finding.hint.empty() ? "\n" : "; " + finding.hint + "\n";
  }
  return words;
}

// What is wrong with the text itself: "LINE MESSAGE; HINT", a line each. Empty: nothing.
inline std::string mistakes(std::string_view yaml) {
  core::Findings findings;
  (void)Script::read(yaml, "a.scenario.yaml", findings);
  return words_of(findings);
}

// Plays it, and says in the same way what was wrong with the text, or with what came of it.
inline std::string faults(std::string_view yaml, const Setting& setting = {}) {
  core::Findings findings;
  const auto script = Script::read(yaml, "a.scenario.yaml", findings);
  return words_of(script ? script->play(setting).faults : findings);
}

// The text of a scenario about a workflow that opens a ticket; its steps follow, from line 9 on.
inline std::string with_ticket(std::string_view steps) {
  return R"(template: |
  workflow: ticket
  on: [{event: deal.won, key: event.data.id}]
  steps:
    open: {do: jira.create_issue, retry: {attempts: 3, initial: 2s}}
    done: {needs: open, wait: {event: ticket.done, when: event.data.key == steps.open.output.key}}
  outputs: {key: "${steps.open.output.key}"}
steps:
)" + std::string(steps);
}

}  // namespace baton::simulate
