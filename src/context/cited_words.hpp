#pragma once

#include "baton/context/cited.hpp"

#include <string>
#include <vector>

// How each kind of transition reads as sentences, in each language.
namespace baton::context {

// A sentence of one transition, with its weight (Cited::weight).
struct Told {
  std::string text;
  int weight = 1;
};

// The sentences that a transition says by itself, which happened at `at`. None for what only a
// program cares about.
std::vector<Told> told(const core::Transition& transition, core::Time at, Language language);

// A moment as people write it: "4 May 2026, 12:00 UTC", "4 mai 2026 à 12:00 UTC".
std::string moment_in_words(core::Time at, Language language);

}  // namespace baton::context
