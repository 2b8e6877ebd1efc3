#pragma once

#include <string>
#include <string_view>
#include <vector>

// The schemes: the ways in which a request to a webhook can prove where it comes from. Any thread.
namespace baton::ingress {

// The names of all schemes, sorted.
std::vector<std::string> scheme_names();
// True if there is a scheme of this name.
bool is_scheme(std::string_view name);
// True if a hook of this scheme needs a secret. The scheme must exist.
bool needs_secret(std::string_view scheme);

}  // namespace baton::ingress
