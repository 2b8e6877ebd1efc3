#pragma once

#include "baton/cel/prospect.hpp"
#include "baton/core/template.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace baton::templates {

// A trigger that is no event from outside, but a schedule, a window or a threshold.
struct Firing {
  // The key of the trigger that says which of them it is, such as "schedule".
  std::string_view what;
  // The line on which the trigger begins.
  std::size_t line = 0;
  // The members that the data of its event has. Of a window these are all that any window has.
  std::vector<std::string> data{};
  // What is known of `trigger` and `inputs` in a run that it has started.
  cel::Sketch::Members names{};
};

// The firings that start runs of a workflow, in the order of its triggers.
std::vector<Firing> firings_of(const core::Template& workflow);

}  // namespace baton::templates
