#include "http/api/router.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

std::array<std::string_view, 2> segments;

TEST(Router, MatchesSegmentBySegment) {
  EXPECT_TRUE(path_matches("/healthz", "/healthz", segments));
  EXPECT_FALSE(path_matches("/healthz", "/healthz/", segments));
  EXPECT_TRUE(path_matches("/api/v1/runs/{id}", "/api/v1/runs/run_1", segments));
  EXPECT_EQ(segments[0], "run_1");
  EXPECT_FALSE(path_matches("/api/v1/runs/{id}", "/api/v1/runs/", segments));
  EXPECT_FALSE(path_matches("/api/v1/runs/{id}", "/api/v1/runs", segments));
  EXPECT_FALSE(path_matches("/api/v1/runs/{id}", "/api/v1/runs/run_1/", segments));
  EXPECT_FALSE(path_matches("/api/v1/runs/{id}", "/api/v1/runs/run_1/why", segments));
  EXPECT_TRUE(path_matches("/api/v1/runs/{id}/why", "/api/v1/runs/run_1/why", segments));
}

TEST(Router, LeavesWhatComesAfterAHookToTheHook) {
  EXPECT_TRUE(path_matches("/hooks/{connection}/*", "/hooks/jira", segments));
  EXPECT_TRUE(path_matches("/hooks/{connection}/*", "/hooks/jira/a/b", segments));
  EXPECT_EQ(segments[0], "jira");
  EXPECT_FALSE(path_matches("/hooks/{connection}/*", "/hooks/", segments));
  EXPECT_FALSE(path_matches("/hooks/{connection}/*", "/hooks", segments));
  EXPECT_FALSE(path_matches("/hooks/{connection}/*", "/hookz/jira", segments));
}

TEST(Router, KnowsAWrongPathFromAWrongMethod) {
  EXPECT_NE(find_endpoint(endpoints(), "GET", "/healthz", segments).endpoint, nullptr);
  EXPECT_NE(find_endpoint(endpoints(), "HEAD", "/healthz", segments).endpoint, nullptr);
  const FoundEndpoint method =
      find_endpoint(endpoints(), "DELETE", "/api/v1/templates/x", segments);
  EXPECT_EQ(method.endpoint, nullptr);
  EXPECT_EQ(method.allow, "GET, HEAD, PUT");
  const FoundEndpoint path = find_endpoint(endpoints(), "GET", "/nothing", segments);
  EXPECT_EQ(path.endpoint, nullptr);
  EXPECT_EQ(path.allow, "");
}

}  // namespace
}  // namespace baton::http
