#pragma once

#include "connectors/mail/address.hpp"

#include <string>
#include <string_view>
#include <vector>

// A message as an operation of a manifest gives it under `mail`. Pure.
namespace baton::connectors {

// A file that goes along.
struct MailAttachment {
  std::string name{};
  std::string type{};   // its media type
  std::string bytes{};  // as they are
};

struct Mail {
  MailAddress from{};
  std::vector<MailAddress> to{};
  std::vector<MailAddress> cc{};
  std::vector<MailAddress> bcc{};  // who gets it and is not named in it
  std::vector<MailAddress> reply_to{};
  std::string subject{};
  std::string text{};  // at least one of text and html is not empty
  std::string html{};
  std::vector<MailAttachment> attachments{};
  std::string in_reply_to{};  // "<id@host>"; may be empty

  // The addresses of everybody who gets it, each once.
  std::vector<std::string> recipients() const;
};

// Reads {from, to, cc, bcc, reply_to, subject, text, html, attachments: [{name, type, text or
// base64}], in_reply_to}. Errc::invalid names the member in `where`.
core::Result<Mail> read_mail(const core::Json& value);

// The id of the message that an action sends. It follows from the action's key, so each attempt has
// the same one, by which a mailbox knows a repeat: "<baton.1f…@example.com>".
std::string message_id(std::string_view key, const MailAddress& from);

}  // namespace baton::connectors
