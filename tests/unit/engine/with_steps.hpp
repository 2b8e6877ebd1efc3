#pragma once

#include <string>
#include <string_view>

namespace baton::tests {

// A workflow that starts with the event "go", with these lines below `steps:`, and `more` above it.
inline std::string with_steps(std::string_view steps, std::string_view more = "") {
  return "workflow: w\non: [{event: go}]\n" + std::string(more) + "steps:\n" + std::string(steps);
}

}  // namespace baton::tests
