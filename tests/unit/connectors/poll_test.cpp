#include "connectors/poll.hpp"

#include "unit/connectors/performing.hpp"

namespace baton::connectors {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

core::Time poll_time(const std::string& text) { return core::parse_rfc3339(text).value(); }

const core::Time kPollNoon = poll_time("2026-05-04T12:00:00Z");

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
  const auto read = PollProgress::of(progress.stored(), kPollNoon);
  EXPECT_EQ(read.stored(), progress.stored());
  EXPECT_EQ(read.watermark, progress.watermark);
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

constexpr auto kPolled = R"(
connector: vendor
auth: [ { kind: none } ]
operations:
  list:
    input: { type: object, additionalProperties: false, properties: { from: { type: string }, kind: { type: string }, next: { type: string } } }
    request: { path: /things, query: { from: "${input.from}", kind: "${input.?kind}", after: "${input.?next}" } }
    output: { items: "${body.items}", next: "${body.?next}" }
    pages: { list: items }
polls:
  things:
    operation: list
    with: { from: "${since}" }
    watermark: ${item.at}
    decode:
      - body: json
        each: ${body}
        events: [ { type: thing.changed, id: "${item.id}:${item.at}", subject: "${item.id}", time: "${item.at}" } ]
)";

class AskPage : public Perform {
 protected:
  // `settings`: of the poll.
  void connect_poll(const std::string& settings = "{}") {
    connect(kPolled, "vendor", "poll: { things: " + settings + " }");
  }
  ports::PollPage ask(Json progress = {}, core::Time now = kPollNoon, std::string name = "things") {
    std::optional<ports::PollPage> page;
    auto run = [&]() -> boost::asio::awaitable<void> {
      page = co_await ask_page(connection_, *actor_, name, progress, now);
    };
    bool done = false;
    boost::asio::co_spawn(io_, run, [&done](std::exception_ptr error) {
      EXPECT_FALSE(error);
      done = true;
    });
    io_.restart();
    while (!done && io_.run_one() > 0) {}
    return page.value();
  }
  void answer(std::string body, int status = 200, std::string head = {}) {
    serve([body = std::move(body), status, head = std::move(head)](const auto&) {
      return Loopback::Step{Loopback::answer(status, body, head)};
    });
  }
};

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
  const auto failed = ask({{"since", "2026-05-04T11:30:00Z"}, {"next", "abc"}});
  EXPECT_EQ(failed.result.kind, Kind::permanent);
  EXPECT_TRUE(failed.progress.at("next").is_null());
  EXPECT_EQ(failed.progress.at("since"), "2026-05-04T11:30:00Z");
}

TEST_F(AskPage, SaysWhatItDoesNotUnderstand) {
  for (const auto& [body, words] : std::initializer_list<std::pair<const char*, const char*>>{
           {R"({"items":{"a":1}})", "no list \"items\""},
           {R"({"items":[{"id":1}]})", "no record has a time"},
           {R"({"items":[{"id":1,"at":"2026-05-04T11:59:10Z"}],"next":"abc"})",
            "this one again"}}) {
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

TEST_F(AskPage, OfServiceNowAsksInItsOwnForm) {
  answer(
      R"({"result":[{"sys_id":"9d385017c611228701d22104cc95c371","number":"INC0010002","short_description":"Sync failed",
      "state":"2","priority":"1","sys_updated_on":"2026-05-04 11:59:10","sys_updated_by":"ada","sys_mod_count":"0"}]})");
  connect_shipped("servicenow",
                  "auth: { kind: basic, username: test:baton-user, password: test:s3cret-pass }\n"
                  "    poll: { incidents: { since: 1h } }");
  const auto page = ask({}, kPollNoon, "incidents");
  ASSERT_EQ(page.result.kind, Kind::succeeded) << page.result.message;
  const std::string target(server_->requests().at(0).target());
  EXPECT_NE(target.find("sys_updated_on%3E%3D2026-05-04%2011%3A00%3A00"), std::string::npos)
      << target;
  ASSERT_EQ(page.events.size(), 1U);
  EXPECT_EQ(page.events[0].type, "ticket.created");
  EXPECT_EQ(page.events[0].origin, "9d385017c611228701d22104cc95c371:0");
  EXPECT_EQ(page.events[0].subject, "INC0010002");
  EXPECT_EQ(page.events[0].time, poll_time("2026-05-04T11:59:10Z"));
  EXPECT_EQ(page.events[0].data.at("summary"), "Sync failed");
}

TEST_F(AskPage, OfSalesforceAsksForWholePagesInOrder) {
  answer(
      R"({"totalSize":3,"done":false,"nextRecordsUrl":"/services/data/v68.0/query/01gRO0000016PIAYA2-200","records":[
      {"Id":"0065g00000XYZabAAD","Name":"Acme","StageName":"Closed Won","Amount":12000.5,"CurrencyIsoCode":"EUR","Account":{"Name":"Acme"},
       "CreatedDate":"2026-05-01T09:00:00.000+0000","LastModifiedDate":"2026-05-04T11:59:10.000+0000","SystemModstamp":"2026-05-04T11:59:10.000+0000"}]})");
  connect_shipped("salesforce",
                  "auth: { kind: bearer, token: test:token-0123456789 }\n"
                  "    poll: { opportunities: { since: 1h } }");
  const auto page = ask({}, kPollNoon, "opportunities");
  ASSERT_EQ(page.result.kind, Kind::succeeded) << page.result.message;
  const auto& request = server_->requests().at(0);
  EXPECT_NE(request.target().find("2026-05-04T11%3A00%3A00Z"), std::string_view::npos)
      << request.target();
  EXPECT_EQ(request["Sforce-Query-Options"], "batchSize=200");
  ASSERT_EQ(page.events.size(), 1U);
  EXPECT_EQ(page.events[0].type, "crm.opportunity.updated");
  EXPECT_EQ(page.events[0].data.at("amount"), 12000.5);
  EXPECT_EQ(page.events[0].data.at("money"),
            (Json{{"minor_units", 1'200'050}, {"currency", "EUR"}}));
  EXPECT_TRUE(page.more);
  EXPECT_TRUE(page.progress.at("next").is_null()) << "the next page begins at a time";
  EXPECT_EQ(page.progress.at("since"), "2026-05-04T11:59:10Z");
}

}  // namespace
}  // namespace baton::connectors
