#include "unit/http/api/server_at_rest.hpp"

namespace baton::http {
namespace {

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

}  // namespace
}  // namespace baton::http
