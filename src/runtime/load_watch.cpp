#include "runtime/load_watch.hpp"

#include "baton/runtime/team_load.hpp"
#include "baton/telemetry/log.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <vector>

namespace baton::runtime {

namespace asio = boost::asio;

namespace {

constexpr core::Duration kLoadLook = std::chrono::minutes(10);

}  // namespace

asio::awaitable<void> LoadWatch::run() {
  while (!stopped_) {
    try {
      co_await pass();
    } catch (const std::exception& error) {
      spdlog::warn("the loads of teams could not be measured, which is tried again: {}",
                   error.what());
    }
    timer_.expires_after(kLoadLook);
    boost::system::error_code ignored;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

void LoadWatch::stop() {
  stopped_ = true;
  timer_.cancel();
}

asio::awaitable<void> LoadWatch::pass() {
  const auto now = clock_.now();
  auto ask = [now](ports::Queries& queries) { return are_team_loads_due(queries, now); };
  const bool due = co_await store_.read_for_server(ask);
  if (!due) co_return;
  const auto calendar = calendars_()->named("");
  if (!calendar) co_return;
  auto read = [this, now, &of = **calendar](ports::Queries& queries) {
    PastFlow past;
    return team_loads(queries, plans_, past, of, now);
  };
  const std::vector<TeamLoad> loads = co_await store_.read(read);
  auto write = [&loads, now](ports::Tx& tx) { measure_team_loads(tx, loads, now); };
  co_await store_.transact(write);
}

}  // namespace baton::runtime
