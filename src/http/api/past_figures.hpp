#pragma once

#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace baton::http {

// Keeps the figures of periods that are over. They do not change any more, and every open overview
// asks for the same ones with each change, so they are added up once. Any thread.
class PastFigures {
 public:
  // The most periods whose figures are kept. An overview takes seven, for each range that somebody
  // looks at.
  static constexpr std::size_t kKeptMax = 256;

  // What keep() was given for this period; nullopt when nothing is kept for it.
  std::optional<core::Json> find(core::Time from, core::Time to) const;
  // Keeps the figures of a period. The oldest periods are dropped when there are too many.
  void keep(core::Time from, core::Time to, core::Json figures);

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<core::Time, core::Time>, core::Json> kept_{};
};

}  // namespace baton::http
