#pragma once

#include "baton/bus/bus.hpp"
#include "baton/connectors/registry.hpp"
#include "baton/ports/clock.hpp"

#include <map>
#include <string>

namespace baton::app {

// Tells workflows which connections are not in use any more, and which are again: the events
// baton.connection.inactive and baton.connection.active. Used on the thread that serves.
class ConnectionWatch {
 public:
  // All of them outlive it.
  ConnectionWatch(const connectors::Registry& registry, bus::Bus& bus, const ports::Clock& clock)
      : registry_(registry), bus_(bus), clock_(clock) {}

  // Tells what has changed since the last look. The first look tells of those that are not in use
  // because of a mistake in their files: what is only not set is not used on purpose.
  void look();

 private:
  void tell(const std::string& name, const connectors::Registry::State& state);

  const connectors::Registry& registry_;
  bus::Bus& bus_;
  const ports::Clock& clock_;
  bool looked_ = false;
  std::map<std::string, bool> active_{};  // by name, as of the last look
};

}  // namespace baton::app
