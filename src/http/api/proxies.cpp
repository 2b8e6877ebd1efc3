#include "http/api/proxies.hpp"

#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "http/server/counted_address.hpp"

#include <algorithm>
#include <optional>

namespace baton::http {
namespace {

using boost::asio::ip::address;

// How many parts of X-Forwarded-For are looked at. There are a few proxies; the rest was written by
// a client to make us work.
constexpr int kForwardedMax = 32;

std::optional<address> address_in(std::string_view text) {
  boost::system::error_code wrong;
  const auto found = boost::asio::ip::make_address(std::string(text), wrong);
  return wrong ? std::nullopt : std::optional(found);
}

// The address in a part of X-Forwarded-For. Some proxies write the port behind it, and an address
// of IPv6 in brackets then.
std::optional<address> forwarded_address(std::string_view text) {
  std::string_view port;
  const auto colon = text.find(':');
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    port = text.substr(close + 1);
    text = text.substr(1, close - 1);
  } else if (colon != std::string_view::npos && colon == text.rfind(':')) {
    port = text.substr(colon);
    text = text.substr(0, colon);
  }
  const bool is_port = port.empty() || (port.size() > 1 && port.front() == ':' &&
                                        std::all_of(port.begin() + 1, port.end(), core::is_digit));
  return is_port ? address_in(text) : std::nullopt;
}

bool among_proxies(const TrustedProxies& trusted, const address& one) {
  return std::any_of(trusted.begin(), trusted.end(),
                     [&one](const formats::Network& network) { return network.holds(one); });
}

// The parts of all fields X-Forwarded-For, the last one first. Some proxies add a part, and some a
// field, behind what the client itself has sent.
std::vector<std::string_view> forwarded_from_the_end(const Request& request) {
  std::vector<std::string_view> parts;
  for (const Field& field : request.fields) {
    if (!same_name(field.name, "X-Forwarded-For")) continue;
    std::string_view rest = field.value;
    while (!rest.empty()) parts.push_back(core::trim(core::take_part(rest, ',')));
  }
  std::reverse(parts.begin(), parts.end());
  return parts;
}

}  // namespace

bool is_trusted(const TrustedProxies& trusted, std::string_view peer) {
  const auto from = address_in(peer);
  return from && among_proxies(trusted, *from);
}

std::string client_of(const TrustedProxies& trusted, std::string_view peer,
                      const Request& request) {
  std::string client(peer);
  if (!is_trusted(trusted, peer)) return client;
  int looked_at = 0;
  for (const auto part : forwarded_from_the_end(request)) {
    const auto said = forwarded_address(part);
    if (!said || ++looked_at > kForwardedMax) return client;
    client = said->to_string();
    if (!among_proxies(trusted, *said)) return client;
  }
  return client;
}

std::string counted_client(std::string_view text) {
  const auto found = address_in(text);
  return found ? counted_address(*found).to_string() : std::string(text);
}

std::string client_certificate(const TrustedProxies& trusted, std::string_view peer,
                               const Request& request) {
  std::string_view sent;
  int fields = 0;
  for (const Field& field : request.fields) {
    if (!same_name(field.name, "Client-Cert")) continue;
    sent = core::trim(field.value);
    ++fields;
  }
  if (fields != 1 || sent.size() < 3 || sent.front() != ':' || sent.back() != ':' ||
      !is_trusted(trusted, peer))
    return {};
  return core::from_base64(sent.substr(1, sent.size() - 2)).value_or(std::string());
}

}  // namespace baton::http
