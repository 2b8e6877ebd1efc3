#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::Json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

// 0.9 MB of text, within what an event may bring.
const Json kLong{{"text", std::string(900'000, 'x')}};

TEST(ValueBytes, OfEachVerbAreBounded) {
  const std::string twice = "${[trigger.data.text, trigger.data.text]}";
  for (const std::string& step : std::vector<std::string>{
           "set: {v: \"" + twice + "\"}", "emit: {event: x.y, data: {v: \"" + twice + "\"}}",
           "do: sink.post, with: {v: \"" + twice + "\"}",
           "approve: {by: {group: g}, ask: y, of: \"" + twice + "\"}"}) {
    Life life(with_steps("  a: {" + step + "}\n"));
    EXPECT_THAT(life.begin(event("go", kLong)),
                ElementsAre("RunStarted", "StepFailed a", "RunFailed"))
        << step;
    EXPECT_EQ(life.run().view().at("steps").at("a").at("error").at("code"), "too_large");
    EXPECT_THAT(life.run().reason(), HasSubstr("1048576 bytes (value_bytes_max)")) << step;
    EXPECT_TRUE(life.effects().empty()) << step;
  }
}

TEST(ValueBytes, OfOutputsInputsAndContextAreBounded) {
  const std::string twice = "{v: \"${[trigger.data.text, trigger.data.text]}\"}";
  Life outputs(with_steps("  a: {set: {n: 1}}\n") + "outputs: " + twice + "\n");
  EXPECT_THAT(outputs.begin(event("go", kLong)), Contains("RunFailed"));
  EXPECT_THAT(outputs.run().reason(), HasSubstr("value_bytes_max"));
  Life context(with_steps("  a: {set: {n: 1}}\n") + "context: " + twice + "\n");
  EXPECT_THAT(context.begin(event("go", kLong)), ElementsAre("RunStarted", "RunFailed"));
  EXPECT_LT(context.run().size().bytes, 1'000'000U);
}

Json lists_in_lists(std::size_t levels) {
  Json value = Json::array();
  for (std::size_t at = 1; at < levels; ++at) {
    Json around = Json::array();
    around.push_back(std::move(value));
    value = std::move(around);
  }
  return value;
}

TEST(ValueDepth, OfWhatAStepKeepsIsBounded) {
  const std::string step = with_steps("  a: {set: {v: \"${trigger.data.v}\"}}\n");
  Life most(step);
  most.begin(event("go", Json{{"v", lists_in_lists(core::kValueDepthMax - 1)}}));
  EXPECT_EQ(most.status("a"), "succeeded");
  Life deeper(step);
  deeper.begin(event("go", Json{{"v", lists_in_lists(core::kValueDepthMax)}}));
  EXPECT_EQ(deeper.status("a"), "failed");
  EXPECT_EQ(deeper.run().view().at("steps").at("a").at("error").at("code"), "too_large");
  EXPECT_THAT(deeper.run().reason(), HasSubstr("deeper than 96 levels (value_depth_max)"));
}

TEST(ValueDepth, OfAnEventIsThatOfEventsFromOutside) {
  const std::string step =
      with_steps("  a: {emit: {event: x.y, data: {v: \"${trigger.data.v}\"}}}\n");
  Life most(step);
  most.begin(event("go", Json{{"v", lists_in_lists(core::kJsonDepthMax - 1)}}));
  EXPECT_EQ(most.status("a"), "succeeded");
  Life deeper(step);
  deeper.begin(event("go", Json{{"v", lists_in_lists(core::kJsonDepthMax)}}));
  EXPECT_EQ(deeper.status("a"), "failed");
  EXPECT_THAT(deeper.run().reason(), HasSubstr("deeper than 64 levels (json_depth_max)"));
  EXPECT_TRUE(deeper.effects().empty());
}

TEST(ValueDepth, OfAnOutputIsBounded) {
  Life life(with_steps("  a: {do: sink.post}\n"));
  life.begin(event("go"));
  life.succeed("a", lists_in_lists(core::kValueDepthMax + 1));
  EXPECT_EQ(life.status("a"), "failed");
  EXPECT_THAT(life.run().reason(), HasSubstr("(value_depth_max)"));
}

TEST(RunBytes, TheStepThatWouldExceedThemFails) {
  std::string steps;
  for (int at = 0; at < 12; ++at) {
    const auto need = at == 0 ? "" : "needs: s" + std::to_string(at - 1) + ", ";
    steps += "  s" + std::to_string(at) + ": {" + need + "set: {v: \"${trigger.data.text}\"}}\n";
  }
  Life life(with_steps(steps));
  life.begin(event("go", kLong));
  EXPECT_EQ(life.status("s7"), "succeeded");
  EXPECT_EQ(life.status("s8"), "failed");
  EXPECT_THAT(life.run().reason(), HasSubstr("8388608 bytes (run_bytes_max)"));
  EXPECT_LE(life.run().size().bytes, core::kRunBytesMax);
}

TEST(RunBytes, ManySmallValuesAreBoundedByTheirNumber) {
  std::string steps;
  for (int at = 0; at < 6; ++at) {
    const auto need = at == 0 ? "" : "needs: s" + std::to_string(at - 1) + ", ";
    steps += "  s" + std::to_string(at) + ": {" + need + "set: {v: \"${trigger.data.list}\"}}\n";
  }
  Life life(with_steps(steps));
  life.begin(event("go", Json{{"list", std::vector<Json>(49'000, Json::object())}}));
  EXPECT_EQ(life.status("s2"), "succeeded");
  EXPECT_EQ(life.status("s3"), "failed");
  EXPECT_THAT(life.run().reason(), HasSubstr("200000 values (run_values_max)"));
}

TEST(RunBytes, CountWhatIsHeldNow) {
  Life life(with_steps(
      "  a: {do: sink.post}\n  b: {needs: a, do: sink.post, with: {v: \"${steps.a.output}\"}}\n"));
  life.begin(event("go", Json{{"n", 1}}));
  const auto before = life.run().size().bytes;
  life.succeed("a", kLong);
  EXPECT_NEAR(static_cast<double>(life.run().size().bytes - before), 1'800'000.0,
              2'000.0);  // as output, and as input of b
}

}  // namespace
}  // namespace baton::tests
