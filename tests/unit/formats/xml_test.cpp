#include "baton/formats/xml.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::formats {
namespace {

using core::Json;

TEST(Xml, BecomesJsonByLocalName) {
  const auto json = parse_xml(
      "<?xml version=\"1.0\"?><a:r xmlns:a='urn:a'><a:x>1</a:x><y>A &amp; &lt;B&gt; "
      "&#x20ac;</y><y/><n xsi:nil='true' "
      "xmlns:xsi='i'/><o xsi:type='sf:Lead' xmlns:xsi='i'><Id>7</Id></o></a:r>");
  ASSERT_TRUE(json) << json.error().message;
  EXPECT_EQ(*json, (Json{{"r",
                          {{"x", "1"},
                           {"y", {"A & <B> \u20ac", ""}},
                           {"n", nullptr},
                           {"o", {{"@type", "Lead"}, {"Id", "7"}}}}}}));
}

TEST(Xml, RefusesWhatCouldFetchOrGrow) {
  for (const auto* bad :
       {"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "<a>&x;</a>",
        "<!DOCTYPE a><a/>", "<a>", "<a></b>", "", "plain", "<a/><b/>",
        "<?xml version='1.0' encoding='utf-16'?><a/>", "<a>\xff</a>"}) {
    EXPECT_FALSE(parse_xml(bad)) << bad;
  }
}

TEST(Xml, ReferencesNameCharacters) {
  const auto json = parse_xml("<a>&#65;&#x41;&#10;&#x1F600;</a>");
  ASSERT_TRUE(json) << json.error().message;
  EXPECT_EQ(*json, (Json{{"a", "AA\n\U0001F600"}}));
  for (const auto* bad :
       {"&#0;", "&#x0;", "&#xD800;", "&#xdfff;", "&#x110000;", "&#xFFFFFFFF41;", "&#xZZ;", "&#X41;",
        "&#-1;", "&#;", "&#x;", "&#65", "& ", "&#1;", "&#x1F;", "&#xFFFE;", "&#xffff;"}) {
    EXPECT_FALSE(parse_xml("<a>Ada" + std::string(bad) + "Lovelace</a>")) << bad;
  }
  EXPECT_EQ(parse_xml("<a>\xC3\xA9&#1;</a>").error().message,
            "XML: a reference to a character that XML does not have at byte 5");
}

TEST(Xml, HasNoControlCharactersButTabsAndLineBreaks) {
  EXPECT_EQ(parse_xml("<a>\t\r\n\x7f\u0085\ufffd</a>").value(),
            (Json{{"a", "\t\n\x7f\u0085\ufffd"}}));
  for (const auto* bad : {"\x01", "\x0b", "\x1f", "\ufffe", "\uffff"}) {
    const auto read = parse_xml("<a><![CDATA[" + std::string(bad) + "]]></a>");
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().message, "XML: a character that XML does not have at byte 12");
  }
}

TEST(Xml, AmpersandsOfCharacterDataAndCommentsAreNoReferences) {
  const auto json = parse_xml(
      "<?xml version='1.0'?><?say a & b?><!-- R&D --><a><!-- R&D &x; --><![CDATA[R&D <b> &x; "
      "<!DOCTYPE c>]]></a>");
  ASSERT_TRUE(json) << json.error().message;
  EXPECT_EQ(*json, (Json{{"a", "R&D <b> &x; <!DOCTYPE c>"}}));
  for (const auto* bad : {"<a><![CDATA[x]]>&x;</a>", "<!-- c --><!DOCTYPE a><a/>",
                          "<a><!-- &x; </a>", "<a><![CDATA[&x;</a>", "<a>&x;<!-- c --></a>"})
    EXPECT_FALSE(parse_xml(bad)) << bad;
}

TEST(Xml, IsBoundedInDepth) {
  std::string deep;
  for (int level = 0; level < 20'000; ++level) deep += "<a>";
  for (int level = 0; level < 20'000; ++level) deep += "</a>";
  const auto json = parse_xml(deep);
  ASSERT_FALSE(json);
  EXPECT_EQ(json.error().code, core::Errc::too_large);
}

}  // namespace
}  // namespace baton::formats
