#include "baton/engine/resolving.hpp"

#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::Json;
using testing::HasSubstr;

TEST(Resolving, AnOutputHoldsWhatTheRunReads) {
  Life life(with_steps(
      "  a: {do: sink.post}\n  copied: {needs: a, set: {id: \"${steps.a.output.id}\"}}\n"));
  life.begin(event("go"));
  life.end("a", core::ActionResult::Kind::undecidable);
  const auto refused = [&](const Json& output, const std::vector<std::string>& declared) {
    const auto error = engine::unfit_output(life.the_plan(), life.run(), *life.the_plan().step("a"),
                                            output, declared);
    return error ? error->text() : "";
  };
  const auto example =
      "baton runs resolve " + life.run().id().text() + " a --succeeded -d '{\"id\": \"…\"}'";
  for (const auto& output : {Json(), Json::object(), Json{{"key", 1}}, Json(5), Json::array({1})}) {
    EXPECT_THAT(refused(output, {}), HasSubstr(example)) << output;
    EXPECT_THAT(refused(output, {"id", "key"}), HasSubstr(example)) << output;
  }
  EXPECT_EQ(refused({{"id", 7}}, {}), "");
  EXPECT_EQ(refused({{"id", 7}, {"kye", 7}}, {}), "");
  EXPECT_THAT(refused({{"id", 7}, {"kye", 7}}, {"id", "key"}), HasSubstr("did you mean \"key\""));
}

TEST(Resolving, ACopyOfAStepComesBeforeWhatTheStepComesBefore) {
  const auto of = plan(with_steps("  a: {do: sink.post}\n  b: {needs: a, do: sink.post}\n"));
  const auto copy = *of->step("a");
  EXPECT_TRUE(engine::comes_after(*of, *of->step("b"), copy));
  EXPECT_FALSE(engine::comes_after(*of, *of->step("a"), copy));
}

}  // namespace
}  // namespace baton::tests
