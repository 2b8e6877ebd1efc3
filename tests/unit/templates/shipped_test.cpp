#include "check.hpp"

#include <nlohmann/json.hpp>

namespace baton::templates {

namespace {

core::Operations known_operations() {
  const auto schemas = core::Json::parse(read_file("tests/data/templates/operations.json"));
  core::Operations operations;
  for (const auto& [connection, known] : schemas.items()) {
    operations[connection];  // a connection that only listens has no operations
    for (const auto& [name, schema] : known.items())
      operations[connection][name].input_schema = schema;
  }
  // What the workflows of Baton's own events go over. The shipped manifests themselves are held to
  // their schemas by the tests of connectors.
  for (const auto* name : {"ask_approval", "close_approval"}) operations["slack"][name];
  operations["notify"]["tell"];
  operations["email"]["send"];
  operations["asana"]["post_status"];
  return operations;
}

class Shipped : public testing::TestWithParam<const char*> {};

}  // namespace

TEST_P(Shipped, HasNoFindings) {
  const auto yaml = read_file(GetParam());
  const auto known = known_operations();
  for (const auto& finding : load(yaml, GetParam(), &known).findings)
    ADD_FAILURE() << print(finding, yaml);
}

INSTANTIATE_TEST_SUITE_P(Templates, Shipped,
                         testing::Values("config/templates/approvals-in-slack.yaml",
                                         "config/templates/customer-onboarding.yaml",
                                         "config/templates/hello.yaml",
                                         "config/templates/notify-on-trouble.yaml",
                                         "config/templates/publish-goal-status-asana.yaml",
                                         "config/templates/publish-goal-status-mail.yaml",
                                         "config/templates/publish-goal-status.yaml"));

TEST(ShippedTemplates, OnboardingIsTheWorkflowOfTheGuide) {
  const auto workflow = load(read_file("config/templates/customer-onboarding.yaml"), "x").workflow;
  ASSERT_TRUE(workflow);
  std::vector<std::string> names;
  for (const auto& step : workflow->steps) names.push_back(step.name);
  EXPECT_THAT(names, ElementsAre("project", "welcome", "ticket", "site_ready", "legal", "launch"));
  EXPECT_THAT(workflow->context.require, ElementsAre("why", "client", "constraints"));
}

}  // namespace baton::templates
