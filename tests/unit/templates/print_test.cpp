#include "check.hpp"

namespace baton::templates {

TEST(Print, LooksLikeACompiler) {
  const std::string yaml =
      "workflow: a\nsteps:\n  brief: { set: { c: 1 } }\n  sign:\n    set: { c: 1 }\n    needs: "
      "[brif]\n";
  EXPECT_EQ(print(load(yaml, "campaign.yaml").findings.back(), yaml),
            "error: unknown step \"brif\" in needs [ref/unknown-step]\n"
            "  --> campaign.yaml:6:13\n"
            "    |\n"
            "  6 |     needs: [brif]\n"
            "    |             ^^^^\n"
            "  help: did you mean \"brief\"?\n");
}

TEST(Print, CountsWideAndTabbedLinesRight) {
  core::Finding finding;
  finding.severity = core::Finding::Severity::warning;
  finding.message = "here";
  finding.file = "a.yaml";
  finding.at = {1, 4};
  EXPECT_EQ(print(finding, "é\tä!x\n"),
            "warning: here\n"
            "  --> a.yaml:1:4\n"
            "    |\n"
            "  1 | é\tä!x\n"
            "    |  \t ^\n");
}

TEST(Print, PrintsNothingATerminalWouldObey) {
  core::Finding finding;
  finding.message = "a\x1B[2Jb";
  finding.file = "a.yaml";
  finding.at = {1, 1};
  EXPECT_EQ(print(finding, "\x1B]0;x\n").find('\x1B'), std::string::npos);
  // Both begin a command to a terminal: U+009D in UTF-8, and its byte alone.
  finding.message = "a";
  EXPECT_NE(print(finding, "\xC2\x9D]0;é\n").find(" | ??]0;é\n"), std::string::npos);
  EXPECT_NE(print(finding, "\x9D]0;x\n").find(" | ?]0;x\n"), std::string::npos);
}

TEST(Print, ShowsOfALongLineWhatIsAroundThePlace) {
  core::Finding finding;
  finding.message = "here";
  finding.file = "a.yaml";
  const auto line = std::string(500'000, 'a') + "é!" + std::string(500'000, 'b');
  finding.at = {1, 500'002};
  const auto text = print(finding, line);
  EXPECT_LT(text.size(), 400U);
  EXPECT_THAT(text, HasSubstr("1 | …" + std::string(58, 'a') + "é!bbb"));
  EXPECT_THAT(text, HasSubstr("\n    | " + std::string(60, ' ') + "^\n"));
  finding.at = {1, 1'000'002};
  EXPECT_THAT(print(finding, line), HasSubstr("bbb\n"));
}

TEST(Print, DoesWithoutAPlace) {
  core::Finding finding;
  finding.message = "gone";
  finding.file = "a.yaml";
  EXPECT_EQ(print(finding, ""), "error: gone\n  --> a.yaml\n");
}

}  // namespace baton::templates
