#include "runtime/schedule_reads.hpp"

#include "unit/runtime/stepping.hpp"

#include <gmock/gmock.h>

namespace baton::runtime {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class ScheduleReadsTest : public SteppingTest {
 protected:
  core::Result<core::Json> next(const std::string& workflow, std::size_t count) {
    core::Result<core::Json> found{core::Json()};
    const auto now = *core::parse_rfc3339("2026-05-04T10:00:00Z");  // a Monday
    transact([&](ports::Tx& tx) { found = schedules(tx, plans_, workflow, count, now); });
    return found;
  }
};

TEST_F(ScheduleReadsTest, SayWhenEachFiresNext) {
  publish("flow",
          "on:\n  - event: go\n  - schedule: { cron: '0 9 * * MON', timezone: Europe/Paris, "
          "misfire: skip }\n  - schedule: { cron: '0 0 1 1 *' }\nsteps:\n  a: { set: { x: 1 } }\n");
  const auto found = next("flow", 2);
  ASSERT_TRUE(found) << found.error().text();
  ASSERT_THAT(*found, SizeIs(2));
  EXPECT_EQ(found->at(0), (core::Json{{"line", 4},
                                      {"cron", "0 9 * * MON"},
                                      {"timezone", "Europe/Paris"},
                                      {"misfire", "skip"},
                                      {"next", {"2026-05-11T07:00:00Z", "2026-05-18T07:00:00Z"}}}));
  EXPECT_EQ(found->at(1).at("next").at(0), "2027-01-01T00:00:00Z");
}

TEST_F(ScheduleReadsTest, AreNoneWhereNothingIsPlanned) {
  publish("flow", "on: [{ event: go }]\nsteps:\n  a: { set: { x: 1 } }\n");
  EXPECT_THAT(*next("flow", 2), IsEmpty());
  EXPECT_EQ(next("flwo", 2).error().code, core::Errc::not_found);
}

TEST_F(ScheduleReadsTest, TellWhoReadsAFact) {
  publish("flow", "on: [{ event: go }]\nsteps:\n  a: { gate: fact('open'), set: { x: 1 } }\n");
  publish("other", "on: [{ event: go }]\nsteps:\n  a: { set: { x: 1 } }\n");
  core::Json found;
  transact([&](ports::Tx& tx) { found = fact_readers(tx, plans_, "open"); });
  EXPECT_EQ(found, core::Json::array({{{"workflow", "flow"},
                                       {"version", 1},
                                       {"step", "a"},
                                       {"place", "gate"},
                                       {"named", true}}}));
}

}  // namespace
}  // namespace baton::runtime
