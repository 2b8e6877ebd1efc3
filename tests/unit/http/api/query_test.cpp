#include "http/api/query.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

TEST(Query, DecodesNamesAndValues) {
  const auto query = Query::parse("q=hello+w%C3%B6rld&limit=5", {"q", "limit"});
  ASSERT_TRUE(query);
  EXPECT_EQ(query->text("q"), "hello w\xC3\xB6rld");
  EXPECT_EQ(*query->limit(), 5U);
}

TEST(Query, NamesWhatItDoesNotKnow) {
  const auto query = Query::parse("statsu=failed", {"status", "limit"});
  ASSERT_FALSE(query);
  EXPECT_NE(query.error().hint.find("status"), std::string::npos) << query.error().hint;
}

TEST(Query, RefusesWhatIsAmbiguousOrBroken) {
  EXPECT_FALSE(Query::parse("q=1&q=2", {"q"}));
  EXPECT_FALSE(Query::parse("q=%zz", {"q"}));
  EXPECT_FALSE(Query::parse("q=%4", {"q"}));
  EXPECT_FALSE(Query::parse("q=%ff", {"q"}));
  EXPECT_FALSE(Query::parse("q=%00", {"q"}));
  EXPECT_TRUE(Query::parse("", {"q"}));
  EXPECT_TRUE(Query::parse("&q=1&", {"q"}));
}

TEST(Query, BoundsNumbers) {
  for (const char* text : {"limit=0", "limit=501", "limit=-1", "limit=abc", "limit=5x",
                           "limit=99999999999999999999"}) {
    const auto query = Query::parse(text, {"limit"});
    ASSERT_TRUE(query);
    EXPECT_FALSE(query->limit()) << text;
  }
  EXPECT_EQ(*Query::parse("", {"limit"})->limit(), core::kPageSizeDefault);
}

TEST(Query, ReadsCursorsAsTypedIds) {
  const core::RunId run(123456789);
  const auto query = Query::parse("cursor=" + run.text(), {"cursor"});
  EXPECT_EQ(*query->id<core::RunId>("cursor"), run);
  EXPECT_FALSE(query->id<core::EventId>("cursor"));
  EXPECT_FALSE(*Query::parse("", {"cursor"})->id<core::RunId>("cursor"));
}

TEST(Members, NameWhatIsWrongByPointer) {
  const auto where = [](std::string_view body) {
    const auto members = Members::parse(body, {"name", "role"});
    if (!members) return members.error().where;
    const auto name = members->text("name");
    return name ? std::string("fine") : name.error().where;
  };
  EXPECT_EQ(where(R"({"name":"a"})"), "fine");
  EXPECT_EQ(where(R"({"name":5})"), "/name");
  EXPECT_EQ(where(R"({})"), "/name");
  EXPECT_EQ(where(R"({"name":"a","rôle":"b"})"), "/r\xC3\xB4le");
  EXPECT_EQ(where(R"([])"), "/");
  EXPECT_EQ(where("{\"name\":\n  }"), "line 2, column 3");
}

TEST(Members, MayBeLeftOutWhenOptional) {
  EXPECT_TRUE(Members::parse("", {"step"}, true));
  EXPECT_FALSE(Members::parse("", {"step"}));
}

TEST(Segment, IsDecoded) {
  EXPECT_EQ(*decode_segment("a%20b+c"), "a b+c");
  EXPECT_FALSE(decode_segment("a%0ab"));
  EXPECT_FALSE(decode_segment("%"));
}

}  // namespace
}  // namespace baton::http
