#include "baton/core/encoding.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

TEST(Hex, IsReadInEitherCaseAndWrittenInLower) {
  EXPECT_EQ(to_hex(std::string("\x00\x7f\xff", 3)), "007fff");
  EXPECT_EQ(from_hex("007FfF"), std::string("\x00\x7f\xff", 3));
  EXPECT_EQ(from_hex(""), "");
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("0g"));
  EXPECT_FALSE(from_hex(" 1"));
}

TEST(Uuid, IsFiveGroupsOfHexadecimalDigits) {
  EXPECT_TRUE(is_uuid("6f1ed002-ab59-5d31-8c00-3e4dd1a2c2f1"));
  EXPECT_TRUE(is_uuid("6F1ED002-AB59-5D31-8C00-3E4DD1A2C2F1"));
  EXPECT_FALSE(is_uuid(""));
  EXPECT_FALSE(is_uuid("6f1ed002-ab59-5d31-8c00-3e4dd1a2c2f"));
  EXPECT_FALSE(is_uuid("6f1ed002-ab59-5d31-8c00-3e4dd1a2c2fg"));
  EXPECT_FALSE(is_uuid("6f1ed002ab59-5d31-8c00-3e4dd1a2c2f1-"));
}

// RFC 4648 section 10.
TEST(Base64, WritesAndReadsTheVectorsOfTheStandard) {
  for (const auto& [bytes, text] : {std::pair<std::string, std::string>{"", ""},
                                    {"f", "Zg=="},
                                    {"fo", "Zm8="},
                                    {"foo", "Zm9v"},
                                    {"foob", "Zm9vYg=="},
                                    {"fooba", "Zm9vYmE="},
                                    {"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(to_base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
}

TEST(Base64, HasOneTextForEachValueWhenStrict) {
  for (const auto* text :
       {"Zg", "Zg=", "Zh==", "Zm9=", "Zg===", "Zm9v\n", "Z m9v", "====", "Zg==Zg==", "-_8="})
    EXPECT_FALSE(from_base64(text)) << text;
}

TEST(Base64, MayLackItsPaddingWhenLenient) {
  EXPECT_EQ(from_base64("Zg", Base64::lenient), "f");
  EXPECT_EQ(from_base64("Zh==", Base64::lenient), "f");
  for (const auto* text : {"Z", "Zg=", "Zm9v=", "Zm9v\n", "-_8="})
    EXPECT_FALSE(from_base64(text, Base64::lenient)) << text;
}

TEST(Base64, HasAnAlphabetForUrls) {
  EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
  EXPECT_EQ(from_base64url("-_8"), "\xfb\xff");
  for (const auto* text : {"+/8", "-_8=", "-_9", "a"}) EXPECT_FALSE(from_base64url(text)) << text;
}

TEST(Percent, EscapesAllThatIsReservedButWhatIsKept) {
  EXPECT_EQ(percent_encode("a-b_c.d~e/f g\xc3\xa4"), "a-b_c.d~e%2Ff%20g%C3%A4");
  EXPECT_EQ(percent_encode("a/b?c", "/"), "a/b%3Fc");
}

TEST(Percent, IsReadBackAndRefusesWhatIsNoEscape) {
  EXPECT_EQ(percent_decode("a%2fb%C3%a4+"), "a/b\xc3\xa4+");
  EXPECT_EQ(percent_decode("a+b", true), "a b");
  for (const auto* text : {"%", "%2", "a%", "%2g", "%+1"})
    EXPECT_FALSE(percent_decode(text)) << text;
}

}  // namespace
}  // namespace baton::core
