#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::http {

// True if two texts of one length are the same but for ASCII case.
bool same_letters(std::string_view a, std::string_view b);

// True if two field names are the same; ASCII case does not count (RFC 9110 section 5.1). The names
// of a request are compared with a dozen others, and most differ in length already.
inline bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_letters(a, b);
}

struct Field {
  std::string_view name;
  std::string_view value;  // without the white space around it
};

// A request as it was read. Everything is a view into the connection's buffer and lives until the
// request is answered.
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

// The sending side of an answer that goes on (server-sent events). Lives in the session that runs
// it.
class Stream {
 public:
  virtual ~Stream() = default;
  // Resumes once the bytes are handed to the kernel; false when the client is gone or the server
  // drains: stop then.
  virtual boost::asio::awaitable<bool> send(std::string_view bytes) = 0;
  virtual bool open() const = 0;
};

// An answer in the making. One per connection, reused: clear() keeps the memory.
struct Response {
  int status = 200;
  std::string_view content_type{};  // a literal; empty: no body
  std::string fields{};             // further fields, each "Name: value\r\n"
  std::string body{};
  std::string_view document{};  // in the place of the body: a text that outlives the connection
  std::string_view refused{};   // a literal: why, for the metric; empty: not refused
  bool large = false;           // it counts until it is sent; see Unsent
  // Set: the body is what this sends; it ends when this returns.
  std::function<boost::asio::awaitable<void>(Stream&)> stream{};

  // A value that could end the field (CR, LF, NUL) is our own fault: core::BrokenInvariant.
  void add(std::string_view name, std::string_view value);
  void clear();
  std::string_view content() const { return document.empty() ? std::string_view(body) : document; }
};

struct Wire {
  bool keep_alive = true;
  bool without_body = false;  // HEAD, or the body follows by itself: the length, not the bytes
  std::string_view date{};    // "Date: …\r\n", or empty
};

// Appends the answer as HTTP/1.1 to `out`.
void serialise(const Response& response, const Wire& wire, std::string& out);

// "Not Found"; "Unknown" for a status we do not use.
std::string_view reason_phrase(int status);

}  // namespace baton::http
