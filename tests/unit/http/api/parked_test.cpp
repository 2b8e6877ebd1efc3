#include "unit/http/api/server_over_damage.hpp"

#include <cstddef>
#include <exception>
#include <gmock/gmock.h>
#include <string>
#include <utility>
#include <vector>

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

// Takes what waits in the bus, as a turn does.
class Taking final : public ports::Store::Work {
 public:
  explicit Taking(bus::Bus& bus) : bus_(bus) {}

  void run(ports::Tx& tx) override {
    batches_ = bus_.take(10);
    for (auto& batch : batches_) {
      std::vector<bus::Receipt> receipts;
      for (auto& event : batch.events) {
        const auto appended = tx.append(event);
        receipts.push_back({appended.id, appended.outcome != ports::Appended::fresh, {}});
      }
      if (batch.with) batch.with(tx, receipts);
      receipts_.push_back(std::move(receipts));
    }
  }
  void done(std::exception_ptr error) noexcept override {
    EXPECT_FALSE(error);
    for (std::size_t at = 0; at < batches_.size(); ++at)
      batches_[at].settled(std::move(receipts_.at(at)));
  }

 private:
  bus::Bus& bus_;
  std::vector<bus::Bus::Batch> batches_;
  std::vector<std::vector<bus::Receipt>> receipts_;
};

// A parked event, and two people who replay it.
class ReplayOfParkedTest : public ServerAtRest {
 protected:
  ReplayOfParkedTest() {
    bus_.on_waiting([this] { store_->submit(std::make_unique<Taking>(bus_)); });
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
  // The origins of the replays of the event that are in the log.
  std::vector<std::string> published() {
    std::vector<std::string> origins;
    transact([this, &origins](ports::Tx& tx) {
      for (const auto& event : tx.events_after(parked_, 100))
        if (event.origin.starts_with("replay:" + parked_.text())) origins.push_back(event.origin);
    });
    return origins;
  }
  // How many rows of the audit tell of replays of the event.
  std::size_t audited() {
    std::size_t rows = 0;
    transact([this, &rows](ports::Tx& tx) {
      ports::AuditFilter filter;
      filter.object = parked_.text();
      rows = tx.audit(filter).size();
    });
    return rows;
  }
  bool is_parked() {
    bool parked = false;
    transact([this, &parked](ports::Tx& tx) { parked = tx.parked_event(parked_).has_value(); });
    return parked;
  }

  core::EventId parked_{};
  std::vector<identity::Token> known_{};
  std::string ann_ = sign_in("ann");
  std::string ben_ = sign_in("ben");
};

TEST_F(ReplayOfParkedTest, TheEventIsFoundBehindAnyNumberOfOthers) {
  ASSERT_GT(parked_.value(), 10'001);
  transact([](ports::Tx& tx) {
    for (int each = 1; each <= 10'001; ++each)
      tx.park({core::EventId(each), "no plan", core::Time()});
  });
  EXPECT_EQ(replay(ann_), 202);
}

TEST_F(ReplayOfParkedTest, TakesTheEventOffTheList) {
  EXPECT_EQ(replay(ann_), 202);
  EXPECT_EQ(replay(ben_), 404);
  EXPECT_THAT(published(), ElementsAre(HasSubstr("token:ann")));
}

// In each round one more handler of Ann's replay runs before Ben replays the event, until hers ends
// before his begins. At no time is the event both parked and published again, so a server that dies
// leaves one or the other. The audit has the act as soon as the event is published.
TEST_F(ReplayOfParkedTest, TwoWhoReplayAtOncePublishOnce) {
  bool she_was_first = false;
  bool he_was_refused = false;
  for (std::size_t handlers = 0; !she_was_first; ++handlers) {
    SCOPED_TRACE(handlers);
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
    EXPECT_EQ(published().empty(), is_parked());
    EXPECT_EQ(published().size(), audited());
    const int his = replay(ben_);
    context.run();
    ASSERT_TRUE(ended);
    EXPECT_THAT(hers.response.status, AnyOf(202, 404));
    EXPECT_THAT(his, AnyOf(202, 404, 409));
    he_was_refused = he_was_refused || his == 409;
    const auto* whose = his == 202 ? "token:ben" : "token:ann";
    EXPECT_THAT(published(), ElementsAre(HasSubstr(whose)));
    EXPECT_EQ(hers.response.status == 202, his != 202);
  }
  EXPECT_TRUE(he_was_refused);
}

TEST_F(ReplayOfParkedTest, OneThatIsRefusedLeavesItToOthers) {
  bus_.put_back({});  // as after a commit that failed
  EXPECT_EQ(replay(ann_), 503);
  bus_.advanced(parked_);
  EXPECT_EQ(replay(ben_), 202);
  EXPECT_THAT(published(), ElementsAre(HasSubstr("token:ben")));
}

// Whoever did not get the answer asks once more with the same key, when the event is off the list.
TEST_F(ReplayOfParkedTest, TheSameKeyPublishesItOnce) {
  const auto again = [this] {
    const auto response = call("POST", "/api/v1/events/" + parked_.text() + "/replay",
                               {{"Authorization", ann_}, {"Idempotency-Key", "once"}});
    EXPECT_EQ(response.status, 202) << response.body;
    return core::parse_json(response.body).value();
  };
  const auto first = again();
  EXPECT_EQ(first.at("repeated"), false);
  EXPECT_FALSE(is_parked());
  const auto second = again();
  EXPECT_EQ(second.at("repeated"), true);
  EXPECT_EQ(second.at("event"), first.at("event"));
  EXPECT_THAT(published(), SizeIs(1));
  EXPECT_EQ(audited(), 1U) << "what changed nothing is no act";
}

// Two events that are parked. The row of the first is damaged.
class ParkedOfDamageTest : public ServerOverDamage {
 protected:
  ParkedOfDamageTest()
      : ServerOverDamage(identity::Role::operator_, [](ports::Tx& tx, WrittenRows& rows) {
          for (int each = 0; each < 2; ++each)
            tx.park({rows.append(tx), "no workflow could take it", simulate::VirtualClock().now()});
          return store::damage_of(rows.events.at(0));
        }) {}

  const std::vector<core::EventId>& ids_ = rows_.events;
};

TEST_F(ParkedOfDamageTest, AnEventThatCannotBeReadIsListedAndHidesNoOthers) {
  const auto response = call("GET", "/api/v1/parked", {{"Authorization", proof_}});
  ASSERT_EQ(response.status, 200) << response.body;
  const auto items = core::parse_json(response.body).value().at("items");
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items.at(0).at("event"), ids_[0].text());
  EXPECT_FALSE(items.at(0).contains("type"));
  EXPECT_EQ(items.at(1).at("type"), "lead.won");
}

TEST_F(ParkedOfDamageTest, AnEventThatCannotBeReadIsNotReplayed) {
  const auto response =
      call("POST", "/api/v1/parked/" + ids_[0].text() + "/replay", {{"Authorization", proof_}});
  EXPECT_EQ(response.status, 409) << response.body;
  EXPECT_THAT(response.body, HasSubstr("of events is damaged"));
}

}  // namespace
}  // namespace baton::http
