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

// The status of the answer; 0 when there is none.
int status_of(const connectors::HttpOutcome& outcome) {
  return outcome.response ? outcome.response->status : 0;
}

bool was_taken(const connectors::HttpOutcome& outcome) { return status_of(outcome) / 100 == 2; }

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
    const bool delivered = co_await deliver(queue.front());
    auto& taken = taken_[vendor];
    if (delivered) taken.push_back(std::move(queue.front()));
    if (taken.size() > kTakenKept) taken.pop_front();
    queue.pop_front();
  }
}

std::vector<std::string> Deliveries::resend(const std::string& vendor, std::size_t count) {
  const auto taken = taken_[vendor];
  std::vector<std::string> ids;
  for (auto at = taken.size() - std::min(count, taken.size()); at < taken.size(); ++at) {
    add(taken[at]);
    ids.push_back(taken[at].id);
  }
  return ids;
}

asio::awaitable<connectors::HttpOutcome> Deliveries::send(std::string vendor, std::string id,
                                                          connectors::HttpRequest request) {
  formats::Egress egress;
  egress.any_private = true;
  request.target = to_.path + request.target;
  auto outcome = co_await client_.exchange(to_.origin, egress, std::move(request));
  ledger_->delivery(vendor, id, status_of(outcome));
  co_return outcome;
}

asio::awaitable<bool> Deliveries::shake_hands(std::string vendor, Handshake handshake) {
  connectors::HttpRequest request;
  request.target = handshake.path;
  request.head = handshake.field + ": " + handshake.secret + "\r\n";
  const auto outcome = co_await send(std::move(vendor), handshake.id, std::move(request));
  const auto* back = outcome.response ? outcome.response->header(handshake.field) : nullptr;
  co_return back != nullptr&&* back == handshake.secret&& was_taken(outcome);
}

asio::awaitable<bool> Deliveries::deliver(const Message& message) {
  auto wait = kFirstWait;
  for (int attempt = 1; attempt <= kAttemptsMax; ++attempt) {
    connectors::HttpRequest request;
    request.target = message.path;
    request.head = message.head;
    request.body = message.body;
    const auto outcome = co_await send(message.vendor, message.id, std::move(request));
    if (was_taken(outcome)) co_return true;
    asio::steady_timer timer(executor_, wait);
    co_await timer.async_wait(asio::use_awaitable);
    wait = std::min(wait * 2, kLongestWait);
  }
  co_return false;
}

}  // namespace baton::simulator
