#include "baton/calendar/zone.hpp"

#include "baton/core/time.hpp"

#include <gtest/gtest.h>

namespace baton::calendar {
namespace {

using std::chrono::hours;
using std::chrono::local_seconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

sys_seconds at(std::string_view text) {
  return std::chrono::floor<seconds>(core::parse_rfc3339(text).value());
}
local_seconds shown(std::string_view text) {
  return local_seconds(at(std::string(text) + "Z").time_since_epoch());
}

TEST(Zone, FindsNamesAndOffsets) {
  EXPECT_EQ(Zone::find("").value().name(), "UTC");
  EXPECT_EQ(Zone::find("-03:30").value().at(sys_seconds()).seconds, -(hours(3) + minutes(30)));
  EXPECT_EQ(Zone::find("Asia/Kolkata").value().at(at("2026-01-01T00:00:00Z")).seconds,
            hours(5) + minutes(30));
  for (const auto* wrong : {"Europe/Pariss", "+2:00", "+25:00", "../etc/passwd", "Mars"})
    EXPECT_FALSE(Zone::find(wrong).has_value()) << wrong;
  EXPECT_EQ(no_zone("Europe/Pariss").hint, "did you mean \"Europe/Paris\"?");
  EXPECT_EQ(no_zone("paris").hint, "did you mean \"Europe/Paris\"?");
}

TEST(Zone, KnowsUntilWhenAnOffsetHolds) {
  const auto paris = Zone::find("Europe/Paris").value();
  EXPECT_EQ(paris.at(at("2026-03-01T00:00:00Z")).until, at("2026-03-29T01:00:00Z"));
  EXPECT_EQ(Zone().at(sys_seconds()).until, sys_seconds::max());
}

TEST(Zone, ATimeThatIsShownTwiceIsTheFirst) {
  const auto paris = Zone::find("Europe/Paris").value();
  for (const auto skipped : {Skipped::first_after, Skipped::as_much_later})
    EXPECT_EQ(paris.moment(shown("2026-10-25T02:30:00"), skipped), at("2026-10-25T00:30:00Z"));
}

TEST(Zone, ATimeThatIsSkippedIsReadInTwoWays) {
  const auto paris = Zone::find("Europe/Paris").value();
  EXPECT_EQ(paris.moment(shown("2026-03-29T02:30:00"), Skipped::first_after),
            at("2026-03-29T01:00:00Z"));
  EXPECT_EQ(paris.moment(shown("2026-03-29T02:30:00"), Skipped::as_much_later),
            at("2026-03-29T01:30:00Z"));
  // Samoa had no 30 December 2011 at all.
  const auto apia = Zone::find("Pacific/Apia").value();
  EXPECT_EQ(apia.moment(shown("2011-12-30T12:00:00"), Skipped::first_after),
            at("2011-12-30T10:00:00Z"));
}

TEST(Zone, EveryMomentIsFoundAgain) {
  for (const auto* name : {"Europe/Paris", "America/New_York", "Australia/Lord_Howe",
                           "America/Sao_Paulo", "Asia/Kolkata", "Pacific/Auckland"}) {
    const auto zone = Zone::find(name).value();
    for (auto moment = at("2026-01-01T00:00:00Z"); moment < at("2027-01-01T00:00:00Z");
         moment += minutes(17)) {
      const auto local = zone.local(moment);
      const auto again = zone.moment(local, Skipped::first_after);
      EXPECT_EQ(zone.local(again), local);
      EXPECT_LE(again, moment);
    }
  }
}

}  // namespace
}  // namespace baton::calendar
