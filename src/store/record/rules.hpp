#pragma once

#include "baton/core/event.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/event_log.hpp"
#include "baton/ports/rows.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

// Rules that do not depend on the database. Every store uses them, so that stores cannot differ.
namespace baton::store {

// How long a delivery is remembered. Vendors repeat one for a day at most; the same body after that
// is another event that looks the same.
inline constexpr core::Duration kDeliveryRemembered = std::chrono::hours(24);

// True for an event that Baton did not publish itself. Such events are refused first when the disk
// runs full.
bool from_outside(const core::Event& event);
// True for a step in the outbox: its action is to be performed, or its effect is looked for.
bool performing(const ports::StepRow& row);
// The words that a run is found by: those of its title, its key and its workflow.
std::vector<std::string> words_of_run(std::string_view title, std::string_view key,
                                      std::string_view workflow);
// True when each of `words` begins one of those words.
bool has_words(const ports::RunRow& run, const std::vector<std::string>& words);
// True when an event of this type, source and subject meets the terms and the words of a search.
bool meets(const ports::EventSearch& search, std::string_view type, std::string_view source,
           std::string_view subject);
// Throws core::BrokenInvariant unless the parts of a change belong to one run and to each other.
void check(const ports::RunChange& change);

}  // namespace baton::store
