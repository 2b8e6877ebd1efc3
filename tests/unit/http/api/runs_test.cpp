#include "unit/http/api/server_at_rest.hpp"

#include <gmock/gmock.h>

namespace baton::http {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class RunsTest : public ServerAtRest {
 protected:
  RunsTest() {
    const auto made = identity::new_token({"eyes", identity::Role::viewer}, {}, clock_.now());
    services_.access.replace({{made.token}}, clock_.now());
    proof_ = "Bearer " + made.text;
  }
  Response get(const std::string& path) {
    return call("GET", "/api/v1/runs/" + path, {{"Authorization", proof_}});
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

TEST_F(RunsTest, ARunThatCannotBeReadIsRefusedWithWhy) {
  const auto run = run_without_trigger();
  for (const std::string of : {"", "/drafts", "/summary", "/provenance"}) {
    const auto response = get(run.text() + of);
    EXPECT_EQ(response.status, 409) << response.body;
    const auto problem = core::parse_json(response.body).value();
    EXPECT_EQ(problem.at("code"), "conflict");
    EXPECT_THAT(problem.at("detail").get<std::string>(),
                AllOf(HasSubstr("run " + run.text() + " cannot be read"), HasSubstr("is gone")));
  }
  EXPECT_EQ(get(core::RunId(1).text()).status, 404);
}

}  // namespace
}  // namespace baton::http
