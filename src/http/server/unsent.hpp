#pragma once

#include "baton/identity/principal.hpp"

#include <cstddef>
#include <map>
#include <memory>

namespace baton::http {

// Counts the bytes of answers that wait for clients to take them, in all and for each token, so
// that a client who asks for much and reads nothing cannot fill the memory. One thread.
class Unsent {
 public:
  // Who asked. Null when no token was needed.
  using Owner = std::shared_ptr<const identity::Principal>;

  // When this many bytes wait, large answers are refused. One token may have half of it.
  static constexpr std::size_t kBytesMax = 50'331'648;

  // Counts one answer for as long as this lives.
  class Part {
   public:
    Part(Unsent& all, Owner owner, std::size_t bytes)
        : all_(all), owner_(std::move(owner)), bytes_(bytes) {
      all_.total_ += bytes_;
      all_.by_owner_[owner_.get()] += bytes_;
    }
    ~Part() {
      all_.total_ -= bytes_;
      const auto of_owner = all_.by_owner_.find(owner_.get());
      of_owner->second -= bytes_;
      if (of_owner->second == 0) all_.by_owner_.erase(of_owner);
    }
    Part(const Part&) = delete;

   private:
    Unsent& all_;
    Owner owner_;
    std::size_t bytes_;
  };

  std::size_t total() const { return total_; }
  std::size_t of(const Owner& owner) const {
    const auto found = by_owner_.find(owner.get());
    return found == by_owner_.end() ? 0 : found->second;
  }

 private:
  std::size_t total_ = 0;
  std::map<const identity::Principal*, std::size_t> by_owner_;
};

}  // namespace baton::http
