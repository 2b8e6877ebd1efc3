#include "baton/cel/prospect.hpp"

#include "baton/cel/types.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::cel {
namespace {

constexpr core::Time kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 28);

const Scope& scope() {
  static const Scope kScope = [] {
    Scope made;
    made.declare("now", simple(Type::Kind::timestamp))
        .declare("x", dyn())
        .declare("s", simple(Type::Kind::string));
    return made;
  }();
  return kScope;
}

// The source of the parts that are never true.
std::vector<std::string> never(const std::string& text,
                               const Sketch& names = Sketch::map({}, false)) {
  const auto compiled = Expression::compile(text, &scope());
  EXPECT_TRUE(compiled.expression) << text;
  if (!compiled.expression) return {};
  Prospect prospect(*compiled.expression, kNow);
  prospect.add(names);
  std::vector<std::string> parts;
  for (const auto& part : prospect.never_true())
    parts.push_back(text.substr(part.offset, part.length));
  return parts;
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Prospect, OfClocksAndCalendars) {
  for (const auto* text :
       {"now.getHours() == 24", "now.getDayOfWeek() == 7", "now.getMonth() == 12",
        "now.getMinutes() >= 60", "now.getDate() == 0", "now.getHours(\"Europe/Paris\") > 23",
        "24 == now.getHours()", "now.getDayOfWeek() in [7, 8]", "now.getFullYear() < 2026",
        "now.getHours() >= 9 && now.getHours() < 8", "now.getHours() > 8 && now.getHours() < 9",
        "now.getDayOfYear() > 365", "timestamp(s).getHours() == 24", "now.getDate() > 31.5"})
    EXPECT_THAT(never(text), ElementsAre(text));
  for (const auto* text :
       {"now.getHours() == 23", "now.getDayOfWeek() == 0", "now.getMonth() == 11",
        "now.getMinutes() >= 59", "now.getDate() == 31",
        "now.getHours() >= 9 && now.getHours() < 18 && now.getDayOfWeek() in [1, 2, 3, 4, 5]",
        "now.getHours() * 2 == 18", "now.getHours() % 7 == 5",
        "now.getHours() < 6 || now.getHours() > 20", "now.getFullYear() == 2031",
        "now.getFullYear() == 2026", "now.getMonth() in [2, 12]",
        "now.getHours(\"Asia/Tokyo\") == 3 && now.getHours() == 18", "!(now.getHours() in [1, 2])",
        "(now - timestamp(s)).getHours() > 48",
        "now.getHours() == now.getMinutes() && now.getDate() == now.getMonth()"})
    EXPECT_THAT(never(text), IsEmpty()) << text;
}

TEST(Prospect, OfMomentsThatArePast) {
  for (const auto* text :
       {"now < timestamp(\"2020-01-01T00:00:00Z\")", "timestamp(\"2026-11-27T23:59:59Z\") > now",
        "now == timestamp(\"2026-01-01\")",
        "now > timestamp(\"2028-01-01\") && now < timestamp(\"2027-01-01\")",
        "now >= timestamp(\"2028-01-01\") && now < timestamp(\"2028-01-01\")"})
    EXPECT_THAT(never(text), ElementsAre(text));
  for (const auto* text :
       {"now < timestamp(\"2027-01-01\")", "now > timestamp(\"2020-01-01\")",
        "now == timestamp(\"2027-01-01\")",
        "now > timestamp(\"2027-01-01\") && now < timestamp(\"2027-01-01T00:00:00.001Z\")",
        "now >= timestamp(\"2027-01-01\") && now <= timestamp(\"2027-01-01\")",
        "now - duration(\"1h\") < timestamp(s)", "now != timestamp(\"2020-01-01\")",
        "now < timestamp(s)", "now < timestamp(\"2020-01-01\") + duration(s)"})
    EXPECT_THAT(never(text), IsEmpty()) << text;
}

TEST(Prospect, CostsNoMoreThanAFewThousandMoments) {
  const auto compiled = Expression::compile(
      "now.getHours() * now.getMinutes() * now.getSeconds() * now.getMonth() * now.getDate() == 1 "
      "|| now.getDayOfYear() == 9",
      &scope());
  EXPECT_LT(Prospect(*compiled.expression, kNow).cost(), 100'000U);
}

TEST(Prospect, NamesTheSmallestPart) {
  EXPECT_THAT(never("now.getHours() == 24 || x == 1"), ElementsAre("now.getHours() == 24"));
  EXPECT_THAT(never("x == 1 && now.getHours() == 24"), ElementsAre("now.getHours() == 24"));
  EXPECT_THAT(never("x == 1 && (now.getMonth() == 12 || now.getHours() == 24)"),
              ElementsAre("now.getMonth() == 12", "now.getHours() == 24"));
}

TEST(Prospect, KnowsWhatIsSketched) {
  const auto failed = Sketch::map(
      {{"status", Sketch::value("failed")}, {"error", Sketch::map({{"code", {}}}, true)}}, true);
  const auto names = Sketch::map({{"x", Sketch::map({{"a", failed}}, false)}}, false);
  for (const auto* text :
       {"x.a.status == \"succeeded\"", "x.a.status.startsWith(\"succ\")", "has(x.a.output)",
        "x.a == \"failed\"", "x.a.output.ok == true", "x.a.?output.?ok.orValue(false)",
        "x.a.status in [\"succeeded\", \"skipped\"]", "!(x.a.status == \"failed\")",
        "[\"succeeded\"].exists(one, one == x.a.status)", "has(x.a.error) ? false : s == \"\"",
        "cel.bind(b, x.a.status, b == \"skipped\")", "x.a.?output.hasValue()",
        "x.a.status.size() > 6 && s != \"\""})
    EXPECT_EQ(never(text, names).size(), 1U) << text;
  for (const auto* text :
       {"x.a.status == \"failed\"", "has(x.a.error)", "x.a.error.code == \"rejected\"",
        "x.b.output.ok", "has(x.b.output)", "x.a.?output.?ok.orValue(true)",
        "x.a.?error.?code.orValue(\"\") == \"rejected\"", "x.a.status.size() > 0 && s != \"\"",
        "[\"succeeded\", \"failed\"].exists(one, one == x.a.status)",
        "x.list.exists(one, one == 1)", "x.?a.?output.or(optional.of(true)).orValue(false)",
        "x.a.?error.optMap(e, e.code == \"z\").orValue(false)"})
    EXPECT_THAT(never(text, names), IsEmpty()) << text;
}

TEST(Prospect, FindsReadsOfWhatIsMissing) {
  const auto names =
      Sketch::map({{"x", Sketch::map({{"status", Sketch::value("skipped")}}, true)}}, false);
  const auto missing = [&names](const std::string& text) {
    const auto compiled = Expression::compile(text, &scope());
    Prospect prospect(*compiled.expression, kNow);
    prospect.add(names);
    return prospect.missing();
  };
  EXPECT_THAT(missing("x.output.key == 1"), ElementsAre(2));
  EXPECT_THAT(missing("s == \"\" ? 1 : x.output"), ElementsAre(16));
  for (const auto* text : {"has(x.output) ? x.output : 1", "has(x.output) && x.output.key == 1",
                           "x.?output.key.orValue(1)", "x.status != \"skipped\" ? x.output : 0",
                           "x.status == \"skipped\" || x.output.key == 1"})
    EXPECT_THAT(missing(text), IsEmpty()) << text;
}

}  // namespace
}  // namespace baton::cel
