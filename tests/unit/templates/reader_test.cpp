#include "check.hpp"

namespace baton::templates {

TEST(Reader, SaysInWhichFormsALengthOfTimeIsWritten) {
  const auto due = only("\nworkflow: a\ndue: 3xd\nsteps:\n  b: { set: { c: 1 } }\n");
  EXPECT_EQ(due.message,
            "expected a duration as 30s, 15m, 4h, 3d or 2w, as 3bd or 6bh in business time, or as "
            "P1M, got \"3xd\"");
  const auto initial = only("\nworkflow: a\nsteps:\n  b: { do: x.y, retry: { initial: 3xd } }\n");
  EXPECT_THAT(initial.message, HasSubstr("that the clock runs, as 30s, 15m or 4h"));
}

TEST(Reader, SaysWhatStopMeant) {
  const auto stop = only("\nworkflow: a\nsteps:\n  b: { each: [1], do: x.y, stop: at_end }\n");
  EXPECT_EQ(stop.rule, "syntax/unknown-key");
  EXPECT_EQ(stop.hint,
            "write fail_fast: true for stop: first_failure; stop: at_end is what happens without "
            "it");
}

TEST(YamlSlips, OfACommaAfterAValueInATemplateSayToRemoveIt) {
  const auto step = [](std::string_view rest) {
    return only("workflow: a\nsteps: { b: { set: { x: 1 } } }\n" + std::string(rest));
  };
  EXPECT_EQ(only("workflow: a\non:\n  - event: b.c,\nsteps: { b: { set: { x: 1 } } }\n").hint,
            "remove the comma");
  EXPECT_EQ(only("workflow: a\nsteps:\n  b:\n    when: run.key == \"\",\n    set: { x: 1 }\n").hint,
            "remove the comma");
  EXPECT_EQ(step("outputs:\n  x: 5000,\n").rule, "suspicious/comma");
  EXPECT_THAT(found("workflow: a\nsteps: { b: { set: { x: 1 } } }\noutputs:\n  x: Dear Ana,\n"),
              IsEmpty());
}

TEST(YamlSlips, OfListsWithoutBracketsSayHowToWriteThem) {
  const auto of = [](std::string_view needs) {
    return only("workflow: a\nsteps: { b: { set: { c: 1 } }, c: { set: { c: 1 } }, d: { needs: \"" +
                std::string(needs) + "\", set: { c: \"${steps.b.output.c}\" } } }\n");
  };
  for (const auto* needs : {"b, c", "(b, c)", "b,c"})
    EXPECT_EQ(of(needs).hint, "write needs: [b, c]") << needs;
}

TEST(YamlSlips, OfTextThatAHashCutsOff) {
  const auto of = [](std::string_view text) {
    return found(
        "workflow: a\ninputs: { n: { type: string, default: x } }\nsteps:\n  b:\n    set:\n      "
        "t: " +
        std::string(text) + '\n');
  };
  EXPECT_THAT(of("Ticket #${inputs.n}"), ElementsAre("6:10 suspicious/cut-off"));
  for (const auto* text : {"\"Ticket #${inputs.n}\"", "Ticket # a comment", "Ticket#${inputs.n}"})
    EXPECT_THAT(of(text), IsEmpty()) << text;
}

}  // namespace baton::templates
