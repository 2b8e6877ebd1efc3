#pragma once

#include "baton/cel/value.hpp"
#include "cel/ast.hpp"
#include "cel/moments.hpp"

#include <cstddef>
#include <limits>

namespace baton::cel {

// How an expression depends on `now`.
struct NowReads {
  // It reads `now`.
  bool any = false;
  // It reads it in a way that does not tell when the value changes next.
  bool unread = false;
};
// Sets Node::reads_now, pace and tick of every node.
NowReads find_now_reads(Syntax& syntax);

// Finds out during an evaluation until when its outcome surely stays the same if nothing changes
// but `now`. Times are in nanoseconds since 1970, and moments are whole microseconds, as core::Time
// has them.
class Horizon {
 public:
  static constexpr Wide kForever =
      std::numeric_limits<std::int64_t>::max() * static_cast<Wide>(1'000'000'000);

  explicit Horizon(Wide now) : now_(now) {}

  Wide until = kForever;

  // Notes that two moments or durations were compared. `pace` is the number of seconds by which
  // they come nearer in a second.
  void compared(const Value& left, const Value& right, int pace);
  // Notes that `function` read a field of a timestamp or duration, in the zone of the second
  // argument if there is one.
  void field_read(std::string_view function, const Value* arguments, std::size_t count, int pace);
  // Notes that the next change cannot be computed: the outcome lasts to the next minute only.
  void unread();

 private:
  // Notes that a value changes after so many nanoseconds, rounded up to a moment that is yet to
  // come.
  void change_after(Wide nanos);

  Wide now_;
};

}  // namespace baton::cel
