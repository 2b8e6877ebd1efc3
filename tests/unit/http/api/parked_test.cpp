#include "unit/http/api/server_at_rest.hpp"

#include <gmock/gmock.h>
#include <set>

namespace baton::http {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class ReplayTest : public ServerAtRest {
 protected:
  // The status of a replay of an event that is not there.
  int replay(std::string_view key) {
    const auto made = identity::new_token({"ops", identity::Role::operator_}, {}, clock_.now());
    services_.access.replace({{made.token}}, clock_.now());
    return call("POST", "/api/v1/events/" + core::EventId(1).text() + "/replay",
                {{"Authorization", "Bearer " + made.text}, {"Idempotency-Key", key}})
        .status;
  }
};

// The key becomes a part of the event's id from outside, which is stored and shown.
TEST_F(ReplayTest, TakesAKeyThatAnEventCanBeNamedBy) {
  EXPECT_EQ(replay("once"), 404);
  EXPECT_EQ(replay(std::string(1'025, 'k')), 400);
  EXPECT_EQ(replay("\xff"), 400) << "it is not UTF-8";
}

// A parked event, and two people who replay it. What they publish is taken here, as by a turn.
class ReplayOfParkedTest : public ServerAtRest {
 protected:
  ReplayOfParkedTest() {
    bus_.on_waiting([this] { take_published(); });
    park("o-1");
  }
  // Parks an event. It is the one that is replayed from now on.
  void park(const std::string& origin) {
    core::Event event;
    event.type = "order.paid";
    event.source = "shop";
    event.origin = origin;
    event.time = event.received = clock_.now();
    event.data = core::Json::object();
    transact([&event](ports::Tx& tx) {
      tx.append(event);
      tx.park({event.id, "no plan", event.received});
    });
    parked_ = event.id;
  }
  std::string sign_in(const std::string& name) {
    const auto made = identity::new_token({name, identity::Role::operator_}, {}, clock_.now());
    known_.push_back(made.token);
    services_.access.replace({known_}, clock_.now());
    return "Bearer " + made.text;
  }
  std::string path() const { return "/api/v1/parked/" + parked_.text() + "/replay"; }
  int replay(const std::string& proof) {
    return call("POST", path(), {{"Authorization", proof}}).status;
  }
  // Answers publishers. An event whose origin is known is a repeat.
  void take_published() {
    for (auto& batch : bus_.take(10)) {
      std::vector<bus::Receipt> receipts;
      for (const auto& event : batch.events) {
        bus::Receipt receipt;
        receipt.id = core::EventId(1'000);
        receipt.repeated = !published_.insert(event.origin).second;
        receipts.push_back(std::move(receipt));
      }
      batch.settled(std::move(receipts));
    }
  }

  core::EventId parked_{};
  std::set<std::string> published_{};  // the origins
  std::vector<identity::Token> known_{};
  std::string ann_ = sign_in("ann");
  std::string ben_ = sign_in("ben");
};

TEST_F(ReplayOfParkedTest, TakesTheEventOffTheList) {
  EXPECT_EQ(replay(ann_), 202);
  EXPECT_EQ(replay(ben_), 404);
  EXPECT_THAT(published_, ElementsAre(HasSubstr("token:ann")));
}

// Ben replays the event while Ann's replay is under way: after one more of its handlers in each
// round, until hers has ended before his begins.
TEST_F(ReplayOfParkedTest, TwoWhoReplayAtOncePublishOnce) {
  bool she_was_first = false;
  for (std::size_t handlers = 0; !she_was_first; ++handlers) {
    SCOPED_TRACE(handlers);
    published_.clear();
    park("at once " + std::to_string(handlers));
    Exchange hers = asked("POST", keep(path()), {{"Authorization", ann_}});
    ASSERT_TRUE(gateway_.admit(hers).taken);
    ASSERT_FALSE(gateway_.answer_now(hers));
    bool ended = false;
    boost::asio::io_context context(1);
    boost::asio::co_spawn(context, gateway_.answer(hers), [&ended](std::exception_ptr thrown) {
      ended = true;
      EXPECT_FALSE(thrown);
    });
    for (std::size_t ran = 0; ran < handlers && !ended; ++ran) context.poll_one();
    she_was_first = ended;
    const int his = replay(ben_);
    context.run();
    ASSERT_TRUE(ended);
    EXPECT_THAT(published_, SizeIs(1));
    EXPECT_THAT(hers.response.status, AnyOf(202, 404));
    EXPECT_THAT(his, AnyOf(202, 404));
    EXPECT_TRUE(hers.response.status == 202 || his == 202);
  }
}

TEST_F(ReplayOfParkedTest, OneThatIsRefusedLeavesItToOthers) {
  bus_.put_back({});  // as after a commit that failed
  EXPECT_EQ(replay(ann_), 503);
  bus_.advanced(parked_);
  EXPECT_EQ(replay(ben_), 202);
  EXPECT_THAT(published_, ElementsAre(HasSubstr("token:ben")));
}

TEST_F(ReplayOfParkedTest, OneThatIsRefusedGivesBackNoClaimOfAnother) {
  transact([this](ports::Tx& tx) {
    tx.set_setting("replayed_by:" + parked_.text(), R"(["token:ann"])");
  });
  bus_.put_back({});
  EXPECT_EQ(replay(ben_), 503);
  bus_.advanced(parked_);
  EXPECT_EQ(replay(ben_), 202);
  EXPECT_THAT(published_, ElementsAre(HasSubstr("token:ann")));
}

}  // namespace
}  // namespace baton::http
