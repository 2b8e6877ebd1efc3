#pragma once

#include "baton/connectors/webhook.hpp"
#include "http/server/message.hpp"

// Between HTTP and the connectors, which know requests and replies as values.
namespace baton::http {

// The request as the connectors room reads it. `inbound` is reused, so that its strings keep their
// memory.
void fill(connectors::Inbound& inbound, const Request& request);
// Makes `response` the answer that a connector gives.
void put(Response& response, const connectors::Reply& reply);

}  // namespace baton::http
