#pragma once

#include "http/api/endpoint.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace baton::http {

// True if the path is of the pattern; `segments` gets what its {names} stand for, still
// percent-encoded.
bool path_matches(std::string_view pattern, std::string_view path,
                  std::array<std::string_view, 2>& segments);

// What is known of a path and a method.
struct Match {
  const Endpoint* endpoint = nullptr;  // null: `allow` says why
  std::string allow{};  // the methods this path knows, "GET, HEAD, PUT"; empty: no such path
};
// HEAD goes where GET goes.
Match find_endpoint(std::span<const Endpoint> table, std::string_view method, std::string_view path,
                    std::array<std::string_view, 2>& segments);

}  // namespace baton::http
