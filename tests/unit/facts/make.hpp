#pragma once

#include "baton/facts/definitions.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace baton::facts {

// The facts of some files, each of which is one fact without mistakes.
inline Definitions facts_of(const std::vector<std::string>& texts) {
  std::vector<Definitions::File> files;
  for (const auto& text : texts) files.push_back({"f" + std::to_string(files.size()), text});
  core::Findings findings;
  auto facts = Definitions::read(files, findings);
  for (const auto& finding : findings) ADD_FAILURE() << finding.file << ": " << finding.message;
  return facts;
}

inline constexpr auto kBudget =
    "fact: budget\nkey: string\ntype: { remaining: number, currency: string }\n"
    "from:\n  event: finance.budget.changed\n  when: event.data.?draft.orValue(false) == false\n"
    "  key: event.data.region\n"
    "  value: \"{'remaining': event.data.left, 'currency': event.data.currency}\"\n"
    "stale_after: 2d\n";
inline constexpr auto kFreeze = "fact: freeze\ntype: boolean\n";

}  // namespace baton::facts
