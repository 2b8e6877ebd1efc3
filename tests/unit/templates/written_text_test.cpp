#include "check.hpp"

namespace baton::templates {

namespace {

// The findings of the inputs of a step, each as "line rule". The first of these lines is line 7 of
// the file.
std::vector<std::string> of_inputs(std::string_view lines) {
  std::vector<std::string> rules;
  for (const auto& finding : findings_of("workflow: a\ninputs: { s: string }\nsteps:\n  a: { set: "
                                         "{ t: 1 } }\n  b:\n    do: x.y\n    with:\n" +
                                         std::string(lines) + "\n    needs: a\n"))
    rules.push_back(std::to_string(finding.at.line - 7) + ' ' + finding.rule);
  return rules;
}

std::vector<std::string> of_context(std::string_view lines) {
  std::vector<std::string> rules;
  for (const auto& finding : findings_of("workflow: a\ncontext:\n" + std::string(lines) +
                                         "\nsteps: { a: { set: { t: 1 } } }\n"))
    rules.push_back(std::to_string(finding.at.line - 2) + ' ' + finding.rule);
  return rules;
}

}  // namespace

TEST(WrittenText, IsCutOffByAComment) {
  for (const auto* line :
       {"      summary: Order #5 for ${inputs.s}", "      summary: Order #five",
        "      summary: Order ${inputs.s} #5", "      summary: Order # of ${inputs.s}",
        "      tags: [Order]\n      more:\n        - Order #5"})
    EXPECT_THAT(of_inputs(line), ElementsAre(testing::EndsWith("suspicious/cut-off"))) << line;
  EXPECT_THAT(of_inputs("      summary: #5 for ${inputs.s}"), ElementsAre("1 suspicious/cut-off"));
  EXPECT_THAT(of_inputs("      summary: Order\n        no. #5"),
              ElementsAre("1 suspicious/cut-off"));
  for (const auto* line :
       {"      summary: Order  # the fifth", "      summary: \"Order #5 for ${inputs.s}\"",
        "      summary: Order#5", "      n: 5 #five", "      # summary: ${inputs.s}\n      n: 5",
        "      summary: |\n        Order #5"})
    EXPECT_THAT(of_inputs(line), IsEmpty()) << line;
  EXPECT_THAT(found("workflow: a\ntitle: Order #5\nsteps: { a: { set: { t: 1 } } }\n"),
              ElementsAre("2:8 suspicious/cut-off"));
}

TEST(WrittenText, GoesOnOverItems) {
  EXPECT_THAT(of_inputs("      labels:\n        - site\n          - won"),
              ElementsAre("2 suspicious/folded"));
  EXPECT_THAT(of_inputs("      labels: site\n        - won"), ElementsAre("1 suspicious/folded"));
  EXPECT_THAT(
      of_inputs("      labels:\n        - site\n        - won\n      text: a\n        b - c"),
      IsEmpty());
  EXPECT_THAT(found("workflow: a\nlabels:\n  - site\n    - won\nsteps: { a: { set: { t: 1 } } }\n"),
              ElementsAre("3:5 suspicious/folded"));
  EXPECT_THAT(found("workflow: a\nsteps:\n  b:\n    approve:\n      ask: Pay?\n      by:\n        "
                    "users:\n          - ana\n      "
                    "      - bob\n"),
              testing::IsSupersetOf({"8:13 suspicious/folded", "8:11 approve/nobody"}));
}

TEST(WrittenText, IsAnExpressionWithoutItsBraces) {
  for (const auto* text : {"inputs.s", "steps.a.output.t", "trigger.data.x", "run.id",
                           "\"inputs.s\"", "inputs.s + 'x'", "steps.a.?output.?t", "<inputs.s>",
                           "\"[[inputs.s]]\"", "For <inputs.s>", "\"%inputs.s%\"", "<<inputs.s>>"})
    EXPECT_THAT(of_inputs("      t: " + std::string(text)), ElementsAre("1 suspicious/placeholder"))
        << text;
  for (const auto* text : {"inputs", "inputs.other", "See inputs.s", "a.b.c", "<b>inputs</b>",
                           "\"[inputs]\"", "5 % of inputs.s"})
    EXPECT_THAT(of_inputs("      t: " + std::string(text)), IsEmpty()) << text;
}

TEST(WrittenText, IsMeantInTheContext) {
  EXPECT_THAT(of_context("  constraints:\n    - Keep it: short."),
              ElementsAre("2 suspicious/no-text"));
  EXPECT_THAT(of_context("  constraints:\n    - Short\n    - #draft\n    - Late"),
              ElementsAre("3 suspicious/no-text"));
  EXPECT_THAT(of_context("  constraints:\n    - Short\n    - ? keep"),
              ElementsAre("3 suspicious/no-text"));
  EXPECT_THAT(of_context("  constraints:\n    - Short\n    - \"Keep it: short.\"\n  people:\n    - "
                         "name: Ana\n    - name: Bob"),
              IsEmpty());
}

TEST(WrittenText, NamesWhatNobodySees) {
  const auto message = [](std::string_view yaml) {
    const auto findings = findings_of(yaml);
    return findings.empty() ? std::string() : findings.front().message;
  };
  const std::string start = "workflow: a\nsteps:\n  b:\n    set: { c: 1 }\n";
  const std::string act = "workflow: a\nsteps:\n  b:\n    do: x.y\n";
  for (const auto& yaml :
       {act + "    retry:\u00A0{ attempts: 3 }\n", act + "    timeout: 2\u00A0d\n",
        start + "    when: run.id\u00A0== \"x\"\n",
        std::string("workflow: a\non: [{ event: a.b\u00A0}]\nsteps: { b: { set: { c: 1 } } }\n"),
        std::string(
            "workflow: a\nsteps: { b: { set: { c: 1 } }, d: { needs:\u00A0b, set: { c: 1 } } }\n"),
        start + "    title\u00A0: x\n", act + "    on_error: continue\u00A0\n",
        std::string("workflow: a\u00A0\n") + start.substr(12)})
    EXPECT_THAT(message(yaml), HasSubstr("a no-break space (U+00A0)")) << yaml;
  EXPECT_THAT(message(act + "    timeout: 2d\u200B\n"),
              HasSubstr("there is a zero-width space (U+200B) after \"2d\""));
  EXPECT_THAT(message(act + "    timeout: \u200E2d\n"),
              HasSubstr("there is a left-to-right mark (U+200E) at the start"));
  EXPECT_EQ(message(start + "    title: \"a\u00A0b\"\n"), "");
}

TEST(WrittenText, OfCollectionsInQuotes) {
  const std::string act = "workflow: a\nsteps:\n  b:\n    do: x.y\n";
  EXPECT_EQ(only(act + "    retry: \"{ attempts: 6, initial: 2s }\"\n").hint,
            "remove the quotes: within them it is a text");
  EXPECT_EQ(only("workflow: a\non: '[{ event: a.b }]'\nsteps: { b: { set: { c: 1 } } }\n").hint,
            "remove the quotes: within them it is a text");
  const auto fence = only("```yaml\nworkflow: a\nsteps: { b: { set: { c: 1 } } }\n```\n");
  EXPECT_EQ(fence.rule, "syntax/fence");
  EXPECT_EQ(fence.hint, "remove the line");
  EXPECT_EQ(fence.at.line, 1U);
}

}  // namespace baton::templates
