#pragma once

#include "baton/connectors/http_client.hpp"
#include "baton/core/json.hpp"
#include "baton/formats/url.hpp"
#include "connectors/answer.hpp"
#include "connectors/redaction.hpp"

#include <string>

namespace baton::connectors {

// A request as people and fixtures show it: {method, url, headers, body}. A body of JSON is shown
// as JSON, and one that is no text by its length. What proves who the connection is has to be added
// to a request later, so it is not in here. Any thread.
core::Json request_json(const formats::Origin& origin, const HttpRequest& request);

// A request and its answer, of an attempt that did not succeed: {method, url, status, request_id,
// bytes, body}. The body is what was answered, if it is text. `answer`: null if there was none. The
// secrets of the connection are left out of the URL and of the number of the request; the rest of
// an answer has none of them. It has its whole length until shorten_exchange(). Any thread.
core::Json whole_exchange(const std::string& method, std::string url, const Answer* answer,
                          const Redaction& redaction);

// Makes of a whole_exchange() what the journal keeps: removes the secrets of the other connections,
// and then shortens the URL, the number of the request and the body, so that no part of a secret is
// left where a text is cut. The member `cut` says that the body was longer. Does nothing if there
// is no exchange. Any thread.
void shorten_exchange(core::Json& exchange, const Redaction& others);

}  // namespace baton::connectors
