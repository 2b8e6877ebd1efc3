#pragma once

#include "baton/connectors/webhook.hpp"
#include "http/server/message.hpp"

// Translates between HTTP and the connectors, which see requests and replies as values.
namespace baton::http {

// Copies the request into `inbound`, which is reused for every request so that its strings keep
// their memory.
void fill(connectors::Inbound& inbound, const Request& request);
// Replaces `response` by the reply of a connector.
void put(Response& response, const connectors::Reply& reply);

}  // namespace baton::http
