#pragma once

#include "baton/bus/bus.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/connector.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/polls.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace baton::runtime {

// Asks connections for what is new, each poll when its alarm is due. The events of a page, how far
// the poll has come with them and its next alarm are stored in one transaction. So after a crash
// the same page is read once more, and its events are either in the log already, and dropped as
// repeats, or stored now. After an error the poll waits, longer each time, and its state says why.
// Lives on one executor.
class Poller {
 public:
  // Told when a poll is due, once that is on disk.
  using Armed = std::function<void(core::Time due)>;

  Poller(boost::asio::any_io_executor executor, ports::Store& store, bus::Bus& bus,
         ports::Connectors& connectors, ports::Clock& clock, Armed armed)
      : executor_(std::move(executor)),
        store_(store),
        bus_(bus),
        connectors_(connectors),
        clock_(clock),
        armed_(std::move(armed)) {}

  // Reads how far the polls have come, and sets the alarms of those that have none. Call it at a
  // start, and again when the connections have changed. Throws what the store throws.
  boost::asio::awaitable<void> arm();
  // The alarm of a poll is due. One that is under way already is left alone.
  void due(const std::string& poll);
  // Begins nothing from now on.
  void stop() { stopped_ = true; }
  // How many polls are under way.
  std::size_t in_flight() const { return in_flight_; }
  // The polls that are set up, by name.
  std::vector<PollState> states() const;

 private:
  // `before`: how far the poll had come when it was due. It may be set up no more when this begins.
  boost::asio::awaitable<void> ask(PollState before);
  boost::asio::awaitable<void> forget(std::string poll);
  // Stores the state that follows, with the events. False: nothing was stored.
  boost::asio::awaitable<bool> keep(PollState before, PollState next,
                                    std::vector<core::Event> events);

  boost::asio::any_io_executor executor_;
  ports::Store& store_;
  bus::Bus& bus_;
  ports::Connectors& connectors_;
  ports::Clock& clock_;
  Armed armed_;
  std::map<std::string, PollState> polls_{};  // by Poll::text()
  std::set<std::string> under_way_{};         // the polls that are being asked
  std::size_t in_flight_ = 0;
  bool stopped_ = false;
};

}  // namespace baton::runtime
