#include "http/api/decisions.hpp"
#include "unit/http/api/server_over_damage.hpp"

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <gmock/gmock.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::http {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class RunsTest : public ServerAtRest {
 protected:
  RunsTest() {
    const auto made = identity::new_token({"ops", identity::Role::operator_}, {}, clock_.now());
    services_.access.replace({{made.token}}, clock_.now());
    proof_ = "Bearer " + made.text;
  }
  Response ask(std::string_view method, const std::string& path) {
    return call(method, "/api/v1/" + path,
                {{"Authorization", proof_}, {"Content-Type", "application/json"}},
                method == "POST" ? "{}" : "");
  }
  // A run whose trigger is gone, so that nobody can say what it is about.
  core::RunId run_without_trigger() {
    core::RunId id;
    const auto begin = [&id](ports::Tx& tx) {
      ports::RunChange change;
      id = change.run.id = change.entry.run = tx.new_run_id();
      change.run.workflow = "kit";
      change.run.version = 1;
      change.run.revision = 1;
      change.run.trigger = change.entry.cause = core::EventId(1'000'000);
      change.entry.transitions.emplace_back(core::RunStarted{"kit", 1});
      tx.save(change);
    };
    transact(begin);
    return id;
  }

  std::string proof_;
};

// The key becomes a part of the event's id from outside, which is stored and shown.
TEST_F(RunsTest, AKeyIsOneThatAnEventCanBeNamedBy) {
  const auto sent = [this](const std::string& path, std::string_view key) {
    return call(
        "POST", "/api/v1/" + path,
        {{"Authorization", proof_}, {"Content-Type", "application/json"}, {"Idempotency-Key", key}},
        path == "events" ? R"({"type": "a.b"})" : "{}");
  };
  for (const std::string path : {"events", "templates/kit/start"}) {
    for (const std::string& key : {std::string("\xff"), std::string(1'025, 'k')}) {
      const auto refused = sent(path, key);
      EXPECT_EQ(refused.status, 400) << path;
      EXPECT_THAT(refused.body, HasSubstr(R"("where":"Idempotency-Key")")) << path;
    }
  }
  EXPECT_THAT(sent("events", std::string(1'021, 'k')).body, HasSubstr("at most 1020 bytes"))
      << "what stands before it counts";
}

TEST_F(RunsTest, ARunThatCannotBeReadIsRefusedWithWhy) {
  const auto run = run_without_trigger();
  const auto expect_refusal = [this, &run](std::string_view method, const std::string& path) {
    SCOPED_TRACE(path);
    const auto response = ask(method, path);
    EXPECT_EQ(response.status, 409) << response.body;
    const auto problem = core::parse_json(response.body).value();
    EXPECT_EQ(problem.at("code"), "conflict");
    EXPECT_THAT(problem.at("detail").get<std::string>(),
                AllOf(HasSubstr("run " + run.text() + " cannot be read"), HasSubstr("is gone")));
  };
  for (const std::string of : {"", "/drafts", "/why", "/retry", "/steps/a/skip"})
    expect_refusal("GET", "runs/" + run.text() + of);
  for (const std::string of : {"/retry", "/cancel", "/pause", "/resume", "/steps/a/skip"})
    expect_refusal("POST", "runs/" + run.text() + of);
  expect_refusal("GET", "approvals/" + run.text() + ".legal");
  expect_refusal("GET", "tasks/" + run.text() + ".copy");
  EXPECT_EQ(ask("GET", "runs/" + core::RunId(1).text()).status, 404);
}

// What came of a decision is told by the event that brought it, which is published afterwards.
TEST_F(RunsTest, ADecisionThroughAWebhookOnARunThatCannotBeReadIsRefusedWithWhy) {
  auto made = identity::new_token({"ann", identity::Role::operator_}, {}, clock_.now());
  transact([&made](ports::Tx& tx) {
    made.token.id = tx.new_token_id();
    tx.put_token(made.token);
  });
  ingress::ApprovalAnswer answer;
  answer.approval = run_without_trigger().text() + ".legal";
  answer.approve = true;
  answer.person = "ann";
  core::Json told;
  boost::asio::co_spawn(io_, take_decision(services_, "board", std::move(answer)),
                        [&told](std::exception_ptr thrown, core::Json came) {
                          EXPECT_FALSE(thrown);
                          told = std::move(came);
                        });
  io_.restart();
  io_.run();
  EXPECT_EQ(core::text_at(told, "status"), "refused");
  EXPECT_THAT(core::text_at(told, "reason"), AllOf(HasSubstr("cannot be read"), HasSubstr("gone")));
}

TEST_F(RunsTest, AmongManyRunsOneThatCannotBeReadIsRefusedByItself) {
  const auto run = run_without_trigger();
  const core::Json body{{"do", "cancel"}, {"ids", {run.text(), core::RunId(1).text()}}};
  const auto response =
      call("POST", "/api/v1/runs/bulk",
           {{"Authorization", proof_}, {"Content-Type", "application/json"}}, core::dump(body));
  ASSERT_EQ(response.status, 200) << response.body;
  const auto items = core::parse_json(response.body).value().at("items");
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items.at(0).at("problem").at("code"), "conflict");
  EXPECT_EQ(items.at(1).at("problem").at("code"), "not_found");
}

// Three runs. The row of the second is damaged.
class RunsOfDamageTest : public ServerOverDamage {
 protected:
  RunsOfDamageTest()
      : ServerOverDamage(identity::Role::viewer, [](ports::Tx& tx, WrittenRows& rows) {
          for (int each = 0; each < 3; ++each) rows.begin_run(tx);
          return store::damage_of(rows.runs.at(1));
        }) {}

  const std::vector<core::RunId>& ids_ = rows_.runs;
};

TEST_F(RunsOfDamageTest, ARunThatIsDamagedHidesNoOthersInTheList) {
  const auto response = call("GET", "/api/v1/runs", {{"Authorization", proof_}});
  ASSERT_EQ(response.status, 200) << response.body;
  const auto body = core::parse_json(response.body).value();
  ASSERT_EQ(body.at("items").size(), 2U);
  EXPECT_EQ(body.at("items").at(0).at("id"), ids_[2].text());
  EXPECT_EQ(body.at("items").at(1).at("id"), ids_[0].text());
  EXPECT_EQ(body.at("unreadable").at("count"), 1);
  EXPECT_EQ(body.at("unreadable").at("runs"), core::Json::array({ids_[1].text()}));
}

}  // namespace
}  // namespace baton::http
