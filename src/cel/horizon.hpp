#pragma once

#include "baton/cel/value.hpp"
#include "cel/ast.hpp"
#include "cel/moments.hpp"

#include <cstddef>
#include <limits>

namespace baton::cel {

// Finds out how each part of an expression takes part in the passing of time (Node::pace,
// reads_now, tick).
struct NowReads {
  bool any = false;     // the expression reads `now`
  bool unread = false;  // and in a way of which the next change cannot be told
};
NowReads find_now_reads(Syntax& syntax);

// Until when what was evaluated surely stays what it is, while nothing changes but `now`. In
// nanoseconds since 1970; moments are whole microseconds, as core::Time has them.
class Horizon {
 public:
  static constexpr Wide kForever =
      std::numeric_limits<std::int64_t>::max() * static_cast<Wide>(1'000'000'000);

  explicit Horizon(Wide now) : now_(now) {}

  Wide until = kForever;

  // `left` compared with `right`, which come nearer by so many seconds a second.
  void compared(const Value& left, const Value& right, int pace);
  // The field of a timestamp or duration that `function` reads, in the zone of the second argument.
  void field_read(std::string_view function, const Value* arguments, std::size_t count, int pace);
  // What cannot be told is asked again with the next minute.
  void unread();

 private:
  // Whether the same value changes after so many nanoseconds, which are rounded up to a moment
  // ahead.
  void change_after(Wide nanos);

  Wide now_;
};

}  // namespace baton::cel
