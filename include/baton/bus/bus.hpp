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

namespace baton::ports {
class Tx;
}  // namespace baton::ports

namespace baton::bus {

// What became of one published event.
struct Receipt {
  // The event's place in the log; of a repeat, the place of the first one.
  core::EventId id{};
  // True if an event of this source and origin was in the log already; nothing was stored.
  bool repeated = false;
  // The event that came now, if it is a repeat whose content differs from the first, which only
  // Repeats::may_differ lets pass. Null in every other case.
  std::shared_ptr<const core::Event> newer{};
};

// What a publisher writes in the transaction that appends its events, such as how far it has read
// the system that they come from. The function is called on the store's thread, once the events are
// appended, with one receipt for each of them, in order. When it throws, the whole transaction is
// undone. It is called again when the transaction begins anew.
using Together = std::function<void(ports::Tx&, const std::vector<Receipt>&)>;

// What it means if a known (source, origin) comes again with other content. `must_agree`: a sender
// that chooses the id itself made a mistake and is told so, with Errc::conflict. `may_differ`: a
// vendor's webhook sends again what it sent, and may put the record's newest state into it. What
// came first stays in the log, and the other events of the batch are taken.
enum class Repeats { must_agree, may_differ };

// The one way into the log. Publishers wait here until a turn (src/runtime/turn.cpp) has appended
// their events and committed. Every member may be called from any thread. A publisher resumes on
// the executor of its own coroutine.
class Bus {
 public:
  // When publishers are refused. Baton's own events never are.
  struct Options {
    // Events that may wait at once; an event beyond them is refused with Errc::unavailable.
    std::size_t waiting_max = 20'000;
    // The payload of those events, in bytes, which is held in memory meanwhile. What waits long is
    // no longer in the processor's caches, so that a long queue stores fewer events a second than a
    // short one. Once it is reached, more are refused. A large payload may pass it by its own size,
    // so that small ones do not keep it out.
    std::size_t waiting_bytes_max = 8'000'000;
    // The longest that the oldest of them may have waited. Its sender will soon give up and send
    // again, so that more work taken in now is work lost.
    core::Duration waiting_time_max = std::chrono::seconds(1);
  };

  // One publisher's events, which wait for the next turn and are stored all or not at all.
  class Batch {
   public:
    // At least one.
    std::vector<core::Event> events;
    // The bytes of payload, as counted against waiting_bytes_max.
    std::size_t bytes = 0;
    // True for Baton's own events: they are kept until they are in the log, even if a commit fails.
    bool own = false;
    // The steady time at which it began to wait. Without it, its wait is not held against
    // waiting_time_max.
    std::optional<core::Time> since{};
    // Called once, after the commit or when it failed; may be empty.
    std::function<void(core::Result<std::vector<Receipt>>)> settled;
    // What a repeat with other content means.
    Repeats repeats = Repeats::must_agree;
    // What is stored with them; may be empty.
    Together with{};
  };

  // An empty bus of a log whose end is not known yet; advanced() tells it.
  explicit Bus(Options options);
  // A bus with the default options.
  Bus() : Bus(Options{}) {}
  ~Bus();

  // Errc::unavailable if one more event would be refused at `now` (steady time): asked before any
  // work is done for a request.
  core::Result<void> check_space(core::Time now) const;

  // Resumes once the event is durable: only then may the caller answer its own client. `bytes` is
  // what the payload takes in memory. `now` is steady time; without it the event is not refused
  // because others have waited too long. Errors: Errc::conflict if the id is known with other
  // content, Errc::unavailable if the queue is full, the store failed or the bus is closed. After
  // an error nothing was stored.
  boost::asio::awaitable<core::Result<Receipt>> publish(core::Event event, std::size_t bytes,
                                                        std::optional<core::Time> now = {});

  // The same for several events that are stored all or not at all; one receipt for each, in order.
  // `with` is stored in the same transaction, also when all of them are repeats.
  boost::asio::awaitable<core::Result<std::vector<Receipt>>> publish_all(
      std::vector<core::Event> events, std::size_t bytes, std::optional<core::Time> now = {},
      Repeats repeats = Repeats::must_agree, Together with = {});

  // Takes an event of Baton's own, such as an action's outcome or a due step, and returns at once.
  // It is never refused: each stands for work that was admitted and is counted elsewhere.
  void post(core::Event event);

  // Resumes with the end of the log once it is past `seen`: at once if it already is, or if the bus
  // is closed. When cancelled it resumes with `seen`.
  boost::asio::awaitable<core::EventId> wait_past(core::EventId seen);

  // --- for the turns, which empty the bus ---

  // `wake` is called, from any thread, when something begins to wait on an empty bus.
  void on_waiting(std::function<void()> wake);

  // Removes the batches that have waited longest and returns them: up to `events_max` events, but
  // at least one batch if there is one.
  std::vector<Batch> take(std::size_t events_max);

  // Puts batches back in front after a commit has failed. Publishers are refused from then on,
  // until advanced() tells of a commit that succeeded.
  void put_back(std::vector<Batch> batches);

  // True if nothing waits.
  bool empty() const;
  // The number of events that wait.
  std::size_t waiting() const;

  // Tells that a commit succeeded and that the log reaches to `last`; wakes those who wait for it.
  void advanced(core::EventId last);

  // Refuses publishers from now on, and wakes all who wait in wait_past(). Baton's own events still
  // pass. Called when the server shuts down.
  void close();

 private:
  // One call of wait_past() that has not resumed.
  struct Follower;
  core::Result<void> admit(Batch batch);
  // The same as the public one; the caller holds the mutex.
  core::Result<void> check_space(std::optional<core::Time> now, std::size_t events) const;
  // Sets `oldest_` anew; the caller holds the mutex.
  void find_oldest();
  void forget(std::uint64_t follower);

  Options options_;
  mutable std::mutex mutex_;
  std::vector<Batch> waiting_;
  std::size_t waiting_events_ = 0;
  std::size_t waiting_bytes_ = 0;
  // `since` of the first batch that waits and has one.
  std::optional<core::Time> oldest_;
  bool closed_ = false;
  // The last commit failed.
  bool failing_ = false;
  std::function<void()> wake_;
  // The end of the log.
  core::EventId last_{};
  std::vector<std::unique_ptr<Follower>> followers_;
  // Numbers the followers, so that forget() finds the one it means.
  std::uint64_t followers_made_ = 0;
};

}  // namespace baton::bus
