#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace baton::http {

class HttpSession;

// The deadlines of all open connections, side by side in memory. They are looked at each second;
// were they members of ten thousand sessions, that look would bring each session into the
// processor's cache. Times are seconds as the listener counts them. One thread.
class Deadlines {
 public:
  // The deadline of one session, for as long as this lives.
  class Slot {
   public:
    Slot(Deadlines& all, HttpSession& session) : all_(all), at_(all.take(session)) {}
    ~Slot() { all_.give_back(at_); }
    Slot(const Slot&) = delete;

    std::int64_t second() const { return all_.entries_[at_].second; }  // 0: none
    void set(std::int64_t second) { all_.entries_[at_].second = second; }

   private:
    Deadlines& all_;
    std::size_t at_;
  };

  // The sessions whose deadline has passed. Each is told once: its deadline is removed.
  std::vector<HttpSession*> due(std::int64_t now) {
    std::vector<HttpSession*> found;
    for (auto& [second, session] : entries_) {
      if (second == 0 || now < second) continue;
      second = 0;
      found.push_back(session);
    }
    return found;
  }

 private:
  struct Entry {
    std::int64_t second = 0;
    HttpSession* session = nullptr;
  };

  std::size_t take(HttpSession& session) {
    if (free_.empty()) {
      entries_.push_back({0, &session});
      return entries_.size() - 1;
    }
    const auto at = free_.back();
    free_.pop_back();
    entries_[at] = {0, &session};
    return at;
  }

  void give_back(std::size_t at) {
    entries_[at] = {};
    free_.push_back(at);
  }

  std::vector<Entry> entries_{};
  std::vector<std::size_t> free_{};
};

}  // namespace baton::http
