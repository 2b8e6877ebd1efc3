#pragma once

#include "baton/core/json.hpp"

#include <string>
#include <vector>

namespace baton::core {

// The people who answer for a workflow, do its work, are asked or are told (RACI). Each entry is
// the name of a group or of a person.
struct Roles {
  // Who answers for it; may be empty.
  std::string accountable{};
  // Those who do it.
  std::vector<std::string> responsible{};
  // Those who are asked before something is done.
  std::vector<std::string> consulted{};
  // Those who are told afterwards.
  std::vector<std::string> informed{};

  // As expressions and the API show them: an object without the roles that nobody has. Null if
  // nobody has any.
  Json to_json() const;
};

}  // namespace baton::core
