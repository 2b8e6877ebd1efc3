#pragma once

#include "baton/core/event.hpp"
#include "baton/identity/principal.hpp"
#include "http/server/body_room.hpp"
#include "http/server/head.hpp"
#include "http/server/message.hpp"
#include "http/server/unsent.hpp"

#include <array>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ingress {
class Hook;
struct ApprovalAnswer;
}  // namespace baton::ingress

namespace baton::http {

struct Endpoint;
class Handshake;

// What is decided about a request from its head, before a byte of its body is read.
struct Admission {
  // False: the request is refused, and the answer is in the exchange.
  bool taken = true;
  // The largest body that may come with it, in bytes. The limit of the server holds as well.
  std::size_t body_bytes_max = std::numeric_limits<std::size_t>::max();
  // The share of BodyRoom in which its body is held.
  BodyRoom::Kind body = BodyRoom::Kind::token;
};

// One request, its answer, and what was found out about it on the way. Each connection has one and
// reuses it.
struct Exchange {
  Request request{};
  Response response{};
  std::string peer{};  // the client's address, as text
  Admission admission{};
  const Endpoint* endpoint = nullptr;
  // What the {names} of the endpoint's path stand for, still percent-encoded.
  std::array<std::string_view, 2> segments{};
  std::shared_ptr<const identity::Principal> principal{};
  // The hook through which a webhook came in; null for every other request.
  std::shared_ptr<const ingress::Hook> hook{};
  std::vector<core::Event> events{};  // read from the request, to be published
  // The decision that the one event of a webhook brings; null if it brings none.
  std::shared_ptr<const ingress::ApprovalAnswer> decision{};
  bool many = false;  // the events came as a batch, and are answered as one
  // Set when the answer is large. It counts as unsent for as long as this lives.
  std::shared_ptr<Unsent::Part> large{};
  // The handshake of a webhook that brings a secret, which is stored before the answer is sent;
  // null for every other request.
  std::shared_ptr<const Handshake> handshake{};
};

// What a session calls for each request. One thread: that of the listener's executor.
class Handler {
 public:
  virtual ~Handler() = default;
  // Called when the head of a request has been read. Finds the endpoint and who is asking, and
  // refuses the request if it can, so that its body is not read.
  virtual Admission admit(Exchange& /*exchange*/) { return {}; }
  // Answers the request if that needs no waiting. False: nothing was done, and answer() is called.
  virtual bool answer_now(Exchange& exchange) = 0;
  // Answers the request. Resumes when the answer is in the exchange.
  virtual boost::asio::awaitable<void> answer(Exchange& exchange) = 0;
  // Makes the answer to a message that is no valid request, to a request whose handler failed, or
  // to a connection for which there is no place.
  virtual void refuse(const Refusal& refusal, Response& response) = 0;
  // Called once for each answer before it is written. Adds what all answers of a kind have.
  virtual void complete(Exchange& /*exchange*/) {}
  // Called once for each answer, when it is about to be sent; this is where answers are counted.
  // The request has no method when the message was no valid request.
  virtual void answered(const Exchange& exchange) = 0;
  // Called with the number of open connections when it has changed.
  virtual void connections(std::size_t open) = 0;
};

}  // namespace baton::http
