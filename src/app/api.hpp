#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::app {

// One call of the API.
struct ApiRequest {
  // A literal.
  std::string_view method = "GET";
  // Such as "/api/v1/runs". Its segments are percent-encoded already.
  std::string path{};
  // Names and values, not encoded yet. Parameters with an empty value are left out.
  std::vector<std::pair<std::string, std::string>> query{};
  std::string body{};
  std::string media_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers{};
  std::chrono::milliseconds timeout{30'000};
};

// What the server answered.
struct ApiAnswer {
  int status = 0;
  std::string body{};
  // The body as JSON; null when it is no JSON.
  core::Json json{};
  // The field Baton-Next: behind what the next page of an export begins; empty when there is none.
  std::string next{};
  // The fields Baton-Left-Out and Baton-Left-Out-Ids: how many rows the page of an export lacks
  // because they are damaged, and the ids of the first of them, "run_…, run_…".
  std::int64_t left_out = 0;
  std::string left_out_ids{};
};

// A Baton server, as the command line sees it.
class Api {
 public:
  virtual ~Api() = default;
  // Sends a request and waits for the answer. Errc::unavailable or Errc::timeout when there is
  // none. Any answer is a value, also one that refuses.
  virtual core::Result<ApiAnswer> call(const ApiRequest& request) = 0;
};

// The path and the query of a request, encoded, as they stand in a request line.
std::string target_of(const ApiRequest& request);

}  // namespace baton::app
