#pragma once

#include "baton/context/provenance.hpp"
#include "context/run_history.hpp"

#include <cstddef>
#include <optional>

// Where the values of the output of a step come from, by what the step does.
namespace baton::context {

// A part of the template that says the values at a path, from the part number `behind` of the path
// on. Borrowed from the template.
struct WrittenPart {
  const core::Json* values = nullptr;
  std::size_t behind = 0;
};

// Says in `origin` where the value at its path comes from, which is the output of the step or item
// `ref`, or a part of it. Returned: the part of the template that gives the value, which is still
// to be followed; nullopt if none does.
std::optional<WrittenPart> trace_output(const core::Run& run, const RunHistory& history,
                                        const core::StepRef& ref, const core::Verb& verb,
                                        Origin& origin);

// The same for the output of a step that is done for several items, which is made of theirs.
void trace_items(const core::Run& run, const RunHistory& history, const core::Step& step,
                 Origin& origin);

}  // namespace baton::context
