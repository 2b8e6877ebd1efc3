#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace baton::store {

// A queue of jobs between threads. Any thread may use it.
template <class Job>
class JobQueue {
 public:
  // Adds a job, and moves it from `job`. Returns false and leaves `job` as it is when `waiting_max`
  // jobs wait already.
  bool push(Job& job, std::size_t waiting_max) {
    {
      const std::lock_guard lock(mutex_);
      if (jobs_.size() >= waiting_max) return false;
      jobs_.push_back(std::move(job));
    }
    some_.notify_one();
    return true;
  }

  // Waits until there is a job, then takes up to `most` in the order in which they were added.
  // Returns none once the queue is closed and no job is left.
  std::vector<Job> take(std::size_t most) {
    std::unique_lock lock(mutex_);
    some_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
    const auto count = std::min(most, jobs_.size());
    const auto end = jobs_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<Job> taken(std::make_move_iterator(jobs_.begin()), std::make_move_iterator(end));
    jobs_.erase(jobs_.begin(), end);
    return taken;
  }

  // Makes take() return no job once none is left. Jobs that wait are still taken.
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
