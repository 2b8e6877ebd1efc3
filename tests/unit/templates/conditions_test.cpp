#include "check.hpp"

namespace baton::templates {

namespace {

// The findings of these steps, whose first line is line 3 of the file.
std::vector<std::string> rules_of(std::string_view steps) {
  return found("workflow: a\ninputs: { big: { type: boolean, default: false } }\n" +
               std::string(steps));
}

std::vector<std::string> of_gate(std::string_view gate) {
  return rules_of("steps: { b: { gate: '" + std::string(gate) + "', set: { c: 1 } } }\n");
}

// The findings of a step that asks with `when` for the failure of another, which has the default
// on_error.
std::vector<std::string> of_boss(std::string_view when) {
  return rules_of(
      "steps:\n  one: { do: http.get }\n  yes: { approve: { by: { group: x }, ask: Go? } }\n  "
      "boss: { needs: [one, yes], when: "
      "'" +
      std::string(when) + "', emit: { event: a.b } }\n");
}

}  // namespace

TEST(Conditions, OfGatesThatNeverOpen) {
  for (const auto* gate : {"now.getHours() == 24", "now.getDayOfWeek() == 7",
                           "now < timestamp(\"2020-01-01T00:00:00Z\")",
                           "now > timestamp(\"2028-01-01\") && now < timestamp(\"2027-01-01\")",
                           "inputs.big && now.getMinutes() >= 60"})
    EXPECT_THAT(of_gate(gate), testing::ElementsAre(testing::EndsWith("gate/never-opens"))) << gate;
  for (const auto* gate :
       {"now.getHours(\"Europe/Paris\") >= 9 && now.getHours(\"Europe/Paris\") < 18",
        "now > timestamp(run.started_at)", "now - timestamp(run.started_at) > duration(\"48h\")",
        "now >= timestamp(\"2020-01-01\")",
        "inputs.big || now > timestamp(trigger.time) + duration(\"1h\")"})
    EXPECT_THAT(of_gate(gate), IsEmpty()) << gate;
  const auto finding =
      only("workflow: a\nsteps: { b: { gate: now.getDayOfWeek() == 7, set: { c: 1 } } }\n");
  EXPECT_THAT(finding.message, HasSubstr("never opens"));
  EXPECT_THAT(finding.hint, HasSubstr("0 (Sunday) to 6"));
}

TEST(Conditions, KnowWhatIsPastWhenTheyAreToldTheTime) {
  const std::string yaml =
      "workflow: a\non: [{ event: a.b }]\nsteps: { b: { gate: now < timestamp(\"2026-06-01\"), "
      "set: { c: 1 } } }\n";
  const core::Time later = std::chrono::sys_days(std::chrono::year(2026) / 7 / 1);
  EXPECT_THAT(load(yaml, "x").findings, IsEmpty());
  ASSERT_EQ(load(yaml, "x", nullptr, later).findings.size(), 1U);
  EXPECT_EQ(load(yaml, "x", nullptr, later).findings[0].rule, "gate/never-opens");
  EXPECT_TRUE(load(yaml, "x", nullptr, later).workflow);
}

TEST(Conditions, OfGatesThatOpenTooLate) {
  const auto of_within = [](std::string_view open, std::string_view within,
                            std::string_view needs = "") {
    return rules_of("steps: { z: { set: { c: 1 } }, b: { gate: { open: '" + std::string(open) +
                    "', within: " + std::string(within) + " }" + std::string(needs) +
                    ", set: { c: 1 } } }\n");
  };
  constexpr auto kLate = "now >= timestamp(run.started_at) + duration(\"48h\")";
  EXPECT_THAT(of_within(kLate, "1d"), ElementsAre("3:52 gate/never-opens"));
  EXPECT_THAT(of_within("now - timestamp(run.started_at) > duration(\"48h\")", "2d"),
              ElementsAre("3:52 gate/never-opens"));
  EXPECT_THAT(of_within(kLate, "2d"), IsEmpty());
  EXPECT_THAT(of_within(kLate, "1d", ", needs: z"), IsEmpty()) << "what it needs may take a day";
  EXPECT_THAT(of_within("now >= timestamp(run.started_at) && now.getHours() >= 9", "1h"),
              IsEmpty());
}

TEST(Conditions, OfTimesThatAreText) {
  for (const auto* gate :
       {"now >= run.started_at", "now > run.started_at + duration(\"1h\")",
        "now - trigger.time > duration(\"1h\")", "trigger.received.getHours() > 9"})
    EXPECT_THAT(of_gate(gate), testing::ElementsAre(testing::EndsWith("expr/type"))) << gate;
}

TEST(Conditions, OfZonesThatThereAreNot) {
  for (const auto* zone :
       {"Europe/Pariss", "Paris", "europe/paris", "CET+1", "+25:00", "Mars/Phobos"}) {
    EXPECT_THAT(of_gate("now.getHours(\"" + std::string(zone) + "\") >= 9"),
                testing::ElementsAre(testing::EndsWith("expr/zone")));
    EXPECT_THAT(rules_of("steps: { b: { set: { c: '${now.getHours(\"" + std::string(zone) +
                         "\")}' } } }\n"),
                testing::ElementsAre(testing::EndsWith("expr/zone")));
    EXPECT_THAT(found("workflow: a\non: [{ event: a.b, when: 'now.getHours(\"" + std::string(zone) +
                      "\") > 8' }]\nsteps: { b: { set: { c: 1 } } }\n"),
                testing::ElementsAre(testing::EndsWith("expr/zone")));
  }
  for (const auto* zone : {"Europe/Paris", "UTC", "+02:00", "-09:30", "Asia/Kolkata", "US/Eastern"})
    EXPECT_THAT(of_gate("now.getHours(\"" + std::string(zone) + "\") >= 9"), IsEmpty()) << zone;
  const auto hint = [](const std::string& zone) {
    return only("workflow: a\nsteps: { b: { gate: 'now.getHours(\"" + zone +
                "\") >= 9', set: { c: 1 } } }\n")
        .hint;
  };
  for (const auto* zone : {"Europe/Pariss", "Paris", "europe/paris"})
    EXPECT_EQ(hint(zone), "did you mean \"Europe/Paris\"?");
  EXPECT_THAT(hint("Mars/Phobos"), HasSubstr("\"+02:00\""));
  EXPECT_EQ(hint("New York"), "did you mean \"America/New_York\"?");
}

TEST(Conditions, OfFailuresThatAreNeverSeen) {
  for (const auto* when :
       {"steps.one.status != \"succeeded\"", "steps.one.status.startsWith(\"fail\")",
        "steps.one.status.contains(\"error\")", "steps.one == \"failed\"",
        "!steps.yes.output.approved", "steps.yes.output.approved == false",
        "!has(steps.one.output)", "inputs.big && steps.one.status != \"succeeded\"",
        "!(steps.one.status == \"succeeded\")", "steps.one.status.matches(\"^(failed|skipped)$\")"})
    EXPECT_THAT(of_boss(when), testing::ElementsAre(testing::EndsWith("suspicious/never-true")))
        << when;
  for (const auto* when :
       {"steps.one.status == \"succeeded\"", "steps.one.output.status >= 400",
        "steps.yes.output.approved", "has(steps.one.output.id)", "steps.one.status != \"failed\"",
        "steps.yes.output.hash != \"ana\"", "inputs.big"})
    EXPECT_THAT(of_boss(when), IsEmpty()) << when;
  const auto finding = only(R"(
workflow: a
steps:
  one: { do: http.get }
  boss: { needs: one, when: steps.one.status != "succeeded", emit: { event: a.b } }
)");
  EXPECT_EQ(finding.at, (core::Position{4, 29}));
  EXPECT_THAT(finding.hint, HasSubstr("add \"on_error: continue\" to \"one\""));
}

TEST(Conditions, OfFailuresThatAreSeenAreFine) {
  EXPECT_THAT(rules_of(R"(steps:
  one: { do: http.get, on_error: continue }
  two: { when: inputs.big, do: http.get }
  boss: { needs: one, when: steps.one.status != "succeeded", emit: { event: a.b } }
  late: { needs: [one, two], when: '!has(steps.two.output)', emit: { event: a.b } }
)"),
              IsEmpty());
}

TEST(Conditions, OfWhatExcludesEachOther) {
  constexpr std::string_view kHead =
      "workflow: w\ninputs: { big: { type: boolean }, kind: { type: string } }\nsteps:\n  start: { "
      "set: { x: 1 } }\n"
      "  a: { when: inputs.big, set: { x: 1 } }\n  b: { when: \"!inputs.big\", set: { x: 1 } }\n";
  const auto of = [kHead](std::string_view condition) {
    return found(std::string(kHead) + "  c: { needs: [start, a, b], when: \"" +
                 std::string(condition) + "\", set: { x: 1 } }\n");
  };
  for (const auto* never :
       {"inputs.kind == 'a' && inputs.kind == 'b'",
        "steps.a.status == 'skipped' && steps.b.status == 'skipped'",
        "inputs.big && steps.b.status == 'succeeded'", "steps.a.status == steps.b.status"})
    EXPECT_THAT(of(never), ElementsAre(HasSubstr("suspicious/never-true"))) << never;
  for (const auto* fine :
       {"inputs.kind == 'a' || inputs.kind == 'b'",
        "steps.a.status == 'skipped' || steps.b.status == 'skipped'",
        "inputs.big && steps.b.status == 'skipped'", "steps.a.status != steps.b.status"})
    EXPECT_THAT(of(fine), IsEmpty()) << fine;
}

TEST(Conditions, OfConstantsSayWhichWay) {
  EXPECT_THAT(only("workflow: a\nsteps: { b: { when: 1 < 2, set: { c: 1 } } }\n").message,
              HasSubstr("always the same: true"));
  EXPECT_THAT(only("workflow: a\nsteps: { b: { when: 1 > 2, set: { c: 1 } } }\n").message,
              HasSubstr("always the same: false"));
}

TEST(Conditions, OfGatesThatOpenTooLateForRunsOfNow) {
  const auto of = [](std::string_view steps) {
    return found("workflow: a\nsteps:\n" + std::string(steps));
  };
  EXPECT_THAT(of("  b: { gate: { open: now >= timestamp(\"2030-01-01T00:00:00Z\"), within: 3d }, "
                 "set: { c: 1 } }\n"),
              ElementsAre(testing::EndsWith("gate/never-opens")));
  EXPECT_THAT(of("  a: { set: { c: 1 } }\n  b: { needs: a, gate: { open: now >= "
                 "timestamp(\"2030-01-01T00:00:00Z\"), within: 3d }, "
                 "set: { c: 1 } }\n"),
              ElementsAre(testing::EndsWith("gate/never-opens")));
  EXPECT_THAT(of("  a: { sleep: { for: 300d } }\n  b: { needs: a, gate: { open: now >= "
                 "timestamp(\"2030-01-01T00:00:00Z\"), "
                 "within: 3d }, "
                 "set: { c: 1 } }\n"),
              IsEmpty())
      << "nobody knows when it is asked";
  EXPECT_THAT(of("  b: { gate: { open: now >= timestamp(\"2026-01-03T00:00:00Z\"), within: 3d }, "
                 "set: { c: 1 } }\n"),
              IsEmpty());
}

TEST(Conditions, OfStepsThatAreSkippedWithWhatTheyNeed) {
  const auto of = [](std::string_view last) {
    return found(
        "workflow: a\ninputs: { big: boolean }\nsteps:\n  y: { set: { c: 1 } }\n  x: { needs: y, "
        "when: inputs.big, set: { c: 1 } "
        "}\n  n: " +
        std::string(last) + "\n");
  };
  EXPECT_THAT(of("{ needs: x, when: '!inputs.big', set: { c: 1 } }"),
              ElementsAre("6:25 suspicious/never-true"));
  EXPECT_THAT(of("{ needs: x, when: inputs.big == false, set: { c: 1 } }"),
              ElementsAre("6:24 suspicious/never-true"));
  for (const auto* last : {"{ needs: [x, y], when: '!inputs.big', set: { c: 1 } }",
                           "{ needs: y, when: '!inputs.big', set: { c: 1 } }",
                           "{ needs: x, when: inputs.big, set: { c: 1 } }"})
    EXPECT_THAT(of(last), IsEmpty()) << last;
}

}  // namespace baton::templates
