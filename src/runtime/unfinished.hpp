#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace baton::runtime {

// An event that is stepped a part at a time, since it is for many: first the runs that wait for it,
// in the order of their ids, then the workflows that start from it, in the order of their names.
struct FanOut {
  core::EventId event{};
  bool starting = false;
  core::RunId last_run{};       // the last one that is done
  std::string last_workflow{};  // the same
  bool operator==(const FanOut&) const = default;
};

// A wait that looks back over the log, from the newest event to older ones.
struct LookingBack {
  core::RunId run{};
  core::StepRef step{};
  core::EventId before{};  // what is still to be looked at
  std::size_t looked_at = 0;
  core::Duration spent{};
  bool operator==(const LookingBack&) const = default;
};

// What a turn had no time for. It is kept in the store, so that the next turn, or the next process,
// goes on there.
struct Unfinished {
  std::optional<FanOut> event{};
  std::deque<LookingBack> look_backs{};

  bool none() const { return !event && look_backs.empty(); }
  std::string text() const;  // empty for none
  static Unfinished parse(std::string_view text);
};

}  // namespace baton::runtime
