#pragma once

#include "baton/ports/rows.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace baton::ports {

// The world's fault, for now: the disk is full, the database is away. The transaction did not
// happen; others may.
class StoreUnavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The world's fault, for good: an I/O error or a damaged file. Nothing may be acknowledged any
// more; the process stops with exit code 70 and recovers from disk (docs/reliability.md, P18).
class StoreBroken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One stored row no longer matches its checksum. It is named, never served; the rest of the store
// goes on.
class RowDamaged : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct RunFilter {
  std::optional<core::RunStatus> status{};  // `failed` finds open runs that are failing as well
  std::string workflow{};
  std::string key{};
  std::string words{};   // found in title, key or workflow, case-insensitively
  core::RunId before{};  // cursor: runs older than this one; unset: from the newest
  std::size_t limit = core::kPageSizeDefault;
};

struct ApprovalFilter {
  std::optional<ApprovalStatus> status{};
  core::RunId after{};  // cursor (run, step), exclusive
  std::string after_step{};
  std::size_t limit = core::kPageSizeDefault;
};

struct EventFilter {
  std::string type{};  // pattern, as in templates
  std::string source{};
  core::EventId before{};  // newest first, older than this
  core::EventId after{};   // set: oldest first, newer than this (tail)
  std::size_t limit = core::kPageSizeDefault;
};

struct Counts {
  std::int64_t events = 0;
  std::int64_t runs = 0;
  std::int64_t runs_open = 0;
  std::int64_t steps_live = 0;
  std::int64_t approvals_open = 0;
  std::int64_t parked = 0;
  bool operator==(const Counts&) const = default;
};

// Reads of one consistent snapshot.
class Queries {
 public:
  virtual ~Queries() = default;

  virtual std::optional<core::Event> event(core::EventId id) = 0;
  virtual std::vector<core::Event> events(const EventFilter& filter) = 0;
  // In log order, after `position`.
  virtual std::vector<core::Event> events_after(core::EventId position, std::size_t limit) = 0;
  virtual core::EventId last_event() = 0;
  // The log may lack events up to here: their keeping time was over.
  virtual core::EventId pruned() = 0;
  // For a wait that looks back: events of one type between two positions, both exclusive, newest
  // first; none that is addressed to one run.
  virtual std::vector<core::EventId> look_back(std::string_view type, core::EventId after,
                                               core::EventId before, std::size_t limit) = 0;
  // How many events of the log an event from outside has caused; counting stops at `enough`.
  virtual std::int64_t descendants(core::EventId root, std::int64_t enough) = 0;
  // The last event that was stepped.
  virtual core::EventId cursor() = 0;

  virtual std::optional<RunRow> run(core::RunId id) = 0;
  virtual std::vector<RunRow> runs(const RunFilter& filter) = 0;  // newest first
  virtual std::vector<RunRow> runs_started_by(core::EventId event) = 0;
  virtual std::optional<core::RunId> open_run(std::string_view workflow, std::string_view key) = 0;
  virtual std::vector<JournalRow> journal(core::RunId run) = 0;  // oldest first
  // Of it, at most so many rows after a sequence.
  virtual std::vector<JournalRow> journal_page(core::RunId run, std::int64_t after,
                                               std::size_t limit) = 0;
  // The runs that went on by this event: a wait of theirs took it (RunChange::resumed).
  virtual std::vector<core::RunId> runs_resumed_by(core::EventId event) = 0;
  // Rows of all runs after a sequence, for live followers.
  virtual std::vector<JournalRow> journal_after(std::int64_t sequence, std::size_t limit) = 0;
  virtual std::int64_t last_sequence() = 0;

  virtual std::vector<StepRow> steps(core::RunId run) = 0;
  // The outbox: running and unknown steps of one lane, those without a due time first, then the
  // earliest. An unknown one without a due time is not in it: a person decides.
  virtual std::vector<StepRow> outbox(std::string_view lane, std::size_t limit) = 0;
  // The lanes that have any.
  virtual std::vector<std::string> outbox_lanes() = 0;
  // The timers: gated and waiting steps that are due by one of the two clocks, each once: up to
  // `limit` by steady time, earliest first, then up to `limit` of the others by the wall.
  virtual std::vector<StepRow> due_steps(core::Time steady, core::Time wall, std::size_t limit) = 0;
  // The earliest due times among gated and waiting steps.
  virtual NextDue next_due() = 0;

  virtual std::vector<WaitRow> waits(std::string_view type, std::string_view path,
                                     std::string_view value) = 0;
  // The runs that wait so, in their order, from behind `after`; each once, however many of its
  // steps wait.
  virtual std::vector<core::RunId> waiting(std::string_view type, std::string_view path,
                                           std::string_view value, core::RunId after,
                                           std::size_t limit) = 0;
  // The distinct paths that open waits for this type are indexed by; "" among them when some are
  // not.
  virtual std::vector<std::string> wait_paths(std::string_view type) = 0;

  virtual std::vector<ApprovalRow> approvals(const ApprovalFilter& filter) = 0;  // oldest first
  virtual std::optional<ApprovalRow> approval(core::RunId run, std::string_view step) = 0;

  virtual std::vector<TemplateRow> templates() = 0;  // the active version of each, by name
  virtual std::optional<TemplateRow> template_version(std::string_view name,
                                                      int version) = 0;  // 0: the active one
  // The highest version of a workflow, active or not: the next one is put above it.
  virtual std::optional<TemplateRow> latest_template(std::string_view name) = 0;
  // The highest version of each workflow of which none is active, by name.
  virtual std::vector<TemplateRow> retired_templates() = 0;

  virtual std::vector<TokenRow> tokens() = 0;
  virtual std::vector<ParkedRow> parked(std::size_t limit) = 0;  // in log order
  // A small named value: installation id, OAuth state. Empty when unset.
  virtual std::string setting(std::string_view name) = 0;
  // Exact, and kept beside the tables: asking costs one row.
  virtual Counts counts() = 0;
};

enum class Appended { fresh, repeated, differs };
struct AppendResult {
  Appended outcome = Appended::fresh;
  core::EventId id{};  // of the event in the log: the new one, or the one that was there
};

// Writes, inside a transaction, on the store's thread. Reads see what was written before in the
// same transaction.
class Tx : public Queries {
 public:
  // Appends to the log, gives the event its id. An event whose (source, origin) is in the log is
  // not appended: `repeated` when type, subject and data are the same, `differs` when they are not.
  // One whose (source, delivery) was appended within kDeliveryRemembered is `repeated`, whatever
  // its origin.
  virtual AppendResult append(core::Event& event) = 0;
  virtual void set_cursor(core::EventId position) = 0;
  // A fresh id for a run.
  virtual core::RunId new_run_id() = 0;
  // What identifies a run (workflow, key, trigger, started_at) stays as it was inserted. Steps that
  // settle go before others are put. A revision that is not the stored one, or a second open run of
  // a workflow for a key: core::BrokenInvariant.
  virtual void save(const RunChange& change) = 0;
  // Becomes the active version. A version that is there already only becomes active again; with
  // another text it is a broken invariant.
  virtual void put_template(const TemplateRow& row) = 0;
  // No version of it is active from now on; all of them stay for the runs that began by them.
  virtual void retire_template(std::string_view name) = 0;
  virtual void put_token(const TokenRow& row) = 0;
  virtual core::TokenId new_token_id() = 0;
  virtual void park(const ParkedRow& row) = 0;
  virtual void unpark(core::EventId event) = 0;
  virtual void set_setting(std::string_view name,
                           std::string_view value) = 0;  // an empty value unsets it
  // Deletes what is older than its keeping time: at most `limit` runs, each with all that belongs
  // to it, and of at most `limit` events those that no run was started by and that are not parked.
  // Open runs and events still to be stepped stay. Age is counted in steady time from when the end
  // of a run and an event were stored, whatever the wall clock showed then. Returns how many runs
  // went and events were looked at; the next call goes on behind them, up to the first event of the
  // log that is young enough to stay. An event that stayed for its run goes with it.
  virtual std::size_t prune(core::Time runs_ended_before, core::Time events_stored_before,
                            std::size_t limit) = 0;

  // Runs `part`; when it throws, undoes what it wrote and lets the exception through. Others in the
  // transaction stay.
  virtual void guarded(const std::function<void()>& part) = 0;
};

// Keeps every state. Waiting transactions share one commit. Thread-safe.
class Store {
 public:
  // A transaction: `run` is called once, on the store's thread, and may throw to undo; `done` is
  // called after the commit (null) or when it did not happen (why), on the store's thread: it must
  // only hand over to another. The exception is the callee's alone: moved on, it is never looked at
  // by two threads.
  class Work {
   public:
    virtual ~Work() = default;
    virtual void run(Tx& tx) = 0;
    virtual void done(std::exception_ptr error) noexcept = 0;
  };

  virtual ~Store() = default;
  // Why events from outside are refused for now ("disk: …"); empty when they are not. Any thread.
  virtual std::string refuses() const { return {}; }
  virtual void submit(std::unique_ptr<Work> work) = 0;
  // Reads on another thread, from the last committed state. What people ask for is bounded in time:
  // a read that takes too long ends with StoreUnavailable.
  virtual void submit_read(std::function<void(Queries&)> read,
                           std::function<void(std::exception_ptr)> done) = 0;
  // The same for the server's own work, such as the outbox and the timers: it never waits behind
  // what people ask for, and takes its time.
  virtual void submit_server_read(std::function<void(Queries&)> read,
                                  std::function<void(std::exception_ptr)> done) {
    submit_read(std::move(read), std::move(done));
  }

  // Runs `part(tx)` as one transaction; resumes with its result once that is durable. `part` is
  // borrowed until then. The caller's executor outlives the store, whose thread posts to it.
  template <class Part>
  boost::asio::awaitable<std::invoke_result_t<Part&, Tx&>> transact(Part& part) {
    return await<Tx>(part, [this](auto run, auto done) {
      submit(std::make_unique<FunctionWork>(std::move(run), std::move(done)));
    });
  }
  // Runs `part(queries)` on a reader; resumes with its result. `part` is borrowed until then.
  template <class Part>
  boost::asio::awaitable<std::invoke_result_t<Part&, Queries&>> read(Part& part) {
    return await<Queries>(
        part, [this](auto run, auto done) { submit_read(std::move(run), std::move(done)); });
  }
  // The same for the server's own work.
  template <class Part>
  boost::asio::awaitable<std::invoke_result_t<Part&, Queries&>> read_for_server(Part& part) {
    return await<Queries>(
        part, [this](auto run, auto done) { submit_server_read(std::move(run), std::move(done)); });
  }

 private:
  class FunctionWork final : public Work {
   public:
    FunctionWork(std::function<void(Tx&)> run, std::function<void(std::exception_ptr)> done)
        : run_(std::move(run)), done_(std::move(done)) {}
    void run(Tx& tx) override { run_(tx); }
    void done(std::exception_ptr error) noexcept override { done_(std::move(error)); }

   private:
    std::function<void(Tx&)> run_;
    std::function<void(std::exception_ptr)> done_;
  };

  template <class Side, class Part, class Submit>
  static boost::asio::awaitable<std::invoke_result_t<Part&, Side&>> await(Part& part,
                                                                          Submit submit_it) {
    using Value = std::invoke_result_t<Part&, Side&>;
    using Kept = std::conditional_t<std::is_void_v<Value>, bool, Value>;
    std::optional<Kept> kept;
    auto start = [&part, &kept, &submit_it](auto handler) {
      auto shared = std::make_shared<decltype(handler)>(std::move(handler));
      auto run = [&part, &kept](Side& side) {
        if constexpr (std::is_void_v<Value>) {
          part(side);
          kept = true;
        } else {
          kept.emplace(part(side));
        }
      };
      auto done = [shared](std::exception_ptr error) {
        auto executor = boost::asio::get_associated_executor(*shared);
        boost::asio::post(executor, [shared, error = std::move(error)]() mutable {
          std::move (*shared)(std::move(error));
        });
      };
      submit_it(std::move(run), std::move(done));
    };
    co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&,
                                         void(std::exception_ptr)>(start,
                                                                   boost::asio::use_awaitable);
    if constexpr (!std::is_void_v<Value>) co_return std::move(*kept);
  }
};

}  // namespace baton::ports
