#pragma once

#include "baton/ports/rows.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ports {

// The slots of all workflows: which runs have a place in one, and which wait for one, first in,
// first out. RunsTx::save() writes the rows of runs.
class Slots {
 public:
  virtual ~Slots() = default;

  // Up to `limit` runs that have a place in a slot, the oldest first.
  virtual std::vector<core::RunId> slot_holders(std::string_view workflow, std::string_view key,
                                                std::size_t limit) = 0;
  // Whether this run has a place in a slot.
  virtual bool holds_slot(std::string_view workflow, std::string_view key, core::RunId run) = 0;
  // The run that waits for a place in a slot and is next; nullopt when none waits. Paused runs are
  // passed over.
  virtual std::optional<core::RunId> next_in_slot(std::string_view workflow,
                                                  std::string_view key) = 0;
  // The key of the first slot of the workflow, in the order of keys and behind `after`, for which a
  // run waits that is not paused. nullopt when there is none.
  virtual std::optional<std::string> awaited_slot(std::string_view workflow,
                                                  std::string_view after) = 0;
  // How many runs wait for a place in a slot before this one. Paused runs do not count.
  virtual std::int64_t ahead_in_slot(std::string_view workflow, std::string_view key,
                                     core::RunId run) = 0;
};

// The slots inside a transaction, where places can be given.
class SlotsTx : public virtual Slots {
 public:
  // Gives a run that waits the place that it waits for. Throws core::BrokenInvariant if it does not
  // wait, or is passed over.
  virtual void give_slot(std::string_view workflow, std::string_view key, core::RunId run) = 0;
};

}  // namespace baton::ports
