#pragma once

#include "baton/connectors/http_client.hpp"
#include "baton/core/json.hpp"
#include "baton/formats/url.hpp"

namespace baton::connectors {

// A request as people and fixtures show it: {method, url, headers, body}. A body of JSON is shown
// as JSON, and one that is no text by its length. What proves who the connection is has to be added
// to a request later, so it is not in here. Any thread.
core::Json request_json(const formats::Origin& origin, const HttpRequest& request);

}  // namespace baton::connectors
