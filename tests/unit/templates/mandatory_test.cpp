#include "baton/templates/mandatory.hpp"

#include "check.hpp"

namespace baton::templates {

namespace {

// A workflow with these steps, which begin in line 3 of its text.
std::string with_these_steps(const std::string& steps) { return "workflow: a\nsteps:\n" + steps; }

}  // namespace

TEST(MandatoryStep, MayNotBeDroppedByTheNextVersion) {
  const auto before =
      loaded(with_these_steps("  legal: { approve: { by: { group: legal } }, mandatory: true }\n"
                              "  copy: { set: { c: 1 }, mandatory: true }\n"
                              "  free: { set: { c: 1 } }\n"));
  EXPECT_THAT(mandatory_steps(before), ElementsAre("legal", "copy"));
  EXPECT_THAT(dropped_steps(mandatory_steps(before), before), IsEmpty());
  EXPECT_THAT(mandatory_steps(core::Template()), IsEmpty());

  const auto yaml = with_these_steps("  copy: { set: { c: 2 } }\n");
  const auto next = loaded(yaml);
  const auto dropped = dropped_steps(mandatory_steps(before), next);
  EXPECT_THAT(dropped, ElementsAre("legal", "copy"));

  const auto findings = dropped_findings(dropped, 7, next, yaml, "a.yaml");
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_TRUE(core::has_errors(findings));
  EXPECT_EQ(findings[0].message, "the step \"legal\" is mandatory in version 7, and missing here");
  EXPECT_EQ(findings[0].at, (core::Position{2, 1}));
  EXPECT_EQ(findings[0].file, "a.yaml");
  EXPECT_THAT(findings[0].hint, HasSubstr("--drop-mandatory legal"));
  EXPECT_EQ(findings[1].message,
            "the step \"copy\" is mandatory in version 7, and not mandatory here");
  EXPECT_EQ(findings[1].at.line, 3);
}

TEST(MandatoryStep, IsReadFromATextWhateverElseIsWrongWithIt) {
  const auto names = [](std::string_view yaml) { return mandatory_steps(yaml); };
  EXPECT_THAT(names("workflow: a\nof_old: 1\nsteps:\n"
                    "  legal: { approved: by legal, mandatory: true }\n"
                    "  copy: { mandatory: \"true\" }\n"
                    "  free: { mandatory: false }\n"
                    "  none:\n"
                    "  last: { needs: gone, mandatory: True }\n"),
              ElementsAre("legal", "last"));
  for (const auto* yaml : {"", "a: [", "steps: 5\n", "steps: [a]\n", "- steps\n"})
    EXPECT_THAT(names(yaml), IsEmpty()) << yaml;
}

}  // namespace baton::templates
