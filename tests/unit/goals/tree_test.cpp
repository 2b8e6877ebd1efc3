#include "baton/goals/tree.hpp"

#include "unit/schema_keys.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <set>

namespace baton::goals {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Tree read(const std::vector<std::string>& texts, core::Findings& findings) {
  std::vector<Tree::File> files;
  for (const auto& text : texts)
    files.push_back({"g" + std::to_string(files.size() + 1) + ".yaml", text});
  return Tree::read(files, findings);
}

Tree read_right(const std::vector<std::string>& texts) {
  core::Findings findings;
  auto tree = read(texts, findings);
  for (const auto& finding : findings) ADD_FAILURE() << finding.message;
  return tree;
}

constexpr const char* kGrowth = "goal: growth\ntitle: Grow\nlinks: { jira: MKT-1 }\n";
constexpr const char* kRetention =
    "goal: retention\nparent: growth\ndue: 2026-12-31\nat_risk: { blocked_for: 1d }\n"
    "initiatives:\n"
    "  refonte-ux: { title: Refonte UX, due: 2026-09-30, workflows: [site-build] }\n"
    "  mails: { owner: crm, at_risk: { due_within: 3d } }\n";

std::vector<std::string> names(const std::vector<const Node*>& nodes) {
  std::vector<std::string> found;
  for (const auto* node : nodes) found.push_back(node->name);
  return found;
}

TEST(Goals, AreATree) {
  const auto tree = read_right({kRetention, kGrowth});
  EXPECT_THAT(names(tree.nodes()), ElementsAre("growth", "retention", "mails", "refonte-ux"));
  EXPECT_THAT(names(tree.beneath("retention")), ElementsAre("mails", "refonte-ux"));
  EXPECT_THAT(names(tree.chain(*tree.find("refonte-ux"))),
              ElementsAre("refonte-ux", "retention", "growth"));
  EXPECT_EQ(tree.find("refonte-ux")->title, "Refonte UX");
  EXPECT_EQ(tree.find("mails")->title, "mails");
  EXPECT_EQ(tree.find("mails")->kind, Kind::initiative);
}

TEST(Goals, AreDueAtTheEndOfTheirDay) {
  const auto tree = read_right({kGrowth, kRetention});
  EXPECT_EQ(tree.find("retention")->due, core::parse_rfc3339("2027-01-01T00:00:00Z").value());
  EXPECT_FALSE(tree.find("growth")->due);
}

TEST(Goals, InitiativesTakeOverWhatPutsTheirGoalAtRisk) {
  const auto tree = read_right({kGrowth, kRetention});
  EXPECT_EQ(tree.find("mails")->blocked_for, std::chrono::hours(24));
  EXPECT_EQ(tree.find("mails")->due_within, std::chrono::hours(72));
  EXPECT_EQ(tree.find("refonte-ux")->due_within, std::chrono::hours(24 * 14));
}

TEST(Goals, RunsBelongToWhatTheirWorkflowNamesOrToWhatListsIt) {
  const auto tree = read_right({kGrowth, kRetention});
  EXPECT_EQ(tree.of("anything", "mails")->name, "mails");
  EXPECT_EQ(tree.of("site-build", "")->name, "refonte-ux");
  EXPECT_EQ(tree.of("site-build", "growth")->name, "growth") << "its own word counts first";
  EXPECT_EQ(tree.of("site-build", "no such goal")->name, "refonte-ux");
  EXPECT_EQ(tree.of("other", ""), nullptr);
}

TEST(Goals, AreFoundByWhatStandsForThemElsewhere) {
  const auto tree = read_right({kGrowth, kRetention});
  EXPECT_EQ(tree.linked("jira", "MKT-1")->name, "growth");
  EXPECT_EQ(tree.linked("asana", "MKT-1"), nullptr);
}

TEST(Goals, ACircleIsRefusedWithItsWay) {
  core::Findings findings;
  read({"goal: a\nparent: b\n", "goal: b\nparent: c\n", "goal: c\nparent: a\n"}, findings);
  ASSERT_THAT(findings, SizeIs(1)) << "one circle is told once";
  EXPECT_EQ(findings[0].rule, "goal/cycle");
  EXPECT_THAT(findings[0].message, HasSubstr("a → b → c → a"));
  EXPECT_EQ(findings[0].file, "g1.yaml");
  EXPECT_EQ(findings[0].at.line, 2);
}

TEST(Goals, OneThatIsBeneathItselfIsRefused) {
  core::Findings findings;
  const auto tree = read({"goal: a\nparent: a\n"}, findings);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr("a → a"));
  EXPECT_THAT(tree.chain(*tree.find("a")), SizeIs(2)) << "and walking up ends all the same";
}

TEST(Goals, OneBeneathACircleIsNotTold) {
  core::Findings findings;
  read({"goal: a\nparent: b\n", "goal: b\nparent: b\n"}, findings);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr("b → b"));
}

TEST(Goals, AKeyOfAnotherSystemIsTextOnOneLine) {
  core::Findings findings;
  read({"goal: a\nlinks: { jira: \"MKT\\n1\" }\n", "goal: b\nlinks: { jira: \"\" }\n"}, findings);
  ASSERT_THAT(findings, SizeIs(2));
  for (const auto& finding : findings) {
    EXPECT_EQ(finding.rule, "goal/link");
    EXPECT_THAT(finding.hint, HasSubstr("as that system shows it"));
  }
}

TEST(Goals, EachMistakeIsTold) {
  core::Findings findings;
  read({"goal: Bad Name\n", "goal: a\nparent: growht\ndue: soon\nlinks: { jira: 7 }\n", kGrowth,
        "goal: growth\n", "goal: b\nlinks: { jira: MKT-1 }\nworkflows: site\n",
        "goal: c\nat_risk: { blocked_for: long }\ncolour: red\n", "title: nameless\n"},
       findings);
  std::vector<std::string> rules;
  for (const auto& finding : findings) rules.push_back(finding.rule);
  for (const auto* rule :
       {"config/name", "goal/unknown-parent", "goal/due", "goal/link", "goal/twice",
        "goal/link-twice", "config/type", "goal/length", "config/unknown-key"})
    EXPECT_THAT(rules, ::testing::Contains(rule));
  for (const auto& finding : findings)
    if (finding.rule == "goal/unknown-parent") {
      EXPECT_THAT(finding.hint, HasSubstr("growth"));
    }
}

TEST(Goals, OneThatIsNotThereIsNamed) {
  const auto tree = read_right({kGrowth});
  const auto found = tree.named("growht");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, core::Errc::not_found);
  EXPECT_THAT(found.error().hint, HasSubstr("growth"));
  EXPECT_THAT(Tree().named("x").error().hint, HasSubstr("config/goals"));
}

// The API has lists of these names where it has goals.
TEST(Goals, HaveNoNameOfAListOfTheApi) {
  for (const auto* name : {"orphans", "backlog"}) {
    core::Findings findings;
    read({"goal: " + std::string(name) + "\ntitle: Taken\n"}, findings);
    ASSERT_THAT(findings, SizeIs(1)) << name;
    EXPECT_THAT(findings[0].message, HasSubstr("is not backlog or orphans, got \""));
  }
}

TEST(Goals, TellThemselvesAsJson) {
  const auto tree = read_right({kGrowth, kRetention});
  const auto json = to_json(*tree.find("refonte-ux"));
  EXPECT_EQ(json.at("parent"), "retention");
  EXPECT_EQ(json.at("kind"), "initiative");
  EXPECT_EQ(json.at("workflows"), core::Json({"site-build"}));
  EXPECT_TRUE(to_json(*tree.find("growth")).at("due").is_null());
}

TEST(Goals, NameTheKpisByWhichTheyAreMeasured) {
  const auto tree =
      read_right({"goal: growth\nkpis: [nps]\ninitiatives:\n  mails:\n    kpis: [opened, npss]\n"});
  EXPECT_THAT(tree.find("growth")->kpis, ElementsAre("nps"));
  EXPECT_EQ(to_json(*tree.find("mails"))["kpis"][1], "npss");
  const auto none = [](std::string_view) { return false; };
  EXPECT_THAT(tree.unknown_kpis({"nps", "npss", "opened"}, none), IsEmpty());
  EXPECT_THAT(tree.unknown_kpis({"nps"}, [](std::string_view name) { return name == "npss"; }),
              ElementsAre(testing::Field(&core::Finding::message, "there is no KPI \"opened\"")))
      << "the file of npss has a mistake, which is found there";
  const auto findings = tree.unknown_kpis({"nps", "opened"}, none);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].rule, "ref/unknown-kpi");
  EXPECT_EQ(findings[0].severity, core::Finding::Severity::warning);
  EXPECT_EQ(findings[0].at.line, 5U);
  EXPECT_EQ(findings[0].pointer, "/initiatives/mails/kpis/1");
  EXPECT_EQ(findings[0].hint, "did you mean \"nps\"?");
}

TEST(Goals, KpisAreAListOfNames) {
  core::Findings findings;
  read({"goal: growth\nkpis: nps\n"}, findings);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr("names of KPIs"));
}

// The keys that the reader names where one is not known.
std::set<std::string> keys_read_at(const std::string& yaml) {
  core::Findings findings;
  read({yaml}, findings);
  return tests::keys_in_hints(findings);
}

TEST(Goals, TheSchemaKnowsTheKeysThatTheReaderKnows) {
  std::ifstream in(BATON_SOURCE_DIR "/config/schema/goal.schema.json");
  const auto schema = core::Json::parse(in);
  const auto& goal = schema.at("properties");
  EXPECT_EQ(keys_read_at("goal: g\nqqqqqq: 1\n"), tests::keys_in(goal));
  EXPECT_EQ(keys_read_at("goal: g\nat_risk: { qqqqqq: 1 }\n"),
            tests::keys_in(goal.at("at_risk").at("properties")));
  const auto& initiative = goal.at("initiatives").at("additionalProperties").at("properties");
  EXPECT_EQ(keys_read_at("goal: g\ninitiatives: { i: { qqqqqq: 1 } }\n"),
            tests::keys_in(initiative));
  EXPECT_EQ(keys_read_at("goal: g\ninitiatives: { i: { at_risk: { qqqqqq: 1 } } }\n"),
            tests::keys_in(initiative.at("at_risk").at("properties")));
}

}  // namespace
}  // namespace baton::goals
