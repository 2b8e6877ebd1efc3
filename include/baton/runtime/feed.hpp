#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/store.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace baton::runtime {

// Tells live followers what was committed: rows of the journal and events of the log. One reader
// reads what is new after each commit and keeps the newest of it in memory, ready to be told, so
// that a thousand followers cost the store what one costs. A follower who is behind what is kept
// reads the store by itself until it has reached that. While nobody follows, nothing is read and
// nothing is kept. Owned by the runtime, and gone before the store; lives on one executor.
class Feed {
  struct State;

 public:
  // Where somebody stands: what they are told of, and the last row and the last event that they
  // have been told.
  struct Position {
    bool runs = true;    // they are told of rows of the journal
    bool events = true;  // they are told of events of the log
    std::int64_t sequence = 0;
    core::EventId event{};

    // Whether this is behind the other in something that the other is told of.
    bool is_past(const Position& other) const;
    // Moves as far as the other stands, and never back.
    void reach(const Position& other);
  };

  // A row or an event, ready to be told.
  struct Record {
    enum class Of { journal, log };
    Of of = Of::log;
    Position at{};  // where its reader stands behind it
    std::string text{};
  };

  struct Slice {
    std::vector<Record> records{};  // oldest first
    Position at{};                  // behind all that was looked at
    bool more = false;              // there is more to be read at once
  };

  // Reads some of what comes behind a position, on a thread of the store. A slice is small, so that
  // others read in between.
  using Read = std::function<Slice(ports::Queries&, const Position&)>;

  // The records that are kept take up no more memory than this.
  static constexpr std::size_t kBytesMax = 8'000'000;

  Feed(boost::asio::any_io_executor executor, ports::Store& store,
       std::size_t bytes_max = kBytesMax);
  Feed(const Feed&) = delete;

  // How the store is read; to be set before anybody follows.
  void read_by(Read read);
  // Something was committed. Any thread.
  void committed();
  // Nobody is told anything any more: past() resumes at once, now and later.
  void stop();
  bool stopped() const;

  // Somebody follows for as long as this lives, which may be longer than the feed does.
  class Follower {
   public:
    explicit Follower(Feed& feed);
    ~Follower();
    Follower(const Follower&) = delete;

    // Whether all that comes behind `at` is in memory. If not, it is to be read from the store.
    bool reaches(const Position& at) const;
    // Hands over what is in memory behind `at`, oldest first, until `take` returns false. `at` has
    // moved behind a record when that is handed over. Returns whether that was all.
    bool tell(Position& at, const std::function<bool(const Record&)>& take) const;
    // Resumes once there is something behind `at` to be told or to be read, or after `within`.
    boost::asio::awaitable<void> past(Position at, core::Duration within) const;

   private:
    std::shared_ptr<State> state_;
  };

 private:
  std::shared_ptr<State> state_;
};

}  // namespace baton::runtime
