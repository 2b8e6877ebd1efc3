#include "connectors/slack_sections.hpp"

#include "unit/connectors/read_back.hpp"

#include <gtest/gtest.h>

// Sections as docs.slack.dev/reference/block-kit/blocks/section-block describes them.
namespace baton::connectors {
namespace {

using core::Json;

TEST(SlackSections, NamesOfAContextAreBold) {
  EXPECT_EQ(slack_sections("why: Won\nclient: ACME & Söhne", 50).value(),
            Json::array({{{"type", "section"},
                          {"text",
                           {{"type", "mrkdwn"},
                            {"text", "*why*: Won\n*client*: ACME &amp; Söhne"},
                            {"verbatim", true}}}}}));
  EXPECT_EQ(slack_sections("", 50).value(), Json::array());
}

TEST(SlackSections, WhatIsReadOfThemIsTheSameBytes) {
  const auto text = context::summary(tests::hostile_packet());
  const auto sections = slack_sections(text, kSlackBlocksMax).value();
  EXPECT_GT(sections.size(), 3U);
  EXPECT_EQ(tests::text_of_sections(sections), text);
}

TEST(SlackSections, EachIsFullEnoughAndNoneIsTooLong) {
  const std::string line = "a: " + std::string(1'496, '&') + "🎈\n";
  std::string text;
  for (int at = 0; at < 4; ++at) text += line;
  const auto sections = slack_sections(text, kSlackBlocksMax).value();
  EXPECT_EQ(tests::text_of_sections(sections), text);
  for (std::size_t at = 0; at < sections.size(); ++at) {
    const auto one = sections[at].at("text").at("text").get<std::string>();
    EXPECT_LE(tests::letters_of(one), kSlackLettersMax);
    if (at + 1 < sections.size()) {
      EXPECT_GE(tests::letters_of(one), kSlackLettersMax / 2);
    }
    EXPECT_FALSE(one.starts_with("mp;") || one.ends_with("&")) << "an escape is not torn apart";
  }
}

TEST(SlackSections, ATextEndsWithALineWhereItCan) {
  const std::string half = "a: " + std::string(1'800, 'x') + "\n";
  const auto sections = slack_sections(half + half, kSlackBlocksMax).value();
  ASSERT_EQ(sections.size(), 2U);
  for (const auto& one : sections)
    EXPECT_TRUE(one.at("text").at("text").get<std::string>().starts_with("*a*: x"));
}

TEST(SlackSections, ANameAndItsSignsStayTogether) {
  const std::string lengthy = "why: " + std::string(9'000, 'x') + "\n";
  for (std::size_t before = 2'980; before <= 3'001; ++before) {
    const auto text = std::string(before, 'x') + "\n" + lengthy;
    const auto sections = slack_sections(text, kSlackBlocksMax).value();
    EXPECT_EQ(tests::text_of_sections(sections), text);
    EXPECT_NE(core::dump(sections).find("*why*"), std::string::npos) << before;
  }
}

TEST(SlackSections, WhatDoesNotFitIsRefusedAndNotCut) {
  const std::string whole(3'000, 'x');
  EXPECT_TRUE(slack_sections(whole, 1));
  const auto refused = slack_sections(whole + "x", 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, core::Errc::invalid);
  EXPECT_NE(refused.error().message.find("2 sections"), std::string::npos);
  EXPECT_FALSE(slack_sections(whole, 0));
}

// Approvals are asked with at most this much of the context, beside three blocks
// (config/templates/approvals-in-slack.yaml).
TEST(SlackSections, TwelveThousandLettersAlwaysFitIntoAMessage) {
  std::string worst;
  while (worst.size() < 12'000) worst += std::string(299, '&') + "\n";
  EXPECT_TRUE(slack_sections(worst, kSlackBlocksMax - 3));
}

TEST(SlackSections, BytesThatAreNoUtf8AreKept) {
  EXPECT_EQ(slack_sections("why: \xff", 1).value().at(0).at("text").at("text"), "*why*: \xff");
}

}  // namespace
}  // namespace baton::connectors
