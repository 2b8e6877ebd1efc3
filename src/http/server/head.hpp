#pragma once

#include "baton/core/limits.hpp"
#include "http/server/message.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

// The one reader of request heads, strict where RFC 9112 leaves a server room: two readers that see
// different messages in the same bytes are how requests are smuggled (docs/reliability.md, P31).
// Nothing is copied.
namespace baton::http {

// Why a message is not taken. The connection is closed after it: where the next one would begin is
// not known.
struct Refusal {
  int status = 400;
  std::string_view reason;   // for the metric, "malformed"
  std::string_view message;  // what was expected
};

struct HeadLimits {
  std::size_t head_bytes_max = core::kHeadBytesMax;
  std::size_t target_bytes_max = 8'192;  // a request line longer than this is 414 rather than 431
  std::size_t fields_max = core::kHeaderFieldsMax;
};

// Looks for the empty line that ends a head, across reads: no byte is looked at twice.
class HeadScan {
 public:
  // `bytes`: all of the message so far. True once the head is whole: it is the first size() bytes.
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

// Reads a whole head, empty line included, into `request`.
std::optional<Refusal> read_head(std::string_view head, const HeadLimits& limits, Request& request);

// One field line without its CRLF. Refused: no colon, white space before it, folding, control
// characters.
std::optional<Refusal> read_field(std::string_view line, Field& field);

bool is_token(std::string_view text);  // RFC 9110 section 5.6.2

}  // namespace baton::http
