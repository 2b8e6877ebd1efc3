#pragma once

#include <optional>
#include <string>

namespace baton::tests {

// An environment in which `test:` references count, and nothing else is set.
inline std::optional<std::string> test_mode(const std::string& name) {
  return name == "BATON_TEST" ? std::optional<std::string>("1") : std::nullopt;
}

}  // namespace baton::tests
