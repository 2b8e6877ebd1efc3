#include "http/server/message.hpp"

#include "baton/core/result.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace baton::http {
namespace {

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

bool bodiless(int status) { return status == 204 || status == 304 || status < 200; }

}  // namespace

std::string_view Request::field(std::string_view name) const {
  for (const Field& each : fields)
    if (same_name(each.name, name)) return each.value;
  return {};
}

void Request::clear() {
  std::vector<Field> kept = std::move(fields);
  kept.clear();
  *this = Request{};
  fields = std::move(kept);
}

void Response::add(std::string_view name, std::string_view value) {
  core::ensure(std::none_of(value.begin(), value.end(),
                            [](char c) { return c == '\r' || c == '\n' || c == '\0'; }),
               "a field of an answer is one line");
  fields.append(name).append(": ").append(value).append("\r\n");
}

void Response::clear() {
  status = 200;
  content_type = {};
  fields.clear();
  body.clear();
  document = {};
  refused = {};
  large = false;
  stream = nullptr;
}

void serialise(const Response& response, const Wire& wire, std::string& out) {
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(response.status));
  out += ' ';
  out += reason_phrase(response.status);
  out += "\r\n";
  out += wire.date;
  if (!response.content_type.empty()) {
    out.append("Content-Type: ")
        .append(response.content_type)
        .append("\r\nX-Content-Type-Options: nosniff\r\n");
  }
  out += response.fields;
  if (!response.stream && !bodiless(response.status)) {
    out += "Content-Length: ";
    append_number(out, response.content().size());
    out += "\r\n";
  }
  if (!wire.keep_alive) out += "Connection: close\r\n";
  out += "\r\n";
  if (!wire.without_body && !bodiless(response.status)) out += response.content();
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "Unknown";
  }
}

}  // namespace baton::http
