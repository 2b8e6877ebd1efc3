#include "connectors/mail/mime.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <vector>

namespace baton::connectors {

namespace {

constexpr std::string_view kEnd = "\r\n";
// RFC 2045 section 6.7: lines of quoted-printable and base64 have 76 characters at most.
constexpr std::size_t kLineMax = 76;

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char letter) { return letter >= ' ' && letter < 0x7f; });
}

// Words that need neither quotes nor encoding in front of an address (RFC 5322 section 3.2.3).
bool is_plain_phrase(std::string_view text) {
  static constexpr std::string_view kPhraseLetters = " !#$%&'*+-/=?^_`{|}~";
  return std::all_of(text.begin(), text.end(), [](char letter) {
    return core::is_digit(letter) || (core::lower(letter) >= 'a' && core::lower(letter) <= 'z') ||
           kPhraseLetters.find(letter) != std::string_view::npos;
  });
}

// Header text that stays as it is has to fit its line behind the field's name, and may not look
// like an encoded word.
bool stays(std::string_view text) {
  constexpr std::size_t kBytesMax = 60;
  return text.size() <= kBytesMax && is_printable(text) &&
         text.find("=?") == std::string_view::npos;
}

std::string phrase(std::string_view name) {
  if (!stays(name)) return header_text(name);
  if (is_plain_phrase(name)) return std::string(name);
  std::string quoted = "\"";
  for (const char letter : name) {
    if (letter == '"' || letter == '\\') quoted += '\\';
    quoted += letter;
  }
  return quoted + '"';
}

std::string written(const MailAddress& one) {
  return one.name.empty() ? one.address : phrase(one.name) + " <" + one.address + ">";
}

void add_field(std::string& head, std::string_view name, std::string_view value) {
  if (!value.empty()) head.append(name).append(": ").append(value).append(kEnd);
}

// Each address has a line of its own, so that none gets too long.
void add_people(std::string& head, std::string_view name, const std::vector<MailAddress>& people) {
  std::string value;
  for (const auto& one : people) value += (value.empty() ? "" : ",\r\n ") + written(one);
  add_field(head, name, value);
}

std::string base64_lines(std::string_view bytes) {
  const auto whole = core::to_base64(bytes);
  std::string lines;
  for (std::size_t at = 0; at < whole.size(); at += kLineMax)
    lines.append(whole, at, kLineMax).append(kEnd);
  return lines;
}

std::string text_part(std::string_view type, std::string_view text) {
  return "Content-Type: " + std::string(type) +
         "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
         quoted_printable(text);
}

// RFC 2231 for a name that is not plain ASCII.
std::string file_name(const std::string& name) {
  if (stays(name) && name.find_first_of("\"\\") == std::string::npos)
    return "filename=\"" + name + '"';
  return "filename*=UTF-8''" + core::percent_encode(name);
}

std::string attachment_part(const MailAttachment& attachment) {
  return "Content-Type: " + attachment.type + "\r\nContent-Disposition: attachment;\r\n " +
         file_name(attachment.name) + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
         base64_lines(attachment.bytes);
}

// No encoded text has "=_" in it, so the boundary is in none of the parts (RFC 2045 section 6.7).
std::string multipart(std::string_view kind, const std::string& boundary,
                      const std::vector<std::string>& parts) {
  std::string body = "Content-Type: multipart/" + std::string(kind) + ";\r\n boundary=\"" +
                     boundary + "\"\r\n\r\n";
  for (const auto& part : parts) body += "--" + boundary + "\r\n" + part + "\r\n";
  return body + "--" + boundary + "--\r\n";
}

std::string mail_content(const Mail& mail, const std::string& mark) {
  std::vector<std::string> texts;
  if (!mail.text.empty()) texts.push_back(text_part("text/plain", mail.text));
  if (!mail.html.empty()) texts.push_back(text_part("text/html", mail.html));
  auto said = texts.size() == 1 ? texts.front() : multipart("alternative", mark + "a", texts);
  if (mail.attachments.empty()) return said;
  std::vector<std::string> parts{std::move(said)};
  for (const auto& attachment : mail.attachments) parts.push_back(attachment_part(attachment));
  return multipart("mixed", mark + "m", parts);
}

// The end of the character that begins at `at` in UTF-8.
std::size_t end_of_character(std::string_view text, std::size_t at) {
  do ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
  return at;
}

}  // namespace

std::string header_text(std::string_view text) {
  if (stays(text)) return std::string(text);
  // An encoded word holds whole characters, and fits the line behind the longest field's name.
  constexpr std::size_t kBytesMax = 39;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    for (auto next = end; next < text.size(); end = next) {
      next = end_of_character(text, next);
      if (next - at > kBytesMax) break;
    }
    out += (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") +
           core::to_base64(text.substr(at, end - at)) + "?=";
    at = end;
  }
  return out;
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  std::size_t length = 0;  // of the line
  const auto put = [&out, &length](std::string_view piece) {
    if (length + piece.size() > kLineMax - 1) {  // leaves room for the soft break
      out += "=\r\n";
      length = 0;
    }
    out += piece;
    length += piece.size();
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    if (letter == '\r' || letter == '\n') {
      if (letter == '\r' && at + 1 < text.size() && text[at + 1] == '\n') ++at;
      out += kEnd;
      length = 0;
      continue;
    }
    const bool ends_line = at + 1 == text.size() || text[at + 1] == '\r' || text[at + 1] == '\n';
    const bool blank = letter == ' ' || letter == '\t';
    const bool plain = (letter > ' ' && letter < 0x7f && letter != '=') || (blank && !ends_line);
    put(plain ? std::string(1, letter) : "=" + [&] {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(letter);
      return std::string{kDigits[byte >> 4U], kDigits[byte & 15U]};
    }());
  }
  if (length > 0) out += kEnd;
  return out;
}

std::string mail_date(core::Time time) {
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
                kDays[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

std::string to_mime(const Mail& mail, std::string_view id, core::Time now) {
  std::string message;
  add_people(message, "From", {mail.from});
  add_people(message, "To", mail.to);
  add_people(message, "Cc", mail.cc);
  add_people(message, "Reply-To", mail.reply_to);
  add_field(message, "Subject", header_text(mail.subject));
  add_field(message, "Date", mail_date(now));
  add_field(message, "Message-ID", id);
  add_field(message, "In-Reply-To", mail.in_reply_to);
  add_field(message, "References", mail.in_reply_to);
  // RFC 3834: nobody's absence note answers a machine.
  add_field(message, "Auto-Submitted", "auto-generated");
  add_field(message, "MIME-Version", "1.0");
  return message + mail_content(mail, "=_" + core::sha256_hex(id).substr(0, 24));
}

}  // namespace baton::connectors
