#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/time.hpp"
#include "baton/insight/remaining.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/rows.hpp"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::runtime {

// The sleeps of an open run that have begun and have not ended: it cannot end before they do. The
// due time of anything else may be forestalled, such as by the event that a step waits for.
class RunSleeps {
 public:
  // None.
  RunSleeps() = default;
  // Reads the journal of a run, which need not live on.
  RunSleeps(core::RunId run, const std::vector<ports::JournalRow>& journal,
            const ports::Clock& clock);
  RunSleeps(RunSleeps&&) noexcept = default;
  RunSleeps& operator=(RunSleeps&&) noexcept = default;

  // All of them, in wall time. They live as long as this.
  insight::Timers timers() const { return {ends_, alone_}; }
  // When the sleep of a step ends, in wall time; nullopt if it does not sleep. Of a step that is
  // done for several items: when the last of those that sleep does.
  std::optional<core::Time> ends(std::string_view step) const;

 private:
  std::deque<std::string> names_{};  // of `ends_`
  std::vector<insight::Visit> ends_{};
  bool alone_ = false;
};

}  // namespace baton::runtime
