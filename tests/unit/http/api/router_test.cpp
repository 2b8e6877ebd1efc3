#include "http/api/router.hpp"

#include "http/api/openapi.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

namespace baton::http {
namespace {

std::array<std::string_view, 2> params;

TEST(Router, MatchesSegmentBySegment) {
  EXPECT_TRUE(path_matches("/healthz", "/healthz", params));
  EXPECT_FALSE(path_matches("/healthz", "/healthz/", params));
  EXPECT_TRUE(path_matches("/api/v1/runs/{id}", "/api/v1/runs/run_1", params));
  EXPECT_EQ(params[0], "run_1");
  EXPECT_FALSE(path_matches("/api/v1/runs/{id}", "/api/v1/runs/", params));
  EXPECT_FALSE(path_matches("/api/v1/runs/{id}", "/api/v1/runs", params));
  EXPECT_FALSE(path_matches("/api/v1/runs/{id}", "/api/v1/runs/run_1/", params));
  EXPECT_FALSE(path_matches("/api/v1/runs/{id}", "/api/v1/runs/run_1/why", params));
  EXPECT_TRUE(path_matches("/api/v1/runs/{id}/why", "/api/v1/runs/run_1/why", params));
}

TEST(Router, LeavesWhatComesAfterAHookToTheHook) {
  EXPECT_TRUE(path_matches("/hooks/{connection}/*", "/hooks/jira", params));
  EXPECT_TRUE(path_matches("/hooks/{connection}/*", "/hooks/jira/a/b", params));
  EXPECT_EQ(params[0], "jira");
  EXPECT_FALSE(path_matches("/hooks/{connection}/*", "/hooks/", params));
  EXPECT_FALSE(path_matches("/hooks/{connection}/*", "/hooks", params));
  EXPECT_FALSE(path_matches("/hooks/{connection}/*", "/hookz/jira", params));
}

TEST(Router, KnowsAWrongPathFromAWrongMethod) {
  EXPECT_NE(find_route(routes(), "GET", "/healthz", params).route, nullptr);
  EXPECT_NE(find_route(routes(), "HEAD", "/healthz", params).route, nullptr);
  const Match method = find_route(routes(), "DELETE", "/api/v1/templates/x", params);
  EXPECT_EQ(method.route, nullptr);
  EXPECT_EQ(method.allow, "GET, HEAD, PUT");
  const Match path = find_route(routes(), "GET", "/nothing", params);
  EXPECT_EQ(path.route, nullptr);
  EXPECT_EQ(path.allow, "");
}

// A comma in an unquoted YAML flow value makes what follows a member without a value.
bool has_null(const nlohmann::json& value) {
  if (!value.is_structured()) return value.is_null();
  return std::any_of(value.begin(), value.end(),
                     [](const nlohmann::json& each) { return has_null(each); });
}

TEST(Router, ServesADescriptionWithoutSlipsOfYaml) {
  EXPECT_FALSE(has_null(nlohmann::json::parse(openapi())));
}

// docs/openapi.yaml and the table say the same: a route that is not described, or described and
// gone, fails here.
TEST(Router, IsDescribedByTheApiDescription) {
  const auto description = nlohmann::json::parse(openapi());
  std::set<std::string> described;
  for (const auto& [path, item] : description.at("paths").items())
    for (const auto& [method, operation] : item.items())
      if (method != "parameters") described.insert(method + " " + path);
  std::set<std::string> routed;
  for (const Route& route : routes()) {
    std::string method(route.method);
    for (char& c : method) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    std::string path(route.path);
    if (path.ends_with("/*")) path.resize(path.size() - 2);
    routed.insert(method + " " + path);
  }
  EXPECT_EQ(described, routed);
}

}  // namespace
}  // namespace baton::http
