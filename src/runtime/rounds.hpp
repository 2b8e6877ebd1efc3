#pragma once

#include "baton/bus/bus.hpp"
#include "baton/core/event.hpp"
#include "baton/ports/store.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {

// Repeats a pass of work beside the turns for as long as the server runs, with a rest after each
// pass, as Effort says. When a pass throws, the log says so, and the next one is tried all the
// same. Lives on one executor.
class Rounds {
 public:
  using Pass = std::function<boost::asio::awaitable<void>()>;

  // `failing`: what the log says of a pass that threw, "forecasts could not be brought up to date".
  Rounds(const boost::asio::any_io_executor& executor, std::string failing)
      : timer_(executor), failing_(std::move(failing)) {}

  // Runs until stop().
  boost::asio::awaitable<void> run(Pass pass);
  // Makes run() end soon.
  void stop();

 private:
  boost::asio::steady_timer timer_;
  std::string failing_;
  bool stopped_ = false;
};

// Stores what `write` writes, and in the same transaction appends these events of Baton's own, if
// there are any. Throws what the store throws; then nothing of it happened.
boost::asio::awaitable<void> write_and_tell(ports::Store& store, bus::Bus& bus, bus::Together write,
                                            std::vector<core::Event> events);

}  // namespace baton::runtime
