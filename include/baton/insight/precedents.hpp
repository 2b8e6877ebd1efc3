#pragma once

#include "baton/context/cited.hpp"
#include "baton/core/ids.hpp"
#include "baton/insight/latency.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What people did in similar runs that have ended, as a proposal for an open one. A proposal is a
// draft: nothing is done with it until a person does. Pure; any thread.
namespace baton::insight {

// A run of the same workflow that has ended, with its journal. The transitions are borrowed.
struct Precedent {
  core::RunId run{};
  std::vector<JournalMoment> journal{};
};

// What is proposed.
enum class Proposed {
  approve,  // agree to what is asked
  reject,   // refuse it
  retry,    // have the failed step tried again
  resolve,  // say what became of the action
  cancel,   // end the run
};
// The stable word, "approve".
std::string_view to_text(Proposed proposed);

// A proposal, and the runs from which it follows.
struct Proposal {
  Proposed what = Proposed::approve;
  // The step that it is about.
  std::string step{};
  // What people wrote when they did so last; empty if nobody wrote anything.
  std::string comment{};
  // The runs in which people did so, in the order of the precedents.
  std::vector<core::RunId> runs{};
  // In how many runs people were in the same place, these included.
  std::size_t of = 0;
};

// How many runs there have to be for a proposal, and which share of them has to have gone the same
// way. With fewer, or where people did now this and now that, nothing is proposed.
inline constexpr std::size_t kPrecedentsMin = 5;
inline constexpr double kPrecedentsShare = 0.8;

// How people answer the approval of this step: from the last decision on it in each run.
std::optional<Proposal> draft_answer(std::string_view step, const std::vector<Precedent>& runs);

// What people do when this step has failed: from what they did next in the runs in which it did.
std::optional<Proposal> draft_next_step(std::string_view step, const std::vector<Precedent>& runs);

// The proposal as a sentence: "in 9 of 10 runs that have ended people approved this".
std::string in_words(const Proposal& proposal, context::Language language = context::Language::en);

}  // namespace baton::insight
