#pragma once

#include "baton/ingress/webhook.hpp"
#include "http/api/services.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>

namespace baton::http {

// Makes a decision that came through the webhook of a connection. It is made in the name of the
// person whom the connection lists, if that person may decide; a decision of anybody else is
// refused. Returns the outcome, for the event that brought the decision: {approval, approve, who,
// by, status: accepted or refused, reason}. An accepted decision is durable.
boost::asio::awaitable<core::Json> take_decision(Services& services, std::string connection,
                                                 ingress::ApprovalAnswer decision);

}  // namespace baton::http
