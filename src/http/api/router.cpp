#include "http/api/router.hpp"

namespace baton::http {
namespace {

// The part up to the next slash, which goes too.
std::string_view next_segment(std::string_view& path) {
  const auto slash = path.find('/');
  const std::string_view segment = path.substr(0, slash);
  path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  return segment;
}

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
    const std::string_view wanted = next_segment(pattern);
    const std::string_view got = next_segment(path);
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

Match find_endpoint(std::span<const Endpoint> table, std::string_view method, std::string_view path,
                    std::array<std::string_view, 2>& segments) {
  const std::string_view looked_for = method == "HEAD" ? std::string_view("GET") : method;
  for (const Endpoint& endpoint : table)
    if (endpoint.method == looked_for && path_matches(endpoint.path, path, segments))
      return {&endpoint, {}};
  return {nullptr, allowed_methods(table, path)};
}

}  // namespace baton::http
