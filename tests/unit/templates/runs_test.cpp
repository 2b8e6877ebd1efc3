#include "check.hpp"

namespace baton::templates {

namespace {

// What is known of the workflows that a step may run.
core::Operations around() {
  core::Operations known;
  core::WorkflowFace build{{}, {"url"}, {"paint"}};
  build.inputs["account"].type = core::Input::Type::string;
  build.inputs["size"] = {core::Input::Type::integer, {}, core::Json(1)};
  auto& workflows = known.workflows.emplace();
  workflows["site-build"] = build;
  workflows["paint"].runs.push_back("w");
  return known;
}

std::string with_run(const std::string& lines) {
  return "workflow: w\non: [{ event: go }]\nsteps:\n  a:\n" + lines;
}

std::vector<std::string> rules_of_run(const std::string& lines) {
  auto known = around();
  known.workflows->at("paint").runs.clear();
  std::vector<std::string> rules;
  for (const auto& finding : findings_of(with_run(lines), &known)) rules.push_back(finding.rule);
  return rules;
}

}  // namespace

TEST(Runs, AreReadWithTheirVersion) {
  const auto active = loaded(with_run("    run: site-build\n    detach: true\n")).steps.at(0);
  const auto& run = std::get<core::RunWorkflow>(active.verb);
  EXPECT_EQ(run.workflow, "site-build");
  EXPECT_EQ(run.version, 0);
  EXPECT_TRUE(run.detach);
  const auto third = loaded(with_run("    run: site-build@3\n")).steps.at(0);
  EXPECT_EQ(std::get<core::RunWorkflow>(third.verb).version, 3);
  EXPECT_EQ(std::get<core::RunWorkflow>(third.verb).name(), "site-build@3");
}

TEST(Runs, NameAWorkflow) {
  for (const char* wrong : {"Site Build", "a@", "a@0", "a@x", "a@3.1", "@2"})
    EXPECT_THAT(found(with_run("    run: \"" + std::string(wrong) + "\"\n")),
                ElementsAre("5:10 syntax/name"))
        << wrong;
}

TEST(Runs, AreHeldToTheInputsOfTheWorkflow) {
  EXPECT_THAT(rules_of_run("    run: site-build\n    with: { account: Ada }\n"), IsEmpty());
  EXPECT_THAT(rules_of_run("    run: site-build\n"), ElementsAre("type/missing-operation-input"));
  EXPECT_THAT(rules_of_run("    run: site-build\n    with: { account: 3 }\n"),
              ElementsAre("type/operation-input"));
  EXPECT_THAT(
      rules_of_run("    run: site-build\n    with: { account: Ada, size: \"${run.title}\" }\n"),
      ElementsAre("type/operation-input"));
  EXPECT_THAT(rules_of_run("    run: site-build\n    with: { account: Ada, colour: red }\n"),
              ElementsAre("ref/unknown-operation-input"));
  EXPECT_THAT(rules_of_run("    run: site-build@2\n    with: { colour: red }\n"), IsEmpty())
      << "another version may take other inputs";
}

TEST(Runs, OfAWorkflowThatIsNotThereAreSuspicious) {
  EXPECT_THAT(rules_of_run("    run: site-bild\n"), ElementsAre("suspicious/unknown-workflow"));
  EXPECT_THAT(found(with_run("    run: site-bild\n")), IsEmpty()) << "nothing is known of any";
}

TEST(Runs, DoNotGoRoundInACircle) {
  EXPECT_THAT(found(with_run("    run: w\n")), ElementsAre("5:10 ref/workflow-circle"));
  const auto known = around();
  const auto finding = only(with_run("    run: site-build\n    with: { account: a }\n"), &known);
  EXPECT_EQ(finding.message, "workflows run each other in a circle: w → site-build → paint → w");
}

TEST(Runs, GiveWhatTheWorkflowGives) {
  const std::string step = "    run: site-build\n    with: { account: a }\n";
  EXPECT_THAT(rules_of_run(step + "  b: { needs: a, set: { x: \"${steps.a.output.url}\" } }\n"),
              IsEmpty());
  EXPECT_THAT(rules_of_run(step + "  b: { needs: a, set: { x: \"${steps.a.output.link}\" } }\n"),
              ElementsAre("suspicious/unknown-output"));
}

}  // namespace baton::templates
