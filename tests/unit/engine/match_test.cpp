#include "baton/engine/match.hpp"

#include "baton/core/own_events.hpp"
#include "unit/make.hpp"

#include <chrono>
#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::Json;
using testing::HasSubstr;
using testing::Not;

engine::Matched matched(std::string_view trigger, const Json& data, std::string_view more = {}) {
  const auto the_plan = plan("workflow: w\non:\n  - {event: go, " + std::string(trigger) + "}\n" +
                             std::string(more) + "steps: {a: {set: {n: 1}}}\n");
  const auto given = event("go", data);
  return engine::match(*the_plan, given, given.to_json(), noon());
}

TEST(Key, IsTheTextOfAScalar) {
  const auto key = [](const Json& value) {
    return matched("key: event.data.id", {{"id", value}}).match->key;
  };
  EXPECT_EQ(key("D-1"), "D-1");
  EXPECT_EQ(key(42), "42");
  EXPECT_EQ(key(42.0), "42");
  EXPECT_EQ(key(18'446'744'073'709'551'615U), "18446744073709551615");
  EXPECT_EQ(key(1.5), "1.5");
  EXPECT_EQ(key(true), "true");
}

TEST(Key, ThatIsNoneStartsNothingAndSaysSo) {
  for (const Json& data :
       {Json{{"id", nullptr}}, Json{{"id", ""}}, Json{{"id", Json::array({1})}},
        Json{{"id", Json::object()}}, Json::object(), Json{{"id", std::string(1'025, 'x')}}}) {
    const auto answer = matched("key: event.data.id", data);
    EXPECT_FALSE(answer.match) << data;
    ASSERT_EQ(answer.errors.size(), 1U) << data;
    EXPECT_THAT(answer.errors[0].message, HasSubstr("key: "));
    EXPECT_THAT(answer.errors[0].message, HasSubstr("starts no run"));
  }
}

TEST(Key, NamesTheLimitOfItsLength) {
  EXPECT_EQ(matched("key: event.data.id", {{"id", std::string(1'024, 'x')}}).match->key.size(),
            1'024U);
  EXPECT_THAT(
      matched("key: event.data.id", {{"id", std::string(500'000, 'x')}}).errors.at(0).message,
      HasSubstr("1024 (run_key_bytes_max)"));
}

TEST(Key, StandsBehindTheTitle) {
  Life life(
      "workflow: w\ntitle: Onboarding\non: [{event: go, key: event.data.id}]\nsteps: {a: {do: "
      "sink.post}}\n");
  life.begin(event("go", {{"id", "D-1"}}));
  EXPECT_EQ(life.run().head().title, "Onboarding · D-1");
}

constexpr std::string_view kWholeNumber = "inputs: {n: {type: integer}}\n";

TEST(Inputs, AreWholeNumbersOnlyWithinTheirRange) {
  const auto problem = [](const Json& n) {
    return matched("inputs: {n: \"${event.data.n}\"}", {{"n", n}}, kWholeNumber).match->problem;
  };
  EXPECT_EQ(problem(3), "");
  EXPECT_EQ(problem(3.0), "");
  EXPECT_EQ(problem(-9'223'372'036'854'775'808.0), "");
  for (const Json& n : {Json(1e300), Json(-1e300), Json(9'223'372'036'854'775'808.0),
                        Json(18'446'744'073'709'551'615U), Json(0.5)})
    EXPECT_THAT(problem(n), HasSubstr("a whole number of 64 bits")) << n;
}

TEST(Inputs, AreQuotedUpToTheEndOfACharacter) {
  const auto answer =
      matched("inputs: {n: \"${event.data.n}\"}",
              {{"n", "x" + std::string(60, 'y') + "ääääääääääääääääääää"}}, kWholeNumber);
  EXPECT_TRUE(core::is_utf8(answer.match->problem));
  EXPECT_THAT(answer.match->problem, HasSubstr("…"));
}

TEST(ByHand, APersonStartsAWorkflowWithoutItsTriggers) {
  const auto the_plan = plan(
      "workflow: w\non:\n  - {event: go, inputs: {n: 1}}\ninputs: {n: {type: integer}, m: {type: "
      "string, default: x}}\nsteps: {a: {set: {n: 1}}}\n");
  const auto start = core::run_start("w", {{"n", 7}}, "k", "ana", noon());
  const auto match = engine::match(*the_plan, start, start.to_json(), noon()).match;
  ASSERT_TRUE(match);
  EXPECT_EQ(match->problem, "");
  EXPECT_EQ(match->key, "k");
  EXPECT_EQ(match->inputs, (Json{{"n", 7}, {"m", "x"}}));
  auto other = start;
  other.data["workflow"] = "other";
  EXPECT_FALSE(engine::match(*the_plan, other, other.to_json(), noon()).match);
  other = start;
  other.source = "api";
  EXPECT_FALSE(engine::match(*the_plan, other, other.to_json(), noon()).match)
      << "only Baton says it";
}

TEST(ByHand, InputsThatAreNotDeclaredOrDoNotFitAreProblems) {
  const auto the_plan =
      plan("workflow: w\ninputs: {amount: {type: integer}}\nsteps: {a: {set: {n: 1}}}\n");
  const auto problem = [&](Json inputs) {
    return engine::match_by_hand(*the_plan, std::move(inputs), {}).problem;
  };
  EXPECT_EQ(problem({{"amount", 1}}), "");
  EXPECT_THAT(problem({{"amount", "x"}}), HasSubstr("a whole number"));
  EXPECT_THAT(problem({}), HasSubstr("missing"));
  EXPECT_THAT(problem({{"amonut", 1}}), HasSubstr("did you mean \"amount\"?"));
  EXPECT_EQ(problem(Json::array()), "inputs: expected an object");
  const auto about = [&](Json inputs) {
    return engine::match_by_hand(*the_plan, std::move(inputs), {}).problem_input;
  };
  EXPECT_EQ(about({{"amonut", 1}}), "amonut");
  EXPECT_EQ(about({{"amount", "x"}}), "amount");
  EXPECT_EQ(about({}), "amount");
  EXPECT_EQ(about(Json::array()), "");
}

Json explained(std::string_view trigger, const Json& data, std::string_view more = {}) {
  const auto the_plan = plan("workflow: w\non:\n  - {event: go, " + std::string(trigger) + "}\n" +
                             std::string(more) + "steps: {a: {set: {n: 1}}}\n");
  const auto given = event("go", data);
  return engine::explain_match(*the_plan, given, given.to_json(), noon()).at(0);
}

constexpr auto* kWeekly = R"(workflow: w
on:
  - schedule: {cron: "0 9 * * MON", timezone: Europe/Paris}
    when: business.is_open(schedule.at)
    key: string(schedule.at)
    inputs: {week: "${time.format(schedule.at, '%G-W%V')}"}
inputs: {week: string}
steps: {a: {set: {n: 1}}}
)";

core::Event firing(std::string_view workflow, std::string_view cron, std::string_view at) {
  core::Schedule schedule;
  schedule.cron = cron;
  schedule.timezone = "Europe/Paris";
  auto event = core::schedule_fired(workflow, schedule, core::parse_rfc3339(at).value(), noon());
  event.id = core::EventId(7);
  return event;
}

engine::Matched matched_by(const core::Event& given) {
  const calendar::Calendars calendars;
  return engine::match(*plan(kWeekly), given, given.to_json(), noon(), &calendars);
}

// A clock that moves on by 60 ms whenever it is read.
std::chrono::nanoseconds moved_by_reading() {
  static std::chrono::nanoseconds time{};
  return time += std::chrono::milliseconds(60);
}

TEST(Condition, IsStoppedByTheClockOfTheCaller) {
  const auto the_plan = plan(
      "workflow: w\non:\n  - {event: go, when: \"[1, 2, 3, 4].all(i, "
      "event.data.words.startsWith('a'))\"}\nsteps: {a: {set: {n: 1}}}\n");
  const auto given = event("go", {{"words", std::string(900'000, 'a')}});
  cel::Outside outside;
  outside.clock = moved_by_reading;
  const auto stopped = engine::match(*the_plan, given, given.to_json(), noon(), outside);
  EXPECT_FALSE(stopped.match);
  ASSERT_EQ(stopped.errors.size(), 1U);
  EXPECT_THAT(stopped.errors[0].message, HasSubstr("took longer than 100 ms"));
  outside.clock = nullptr;
  EXPECT_TRUE(engine::match(*the_plan, given, given.to_json(), noon(), outside).match);
}

TEST(Schedule, AFiringStartsARunOfItsWorkflow) {
  const auto found = matched_by(firing("w", "0 9 * * MON", "2026-05-11T09:00:00Z"));
  ASSERT_TRUE(found.match) << (found.errors.empty() ? "" : found.errors.front().text());
  EXPECT_EQ(found.match->key, "2026-05-11T09:00:00Z");
  EXPECT_EQ(found.match->inputs, (Json{{"week", "2026-W20"}}));
}

TEST(Schedule, AnotherFiringAndAnotherSenderDoNot) {
  EXPECT_FALSE(matched_by(firing("v", "0 9 * * MON", "2026-05-11T09:00:00Z")).match);
  EXPECT_FALSE(matched_by(firing("w", "0 8 * * MON", "2026-05-11T09:00:00Z")).match);
  EXPECT_FALSE(matched_by(firing("w", "0 9 * * MON", "2026-05-10T09:00:00Z")).match)
      << "on a Sunday nobody works";
  auto foreign = firing("w", "0 9 * * MON", "2026-05-11T09:00:00Z");
  foreign.source = "crm";
  EXPECT_FALSE(matched_by(foreign).match);
}

TEST(Schedule, SaysOfOtherEventsThatOnlyItStartsARun) {
  const auto given = event("go");
  const auto why = engine::explain_match(*plan(kWeekly), given, given.to_json(), noon()).at(0);
  EXPECT_EQ(why.at("matched"), false);
  EXPECT_EQ(why.at("reason"), "only its schedule 0 9 * * MON (Europe/Paris) starts it");
}

TEST(WhyEvent, TellsTheKeyAndWhyThereIsNone) {
  EXPECT_EQ(explained("key: event.data.id", {{"id", 7}}).at("key"), "7");
  const auto none = explained("key: event.data.id, when: event.type == 'go'", Json::object());
  EXPECT_EQ(none.at("matched"), false);
  EXPECT_THAT(none.at("reason").get<std::string>(), HasSubstr("the condition holds, but"));
  EXPECT_THAT(none.at("reason").get<std::string>(), HasSubstr("event.data.id"));
  EXPECT_THAT(none.at("reason").get<std::string>(), Not(HasSubstr("expression:")));
}

TEST(WhyEvent, TellsThatTheRunFailsOfItsInputs) {
  const auto absent = explained("inputs: {n: \"${event.data.n}\"}", Json::object(), kWholeNumber)
                          .at("problem")
                          .get<std::string>();
  EXPECT_THAT(absent, HasSubstr("inputs: n: event.data.n"));
  const auto entry = explained("inputs: {n: \"${event.data.n}\"}", {{"n", "x"}}, kWholeNumber);
  EXPECT_EQ(entry.at("matched"), true);
  EXPECT_THAT(entry.at("problem").get<std::string>(), HasSubstr("input \"n\""));
}

}  // namespace
}  // namespace baton::tests
