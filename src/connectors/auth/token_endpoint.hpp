#pragma once

#include "baton/core/result.hpp"
#include "baton/formats/form.hpp"
#include "baton/formats/url.hpp"
#include "connectors/auth/session.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>

// The token endpoint of an OAuth 2.0 server (RFC 6749 section 3.2), for every kind that asks it.
namespace baton::connectors {

// One request for an access token.
struct TokenCall {
  // Where the endpoint is: a URL, or a path below the connection's base URL.
  std::string url{};
  // The members of the form.
  formats::Fields fields{};
  // The member of the answer that names the base URL of requests; empty if none does.
  std::string base_url_member{};
  // True if sending the request twice does no harm.
  bool repeatable = false;
  // True if what is sent is good for a few minutes only, so that a wrong clock makes it useless.
  bool timed = false;
};

// The URL of a token endpoint, for TokenCall::url. Errors: the base URL that it is below is not
// set, or it is no URL.
core::Result<formats::Url> token_url_of(const Connection& connection, std::string where);

// Sends a form to an endpoint of the vendor. The renewal is borrowed until the coroutine has
// resumed.
boost::asio::awaitable<HttpOutcome> post_form(const Renewal& renewal, formats::Url url,
                                              formats::Fields fields, bool repeatable);

// Sends the request and reads the token. The renewal is borrowed until the coroutine has resumed.
boost::asio::awaitable<Renewed> ask_token(const Renewal& renewal, TokenCall call);

// Adds the access token to a request (RFC 6750 section 2.1): AuthRow::apply for these kinds.
void apply_token(const Authorization& authorization, const AccessToken& token,
                 HttpRequest& request);

}  // namespace baton::connectors
