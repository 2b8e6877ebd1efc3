#include "baton/simulate/trial.hpp"

#include "baton/calendar/calendars.hpp"
#include "baton/facts/definitions.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::simulate {
namespace {

using core::Json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Small orders are booked; large ones are approved before they are shipped.
constexpr std::string_view kOrder = R"(workflow: order
on: [{event: order.placed, when: event.data.total >= 10, inputs: {total: "${event.data.total}"}}]
inputs: {total: {type: number}}
steps:
  book: {do: out.post}
  agree: {needs: book, when: inputs.total >= 1000, approve: {by: {group: ops}, ask: Ship?}}
  ship: {needs: [book, agree], do: out.post}
)";

// The text with one part of it replaced.
std::string with(std::string_view text, std::string_view part, std::string_view by) {
  std::string changed(text);
  const auto at = changed.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return changed.replace(at, part.size(), by);
}

class TrialTest : public testing::Test {
 protected:
  TrialTest() {
    trial_.workflow = "order";
    trial_.version = 3;
    trial_.published = trial_.draft = kOrder;
    trial_.calendars = std::make_shared<const calendar::Calendars>();
    trial_.routes = std::make_shared<const routing::Routes>();
    trial_.definitions = std::make_shared<const facts::Definitions>();
  }
  // An event that came.
  runtime::TriedEvent& came(Json data, std::string type = "order.placed") {
    return trial_.events.emplace_back(
        runtime::TriedEvent{tests::event(std::move(type), std::move(data))});
  }
  void texts(std::string_view workflow, std::string_view text) {
    trial_.workflow = workflow;
    trial_.published = trial_.draft = text;
  }
  Json play() {
    return play_trial(trial_, [] { return false; });
  }
  // What came of the only event.
  Json of_one() {
    const auto played = play();
    EXPECT_EQ(played.at("events").size(), 1U);
    return played.at("events").at(0);
  }
  // "book succeeded", …
  static std::vector<std::string> steps(const Json& way) {
    std::vector<std::string> found;
    for (const auto& step : way.at("steps"))
      found.push_back(core::text_at(step, "step") + " " + core::text_at(step, "status"));
    return found;
  }

  runtime::Trial trial_;
};

TEST_F(TrialTest, TakesTheSamePathWhenNothingThatMattersHasChanged) {
  trial_.draft = with(kOrder, "workflow: order", "workflow: order\ntitle: Orders");
  came({{"total", 20}});
  const auto event = of_one();
  EXPECT_EQ(event.at("result"), "same_path");
  EXPECT_THAT(event.at("changes"), IsEmpty());
  EXPECT_THAT(steps(event.at("draft")),
              ElementsAre("book succeeded", "agree skipped", "ship succeeded"));
  EXPECT_EQ(event.at("draft").at("status"), "succeeded");
}

TEST_F(TrialTest, NamesTheStepsOfANewPath) {
  trial_.draft = with(kOrder, ">= 1000", ">= 15") + "  tell: {needs: ship, do: out.post}\n";
  came({{"total", 20}});
  const auto event = of_one();
  EXPECT_EQ(event.at("result"), "new_path");
  EXPECT_EQ(event.at("changes"),
            Json::parse(R"([{"step": "agree", "published": "skipped", "draft": "succeeded"},
                            {"step": "tell", "published": null, "draft": "succeeded"}])"));
}

TEST_F(TrialTest, NamesTheStepsThatAreGone) {
  trial_.draft = with(kOrder, "  ship: {needs: [book, agree], do: out.post}\n", "");
  came({{"total", 20}});
  EXPECT_EQ(of_one().at("changes"),
            Json::parse(R"([{"step": "ship", "published": "succeeded", "draft": null}])"));
}

TEST_F(TrialTest, SaysWhyTheDraftWouldNotStart) {
  trial_.draft = with(kOrder, "total >= 10,", "total >= 30,");
  came({{"total", 20}});
  const auto event = of_one();
  EXPECT_EQ(event.at("result"), "would_not_start");
  EXPECT_THAT(core::text_at(event.at("draft"), "because"), HasSubstr("20"));
  EXPECT_EQ(event.at("published").at("starts"), true);
}

TEST_F(TrialTest, SaysThatNeitherStarts) {
  came({{"total", 5}});
  const auto event = of_one();
  EXPECT_EQ(event.at("result"), "same_path");
  EXPECT_EQ(event.at("draft").at("starts"), false);
}

TEST_F(TrialTest, NamesTheFieldThatTheTriggerOfTheDraftMisses) {
  trial_.draft = with(kOrder, "event.data.total >= 10,", "event.data.amount >= 10,");
  came({{"total", 20}});
  const auto event = of_one();
  EXPECT_EQ(event.at("result"), "error");
  EXPECT_THAT(core::text_at(event.at("draft"), "error"), HasSubstr("amount"));
}

TEST_F(TrialTest, NamesTheFieldThatTheInputsOfTheDraftMiss) {
  trial_.draft = with(kOrder, "${event.data.total}", "${event.data.amount}");
  came({{"total", 20}});
  const auto event = of_one();
  EXPECT_EQ(event.at("result"), "error");
  EXPECT_THAT(core::text_at(event.at("draft"), "error"), HasSubstr("amount"));
}

TEST_F(TrialTest, NamesTheFieldThatAStepOfTheDraftMisses) {
  trial_.draft = with(kOrder, "book: {do: out.post}",
                      "book: {do: out.post, with: {to: \"${trigger.data.customer}\"}}");
  came({{"total", 20}});
  const auto event = of_one();
  EXPECT_EQ(event.at("result"), "error");
  EXPECT_THAT(core::text_at(event.at("draft"), "error"), HasSubstr("step book"));
  EXPECT_THAT(core::text_at(event.at("draft"), "error"), HasSubstr("customer"));
}

TEST_F(TrialTest, CallsNoErrorWhatTheActiveVersionHasToo) {
  texts("order", with(kOrder, "event.data.total >= 10,", "event.data.amount >= 10,"));
  came({{"total", 20}});
  EXPECT_EQ(of_one().at("result"), "same_path");
}

TEST_F(TrialTest, GivesActionsTheOutcomeOnRecord) {
  const std::string outputs = "outputs: {key: \"${steps.book.output.key}\"}\n";
  texts("order", std::string(kOrder) + outputs);
  came({{"total", 20}}).record = {
      core::StepStarted{"book"}, core::StepSucceeded{"book", {{"key", "A-1"}}},
      core::StepStarted{"ship"}, core::StepFailed{"ship", "http_404", "no such order"}};
  const auto event = of_one();
  EXPECT_THAT(steps(event.at("draft")),
              ElementsAre("book succeeded", "agree skipped", "ship failed"));
  EXPECT_FALSE(event.at("draft").contains("error")) << "the vendor refused, and not the draft";
}

TEST_F(TrialTest, TakesNothingFromAStepThatFailedBeforeItsAction) {
  came({{"total", 20}}).record = {core::StepFailed{"book", "expression", "no such member"}};
  EXPECT_THAT(steps(of_one().at("draft")),
              ElementsAre("book succeeded", "agree skipped", "ship succeeded"));
}

TEST_F(TrialTest, DecidesAsOnRecordOrElseAgrees) {
  came({{"total", 2000}});
  came({{"total", 2000}}).record = {
      core::ApprovalDecided{"agree", core::Actor::user("ben"), false, "Too early."}};
  const auto events = play().at("events");
  EXPECT_THAT(steps(events.at(0).at("draft")),
              ElementsAre("book succeeded", "agree succeeded", "ship succeeded"));
  EXPECT_THAT(steps(events.at(1).at("draft")),
              ElementsAre("book succeeded", "agree failed", "ship blocked"));
}

TEST_F(TrialTest, DoesATaskOnlyIfItIsOnRecord) {
  texts("copy", R"(workflow: copy
on: [{event: go}]
steps:
  write: {task: {title: Write, by: {group: writers}, form: {url: {type: string, required: true}}}}
outputs: {url: "${steps.write.output.url}"}
)");
  came(Json::object(), "go");
  came(Json::object(), "go").record = {
      core::TaskDone{"write", core::Actor::user("ada"), {{"url", "https://a.example"}}}};
  const auto events = play().at("events");
  EXPECT_THAT(steps(events.at(0).at("draft")), ElementsAre("write waiting"));
  EXPECT_THAT(steps(events.at(1).at("draft")), ElementsAre("write succeeded"));
}

TEST_F(TrialTest, GivesAWaitTheEventsThatTheRunOnRecordTook) {
  texts("site", R"(workflow: site
on: [{event: go, inputs: {n: "${event.data.n}"}}]
inputs: {n: {type: integer}}
steps:
  done: {wait: {event: site.done, when: event.data.n == inputs.n}, timeout: 30d}
)");
  came({{"n", 1}}, "go");
  came({{"n", 2}}, "go").taken = {tests::event("site.done", {{"n", 2}})};
  const auto events = play().at("events");
  EXPECT_THAT(steps(events.at(0).at("draft")), ElementsAre("done failed")) << "its time is over";
  EXPECT_THAT(steps(events.at(1).at("draft")), ElementsAre("done succeeded"));
}

TEST_F(TrialTest, WaitsForTheEndOfABurst) {
  texts("late", R"(workflow: late
on: [{event: go, debounce: {key: "'one'", quiet: 1h}}]
steps:
  one: {sleep: {for: 2d}}
)");
  came(Json::object(), "go");
  EXPECT_THAT(steps(of_one().at("draft")), ElementsAre("one succeeded"));
}

TEST_F(TrialTest, PlaysTheWorkflowsThatStepsRun) {
  texts("parent", R"(workflow: parent
on: [{event: go}]
steps:
  child: {run: child}
)");
  trial_.others = {"workflow: child\non: [{event: other}]\nsteps: {act: {do: out.post}}\n"};
  came(Json::object(), "go");
  EXPECT_THAT(steps(of_one().at("draft")), ElementsAre("child succeeded"));
}

TEST_F(TrialTest, ReadsFactsAsTheyAre) {
  core::Findings findings;
  trial_.definitions = std::make_shared<const facts::Definitions>(facts::Definitions::read(
      {{"budget.yaml", "fact: budget\ntype: number\ndescription: What is left.\n"}}, findings));
  ASSERT_FALSE(core::has_errors(findings)) << findings.front().message;
  core::FactValue value{"budget"};
  value.value = 500;
  trial_.facts = {value};
  trial_.draft = with(kOrder, ">= 1000", ">= fact('budget')");
  came({{"total", 600}});
  EXPECT_EQ(of_one().at("changes"),
            Json::parse(R"([{"step": "agree", "published": "skipped", "draft": "succeeded"}])"));
}

TEST_F(TrialTest, TellsADraftOfANewWorkflow) {
  trial_.version = 0;
  trial_.published.clear();
  came({{"total", 20}});
  came({{"total", 5}});
  const auto played = play();
  EXPECT_TRUE(played.at("version").is_null());
  EXPECT_TRUE(played.at("events").at(0).at("published").is_null());
  EXPECT_EQ(played.at("events").at(0).at("result"), "new_path");
  EXPECT_EQ(played.at("events").at(1).at("result"), "would_not_start");
}

TEST_F(TrialTest, CountsResultsAndStopsWhenTheTimeIsOver) {
  for (int at = 0; at < 3; ++at) came({{"total", 20}});
  EXPECT_EQ(play().at("counts"),
            Json::parse(R"({"same_path": 3, "new_path": 0, "would_not_start": 0, "error": 0})"));
  const auto none = play_trial(trial_, [] { return true; });
  EXPECT_THAT(none.at("events"), IsEmpty());
  EXPECT_EQ(none.at("left_out"), 3);
}

TEST_F(TrialTest, SaysHowFarTheLogWasLookedThrough) {
  EXPECT_TRUE(play().at("looked_to").is_null());
  trial_.looked_to = core::EventId(7);
  EXPECT_EQ(play().at("looked_to"), core::EventId(7).text());
}

TEST_F(TrialTest, SaysNothingOfAnEventThatTheTimeCutsShort) {
  for (int at = 0; at < 3; ++at) came({{"total", 2'000}});
  bool whole = false;
  for (int moments = 0; !whole && moments < 1'000; ++moments) {
    int left = moments;
    const auto played = play_trial(trial_, [&left] { return --left < 0; });
    const auto same = played.at("counts").at("same_path").get<std::size_t>();
    EXPECT_EQ(played.at("events").size(), same) << "the draft is the active version: " << moments;
    EXPECT_EQ(played.at("left_out"), 3 - same);
    whole = same == 3;
  }
  EXPECT_TRUE(whole);
}

TEST_F(TrialTest, EndsAlsoWhereRunsStartEachOther) {
  texts("circle", R"(workflow: circle
on: [{event: go}]
steps:
  again: {emit: {event: go}}
  done: {needs: again, wait: {event: never}, timeout: 300d}
)");
  came(Json::object(), "go");
  EXPECT_THAT(steps(of_one().at("draft")), ElementsAre("again succeeded", "done failed"));
}

TEST_F(TrialTest, SaysWhereAWayIsCut) {
  texts("poll", R"(workflow: poll
on: [{event: go}, {schedule: {cron: "* * * * *", timezone: UTC}}]
steps:
  rest: {sleep: {for: 30d}}
)");
  came(Json::object(), "go");
  const auto event = of_one();
  EXPECT_EQ(event.at("draft").at("cut"), true) << "a minute is one moment, and a month is too many";
  EXPECT_THAT(steps(event.at("draft")), ElementsAre("rest waiting"));
}

}  // namespace
}  // namespace baton::simulate
