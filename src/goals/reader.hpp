#pragma once

#include "baton/core/finding.hpp"
#include "baton/formats/yaml_file.hpp"
#include "baton/goals/tree.hpp"

#include <string>
#include <vector>

namespace baton::goals {

// A node, and where its file names it.
struct ReadNode {
  Node node{};
  // The JSON pointer to what the file says of it.
  std::string pointer{};
};

// Reads one file: the goal first, then its initiatives. Empty when the file names no goal. What is
// wrong with it is added to `findings`.
std::vector<ReadNode> read_goal(const formats::YamlFile& file, core::Findings& findings);

}  // namespace baton::goals
