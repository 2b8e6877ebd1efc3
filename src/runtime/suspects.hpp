#pragma once

#include "baton/ports/store.hpp"

#include <cstddef>
#include <optional>

namespace baton::runtime {

// What an earlier process left unstepped may be what ended it. So at a start the first of it is
// stepped one event a transaction, and the store says beforehand which: an event at which the
// process ends again and again is known, and is set aside. Lives on the store's thread.
class Suspects {
 public:
  enum class Next { mark, step, park };

  // `cursor` and `last`: where the log stood when this process began, and when that was.
  void begin(core::EventId cursor, core::EventId last, std::size_t ends_max,
             core::Time began = {}) {
    until_ = cursor < last ? last : core::EventId{};
    ends_max_ = ends_max;
    began_ = began;
  }
  // A step has come due, and the event that says so was appended. One that was due before this
  // process began may have ended the one before: it is not stepped out of memory, but as what was
  // left unstepped.
  void appended(const core::Event& event);
  // Whether the event after the cursor is one of them.
  bool any(core::EventId cursor) const { return cursor < until_; }

  // What to do with an event in this transaction. `mark`: nothing yet but to commit that it comes
  // next.
  Next next(ports::Tx& tx, core::EventId event);
  // The event is done with: the one that comes after it is marked in the same transaction.
  void passed(ports::Tx& tx, std::optional<core::EventId> following);
  void committed() { marked_ = marking_; }
  // The process ends in good order: no event is to blame for it.
  static void forget(ports::Tx& tx);

 private:
  void mark(ports::Tx& tx, core::EventId event, std::size_t times);

  core::EventId until_{};
  std::size_t ends_max_ = 0;
  core::Time began_{};
  std::size_t passed_ = 0;
  core::EventId marking_{};  // in the transaction under way
  core::EventId marked_{};   // on disk, by this process
};

}  // namespace baton::runtime
