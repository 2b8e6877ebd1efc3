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
// reads what is new after each commit and keeps the newest records in memory as texts, so that a
// thousand followers cost the store what one costs. A follower who is further behind reads the
// store by itself until it has caught up with the records in memory. While nobody follows, nothing
// is read and nothing is kept. Owned by the runtime and destroyed before the store. Used on one
// executor, but for committed().
class Feed {
  struct State;

 public:
  // How far somebody has come: what they follow, and the last row and the last event that they were
  // told.
  struct Position {
    // True: they follow the rows of the journal.
    bool runs = true;
    // True: they follow the events of the log.
    bool events = true;
    // The sequence of the last row of the journal that they were told.
    std::int64_t sequence = 0;
    // The last event of the log that they were told.
    core::EventId event{};

    bool operator==(const Position&) const = default;
    // True when this has come further than `other` in something that `other` follows.
    bool is_past(const Position& other) const;
    // Moves forward to where `other` has come, and never back.
    void reach(const Position& other);
  };

  // A row or an event, as followers are told of it.
  struct Record {
    // Where a record comes from: a row of the journal, or an event of the log.
    enum class Of { journal, log };
    // Where this one comes from.
    Of of = Of::log;
    // The position of whoever has been told this record and all before it.
    Position at{};
    // What is told, as whoever set the Read has written it.
    std::string text{};
  };

  // The records that one read found.
  struct Slice {
    // The records, the oldest first.
    std::vector<Record> records{};
    // The position behind all that was read, also what gave no record.
    Position at{};
    // True when there is more that can be read at once.
    bool more = false;
  };

  // Reads some of what comes behind a position, on a thread of the store. A slice should be small,
  // so that other reads come in between.
  using Read = std::function<Slice(ports::Queries&, const Position&)>;

  // The most memory that the kept records take, in bytes.
  static constexpr std::size_t kBytesMax = 8'000'000;

  // `bytes_max`: the most memory that the kept records take. read_by() comes before any follower.
  Feed(boost::asio::any_io_executor executor, ports::Store& store,
       std::size_t bytes_max = kBytesMax);
  Feed(const Feed&) = delete;

  // Sets how the store is read. To be called before anybody follows.
  void read_by(Read read);
  // Says that something was committed, so that there may be something new to read. Any thread.
  void committed();
  // Ends the feed: past() resumes at once from now on, and nothing new is read.
  void stop();
  // True once stop() was called.
  bool stopped() const;

  // Somebody who follows, for as long as this lives. It may outlive the feed.
  class Follower {
   public:
    // Begins to follow, and starts the reader if this is the first follower.
    explicit Follower(Feed& feed);
    ~Follower();
    Follower(const Follower&) = delete;

    // True when all that comes behind `at` is in memory. If not, it must be read from the store.
    bool reaches(const Position& at) const;
    // Gives `take` the records in memory behind `at`, the oldest first, until it returns false.
    // `at` is moved behind each record before `take` gets it. Returns true when no record is left.
    bool tell(Position& at, const std::function<bool(const Record&)>& take) const;
    // Resumes once there is something behind `at` to tell or to read, or after `within`.
    boost::asio::awaitable<void> past(Position at, core::Duration within) const;

   private:
    std::shared_ptr<State> state_;
  };

 private:
  std::shared_ptr<State> state_;
};

}  // namespace baton::runtime
