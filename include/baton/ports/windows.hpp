#pragma once

#include "baton/ports/rows.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace baton::ports {

// What windows and thresholds of triggers keep of events.
class Windows {
 public:
  virtual ~Windows() = default;

  // What a window keeps for a key; nullopt when it keeps nothing.
  virtual std::optional<WindowRow> window(std::int64_t window, std::string_view key) = 0;
  // The row of this name; nullopt when there is none.
  virtual std::optional<WindowRow> window_named(std::string_view name) = 0;
  // The rows of a window whose keys come after `after`, by key, at most `limit`.
  virtual std::vector<WindowRow> windows(std::int64_t window, std::string_view after,
                                         std::size_t limit) = 0;
};

// What windows and thresholds keep, inside a transaction, where it can be written.
class WindowsTx : public virtual Windows {
 public:
  // Inserts a row, or replaces what is stored of it, and sets its alarm.
  virtual void put_window(const WindowRow& row) = 0;
  // Deletes a row with its alarm. It must be as it is stored.
  virtual void delete_window(const WindowRow& row) = 0;
  // Looks at the next `limit` rows and deletes those whose WindowRow::expires is over at `now`, in
  // steady time. A call goes on where the call before has stopped.
  virtual void sweep_windows(core::Time now, std::size_t limit) = 0;
};

}  // namespace baton::ports
