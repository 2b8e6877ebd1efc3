#pragma once

#include "baton/core/result.hpp"
#include "http/api/members.hpp"
#include "http/api/values.hpp"
#include "http/server/exchange.hpp"

#include <memory>
#include <string>

namespace baton::http {

// What a handler is asked: all that its row of the table of endpoints names, read and checked. The
// request and who asks are the exchange's, and live until it is answered.
struct Asked {
  // Errc::not_found for an id in the path that is none, Errc::invalid or Errc::unsupported for what
  // is wrong in the query or the body.
  static core::Result<Asked> read(const Exchange& exchange);

  const Request& request;
  const std::shared_ptr<const identity::Principal>& principal;  // null where no token is needed
  const std::string& peer;
  Values values{};
  Members body{};
};

}  // namespace baton::http
