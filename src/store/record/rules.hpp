#pragma once

#include "baton/core/event.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/rows.hpp"

#include <chrono>
#include <string_view>

// What every store holds to, so that they cannot differ in it.
namespace baton::store {

// Vendors send a delivery again for a day at most; a body that comes again later is another event
// that looks the same.
inline constexpr core::Duration kDeliveryRemembered = std::chrono::hours(24);

// Refused first when the disk runs full: everything but what Baton itself says.
bool from_outside(const core::Event& event);
// In the outbox: an action that is being performed, or whose effect is looked for.
bool performing(const ports::StepRow& row);
// Each word of `words` is found in title, key or workflow; ASCII letters match in both cases.
bool has_words(const ports::RunRow& run, std::string_view words);
// The parts of a change belong to one run. Throws core::BrokenInvariant.
void check(const ports::RunChange& change);

}  // namespace baton::store
