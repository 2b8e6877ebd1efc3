#include "contract/store_fixture.hpp"
#include "unit/http/api/server_at_rest.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace baton::http {
namespace {

// A file with three events. The row of the second is damaged, and so is that of the run that the
// third has started.
class FileOfEventsWithDamage {
 protected:
  std::unique_ptr<ports::Store> open_file(const ports::Clock& clock, ports::Random& random) {
    const auto opened = [&] {
      return store::open_sqlite({.path = path_, .clock = clock, .random = random});
    };
    auto whole = opened();
    store::transact(*whole, [this](ports::Tx& tx) {
      for (const auto* origin : {"1", "2", "3"}) {
        auto event = store::make_event("lead.won", origin, {{"n", 1}});
        tx.append(event);
        ids_.push_back(event.id);
      }
      tx.save(store::make_run(tx, {}, ids_.back()));
    });
    whole.reset();
    store::run_sql(path_,
                   "UPDATE runs SET standing = '{'; UPDATE events SET data = '{}' WHERE id = " +
                       std::to_string(ids_.at(1).value()));
    return opened();
  }

  store::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "baton.db";
  std::vector<core::EventId> ids_{};
};

class EventsOfDamageTest : protected FileOfEventsWithDamage, public ServerAtRest {
 protected:
  EventsOfDamageTest()
      : ServerAtRest([this](const ports::Clock& clock, ports::Random& random) {
          return open_file(clock, random);
        }) {
    const auto made = identity::new_token({"ops", identity::Role::viewer}, {}, clock_.now());
    services_.access.replace({{made.token}}, clock_.now());
    proof_ = "Bearer " + made.text;
  }

  std::string proof_;
};

TEST_F(EventsOfDamageTest, AnEventThatIsDamagedHidesNoOthersInTheList) {
  const auto response = call("GET", "/api/v1/events", {{"Authorization", proof_}});
  ASSERT_EQ(response.status, 200) << response.body;
  const auto body = core::parse_json(response.body).value();
  ASSERT_EQ(body.at("items").size(), 2U);
  EXPECT_EQ(body.at("items").at(0).at("id"), ids_[2].text());
  EXPECT_EQ(body.at("items").at(1).at("id"), ids_[0].text());
  EXPECT_EQ(body.at("unreadable").at("count"), 1);
  EXPECT_EQ(body.at("unreadable").at("events"), core::Json::array({ids_[1].text()}));
}

}  // namespace
}  // namespace baton::http
