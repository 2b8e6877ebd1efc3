#pragma once

#include "http/api/endpoint.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace baton::http {

// True if the path has the form of the pattern, which is that of Endpoint::path. `segments` gets
// the segments that its {names} stand for, still percent-encoded.
bool path_matches(std::string_view pattern, std::string_view path,
                  std::array<std::string_view, 2>& segments);

// The endpoint of a method and a path, or why there is none.
struct FoundEndpoint {
  // Null when there is none.
  const Endpoint* endpoint = nullptr;
  // Only when there is none: the methods that the path has, such as "GET, HEAD, PUT". Empty when
  // nothing is at this path.
  std::string allow{};
};
// Looks it up in the table. HEAD is answered by the endpoint of GET.
FoundEndpoint find_endpoint(std::span<const Endpoint> table, std::string_view method,
                            std::string_view path, std::array<std::string_view, 2>& segments);

}  // namespace baton::http
