#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace baton::store {

// Whether the store is broken for good, and why: told once, remembered for ever. Thread-safe.
class Breakage {
 public:
  explicit Breakage(std::function<void(std::string_view)> tell) : tell_(std::move(tell)) {}

  void report(std::string_view why) {
    {
      const std::lock_guard lock(mutex_);
      if (happened_) return;
      why_ = why;
      happened_ = true;
    }
    if (tell_) tell_(why);
  }
  bool happened() const { return happened_; }
  std::string why() const {
    const std::lock_guard lock(mutex_);
    return why_;
  }

 private:
  std::function<void(std::string_view)> tell_;
  mutable std::mutex mutex_;
  std::string why_;
  std::atomic<bool> happened_ = false;
};

}  // namespace baton::store
