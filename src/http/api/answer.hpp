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

// Answers of handlers that are no refusals.
namespace baton::http {

// JSON.
Response json(const core::Json& body, int status = 200);
// The same with JSON that is text already.
Response json_text(std::string body);
// A list that is whole: {"items": […], "next": null}.
Response whole_list(core::Json items);

// Reads what is large on a reader's thread, as text of JSON. What it may come to counts as an
// answer that waits, so that those who ask for much at once are told to wait.
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
