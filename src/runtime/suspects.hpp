#pragma once

#include "baton/ports/store.hpp"

#include <cstddef>
#include <optional>

namespace baton::runtime {

// Finds an event that ends the process each time that it is processed. The events that an earlier
// process left unprocessed are suspects, since one of them may have ended it. The first of them are
// processed one a transaction, and before each the store keeps which event comes next and how often
// it did. An event at which the process ended too often is parked. Used on the store's thread only.
class Suspects {
 public:
  // What to do with an event: commit a mark that it comes next, process it, or park it.
  enum class Next { mark, step, park };

  // `cursor` and `last`: the last event that was processed, and the last of the log, when this
  // process began. `ends_max`: Options::process_ends_max. `began`: when this process began; the
  // later one of its wall and its steady time.
  void begin(core::EventId cursor, core::EventId last, std::size_t ends_max,
             core::Time began = {}) {
    until_ = cursor < last ? last : core::EventId{};
    ends_max_ = ends_max;
    began_ = began;
  }
  // One of Baton's own events was appended. When it says that a step is due, and the step was due
  // before this process began, it is a suspect too: it may have ended the process before.
  void appended(const core::Event& event);
  // True when the event behind the cursor is a suspect.
  bool any(core::EventId cursor) const { return cursor < until_; }

  // What to do with the suspect that comes next. `mark`: only commit this transaction, which keeps
  // that it comes next.
  Next next(ports::SettingsTx& tx, core::EventId event);
  // Notes that the suspect was processed or parked. The one that follows is marked in the same
  // transaction.
  void passed(ports::SettingsTx& tx, std::optional<core::EventId> following);
  // Notes that the transaction is on disk.
  void committed() { marked_ = marking_; }
  // Deletes the mark, when the process ends in good order: no event is to blame for that.
  static void forget(ports::SettingsTx& tx);

 private:
  void mark(ports::SettingsTx& tx, core::EventId event, std::size_t times);

  core::EventId until_{};  // the last suspect
  std::size_t ends_max_ = 0;
  core::Time began_{};
  std::size_t passed_ = 0;   // how many suspects were processed or parked
  core::EventId marking_{};  // the event that the running transaction has marked
  core::EventId marked_{};   // the event that this process has marked on disk
};

}  // namespace baton::runtime
