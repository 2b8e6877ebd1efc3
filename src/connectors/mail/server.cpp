#include "connectors/mail/server.hpp"

#include "baton/core/text.hpp"
#include "connectors/authority.hpp"

namespace baton::connectors {

using core::Errc;
using core::Error;

namespace {

// RFC 6409 and RFC 8314: where mail is handed in.
constexpr std::uint16_t kSubmissionPort = 587;
constexpr std::uint16_t kSubmissionsPort = 465;

}  // namespace

core::Result<formats::Url> parse_mail_server(std::string_view text) {
  const bool tls = core::starts_no_case(text, "smtps://");
  if (!tls && !core::starts_no_case(text, "smtp://"))
    return Error{Errc::invalid,
                 "expected the address of a mail server",
                 {},
                 "write smtp://mail.example.com:587, or smtps://mail.example.com:465"};
  const auto authority = text.substr(text.find("://") + 3);
  // Hosts and ports are read by the rules of HTTP, of which this is the strict part.
  auto url = formats::parse_url((tls ? "https://" : "http://") + std::string(authority));
  if (!url) return url.error();
  if (!url->path.empty() || !url->query.empty())
    return Error{Errc::invalid, "the address of a mail server has no path", {}, {}};
  if (!names_port(authority)) url->origin.port = tls ? kSubmissionsPort : kSubmissionPort;
  return url;
}

std::string mail_server_text(const formats::Origin& origin) {
  return (origin.tls ? "smtps://" : "smtp://") + authority_of(origin);
}

}  // namespace baton::connectors
