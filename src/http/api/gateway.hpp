#pragma once

#include "http/api/endpoint.hpp"
#include "http/api/services.hpp"
#include "http/server/exchange.hpp"
#include "http/server/listener.hpp"

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <string>

namespace baton::http {

// Stands between sessions and handlers. For each request it finds the endpoint, checks who may use
// it, calls the handler, and gives back the answer. Lives on the executor of the listener; the
// services and the listener outlive it.
class Gateway final : public Handler {
 public:
  Gateway(Services& services, const Listener& listener)
      : services_(services), listener_(listener), began_(services.parts.clock.now()) {}

  Admission admit(Exchange& exchange) override;
  bool answer_now(Exchange& exchange) override;
  boost::asio::awaitable<void> answer(Exchange& exchange) override;
  void refuse(const Refusal& refusal, Response& response) override;
  void complete(Exchange& exchange) override;
  void answered(const Exchange& exchange) override;
  void connections(std::size_t open) override;

 private:
  bool find(Exchange& exchange);
  bool authorise(Exchange& exchange);
  bool identify(Exchange& exchange);
  bool overloaded(Exchange& exchange);
  bool crowded(Exchange& exchange);
  void give(Exchange& exchange, core::Result<Response> answer);
  boost::asio::awaitable<void> answer_later(Exchange& exchange, Later handler);
  void refuse_stranger(Exchange& exchange, const std::string& why);
  void note_refusal(const Exchange& exchange, const std::string& why);

  Services& services_;
  const Listener& listener_;
  core::Time began_;
  std::uint64_t untraced_ = 0;  // how many refused requests came without a trace
};

}  // namespace baton::http
