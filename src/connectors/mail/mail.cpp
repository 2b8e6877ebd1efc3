#include "connectors/mail/mail.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::connectors {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;

namespace {

// Most servers take a hundred recipients of one message (RFC 5321 section 4.5.3.1.8).
constexpr std::size_t kRecipientsMax = 100;
constexpr std::size_t kSubjectBytesMax = 1000;
constexpr std::size_t kFileNameBytesMax = 200;

Error wrong(std::string where, std::string message) {
  return {Errc::invalid, std::move(message), std::move(where), {}};
}

Result<std::string> text_of(const Json& value, std::string_view name) {
  const auto* text = core::find(value, name);
  if (text == nullptr || text->is_null()) return std::string();
  if (text->is_string()) return text->get<std::string>();
  return wrong(std::string(name), "expected a text, got " + std::string(text->type_name()));
}

Result<void> read_texts(const Json& value, Mail& mail) {
  const std::array<std::pair<std::string_view, std::string*>, 4> texts{
      {{"subject", &mail.subject},
       {"text", &mail.text},
       {"html", &mail.html},
       {"in_reply_to", &mail.in_reply_to}}};
  for (const auto& [name, text] : texts) {
    auto read = text_of(value, name);
    if (!read) return read.error();
    *text = *std::move(read);
  }
  // A title from outside may have a line break in it; a header field may not.
  mail.subject = core::one_line(mail.subject, kSubjectBytesMax);
  if (mail.text.empty() && mail.html.empty())
    return wrong("text", "expected a text, an HTML text, or both");
  const auto& id = mail.in_reply_to;
  // RFC 5322 section 3.6.4: an id is ASCII, and has no blanks that count.
  const auto is_visible = [](char letter) { return letter > ' ' && letter < 0x7f; };
  const bool is_id = id.size() > 2 && id.size() < 500 && id.front() == '<' && id.back() == '>' &&
                     std::all_of(id.begin(), id.end(), is_visible);
  if (!id.empty() && !is_id) return wrong("in_reply_to", "expected a Message-ID, <id@host>");
  return {};
}

Result<void> read_addresses(const Json& value, Mail& mail) {
  std::vector<MailAddress> from;
  const std::array<std::pair<std::string_view, std::vector<MailAddress>*>, 5> lists{
      {{"from", &from},
       {"to", &mail.to},
       {"cc", &mail.cc},
       {"bcc", &mail.bcc},
       {"reply_to", &mail.reply_to}}};
  for (const auto& [name, list] : lists) {
    const auto* given = core::find(value, name);
    auto read = parse_addresses(given != nullptr ? *given : Json());
    if (!read) {
      auto error = read.error();
      error.where = name;
      return error;
    }
    *list = *std::move(read);
  }
  if (from.size() != 1) return wrong("from", "expected the address of one sender");
  mail.from = std::move(from.front());
  const auto count = mail.recipients().size();
  if (count == 0) return wrong("to", "expected at least one recipient");
  if (count > kRecipientsMax)
    return wrong("to", "expected at most " + std::to_string(kRecipientsMax) + " recipients");
  return {};
}

// "text/csv": a type and a subtype of the letters that RFC 6838 section 4.2 allows.
bool is_media_type(std::string_view text) {
  const auto slash = text.find('/');
  const auto is_name = [](std::string_view name) {
    return !name.empty() && name.size() <= 127 &&
           std::all_of(name.begin(), name.end(), [](char letter) {
             return core::is_digit(letter) ||
                    (core::lower(letter) >= 'a' && core::lower(letter) <= 'z') ||
                    std::string_view("!#$&-^_.+").find(letter) != std::string_view::npos;
           });
  };
  return slash != std::string_view::npos && is_name(text.substr(0, slash)) &&
         is_name(text.substr(slash + 1));
}

Result<MailAttachment> read_attachment(const Json& value, const std::string& where) {
  MailAttachment read;
  read.name = core::text_at(value, "name");
  read.type = core::text_at(value, "type", "application/octet-stream");
  if (read.name.empty() || read.name.size() > kFileNameBytesMax || core::has_control(read.name) ||
      read.name.find_first_of("/\\") != std::string::npos)
    return wrong(where + ".name", "expected the name of a file, without a folder");
  if (!is_media_type(read.type)) return wrong(where + ".type", "expected a media type as text/csv");
  const auto* text = core::find(value, "text");
  const auto* base64 = core::find(value, "base64");
  const auto* given = text != nullptr ? text : base64;
  if ((text == nullptr) == (base64 == nullptr) || !given->is_string())
    return wrong(where, "expected either \"text\" or \"base64\"");
  read.bytes = given->get<std::string>();
  if (text != nullptr) return read;
  auto bytes = core::from_base64(read.bytes, core::Base64::lenient);
  if (!bytes) return wrong(where + ".base64", "expected base64");
  read.bytes = *std::move(bytes);
  return read;
}

}  // namespace

std::vector<std::string> Mail::recipients() const {
  std::vector<std::string> all;
  for (const auto* list : {&to, &cc, &bcc}) {
    for (const auto& one : *list)
      if (std::find(all.begin(), all.end(), one.address) == all.end()) all.push_back(one.address);
  }
  return all;
}

Result<Mail> read_mail(const Json& value) {
  Mail mail;
  if (auto read = read_addresses(value, mail); !read) return read.error();
  if (auto read = read_texts(value, mail); !read) return read.error();
  const auto* attachments = core::find(value, "attachments");
  if (attachments == nullptr || attachments->is_null()) return mail;
  if (!attachments->is_array()) return wrong("attachments", "expected a list");
  for (std::size_t at = 0; at < attachments->size(); ++at) {
    auto read = read_attachment((*attachments)[at], "attachments." + std::to_string(at));
    if (!read) return read.error();
    mail.attachments.push_back(*std::move(read));
  }
  return mail;
}

std::string message_id(std::string_view key, const MailAddress& from) {
  constexpr std::size_t kDigits = 32;  // 128 bits: no two actions share them
  return "<baton." + core::sha256_hex(key).substr(0, kDigits) + "@" + std::string(from.domain()) +
         ">";
}

}  // namespace baton::connectors
