#include "store/record/transitions_text.hpp"

#include "baton/core/json.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace baton::store {
namespace {

TEST(TransitionsText, IsAJsonArrayThatReadsBack) {
  const std::vector<core::Transition> transitions{core::RunSucceeded{{{"ticket", "WEB-1"}}},
                                                  core::RunFailed{"ship", "no answer"}};
  const auto text = to_text(transitions);
  auto json = core::parse_json(text);
  ASSERT_TRUE(json);
  ASSERT_TRUE(json->is_array());
  const auto again = to_transitions(*json);
  ASSERT_TRUE(again);
  ASSERT_EQ(again->size(), 2U);
  EXPECT_EQ(core::to_json(again->at(0)), core::to_json(transitions[0]));
  EXPECT_EQ(core::to_json(again->at(1)), core::to_json(transitions[1]));
  EXPECT_EQ(to_text({}), "[]");
}

TEST(TransitionsText, RefusesWhatIsNoTransition) {
  EXPECT_FALSE(to_transitions(core::Json::array({{{"is", "StepDreamt"}}})));
  EXPECT_FALSE(to_transitions(core::Json::array({1})));
}

}  // namespace
}  // namespace baton::store
