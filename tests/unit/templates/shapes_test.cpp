#include "check.hpp"
#include "templates/duration_meant.hpp"

namespace baton::templates {

namespace {

std::string with_step(std::string_view step) {
  return "workflow: a\nsteps:\n  b: { " + std::string(step) + " }\n";
}
std::string hint(std::string_view step) { return only(with_step(step)).hint; }

}  // namespace

TEST(Advice, WritesShortFormsOut) {
  EXPECT_EQ(hint("approve: { by: finance, ask: Go? }"), "write by: { group: finance }");
  EXPECT_EQ(hint("approve: finance"), "write approve: { by: { group: finance } }");
  EXPECT_EQ(hint("sleep: 5m"), "write sleep: { for: 5m }");
  EXPECT_EQ(hint("wait: 5m"), "write sleep: { for: 5m }");
  EXPECT_EQ(hint("wait: ticket.updated"), "write wait: { event: ticket.updated }");
  EXPECT_EQ(hint("emit: it.is.done"), "write emit: { event: it.is.done }");
  EXPECT_EQ(hint("do: x.y, retry: 4"), "write retry: { attempts: 4 }");
  EXPECT_EQ(only("\nworkflow: a\non: ticket.updated\nsteps: { b: { set: { c: 1 } } }\n").hint,
            "write on: [{ event: ticket.updated }]");
  EXPECT_EQ(only("\nworkflow: a\non: { event: a.b }\nsteps: { b: { set: { c: 1 } } }\n").hint,
            "put \"- \" before the trigger");
  EXPECT_THAT(only("\nworkflow: a\nsteps: [{ b: { set: { c: 1 } } }]\n").hint,
              HasSubstr("name each step"));
}

TEST(Advice, KnowsTheWordsOfOtherLanguages) {
  EXPECT_EQ(hint("set: { c: 1 }, if: \"true\""), "did you mean \"when\"?");
  EXPECT_EQ(hint("set: { c: 1 }, depends_on: x"), "did you mean \"needs\"?");
  EXPECT_EQ(hint("uses: jira.create_issue"), "did you mean \"do\"?")
      << "and it is not said to do nothing";
  EXPECT_THAT(hint("set: { c: 1 }, runs-on: linux"), HasSubstr("team"));
  EXPECT_EQ(hint("do: x.y, args: { a: 1 }"), "did you mean \"with\"?");
  EXPECT_EQ(hint("apprve: { by: { group: x } }"), "did you mean \"approve\"?");
  EXPECT_EQ(only("\nname: a\nworkflow: a\nsteps: { b: { set: { c: 1 } } }\n").hint,
            "did you mean \"workflow\"?");
}

TEST(Advice, SeesAStepThatStandsElsewhere) {
  const auto finding =
      only("\nworkflow: a\nsteps: { b: { set: { c: 1 } } }\nokay: { set: { c: 1 } }\n");
  EXPECT_THAT(finding.hint, HasSubstr("it holds a step"));
}

TEST(Advice, KnowsDurationsInOtherForms) {
  EXPECT_EQ(duration_meant("2 days"), "2d");
  EXPECT_EQ(duration_meant("2D"), "2d");
  EXPECT_EQ(duration_meant("1.5h"), "90m");
  EXPECT_EQ(duration_meant("90 Minutes"), "90m");
  EXPECT_EQ(duration_meant("P2DT3H"), "51h");
  EXPECT_EQ(duration_meant("P1M2DT"), duration_meant("1 month 2 days")) << "it is no minute";
  EXPECT_EQ(duration_meant("P2DT3M"), duration_meant("2 days 3 minutes"));
  EXPECT_EQ(duration_meant("1 hour, 30 min"), "90m");
  EXPECT_EQ(duration_meant("3 Business Days"), "3bd");
  EXPECT_EQ(duration_meant("6 working hours"), "6bh");
  for (const auto* text :
       {"", "soon", "2", "2 x", "days", "business days", "-1h", "99999999999999999 weeks"})
    EXPECT_EQ(duration_meant(text), "") << text;
  const auto finding = only(with_step("do: x.y, timeout: 2 days"));
  EXPECT_EQ(finding.hint, "did you mean 2d?");
  EXPECT_EQ(finding.length, 6U);
}

TEST(Advice, GivesTheNameThatAStepCouldHave) {
  const auto finding = only(R"(
workflow: a
steps:
  KickOff: { set: { c: 1 } }
  tell: { needs: kickoff, set: { c: "${steps.kickoff.output.c}" } }
  then: { needs: KickOff, set: { c: "${steps.KickOff.output.c}" } }
)");
  EXPECT_EQ(finding.rule, "syntax/name");
  EXPECT_EQ(finding.hint, "did you mean \"kickoff\"?");
  EXPECT_EQ(only("\nworkflow: a\nsteps: { finance-okay: { set: { c: 1 } } }\n").hint,
            "did you mean \"finance_okay\"?");
  const auto spaced = only("\nworkflow: a\nsteps: { Deal Won: { set: { c: 1 } } }\n");
  EXPECT_EQ(spaced.hint, "did you mean \"deal_won\"?");
  EXPECT_EQ(spaced.length, 8U);
}

TEST(Advice, SaysHowAnotherStepFollowsAFailure) {
  EXPECT_THAT(hint("do: x.y, on_error: boss"), HasSubstr("when: steps.b.status == \"failed\""));
  EXPECT_EQ(hint("do: x.y, on_error: contine"), "did you mean \"continue\"?");
}

TEST(Advice, SaysWhatANameIsCalledHere) {
  EXPECT_THAT(hint("set: { c: \"${event.data.id}\" }"), HasSubstr("trigger.data"));
  EXPECT_EQ(hint("when: run.key == closedwon, set: { c: 1 }"),
            "a text needs quotes: \"closedwon\"");
  EXPECT_EQ(only("\nworkflow: a\ninputs: { deal: { type: string, default: x } }\nsteps: { b: { "
                 "set: { c: \"${deal}\" } } }\n")
                .hint,
            "did you mean inputs.deal?");
  EXPECT_THAT(only("\nworkflow: a\non: [{ event: a.b, when: inputs.x == 1 }]\nsteps: { b: { set: { "
                   "c: 1 } } }\n")
                  .hint,
              HasSubstr("a trigger sees the event and now"));
}

TEST(Advice, TellsWhichConnectionsThereAre) {
  core::Operations known;
  known["github"];
  known["http"]["post"];
  const auto of = [&](std::string_view step) { return only(with_step(step), &known).hint; };
  EXPECT_EQ(of("do: salesforce.create"),
            "there is github or http; add one in config/connections.yaml");
  EXPECT_EQ(of("do: github.create"), "it only listens, or its connector cannot be read");
}

TEST(Advice, UnderlinesTheWholeValue) {
  const std::string yaml = "workflow: a\nsteps:\n  b: { do: x.y, timeout: 2 days }\n";
  EXPECT_THAT(print(only(yaml), yaml), HasSubstr("| " + std::string(25, ' ') + "^^^^^^\n"));
}

TEST(Load, ReadsHowLongAStepIsTriedAndHowFarAWaitLooksBack) {
  const auto workflow = loaded(R"(
workflow: a
steps:
  b: { do: x.y, retry: { for: 2h } }
  c: { wait: { event: a.b, since: trigger } }
  d: { wait: { event: a.b, since: 7d } }
  e: { wait: { event: com.vmware.event.router/event } }
)");
  ASSERT_EQ(workflow.steps.size(), 4U);
  EXPECT_EQ(workflow.steps[0].retry.total, core::Duration(std::chrono::hours(2)));
  using Start = core::LookBackFrom::Start;
  EXPECT_EQ(std::get<core::WaitEvent>(workflow.steps[1].verb).events.at(0).since.start,
            Start::trigger);
  EXPECT_EQ(std::get<core::WaitEvent>(workflow.steps[2].verb).events.at(0).since.length,
            core::Duration(std::chrono::hours(168)));
  EXPECT_EQ(std::get<core::WaitEvent>(workflow.steps[3].verb).events.at(0).since.start,
            Start::needs);
  EXPECT_EQ(std::get<core::WaitEvent>(workflow.steps[3].verb).events.at(0).event,
            "com.vmware.event.router/event");
  EXPECT_THAT(found("workflow: a\nsteps: { b: { wait: { event: a.b, since: need } }, c: { do: x.y, "
                    "retry: { for: 1s, initial: 2s } } }\n"),
              ElementsAre("2:42 type/choice", "2:66 limit/range"));
}

}  // namespace baton::templates
