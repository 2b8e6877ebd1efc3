#include "connectors/asana_html.hpp"

#include "unit/connectors/read_back.hpp"

#include <gtest/gtest.h>

// Rich text as developers.asana.com/docs/rich-text describes it.
namespace baton::connectors {
namespace {

TEST(AsanaHtml, NamesOfAContextAreBold) {
  EXPECT_EQ(asana_html("why: Won against Initech\nclient: ACME\n\n[baton run_1]"),
            "<body><strong>why</strong>: Won against Initech\n<strong>client</strong>: ACME\n\n"
            "[baton run_1]</body>");
}

TEST(AsanaHtml, WhatHasNothingToMarkGoesAsItIs) {
  for (const auto* text : {"", "\n", "Write the brief", "Note: with a capital letter", "at 12:30",
                           "  > why: a line that goes on", "why:no blank"})
    EXPECT_FALSE(asana_html(text)) << text;
}

TEST(AsanaHtml, MarkupInAValueIsText) {
  EXPECT_EQ(asana_html("goal: </body><a href=\"x\">&amp;"),
            "<body><strong>goal</strong>: &lt;/body&gt;&lt;a href=\"x\"&gt;&amp;amp;</body>");
  EXPECT_EQ(asana_html("why: a\r\nb"), "<body><strong>why</strong>: a&#13;\nb</body>");
}

TEST(AsanaHtml, WhatIsReadOfItIsTheSameBytes) {
  const auto text = context::summary(tests::hostile_packet());
  EXPECT_EQ(tests::text_of_html(asana_html(text).value()), text);
}

// XML 1.0 has no way to write these, so that Asana would refuse the whole task.
TEST(AsanaHtml, WhatXmlCannotHoldGoesAsItIs) {
  for (const auto& bad :
       {std::string("\x01"), std::string("\x1b[31m"), std::string(1, '\0'), std::string("\xff"),
        std::string("\xed\xa0\x80"), std::string("\xef\xbf\xbe"), std::string("\xef\xbf\xbf")})
    EXPECT_FALSE(asana_html("why: " + bad)) << bad;
  EXPECT_TRUE(asana_html("why: \t\xc2\x85\xef\xbf\xbd\xf0\x9f\x8e\x88"));
}

}  // namespace
}  // namespace baton::connectors
