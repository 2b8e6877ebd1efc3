#pragma once

#include "http/api/services.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace baton::http {

// Every route there is, with what it needs: routes.cpp.
std::span<const Route> routes();

// True if the path is of the pattern; `params` gets what its {names} stand for, still
// percent-encoded.
bool path_matches(std::string_view pattern, std::string_view path,
                  std::array<std::string_view, 2>& params);

// What is known of a path and a method.
struct Match {
  const Route* route = nullptr;  // null: `allow` says why
  std::string allow{};  // the methods this path knows, "GET, HEAD, PUT"; empty: no such path
};
// HEAD goes where GET goes.
Match find_route(std::span<const Route> table, std::string_view method, std::string_view path,
                 std::array<std::string_view, 2>& params);

}  // namespace baton::http
