#include "unit/http/api/server_at_rest.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <gmock/gmock.h>
#include <string>

namespace baton::http {
namespace {

using namespace std::chrono_literals;

class ExportOfAPersonTest : public ServerAtRest {
 protected:
  ExportOfAPersonTest() {
    know();
    proof_ = "Bearer " + made_.text;
  }
  // Reads again who may do what, as after each sign-in of anybody.
  void know() { services_.access.replace({{made_.token}}, clock_.now()); }

  const std::string name_ = "a report that is made by a program of the finance department";
  const identity::MadeToken made_ =
      identity::new_token({name_, identity::Role::viewer}, {}, clock_.now());
  std::string proof_;
};

// Somebody signs in while the row of the audit is written, at any moment of that.
TEST_F(ExportOfAPersonTest, IsRememberedUnderTheNameOfWhoeverReads) {
  bool was_first = false;
  for (std::size_t handlers = 0; !was_first; ++handlers) {
    SCOPED_TRACE(handlers);
    services_.exports = {};
    Exchange exchange = asked("GET", keep("/api/v1/export/runs"), {{"Authorization", proof_}});
    ASSERT_TRUE(gateway_.admit(exchange).taken);
    ASSERT_FALSE(gateway_.answer_now(exchange));
    bool ended = false;
    boost::asio::io_context context(1);
    boost::asio::co_spawn(context, gateway_.answer(exchange), [&ended](std::exception_ptr thrown) {
      ended = true;
      EXPECT_FALSE(thrown);
    });
    for (std::size_t ran = 0; ran < handlers && !ended; ++ran) context.poll_one();
    was_first = ended;
    know();
    context.run();
    ASSERT_TRUE(ended);
    EXPECT_EQ(exchange.response.status, 200) << exchange.response.body;
    const ExportRead read{name_, "runs", clock_.now() - 1h, clock_.now()};
    EXPECT_TRUE(services_.exports.covers(read, clock_.steady()));
  }
}

TEST_F(ExportOfAPersonTest, ATimeThatEndsBeforeItBeginsIsRefused) {
  const auto response = call("GET", "/api/v1/export/runs?since=2026-05-04&until=2026-05-01",
                             {{"Authorization", proof_}});
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, testing::HasSubstr("expected since on or before until"));
}

}  // namespace
}  // namespace baton::http
