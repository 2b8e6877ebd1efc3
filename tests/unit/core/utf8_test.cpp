#include "baton/core/utf8.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

TEST(Utf8, KnowsWellFormedSequencesOnly) {
  for (const auto* text : {"a", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                           "\xee\x80\x80", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    EXPECT_EQ(utf8::sequence(text, 0), std::string_view(text).size()) << text;
  // Overlong forms, surrogates, beyond U+10FFFF, a lone tail, cut short.
  for (const auto* text :
       {"\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\x80", "\xe2\x82", "\xff"}) {
    EXPECT_EQ(utf8::sequence(text, 0), 0U) << text;
    EXPECT_FALSE(is_utf8(text)) << text;
  }
  EXPECT_EQ(utf8::sequence("a", 1), 0U);
  EXPECT_EQ(utf8::sequence(std::string_view("\0", 1), 0), 1U);
}

// Words of eight bytes are passed over at once, so a byte is looked at in each place of a word.
TEST(Utf8, SeesAByteThatIsNoneWhereverItStands) {
  for (std::size_t size = 1; size <= 20; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::string text(size, 'a');
      EXPECT_TRUE(is_utf8(text));
      text[at] = '\xff';
      EXPECT_FALSE(is_utf8(text)) << size << " " << at;
      text.replace(at, 1, "\u20ac");
      EXPECT_TRUE(is_utf8(text)) << size << " " << at;
      text.pop_back();
      EXPECT_EQ(is_utf8(text), at + 1 < size) << size << " " << at;
    }
  }
}

TEST(Utf8, CountsAByteThatIsNoneAsACodePoint) {
  EXPECT_EQ(utf8::count("a\xc3\xa4\xff\xe2\x82\xac"), 4U);
  EXPECT_EQ(utf8::offset("a\xc3\xa4\xff\xe2\x82\xac", 2), 3U);
  EXPECT_EQ(utf8::offset("ab", 7), 2U);
  EXPECT_EQ(utf8::decode("\xff", 0), 0xffU);
}

TEST(Utf8, WritesWhatItReads) {
  for (const std::uint32_t point :
       {0x24U, 0xa2U, 0x7ffU, 0x800U, 0x20acU, 0xffffU, 0x10000U, 0x10ffffU}) {
    std::string text;
    utf8::append(text, point);
    EXPECT_TRUE(is_utf8(text));
    EXPECT_EQ(utf8::decode(text, 0), point);
    EXPECT_EQ(utf8::width(text, 0), text.size());
  }
}

TEST(Utf8, KnowsOverlongAndSurrogateSequences) {
  EXPECT_TRUE(is_utf8("h\u00e9\u20ac\U0001F600"));
  for (const std::string_view wrong :
       {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80"})
    EXPECT_FALSE(is_utf8(wrong));
}

}  // namespace
}  // namespace baton::core
