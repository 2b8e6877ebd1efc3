#include "engine/changes.hpp"

#include <gtest/gtest.h>

namespace baton::engine {
namespace {

using core::Json;

TEST(Changes, AreListedByTheirPlace) {
  const Json before{{"url", "a"}, {"words", 200}, {"tags", {"seo", "ads"}}, {"old", true}};
  const Json after{{"url", "b"}, {"words", 200}, {"tags", {"seo"}}, {"new", {{"x", 1}}}};
  EXPECT_EQ(changes(before, after),
            Json::array({{{"path", "/old"}, {"before", true}},
                         {{"path", "/tags/1"}, {"before", "ads"}},
                         {{"path", "/url"}, {"before", "a"}, {"after", "b"}},
                         {{"path", "/new"}, {"after", {{"x", 1}}}}}));
}

TEST(Changes, OfValuesThatAreNoObjectsHaveTheEmptyPath) {
  EXPECT_EQ(changes("a", "b"), Json::array({{{"path", ""}, {"before", "a"}, {"after", "b"}}}));
  EXPECT_EQ(changes(nullptr, {{"a", 1}}).size(), 1U);
  EXPECT_TRUE(changes({{"a", 1}}, {{"a", 1}}).is_null());
}

TEST(Changes, AreBounded) {
  Json before = Json::object();
  Json after = Json::object();
  for (int at = 0; at < 30; ++at) after["n" + std::to_string(at)] = at;
  const auto all = changes(before, after);
  EXPECT_EQ(all.size(), 21U);
  EXPECT_EQ(all.back(), (Json{{"more", 10}}));
  const auto longer = changes("", std::string(10'000, 'x'));
  EXPECT_LT(longer[0]["after"].get<std::string>().size(), 310U);
}

}  // namespace
}  // namespace baton::engine
