#pragma once

#include "http/server/head.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace baton::http {

// Decodes a chunked body (RFC 9112 section 7.1) as it comes in, as strictly as the head is read.
// Extensions and trailers are checked and dropped: nothing here gives them a meaning.
class ChunkedBody {
 public:
  explicit ChunkedBody(std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}

  // Takes as many of `bytes` as it can and returns how many that were. The caller passes the rest
  // again, with more bytes behind it.
  std::size_t feed(std::string_view bytes);
  bool done() const { return state_ == State::done; }
  const std::optional<Refusal>& refusal() const { return refusal_; }
  std::string& body() { return body_; }

 private:
  enum class State { size, data, data_end, trailer, done };
  std::size_t feed_line(std::string_view bytes);
  std::size_t feed_data(std::string_view bytes);
  std::size_t feed_data_end(std::string_view bytes);
  void read_size(std::string_view line);
  void read_trailer(std::string_view line);

  std::size_t body_bytes_max_;
  State state_ = State::size;
  std::uint64_t left_ = 0;  // of the current chunk
  std::size_t trailer_bytes_ = 0;
  // Of all size lines. It is bounded, so that a chunk of one byte cannot bring a kilobyte of
  // extensions each time.
  std::size_t overhead_bytes_ = 0;
  std::string body_;
  std::optional<Refusal> refusal_;
};

}  // namespace baton::http
