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

// Which events the signed requests of late brought, by what each is known by. In memory, since an
// index would cost each event more than this is worth; it is filled from the log's end at the
// start. A hint: a transaction that was taken back leaves its entries here, and two keys may share
// a hash, so whoever finds an event looks at it. The store's thread.
class Deliveries {
 public:
  // Some 50 bytes each; where more come in a day, the oldest are forgotten sooner.
  static constexpr std::size_t kMax = 65'536;
  // Events at the end of the log that are looked at then, some ten milliseconds of reading.
  static constexpr std::size_t kReadAtStart = 32'768;

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

  std::optional<core::EventId> find(std::string_view source, std::string_view delivery) const {
    const auto found = events_.find(hash(source, delivery));
    return found == events_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  // A delivery is a digest already; the source tells hooks apart that share a secret.
  static std::size_t hash(std::string_view source, std::string_view delivery) {
    const std::hash<std::string_view> of;
    return of(delivery) ^ (of(source) << 1U);
  }

  boost::unordered_flat_map<std::size_t, core::EventId> events_{};
  std::deque<std::pair<std::size_t, core::EventId>> order_{};  // the oldest first
};

}  // namespace baton::store
