#pragma once

#include "baton/core/result.hpp"
#include "http/api/members.hpp"
#include "http/api/values.hpp"
#include "http/server/exchange.hpp"

#include <memory>
#include <string>

namespace baton::http {

// A request as a handler gets it: the parameters and the body that its row of the table of
// endpoints names, read and checked. The references belong to the exchange, which lives until the
// request is answered.
struct Asked {
  // Reads them from the request. Errc::not_found when an id in the path is malformed; Errc::invalid
  // for a mistake in the query or the body; Errc::unsupported for a body of the wrong type.
  static core::Result<Asked> read(const Exchange& exchange);

  const Request& request;
  // Who is asking, as the proof in the request says. Null where the endpoint needs none.
  const std::shared_ptr<const identity::Principal>& principal;
  // The client's address, as text.
  const std::string& peer;
  Values values{};
  Members body{};
};

}  // namespace baton::http
