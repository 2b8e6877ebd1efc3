#include "connectors/retry_after.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const core::Time kNow = *core::parse_rfc3339("2026-05-04T10:00:00Z");

std::optional<core::Duration> waited(std::vector<std::string> values,
                                     const std::vector<std::string>& more = {},
                                     const std::string& name = "Retry-After") {
  formats::Headers headers;
  for (auto& value : values) headers.emplace_back(name, std::move(value));
  return retry_after(headers, more, 429, kNow);
}

TEST(RetryAfter, EveryLegalFormIsRead) {
  EXPECT_EQ(waited({"120"}), seconds(120));
  EXPECT_EQ(waited({"Mon, 04 May 2026 10:00:30 GMT"}), seconds(30));
  EXPECT_EQ(waited({"Monday, 04-May-26 10:00:30 GMT"}), seconds(30));
  EXPECT_EQ(waited({"Mon May  4 10:00:30 2026"}), seconds(30));
  EXPECT_EQ(waited({"Mon, 04 May 2026 09:00:00 GMT"}), seconds(0));
  EXPECT_EQ(waited({"0"}), seconds(0));
}

TEST(RetryAfter, AndWhatVendorsSend) {
  EXPECT_EQ(waited({"3.0"}), seconds(3));
  EXPECT_EQ(waited({" 7 "}), seconds(7));
  EXPECT_EQ(waited({"7s"}), seconds(7));
  EXPECT_EQ(waited({"0.25"}), milliseconds(250));
  EXPECT_EQ(waited({"6m0s"}), minutes(6));
  EXPECT_EQ(waited({"2026-05-04T10:01:00Z"}), minutes(1));
  EXPECT_EQ(waited({"2026-05-04T10:01Z"}), minutes(1));
  EXPECT_EQ(waited({"1777888860"}), minutes(1));     // seconds since 1970
  EXPECT_EQ(waited({"1777888860000"}), minutes(1));  // milliseconds
  EXPECT_EQ(waited({"1500"}, {}, "retry-after-ms"), milliseconds(1500));
}

TEST(RetryAfter, TheLongestOfSeveralCounts) {
  EXPECT_EQ(waited({"2", "30", "5"}), seconds(30));
  EXPECT_EQ(waited({"2, 30"}), seconds(30));
  EXPECT_EQ(waited({"2, Mon, 04 May 2026 10:00:40 GMT"}), seconds(40));
  EXPECT_EQ(waited({"Monday, 04-May-26 10:00:50 GMT, 3"}), seconds(50));
  EXPECT_EQ(waited({"nonsense", "4"}), seconds(4));
}

TEST(RetryAfter, TooMuchIsTheMost) {
  for (const auto* text :
       {"100000", "100000000000000000000", "99999999999999999999999999999999999999", "999999999",
        "Fri, 31 Dec 9999 23:59:59 GMT", "4102444800"}) {
    EXPECT_EQ(waited({text}), kRetryAfterMax) << text;
  }
  EXPECT_EQ(waited({std::string(400, '9')}), kRetryAfterMax);
}

TEST(RetryAfter, WhatSaysNoTimeIsToWaitAllTheSame) {
  for (const auto* text : {"", "soon", "-5", "nan", "inf", "0x10", "1e3", "Mon, 04 May", ","})
    EXPECT_EQ(waited({text}), seconds(0)) << text;
}

TEST(RetryAfter, DatesCountFromTheVendorsOwnClock) {
  const formats::Headers headers{{"Date", "Mon, 04 May 2025 10:00:00 GMT"},
                                 {"Retry-After", "Mon, 04 May 2025 10:00:20 GMT"}};
  EXPECT_EQ(retry_after(headers, {}, 503, kNow), seconds(20));
}

TEST(RetryAfter, OtherHeadersCountWhereAConnectorNamesThem) {
  EXPECT_EQ(waited({"60"}, {}, "X-RateLimit-Reset"), std::nullopt);
  EXPECT_EQ(waited({"60"}, {"x-ratelimit-reset"}, "X-RateLimit-Reset"), seconds(60));
  EXPECT_EQ(waited({R"("default";r=0;t=30)"}, {"ratelimit"}, "RateLimit"), seconds(30));
}

TEST(RetryAfter, AQuotaCountsWhereItIsUsedUp) {
  const std::vector<std::string> more{"ratelimit", "ratelimit-reset", "x-ratelimit-reset",
                                      "x-wait"};
  const auto said = [&more](const formats::Headers& headers, int status = 429) {
    return retry_after(headers, more, status, kNow);
  };
  const std::string in_an_hour = "1777892400";
  const formats::Headers full{{"X-RateLimit-Remaining", "4999"}, {"X-RateLimit-Reset", in_an_hour}};
  EXPECT_EQ(said(full), std::nullopt);
  EXPECT_EQ(said(full, 503), std::nullopt);
  for (const auto* left : {"0", "-1", " 0 ", "none"})
    EXPECT_EQ(said({{"x-ratelimit-remaining", left}, {"X-RateLimit-Reset", in_an_hour}}), hours(1))
        << left;
  EXPECT_EQ(said({{"X-RateLimit-Reset", in_an_hour}}), hours(1));
  EXPECT_EQ(said({{"X-RateLimit-Reset", in_an_hour}}, 503), std::nullopt);
  EXPECT_EQ(said({{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", in_an_hour}}, 500),
            std::nullopt);
  EXPECT_EQ(said({{"Retry-After", "2"}, full[0], full[1]}), seconds(2));
  EXPECT_EQ(said({{"Retry-After", "2"}, {"X-RateLimit-Remaining", "0"}, full[1]}), hours(1));
  EXPECT_EQ(said({{"Retry-After", "0"}, full[0], full[1]}, 503), seconds(0));
  EXPECT_EQ(said({{"RateLimit", R"("default";r=99;t=50)"}}), std::nullopt);
  EXPECT_EQ(said({{"RateLimit", R"("default";r=0;t=50)"}}, 503), std::nullopt);
  EXPECT_EQ(said({{"RateLimit", R"("second";r=0;t=5, "day";r=900;t=80000)"}}), seconds(5));
  EXPECT_EQ(said({{"RateLimit", "limit=100, remaining=50, reset=40"}}), std::nullopt);
  EXPECT_EQ(said({{"RateLimit", "limit=100, remaining=0, reset=40"}}), seconds(40));
  EXPECT_EQ(said({{"RateLimit-Remaining", "3"}, {"RateLimit-Reset", "40"}}), std::nullopt);
  EXPECT_EQ(said({{"X-Wait", "9"}}, 503), seconds(9));
  EXPECT_EQ(said({{"X-Wait", "0"}}, 503), std::nullopt);
}

TEST(RetryAfter, ASuccessMaySayThatNothingIsLeft) {
  const std::vector<std::string> more{"ratelimit", "x-ratelimit-reset", "x-ratelimit-reset-tokens",
                                      "retry-after-ms"};
  const auto said = [&more](const formats::Headers& headers) {
    return quota_wait(headers, more, kNow);
  };
  const std::string in_an_hour = "1777892400";
  EXPECT_EQ(said({{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", in_an_hour}}), hours(1));
  EXPECT_EQ(said({{"x-ratelimit-remaining-tokens", "0"}, {"x-ratelimit-reset-tokens", "6m0s"}}),
            seconds(360));
  EXPECT_EQ(said({{"RateLimit", R"("second";r=0;t=5, "day";r=900;t=80000)"}}), seconds(5));
  EXPECT_EQ(said({{"RateLimit", "limit=100, remaining=0, reset=40"}}), seconds(40));
  for (const auto* left : {"1", "4999", "none", ""})
    EXPECT_EQ(said({{"X-RateLimit-Remaining", left}, {"X-RateLimit-Reset", in_an_hour}}),
              std::nullopt)
        << left;
  // Many vendors send a reset with every answer, and a job says when to ask for it.
  EXPECT_EQ(said({{"X-RateLimit-Reset", in_an_hour}}), std::nullopt);
  EXPECT_EQ(said({{"Retry-After", "5"}, {"Retry-After-Ms", "5000"}}), std::nullopt);
  EXPECT_EQ(said({{"RateLimit", "limit=100, remaining=50, reset=40"}}), std::nullopt);
  EXPECT_EQ(said({{"RateLimit", R"("default";r=9;t=50)"}}), std::nullopt);
  EXPECT_EQ(said({{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "0"}}), std::nullopt);
}

TEST(HttpDates, AllThreeFormsAreRead) {
  const auto when = *core::parse_rfc3339("1994-11-06T08:49:37Z");
  for (const auto* text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994"}) {
    ASSERT_TRUE(parse_http_date(text)) << text;
    EXPECT_EQ(*parse_http_date(text), when) << text;
  }
  for (const auto* bad : {"", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Foo 1994 08:49:37 GMT",
                          "soon", "Sun, 99 Nov 1994 08:49:37 GMT"})
    EXPECT_FALSE(parse_http_date(bad)) << bad;
}

}  // namespace
}  // namespace baton::connectors
