#pragma once

#include "baton/core/event.hpp"
#include "baton/core/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace baton::bus {

struct Receipt {
  core::EventId id{};
  bool repeated = false;  // it was in the log already; nothing changed
  // Repeated with other content than the first time, which Repeats::may_differ allows: what came
  // now. Else null.
  std::shared_ptr<const core::Event> newer{};
};

// What a known (source, id) with other content means. A sender that chose the id itself made a
// mistake, and is told so. A vendor's webhook sends again what it sent, and may put the record's
// newest state into it: what came first stays, and its neighbours in the batch are taken.
enum class Repeats { must_agree, may_differ };

// The one way into the log. Publishers wait here until a turn (runtime/turn.hpp) has appended their
// events and committed. Thread-safe; completions run on the publisher's executor.
class Bus {
 public:
  struct Options {
    std::size_t waiting_max = 20'000;  // events; more are refused with Errc::unavailable
    // Of payload held in memory meanwhile. What waits long grows cold in the processor's caches, so
    // that a deep queue stores fewer events a second than a short one. Once it is reached, more are
    // refused: a large payload may pass it by its own size, so that small ones do not starve it.
    std::size_t waiting_bytes_max = 8'000'000;
    core::Duration waiting_time_max =
        std::chrono::seconds(1);  // of the oldest: senders give up, and what they sent is work lost
  };

  // What waits for the next turn: one publisher's events, all or nothing.
  class Batch {
   public:
    std::vector<core::Event> events;
    std::size_t bytes = 0;  // of payload, as counted against waiting_bytes_max
    bool own = false;       // Baton's own: kept until it is in the log, whatever the store says
    std::optional<core::Time> since{};  // steady time at which it began to wait; of senders that
                                        // may be told to come later
    std::function<void(core::Result<std::vector<Receipt>>)>
        settled;  // called once, after the commit; may be empty
    Repeats repeats = Repeats::must_agree;
  };

  explicit Bus(Options options);
  Bus() : Bus(Options{}) {}
  ~Bus();

  // Errc::unavailable if an event that came `now` (steady time) would be refused: asked before any
  // work is done for it.
  core::Result<void> room(core::Time now) const;
  // Resumes once the event is durable: only then may the caller answer its own client.
  // Errc::conflict when the id is known with other content, Errc::unavailable when the queue or the
  // disk is full; then nothing was stored. `bytes`: what the payload takes up in memory. `now`:
  // steady time; without it nobody is refused because others wait too long already.
  boost::asio::awaitable<core::Result<Receipt>> publish(core::Event event, std::size_t bytes,
                                                        std::optional<core::Time> now = {});
  // The same for several that stand or fall together.
  boost::asio::awaitable<core::Result<std::vector<Receipt>>> publish_all(
      std::vector<core::Event> events, std::size_t bytes, std::optional<core::Time> now = {},
      Repeats repeats = Repeats::must_agree);
  // Baton's own events: outcomes, due steps. Never refused: each stands for an obligation that is
  // counted elsewhere.
  void post(core::Event event);

  // Resumes once the log is past `seen`, at once if it already is; when cancelled, with `seen`.
  boost::asio::awaitable<core::EventId> wait_past(core::EventId seen);

  // --- the turn's side ---
  // Called, from any thread, when something starts to wait.
  void on_waiting(std::function<void()> wake);
  // All that waits, up to `events_max`.
  std::vector<Batch> take(std::size_t events_max);
  // A commit failed: puts back, in front, what it did not store. Until the log is advanced() again,
  // publishers are refused.
  void put_back(std::vector<Batch> batches);
  bool empty() const;
  std::size_t waiting() const;
  // A commit succeeded, and the log reaches to `last`: wakes those who wait for it.
  void advanced(core::EventId last);
  // Refuses publishers from now on (drain); own events still pass.
  void close();

 private:
  struct Follower;
  core::Result<void> admit(Batch batch);
  core::Result<void> room(std::optional<core::Time> now,
                          std::size_t events) const;  // under the mutex
  void find_oldest();                                 // under the mutex
  void forget(std::uint64_t follower);

  Options options_;
  mutable std::mutex mutex_;
  std::vector<Batch> waiting_;
  std::size_t waiting_events_ = 0;
  std::size_t waiting_bytes_ = 0;
  std::optional<core::Time> oldest_;  // since of the first that waits and has one
  bool closed_ = false;
  bool failing_ = false;  // the last commit failed
  std::function<void()> wake_;
  core::EventId last_{};
  std::vector<std::unique_ptr<Follower>> followers_;
  std::uint64_t followers_made_ = 0;
};

}  // namespace baton::bus
