#pragma once

#include "connectors/poll.hpp"
#include "unit/connectors/performing.hpp"

// Polls of a vendor on loopback.
namespace baton::connectors {

inline core::Time poll_time(const std::string& text) { return core::parse_rfc3339(text).value(); }

inline const core::Time kPollNoon = poll_time("2026-05-04T12:00:00Z");

inline constexpr auto kPolled = R"(
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
      page = co_await ask_page(connection_, *performer_, name, progress, now);
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

}  // namespace baton::connectors
