#include "formats/yaml/fault.hpp"

#include "baton/formats/yaml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tuple>

namespace baton::formats {

namespace {

using testing::HasSubstr;

constexpr std::string_view kText = R"(workflow: won-deal
on:
  - event: crm.opportunity.updated
    when: event.data.stage == "Won"

inputs:
  deal: { type: string, default: x }

steps:
  kickoff:
    title: Kick it off
    do: jira.create_issue
    with:
      project: WEB
      summary: "Kickoff"

  okay:
    needs: kickoff
    approve:
      by: { group: finance }
      ask: "Send it?"
    timeout: 5d

  invoice:
    needs: okay
    do: http.post
    with:
      url: "https://example.com"
)";

// The first finding of kText after its line `number` was replaced by `line`.
core::Finding slip(std::size_t number, std::string_view line) {
  std::string text;
  std::size_t at = 0;
  for (std::size_t count = 1; at < kText.size(); ++count) {
    const auto end = kText.find('\n', at);
    text += count == number ? line : kText.substr(at, end - at);
    text += '\n';
    at = end + 1;
  }
  const Source source(text);
  const auto document = yaml::read(source);
  EXPECT_FALSE(document.findings.empty()) << text;
  return document.findings.empty() ? core::Finding{} : document.findings.front();
}

std::string place(std::size_t number, std::string_view line) {
  const auto found = slip(number, line);
  return std::to_string(found.at.line) + ':' + std::to_string(found.at.column) + ' ' + found.rule;
}

}  // namespace

TEST(YamlSlips, OfIndentationAreShownAgainstTheNeighbours) {
  EXPECT_EQ(place(12, "   do: jira.create_issue"), "12:4 syntax/indentation");
  EXPECT_EQ(slip(12, "   do: jira.create_issue").message,
            "this line is indented by 3 spaces, the lines above it by 4 spaces and by 2 spaces");
  EXPECT_EQ(place(12, "      do: jira.create_issue"), "12:7 syntax/indentation");
  EXPECT_EQ(slip(12, "      do: jira.create_issue").hint, "indent it by 4 spaces, as \"title\"");
  EXPECT_EQ(place(15, "     summary: x"), "15:6 syntax/indentation");
  EXPECT_EQ(place(17, " okay:"), "17:2 syntax/indentation");
}

TEST(YamlSlips, OfALineThatStandsTooFarLeftAreFoundWhereItStands) {
  const auto found = slip(17, "okay:");
  EXPECT_EQ(found.at, (core::Position{17, 1}));
  EXPECT_THAT(found.message,
              HasSubstr("\"invoice\" in line 24 goes on with the lines above it at 2 spaces"));
}

TEST(YamlSlips, OfAQuoteAreFoundWhereItOpens) {
  EXPECT_EQ(place(21, "      ask: \"Send it?"), "21:12 syntax/quote");
  EXPECT_EQ(place(21, "      ask: 'Send it?"), "21:12 syntax/quote");
  EXPECT_EQ(place(28, "      url: \"https://example.com"), "28:12 syntax/quote");
}

TEST(YamlSlips, OfABracketAreFoundWhereItOpens) {
  EXPECT_EQ(place(18, "    needs: [kickoff"), "18:12 syntax/brackets");
  EXPECT_EQ(place(20, "      by: { group: finance"), "20:11 syntax/brackets");
}

TEST(YamlSlips, OfTextBehindABracketAreFoundThere) {
  EXPECT_EQ(place(15, "      summary: [Kickoff] for you"), "15:26 syntax/brackets");
  EXPECT_EQ(place(15, "      summary: {deal} kick"), "15:23 syntax/brackets");
  EXPECT_EQ(place(18, "    needs: [kickoff],"), "18:21 syntax/brackets");
  EXPECT_EQ(slip(18, "    needs: [kickoff],").hint, "remove the comma");
}

TEST(YamlSlips, OfACommaAfterAValueSayToRemoveIt) {
  for (const auto& [number, line, where] :
       {std::tuple(15, "      summary: \"Kickoff\",", "15:25 syntax/comma"),
        std::tuple(20, "      by: { group: finance },", "20:29 syntax/brackets"),
        std::tuple(21, "      ask: 'Send it?' , # then", "21:23 syntax/comma")}) {
    EXPECT_EQ(place(static_cast<std::size_t>(number), line), where);
    EXPECT_EQ(slip(static_cast<std::size_t>(number), line).hint, "remove the comma") << line;
  }
}

TEST(YamlSlips, OfAMissingColonSayWhatWasMeant) {
  EXPECT_EQ(slip(14, "      project WEB").message, "expected \":\" after the key \"project\"");
  EXPECT_EQ(slip(14, "      project WEB").hint, "did you mean \"project: WEB\"?");
  EXPECT_EQ(slip(12, "    do jira.create_issue").hint, "did you mean \"do: jira.create_issue\"?");
  EXPECT_EQ(slip(17, "  okay").hint, "write a key as \"key: value\"");
}

TEST(YamlSlips, OfAColonAreFoundAtTheKey) {
  EXPECT_EQ(place(17, "  okay"), "17:3 syntax/colon");
  EXPECT_EQ(place(18, "    needs kickoff"), "18:5 syntax/colon");
  EXPECT_EQ(place(9, "steps"), "9:1 syntax/colon");
  EXPECT_EQ(place(12, "    do:jira.create_issue"), "12:7 syntax/colon");
  EXPECT_EQ(slip(12, "    do:jira.create_issue").message, "expected a space after \":\"");
  EXPECT_EQ(place(18, "    needs： kickoff"), "18:10 syntax/colon");
}

TEST(YamlSlips, OfBlanksThatAreNoSpacesNameThem) {
  EXPECT_EQ(place(18, "\u00A0\u00A0\u00A0\u00A0needs: kickoff"), "18:1 syntax/blank");
  EXPECT_EQ(slip(18, "    needs:\u00A0kickoff").message,
            "a no-break space (U+00A0), which YAML does not take for a space");
  EXPECT_EQ(place(18, "    needs:\u00A0kickoff"), "18:11 syntax/blank");
  EXPECT_THAT(slip(18, "  \u3000needs: kickoff").message, HasSubstr("U+3000"));
  EXPECT_EQ(place(18, "\tneeds: kickoff"), "18:1 syntax/tab");
}

TEST(YamlSlips, OfADashAmongKeysAreFoundAtTheDash) {
  EXPECT_EQ(place(10, "  - kickoff:"), "10:3 syntax/list");
  EXPECT_EQ(place(17, "  - okay:"), "17:3 syntax/list");
  EXPECT_EQ(slip(17, "  - okay:").hint, "remove \"- \"");
}

// The first finding of a text.
core::Finding first_of(std::string_view text) {
  const Source source(text);
  const auto document = yaml::read(source);
  EXPECT_FALSE(document.findings.empty()) << text;
  return document.findings.empty() ? core::Finding{} : document.findings.front();
}

TEST(YamlSlips, OfAFirstLineThatStandsFurtherLeftAreFoundThere) {
  const auto first = first_of("steps:\n  a:\n   do: x\n    with: y\n    title: z\n");
  EXPECT_EQ(first.at, (core::Position{3, 4}));
  EXPECT_EQ(first.hint, "indent it by 4 spaces, as \"with\"");
  EXPECT_EQ(first_of("on:\n- event: a.b\n    when: x\n    key: y\nsteps: 1\n").at,
            (core::Position{2, 3}));
  EXPECT_EQ(first_of("with:\n   project: WEB\n    summary: x\n    note: x\n").at,
            (core::Position{2, 4}));
  EXPECT_EQ(first_of("with:\n   project: WEB\n    summary: x\n   note: x\n").at,
            (core::Position{3, 5}))
      << "the other two agree";
}

TEST(YamlSlips, OfADashWithoutASpaceAreFoundThere) {
  EXPECT_EQ(first_of("on:\n  -event: a.b\n   when: x\n").rule, "syntax/dash");
  EXPECT_EQ(first_of("on:\n  -event: a.b\n    when: x\n").at, (core::Position{2, 3}));
}

TEST(YamlSlips, OfAConditionThatGoesOnInTheNextLine) {
  const auto finding = first_of("a:\n  when: x\n  || y\n  do: z\n");
  EXPECT_EQ(finding.at, (core::Position{3, 3}));
  EXPECT_EQ(finding.hint, "indent it by 4 spaces");
}

TEST(YamlSlips, OfCharactersThatNobodySeesNameThem) {
  EXPECT_THAT(slip(11, "    \u200Btitle: x").message, HasSubstr("U+200B"));
  EXPECT_THAT(slip(11, "    ti\u00ADtle: x").message, HasSubstr("U+00AD"));
}

TEST(YamlSlips, OfBytesThatAreNoTextAreFoundWhereTheyStand) {
  EXPECT_EQ(place(11,
                  "    title: K\xFC"
                  "che"),
            "11:13 syntax/utf8");
  EXPECT_EQ(place(11, "    title: \u00FC\xC3"), "11:13 syntax/utf8");
}

TEST(YamlSlips, OfMergeKeysAreErrors) {
  EXPECT_EQ(place(11, "    <<: { x: 1 }"), "11:5 syntax/merge");
}

TEST(YamlSlips, AreSaidInNoParsersWords) {
  for (const auto* line : {"    title: a: b", "    title: %a", "    title: \"a\" b",
                           "    title: *a", "    title: \"\\q\"", "  ? a"}) {
    const auto found = slip(11, line);
    for (const auto* word : {"end of map", "illegal map value", "unknown token"})
      EXPECT_EQ(found.message.find(word), std::string::npos) << line << ": " << found.message;
  }
}

// A correct line is not taken for a slip because another line holds one.
TEST(YamlSlips, AreNotSeenInTextsOverSeveralLines) {
  const std::string text =
      "workflow: a\ndescription: one\n  two - three\n  and four\ntitle: |\n  a: b\n \n   - c\n   "
      "d\ngoal: \"x\n  y: z\n  v\"\n"
      "labels: [a,\n b, {c: d,\n e: f}]\nlist:\n- a\n-\n  b\n- - c\n  - d\n- e: f\n  g: h\nkey:\n  "
      "text\n  more text\nsteps: "
      "*nothing\n";
  const Source source(text);
  EXPECT_EQ(yaml::read(source).findings.at(0).at, (core::Position{27, 8}));
}

}  // namespace baton::formats
