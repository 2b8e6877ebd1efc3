#include "http/server/authority.hpp"

#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>

namespace baton::http {
namespace {

bool is_hex(char c) { return core::hex_value(c) >= 0; }

bool is_port(std::string_view text) {
  return std::all_of(text.begin(), text.end(), core::is_digit);
}

bool is_name(std::string_view text) {
  constexpr std::string_view kSubDelims = "!$&'()*+,;=";
  while (!text.empty()) {
    const bool escape = text.front() == '%';
    if (escape
            ? text.size() < 3 || !is_hex(text[1]) || !is_hex(text[2])
            : !core::is_unreserved(text[0]) && kSubDelims.find(text[0]) == std::string_view::npos)
      return false;
    text.remove_prefix(escape ? 3 : 1);
  }
  return true;
}

bool is_ipv6(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> copy{};
  if (text.size() >= copy.size()) return false;
  std::copy(text.begin(), text.end(), copy.begin());
  in6_addr address{};
  return inet_pton(AF_INET6, copy.data(), &address) == 1;
}

}  // namespace

bool is_authority(std::string_view text) {
  if (text.starts_with('[')) {
    const auto bracket = text.find(']');
    if (bracket == std::string_view::npos || !is_ipv6(text.substr(1, bracket - 1))) return false;
    const std::string_view after = text.substr(bracket + 1);
    return after.empty() || (after.front() == ':' && is_port(after.substr(1)));
  }
  const auto colon = text.find(':');
  return is_name(text.substr(0, colon)) &&
         (colon == std::string_view::npos || is_port(text.substr(colon + 1)));
}

}  // namespace baton::http
