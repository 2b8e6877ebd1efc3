#include "baton/views/attempts.hpp"

#include "baton/simulate/clock.hpp"

#include <gtest/gtest.h>

namespace baton::views {
namespace {

using core::Json;

class AttemptsTest : public testing::Test {
 protected:
  void happens(core::Transition transition) {
    journal_.push_back({});
    journal_.back().at = clock_.now();
    journal_.back().transitions.push_back(std::move(transition));
    clock_.advance(std::chrono::seconds(1));
  }
  core::Time in(int seconds) const { return clock_.steady() + std::chrono::seconds(seconds); }
  Json told(const std::string& step = "a") const { return attempts(journal_, clock_)[step]; }
  // Number and outcome of each: "1 failed, 2 running".
  std::string outcomes() const {
    std::string text;
    for (const auto& one : told())
      text += (text.empty() ? "" : ", ") + one.at("attempt").dump() + " " +
              one.at("outcome").get<std::string>();
    return text;
  }

  simulate::VirtualClock clock_;
  std::vector<ports::JournalRow> journal_;
};

TEST_F(AttemptsTest, FollowOneAnotherWithTheirExchanges) {
  happens(core::StepStarted{"a"});
  happens(core::StepRetrying{"a", 2, in(5), "busy", false, Json{{"status", 503}}});
  EXPECT_EQ(outcomes(), "1 failed") << "the second is not due yet";
  const auto due = in(4);
  clock_.advance(std::chrono::seconds(10));
  EXPECT_EQ(outcomes(), "1 failed, 2 running");
  happens(core::StepFailed{"a", "http_422", "no", false, Json{{"status", 422}}});
  EXPECT_EQ(outcomes(), "1 failed, 2 failed");
  EXPECT_EQ(told()[0].at("exchange").at("status"), 503);
  EXPECT_EQ(told()[0].at("message"), "busy");
  EXPECT_EQ(told()[1].at("exchange").at("status"), 422);
  EXPECT_EQ(told()[1].at("started_at"), core::to_rfc3339(due)) << "it began when it was due";
  happens(core::StepReset{"a"});
  happens(core::StepStarted{"a", 3});
  happens(core::StepSucceeded{"a"});
  EXPECT_EQ(outcomes(), "1 failed, 2 failed, 3 succeeded");
  EXPECT_FALSE(told()[2].contains("exchange"));
}

TEST_F(AttemptsTest, ALookForTheEffectIsNoAttempt) {
  happens(core::StepStarted{"a"});
  happens(core::StepUnknown{"a", 1, in(1), "closed", 1, {}, false, Json{{"method", "POST"}}});
  const auto ended = told()[0].at("ended_at");
  happens(core::StepUnknown{"a", 1, in(1), "closed; not there yet", 2});
  EXPECT_EQ(outcomes(), "1 unknown");
  EXPECT_EQ(told()[0].at("message"), "closed; not there yet");
  EXPECT_EQ(told()[0].at("exchange"), (Json{{"method", "POST"}}));
  happens(core::StepSucceeded{"a"});
  EXPECT_EQ(outcomes(), "1 succeeded");
  EXPECT_EQ(told()[0].at("ended_at"), ended);
}

TEST_F(AttemptsTest, OnlyTheLatestAreToldAndNoneOfItems) {
  happens(core::StepStarted{core::StepRef("a", 3)});
  EXPECT_TRUE(told().is_null());
  happens(core::StepFailed{"a", "input", "it was not sent"});
  EXPECT_TRUE(told().is_null());
  for (int attempt = 1; attempt <= 30; ++attempt) {
    happens(core::StepStarted{"a", attempt});
    happens(core::StepFailed{"a", "http_422", "no"});
  }
  EXPECT_EQ(told().size(), kAttemptsToldMax);
  EXPECT_EQ(told()[0].at("attempt"), 11);
}

}  // namespace
}  // namespace baton::views
