#include "baton/formats/url.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace baton::formats {

namespace {

using core::Errc;
using core::Error;

// True for a name whose last label is a number. The WHATWG URL standard reads such a name as an
// IPv4 address, of which it allows many forms; Baton takes the plain one only.
bool ends_in_number(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const auto label = host.substr(host.rfind('.') + 1);
  const bool digits = !label.empty() && std::all_of(label.begin(), label.end(), [](char letter) {
    return letter >= '0' && letter <= '9';
  });
  return digits || label.starts_with("0x") || label.starts_with("0X");
}

core::Result<std::string> parse_host(std::string_view host) {
  const Error bad{Errc::invalid, "URL: expected a host name or address", {}, {}};
  if (host.empty() || host.size() > 253) return bad;
  boost::system::error_code problem;
  if (host.front() == '[') {
    if (host.back() != ']') return bad;
    const auto inner = std::string(host.substr(1, host.size() - 2));
    if (inner.find('%') != std::string::npos) return bad;
    const auto made = boost::asio::ip::make_address_v6(inner, problem);
    if (problem) return bad;
    return made.to_string();
  }
  const bool plain = std::all_of(host.begin(), host.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '.' || letter == '-' || letter == '_';
  });
  if (!plain || host.front() == '.' || host.find("..") != std::string_view::npos) return bad;
  if (ends_in_number(host)) {
    const auto made = boost::asio::ip::make_address_v4(std::string(host), problem);
    if (problem || made.to_string() != host)
      return Error{Errc::invalid, "URL: an IPv4 address is four decimal numbers", {}, {}};
  }
  return core::lower(host);
}

// The path without its segments "." and "..", as RFC 3986 section 5.2.4 takes them out.
std::string without_dot_segments(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const auto end = std::min(path.find('/', 1), path.size());
    const auto segment = path.substr(0, end);  // with the slash before it
    path.remove_prefix(end);
    if (segment != "/." && segment != "/..") {
      out += segment;
      continue;
    }
    if (segment == "/..") out.erase(std::min(out.rfind('/'), out.size()));
    if (path.empty()) out += '/';
  }
  return out;
}

}  // namespace

std::string bracketed_host(const std::string& host) {
  return host.find(':') == std::string::npos ? host : '[' + host + ']';
}

std::string Origin::text() const {
  std::string out = (tls ? "https://" : "http://") + bracketed_host(host);
  if (port != (tls ? 443 : 80)) out.append(1, ':').append(std::to_string(port));
  return out;
}

core::Result<Url> parse_url(std::string_view text) {
  Url url;
  const bool bad_letters = std::any_of(text.begin(), text.end(), [](char letter) {
    return letter <= ' ' || letter >= 0x7f || letter == '\\' || letter == '"' || letter == '<' ||
           letter == '>';
  });
  if (text.size() > 8192 || bad_letters)
    return Error{Errc::invalid,
                 "URL: expected printable ASCII without spaces or backslashes",
                 {},
                 "percent-encode other characters"};
  const auto colon = text.find("://");
  const auto scheme =
      colon == std::string_view::npos ? std::string() : core::lower(text.substr(0, colon));
  if (scheme != "https" && scheme != "http")
    return Error{Errc::invalid, "URL: expected https:// or http://", {}, {}};
  url.origin.tls = scheme == "https";
  url.origin.port = url.origin.tls ? 443 : 80;
  text.remove_prefix(colon + 3);
  if (text.find('#') != std::string_view::npos)
    return Error{Errc::invalid, "URL: a fragment (#…) is never sent", {}, {}};
  const auto end = std::min(text.find_first_of("/?"), text.size());
  auto authority = text.substr(0, end);
  if (authority.find('@') != std::string_view::npos)
    return Error{Errc::invalid,
                 "URL: no user name or password, these belong to the connection's auth",
                 {},
                 {}};
  const auto bracket = authority.rfind(']');
  const auto port = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (port != std::string_view::npos) {
    const auto digits = authority.substr(port + 1);
    const auto [last, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), url.origin.port);
    if (problem != std::errc() || last != digits.data() + digits.size() || url.origin.port == 0)
      return Error{Errc::invalid, "URL: expected a port from 1 to 65535", {}, {}};
    authority = authority.substr(0, port);
  }
  auto host = parse_host(authority);
  if (!host) return host.error();
  url.origin.host = std::move(*host);
  text.remove_prefix(end);
  url.path = path_of(text);
  while (url.path.ends_with('/')) url.path.pop_back();
  url.query = query_of(text);
  return url;
}

std::string resolve(const Origin& origin, std::string_view target, std::string_view reference) {
  reference = reference.substr(0, reference.find('#'));
  const auto end = reference.find_first_of(":/?");
  if (end != std::string_view::npos && reference[end] == ':') return std::string(reference);
  if (reference.starts_with("//"))
    return std::string(origin.tls ? "https:" : "http:").append(reference);
  auto whole = origin.text();
  const auto base = path_of(target);
  const auto path = path_of(reference);
  if (path.empty()) return whole.append(reference.empty() ? target : base).append(reference);
  std::string merged;
  if (!path.starts_with('/')) merged = base.substr(0, base.rfind('/') + 1);
  merged = without_dot_segments(merged.append(path));
  if (!merged.starts_with('/')) whole += '/';
  return whole.append(merged).append(reference.substr(path.size()));
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

std::string_view query_of(std::string_view target) {
  const auto question = target.find('?');
  return question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
}

}  // namespace baton::formats
