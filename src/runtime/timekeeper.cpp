#include "runtime/timekeeper.hpp"

#include "baton/telemetry/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string_view>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;

namespace {

constexpr std::string_view kSetting = "clock";
// How often the two clocks are compared.
constexpr core::Duration kLook = std::chrono::seconds(1);
// How often steady time is stored. After a power cut, and with a wall clock that stands behind,
// steady time may have come this much further than the next process can know.
constexpr core::Duration kStaleAfter = std::chrono::minutes(1);

}  // namespace

core::Time Timekeeper::begin(ports::SettingsTx& tx) {
  const auto earlier = clock_.go_on_from(tx.setting(kSetting));
  tx.set_setting(kSetting, clock_.kept());
  kept_at_ = clock_.steady();
  ahead_ = clock_.on_wall(core::Time()).time_since_epoch();
  return earlier;
}

asio::awaitable<void> Timekeeper::run() {
  while (!stopped_) {
    timer_.expires_after(kLook);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (stopped_) break;
    co_await look();
    if (!kept_at_ || clock_.steady() - *kept_at_ >= kStaleAfter) co_await keep();
  }
}

// Alarms of schedules were set for the time before the clock went back. Unless they are set again,
// nothing fires until the clock has reached that time.
asio::awaitable<void> Timekeeper::look() {
  wall_agrees();
  const auto ahead = clock_.on_wall(core::Time()).time_since_epoch();
  const bool went_back = ahead_ && ahead < *ahead_ - ports::Clock::kAgreesWithin;
  if (went_back && went_back_) {
    try {
      co_await went_back_();
    } catch (const std::exception& error) {
      spdlog::warn("the schedules could not be set by the wall clock, which is tried again: {}",
                   error.what());
      co_return;
    }
  }
  ahead_ = ahead;
}

void Timekeeper::stop() {
  stopped_ = true;
  timer_.cancel();
}

asio::awaitable<void> Timekeeper::keep() {
  const auto now = clock_.steady();
  auto put = [kept = clock_.kept()](ports::Tx& tx) { tx.set_setting(kSetting, kept); };
  try {
    co_await store_.transact(put);
    kept_at_ = now;
    told_kept_(now + ports::Clock::kKeptFor);
  } catch (const std::exception& error) {
    spdlog::warn("how far time has come could not be kept, which is tried again: {}", error.what());
  }
}

bool Timekeeper::wall_agrees() {
  const auto seen = clock_.watch();
  if (seen.to_be_kept) kept_at_.reset();
  const auto off = std::chrono::duration_cast<std::chrono::seconds>(
      clock_.now() - clock_.on_wall(clock_.steady()));
  metrics_.wall_clock_off_seconds.Set(static_cast<double>(off.count()));
  if (seen.wall_agrees == std::exchange(agreed_, seen.wall_agrees)) return agreed_;
  if (agreed_) {
    spdlog::info("the wall clock is believed again");
  } else {
    spdlog::warn(
        "the wall clock does not agree with the time since the last look (off by {}): sleeps, "
        "waits and timeouts go on by the "
        "latter, and nothing old is deleted until the wall clock has stood for a while",
        core::to_text(off));
  }
  return agreed_;
}

}  // namespace baton::runtime
