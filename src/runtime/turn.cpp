#include "runtime/turn.hpp"

#include "baton/telemetry/log.hpp"

#include <algorithm>

namespace baton::runtime {

using bus::Bus;
using bus::Receipt;
using core::Errc;
using core::Error;
using core::Event;
using core::EventId;
using core::Result;

namespace {

// A publisher's events that stand or fall together met one that is in the log with other content.
class Differs : public std::runtime_error {
 public:
  explicit Differs(EventId known) : std::runtime_error("differs"), known_(known) {}
  EventId known() const { return known_; }

 private:
  EventId known_;
};

constexpr core::Duration kTryAgainAfter = std::chrono::seconds(1);
constexpr std::size_t kBacklogPage = 256;

}  // namespace

class Turns::Turn final : public ports::Store::Work {
 public:
  explicit Turn(Turns& turns) : turns_(turns) {}

  void run(ports::Tx& tx) override {
    began_ = turns_.clock_.now();
    const auto last_before = tx.last_event();
    auto cursor = tx.cursor();
    batches_ = turns_.bus_.take(turns_.options_.turn_events_max);
    for (auto& batch : batches_) append(tx, batch);
    const auto cursor_before = cursor;
    if (cursor == last_before) cursor = step_appended(tx, cursor);
    cursor = step_backlog(tx, cursor);
    if (cursor != cursor_before) tx.set_cursor(cursor);
    last_ = tx.last_event();
    backlog_ = cursor < last_;
  }

  void done(std::exception_ptr error) noexcept override {
    auto& turns = turns_;
    if (error) {
      failed(error);
      return;
    }
    settle();
    turns.metrics_.turns.Increment();
    turns.metrics_.turn_seconds.Observe(std::chrono::duration<double>(turns.clock_.now() - began_).count());
    turns.metrics_.bus_waiting.Set(static_cast<double>(turns.bus_.waiting()));
    turns.bus_.advanced(last_);
    turns.hooks_.committed(std::move(afterwards_));
    turns.scheduled_.store(false);
    if (backlog_ || !turns.bus_.empty()) turns.wake();
  }

 private:
  void append(ports::Tx& tx, Bus::Batch& batch) {
    std::vector<Receipt> receipts;
    const auto fresh_before = fresh_.size();
    const auto put = [&] {
      for (auto& event : batch.events) {
        const auto appended = tx.append(event);
        if (appended.outcome == ports::Appended::differs) throw Differs(appended.id);
        receipts.push_back({appended.id, appended.outcome == ports::Appended::repeated});
        if (appended.outcome == ports::Appended::fresh) fresh_.push_back(&event);
      }
    };
    try {
      if (batch.events.size() == 1) {
        put();
      } else {
        tx.guarded(put);
      }
      results_.emplace_back(std::move(receipts));
    } catch (const Differs& differs) {
      fresh_.resize(fresh_before);
      results_.emplace_back(Error{Errc::conflict,
                                  "an event with this source and id is in the log with other content: " + differs.known().text(),
                                  {},
                                  "give a new event a new id; to repeat one, send exactly the same"});
    } catch (const ports::StoreUnavailable& unavailable) {
      // One that cannot be stored now (the reserve of the disk is reached) does not take the others with it.
      if (batch.own) throw;
      fresh_.resize(fresh_before);
      results_.emplace_back(Error{Errc::unavailable, unavailable.what(), {}, "send it again later"});
    }
  }

  // With no backlog the events just appended are stepped from memory.
  EventId step_appended(ports::Tx& tx, EventId cursor) {
    for (const Event* event : fresh_) {
      if (over_budget()) break;
      turns_.processor_.step(tx, *event, afterwards_);
      cursor = event->id;
    }
    return cursor;
  }

  EventId step_backlog(ports::Tx& tx, EventId cursor) {
    while (cursor < tx.last_event() && !over_budget()) {
      for (const auto& event : tx.events_after(cursor, kBacklogPage)) {
        if (over_budget()) return cursor;
        turns_.processor_.step(tx, event, afterwards_);
        cursor = event.id;
      }
    }
    return cursor;
  }

  bool over_budget() const { return turns_.clock_.now() - began_ > turns_.options_.turn_budget; }

  void settle() noexcept {
    for (std::size_t at = 0; at < batches_.size(); ++at) {
      if (results_[at]) {
        for (const auto& receipt : *results_[at]) {
          if (batches_[at].own) continue;
          (receipt.repeated ? turns_.metrics_.events_repeated : turns_.metrics_.events_accepted).Increment();
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
    } catch (...) {  // NOLINT(bugprone-empty-catch): `why` says all there is to say
    }
    spdlog::warn("a turn of {} publishers was not stored: {}", batches_.size(), why);
    auto& turns = turns_;
    turns.processor_.forget();
    std::vector<Bus::Batch> own;
    for (auto& batch : batches_) {
      if (batch.own) {
        own.push_back(std::move(batch));
      } else if (batch.settled) {
        batch.settled(Error{Errc::unavailable, why, {}, "send it again later"});
      }
    }
    turns.bus_.put_back(std::move(own));
    turns.scheduled_.store(false);
    turns.hooks_.try_later(kTryAgainAfter);
  }

  Turns& turns_;
  core::Time began_{};
  std::vector<Bus::Batch> batches_;
  std::vector<Result<std::vector<Receipt>>> results_;
  std::vector<const Event*> fresh_;
  Afterwards afterwards_;
  EventId last_{};
  bool backlog_ = false;
};

void Turns::wake() {
  if (!scheduled_.exchange(true)) store_.submit(std::make_unique<Turn>(*this));
}

}  // namespace baton::runtime
