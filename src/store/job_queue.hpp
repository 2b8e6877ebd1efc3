#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace baton::store {

// Hands jobs from any thread to those that take them, in order. Closing it lets what waits still be
// taken.
template <class Job>
class JobQueue {
 public:
  // False, and `job` untouched, when `waiting_max` jobs wait already.
  bool push(Job& job, std::size_t waiting_max) {
    {
      const std::lock_guard lock(mutex_);
      if (jobs_.size() >= waiting_max) return false;
      jobs_.push_back(std::move(job));
    }
    some_.notify_one();
    return true;
  }

  // Waits for at least one and takes up to `most`. Empty: closed, and nothing is left.
  std::vector<Job> take(std::size_t most) {
    std::unique_lock lock(mutex_);
    some_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
    const auto count = std::min(most, jobs_.size());
    const auto end = jobs_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<Job> taken(std::make_move_iterator(jobs_.begin()), std::make_move_iterator(end));
    jobs_.erase(jobs_.begin(), end);
    return taken;
  }

  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    some_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable some_;
  std::deque<Job> jobs_;
  bool closed_ = false;
};

}  // namespace baton::store
