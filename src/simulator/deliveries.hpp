#pragma once

#include "baton/connectors/http_client.hpp"
#include "baton/formats/url.hpp"
#include "simulator/ledger.hpp"
#include "simulator/vendor.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace baton::simulator {

// Sends webhooks, each vendor's one after the other. What is not answered with a 2xx is sent again,
// later and later, as vendors do. Lives on one executor, which it needs only from the first webhook
// on.
class Deliveries {
 public:
  // `to` is the address below which the webhooks go.
  Deliveries(Ledger& ledger, formats::Url to) : ledger_(&ledger), to_(std::move(to)) {}

  // Says where it lives.
  void start(boost::asio::any_io_executor executor) { executor_ = std::move(executor); }
  // Sends a webhook when those of the same vendor before it are done.
  void add(Message message);
  // Brings the webhook its secret, once. True if it was taken and the secret came back.
  boost::asio::awaitable<bool> shake_hands(std::string vendor, Handshake handshake);
  // Sends the last webhooks of a vendor that were taken once more, as vendors do now and then.
  // Returns their ids, of which there are at most `count`, in the order in which they are sent.
  std::vector<std::string> resend(const std::string& vendor, std::size_t count);

 private:
  boost::asio::awaitable<void> drain(std::string vendor);
  // Sends a webhook to its path below the address, once, and enters in the ledger what came of it.
  boost::asio::awaitable<connectors::HttpOutcome> send(std::string vendor, std::string id,
                                                       connectors::HttpRequest request);
  // False if it was not taken in all attempts. The message outlives the coroutine.
  boost::asio::awaitable<bool> deliver(const Message& message);

  Ledger* ledger_;
  formats::Url to_;
  boost::asio::any_io_executor executor_{};
  connectors::HttpClient client_{};
  std::map<std::string, std::deque<Message>> waiting_{}, taken_{};
};

}  // namespace baton::simulator
