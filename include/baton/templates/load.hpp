#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/template.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace baton::templates {

struct Loaded {
  std::optional<core::Template> workflow;  // set if and only if no finding is an error
  core::Findings findings;                 // sorted by position; warnings too
};

// Reads one YAML file of the template language (docs/guides/templates.md) and checks all of it: a
// file with ten mistakes gives ten findings. `file` is only what findings call it. `operations` is
// what the connections at hand can do; without it `do` is not checked against connections. `now`,
// if given, tells what is past: a gate that waits for it never opens. Never throws on any input;
// bounded by core/limits.hpp. Safe on any thread.
Loaded load(std::string_view yaml, std::string_view file,
            const core::Operations* operations = nullptr,
            std::optional<core::Time> now = std::nullopt);

// The finding as a compiler prints it (CONSOLE.md section 12), ending in a newline:
//   error: unknown step "brif" in needs [ref/unknown-step]
//     --> campaign.yaml:8:13
//      |
//    8 |     needs: [brif]
//      |             ^^^^
//     help: did you mean "brief"?
// `yaml` is the text that was loaded; its control characters are not printed.
std::string print(const core::Finding& finding, std::string_view yaml);

}  // namespace baton::templates
