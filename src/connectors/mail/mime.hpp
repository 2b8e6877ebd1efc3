#pragma once

#include "baton/core/time.hpp"
#include "connectors/mail/mail.hpp"

#include <string>
#include <string_view>

// A message as it is sent: headers and body of RFC 5322 and RFC 2045 to 2049, in ASCII lines of at
// most 78 characters that end in CR LF. Pure.
namespace baton::connectors {

// The whole message; `id` is its Message-ID. The same mail, id and time give the same bytes.
std::string to_mime(const Mail& mail, std::string_view id, core::Time now);

// The text of a header field that people read: as it is, or in encoded words (RFC 2047).
std::string header_text(std::string_view text);
// UTF-8 text in lines of ASCII (RFC 2045 section 6.7). Its line ends become CR LF.
std::string quoted_printable(std::string_view text);
// "Mon, 04 May 2026 10:00:00 +0000" (RFC 5322 section 3.3).
std::string mail_date(core::Time time);

}  // namespace baton::connectors
