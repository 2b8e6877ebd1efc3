#include "app/sim_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::app {
namespace {

using core::Json;
using testing::HasSubstr;

const std::vector<std::string> kVendors{"asana", "jira", "salesforce"};

std::string refusal_of(const SimFaults& faults) {
  const auto script = fault_script(faults, kVendors);
  return script ? "" : script.error().message + "; " + script.error().hint;
}

TEST(SimOptions, BecomeAScriptOfFaults) {
  const auto script = fault_script({.faults = {"jira=429:0.1", "jira=503", "asana=lost:0.5"},
                                    .latencies = {"salesforce=200ms", "all=1s"},
                                    .lags = {"jira=5s"},
                                    .rates = {"jira=10"}},
                                   kVendors);
  ASSERT_TRUE(script);
  EXPECT_EQ(script->at("fail"), Json::parse(R"([{"path_prefix":"/jira","share":0.1,"status":"busy"},
                            {"path_prefix":"/jira","share":1.0,"status":503}])"));
  EXPECT_EQ(script->at("drop"), Json::parse(R"([{"path_prefix":"/asana","share":0.5}])"));
  EXPECT_EQ(script->at("delay"), Json::parse(R"([{"path_prefix":"/salesforce","ms":200},
                                                 {"path_prefix":"/","ms":1000}])"));
  EXPECT_EQ(script->at("lag_ms"), Json::parse(R"({"jira":5000})"));
  EXPECT_EQ(script->at("rate"), Json::parse(R"({"jira":10.0})"));
}

TEST(SimOptions, WhatCannotBeReadIsNamedWithAnExample) {
  EXPECT_THAT(refusal_of({.faults = {"jira"}}), HasSubstr("--fault \"jira\" cannot be read"));
  EXPECT_THAT(refusal_of({.faults = {"jira=200"}}), HasSubstr("write it as --fault jira=429:0.1"));
  EXPECT_THAT(refusal_of({.faults = {"jira=429:2"}}), HasSubstr("cannot be read"));
  EXPECT_THAT(refusal_of({.faults = {"jria=429"}}), HasSubstr("did you mean \"jira\"?"));
  EXPECT_THAT(refusal_of({.latencies = {"jira=soon"}}), HasSubstr("--latency salesforce=200ms"));
  EXPECT_THAT(refusal_of({.lags = {"jira=2d"}}), HasSubstr("--lag jira=5s"));
  EXPECT_THAT(refusal_of({.rates = {"jira=0"}}), HasSubstr("requests a second"));
}

}  // namespace
}  // namespace baton::app
