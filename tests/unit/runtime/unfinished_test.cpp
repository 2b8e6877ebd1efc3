#include "runtime/unfinished.hpp"

#include "baton/ports/failures.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::runtime {
namespace {

TEST(Unfinished, ComesBackAsItWas) {
  Unfinished unfinished;
  unfinished.event = FanOut{core::EventId(5), true, core::RunId(7), "onboarding"};
  unfinished.look_backs = {{core::RunId(7), "w", core::EventId(9), 3, core::Duration(20)},
                           {core::RunId(8), {"w", 2}, core::EventId(9)}};
  auto& looking = unfinished.look_backs.front();
  looking.fitting = {core::EventId(6), core::EventId(4)};
  looking.found = {core::EventId(5)};
  looking.looked = true;
  const auto again = Unfinished::parse(unfinished.text());
  EXPECT_EQ(again.event, unfinished.event);
  EXPECT_EQ(again.look_backs, unfinished.look_backs);
  EXPECT_EQ(Unfinished{}.text(), "");
  EXPECT_TRUE(Unfinished::parse("").none());
}

TEST(Unfinished, ThatIsDamagedIsNamedAndNotGuessed) {
  for (const auto* text : {"{", "[]", "{}", R"({"look_backs":[{"run":"x"}]})",
                           R"({"look_backs":[],"event":{"event":5}})"}) {
    try {
      Unfinished::parse(text);
      ADD_FAILURE() << text << " was read";
    } catch (const ports::RowDamaged& damage) {
      EXPECT_NE(std::string(damage.what()).find("the setting unfinished"), std::string::npos)
          << damage.what();
    }
  }
}

}  // namespace
}  // namespace baton::runtime
