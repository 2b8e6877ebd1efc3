#pragma once

#include "baton/core/json.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/result.hpp"
#include "http/api/asked.hpp"
#include "http/api/services.hpp"
#include "http/server/message.hpp"
#include "http/server/unsent.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>
#include <utility>

// Answers that handlers give when a request succeeds. Refusals are in problem.hpp.
namespace baton::http {

// An answer with a JSON body.
Response json(const core::Json& body, int status = 200);
// The same for an endpoint that needs nothing, with a field that forbids every cache to keep it,
// because only the one who asked may see it. What needs a token or a session has the field anyway.
Response json_not_kept(const core::Json& body, int status = 200);
// An answer of status 200 whose body is JSON text already.
Response json_text(std::string body);
// An answer of status 204, which has no body: what was asked is done, and there is nothing to tell.
Response no_content();
// An answer with a list that fits one page: {"items": […], "next": null}.
Response whole_list(core::Json items);

// Runs `read`, which makes the JSON text of a large answer, on a reader's thread of the store.
// While it runs, a page's worth of bytes counts as an answer that waits to be sent, so that a
// client who asks for many large answers at once is refused in time. An error of `read` is
// returned.
template <class Read>
boost::asio::awaitable<core::Result<Response>> read_large(Services& services, const Asked& asked,
                                                          Read& read) {
  const Unsent::Part promised(*services.unsent, asked.principal, core::kPageBytesMax);
  auto found = co_await services.parts.store.read(read);
  core::Result<std::string> text = std::move(found);
  if (!text) co_return text.error();
  Response response = json_text(*std::move(text));
  response.large = true;
  co_return response;
}

}  // namespace baton::http
