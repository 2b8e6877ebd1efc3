// Mail: whatever an operation is given, its message has lines of ASCII, the headers that it is
// meant to have and no others, and goes to addresses that are nothing but addresses.
#include "baton/core/json.hpp"
#include "connectors/mail/mime.hpp"
#include "connectors/mail/server.hpp"
#include "fuzz/fuzz.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace {

using namespace baton;
using fuzz::hold;

constexpr std::array<std::string_view, 13> kFields{"From",
                                                   "To",
                                                   "Cc",
                                                   "Reply-To",
                                                   "Subject",
                                                   "Date",
                                                   "Message-ID",
                                                   "In-Reply-To",
                                                   "References",
                                                   "Auto-Submitted",
                                                   "MIME-Version",
                                                   "Content-Type",
                                                   "Content-Transfer-Encoding"};

void check_line(std::string_view line, bool in_head) {
  hold(line.size() <= 998, "a line is no longer than SMTP takes");
  for (const char letter : line)
    hold((letter >= ' ' && letter < 0x7f) || letter == '\t', "a line is printable ASCII");
  if (!in_head || line.front() == ' ') return;
  const auto name = line.substr(0, line.find(':'));
  hold(std::find(kFields.begin(), kFields.end(), name) != kFields.end(),
       "a message has no header but its own");
}

void check_message(const connectors::Mail& mail) {
  const auto id = connectors::message_id("key", mail.from);
  const auto message = connectors::to_mime(mail, id, core::Time{});
  bool in_head = true;
  for (std::size_t at = 0; at < message.size();) {
    const auto end = message.find("\r\n", at);
    hold(end != std::string::npos, "each line ends");
    const auto line = std::string_view(message).substr(at, end - at);
    in_head = in_head && !line.empty();
    check_line(line, in_head);
    at = end + 2;
  }
}

void check_recipient(const std::string& address) {
  hold(std::count(address.begin(), address.end(), '@') == 1, "an address has one @");
  for (const char letter : address)
    hold(letter > ' ' && letter < 0x7f && letter != '<' && letter != '>' && letter != ',',
         "an address is nothing but an address");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Exact input(fuzz::text_of(data, size));
  if (const auto server = connectors::parse_mail_server(input.view())) {
    const auto again = connectors::parse_mail_server(connectors::mail_server_text(server->origin));
    hold(again && again->origin == server->origin, "a server reads what it writes");
  }
  if (const auto one = connectors::parse_address(input.view())) check_recipient(one->address);
  const auto value = core::parse_json(input.view());
  if (!value) return 0;
  const auto mail = connectors::read_mail(*value);
  if (!mail) return 0;
  for (const auto& address : mail->recipients()) check_recipient(address);
  check_message(*mail);
  return 0;
}
