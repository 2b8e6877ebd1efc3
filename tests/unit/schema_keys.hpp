#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"

#include <gtest/gtest.h>
#include <set>
#include <sstream>
#include <string>

// The keys that a JSON Schema describes, and those that the reader of such files knows.
namespace baton::tests {

// The keys that the hints of `config/unknown-key` name: those that a reader knows at that place.
inline std::set<std::string> keys_in_hints(const core::Findings& findings) {
  std::set<std::string> keys;
  for (const auto& finding : findings) {
    if (finding.rule != "config/unknown-key") continue;
    std::istringstream words(finding.hint.substr(finding.hint.find(':') + 1));
    for (std::string word; std::getline(words, word, ',');)
      keys.insert(word.substr(word.find_first_not_of(' ')));
  }
  return keys;
}

// The keys under "properties" of a schema. Each must have a description.
inline std::set<std::string> keys_in(const core::Json& properties) {
  std::set<std::string> keys;
  for (const auto& [key, property] : properties.items()) {
    EXPECT_TRUE(property.contains("description")) << key;
    keys.insert(key);
  }
  return keys;
}

}  // namespace baton::tests
