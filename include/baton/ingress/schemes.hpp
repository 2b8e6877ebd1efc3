#pragma once

#include <string>
#include <string_view>
#include <vector>

// The ways in which a webhook's request can prove where it comes from, by name. Any thread.
namespace baton::ingress {

// All names, sorted.
std::vector<std::string> scheme_names();
// Whether there is a scheme of this name.
bool is_scheme(std::string_view name);
// Whether a hook of this scheme cannot be without a secret. There must be such a scheme.
bool needs_secret(std::string_view scheme);

}  // namespace baton::ingress
