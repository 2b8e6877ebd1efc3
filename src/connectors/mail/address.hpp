#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"

#include <string>
#include <string_view>
#include <vector>

// Mailboxes: who they belong to, and where mail to them goes. Pure.
namespace baton::connectors {

// A mailbox (RFC 5322 section 3.4).
struct MailAddress {
  std::string name{};     // for people; may be empty
  std::string address{};  // "ada@example.com"

  // What stands behind its last @.
  std::string_view domain() const;
};

// Reads "ada@example.com", "Ada Lovelace <ada@example.com>" or "\"Lovelace, Ada\" <…>".
// Errc::invalid for every other text. An address is ASCII without quotes and without comments: what
// could be taken for two addresses, or for another line, is refused. Only a domain may have other
// letters, and is read as ascii_domain() writes it.
core::Result<MailAddress> parse_address(std::string_view text);

// One text or a list of texts; null is an empty list.
core::Result<std::vector<MailAddress>> parse_addresses(const core::Json& value);

}  // namespace baton::connectors
