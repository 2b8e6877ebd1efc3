#include "http/server/head.hpp"

#include "baton/core/text.hpp"
#include "http/server/authority.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace baton::http {
namespace {

using Table = std::array<bool, 256>;

constexpr Table table_of(std::string_view extra) {
  Table table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (const char c : extra) table[static_cast<unsigned char>(c)] = true;
  return table;
}

constexpr Table value_table() {
  Table table{};
  for (std::size_t c = 0x20; c < 0x100; ++c) table[c] = c != 0x7f;
  table['\t'] = true;
  return table;
}

constexpr Table target_table() {
  Table table{};
  for (std::size_t c = 0x21; c < 0x7f; ++c) table[c] = true;
  return table;
}

constexpr Table kToken = table_of("!#$%&'*+-.^_`|~");
constexpr Table kValue = value_table();
constexpr Table kTarget = target_table();

bool all_in(const Table& table, std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [&table](char c) { return table[static_cast<unsigned char>(c)]; });
}

constexpr Refusal malformed(std::string_view message) { return {400, "malformed", message}; }

// Splits the target into path and query. A server must also accept the absolute form,
// "http://host/path" (RFC 9112 section 3.2.2).
std::optional<Refusal> read_target(std::string_view target, Request& request) {
  if (target.empty() || !all_in(kTarget, target))
    return malformed("expected a request target of printable ASCII characters");
  request.target = target;
  std::string_view rest = target.substr(0, target.find('#'));
  if (rest == "*") {
    request.path = rest;
    return std::nullopt;
  }
  for (const std::string_view scheme :
       {std::string_view("http://"), std::string_view("https://")}) {
    if (rest.size() <= scheme.size() || !same_name(rest.substr(0, scheme.size()), scheme)) continue;
    rest.remove_prefix(scheme.size());
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
    // A user name before the host serves to deceive (RFC 9110 section 4.2.4). is_authority()
    // refuses it.
    if (authority.empty() || authority.front() == ':' || !is_authority(authority))
      return malformed("expected a host name and port after http://");
    rest.remove_prefix(authority.size());
    const auto mark = rest.find('?');
    request.path = mark == 0 || rest.empty() ? std::string_view("/") : rest.substr(0, mark);
    request.query = mark == std::string_view::npos ? std::string_view() : rest.substr(mark + 1);
    return std::nullopt;
  }
  if (rest.empty() || rest.front() != '/')
    return malformed("expected a request target that begins with /");
  const auto mark = rest.find('?');
  request.path = rest.substr(0, mark);
  if (mark != std::string_view::npos) request.query = rest.substr(mark + 1);
  return std::nullopt;
}

std::optional<Refusal> read_version(std::string_view version, Request& request) {
  if (version == "HTTP/1.1") {
    request.minor = 1;
  } else if (version == "HTTP/1.0") {
    request.minor = 0;
    request.keep_alive = false;
  } else {
    const bool shaped = version.size() == 8 && version.starts_with("HTTP/") && version[5] >= '0' &&
                        version[5] <= '9' && version[6] == '.' && version[7] >= '0' &&
                        version[7] <= '9';
    if (shaped) return Refusal{505, "malformed", "expected HTTP/1.1 or HTTP/1.0"};
    return malformed("expected METHOD TARGET HTTP/1.1 with one space between each");
  }
  return std::nullopt;
}

std::optional<Refusal> read_request_line(std::string_view line, const HeadLimits& limits,
                                         Request& request) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last)
    return malformed("expected METHOD TARGET HTTP/1.1 with one space between each");
  request.method = line.substr(0, first);
  if (!is_token(request.method)) return malformed("expected a method");
  if (line.size() > limits.target_bytes_max)
    return Refusal{414, "too_large", "the request line is too long"};
  if (auto refusal = read_target(line.substr(first + 1, last - first - 1), request)) return refusal;
  return read_version(line.substr(last + 1), request);
}

// What the fields of a head say about where the message ends.
struct Framing {
  std::size_t hosts = 0;
  std::size_t lengths = 0;
  std::size_t codings = 0;
  bool close = false;
  bool keep_alive = false;
};

std::optional<Refusal> read_length(std::string_view value, Request& request) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (value.empty() || !std::all_of(value.begin(), value.end(), digit))
    return malformed("expected Content-Length to be digits");
  value.remove_prefix(std::min(value.find_first_not_of('0'), value.size()));
  if (value.size() > 18) return Refusal{413, "too_large", "the body is too large"};
  std::uint64_t length = 0;
  for (const char c : value) length = length * 10 + static_cast<std::uint64_t>(c - '0');
  request.content_length = length;
  return std::nullopt;
}

void read_connection(std::string_view value, Framing& framing) {
  while (!value.empty()) {
    const std::string_view option = core::trim(core::take_part(value, ','));
    framing.close = framing.close || same_name(option, "close");
    framing.keep_alive = framing.keep_alive || same_name(option, "keep-alive");
  }
}

// Notes a field that frames the message. Only six names matter, and most others are told apart by
// their length alone.
std::optional<Refusal> note(const Field& field, Framing& framing, Request& request) {
  switch (field.name.size()) {
    case 4:
      if (!same_name(field.name, "host")) break;
      ++framing.hosts;
      if (!is_authority(field.value)) return malformed("expected Host to be a host name and port");
      break;
    case 6:
      if (!same_name(field.name, "expect")) break;
      if (!same_name(field.value, "100-continue"))
        return Refusal{417, "malformed", "expected Expect to be 100-continue"};
      request.expects_continue = request.minor == 1;
      break;
    case 10:
      if (same_name(field.name, "connection")) read_connection(field.value, framing);
      break;
    case 14:
      if (!same_name(field.name, "content-length")) break;
      ++framing.lengths;
      return read_length(field.value, request);
    case 17:
      if (!same_name(field.name, "transfer-encoding")) break;
      ++framing.codings;
      if (!same_name(field.value, "chunked"))
        return malformed("expected Transfer-Encoding to be chunked");
      request.chunked = true;
      break;
    default: break;
  }
  return std::nullopt;
}

std::optional<Refusal> settle(const Framing& framing, Request& request) {
  if (framing.lengths > 1) return malformed("expected one Content-Length");
  if (framing.codings > 1) return malformed("expected one Transfer-Encoding");
  if (framing.lengths > 0 && framing.codings > 0)
    return malformed("expected Content-Length or Transfer-Encoding, not both");
  if (framing.codings > 0 && request.minor == 0)
    return malformed("Transfer-Encoding is not part of HTTP/1.0");
  if (framing.hosts > 1) return malformed("expected one Host");
  if (framing.hosts == 0 && request.minor == 1) return malformed("expected a Host field");
  request.keep_alive = request.minor == 1 ? !framing.close : framing.keep_alive && !framing.close;
  return std::nullopt;
}

}  // namespace

bool is_token(std::string_view text) { return !text.empty() && all_in(kToken, text); }

bool HeadScan::complete(std::string_view bytes) {
  while (scanned_ < bytes.size() && !bare_lf_) {
    const void* found = std::memchr(bytes.data() + scanned_, '\n', bytes.size() - scanned_);
    if (found == nullptr) {
      scanned_ = bytes.size();
      return false;
    }
    const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
    scanned_ = at + 1;
    if (at == line_start_ || bytes[at - 1] != '\r') {
      bare_lf_ = true;
      return false;
    }
    const bool empty = at == line_start_ + 1;
    line_start_ = scanned_;
    ++lines_;
    if (empty) return true;
  }
  return false;
}

std::optional<Refusal> read_field(std::string_view line, Field& field) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return malformed("expected a field as Name: value");
  field.name = line.substr(0, colon);
  if (!is_token(field.name))
    return malformed("expected a field name without white space or control characters");
  field.value = core::trim(line.substr(colon + 1));
  if (!all_in(kValue, field.value))
    return malformed("expected a field value without control characters");
  return std::nullopt;
}

std::optional<Refusal> read_head(std::string_view head, const HeadLimits& limits,
                                 Request& request) {
  request.clear();
  const auto line_end = head.find("\r\n");
  if (line_end == std::string_view::npos) return malformed("expected a request line");
  if (auto refusal = read_request_line(head.substr(0, line_end), limits, request)) return refusal;
  if (head.size() > limits.head_bytes_max)
    return Refusal{431, "too_large", "the head is too large"};
  head.remove_prefix(line_end + 2);

  Framing framing;
  while (!head.empty()) {
    const auto end = head.find("\r\n");
    if (end == std::string_view::npos) return malformed("expected an empty line after the fields");
    if (end == 0) return settle(framing, request);
    if (request.fields.size() == limits.fields_max)
      return Refusal{431, "too_large", "there are too many fields"};
    Field& field = request.fields.emplace_back();
    if (auto refusal = read_field(head.substr(0, end), field)) return refusal;
    if (auto refusal = note(field, framing, request)) return refusal;
    head.remove_prefix(end + 2);
  }
  return malformed("expected an empty line after the fields");
}

}  // namespace baton::http
