#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/secret.hpp"
#include "http/api/parameter.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace baton::http {

// The members of a JSON body, by name.
class Members {
 public:
  // No members, as when there was no body.
  Members() = default;
  // Reads a body. Every mistake is added to `mistakes`, with the JSON pointer of the member: a
  // member that is not expected, one that is missing, and one of another type. When there is none,
  // the members are as `expected` says. The body may be empty when no member is required.
  static Members read(std::string_view body, const Few<Member>& expected,
                      std::vector<core::Error>& mistakes);

  // Whether there is a member of that name, and it is not null.
  bool has(std::string_view name) const;
  // The text of a member; `default_value` when it is missing or null.
  std::string text(std::string_view name, std::string_view default_value = {}) const;
  // The list of names in a member; empty when it is missing or null.
  std::vector<std::string> names(std::string_view name) const;
  // Moves the value of a member out; null when it is missing.
  core::Json take(std::string_view name);
  // The same for a text that is secret; empty when it is missing or no text.
  core::Secret take_secret(std::string_view name);

 private:
  core::Json body_{};  // null: nothing was sent
};

}  // namespace baton::http
