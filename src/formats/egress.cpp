#include "baton/formats/egress.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace baton::formats {

namespace {

using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;
using boost::asio::ip::make_address;
using core::Errc;
using core::Error;

// A block of IPv4 addresses: those that share the first `bits` bits of `first`.
struct Range {
  std::uint32_t first;
  int bits;
  bool holds(std::uint32_t value) const { return (value ^ first) >> (32 - bits) == 0; }
};

// IANA IPv4 Special-Purpose Address Registry (RFC 6890), plus multicast and class E.
constexpr Range kNotPublic[] = {
    {0x00000000, 8},   // this network
    {0x0a000000, 8},   // private
    {0x64400000, 10},  // shared (carrier NAT)
    {0x7f000000, 8},   // loopback
    {0xa9fe0000, 16},  // link-local: cloud metadata
    {0xac100000, 12},  // private
    {0xc0000000, 24},  // IETF protocol assignments
    {0xc0000200, 24},  // documentation
    {0xc0586300, 24},  // 6to4 relays
    {0xc0a80000, 16},  // private
    {0xc6120000, 15},  // benchmarks
    {0xc6336400, 24},  // documentation
    {0xcb007100, 24},  // documentation
    {0xe0000000, 4},   // multicast
    {0xf0000000, 4},   // reserved and broadcast
};
// The IPv4 addresses that `allow_private: true` allows.
constexpr Range kPrivate[] = {
    {0x0a000000, 8}, {0x64400000, 10}, {0x7f000000, 8}, {0xac100000, 12}, {0xc0a80000, 16}};
// The IPv4 addresses at which clouds hand out credentials.
constexpr Range kMetadata[] = {
    {0xa9fe0000, 16},  // link-local: AWS, Azure, Google, Oracle, Tencent; ECS and EKS credentials
    {0x646464c8, 32},  // 100.100.100.200: Alibaba
    {0xc00000c0, 32},  // 192.0.0.192: Oracle
    {0xa83f8110, 32},  // 168.63.129.16: Azure's wire server
    {0x00000000, 8},   // "this host": another name for loopback, for some systems
};
// The same of IPv6.
constexpr std::array<std::string_view, 4> kMetadataV6{"fd00:ec2::254", "fd00:ec2::23",
                                                      "fd20:ce::254", "fd00:42::42"};

template <std::size_t Count>
bool among(const Range (&ranges)[Count], std::uint32_t value) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [value](const Range& range) { return range.holds(value); });
}

std::uint32_t four_bytes(const address_v6::bytes_type& bytes, std::size_t at) {
  return static_cast<std::uint32_t>(bytes[at]) << 24U |
         static_cast<std::uint32_t>(bytes[at + 1]) << 16U |
         static_cast<std::uint32_t>(bytes[at + 2]) << 8U | bytes[at + 3];
}

// Public IPv6 hosts are in 2000::/3. Within it, protocol assignments (Teredo and ORCHID among
// them), documentation and 6to4 addresses are not hosts of the public internet. Mapped, NAT64,
// unique-local, link-local and multicast addresses lie outside of it.
bool is_public_v6(const address_v6& value) {
  const auto bytes = value.to_bytes();
  const auto first = four_bytes(bytes, 0) >> 16U;
  const auto second = four_bytes(bytes, 0) & 0xffffU;
  if ((first & 0xe000U) != 0x2000U) return false;
  if (first == 0x2001 && (second < 0x0200 || second == 0x0db8)) return false;
  return first != 0x2002 && !(first == 0x3fff && second < 0x1000);
}

bool is_mapped(const address& value) { return value.is_v6() && value.to_v6().is_v4_mapped(); }

// A network of mapped IPv6 addresses as the IPv4 network that it is. Others stay.
Network unmapped(Network network) {
  constexpr int kMappedBits = 96;
  if (!is_mapped(network.first) || network.bits < kMappedBits) return network;
  network.first = address_v4(*inner_v4(network.first));
  network.bits -= kMappedBits;
  return network;
}

bool is_private(const address& value) {
  if (value.is_v4() || is_mapped(value)) return among(kPrivate, *inner_v4(value));
  const auto six = value.to_v6();
  return six.is_loopback() || (six.to_bytes()[0] & 0xfeU) == 0xfcU;
}

}  // namespace

std::optional<std::uint32_t> inner_v4(const address& value) {
  if (value.is_v4()) return value.to_v4().to_uint();
  const auto bytes = value.to_v6().to_bytes();
  const auto head = four_bytes(bytes, 0);
  const bool zeros = head == 0 && four_bytes(bytes, 4) == 0;
  const auto third = four_bytes(bytes, 8);
  if (zeros && (third == 0xffff || (third == 0 && four_bytes(bytes, 12) > 1)))
    return four_bytes(bytes, 12);
  if (head == 0x0064ff9b) return four_bytes(bytes, 12);
  if (head >> 16U == 0x2002) return four_bytes(bytes, 2);
  if (head == 0x20010000) return ~four_bytes(bytes, 12);
  return std::nullopt;
}

bool is_public(const address& value) {
  if (value.is_v4() || is_mapped(value)) return !among(kNotPublic, *inner_v4(value));
  return is_public_v6(value.to_v6());
}

bool is_metadata(const address& value) {
  if (const auto four = inner_v4(value); four && among(kMetadata, *four)) return true;
  if (value.is_v4()) return false;
  const auto six = value.to_v6();
  if (six.is_link_local() || six.is_unspecified()) return true;
  boost::system::error_code ignored;
  return std::any_of(kMetadataV6.begin(), kMetadataV6.end(),
                     [&](auto one) { return make_address(one, ignored) == value; });
}

bool Network::holds(const address& given) const {
  const bool four = given.is_v4() || is_mapped(given);
  if (four != first.is_v4()) return false;
  if (four) return bits == 0 || (*inner_v4(given) ^ first.to_v4().to_uint()) >> (32 - bits) == 0;
  const auto left = first.to_v6().to_bytes();
  const auto right = given.to_v6().to_bytes();
  for (int bit = 0; bit < bits; ++bit) {
    const auto at = static_cast<std::size_t>(bit / 8);
    if (((left[at] ^ right[at]) >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

core::Result<Network> parse_network(std::string_view text) {
  const Error wrong{Errc::invalid,
                    "\"" + std::string(core::prefix(text, 60)) +
                        "\": expected a network as 10.20.0.0/16 or fd12::/32, or an address",
                    {},
                    {}};
  const auto slash = text.find('/');
  boost::system::error_code problem;
  Network network{make_address(std::string(text.substr(0, slash)), problem), 0};
  if (problem) return wrong;
  const int most = network.first.is_v4() ? 32 : 128;
  network.bits = most;
  if (slash == std::string_view::npos) return unmapped(network);
  const auto digits = text.substr(slash + 1);
  const auto [end, bad] =
      std::from_chars(digits.data(), digits.data() + digits.size(), network.bits);
  if (bad != std::errc() || end != digits.data() + digits.size() || network.bits < 0 ||
      network.bits > most)
    return wrong;
  return unmapped(network);
}

bool Egress::lists(const address& given) const {
  return (any_private && is_private(given)) ||
         std::any_of(networks.begin(), networks.end(),
                     [&given](const Network& one) { return one.holds(given); });
}

std::string Egress::objection(const address& given, bool tls) const {
  if (is_metadata(given))
    return given.to_string() + " hands out a machine's own credentials and is never gone to";
  if (lists(given)) return {};
  if (!is_public(given))
    return given.to_string() +
           " is not a public address; the connection may list its network in allow_private";
  if (!tls)
    return "plain http to " + given.to_string() +
           ": only https, outside of the networks that allow_private lists";
  return {};
}

std::string Egress::text() const {
  std::string out = any_private ? "private" : "";
  for (const auto& network : networks)
    out += " " + network.first.to_string() + "/" + std::to_string(network.bits);
  if (!proxy) return out;
  out += " by " + proxy->origin.text();
  // Connections with other credentials do not share a tunnel, and new ones count at once.
  const auto as = proxy->authorization.reveal();
  if (!as.empty()) out += " as " + core::sha256_hex(as);
  for (const auto& name : proxy->except) out += " except " + name;
  return out;
}

}  // namespace baton::formats
