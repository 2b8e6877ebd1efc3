#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "http/api/parameter.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace baton::http {

// The members of a JSON body, by name. What is wrong is named by its JSON pointer.
class Members {
 public:
  // Nothing was sent.
  Members() = default;
  // All that is wrong is added to `mistakes`: members that are not expected, that are missing, and
  // that are of another type. A body may be left out when none of its members is required. Without
  // mistakes the members are as expected.
  static Members read(std::string_view body, const Few<Member>& expected,
                      std::vector<core::Error>& mistakes);

  // What is missing or null is `otherwise`, or empty.
  std::string text(std::string_view name, std::string_view otherwise = {}) const;
  std::vector<std::string> names(std::string_view name) const;
  core::Json take(std::string_view name);

 private:
  core::Json body_{};  // null: nothing was sent
};

}  // namespace baton::http
