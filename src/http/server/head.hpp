#pragma once

#include "baton/core/limits.hpp"
#include "http/server/message.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

// The reader of request heads (RFC 9112). It is strict where the RFC leaves servers a choice,
// because requests are smuggled by bytes in which two servers see different messages
// (docs/promises.md, P31). Nothing is copied.
namespace baton::http {

// Why a message is refused. The connection is closed afterwards, since it is not known where the
// next message begins.
struct Refusal {
  int status = 400;
  std::string_view reason;   // for the metric: "malformed"
  std::string_view message;  // what was expected
};

// The limits of a head.
struct HeadLimits {
  std::size_t head_bytes_max = core::kHeadBytesMax;
  std::size_t target_bytes_max = 8'192;  // a longer request line is answered 414 rather than 431
  std::size_t fields_max = core::kHeaderFieldsMax;
};

// Looks for the empty line that ends a head, over several reads, and looks at no byte twice.
class HeadScan {
 public:
  // `bytes` is all of the message that has come so far. True once the head is whole: its size is
  // size().
  bool complete(std::string_view bytes);
  std::size_t size() const { return scanned_; }
  std::size_t lines() const { return lines_; }
  bool bare_lf() const { return bare_lf_; }

 private:
  std::size_t scanned_ = 0;
  std::size_t line_start_ = 0;
  std::size_t lines_ = 0;
  bool bare_lf_ = false;
};

// Reads a whole head, with the empty line that ends it, into `request`. Nothing when it is valid.
std::optional<Refusal> read_head(std::string_view head, const HeadLimits& limits, Request& request);

// Reads one field line without its CRLF. Refuses a line without a colon, white space before the
// colon, folding, and control characters.
std::optional<Refusal> read_field(std::string_view line, Field& field);

// True for a token of RFC 9110 section 5.6.2.
bool is_token(std::string_view text);

}  // namespace baton::http
