#include "unit/http/api/server_over_damage.hpp"

#include <vector>

namespace baton::http {
namespace {

// Three events. The row of the second is damaged, and so is that of the run that the third has
// started.
class EventsOfDamageTest : public ServerOverDamage {
 protected:
  EventsOfDamageTest()
      : ServerOverDamage(identity::Role::viewer, [](ports::Tx& tx, WrittenRows& rows) {
          rows.append(tx);
          rows.append(tx);
          rows.begin_run(tx);
          return store::damage_of(rows.events.at(1)) + store::damage_of(rows.runs.at(0));
        }) {}

  const std::vector<core::EventId>& ids_ = rows_.events;
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
