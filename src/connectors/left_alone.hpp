#pragma once

#include "baton/core/time.hpp"

#include <map>
#include <string>

namespace baton::connectors {

// What a vendor asked us to leave alone for a while, such as one channel or one issue, while the
// rest of the connection goes on. Times are those of the steady clock. One thread.
class LeftAlone {
 public:
  // True if nothing has been left alone so far, so that left() is zero for everything.
  bool empty() const { return until_.empty(); }
  // How much longer this is to be left alone; zero if it is not.
  core::Duration left(const std::string& about, core::Time now) const;
  // Leaves this alone until then. Of more than a thousand, those whose time ends first are
  // forgotten.
  void leave(std::string about, core::Time until, core::Time now);

 private:
  std::map<std::string, core::Time> until_{};
};

}  // namespace baton::connectors
