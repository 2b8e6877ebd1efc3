#include "check.hpp"

namespace baton::templates {

namespace {

// The hint of the finding for this expression, which is an input of a step.
std::string help(const std::string& expression) {
  const auto findings = findings_of(R"(workflow: a
inputs: { deal: { type: string, default: x }, s: { type: string, default: x }, n: { type: number, default: 1 }, amount: { type: number, default: 1 } }
context: { why: x }
steps:
  a: { do: http.get, on_error: continue }
  b: { needs: a, when: steps.a.status == "failed", set: { x: ')" +
                                    [&expression] {
                                      std::string doubled;
                                      for (const char c : "${" + expression + "}")
                                        doubled += c == '\'' ? "''" : std::string(1, c);
                                      return doubled;
                                    }() +
                                    "' } }\n");
  EXPECT_EQ(findings.size(), 1U) << expression;
  return findings.empty() ? "" : findings[0].hint;
}

}  // namespace

TEST(Names, OfOtherSystemsAreUnderstood) {
  for (const auto& [expression, meant] : std::vector<std::pair<std::string, std::string>>{
           {"input.deal", "did you mean inputs?"},
           {"step.a.status", "did you mean steps?"},
           {"triggers.data.x", "did you mean trigger?"},
           {"contxt.why", "did you mean \"context\"?"},
           {"runs.id", "did you mean run?"},
           {"Inputs.s", "did you mean \"inputs\"?"},
           {"outputs.x", "steps.NAME.output"},
           {"workflow.name", "did you mean run.workflow"},
           {"data.x", "did you mean trigger.data?"},
           {"env.HOME", "no environment variables"},
           {"secrets.X", "secrets belong to connections"},
           {"zzz.x", "the names here are trigger, inputs, steps, context, run and now"},
           {"event.data.x", "is called trigger here"},
           {"deal", "did you mean inputs.deal?"},
           {"yes", "write true; a text needs quotes: \"yes\""},
           {"No", "write false"},
           {"NULL", "write null"},
           {"won", "a text needs quotes: \"won\""}})
    EXPECT_THAT(help(expression), HasSubstr(meant)) << expression;
}

TEST(Names, OfMembersAreUnderstood) {
  for (const auto& [expression, meant] : std::vector<std::pair<std::string, std::string>>{
           {"inputs.S", "did you mean \"s\"?"},
           {"inputs['q']", "it has amount, deal, n and s"},
           {"inputs.DEAL", "did you mean \"deal\"?"},
           {"inputs.total", "it has amount, deal, n and s"},
           {"run.requester", "trigger.actor"},
           {"trigger.payload", "did you mean \"data\"?"},
           {"trigger.body", "did you mean \"data\"?"},
           {"steps.a.result", "did you mean \"output\"?"},
           {"steps.a.error.msg", "did you mean \"message\"?"},
           {"steps.a.error.status", "did you mean \"code\"?"},
           {"run.nonsense", "it has goal, id, key, started_at, title, version and workflow"}})
    EXPECT_THAT(help(expression), HasSubstr(meant)) << expression;
}

TEST(Names, OfBracesThatAreDoubled) {
  EXPECT_THAT(help("{ inputs.s }"), HasSubstr("one pair of braces"));
}

TEST(Names, AreSpokenOfInWords) {
  const auto finding = only(
      "workflow: a\ninputs: { n: { type: number, default: 1 } }\nsteps: { b: { when: inputs.n, "
      "set: { c: 1 } } }\n");
  EXPECT_EQ(finding.message, "\"when\": expected a condition, got a number");
}

}  // namespace baton::templates
