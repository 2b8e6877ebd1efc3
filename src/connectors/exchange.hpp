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

// A request and its answer in short, as the journal keeps them of an attempt that did not succeed:
// {method, url, status, request_id, bytes, body, cut}. The body is the beginning of what was
// answered, if it is text, and `cut` says that there was more. `answer`: null if there was none.
// Secrets are left out of the URL and of the number of the request; the rest of an answer has none.
// Any thread.
core::Json short_exchange(const std::string& method, std::string url, const Answer* answer,
                          const Redaction& redaction);

}  // namespace baton::connectors
