#include "simulator/deliveries.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace baton::simulator {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr int kAttemptsMax = 12;
// The webhooks of a vendor that can be sent again.
constexpr std::size_t kTakenKept = 200;
constexpr std::chrono::milliseconds kFirstWait = 250ms;
constexpr std::chrono::milliseconds kLongestWait = 30s;

}  // namespace

void Deliveries::add(Message message) {
  auto& queue = waiting_[message.vendor];
  queue.push_back(std::move(message));
  if (queue.size() > 1) return;  // the one that is under way goes on with it
  auto all = drain(queue.front().vendor);
  asio::co_spawn(executor_, std::move(all), [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  });
}

asio::awaitable<void> Deliveries::drain(std::string vendor) {
  auto& queue = waiting_[vendor];
  while (!queue.empty()) {
    const bool was_taken = co_await deliver(queue.front());
    auto& taken = taken_[vendor];
    if (was_taken) taken.push_back(std::move(queue.front()));
    if (taken.size() > kTakenKept) taken.pop_front();
    queue.pop_front();
  }
}

std::size_t Deliveries::resend(const std::string& vendor, std::size_t count) {
  const auto taken = taken_[vendor];
  const auto many = std::min(count, taken.size());
  for (auto at = taken.size() - many; at < taken.size(); ++at) add(taken[at]);
  return many;
}

asio::awaitable<bool> Deliveries::shake_hands(std::string vendor, Handshake handshake) {
  formats::Egress egress;
  egress.any_private = true;
  connectors::HttpRequest request;
  request.target = to_.path + handshake.path;
  request.head = handshake.field + ": " + handshake.secret + "\r\n";
  const auto outcome = co_await client_.exchange(to_.origin, egress, std::move(request));
  const int status = outcome.response ? outcome.response->status : 0;
  ledger_->delivery(vendor, handshake.id, status);
  const auto* back = outcome.response ? outcome.response->header(handshake.field) : nullptr;
  const bool agreed = back != nullptr && *back == handshake.secret;
  co_return agreed&& status >= 200 && status < 300;
}

asio::awaitable<bool> Deliveries::deliver(const Message& message) {
  formats::Egress egress;
  egress.any_private = true;
  auto wait = kFirstWait;
  for (int attempt = 1; attempt <= kAttemptsMax; ++attempt) {
    connectors::HttpRequest request;
    request.target = to_.path + message.path;
    request.head = message.head;
    request.body = message.body;
    const auto outcome = co_await client_.exchange(to_.origin, egress, std::move(request));
    const int status = outcome.response ? outcome.response->status : 0;
    ledger_->delivery(message.vendor, message.id, status);
    if (status >= 200 && status < 300) co_return true;
    asio::steady_timer timer(executor_, wait);
    co_await timer.async_wait(asio::use_awaitable);
    wait = std::min(wait * 2, kLongestWait);
  }
  co_return false;
}

}  // namespace baton::simulator
