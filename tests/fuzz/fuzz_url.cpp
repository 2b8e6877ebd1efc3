// URLs and the egress guard: a URL is the same when it is written and read again, an address in it
// is the plain form of itself, no address of a private network is taken for a public one, whatever
// it is wrapped in, and a reference that is a path or a query stays at the host of its request.
#include "baton/core/encoding.hpp"
#include "baton/formats/egress.hpp"
#include "baton/formats/form.hpp"
#include "baton/formats/url.hpp"
#include "fuzz/fuzz.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <cctype>
#include <cstring>

namespace {

using namespace baton;
using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;
using fuzz::hold;

// Written apart from the guard's own table: the ranges that must never be reached.
bool forbidden_v4(const address_v4& value) {
  const auto b = value.to_bytes();
  return b[0] == 0 || b[0] == 10 || b[0] == 127 || b[0] >= 224 || (b[0] == 169 && b[1] == 254) ||
         (b[0] == 172 && (b[1] & 0xf0) == 16) || (b[0] == 192 && b[1] == 168) ||
         (b[0] == 100 && (b[1] & 0xc0) == 64) || (b[0] == 198 && (b[1] & 0xfe) == 18);
}

bool forbidden_v6(const address_v6& value) {
  const auto b = value.to_bytes();
  if (value.is_loopback() || value.is_unspecified() || value.is_multicast() ||
      value.is_link_local() || (b[0] & 0xfe) == 0xfc)
    return true;
  address_v4::bytes_type tail;
  std::memcpy(tail.data(), b.data() + 12, 4);
  address_v4::bytes_type inside_6to4;
  std::memcpy(inside_6to4.data(), b.data() + 2, 4);
  const bool zeros =
      value.is_v4_mapped() ||
      std::all_of(b.begin(), b.begin() + 12, [](unsigned char byte) { return byte == 0; });
  const bool nat64 = b[0] == 0 && b[1] == 0x64 && b[2] == 0xff && b[3] == 0x9b;
  return ((zeros || nat64) && forbidden_v4(address_v4(tail))) ||
         (b[0] == 0x20 && b[1] == 0x02 && forbidden_v4(address_v4(inside_6to4)));
}

void check_address(const address& value) {
  const bool forbidden = value.is_v4() ? forbidden_v4(value.to_v4()) : forbidden_v6(value.to_v6());
  hold(!forbidden || !formats::is_public(value), "the egress guard lets a private address through");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Exact input(fuzz::text_of(data, size));
  if (size >= 4) {
    address_v4::bytes_type four;
    std::memcpy(four.data(), data, 4);
    check_address(address_v4(four));
  }
  if (size >= 16) {
    address_v6::bytes_type sixteen;
    std::memcpy(sixteen.data(), data, 16);
    check_address(address_v6(sixteen));
  }
  if (const auto url = formats::parse_url(input.view())) {
    const auto again = formats::parse_url(url->origin.text() + url->path +
                                          (url->query.empty() ? "" : "?" + url->query));
    hold(again.has_value() && again->origin == url->origin && again->path == url->path &&
             again->query == url->query,
         "a URL reads what it writes");
    hold(url->origin.host.find_first_of("@/?#\\ ") == std::string::npos,
         "a host is nothing but a host");
    boost::system::error_code not_an_address;
    const auto literal = boost::asio::ip::make_address(url->origin.host, not_an_address);
    if (!not_an_address)
      hold(literal.to_string() == url->origin.host, "an address is written plainly");
    if (!not_an_address) check_address(literal);
  }
  // A reference with neither a scheme nor two slashes at its beginning names no other host.
  const formats::Origin origin{true, "api.example.com", 443};
  const auto resolved = formats::resolve(origin, "/v1/things?page=1", input.view());
  const bool stays =
      !input.view().starts_with("//") && input.view().find(':') == std::string_view::npos;
  if (const auto url = formats::parse_url(resolved); url && stays)
    hold(url->origin == origin, "a path and a query name no other host");
  const auto encoded = core::percent_encode(input.view());
  for (const char c : encoded)
    hold(std::isalnum(static_cast<unsigned char>(c)) != 0 || std::strchr("-._~%", c) != nullptr,
         "what is encoded holds no character with a meaning");
  hold(core::percent_decode(encoded) == std::string(input.view()),
       "what is encoded decodes to itself");
  if (const auto form = formats::parse_form(input.view())) {
    hold(formats::parse_form(formats::form_text(*form)) == *form, "a form reads what it writes");
  }
  return 0;
}
