#include "runtime/poller.hpp"

#include "baton/telemetry/log.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;
using core::ActionResult;

namespace {

// How often a poll fails, one after the other, between two lines of the log.
constexpr int kFailuresALine = 10;

core::Json read_stored(ports::Settings& settings, const std::string& poll) {
  auto stored = core::parse_json(settings.setting(poll_setting(poll)));
  return stored ? *std::move(stored) : core::Json();
}

std::size_t payload_of(const std::vector<core::Event>& events) {
  std::size_t bytes = 0;
  for (const auto& event : events) bytes += core::size_of(event.data).bytes;
  return bytes;
}

// What follows from a page, or from the failure to get one.
PollState after_page(const PollState& before, const ports::PollPage& page, core::Time steady,
                     core::Time wall) {
  PollState next = before;
  if (!page.progress.is_null()) next.progress = page.progress;
  if (page.result.kind == ActionResult::Kind::succeeded) {
    next.failures = 0;
    next.error.clear();
    next.last = wall;
    // keep() sets this to 0 if the page brings anything new.
    next.idle_pages = page.more ? before.idle_pages + 1 : 0;
    next.due = steady + (page.more ? wait_after_idle_pages(before.idle_pages) : next.poll.every);
    return next;
  }
  ++next.failures;
  next.error = core::reason_of(page.result);
  next.due = steady + wait_after_failures(next.poll, next.failures, page.result.retry_after);
  return next;
}

void log_outcome(const PollState& before, const PollState& next) {
  if (next.failures == 0) {
    if (before.failures > 0) spdlog::info("the poll {} works again", next.poll.text());
  } else if (next.failures % kFailuresALine == 1) {
    spdlog::warn("the poll {} failed {} times: {}", next.poll.text(), next.failures, next.error);
  }
}

}  // namespace

asio::awaitable<void> Poller::arm() {
  std::map<std::string, PollState> now;
  for (auto& poll : connectors_.polls()) {
    const auto text = poll.text();
    now[text].poll = std::move(poll);
  }
  std::optional<core::Time> earliest;
  auto set_alarms = [this, &now, &earliest](ports::Tx& tx) {
    earliest.reset();
    for (auto& [name, state] : now) {
      state.take(read_stored(tx, name));
      if (!state.due) {
        state.due = clock_.steady();
        tx.set_poll(name, std::nullopt, state.due);
        tx.set_setting(poll_setting(name), core::dump(state.stored()));
      }
      earliest = std::min(earliest.value_or(*state.due), *state.due);
    }
  };
  if (now.empty() && polls_.empty()) co_return;
  co_await store_.transact(set_alarms);
  polls_ = std::move(now);
  if (earliest) armed_(*earliest);
}

void Poller::due(const std::string& poll) {
  if (stopped_ || !under_way_.insert(poll).second) return;
  ++in_flight_;
  const auto known = polls_.find(poll);
  asio::co_spawn(executor_, known != polls_.end() ? ask(known->second) : forget(poll),
                 asio::detached);
}

asio::awaitable<void> Poller::ask(PollState before) {
  const auto poll = before.poll.text();
  ports::PollPage page;
  try {
    auto asked =
        connectors_.poll(before.poll.connection, before.poll.name, before.progress, clock_.now());
    page = co_await std::move(asked);
  } catch (const std::exception& error) {
    page.result = {ActionResult::Kind::transient, {}, "failed", error.what(), {}};
    page.events.clear();
  }
  PollState next = after_page(before, page, clock_.steady(), clock_.now());
  auto kept = keep(before, next, std::move(page.events));
  const bool stored = co_await std::move(kept);
  if (stored) log_outcome(before, next);
  under_way_.erase(poll);
  --in_flight_;
}

// The alarm of a poll that is set up no more goes. How far it had come stays, in case it comes
// back.
asio::awaitable<void> Poller::forget(std::string poll) {
  auto drop = [&poll](ports::Tx& tx) {
    PollState state;
    state.take(read_stored(tx, poll));
    tx.set_poll(poll, std::exchange(state.due, std::nullopt), std::nullopt);
    tx.set_setting(poll_setting(poll), core::dump(state.stored()));
  };
  try {
    co_await store_.transact(drop);
  } catch (const std::exception& error) {
    spdlog::warn("the alarm of the poll {} could not be deleted: {}", poll, error.what());
  }
  under_way_.erase(poll);
  --in_flight_;
}

// When nothing can be stored, the alarm stays due, and is told again a minute later.
asio::awaitable<bool> Poller::keep(PollState before, PollState next,
                                   std::vector<core::Event> events) {
  const auto name = next.poll.text();
  // The events that are new are counted by the log, as far as it knows them.
  auto store_state = [&before, &next, &name](ports::Tx& tx) {
    tx.set_setting(poll_setting(name), core::dump(next.stored()));
    tx.set_poll(name, before.due, next.due);
  };
  try {
    if (events.empty()) {
      co_await store_.transact(store_state);
    } else {
      const auto bytes = payload_of(events);
      bus::Together together = [&store_state](ports::Tx& tx, const std::vector<bus::Receipt>&) {
        store_state(tx);
      };
      auto publishing = bus_.publish_all(std::move(events), bytes, std::nullopt,
                                         bus::Repeats::may_differ, std::move(together));
      const auto receipts = co_await std::move(publishing);
      if (!receipts) {
        spdlog::warn("what the poll {} brought is not stored, and is asked for again: {}", name,
                     receipts.error().message);
        co_return false;
      }
      const auto fresh = std::count_if(receipts->begin(), receipts->end(),
                                       [](const bus::Receipt& one) { return !one.repeated; });
      next.events += fresh;
      if (fresh > 0) next.idle_pages = 0;
    }
  } catch (const std::exception& error) {
    spdlog::warn("how far the poll {} has come is not stored, and it is asked again: {}", name,
                 error.what());
    co_return false;
  }
  if (next.idle_pages == kIdlePagesMax)
    spdlog::warn(
        "the poll {} has read {} pages in a row that brought nothing new, and more follow; it "
        "reads them slowly from now on",
        name, kIdlePagesMax);
  const auto known = polls_.find(name);
  if (known != polls_.end()) {
    next.poll = known->second.poll;  // it may have been set up anew meanwhile
    known->second = next;
  }
  if (next.due) armed_(*next.due);
  co_return true;
}

std::vector<PollState> Poller::states() const {
  std::vector<PollState> states;
  for (const auto& [name, state] : polls_) states.push_back(state);
  return states;
}

}  // namespace baton::runtime
