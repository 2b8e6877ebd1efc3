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

// A handler that answers at once, without waiting for anything.
using Now = core::Result<Response> (*)(Services&, const Asked&);
// A handler that waits for a read of the store or a command before it answers.
using Later = boost::asio::awaitable<core::Result<Response>> (*)(Services&, Asked&);

// The handlers of an endpoint that takes events. They work on the exchange itself and not on an
// Asked, because every event passes here and nothing should be copied.
struct Ingress {
  // Looks at the head of the request, before its body is read. False: the request is refused, and
  // the answer is in the exchange. Null: every head is accepted.
  bool (*at_head)(Services&, Exchange&) = nullptr;
  // Reads the whole request. True: there is nothing to publish, and the answer is in the exchange.
  bool (*now)(Services&, Exchange&) = nullptr;
  // Publishes the events that now() has put into the exchange, then completes the answer.
  boost::asio::awaitable<void> (*later)(Services&, Exchange&) = nullptr;
};

// What the body of a request holds.
struct Body {
  enum Is {
    none,  // The body is not read.
    json,  // An object with the members of this row.
    yaml,  // YAML, as text.
    any,   // Whatever the handler reads itself.
  };
  Is is = none;
  Few<Member> members{};

  constexpr Body() = default;
  constexpr Body(Is what) : is(what) {}  // NOLINT: implicit, so that the table reads as a table
  constexpr Body(std::initializer_list<Member> all) : is(json), members(all) {}  // NOLINT
};

// One row of the table of endpoints, which lists everything that can be asked of the server.
// docs/openapi.yaml describes the same to users. endpoints_test.cpp compares the two, and the
// end-to-end tests hold each answer that they get against the description: its status, its media
// type and its body.
struct Endpoint {
  std::string_view method;
  // A segment "{name}" stands for any one segment. "/*" at the end stands for any further ones, or
  // for none.
  std::string_view path;
  // Who may call it.
  identity::Needs needs;
  // What the {names} of the path stand for, in the order of the path.
  Few<Parameter> in_path{};
  // The parameters that the query may have.
  Few<Parameter> in_query{};
  // The header fields that have a meaning here.
  Few<std::string_view> fields{};
  Body body{};
  // The statuses of its answers, except those that follow from the rest of the row: 400 everywhere,
  // 401, 403 and 503 where a token is needed, 503 where events are posted, 409 where the handler is
  // a Later, which may read a row that is damaged, 413 where a body may come, 415 where one is
  // read.
  Few<int> answers{};
  std::variant<Now, Later, Ingress> handler;
};

// All endpoints, from the tables in endpoints.cpp, endpoints_templates.cpp, endpoints_tasks.cpp,
// endpoints_insight.cpp and endpoints_identity.cpp. Any thread.
std::span<const Endpoint> endpoints();
// Those that are about the templates of workflows.
std::span<const Endpoint> template_endpoints();
// Those that are about the tasks of people.
std::span<const Endpoint> task_endpoints();
// Those that are about where time went, and what work is for.
std::span<const Endpoint> insight_endpoints();
// Those that are about people, tokens, secrets, the audit and delegations.
std::span<const Endpoint> identity_endpoints();

}  // namespace baton::http
