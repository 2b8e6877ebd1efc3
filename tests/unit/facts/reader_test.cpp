#include "baton/facts/reader.hpp"

#include "make.hpp"

#include <gmock/gmock.h>

namespace baton::facts {
namespace {

using std::chrono::hours;
using testing::HasSubstr;

core::Time at(int hour) { return core::Time(hours(hour)); }

TEST(FactReader, AValueIsLookedUpOnce) {
  const auto facts = facts_of({kFreeze});
  int asked = 0;
  Reader reader(
      facts,
      [&asked](std::string_view fact, std::string_view key) {
        ++asked;
        return std::optional(core::FactValue{std::string(fact), std::string(key), true});
      },
      at(1));
  EXPECT_EQ(reader.read("freeze", std::nullopt).value()->value, true);
  EXPECT_EQ(reader.read("freeze", std::nullopt).value()->value, true);
  EXPECT_EQ(asked, 1);
}

TEST(FactReader, AStaleValueIsAnErrorThatTellsItsAge) {
  const auto facts = facts_of({kBudget});
  const auto kept = [](std::string_view fact, std::string_view key) {
    core::FactValue value{std::string(fact), std::string(key), 5};
    value.set = at(0);
    value.stale = at(48);
    return std::optional(value);
  };
  EXPECT_TRUE(Reader(facts, kept, at(47)).read("budget", "EMEA").has_value());
  const auto stale = Reader(facts, kept, at(72)).read("budget", "EMEA");
  EXPECT_EQ(stale.error().code, core::Errc::unavailable);
  EXPECT_EQ(stale.error().message,
            "facts.budget[\"EMEA\"] is stale: it was set 3 days ago, and is good for 2d");
}

TEST(FactReader, AnAgeOfOneMinuteIsSaidInTheSingular) {
  const auto facts = facts_of({kBudget});
  const auto kept = [](std::string_view fact, std::string_view key) {
    core::FactValue value{std::string(fact), std::string(key), 5};
    value.set = at(0);
    value.stale = at(0) + std::chrono::seconds(30);
    return std::optional(value);
  };
  const auto error_at = [&](std::chrono::seconds age) {
    return Reader(facts, kept, at(0) + age).read("budget", "EMEA").error().message;
  };
  EXPECT_THAT(error_at(std::chrono::seconds(90)), HasSubstr("it was set 1 minute ago"));
  EXPECT_THAT(error_at(std::chrono::seconds(150)), HasSubstr("it was set 2 minutes ago"));
}

TEST(FactReader, WhatIsNotThereIsNamed) {
  const auto facts = facts_of({kBudget});
  const auto nothing = [](std::string_view, std::string_view) {
    return std::optional<core::FactValue>();
  };
  Reader reader(facts, nothing, at(0));
  EXPECT_THAT(reader.read("budget", "EMEA").error().message, HasSubstr("has no value yet"));
  EXPECT_THAT(reader.read("budget", std::nullopt).error().message,
              HasSubstr("a value for each key"));
  EXPECT_THAT(reader.read("bugdet", "EMEA").error().hint, HasSubstr("budget"));
  EXPECT_EQ(reader.read("budget", "EMEA").error().code, core::Errc::not_found);
  EXPECT_EQ(reader.read("bugdet", "EMEA").error().code, core::Errc::invalid)
      << "has() is false for a fact without a value, and not for a slip in its name";
}

}  // namespace
}  // namespace baton::facts
