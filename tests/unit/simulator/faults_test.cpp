#include "simulator/faults.hpp"

#include <gtest/gtest.h>

namespace baton::simulator {
namespace {

using core::Json;
using namespace std::chrono_literals;

Request request_to(const std::string& target, const std::string& method = "POST") {
  Request request;
  request.method = method;
  request.target = target;
  request.vendor = target.substr(1, target.find('/', 1) - 1);
  return request;
}

TEST(SimulatedFaults, FailAsOftenAsTheyAreTold) {
  Faults faults;
  ASSERT_FALSE(faults.add({{"fail",
                            {{{"path_prefix", "/jira"},
                              {"method", "POST"},
                              {"status", 503},
                              {"times", 1},
                              {"retry_after", 2}}}}}));
  EXPECT_FALSE(faults.refusal(request_to("/asana/tasks"), 0us));
  EXPECT_FALSE(faults.refusal(request_to("/jira/issue", "GET"), 0us));
  EXPECT_FALSE(faults.refusal(request_to("/jira2/issue"), 0us));
  const auto refusal = faults.refusal(request_to("/jira/issue"), 0us);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->status, 503);
  EXPECT_EQ(refusal->retry_after, 2);
  EXPECT_FALSE(faults.refusal(request_to("/jira/issue"), 0us));
}

TEST(SimulatedFaults, ChanceIsTheSameForTheSameSeed) {
  const auto refused = [](std::uint64_t seed) {
    Faults faults(seed);
    EXPECT_FALSE(faults.add({{"fail", {{{"path_prefix", "/jira"}, {"share", 0.25}}}}}));
    std::vector<int> out;
    for (int at = 0; at < 1000; ++at) {
      if (faults.refusal(request_to("/jira/issue"), 0us)) out.push_back(at);
    }
    return out;
  };
  EXPECT_EQ(refused(7), refused(7));
  EXPECT_NE(refused(7), refused(8));
  EXPECT_GT(refused(7).size(), 200U);
  EXPECT_LT(refused(7).size(), 300U);
}

TEST(SimulatedFaults, AVendorTakesSoManyRequestsASecond) {
  Faults faults;
  ASSERT_FALSE(faults.add({{"rate", {{"jira", 2}}}}));
  const auto taken = [&faults](std::chrono::microseconds at) {
    return !faults.refusal(request_to("/jira/issue"), at);
  };
  EXPECT_TRUE(taken(10s));
  EXPECT_TRUE(taken(10s));
  EXPECT_FALSE(taken(10s));
  EXPECT_FALSE(taken(10s + 100ms));
  EXPECT_TRUE(taken(10s + 600ms));
  EXPECT_TRUE(taken(20s));
  EXPECT_FALSE(faults.refusal(request_to("/asana/tasks"), 10s));
  EXPECT_EQ(faults.refusal(request_to("/jira/issue"), 10s)->status, 0);
}

TEST(SimulatedFaults, DelayAndDropAreCounted) {
  Faults faults;
  ASSERT_FALSE(faults.add({{"delay", {{{"path_prefix", "/asana"}, {"ms", 1500}, {"times", 1}}}},
                           {"drop", 1},
                           {"lag_ms", {{"jira", 5000}}}}));
  EXPECT_EQ(faults.delay(request_to("/asana/tasks")), 1500ms);
  EXPECT_EQ(faults.delay(request_to("/asana/tasks")), 0ms);
  EXPECT_TRUE(faults.drop(request_to("/asana/tasks")));
  EXPECT_FALSE(faults.drop(request_to("/asana/tasks")));
  EXPECT_EQ(faults.lag("jira"), 5s);
  EXPECT_EQ(faults.lag("asana"), 0s);
  ASSERT_FALSE(faults.add({{"clear", true}}));
  EXPECT_EQ(faults.lag("jira"), 0s);
}

TEST(SimulatedFaults, AScriptThatCannotBeReadChangesNothing) {
  Faults faults;
  EXPECT_TRUE(faults.add(Json::array()));
  EXPECT_TRUE(faults.add({{"fail", {{{"path_prefix", "/jira"}}}}, {"lag_ms", {{"jira", "soon"}}}}));
  EXPECT_FALSE(faults.refusal(request_to("/jira/issue"), 0us));
}

}  // namespace
}  // namespace baton::simulator
