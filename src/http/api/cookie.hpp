#pragma once

#include "baton/core/time.hpp"
#include "http/server/message.hpp"

#include <string_view>

// The cookie of a session (RFC 6265), and how to tell a request of the console from one that
// another page in the same browser makes.
namespace baton::http {

// The text of the session that the request brings; empty when it brings none. When the request came
// over TLS, only a cookie that was set over TLS counts. A part of the request.
std::string_view session_cookie(const Request& request);

// Adds the cookie of a session that lasts so long. It is sent by the browser only, only to this
// server, and only for its own pages; when the request came over TLS, only over TLS.
void set_session_cookie(Response& response, const Request& request, std::string_view text,
                        core::Duration lasts);
// Makes the browser forget the cookie.
void clear_session_cookie(Response& response, const Request& request);

// Whether a proxy says that the request came to it over TLS: X-Forwarded-Proto, or Forwarded (RFC
// 7239). A client that says so without a proxy harms only itself.
bool came_by_tls(const Request& request);

// True if a request with a session's cookie comes from the console, so that it may change something
// in the name of the person. Another page can make the browser send the cookie, but it cannot add
// the field X-Baton-Console without permission (CORS), and the browser says where the request comes
// from (https://www.w3.org/TR/fetch-metadata/).
bool from_console(const Request& request);

// True if the URL is this page of the console, at the same address from which the browser has
// loaded the page that makes the request. That address is read from the field Origin, which proxies
// do not change; it can be trusted only if from_console() is true.
bool is_page_of_console(const Request& request, std::string_view url, std::string_view page);

// The refusal of a request for which from_console() is false: 403 with the code `csrf`.
Response refuse_other_site();

}  // namespace baton::http
