#pragma once

#include "baton/core/event.hpp"
#include "baton/core/time.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace baton::connectors {

// What one hook has taken whose signature covers the body alone: the ids that its events had. They keep them, whatever the
// headers of a later request with that body say, so that what knows repeats by their ids knows these. In memory: after a restart
// it begins anew. Any thread.
class SignedBodies {
 public:
  // Vendors try again for a day at most.
  static constexpr core::Duration kRemembered = std::chrono::hours(24);
  // Some 200 bytes each; a hook that takes more a day forgets its oldest sooner.
  static constexpr std::size_t kBodiesMax = 32'768;

  // True when the body came before under other ids: the events then have those.
  bool recall(std::string_view body, core::Time now, std::vector<core::Event>& events);

 private:
  using Digest = std::array<std::uint64_t, 4>;  // SHA-256
  struct Hash {
    std::size_t operator()(const Digest& digest) const { return static_cast<std::size_t>(digest[0]); }
  };
  void forget(core::Time now);

  std::mutex mutex_{};
  std::unordered_map<Digest, std::vector<std::string>, Hash> known_{};  // ids by the body's digest
  std::deque<std::pair<core::Time, Digest>> order_{};                   // the oldest first
};

}  // namespace baton::connectors
