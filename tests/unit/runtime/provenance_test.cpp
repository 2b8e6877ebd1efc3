#include "baton/runtime/provenance.hpp"

#include "unit/runtime/stepping.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>

// Where the values of a run come from, by its stored journal and its template.
namespace baton::runtime {
namespace {

using core::Json;
using ::testing::IsEmpty;

class ProvenanceTest : public SteppingTest {
 protected:
  ProvenanceTest() {
    core::Findings findings;
    options_.facts = std::make_shared<const facts::Definitions>(facts::Definitions::read(
        {{"budget.yaml",
          "fact: budget\nkey: string\ntype: integer\n"
          "from: { event: budget.changed, key: event.data.k, value: event.data.n }\n"}},
        findings));
    EXPECT_THAT(findings, IsEmpty());
    wire();
    post("budget.changed", {{"k", "EMEA"}, {"n", 5}});
    post("budget.changed", {{"k", "APAC"}, {"n", 7}});
    publish("kit",
            "on:\n"
            "  - { event: go, when: 'event.data.k == \"AMER\"', inputs: { by: first } }\n"
            "  - { event: go, inputs: { by: second } }\n"
            "inputs: { by: string }\n"
            "steps:\n"
            "  left:\n"
            "    set:\n"
            "      here: \"${facts.budget['EMEA']}\"\n"
            "      there: \"${facts.budget[trigger.data.k]}\"\n"
            "      all: { \"a.b\": [\"${trigger.data.k}\"], 'say \"hi\"': 1 }\n");
    post("go", {{"k", "APAC"}});
    run_ = runs("kit").at(0).id();
  }
  core::Result<Json> asked(const std::string& step, const std::string& path) {
    core::Result<Json> found = Json();
    transact([&](ports::Tx& tx) { found = provenance(tx, plans_, run_, step, path); });
    return found;
  }
  Json origin(const std::string& path) { return asked({}, path).value().at(0); }

  core::RunId run_;
};

TEST_F(ProvenanceTest, AValueThatReadsAFactNamesIt) {
  const auto here = origin("steps.left.output.here");
  EXPECT_EQ(here.at("value"), 5);
  ASSERT_EQ(here.at("from").size(), 1U) << here;
  EXPECT_EQ(here.at("from").at(0).at("kind"), "fact");
  EXPECT_EQ(here.at("from").at(0).at("path"), "facts.budget.EMEA");
  EXPECT_EQ(here.at("from").at(0).at("value"), 5);
  EXPECT_TRUE(here.at("from").at(0).at("event").is_string()) << here;
}

// The step has read two keys, and the template does not say which of them this is.
TEST_F(ProvenanceTest, AComputedKeyOfAFactNamesWhatWasRead) {
  const auto there = origin("steps.left.output.there");
  EXPECT_EQ(there.at("value"), 7);
  ASSERT_EQ(there.at("from").size(), 2U) << there;
  EXPECT_EQ(there.at("from").at(0).at("path"), "trigger.data.k");
  const auto& fact = there.at("from").at(1);
  EXPECT_EQ(fact.at("path"), "facts.budget");
  ASSERT_EQ(fact.at("from").size(), 2U) << fact;
  EXPECT_EQ(fact.at("from").at(0).at("path"), "facts.budget.APAC");
  EXPECT_EQ(fact.at("from").at(0).at("value"), 7);
  EXPECT_EQ(fact.at("from").at(1).at("path"), "facts.budget.EMEA");
}

TEST_F(ProvenanceTest, EachPathThatIsToldIsFoundAgain) {
  const auto told = asked("left", {}).value();
  EXPECT_EQ(told.size(), 4U) << told;
  for (const auto& one : told) {
    const auto path = core::text_at(one, "path");
    EXPECT_EQ(origin(path), one) << path;
  }
  EXPECT_EQ(origin("steps.left.output.all['a.b'][0]").at("value"), "APAC");
}

TEST_F(ProvenanceTest, AnInputIsThatOfTheTriggerWhoseConstantsTheRunHas) {
  const auto by = origin("inputs.by");
  EXPECT_EQ(by.at("value"), "second");
  EXPECT_EQ(by.at("written"), "second");
}

TEST_F(ProvenanceTest, EachItemNamesTheRunThatGaveItsOutput) {
  publish("kid",
          "inputs: { n: integer, by: { type: string, default: nobody } }\n"
          "steps:\n  s: { set: { x: 1 } }\noutputs: { twice: '${inputs.n * 2}' }\n");
  publish("many",
          "on: [{ event: many }]\nsteps:\n"
          "  e: { each: { a: 1, b.c: 2 }, run: kid, with: { n: '${item}' } }\n");
  post("many");
  const auto many = runs("many").at(0);
  ASSERT_EQ(many.status(), core::RunStatus::succeeded);
  run_ = many.id();
  const auto twice = origin("steps.e.output['b.c'].twice");
  EXPECT_EQ(twice.at("value"), 4);
  EXPECT_EQ(twice.at("kind"), "run");
  EXPECT_EQ(twice.at("step"), "e[1]");
  for (const auto& kid : runs("kid"))
    if (kid.view().at("inputs").at("n") == 2) run_ = kid.id();
  EXPECT_EQ(twice.at("run"), run_.text());
  EXPECT_EQ(origin("inputs.n").at("kind"), "run");
  EXPECT_EQ(origin("inputs.by").at("kind"), "default") << "the step gave none";
}

}  // namespace
}  // namespace baton::runtime
