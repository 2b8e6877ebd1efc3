#pragma once

#include "baton/core/text.hpp"

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::http {

// True if two field names are the same; ASCII case does not count (RFC 9110 section 5.1). The names
// of a request are compared with a dozen others, and most differ in length already.
inline bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && core::same_no_case(a, b);
}

// A header field.
struct Field {
  std::string_view name;
  std::string_view value;  // without the white space around it
};

// A request as it was read. All texts are views into the buffer of the connection, and are valid
// until the request is answered.
struct Request {
  std::string_view method{};
  std::string_view target{};  // as sent
  std::string_view path{};    // of the target, still percent-encoded; "*" for the asterisk form
  std::string_view query{};   // without '?'
  int minor = 1;              // HTTP/1.minor
  bool keep_alive = true;
  bool chunked = false;
  bool expects_continue = false;
  std::optional<std::uint64_t> content_length{};
  std::vector<Field> fields{};
  std::string_view body{};  // decoded: no chunks

  // The value of the first field of that name; empty when there is none.
  std::string_view field(std::string_view name) const;
  void clear();
};

// The sending side of an answer that goes on, such as server-sent events. It belongs to the
// session.
class Stream {
 public:
  virtual ~Stream() = default;
  // Resumes once the kernel has taken the bytes. False when the client is gone or the server
  // drains; then the answer must end.
  virtual boost::asio::awaitable<bool> send(std::string_view bytes) = 0;
  virtual bool open() const = 0;
};

// An answer that is being made. Each connection has one and reuses it; clear() keeps its memory.
struct Response {
  int status = 200;
  std::string_view content_type{};  // a literal; empty: no body
  std::string fields{};             // further fields, each "Name: value\r\n"
  std::string body{};
  std::string_view document{};  // sent in place of the body: a text that outlives the connection
  std::string_view refused{};   // a literal: why it refuses, for the metric; empty when it does not
  bool large = false;           // it counts as unsent until it is sent; see Unsent
  // When it is set, the body is what this function sends, and ends when it returns.
  std::function<boost::asio::awaitable<void>(Stream&)> stream{};

  // Adds a field. A value that could end the field (CR, LF, NUL) is a fault of our own and throws
  // core::BrokenInvariant.
  void add(std::string_view name, std::string_view value);
  void clear();
  std::string_view content() const { return document.empty() ? std::string_view(body) : document; }
};

// How an answer is written.
struct Wire {
  bool keep_alive = true;
  // Its length is written and not its bytes: for HEAD, and when the body is sent separately.
  bool without_body = false;
  std::string_view date{};  // "Date: …\r\n", or empty
};

// Appends the answer as HTTP/1.1 to `out`.
void serialise(const Response& response, const Wire& wire, std::string& out);

// The reason phrase of a status, such as "Not Found"; "Unknown" for a status that Baton does not
// use.
std::string_view reason_phrase(int status);

}  // namespace baton::http
