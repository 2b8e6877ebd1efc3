#pragma once

#include "baton/core/result.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace date {
class time_zone;
}

// Time zones of the IANA database that is installed on the machine (package tzdata), which is read
// once, when the first zone is asked for. Pure otherwise; any thread.
namespace baton::calendar {

// What to do with a time that the clocks skip when they are put forward.
enum class Skipped {
  // Take the first moment after the change: 02:30 becomes 03:00.
  first_after,
  // Go on as if the clocks had not been changed: 02:30 becomes 03:30. RFC 5545 section 3.3.5 does.
  as_much_later,
};

// One time zone. A small value; what it refers to lives as long as the process.
class Zone {
 public:
  // The zone of a name such as "Europe/Paris", or of a fixed offset such as "+05:30". The empty
  // text, "UTC" and "Z" are UTC. nullopt if there is no such zone; no_zone() says so in words.
  static std::optional<Zone> find(std::string_view name);
  // UTC.
  Zone() = default;

  // The name by which it was found, "UTC" for the empty one.
  const std::string& name() const { return name_; }

  // What the zone adds to UTC, and from when until when.
  struct Offset {
    // What is added.
    std::chrono::seconds seconds{};
    // The first moment at which another offset holds; the last moment of all if there is none. The
    // database ends with the year 2037, and its last offset is then taken to hold for ever.
    std::chrono::sys_seconds until = std::chrono::sys_seconds::max();
  };
  // The offset at a moment.
  Offset at(std::chrono::sys_seconds moment) const;
  // What the clocks of the zone show at a moment.
  std::chrono::local_seconds local(std::chrono::sys_seconds moment) const;
  // The moment at which the clocks show `local`: the first of two, if they show it twice.
  std::chrono::sys_seconds moment(std::chrono::local_seconds local, Skipped skipped) const;

 private:
  std::string name_ = "UTC";
  std::chrono::seconds fixed_{};
  // Null for a fixed offset.
  const date::time_zone* zone_ = nullptr;
};

// The error about a zone that does not exist, with the hint zone_meant() gives. Takes up to some
// milliseconds.
core::Error no_zone(std::string_view name);

// The zone that a name of no zone was probably meant to be: "Europe/Paris" for "Paris". Empty if no
// zone is like it.
std::string zone_meant(std::string_view name);

}  // namespace baton::calendar
