#include "unit/http/api/server_at_rest.hpp"

#include <string>
#include <vector>

namespace baton::http {
namespace {

class OpenStreamTest : public ServerAtRest {
 protected:
  OpenStreamTest() {
    const auto made = identity::new_token({"ops", identity::Role::viewer}, {}, clock_.now());
    services_.access.replace({{made.token}}, clock_.now());
    proof_ = "Bearer " + made.text;
    services_.options.streams_max = 4;
  }
  // The answer to a request for a stream, whose records are not asked for yet.
  Response opened() { return call("GET", "/api/v1/stream", {{"Authorization", proof_}}); }

  std::string proof_;
};

// Otherwise a client that opens many at once gets them all.
TEST_F(OpenStreamTest, HasItsPlaceBeforeItsFirstRecord) {
  std::vector<Response> open;
  for (int stream = 0; stream < 2; ++stream) {
    open.push_back(opened());
    EXPECT_EQ(open.back().status, 200);
    EXPECT_TRUE(open.back().stream);
  }
  EXPECT_EQ(opened().status, 429) << "one token has half of them";
  open.pop_back();
  EXPECT_EQ(opened().status, 200) << "the place of one whose client has gone is free again";
}

}  // namespace
}  // namespace baton::http
