#include "http/api/query.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

const Few<Parameter> kWords{{"q"}, {"limit"}};

TEST(Query, DecodesNamesAndValues) {
  const auto given = read_query("q=hello+w%C3%B6rld&limit=5", kWords);
  ASSERT_TRUE(given);
  ASSERT_EQ(given->size(), 2U);
  EXPECT_EQ(given->at(0).first->name, "q");
  EXPECT_EQ(given->at(0).second, "hello w\xC3\xB6rld");
  EXPECT_EQ(given->at(1).second, "5");
}

TEST(Query, NamesWhatItDoesNotKnow) {
  const auto given = read_query("statsu=failed", {{"status"}, {"limit"}});
  ASSERT_FALSE(given);
  EXPECT_NE(given.error().hint.find("status"), std::string::npos) << given.error().hint;
}

TEST(Query, RefusesWhatIsAmbiguousOrBroken) {
  for (const char* text : {"q=1&q=2", "q=%zz", "q=%4", "q=%ff", "q=%00"})
    EXPECT_FALSE(read_query(text, kWords)) << text;
  for (const char* text : {"", "&q=1&", "q=&q=1"}) EXPECT_TRUE(read_query(text, kWords)) << text;
}

TEST(Segment, IsDecoded) {
  EXPECT_EQ(*decode_segment("a%20b+c"), "a b+c");
  EXPECT_FALSE(decode_segment("a%0ab"));
  EXPECT_FALSE(decode_segment("%"));
}

}  // namespace
}  // namespace baton::http
