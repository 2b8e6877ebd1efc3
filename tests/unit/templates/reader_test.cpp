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

TEST(Reader, KnowsLengthsOfTimeThatPeopleWrite) {
  const auto hint = [](const std::string& due) {
    return only("\nworkflow: a\ndue: " + due + "\nsteps:\n  b: { set: { c: 1 } }\n").hint;
  };
  EXPECT_EQ(hint("14 bd"), "did you mean 14bd?");
  EXPECT_EQ(hint("3 business days"), "did you mean 3bd?");
  EXPECT_EQ(hint("6 Working Hours"), "did you mean 6bh?");
  EXPECT_EQ(hint("2 jours ouvr\u00e9s"), "did you mean 2bd?");
  EXPECT_EQ(hint("2j"), "did you mean 2d?");
}

TEST(Reader, ProposesOnlyWhatTheClockRunsWhereNothingElseIsTaken) {
  const auto hint = [](const std::string& initial) {
    return only("\nworkflow: a\nsteps:\n  b: { do: x.y, retry: { initial: " + initial + " } }\n")
        .hint;
  };
  for (const char* of_a_calendar :
       {"3bd", "14 bd", "3 business days", "6 Working Hours", "0.3bd", "P1M", "p 1 m"})
    EXPECT_THAT(hint(of_a_calendar), HasSubstr("are for what people do")) << of_a_calendar;
  EXPECT_EQ(hint("2 minutes"), "did you mean 2m?");
  EXPECT_EQ(hint("90S"), "did you mean 90s?");
}

TEST(Reader, SaysHowTrueFalseAndNumbersAreWritten) {
  const auto hint = [](const std::string& more) {
    return only("\nworkflow: a\nsteps:\n  b: { do: x.y, " + more + " }\n").hint;
  };
  EXPECT_EQ(hint("mandatory: yes"), "write true");
  EXPECT_EQ(hint("mandatory: \"false\""), "write false");
  EXPECT_EQ(hint("mandatory: maybe"), "write true, or false");
  EXPECT_EQ(hint("retry: { attempts: \"3\" }"), "remove the quotes: 3");
  EXPECT_EQ(hint("retry: { attempts:3 }"), "write \"attempts: 3\", with a space");
}

TEST(Reader, WritesOutAMappingForAValueAlone) {
  const std::string steps = "steps: { b: { set: { c: 1 } } }\n";
  EXPECT_EQ(only("\nworkflow: a\non: [{ event: a.b, debounce: 30s }]\n" + steps).hint,
            "write debounce: { key: event.data.id, quiet: 30s }");
  EXPECT_EQ(only("\nworkflow: a\nsteps:\n"
                 "  b: { approve: { by: { group: legal }, ask: Go?, escalate: 2bd } }\n")
                .hint,
            "write escalate: { after: 2bd, to: { group: legal-leads } }");
}

TEST(Reader, NamesKeepTheirLettersWithoutAccents) {
  const auto hint = [](const std::string& name) {
    return only("\nworkflow: a\nsteps:\n  " + name + ": { set: { c: 1 } }\n").hint;
  };
  EXPECT_EQ(hint("Validit\u00e9 l\u00e9gale"), "did you mean \"validite_legale\"?");
  EXPECT_EQ(hint("e\u0301tape"), "did you mean \"etape\"?") << "the accent is a letter of its own";
  EXPECT_EQ(hint("KickOff"), "did you mean \"kickoff\"?");
}

TEST(Reader, AnInputWithAnEmptyEnumTakesNothing) {
  const auto finding = only(
      "\nworkflow: a\ninputs: { x: { type: string, enum: [], default: y } }\n"
      "steps: { b: { set: { c: 1 } } }\n");
  EXPECT_EQ(finding.rule, "type/input");
  EXPECT_EQ(finding.message, "no value is allowed: expected at least one");
}

TEST(YamlSlips, OfOtherFilesSayWhatToWrite) {
  const auto slip = [](const std::string& line) {
    return only("\nworkflow: a\n" + line + "\nsteps:\n  b: { set: { c: 1 } }\n");
  };
  EXPECT_EQ(slip("title = x").hint, "did you mean \"title: x\"?");
  EXPECT_THAT(slip("title: {{ inputs.x }}").hint, HasSubstr("quote a value that starts with"));
  EXPECT_THAT(slip("title: \"\\ud800\"").message, HasSubstr("stands for no character"));
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
