#include "connectors/mail/domain.hpp"

#include <gtest/gtest.h>
#include <initializer_list>
#include <string>
#include <utility>

namespace baton::connectors {
namespace {

TEST(MailDomain, IsWrittenInAscii) {
  for (const auto& [name, ascii] : std::initializer_list<std::pair<const char*, const char*>>{
           {"example.com", "example.com"},
           {"Example.COM", "Example.COM"},
           {"m\u00fcnchen.example", "xn--mnchen-3ya.example"},
           {"M\u00dcNCHEN.Example", "xn--mnchen-3ya.Example"},
           {"post.b\u00fccher.example", "post.xn--bcher-kva.example"},
           {"fa\u00df.de", "xn--fa-hia.de"},
           {"\u0178.example", "xn--wda.example"},
           {"\u0388\u039b\u039b\u0386\u0394\u0391.example", "xn--hxabnl7aa.example"},
           {"a-\u00fc-b.de", "xn--a--b-1ra.de"},
           {"\u4f8b\u3048.jp", "xn--r8jz45g.jp"},
           {"\u65e5\u672c\u8a9e.jp", "xn--wgv71a119e.jp"},
           {"\u041f\u0440\u0438\u043c\u0435\u0440.example", "xn--e1afmkfd.example"},
           {"\u0438\u0441\u043f\u044b\u0442\u0430\u043d\u0438\u0435.example",
            "xn--80akhbyknj4f.example"},
           {"xn--mnchen-3ya.example", "xn--mnchen-3ya.example"},
           {"a..b", "a..b"},
           {"", ""}})
    EXPECT_EQ(ascii_domain(name), ascii) << name;
}

TEST(MailDomain, HasNothingInItThatStandsInNoName) {
  for (const auto* bad :
       {"mu\u0308nchen.example", "a\u200bb.example", "a\u3002example", "\uff45xample.com",
        "a\u00a0b.example", "\u00d7.example", "\U0001f600.example", "m\xfcnchen.example",
        "a\u0085b.example", "\u0130stanbul.example", "a\u0387b.example"})
    EXPECT_FALSE(ascii_domain(bad)) << bad;
  std::string longest;
  for (int letter = 0; letter < 60; ++letter) longest += "\u00fc";
  EXPECT_TRUE(ascii_domain(longest.substr(0, 40) + "." + longest.substr(0, 40)));
  EXPECT_FALSE(ascii_domain(longest)) << "a label has 63 bytes";
}

}  // namespace
}  // namespace baton::connectors
