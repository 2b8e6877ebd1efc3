#include "runtime/pace.hpp"

#include <chrono>
#include <deque>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

namespace baton::runtime {
namespace {

using core::Duration;
using core::Time;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Time after(Duration since) { return Time(std::chrono::hours(1'000)) + since; }

// A vendor that takes so many a window and says "not now" to the rest, and how it is asked by one
// connection.
struct Vendor {
  std::size_t limit;
  Duration window;
  Duration says;  // Retry-After; zero: nothing
  std::deque<Time> taken{};
  std::size_t refusals = 0;

  bool takes(Time now) {
    while (!taken.empty() && taken.front() + window <= now) taken.pop_front();
    if (taken.size() >= limit) return ++refusals, false;
    taken.push_back(now);
    return true;
  }
};

struct Asked {
  std::size_t requests = 0;
  Duration took{};
};

Asked ask(Vendor& vendor, std::size_t actions, std::size_t allowed, Duration latency) {
  Pace pace;
  Asked asked;
  struct Call {
    Time begun;
    bool taken;
  };
  std::deque<Call> under_way;
  std::size_t done = 0;
  auto now = after({});
  for (; done < actions && asked.took < std::chrono::hours(2);
       now += milliseconds(5), asked.took += milliseconds(5)) {
    while (!under_way.empty() && under_way.front().begun + latency <= now) {
      const auto call = under_way.front();
      under_way.pop_front();
      if (call.taken) {
        ++done;
        pace.taken(call.begun, now);
      } else {
        pace.refused(call.begun, vendor.says, now);
      }
    }
    while (done + under_way.size() < actions && pace.may_begin(now, under_way.size(), allowed)) {
      pace.begun(now);
      under_way.push_back({now, vendor.takes(now)});
      ++asked.requests;
    }
  }
  return asked;
}

TEST(Pace, AsksHardlyMoreThanTheVendorTakes) {
  for (const auto& vendor : std::vector<Vendor>{{10, seconds(1), seconds(2)},
                                                {10, seconds(1), {}},
                                                {100, minutes(1), seconds(55)},
                                                {100, minutes(1), seconds(10)},
                                                {50, seconds(1), seconds(1)},
                                                {2, seconds(1), seconds(3)}}) {
    auto one = vendor;
    const auto asked = ask(one, 400, 8, milliseconds(50));
    const auto windows = static_cast<std::size_t>(1 + asked.took / one.window);
    const auto allowed = one.limit * windows;
    RecordProperty("refusals", static_cast<int>(one.refusals));
    EXPECT_EQ(asked.requests - one.refusals, 400U) << one.limit << " never done";
    EXPECT_LE(asked.requests, 440U) << one.limit << " in " << core::to_text(one.window);
    EXPECT_LE(asked.requests, allowed * 11 / 10);
    const auto least = one.window * static_cast<int>(400 / one.limit);
    EXPECT_LE(asked.took, 3 * least + minutes(1))
        << one.limit << " in " << core::to_text(one.window) << " takes too long";
  }
}

TEST(Pace, IsNotHeldBackByAVendorThatTakesAll) {
  Vendor vendor{100'000, seconds(1), seconds(1)};
  const auto asked = ask(vendor, 4'000, 8, milliseconds(5));
  EXPECT_LE(asked.took, seconds(4));
}

TEST(Pace, AsksOnceAfterAPause) {
  Pace pace;
  pace.begun(after({}));
  EXPECT_TRUE(pace.refused(after({}), seconds(2), after(milliseconds(10))));
  EXPECT_FALSE(pace.refused(after({}), seconds(5), after(milliseconds(20)))) << "of the same pause";
  EXPECT_FALSE(pace.may_begin(after(seconds(5)), 0, 8)) << "the longest counts";
  EXPECT_TRUE(pace.may_begin(after(milliseconds(5'020)), 0, 8));
  EXPECT_FALSE(pace.may_begin(after(milliseconds(5'020)), 1, 8));
}

TEST(Pace, AWaitLeavesTheRateAsItIs) {
  Pace pace;
  EXPECT_FALSE(pace.wait({}, after({}))) << "nothing was said";
  EXPECT_TRUE(pace.wait(seconds(30), after({})));
  EXPECT_FALSE(pace.wait(seconds(20), after(seconds(5)))) << "the longest counts";
  EXPECT_FALSE(pace.may_begin(after(milliseconds(29'999)), 0, 8));
  EXPECT_TRUE(pace.holds_back(after(seconds(29))));
  EXPECT_TRUE(pace.may_begin(after(seconds(30)), 7, 8));
  EXPECT_FALSE(pace.holds_back(after(seconds(30))));
  // A request that was under way and is refused belongs to the same pause.
  pace.wait(seconds(30), after(seconds(40)));
  EXPECT_FALSE(pace.refused(after(seconds(39)), seconds(60), after(seconds(41))));
  EXPECT_EQ(pace.paused_until(), after(seconds(101)));
}

TEST(Pace, AnOutageLeavesNoSlowness) {
  Pace pace;
  auto now = after({});
  for (int n = 0; n < 50; ++n) {
    pace.begun(now);
    pace.refused(now, seconds(30), now + milliseconds(1));
    now = pace.paused_until() + milliseconds(1);
  }
  for (int second = 0; second < 15; ++second) {
    pace.begun(now);
    pace.taken(now, now + milliseconds(10));
    now += seconds(1);
  }
  EXPECT_FALSE(pace.holds_back(now));
}

TEST(Pace, WithoutAWordItWaitsLongerEachTime) {
  Pace pace;
  auto now = after({});
  for (const auto pause : {seconds(1), seconds(2), seconds(4), seconds(8), seconds(16), seconds(32),
                           seconds(60), seconds(60)}) {
    now += milliseconds(1);
    pace.refused(now, {}, now);
    EXPECT_EQ(pace.paused_until() - now, pause);
    now = pace.paused_until();
  }
}

// A damaged setting may hold any number.
TEST(Pace, GoesOnWithNoRateThatItCannotHaveLearnt) {
  const auto rate_of = [](double kept) {
    Pace pace;
    pace.restore(after({}), kept, true, after({}));
    pace.begun(after({}));
    EXPECT_LE(pace.next(after({})).value_or(after({})), after(minutes(2))) << kept;
    return pace.rate();
  };
  EXPECT_EQ(rate_of(7.5), 7.5);
  EXPECT_EQ(rate_of(0), 0);
  EXPECT_EQ(rate_of(1e-300), 0.01);
  for (const double kept : {-1.0, 1e300, std::numeric_limits<double>::infinity(),
                            std::numeric_limits<double>::quiet_NaN()})
    EXPECT_EQ(rate_of(kept), 0) << kept;
}

}  // namespace
}  // namespace baton::runtime
