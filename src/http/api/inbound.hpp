#pragma once

#include "baton/ingress/webhook.hpp"
#include "http/server/message.hpp"

// Translates between HTTP and the room ingress, which sees requests and replies as values.
namespace baton::http {

// Copies the request into `inbound`, which is reused for every request so that its strings keep
// their memory.
void fill(ingress::Inbound& inbound, const Request& request);
// Replaces `response` by the reply of a hook.
void put(Response& response, const ingress::Reply& reply);

}  // namespace baton::http
