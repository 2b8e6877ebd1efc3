#include "connectors/pages.hpp"

#include "baton/core/limits.hpp"
#include "unit/connectors/performing.hpp"

namespace baton::connectors {
namespace {

Json page(std::vector<int> items, const Json& next = {}) {
  return {{"items", std::move(items)}, {"next", next}};
}

TEST(Pages, BecomeOneOutput) {
  const PagesSpec spec{"items", 10};
  Pages pages(spec, page({1, 2}, "b"));
  ASSERT_TRUE(pages.wants_more());
  EXPECT_EQ(pages.next(), "b");
  pages.add(page({3}));
  EXPECT_FALSE(pages.wants_more());
  EXPECT_EQ(pages.take(), (Json{{"items", {1, 2, 3}}, {"next", nullptr}, {"truncated", false}}));
}

TEST(Pages, ThatAreTooManyAreTruncatedAndCanBeGoneOnWith) {
  const PagesSpec spec{"items", 2};
  Pages pages(spec, page({1}, "b"));
  pages.add(page({2}, "c"));
  EXPECT_FALSE(pages.wants_more());
  EXPECT_EQ(pages.take(), (Json{{"items", {1, 2}}, {"next", "c"}, {"truncated", true}}));
}

TEST(Pages, AreNoLongerThanAnOutputMayBe) {
  const PagesSpec spec{"items", 50};
  const Json large{{"items", {std::string(100'000, 'x')}}, {"next", "n"}};
  Pages pages(spec, large);
  while (pages.wants_more()) pages.add(large);
  const auto output = pages.take();
  EXPECT_EQ(output.at("items").size(), 2U);
  EXPECT_EQ(output.at("truncated"), true);
  EXPECT_LE(core::dump(output).size(), core::kOutputBytesMax);
}

TEST(Pages, EndWhereNoNextPageIsNamed) {
  const PagesSpec spec{"items", 10};
  for (const Json& none : {Json(), Json(""), Json(false)})
    EXPECT_FALSE(Pages(spec, page({1}, none)).wants_more()) << none;
  EXPECT_FALSE(Pages(spec, Json{{"items", Json::array()}}).wants_more());
  EXPECT_TRUE(Pages(spec, page({}, 0)).wants_more()) << "an offset may be zero";
}

TEST(Pages, OfAnOutputThatIsTooLargeAreNone) {
  const PagesSpec spec{"items", 10};
  const Json large{{"too_large", true}, {"bytes", 300'000}};
  Pages pages(spec, large);
  EXPECT_FALSE(pages.wants_more());
  EXPECT_EQ(pages.take(), large);
}

TEST_F(Perform, CollectsThePagesOfAListWhenItIsToldTo) {
  serve([](const auto& request) {
    const bool first = request.target() == "/things";
    return Loopback::Step{Loopback::answer(
        200, first ? R"({"items":[1,2],"next":"b"})" : R"({"items":[3],"total":3})")};
  });
  connect();
  EXPECT_EQ(perform(action("walk")).output.at("items"), (Json{1, 2}));
  EXPECT_EQ(server_->requests().size(), 1U);
  const auto all = perform(action("walk", {{"all", true}}));
  EXPECT_EQ(all.output, (Json{{"items", {1, 2, 3}}, {"total", 3}, {"truncated", false}}));
  EXPECT_EQ(server_->requests().size(), 3U);
  EXPECT_EQ(server_->requests().back().target(), "/things?after=b");
}

TEST_F(Perform, HalfOfAListIsNoResult) {
  std::string second = Loopback::answer(500, "{}");
  serve([&second](const auto& request) {
    const bool first = request.target() == "/things";
    return Loopback::Step{first ? Loopback::answer(200, R"({"items":[1],"next":"b"})") : second};
  });
  connect();
  const auto failed = perform(action("walk", {{"all", true}}));
  EXPECT_EQ(failed.kind, Kind::transient);
  EXPECT_EQ(failed.code, "http_500");
  second = Loopback::answer(200, R"({"items":[1],"next":"b"})");
  EXPECT_EQ(perform(action("walk", {{"all", true}})).code, "pages_repeat");
  second = Loopback::answer(200, R"({"items":[1],"next":"/elsewhere"})");
  EXPECT_EQ(perform(action("walk", {{"all", true}})).code, "answer_not_understood");
}

TEST_F(Perform, PagesThatGoRoundInACircleAreNoResult) {
  serve([](const auto& request) {
    const bool second = request.target() == "/things?after=b";
    return Loopback::Step{Loopback::answer(
        200, second ? R"({"items":[2],"next":"c"})" : R"({"items":[1],"next":"b"})")};
  });
  connect();
  EXPECT_EQ(perform(action("walk", {{"all", true}, {"next", "c"}})).code, "pages_repeat");
  EXPECT_EQ(server_->requests().size(), 2U) << "the second page names the first one";
}

}  // namespace
}  // namespace baton::connectors
