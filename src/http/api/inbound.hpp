#pragma once

#include "baton/ingress/webhook.hpp"
#include "http/server/message.hpp"

// Between HTTP and the room ingress, which knows requests and replies as values.
namespace baton::http {

// The request as ingress reads it. `inbound` is reused, so that its strings keep their
// memory.
void fill(ingress::Inbound& inbound, const Request& request);
// Makes `response` the answer that a hook gives.
void put(Response& response, const ingress::Reply& reply);

}  // namespace baton::http
