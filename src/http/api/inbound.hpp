#pragma once

#include "baton/ingress/webhook.hpp"
#include "http/api/proxies.hpp"
#include "http/server/exchange.hpp"
#include "http/server/message.hpp"

// Translates between HTTP and the room ingress, which sees requests and replies as values.
namespace baton::http {

// Copies the request of an exchange into `inbound`, with what trusted proxies say of its client.
// `inbound` is reused for every request so that its strings keep their memory.
void fill(ingress::Inbound& inbound, const Exchange& exchange, const TrustedProxies& trusted);
// Replaces `response` by the reply of a hook.
void put(Response& response, const ingress::Reply& reply);

}  // namespace baton::http
