#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::app {

struct Request {
  std::string_view method = "GET";  // a literal
  std::string path{};               // "/api/v1/runs"; its segments already encoded
  std::vector<std::pair<std::string, std::string>> query{};  // empty values are left out
  std::string body{};
  std::string media_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers{};
  std::chrono::milliseconds timeout{30'000};
};

struct Answer {
  int status = 0;
  std::string body{};
  core::Json json{};  // null when the body is no JSON
};

// A Baton server, as the command line sees it. Blocking.
class Api {
 public:
  virtual ~Api() = default;
  // Errc::unavailable and Errc::timeout when there was no answer; any answer, refusals too, is a
  // value.
  virtual core::Result<Answer> call(const Request& request) = 0;
};

// Path and query of a request.
std::string target_of(const Request& request);

}  // namespace baton::app
