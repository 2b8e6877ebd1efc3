#include "connectors/links.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

using core::Json;

TEST(Links, AreFoundByTheWordsOfTheirRel) {
  EXPECT_EQ(links_of("</a?ids=1,2>; rel=\"first\", <?page=2>; title=\"a; b\"; REL=next"),
            (Json{{"first", "/a?ids=1,2"}, {"next", "?page=2"}}));
  EXPECT_EQ(links_of("</a>; rel = \"last  Next\""), (Json{{"last", "/a"}, {"next", "/a"}}));
  EXPECT_EQ(links_of("</a>;rel=next,</b>;rel=next"), (Json{{"next", "/a"}})) << "the first counts";
}

TEST(Links, ATextInQuotesIsNoParameter) {
  EXPECT_EQ(links_of("</a>; title=\"x < \\\"y\\\", </c>; rel=next\"; rel=\"last\", </b>; rel=next"),
            (Json{{"last", "/a"}, {"next", "/b"}}));
}

TEST(Links, ThatAreNoneAreLeftOut) {
  for (const auto* field : {"", "next", "</a", "</a>", "</a>; rel", "</a>; rel=\"\"",
                            "</a>; title=\"next\"", "/a>; rel=next"})
    EXPECT_EQ(links_of(field), Json::object()) << field;
}

}  // namespace
}  // namespace baton::connectors
