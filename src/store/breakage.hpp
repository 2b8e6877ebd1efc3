#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace baton::store {

// Remembers whether the store is broken for good, and why. Any thread.
class Breakage {
 public:
  // `tell` is called once, with the reason, by the thread that reports it first. May be empty.
  explicit Breakage(std::function<void(std::string_view)> tell) : tell_(std::move(tell)) {}

  // Says that the store is broken. Only the first reason is kept.
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
  // The reason; empty while the store is not broken.
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
