#pragma once

#include "baton/connectors/usage.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// Counts what each connection uses, for each run and for each month of UTC, and refuses calls that
// would pass a cap of the connection. The counters are kept in the store, over restarts. The most
// that a call may use is counted, durably, before the call is sent, and corrected once its answer
// has come. So a call whose answer is lost, or that a crash cuts off, counts as one that used the
// most: no use is missed, and a cap may be reached a little early.
//
// Lives on one single-threaded executor, and all of it is called there.
class UsageLedger {
 public:
  // A call that was admitted. It is given back to settle() once.
  struct Admitted {
    // The connection that is called.
    std::string connection{};
    // The id of the run that calls, as text.
    std::string run{};
    // The month of UTC in which it counts, "2026-05".
    std::string month{};
    // The most that it may use, which is counted until settle().
    Usage most{};
  };
  // Is told what a call used, once that is known.
  using OnUsed = std::function<void(const std::string& connection, const Usage& used)>;

  // How many runs of a connection are told apart. When there are more, the one that called longest
  // ago is forgotten, and its cap begins anew.
  static constexpr std::size_t kRunsMax = 2'000;

  // Reads nothing yet. The clock outlives the ledger. Without open(), counters are kept in memory.
  explicit UsageLedger(const ports::Clock& clock) : clock_(clock) {}

  // Keeps the counters in this store from now on, and reads those of these connections; it outlives
  // the ledger. Counters of other connections are read when they call first. Throws what the store
  // throws.
  boost::asio::awaitable<void> open(ports::Store& store, std::vector<std::string> connections);
  // Names who is told of what was used.
  void on_used(OnUsed told) { told_ = std::move(told); }

  // Counts the most that a call may use. Resumes once that is durable. Errors: limited, when a cap
  // does not allow it, and its text says which one and how much is left; unavailable, when the
  // store cannot keep it.
  boost::asio::awaitable<core::Result<Admitted>> admit(std::string connection, core::RunId run,
                                                       UsageTerms terms, Usage most);
  // Puts what a call used into the place of the most that it might have; nullopt: nobody knows, and
  // the most stays counted. Resumes once that is durable. A store that fails is logged, and the
  // most stays counted there.
  boost::asio::awaitable<void> settle(Admitted admitted, std::optional<Usage> used);

  // What a connection has used this month, with the most of the calls that are under way.
  Usage this_month(std::string_view connection) const;

 private:
  // What is counted of one run, and when it called last.
  struct OfRun {
    Usage usage{};
    std::uint64_t last = 0;
  };
  // The counters of one connection, as they stand in the store.
  struct Counters {
    std::string month{};
    Usage usage{};
    std::map<std::string, OfRun> runs{};
    std::uint64_t calls = 0;  // numbers the calls of runs
  };

  boost::asio::awaitable<core::Result<Counters*>> counters_of(std::string connection);
  boost::asio::awaitable<core::Result<void>> keep(std::string connection);
  static Counters read_counters(const std::string& text);
  static std::string written(const Counters& counters);

  const ports::Clock& clock_;
  ports::Store* store_ = nullptr;
  OnUsed told_{};
  std::map<std::string, Counters, std::less<>> counters_{};
};

}  // namespace baton::connectors
