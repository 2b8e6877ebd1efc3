#include "http/api/router.hpp"

#include "baton/core/text.hpp"

namespace baton::http {
namespace {

// The methods of a path as the value of an Allow field; empty when nothing is at this path.
std::string allowed_methods(std::span<const Endpoint> table, std::string_view path) {
  std::array<std::string_view, 2> ignored{};
  std::string allow;
  for (const Endpoint& endpoint : table) {
    if (!path_matches(endpoint.path, path, ignored)) continue;
    if (!allow.empty()) allow += ", ";
    allow += endpoint.method;
    if (endpoint.method == "GET") allow += ", HEAD";
  }
  return allow;
}

}  // namespace

bool path_matches(std::string_view pattern, std::string_view path,
                  std::array<std::string_view, 2>& segments) {
  if (pattern.find('{') == std::string_view::npos) return pattern == path;
  const bool open_ended = pattern.ends_with("/*");
  if (open_ended) pattern.remove_suffix(2);
  std::size_t at = 0;
  while (!pattern.empty()) {
    const bool last_of_path = path.find('/') == std::string_view::npos;
    const std::string_view wanted = core::take_part(pattern, '/');
    const std::string_view got = core::take_part(path, '/');
    if (wanted.starts_with('{')) {
      if (got.empty()) return false;
      segments[at++] = got;
    } else if (wanted != got) {
      return false;
    }
    if (last_of_path) return pattern.empty();
  }
  return open_ended;
}

FoundEndpoint find_endpoint(std::span<const Endpoint> table, std::string_view method,
                            std::string_view path, std::array<std::string_view, 2>& segments) {
  const std::string_view looked_for = method == "HEAD" ? std::string_view("GET") : method;
  for (const Endpoint& endpoint : table)
    if (endpoint.method == looked_for && path_matches(endpoint.path, path, segments))
      return {&endpoint, {}};
  return {nullptr, allowed_methods(table, path)};
}

}  // namespace baton::http
