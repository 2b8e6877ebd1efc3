#pragma once

#include "baton/core/result.hpp"
#include "baton/identity/role.hpp"
#include "http/api/parameter.hpp"
#include "http/server/message.hpp"

#include <boost/asio/awaitable.hpp>
#include <initializer_list>
#include <span>
#include <string_view>
#include <variant>

namespace baton::http {

struct Asked;
struct Exchange;
struct Services;

// Answers without waiting for anything.
using Now = core::Result<Response> (*)(Services&, const Asked&);
// Answers after a read or a command.
using Later = boost::asio::awaitable<core::Result<Response>> (*)(Services&, Asked&);

// A way in for events. It works on the exchange itself, since it is on the way of every event.
struct Ingress {
  // Looks at the head alone. False: the request is refused, and the answer stands in the exchange.
  bool (*at_head)(Services&, Exchange&) = nullptr;
  // Reads the request. True: that was all, and the answer stands in the exchange.
  bool (*now)(Services&, Exchange&) = nullptr;
  // Publishes what was read.
  boost::asio::awaitable<void> (*later)(Services&, Exchange&) = nullptr;
};

// What comes as the body of a request.
struct Body {
  enum Is {
    none,  // nothing is read of what comes
    json,  // an object with these members
    yaml,  // a text of YAML
    any,   // the handler knows
  };
  Is is = none;
  Few<Member> members{};

  constexpr Body() = default;
  constexpr Body(Is what) : is(what) {}  // NOLINT: implicit, so that the table reads as a table
  constexpr Body(std::initializer_list<Member> all) : is(json), members(all) {}  // NOLINT
};

// One row of the table of endpoints: all that can be asked of the server. docs/openapi.yaml
// describes the same to its users, and a test compares the two.
struct Endpoint {
  std::string_view method;
  // Made of segments. "{name}" stands for one, a final "/*" for any further ones.
  std::string_view path;
  identity::Needs needs;
  Few<Parameter> in_path{};  // what the {names} of the path stand for, in its order
  Few<Parameter> in_query{};
  Few<std::string_view> fields{};  // header fields that mean something here
  Body body{};
  // Statuses beside those that all of a kind have: 401, 403 and 503 where a token is needed, 413
  // where a body may come.
  Few<int> answers{};
  std::variant<Now, Later, Ingress> handler;
};

// All there are: endpoints.cpp.
std::span<const Endpoint> endpoints();

}  // namespace baton::http
