#pragma once

#include "baton/core/ids.hpp"

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace baton::store {

// The events that signed requests brought lately, found by source and delivery. They are kept in
// memory, since an index would cost each event more than it is worth, and are read from the end of
// the log at a start. An entry is only a hint: a transaction that was undone leaves its entries
// here, and two keys may have the same hash. So the caller must compare an event that it finds.
// Used on the store's thread.
class Deliveries {
 public:
  // The most entries, of some 50 bytes each. Where more requests come in a day, the oldest are
  // forgotten sooner.
  static constexpr std::size_t kMax = 65'536;
  // How many events at the end of the log are looked at at a start. Reading them takes some ten
  // milliseconds.
  static constexpr std::size_t kReadAtStart = 32'768;

  // Notes that a request brought this event.
  void add(std::string_view source, std::string_view delivery, core::EventId id) {
    const auto key = hash(source, delivery);
    events_.insert_or_assign(key, id);
    order_.emplace_back(key, id);
    if (order_.size() <= kMax) return;
    const auto [oldest, event] = order_.front();
    order_.pop_front();
    if (const auto found = events_.find(oldest); found != events_.end() && found->second == event)
      events_.erase(found);
  }

  // The event that such a request probably brought.
  std::optional<core::EventId> find(std::string_view source, std::string_view delivery) const {
    const auto found = events_.find(hash(source, delivery));
    return found == events_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  // A delivery is a digest already. The source tells webhooks apart that share a secret.
  static std::size_t hash(std::string_view source, std::string_view delivery) {
    const std::hash<std::string_view> of;
    return of(delivery) ^ (of(source) << 1U);
  }

  boost::unordered_flat_map<std::size_t, core::EventId> events_{};
  std::deque<std::pair<std::size_t, core::EventId>> order_{};  // the oldest first
};

}  // namespace baton::store
