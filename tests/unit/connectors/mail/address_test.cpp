#include "connectors/mail/address.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

TEST(MailAddress, IsReadWithAndWithoutAName) {
  const std::pair<const char*, std::pair<const char*, const char*>> good[]{
      {"ada@example.com", {"", "ada@example.com"}},
      {"  ada.l+x@mail.example.com ", {"", "ada.l+x@mail.example.com"}},
      {"Ada Lovelace <ada@example.com>", {"Ada Lovelace", "ada@example.com"}},
      {"<ada@example.com>", {"", "ada@example.com"}},
      {"\"Lovelace, \\\"Ada\\\"\" <ada@example.com>", {"Lovelace, \"Ada\"", "ada@example.com"}},
      {"Zoë Ängström <z@example.com>", {"Zoë Ängström", "z@example.com"}},
      {"Ada <ada@münchen.example>", {"Ada", "ada@xn--mnchen-3ya.example"}},
  };
  for (const auto& [text, wanted] : good) {
    const auto read = parse_address(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->name, wanted.first) << text;
    EXPECT_EQ(read->address, wanted.second) << text;
  }
}

// Whatever could end the command, begin another recipient or another line is refused.
TEST(MailAddress, IsRefusedWhereItCouldBeSomethingElse) {
  for (const auto* bad : {"",
                          "ada",
                          "@example.com",
                          "ada@",
                          "ada@@example.com",
                          "ada@example.com>",
                          "ada@example.com> SIZE=1",
                          "ada@example.com\r\nRCPT TO:<eve@example.com>",
                          "Ada\r\nBcc: eve@example.com <ada@example.com>",
                          "ada@example.com, eve@example.com",
                          "\"a b\"@example.com",
                          "ada@exa mple.com",
                          "ada@-example.com",
                          ".ada@example.com",
                          "a..b@example.com",
                          "ädä@example.com",
                          "ada@[127.0.0.1]",
                          "ada(comment)@example.com",
                          "ada@exa\u200bmple.com",
                          "ada＠example.com",
                          "ada@example。com"})
    EXPECT_FALSE(parse_address(bad)) << bad;
  EXPECT_FALSE(parse_address(std::string(65, 'a') + "@example.com"));
}

TEST(MailAddress, StandsAloneOrInAList) {
  EXPECT_EQ(parse_addresses(core::Json())->size(), 0U);
  EXPECT_EQ(parse_addresses("a@b.cd")->size(), 1U);
  EXPECT_EQ(parse_addresses({"a@b.cd", "e@f.gh"})->size(), 2U);
  EXPECT_FALSE(parse_addresses({"a@b.cd", 7}));
  EXPECT_FALSE(parse_addresses({{"address", "a@b.cd"}}));
}

}  // namespace
}  // namespace baton::connectors
