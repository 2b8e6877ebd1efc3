#include "connectors/poll.hpp"

#include "unit/connectors/asking.hpp"

namespace baton::connectors {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

PollProgress poll_since(core::Time time) {
  PollProgress progress;
  progress.since = time;
  return progress;
}

TEST(PollProgress, IsStoredAndReadBack) {
  PollProgress progress;
  progress.watermark = poll_time("2026-05-04T10:11:12.345678Z");
  progress.since = poll_time("2026-05-04T10:09:12Z");
  progress.next = "01gxx-2000";
  progress.newest = poll_time("2026-05-04T10:12:00.5Z");
  progress.pages = 5;
  progress.mark = "01gxx-1600";
  const auto read = PollProgress::of(progress.stored(), kPollNoon);
  EXPECT_EQ(read.stored(), progress.stored());
  EXPECT_EQ(read.watermark, progress.watermark);
  EXPECT_EQ(read.mark, progress.mark);
  EXPECT_EQ(PollProgress::of(Json(), kPollNoon).since, kPollNoon);
  EXPECT_EQ(PollProgress::of("x", kPollNoon + std::chrono::milliseconds(900)).since, kPollNoon)
      << "whole seconds are asked for";
}

TEST(PollProgress, BeginsWhereTheConnectionSays) {
  EXPECT_EQ(first_since("", kPollNoon).value(), kPollNoon);
  EXPECT_EQ(first_since("24h", kPollNoon).value(), kPollNoon - std::chrono::hours(24));
  EXPECT_EQ(first_since("2026-05-01T00:00:00Z", kPollNoon).value(),
            poll_time("2026-05-01T00:00:00Z"));
  EXPECT_EQ(first_since("yesterday", kPollNoon).error().where, "since");
}

// The offsets of a list move when a record changes, so that the next page begins at a time.
TEST(PollPages, OfAnOrderedListGoOnAtTheNewestRecord) {
  PollSpec spec;
  const auto newest = kPollNoon - minutes(9) + std::chrono::milliseconds(300);
  const auto next = after_page(spec, poll_since(kPollNoon - minutes(10)), newest, 100, kPollNoon);
  EXPECT_TRUE(next.more);
  EXPECT_EQ(next.progress.since, kPollNoon - minutes(9));
  EXPECT_TRUE(next.progress.next.is_null());
  EXPECT_EQ(next.progress.watermark, std::nullopt) << "the round is not over";
  EXPECT_EQ(next.progress.newest, newest);
}

TEST(PollPages, OfOneSecondAloneGoOnByTheirCursor) {
  PollSpec spec;
  const auto second = kPollNoon - minutes(10);
  const auto next =
      after_page(spec, poll_since(second), second + std::chrono::milliseconds(999), 100, kPollNoon);
  EXPECT_TRUE(next.more);
  EXPECT_EQ(next.progress.since, second);
  EXPECT_EQ(next.progress.next, 100);
}

TEST(PollPages, OfAListWithoutOrderGoOnByTheirCursor) {
  PollSpec spec;
  spec.ordered = false;
  const auto next = after_page(spec, poll_since(kPollNoon - minutes(10)), kPollNoon - minutes(1),
                               "abc", kPollNoon);
  EXPECT_TRUE(next.more);
  EXPECT_EQ(next.progress.next, "abc");
  EXPECT_EQ(next.progress.since, kPollNoon - minutes(10));
}

// Without it, a vendor whose pages go round in a circle would be asked for ever.
TEST(PollPages, ThatGoRoundInACircleComeToTheMark) {
  PollSpec spec;
  spec.ordered = false;
  for (const int circle : {1, 2, 3, 7, 64}) {
    auto progress = poll_since(kPollNoon - minutes(10));
    const int before = 5;  // pages before the circle
    int asked = 0;
    for (; asked < 1'000; ++asked) {
      const Json next = asked < before ? -1 - asked : (asked - before) % circle;
      if (next == progress.mark) break;
      progress = after_page(spec, std::move(progress), kPollNoon, next, kPollNoon).progress;
    }
    EXPECT_LT(asked, 4 * (before + circle)) << circle;
    EXPECT_TRUE(after_page(spec, progress, kPollNoon, Json(), kPollNoon).progress.mark.is_null())
        << "the round is over";
  }
}

TEST(PollPages, EndWithTheWatermarkAtTheNewestRecordOfTheRound) {
  PollSpec spec;
  spec.overlap = minutes(2);
  auto progress = poll_since(kPollNoon - minutes(10));
  progress.newest = kPollNoon - seconds(30);
  for (const Json& last : {Json(), Json(""), Json(false)}) {
    const auto end = after_page(spec, progress, kPollNoon - seconds(40), last, kPollNoon);
    EXPECT_FALSE(end.more);
    EXPECT_EQ(end.progress.watermark, kPollNoon - seconds(30));
    EXPECT_EQ(end.progress.newest, std::nullopt);
    EXPECT_EQ(end.progress.since, kPollNoon - seconds(30) - minutes(2))
        << "what comes late is found";
  }
}

// Whoever polls a quiet system must not read the last records again for ever, nor take them for new
// ones once the log has forgotten them.
TEST(PollPages, AreNotReadAgainOnceTheOverlapHasPassed) {
  PollSpec spec;
  spec.overlap = minutes(2);
  PollProgress progress;
  progress.watermark = poll_time("2026-05-04T11:00:00.7Z");
  const auto quiet = after_page(spec, progress, std::nullopt, Json(), kPollNoon);
  EXPECT_EQ(quiet.progress.since, poll_time("2026-05-04T11:00:01Z"));
  EXPECT_EQ(quiet.progress.watermark, progress.watermark);
}

TEST(PollPages, NeverTakeTheWatermarkBack) {
  PollSpec spec;
  PollProgress progress;
  progress.watermark = kPollNoon - minutes(1);
  const auto next = after_page(spec, progress, kPollNoon - minutes(3), Json(), kPollNoon);
  EXPECT_EQ(next.progress.watermark, kPollNoon - minutes(1)) << "a late record was older";
}

TEST(PollPages, OfNothingLeaveTheBeginningWhereItWas) {
  PollSpec spec;
  const auto next =
      after_page(spec, poll_since(kPollNoon - minutes(10)), std::nullopt, Json(), kPollNoon);
  EXPECT_FALSE(next.more);
  EXPECT_EQ(next.progress.since, kPollNoon - minutes(10));
  EXPECT_EQ(next.progress.watermark, std::nullopt);
}

TEST_F(AskPage, MakesEventsOfRecords) {
  answer(
      R"({"items":[{"id":9007199254740993,"at":"2026-05-04T11:59:10Z"},{"id":"b","at":"2026-05-04T11:59:20Z"}]})");
  connect_poll("{ since: 1h }");
  const auto page = ask();
  ASSERT_EQ(page.result.kind, Kind::succeeded) << page.result.message;
  ASSERT_EQ(page.events.size(), 2U);
  EXPECT_EQ(page.events[0].type, "thing.changed");
  EXPECT_EQ(page.events[0].source, "v");
  EXPECT_EQ(page.events[0].origin, "9007199254740993:2026-05-04T11:59:10Z");
  EXPECT_EQ(page.events[0].time, poll_time("2026-05-04T11:59:10Z"));
  EXPECT_EQ(page.events[1].data, (Json{{"id", "b"}, {"at", "2026-05-04T11:59:20Z"}}));
  EXPECT_FALSE(page.more);
  EXPECT_EQ(page.progress.at("watermark"), "2026-05-04T11:59:20Z");
  EXPECT_EQ(server_->requests().at(0).target(), "/things?from=2026-05-04T11%3A00%3A00Z");
}

TEST_F(AskPage, AsksFromWhereItHasComeTo) {
  answer(R"({"items":[]})");
  connect_poll("{ with: { kind: deal } }");
  const auto page = ask({{"since", "2026-05-04T11:30:00Z"}, {"next", "abc"}});
  EXPECT_EQ(page.result.kind, Kind::succeeded) << page.result.message;
  EXPECT_EQ(server_->requests().at(0).target(),
            "/things?after=abc&from=2026-05-04T11%3A30%3A00Z&kind=deal");
}

TEST_F(AskPage, KeepsWhereItBeganAlsoWhenNothingComes) {
  answer("{}", 503);
  connect_poll("{ since: 1h }");
  const auto failed = ask();
  EXPECT_EQ(failed.result.kind, Kind::transient);
  EXPECT_EQ(failed.progress.at("since"), "2026-05-04T11:00:00Z");
  EXPECT_TRUE(failed.events.empty());
  EXPECT_EQ(ask(failed.progress, kPollNoon + minutes(30)).progress.at("since"),
            "2026-05-04T11:00:00Z");
}

TEST_F(AskPage, TellsWhenToComeBack) {
  answer("{}", 429, "Retry-After: 120\r\n");
  connect_poll();
  const auto failed = ask();
  EXPECT_EQ(failed.result.kind, Kind::throttled);
  EXPECT_EQ(failed.result.retry_after, minutes(2));
}

TEST_F(AskPage, BeginsTheRoundAnewWhenItsCursorHasEnded) {
  answer(R"({"error":"the cursor has expired"})", 400);
  connect_poll();
  const auto failed =
      ask({{"since", "2026-05-04T11:30:00Z"}, {"next", "abc"}, {"pages", 3U}, {"mark", "ab"}});
  EXPECT_EQ(failed.result.kind, Kind::permanent);
  EXPECT_TRUE(failed.progress.at("next").is_null());
  EXPECT_TRUE(failed.progress.at("mark").is_null()) << "the same pages come again";
  EXPECT_EQ(failed.progress.at("since"), "2026-05-04T11:30:00Z");
}

TEST_F(AskPage, SaysWhatItDoesNotUnderstand) {
  for (const auto& [body, words] : std::initializer_list<std::pair<const char*, const char*>>{
           {R"({"items":{"a":1}})", "no list \"items\""},
           {R"({"items":[{"id":1}]})", "no record has a time"},
           {R"({"items":[{"id":1,"at":"2026-05-04T11:59:10Z"}],"next":"abc"})",
            "was read already"}}) {
    answer(body);
    connect_poll();
    const Json progress{{"since", "2026-05-04T11:59:10Z"}, {"next", "abc"}};
    const auto page = ask(progress);
    EXPECT_EQ(page.result.kind, Kind::permanent) << body;
    EXPECT_EQ(page.result.code, "answer_not_understood") << body;
    EXPECT_NE(page.result.message.find(words), std::string::npos) << page.result.message;
    EXPECT_TRUE(page.events.empty());
    EXPECT_EQ(page.progress.at("since"), progress.at("since"));
    TearDown();
  }
}

// A date in a far future would hide all that comes until then.
TEST_F(AskPage, TakesARecordFromTheFutureForOneOfNow) {
  answer(R"({"items":[{"id":"a","at":"2099-01-01T00:00:00Z"}]})");
  connect_poll();
  const auto page = ask();
  EXPECT_EQ(page.events.size(), 1U);
  EXPECT_EQ(page.progress.at("watermark"), core::to_rfc3339(kPollNoon));
}

// A list that cannot be asked for what is new brings what is old as well, for ever.
TEST_F(AskPage, OfAWholeListLeavesOutWhatIsOlder) {
  answer(
      R"({"items":[{"id":"old","at":"2026-05-04T10:59:59Z"},{"id":"new","at":"2026-05-04T11:00:00Z"}]})");
  connect(std::string(kPolled) + "    whole_list: true\n", "vendor",
          "poll: { things: { since: 1h } }");
  const auto page = ask();
  ASSERT_EQ(page.events.size(), 1U);
  EXPECT_EQ(page.events[0].subject, "new");
  EXPECT_EQ(page.progress.at("watermark"), "2026-05-04T11:00:00Z");
}

TEST_F(AskPage, KnowsWhatTimeItIs) {
  answer(R"({"items":[]})");
  connect_poll("{ with: { kind: \"${string(now - duration('36h')).substring(0, 10)}\" } }");
  ask();
  EXPECT_NE(server_->requests().at(0).target().find("kind=2026-05-03"), std::string_view::npos)
      << server_->requests().at(0).target();
}

}  // namespace
}  // namespace baton::connectors
