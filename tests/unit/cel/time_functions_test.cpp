#include "baton/calendar/calendars.hpp"
#include "unit/cel/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::cel::test {
namespace {

using testing::HasSubstr;

// 2026-05-07 is a Thursday.
constexpr auto* kNoon = "2026-05-07T16:30:00Z";

class Moments final : public Bindings {
 public:
  explicit Moments(const calendar::Calendars* calendars) : calendars_(calendars) {}
  std::optional<Value> find(std::string_view name) const override {
    if (name == "now") return Value::timestamp(core::parse_rfc3339(kNoon).value());
    return std::nullopt;
  }
  Outside outside() const override { return calendars_; }

 private:
  const calendar::Calendars* calendars_;
};

Scope scope() {
  Scope scope;
  scope.declare("now", simple(Type::Kind::timestamp));
  return scope;
}

std::string result(std::string_view text) {
  core::Findings findings;
  static const auto calendars = calendar::Calendars::read(
      {{"fr.yaml", "calendar: fr\ntimezone: Europe/Paris\nhours: { mon-fri: 09:00-18:00 }\n"}},
      findings);
  const auto names = scope();
  const auto value = compiled(text, &names)->evaluate(Moments(&calendars)).value;
  return value ? value->literal() : "error: " + value.error().message;
}

std::vector<std::string> findings_of(std::string_view text) {
  const auto names = scope();
  std::vector<std::string> out;
  for (const auto& finding : Expression::compile(text, &names).findings)
    out.push_back(finding.rule + ": " + finding.message);
  return out;
}

TEST(TimeFunctions, KnowTheCalendarOfAZone) {
  EXPECT_EQ(result("time.start_of(now, 'week', 'Europe/Paris')"), "2026-05-03T22:00:00Z");
  EXPECT_EQ(result("time.start_of(now, 'day')"), "2026-05-07T00:00:00Z");
  EXPECT_EQ(result("time.format(now, '%G-W%V')"), "\"2026-W19\"");
  EXPECT_EQ(result("time.format(now, '%H:%M', 'Asia/Kolkata')"), "\"22:00\"");
  EXPECT_EQ(result("time.add(now, 'P1M', 'Europe/Paris')"), "2026-06-07T16:30:00Z");
  EXPECT_EQ(result("time.add(now, '1h30m')"), "2026-05-07T18:00:00Z");
  EXPECT_EQ(result("time.offset(now, 'Asia/Kolkata') == duration('5h30m')"), "true");
  EXPECT_THAT(result("time.add(now, string('3bd'))"), HasSubstr("business.add()"));
  EXPECT_THAT(result("time.start_of(now, string('wek'))"), HasSubstr("did you mean \"week\"?"));
}

TEST(TimeFunctions, AZoneThatDoesNotExistIsFoundBeforeItIsUsed) {
  EXPECT_THAT(findings_of("time.start_of(now, 'day', 'Europe/Pariss') < now"),
              testing::ElementsAre("cel/zone: there is no time zone 'Europe/Pariss'"));
  EXPECT_THAT(findings_of("time.offset(now, 'Mars') == duration('0s')"),
              testing::ElementsAre("cel/zone: there is no time zone 'Mars'"));
}

TEST(TimeFunctions, ATextThatCanNeverWorkIsFoundBeforeItIsUsed) {
  const auto never = [](const char* text) {
    const auto found = findings_of(text);
    return found.size() == 1 ? found.front() : std::to_string(found.size()) + " findings";
  };
  EXPECT_THAT(never("business.add(now, '3xx') < now"), HasSubstr("cel/constant: this can never"));
  EXPECT_THAT(never("business.add(now, '3xx') < now"), HasSubstr("\"3xx\""));
  EXPECT_THAT(never("time.start_of(now, 'wek') < now"), HasSubstr("got \"wek\""));
  EXPECT_THAT(never("time.format(now, '%Q') == ''"), HasSubstr("got \"%Q\""));
  EXPECT_THAT(never("time.add(now, 'P1Z') < now"), HasSubstr("\"P1Z\""));
  EXPECT_THAT(never("time.add(now, '3bd') < now"), HasSubstr("business.add()"));
  EXPECT_THAT(findings_of("business.add(now, '-3bd') < time.add(now, 'P1M') && "
                          "time.format(now, '%G-W%V') != string(time.start_of(now, 'week'))"),
              testing::IsEmpty());
}

TEST(BusinessFunctions, AskTheCalendarsOfTheNames) {
  EXPECT_EQ(result("business.add(now, '3bd', 'fr')"), "2026-05-13T07:00:00Z");
  EXPECT_EQ(result("business.add(now, '1bd')"), "2026-05-08T16:30:00Z");
  EXPECT_EQ(result("business.between(now, now + duration('24h'), 'fr') == duration('9h')"), "true");
  EXPECT_EQ(result("business.days_between(now, now + duration('168h'), 'fr')"), "5");
  EXPECT_EQ(result("business.is_open(now)"), "true");
  EXPECT_EQ(result("business.is_open(now, 'fr')"), "false");
  EXPECT_EQ(result("business.next_open(now, 'fr')"), "2026-05-08T07:00:00Z");
  EXPECT_EQ(result("business.is_open(now, 'de')"),
            "error: there is no calendar \"de\"; there are default, fr");
}

TEST(BusinessFunctions, LeadToNoMomentThatATimestampCannotBe) {
  for (const char* text : {"business.add(timestamp('0001-01-02T00:00:00Z'), '-10000bd', 'fr')",
                           "business.add(timestamp('0001-01-02T00:00:00Z'), '-100bh', 'fr')",
                           "business.add(timestamp('9999-12-31T00:00:00Z'), '300d')"})
    EXPECT_THAT(result(text), HasSubstr("out of range: its year must be 1 to 9999")) << text;
}

TEST(BusinessFunctions, WithoutCalendarsAreAnError) {
  const auto names = scope();
  const auto value = compiled("business.is_open(now)", &names)->evaluate(Moments(nullptr)).value;
  ASSERT_FALSE(value.has_value());
  EXPECT_EQ(value.error().code, core::Errc::unavailable);
}

TEST(BusinessFunctions, AreNeverTakenForConstants) {
  constexpr auto* kText = "business.is_open(timestamp('2026-05-07T16:30:00Z'))";
  EXPECT_THAT(findings_of(kText), testing::IsEmpty());
  EXPECT_FALSE(compiled(kText)->constant());
  EXPECT_THAT(findings_of("business.open(now)"),
              testing::ElementsAre("cel/unknown-function: there is no function business.open"));
}

TEST(BusinessFunctions, PayForTheDaysTheyLookAt) {
  EXPECT_THAT(result("[1, 2, 3, 4, 5].all(i, business.between(now, now + duration('300000h')) > "
                     "duration('1h'))"),
              HasSubstr("error"));
}

}  // namespace
}  // namespace baton::cel::test
