#pragma once

#include "baton/core/result.hpp"
#include "baton/formats/url.hpp"

#include <string>
#include <string_view>

// Where a mail server is. Pure.
namespace baton::connectors {

// Reads "smtp://mail.example.com:587" (STARTTLS) and "smtps://mail.example.com:465" (TLS from the
// first byte on: Origin::tls); these ports are the usual ones. Errc::invalid for all else, also for
// a path.
core::Result<formats::Url> parse_mail_server(std::string_view text);

// "smtps://mail.example.com:465".
std::string mail_server_text(const formats::Origin& origin);

}  // namespace baton::connectors
