#include "baton/simulator/simulator.hpp"

#include "unit/simulator/vendor_world.hpp"

#include <gmock/gmock.h>

namespace baton::simulator {
namespace {

using testing::HasSubstr;

std::vector<VendorFile> jira_alone() { return {{"jira.yaml", tests::shipped_vendor("jira")}}; }

TEST(Simulator, ListsItsVendorsAndHowConnectionsLeadThere) {
  core::Findings findings;
  const auto simulator = Simulator::make(jira_alone(), {}, findings);
  ASSERT_NE(simulator, nullptr);
  ASSERT_EQ(simulator->vendors().size(), 1U);
  const auto vendor = simulator->vendors().front();
  EXPECT_EQ(vendor.name, "jira");
  EXPECT_EQ(vendor.path, "/jira");
  EXPECT_THAT(vendor.environment("http://127.0.0.1:7070"),
              testing::Contains(std::pair<std::string, std::string>("JIRA_BASE_URL",
                                                                    "http://127.0.0.1:7070/jira")));
}

TEST(Simulator, ALaterFileOfAVendorReplacesAnEarlierOne) {
  auto files = jira_alone();
  files.push_back({"own.yaml",
                   "vendor: jira\ntitle: Ours\nanswers: { unauthorized: {}, "
                   "not_found: {}, busy: {}, error: {} }\n"});
  core::Findings findings;
  const auto simulator = Simulator::make(files, {}, findings);
  ASSERT_NE(simulator, nullptr);
  EXPECT_EQ(simulator->vendors().front().title, "Ours");
}

TEST(Simulator, IsNotMadeOfWhatIsWrong) {
  const auto wrong = [](std::vector<VendorFile> files, Options options) {
    core::Findings findings;
    EXPECT_EQ(Simulator::make(files, std::move(options), findings), nullptr);
    return findings.empty() ? std::string() : findings.front().message;
  };
  EXPECT_THAT(wrong(jira_alone(), {.webhooks = "nowhere"}), HasSubstr("nowhere"));
  EXPECT_THAT(wrong(jira_alone(), {.faults = core::Json::array()}), HasSubstr("JSON object"));
  EXPECT_NE(wrong({{"v.yaml", "vendor: [\n"}}, {}), "");
}

}  // namespace
}  // namespace baton::simulator
