#include "http/server/chunked.hpp"

#include "baton/core/encoding.hpp"

#include <algorithm>

namespace baton::http {
namespace {

// A size line has a few digits. Longer ones have extensions, which nobody uses.
constexpr std::size_t kLineBytesMax = 1'024;
constexpr std::size_t kOverheadBytesMax = 1'048'576;

constexpr Refusal bad(std::string_view message) { return {400, "malformed", message}; }

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

// These functions remove what they name from the front of the text. False when it is not there.
bool skip_token(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && is_token(text.substr(length, 1))) ++length;
  text.remove_prefix(length);
  return length > 0;
}

bool skip_quoted(std::string_view& text) {
  bool escaped = true;  // the opening quote ends nothing
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < 0x20 && byte != '\t') || byte == 0x7f) return false;
    if (text[i] == '"' && !escaped) {
      text.remove_prefix(i + 1);
      return true;
    }
    escaped = text[i] == '\\' && !escaped;
  }
  return false;
}

// *( BWS ";" BWS name [ BWS "=" BWS value ] ), RFC 9112 section 7.1.1.
bool extensions_hold(std::string_view text) {
  while (!text.empty()) {
    skip_blanks(text);
    if (text.empty() || text.front() != ';') return false;
    text.remove_prefix(1);
    skip_blanks(text);
    if (!skip_token(text)) return false;
    std::string_view after = text;
    skip_blanks(after);
    if (after.empty() || after.front() != '=') continue;
    text = after.substr(1);
    skip_blanks(text);
    if (text.starts_with('"') ? !skip_quoted(text) : !skip_token(text)) return false;
  }
  return true;
}

}  // namespace

std::size_t ChunkedBody::feed(std::string_view bytes) {
  std::size_t taken = 0;
  while (!refusal_ && !done()) {
    const std::string_view rest = bytes.substr(taken);
    std::size_t step = 0;
    if (state_ == State::data) {
      step = feed_data(rest);
    } else if (state_ == State::data_end) {
      step = feed_data_end(rest);
    } else {
      step = feed_line(rest);
    }
    if (step == 0) break;
    taken += step;
  }
  return taken;
}

std::size_t ChunkedBody::feed_line(std::string_view bytes) {
  const auto newline = bytes.find('\n');
  if (std::min(newline, bytes.size()) > kLineBytesMax) {
    refusal_ = state_ == State::trailer ? Refusal{431, "too_large", "a trailer is too long"}
                                        : bad("expected a shorter chunk size line");
    return 0;
  }
  if (newline == std::string_view::npos) return 0;
  if (newline == 0 || bytes[newline - 1] != '\r') {
    refusal_ = bad("expected CRLF at the end of a line");
    return 0;
  }
  const std::string_view line = bytes.substr(0, newline - 1);
  if (state_ == State::trailer) {
    read_trailer(line);
  } else {
    read_size(line);
  }
  return refusal_ ? 0 : newline + 1;
}

void ChunkedBody::read_size(std::string_view line) {
  overhead_bytes_ += line.size();
  std::size_t digits = 0;
  std::uint64_t size = 0;
  for (; digits < line.size() && core::hex_value(line[digits]) >= 0 && digits < 15; ++digits)
    size = size * 16 + static_cast<std::uint64_t>(core::hex_value(line[digits]));
  if (digits == 0 || !extensions_hold(line.substr(digits))) {
    refusal_ = bad("expected a chunk size in hexadecimal digits");
  } else if (size > body_bytes_max_ - body_.size() || overhead_bytes_ > kOverheadBytesMax) {
    refusal_ = Refusal{413, "too_large", "the body is too large"};
  } else {
    left_ = size;
    state_ = size == 0 ? State::trailer : State::data;
  }
}

std::size_t ChunkedBody::feed_data(std::string_view bytes) {
  const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  body_.append(bytes.substr(0, part));
  left_ -= part;
  if (left_ == 0) state_ = State::data_end;
  return part;
}

std::size_t ChunkedBody::feed_data_end(std::string_view bytes) {
  if ((!bytes.empty() && bytes[0] != '\r') || (bytes.size() > 1 && bytes[1] != '\n')) {
    refusal_ = bad("expected CRLF after the data of a chunk");
    return 0;
  }
  if (bytes.size() < 2) return 0;
  state_ = State::size;
  return 2;
}

void ChunkedBody::read_trailer(std::string_view line) {
  trailer_bytes_ += line.size();
  Field field;
  if (line.empty()) {
    state_ = State::done;
  } else if (trailer_bytes_ > core::kHeadBytesMax) {
    refusal_ = Refusal{431, "too_large", "the trailers are too large"};
  } else if (auto refusal = read_field(line, field)) {
    refusal_ = refusal;
  }
}

}  // namespace baton::http
