#include "baton/cel/possible_values.hpp"

#include "baton/cel/prospect.hpp"

#include <gtest/gtest.h>

namespace baton::cel {
namespace {

struct Together {
  bool both = false;
  bool neither = false;
};

// Whether two conditions may both hold, and may both fail.
Together together(const std::string& one, const std::string& other,
                  std::map<std::string, PossibleValues::Known, std::less<>> known = {}) {
  const auto first = Expression::compile(one).expression;
  const auto second = Expression::compile(other).expression;
  EXPECT_TRUE(first && second) << one << ", " << other;
  PossibleValues values(std::move(known));
  values.add(*first);
  values.add(*second);
  Together found;
  for (const auto& way : values.ways(100)) {
    const auto a = may(*first, Sketch::map({}, false), way);
    const auto b = may(*second, Sketch::map({}, false), way);
    found.both = found.both || (a.be_true && b.be_true);
    found.neither = found.neither || (a.be_false && b.be_false);
  }
  return found;
}

TEST(PossibleValues, TellConditionsThatExcludeEachOther) {
  const std::vector<std::pair<const char*, const char*>> exclusive{
      {"x.big", "!x.big"},
      {"x.n > 1", "!(x.n > 1)"},
      {"x.n > 1", "x.n <= 1"},
      {"x.a == \"b\"", "x.a != \"b\""},
      {"x.a == x.b", "x.b != x.a"},
      {"x.a < x.b", "x.b <= x.a"},
      {"has(x.a)", "!has(x.a)"},
      {"x.a == null", "x.a != null"},
      {"x.a in [1, 2]", "!(x.a in [1, 2])"},
      {"x.l.exists(i, i > 1)", "!x.l.exists(i, i > 1)"},
      {"2.5 <= x.n", "x.n < 2.5"},
      {"x.a == 1 && x.b", "!(x.a == 1 && x.b)"},
      {"x.b ? x.c : x.d", "!(x.b ? x.c : x.d)"}};
  for (const auto& [one, other] : exclusive) {
    const auto found = together(one, other);
    EXPECT_FALSE(found.both) << one << ", " << other;
    EXPECT_FALSE(found.neither) << one << ", " << other;
  }
}

TEST(PossibleValues, TellNoMoreThanWhatIsSure) {
  EXPECT_FALSE(together("x.a == \"b\"", "x.a == \"c\"").both);
  EXPECT_TRUE(together("x.a == \"b\"", "x.a == \"c\"").neither);
  EXPECT_TRUE(together("x.n > 1", "x.n < 2").both) << "1.5";
  EXPECT_TRUE(together("x.n < 1", "x.n > 1").neither);
  EXPECT_TRUE(together("x.a", "x.b").both);
  EXPECT_TRUE(together("x.t < now", "!(x.t < now)").both) << "asked at two times";
  EXPECT_TRUE(together("x.a == true", "x.a == false").neither) << "it may be a text";
  EXPECT_TRUE(together("x.n > 9007199254740993", "x.n <= 9007199254740993").both)
      << "too large to have neighbours";
}

TEST(PossibleValues, KnowWhatAValueMayBe) {
  const auto with = [](PossibleValues::Known known) {
    std::map<std::string, PossibleValues::Known, std::less<>> all;
    all.emplace("x.a", std::move(known));
    return all;
  };
  EXPECT_FALSE(together("x.a > 1", "x.a < 2", with({{}, true})).both);
  EXPECT_FALSE(
      together("x.a == true", "x.a == false", with({{Value::boolean(true), Value::boolean(false)}}))
          .neither);
  EXPECT_FALSE(
      together("x.a == \"b\"", "x.a == \"c\"", with({{Value::string("b"), Value::string("c")}}))
          .neither);
}

TEST(PossibleValues, AreLeftOpenWhereTheyAreTooMany) {
  PossibleValues values;
  for (const auto* text : {"a && b && c && d", "a || b || c || d"})
    values.add(*Expression::compile(text).expression);
  EXPECT_EQ(values.ways(16).size(), 16U);
  EXPECT_EQ(values.ways(8).size(), 8U);
  EXPECT_EQ(values.ways(1).size(), 1U);
}

}  // namespace
}  // namespace baton::cel
