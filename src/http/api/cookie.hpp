#pragma once

#include "baton/core/time.hpp"
#include "http/server/message.hpp"

#include <string_view>

// The cookie of a session (RFC 6265), and what tells that a request comes from the console and not
// from another page that the browser shows.
namespace baton::http {

// The text of the session that the request brings; empty when it brings none. When the request came
// over TLS, only a cookie that was set over TLS counts. A part of the request.
std::string_view session_cookie(const Request& request);

// Adds the cookie of a session that lasts so long. It is sent by the browser only, only to this
// server, and only for its own pages; when the request came over TLS, only over TLS.
void set_session_cookie(Response& response, const Request& request, std::string_view text,
                        core::Duration lasts);
// Has the browser forget the cookie.
void clear_session_cookie(Response& response, const Request& request);

// Whether a proxy says that the request came to it over TLS: X-Forwarded-Proto, or Forwarded (RFC
// 7239). A client that says so without a proxy harms only itself.
bool came_by_tls(const Request& request);

// Whether a request may change something for whoever the cookie speaks for. Another page can have
// the browser send the cookie, but cannot add the field X-Baton-Console without asking first, and
// the browser says where the request comes from (https://www.w3.org/TR/fetch-metadata/).
bool from_console(const Request& request);

// Whether the URL is this page of the console, at the very address at which the browser has the
// page that the request comes from. Only a request for which from_console() is true says that
// address itself, in the field Origin; a proxy leaves that field as it is.
bool is_page_of_console(const Request& request, std::string_view url, std::string_view page);

// The refusal of a request for which from_console() is false: 403 with the code `csrf`.
Response refuse_other_site();

}  // namespace baton::http
