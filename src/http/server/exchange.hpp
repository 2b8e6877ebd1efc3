#pragma once

#include "baton/connectors/secret.hpp"
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
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::http {

struct Endpoint;

// What is decided about a request on its head, before a byte of its body is read.
struct Admission {
  bool taken = true;  // false: the answer stands in the exchange already
  std::size_t body_bytes_max =
      std::numeric_limits<std::size_t>::max();  // that may come with it; the server's own limit
                                                // holds too
  BodyRoom::Kind body = BodyRoom::Kind::token;  // out of whose room its body is held
};

// One request, its answer, and what was found out about it on the way. One per connection, reused.
struct Exchange {
  Request request{};
  Response response{};
  std::string peer{};  // the client's address, as text
  Admission admission{};
  const Endpoint* endpoint = nullptr;
  std::array<std::string_view, 2>
      segments{};  // what the {names} of the endpoint's path stand for, still percent-encoded
  std::shared_ptr<const identity::Principal> principal{};
  std::string connection{};               // whose hook it is
  std::vector<core::Event> events{};      // read from the request, to be published
  bool many = false;                      // they came as a batch, and are answered as one
  std::shared_ptr<Unsent::Part> large{};  // the answer is large: it counts until it is sent
  std::optional<connectors::Secret>
      learned{};  // a handshake brought it: to be kept before the answer goes out
};

// What a session asks about each request. One thread: the listener's executor.
class Handler {
 public:
  virtual ~Handler() = default;
  // The head of a request was read: finds out who is asked for what, and by whom. What is refused
  // now costs no more than its head.
  virtual Admission admit(Exchange& /*exchange*/) { return {}; }
  // Answers at once what needs no waiting: true. False: nothing was done, answer() has to.
  virtual bool answer_now(Exchange& exchange) = 0;
  virtual boost::asio::awaitable<void> answer(Exchange& exchange) = 0;
  // A message that was no proper request, or one whose handler failed: makes the answer anew and
  // counts it.
  virtual void refuse(const Refusal& refusal, Response& response) = 0;
  // An answer is on its way.
  virtual void answered(const Exchange& exchange) = 0;
  virtual void connections(std::size_t open) = 0;
};

}  // namespace baton::http
