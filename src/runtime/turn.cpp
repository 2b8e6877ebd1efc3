#include "runtime/turn.hpp"

#include "baton/core/own_events.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/telemetry/log.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace baton::runtime {

using bus::Bus;
using bus::Receipt;
using core::Errc;
using core::Error;
using core::Event;
using core::EventId;
using core::Result;

namespace {

// One of the events of a publisher is in the log with other content, and none of them may be
// appended then.
class Differs : public std::runtime_error {
 public:
  explicit Differs(EventId known) : std::runtime_error("differs"), known_(known) {}
  EventId known() const { return known_; }

 private:
  EventId known_;
};

constexpr core::Duration kTryAgainAfter = std::chrono::seconds(1);
// A turn's time budget grows with the cost of a commit, up to this cost.
constexpr core::Duration kSlowCommit = std::chrono::milliseconds(10);
// How many events of the backlog are read at once.
constexpr std::size_t kBacklogPage = 64;
// The most events of the backlog that are held in memory, and the most bytes of their payload.
constexpr std::size_t kAheadEventsMax = 2'048;
constexpr std::size_t kAheadBytesMax = 8'000'000;

}  // namespace

class Turns::Turn final : public ports::Store::Work {
 public:
  explicit Turn(Turns& turns) : turns_(turns) {}

  void run(ports::Tx& tx) override {
    began_ = turns_.clock_.steady();
    turns_.running_since_.store(began_);
    last_before_ = tx.last_event();
    auto cursor = tx.cursor();
    batches_ = turns_.bus_.take(turns_.options_.turn_events_max);
    for (auto& batch : batches_) take(tx, batch);
    stepping_began_ = turns_.clock_.steady();
    cursor_ = turns_.suspects_.any(cursor) ? step_suspect(tx, cursor) : step_all(tx, cursor);
    if (cursor_ != cursor) tx.set_cursor(cursor_);
    const bool unfinished = turns_.processor_.keep_unfinished(tx);
    last_ = tx.last_event();
    backlog_ = cursor_ < last_ || unfinished;
    ran_until_ = turns_.clock_.steady();
  }

  void done(std::exception_ptr error) noexcept override {
    auto& turns = turns_;
    turns.running_since_.store(core::Time{});
    if (error) {
      failed(error);
      return;
    }
    turns.commit_cost_.took(turns.clock_.steady() - ran_until_);
    turns.suspects_.committed();
    keep_ahead();
    settle();
    afterwards_.tally.tell(turns.metrics_);
    for (auto& span : afterwards_.spans) turns.options_.spans->put(std::move(span));
    afterwards_.spans.clear();
    turns.metrics_.turns.Increment();
    turns.metrics_.turn_seconds.Observe(core::in_seconds(turns.clock_.steady() - began_));
    turns.metrics_.backlog_seconds.Set(
        backlog_ ? core::in_seconds(turns.clock_.now() - core::time_of_id(cursor_.value())) : 0);
    turns.metrics_.bus_waiting.Set(static_cast<double>(turns.bus_.waiting()));
    turns.bus_.advanced(last_);
    turns.hooks_.committed(std::move(afterwards_));
    turns.over((backlog_ && !turns.leaves_backlog_.load()) || !turns.bus_.empty());
  }

 private:
  // The outcome of an action is not appended to the log when it can be processed in this turn,
  // since the journal of its run then says all of it.
  void take(ports::Tx& tx, Bus::Batch& batch) {
    const bool outcome =
        batch.own && batch.events.size() == 1 && batch.events.front().type == core::kActionFinished;
    if (!outcome) return append(tx, batch);
    batch.events.front().id = {};  // a turn that failed may have given it one
    outcomes_.push_back(&batch.events.front());
    results_.emplace_back(std::vector<Receipt>{});
  }

  // True when the event of the log that an event repeats was sent with a token, and this one came
  // through a connection. The token's owner may have used the source and ids of what is a
  // connection now, which must not stand in the way of the connection's own events.
  static bool is_of_another(ports::EventLog& tx, EventId known, const Event& event) {
    const auto stored = tx.event(known);
    return event.actor.is_nobody() && stored && !stored->actor.is_nobody();
  }

  void append(ports::Tx& tx, Bus::Batch& batch) {
    std::vector<Receipt> receipts;
    const auto fresh_before = fresh_.size();
    const auto put = [&] {
      for (auto& event : batch.events) {
        const auto before = tx.last_event();
        auto appended = tx.append(event);
        if (batch.own && appended.outcome == ports::Appended::fresh)
          turns_.suspects_.appended(event);
        while (appended.outcome != ports::Appended::fresh &&
               is_of_another(tx, appended.id, event)) {
          event.origin.insert(0, "hook:");
          appended = tx.append(event);
        }
        const bool differs = appended.outcome == ports::Appended::differs;
        if (differs && batch.repeats == bus::Repeats::must_agree) throw Differs(appended.id);
        receipts.push_back({appended.id, appended.outcome != ports::Appended::fresh, {}});
        if (differs) receipts.back().newer = std::make_shared<const Event>(std::move(event));
        if (appended.outcome == ports::Appended::fresh)
          fresh_.push_back({&event, before, batch.bytes / batch.events.size()});
      }
      if (batch.with) batch.with(tx, receipts);
    };
    try {
      if (batch.events.size() == 1 && !batch.with) {
        put();
      } else {
        tx.guarded(put);
      }
      results_.emplace_back(std::move(receipts));
    } catch (const Differs& differs) {
      fresh_.resize(fresh_before);
      results_.emplace_back(
          Error{Errc::conflict,
                "an event with this source and id is in the log with other content: " +
                    differs.known().text(),
                {},
                "give a new event a new id; to repeat one, send exactly the same"});
    } catch (const ports::StoreUnavailable& unavailable) {
      // When one publisher's events cannot be stored now (the reserve of the disk is reached),
      // those of the others still can.
      if (batch.own) throw;
      fresh_.resize(fresh_before);
      results_.emplace_back(
          Error{Errc::unavailable, unavailable.what(), {}, "send it again later"});
    }
  }

  // Processes all events under one savepoint, which is much cheaper than one for each. When one of
  // them cannot be processed, all is undone and each event is processed by itself, so that only
  // that one is parked.
  EventId step_all(ports::Tx& tx, EventId cursor) {
    const auto fresh_before = fresh_.size();
    auto reached = cursor;
    try {
      tx.guarded([&] { reached = step_some(tx, cursor); });
      return reached;
    } catch (const ports::StoreBroken&) {
      throw;
    } catch (const ports::StoreUnavailable&) {
      throw;
    } catch (const std::exception& error) {
      spdlog::warn("an event of this turn cannot be processed, so each is stepped by itself: {}",
                   error.what());
    }
    turns_.processor_.forget();
    turns_.ahead_.clear();
    afterwards_ = {};
    fresh_.resize(fresh_before);
    one_by_one_ = true;
    stepped_some_ = false;
    stepping_began_ = turns_.clock_.steady();
    return step_some(tx, cursor);
  }

  EventId step_some(ports::Tx& tx, EventId cursor) {
    const EventId after_cursor(cursor.value() + 1);
    for (auto* outcome : outcomes_) {
      if (one_by_one_ || over_budget()) {
        log(tx, *outcome);
      } else {
        turns_.processor_.step(tx, *outcome, after_cursor, time_is_up_, afterwards_);
      }
    }
    if (turns_.leaves_backlog_.load())
      return cursor == last_before_ ? step_appended(tx, cursor) : cursor;
    auto& processor = turns_.processor_;
    const bool through = one_by_one_ ? processor.go_on_or_drop(tx, time_is_up_, afterwards_)
                                     : processor.go_on(tx, time_is_up_, afterwards_);
    if (!through) return cursor;
    if (cursor == last_before_) cursor = step_appended(tx, cursor);
    return step_backlog(tx, cursor);
  }

  void log(ports::EventLogTx& tx, Event& outcome) {
    const auto before = tx.last_event();
    core::ensure(tx.append(outcome).outcome == ports::Appended::fresh,
                 "an outcome is new to the log");
    fresh_.push_back({&outcome, before, 0});
  }

  // Processes or parks one suspect, or only marks that it comes next (Suspects).
  EventId step_suspect(ports::Tx& tx, EventId cursor) {
    auto& processor = turns_.processor_;
    turns_.ahead_.clear();  // the events are read from the log here, so this would fall behind
    for (auto* outcome : outcomes_) log(tx, *outcome);
    if (turns_.leaves_backlog_.load() || !processor.go_on_or_drop(tx, time_is_up_, afterwards_))
      return cursor;
    const auto next = readable_events(tx, cursor, 2);
    if (next.rows.empty()) {
      Suspects::forget(tx);  // the event behind the damaged one gets a mark of its own
      return park_damaged(tx, next.damaged);
    }
    const auto& event = next.rows.front();
    const auto then = turns_.suspects_.next(tx, event.id);
    if (then == Suspects::Next::mark) return cursor;
    if (then == Suspects::Next::park) {
      processor.park_or_fail(tx, event, "the process ended each time that it was processed",
                             afterwards_);
    } else if (!processor.step_or_park(tx, event, time_is_up_, afterwards_)) {
      return cursor;
    }
    auto following = next.rows.size() > 1 ? std::optional(next.rows.back().id) : std::nullopt;
    if (next.damaged) following = next.damaged;
    turns_.suspects_.passed(tx, following);
    return event.id;
  }

  // Parks an event of the log that cannot be read, so that those behind it are processed.
  // Returns its id.
  EventId park_damaged(ports::Tx& tx, EventId damaged) {
    core::ensure(static_cast<bool>(damaged), "what is not stepped is in the log");
    Event unread;
    unread.id = damaged;
    turns_.processor_.park_or_fail(
        tx, unread, "its row is damaged, so that only its id is known: docs/operating.md, Damage",
        afterwards_);
    return damaged;
  }

  // Returns false when there was no time for all of the event; the next turn continues with it.
  bool step(ports::Tx& tx, const Event& event) {
    auto& processor = turns_.processor_;
    return one_by_one_ ? processor.step_or_park(tx, event, time_is_up_, afterwards_)
                       : processor.step(tx, event, event.id, time_is_up_, afterwards_);
  }

  // Processes the events that this turn has appended from memory, when there was no backlog.
  EventId step_appended(ports::Tx& tx, EventId cursor) {
    for (const auto& fresh : fresh_) {
      if (fresh.before != cursor || over_budget() || !step(tx, *fresh.event)) break;
      cursor = fresh.event->id;
    }
    return cursor;
  }

  EventId step_backlog(ports::Tx& tx, EventId cursor) {
    auto& ahead = turns_.ahead_;
    while (cursor < tx.last_event() && !over_budget()) {
      if (ahead.events.empty()) {
        if (const auto damaged = read_ahead(tx, cursor)) {
          cursor = park_damaged(tx, damaged);
          continue;
        }
      }
      const auto& held = ahead.events.front();
      if (!step(tx, held.event)) break;
      cursor = held.event.id;
      ahead.bytes -= held.bytes;
      ahead.events.pop_front();
    }
    return cursor;
  }

  // Reads the next events of the log. When the first of them is damaged, its id is returned, and
  // none is held.
  EventId read_ahead(ports::EventLog& tx, EventId cursor) {
    auto& ahead = turns_.ahead_;
    auto read = readable_events(tx, cursor, kBacklogPage);
    if (read.rows.empty() && read.damaged) return read.damaged;
    for (auto& event : read.rows) ahead.events.push_back({std::move(event)});
    core::ensure(!ahead.events.empty(), "what is not stepped is in the log");
    ahead.until = ahead.events.back().event.id;
    return {};
  }

  // Keeps the events that this turn appended but did not process in memory for the next turns. It
  // stops at a gap in the log: runs may have published events in between.
  void keep_ahead() {
    auto& ahead = turns_.ahead_;
    for (auto& [event, before, bytes] : fresh_) {
      const auto reach = ahead.events.empty() ? cursor_ : ahead.until;
      if (event->id <= reach) continue;
      const bool full = ahead.events.size() >= kAheadEventsMax || ahead.bytes >= kAheadBytesMax;
      if (before != reach || full) return;
      ahead.until = event->id;
      ahead.bytes += bytes;
      ahead.events.push_back({std::move(*event), bytes});
    }
  }

  // Each turn processes at least one event, however long appending took. On a slow disk a turn has
  // more time, so that most of the time is spent on work and not on waiting for the disk.
  bool over_budget() { return std::exchange(stepped_some_, true) && time_is_up_(); }

  void settle() noexcept {
    for (std::size_t at = 0; at < batches_.size(); ++at) {
      if (results_[at]) {
        for (const auto& receipt : *results_[at]) {
          if (batches_[at].own) continue;
          (receipt.repeated ? turns_.metrics_.events_repeated : turns_.metrics_.events_accepted)
              .Increment();
        }
      }
      if (batches_[at].settled) batches_[at].settled(std::move(results_[at]));
    }
  }

  void failed(const std::exception_ptr& error) noexcept {
    std::string why = "the store failed";
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& exception) {
      why = exception.what();
    } catch (...) {  // NOLINT(bugprone-empty-catch): `why` has its text already
    }
    spdlog::warn("a turn of {} publishers was not stored: {}", batches_.size(), why);
    auto& turns = turns_;
    turns.processor_.forget();
    turns.ahead_.clear();
    std::vector<Bus::Batch> own;
    for (auto& batch : batches_) {
      if (batch.own) {
        own.push_back(std::move(batch));
      } else if (batch.settled) {
        batch.settled(Error{Errc::unavailable, why, {}, "send it again later"});
      }
    }
    turns.bus_.put_back(std::move(own));
    turns.hooks_.try_later(kTryAgainAfter);
    turns.state_.store(State::idle);  // comes last: whoever called halt() may destroy the turns now
  }

  Turns& turns_;
  core::Time began_{};
  core::Time stepping_began_{};
  core::Time ran_until_{};
  const Processor::TimeIsUp time_is_up_ = [this] {
    const auto budget =
        turns_.options_.turn_budget + 4 * std::min(turns_.commit_cost_.least(), kSlowCommit);
    return turns_.clock_.steady() - stepping_began_ > budget;
  };
  bool stepped_some_ = false;
  std::vector<Bus::Batch> batches_;
  std::vector<Result<std::vector<Receipt>>> results_;
  // An event that this turn has appended.
  struct Fresh {
    Event* event;
    EventId before;  // the last event of the log when it was appended
    std::size_t bytes;
  };
  std::vector<Fresh> fresh_;
  std::vector<Event*> outcomes_;  // outcomes of actions that are not in the log
  bool one_by_one_ = false;       // each event is processed under a savepoint of its own
  Afterwards afterwards_;
  EventId last_before_{};
  EventId cursor_{};
  EventId last_{};
  bool backlog_ = false;
};

void Turns::wake() {
  auto found = State::idle;
  if (state_.compare_exchange_strong(found, State::scheduled))
    return store_.submit(std::make_unique<Turn>(*this));
  if (found == State::scheduled) state_.compare_exchange_strong(found, State::wanted);
}

// Once the state is idle nothing of this object may be used: whoever called halt() may destroy it.
void Turns::over(bool more) {
  auto found = State::scheduled;
  if (!more && state_.compare_exchange_strong(found, State::idle)) return;
  state_.store(State::scheduled);
  store_.submit(std::make_unique<Turn>(*this));
}

bool Turns::halt() {
  auto found = State::idle;
  return state_.compare_exchange_strong(found, State::halted) || found == State::halted;
}

}  // namespace baton::runtime
