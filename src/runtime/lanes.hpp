#pragma once

#include "runtime/lane.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>

namespace baton::runtime {

// The lanes of a process and the connections that they belong to. A lane is made when it is first
// asked for, and kept from then on. All times are given by the caller.
class Lanes {
 public:
  using ByName = std::map<std::string, Lane, std::less<>>;  // "jira.create_issue"
  using Connections = std::map<std::string, ConnectionLanes, std::less<>>;

  // The lane of an operation of a connection.
  Lane& of(const std::string& connection, const std::string& operation);
  // The lane of this name.
  Lane& named(const std::string& name);
  ByName& all() { return lanes_; }
  const ByName& all() const { return lanes_; }
  const Connections& connections() const { return connections_; }

  // Takes over the marks that an earlier process left. `decided_until` is the last entry that the
  // journal had then: of a lane without a mark that process may have sent all that was decided up
  // to there.
  void inherit(LaneMarks marks, std::int64_t decided_until);
  // Continues the pause of a connection that began in an earlier process. `now` is steady time,
  // `wall` wall time.
  void go_on_pausing(const std::string& connection, const PauseMark& pause, core::Time now,
                     core::Time wall);
  // The same for the pause of one operation, whose lane has this name. To be called after
  // inherit().
  void go_on_pausing_lane(const std::string& name, const PauseMark& pause, core::Time now,
                          core::Time wall);

  // The marks to be written now, of the lanes that are held or paused, or of all lanes when
  // `stopping`, and the pauses of connections and of operations. From now on these lanes may send
  // nothing that the marks do not name. `now` is steady time.
  LaneMarks next_marks(core::Time now, bool stopping);
  // The marks of the last next_marks() are in the store.
  void marks_written();

 private:
  ByName lanes_;
  Connections connections_;
  LaneMarks found_{};  // as an earlier process left them
  std::int64_t decided_until_ = std::numeric_limits<std::int64_t>::max();
};

}  // namespace baton::runtime
