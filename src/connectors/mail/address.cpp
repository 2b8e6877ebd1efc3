#include "connectors/mail/address.hpp"

#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"
#include "connectors/mail/domain.hpp"

#include <algorithm>

namespace baton::connectors {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;

namespace {

// RFC 5321 section 4.5.3.1.
constexpr std::size_t kLocalPartBytesMax = 64;
constexpr std::size_t kAddressBytesMax = 254;
// A name that is longer is none, and its header would be a page.
constexpr std::size_t kNameBytesMax = 200;

bool is_letter_or_digit(char letter) {
  return core::is_digit(letter) || (core::lower(letter) >= 'a' && core::lower(letter) <= 'z');
}

// Dots stand between words, and never twice or at an end.
bool is_dotted(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' &&
         text.find("..") == std::string_view::npos;
}

// The dot-atom of RFC 5322 section 3.2.3.
bool is_local_part(std::string_view text) {
  static constexpr std::string_view kAtomLetters = "!#$%&'*+-/=?^_`{|}~.";
  return text.size() <= kLocalPartBytesMax && is_dotted(text) &&
         std::all_of(text.begin(), text.end(), [](char letter) {
           return is_letter_or_digit(letter) || kAtomLetters.find(letter) != std::string_view::npos;
         });
}

bool is_domain(std::string_view text) {
  return is_dotted(text) && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), [](char letter) {
           return is_letter_or_digit(letter) || letter == '-' || letter == '.';
         });
}

Error no_address(std::string_view text) {
  return {Errc::invalid,
          "expected an e-mail address, got \"" + core::one_line(text, 80) + '"',
          {},
          "write ada@example.com, or Ada Lovelace <ada@example.com>"};
}

// The text between quotes, without what escapes them.
std::string unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  std::string out;
  for (std::size_t at = 1; at + 1 < text.size(); ++at) {
    if (text[at] == '\\' && at + 2 < text.size()) ++at;
    out += text[at];
  }
  return out;
}

}  // namespace

std::string_view MailAddress::domain() const {
  return std::string_view(address).substr(address.rfind('@') + 1);
}

Result<MailAddress> parse_address(std::string_view text) {
  const auto whole = core::trim(text);
  MailAddress read;
  const auto open = whole.rfind('<');
  if (open == std::string_view::npos) {
    read.address = whole;
  } else {
    if (whole.back() != '>') return no_address(text);
    read.address = core::trim(whole.substr(open + 1, whole.size() - open - 2));
    read.name = unquoted(core::trim(whole.substr(0, open)));
  }
  const auto sign = read.address.rfind('@');
  const auto domain = ascii_domain(read.domain());
  if (!domain) return no_address(text);
  if (sign != std::string::npos) read.address.replace(sign + 1, std::string::npos, *domain);
  const bool good = sign != std::string::npos && read.address.size() <= kAddressBytesMax &&
                    is_local_part(std::string_view(read.address).substr(0, sign)) &&
                    is_domain(read.domain()) && read.name.size() <= kNameBytesMax &&
                    !core::has_control(read.name) && core::is_utf8(read.name);
  if (!good) return no_address(text);
  return read;
}

Result<std::vector<MailAddress>> parse_addresses(const Json& value) {
  std::vector<MailAddress> addresses;
  if (value.is_null()) return addresses;
  for (const auto& one : value.is_array() ? value : Json::array({value})) {
    if (!one.is_string()) return no_address(core::dump(one));
    auto read = parse_address(one.get_ref<const std::string&>());
    if (!read) return read.error();
    addresses.push_back(*std::move(read));
  }
  return addresses;
}

}  // namespace baton::connectors
