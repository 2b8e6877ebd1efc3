#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/transition.hpp"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace baton::simulate {

// The outcomes that a run on record had, by the keys of its steps. A call hands out the next one of
// a step. The last outcome of an action, and that of a task, are handed out again and again.
class Record {
 public:
  explicit Record(const std::vector<core::Transition>& transitions);

  // The next outcome of an action; success with an empty object where nothing is on record.
  core::ActionResult outcome(const std::string& step);
  // The next decision of somebody on an approval; nullopt: there is no other on record.
  std::optional<core::ApprovalDecided> decision(const std::string& step);
  // How a task was done; nullopt: nothing is on record.
  std::optional<core::TaskDone> done(const std::string& step);

 private:
  std::map<std::string, std::deque<core::ActionResult>> outcomes_;
  std::map<std::string, std::deque<core::ApprovalDecided>> decisions_;
  std::map<std::string, core::TaskDone> done_;
};

}  // namespace baton::simulate
