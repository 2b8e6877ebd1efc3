#include "baton/runtime/recent_attempts.hpp"

#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using Kind = core::ActionResult::Kind;

const core::Time kEnded = core::parse_rfc3339("2026-05-04T10:00:00Z").value();

core::ActionResult ended_so(Kind kind, std::string message = {}) {
  core::ActionResult result;
  result.kind = kind;
  if (kind != Kind::succeeded) result.code = "http_401";
  result.message = std::move(message);
  return result;
}

TEST(RecentAttempts, SayThatMostFailedAndWhy) {
  RecentAttempts recent;
  recent.ended(ended_so(Kind::succeeded), kEnded);
  for (int at = 0; at < 9; ++at)
    recent.ended(ended_so(Kind::permanent, "no " + std::to_string(at)), kEnded);
  EXPECT_TRUE(recent.mostly_failed());
  EXPECT_EQ(recent.json(), (core::Json{{"count", 10},
                                       {"failed", 9},
                                       {"mostly_failed", true},
                                       {"reason", "http_401: no 8"},
                                       {"failed_at", "2026-05-04T10:00:00Z"}}));
}

TEST(RecentAttempts, ForgetTheOldest) {
  RecentAttempts recent;
  for (int at = 0; at < 40; ++at) recent.ended(ended_so(Kind::unknown), kEnded);
  for (int at = 0; at < 5; ++at) recent.ended(ended_so(Kind::succeeded), kEnded);
  EXPECT_EQ(recent.count(), 10);
  EXPECT_EQ(recent.failed(), 5);
  EXPECT_FALSE(recent.mostly_failed()) << "half of them";
  for (int at = 0; at < 5; ++at) recent.ended(ended_so(Kind::succeeded), kEnded);
  EXPECT_EQ(recent.json(), (core::Json{{"count", 10}, {"failed", 0}, {"mostly_failed", false}}));
}

TEST(RecentAttempts, OneRefusalSaysNothingOfAConnection) {
  RecentAttempts recent;
  EXPECT_EQ(recent.count(), 0);
  recent.ended(ended_so(Kind::permanent), kEnded);
  EXPECT_FALSE(recent.mostly_failed());
  recent.ended(ended_so(Kind::transient), kEnded);
  EXPECT_TRUE(recent.mostly_failed());
}

TEST(RecentAttempts, WhatWasNotDoneDoesNotCount) {
  RecentAttempts recent;
  for (const auto kind : {Kind::held, Kind::throttled, Kind::pending})
    recent.ended(ended_so(kind), kEnded);
  EXPECT_EQ(recent.count(), 0);
}

}  // namespace
}  // namespace baton::runtime
