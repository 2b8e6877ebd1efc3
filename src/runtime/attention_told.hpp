#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/transition.hpp"
#include "baton/insight/attention.hpp"
#include "baton/ports/rows.hpp"

namespace baton::runtime {

// The notice of a transition of this entry for `you`, who have to do with its run. One without a
// type tells nothing. Why you are told, and what the run is called, is not filled in. What asks for
// a decision or for work is found in the tables of approvals and tasks, and is not told here. Pure.
insight::Notice told_of(const ports::JournalRow& row, const core::Transition& transition,
                        const core::Actor& you);

}  // namespace baton::runtime
