#pragma once

#include "runtime/lane.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>

namespace baton::runtime {

// The lanes of a process, each made when it is first asked for and kept from then on, and the
// connections that they belong to. Knows what earlier processes left of them. Pure: time is told.
class Lanes {
 public:
  using ByName = std::map<std::string, Lane, std::less<>>;  // "jira.create_issue"
  using Connections = std::map<std::string, ConnectionLanes, std::less<>>;

  Lane& of(const std::string& connection, const std::string& operation);
  Lane& named(const std::string& name);
  ByName& all() { return lanes_; }
  const ByName& all() const { return lanes_; }
  const Connections& connections() const { return connections_; }

  // Goes on as an earlier process left off. `marks`: as it left them. `decided_until`: the
  // journal's last entry then; of a lane without a mark it may have sent all that was decided up to
  // there.
  void inherit(LaneMarks marks, std::int64_t decided_until);
  // A pause that began in an earlier process goes on. `now`, `wall`: the time by both clocks.
  void go_on_pausing(const std::string& connection, const PauseMark& pause, core::Time now,
                     core::Time wall);

  // What is to be kept of the lanes that are held back. Of these, nothing may be sent from now on
  // but what the marks name. `stopping`: every lane is held back.
  LaneMarks next_marks(core::Time now, bool stopping);
  // The last marks are in the store.
  void marks_written();

 private:
  ByName lanes_;
  Connections connections_;
  LaneMarks found_{};  // as an earlier process left them
  std::int64_t decided_until_ = std::numeric_limits<std::int64_t>::max();
};

}  // namespace baton::runtime
