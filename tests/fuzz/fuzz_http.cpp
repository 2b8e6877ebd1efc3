// A connection's bytes: heads and bodies, one request after another. The reader is held to the
// grammar by checks of its own, looks at no byte past its end, and says the same however the bytes
// are cut.
#include "fuzz/fuzz.hpp"
#include "http/server/chunked.hpp"
#include "http/server/head.hpp"

#include <algorithm>

namespace {

using baton::fuzz::Exact;
using baton::fuzz::hold;
using namespace baton::http;

constexpr std::size_t kBodyMax = 100'000;

bool inside(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

bool one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return c == '\r' || c == '\n' || c == '\0' || c == '\x7f'; });
}

bool visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

std::size_t count(const Request& request, std::string_view name) {
  return static_cast<std::size_t>(
      std::count_if(request.fields.begin(), request.fields.end(),
                    [name](const Field& field) { return same_name(field.name, name); }));
}

void check_head(const Request& request, std::string_view head) {
  hold(is_token(request.method) && inside(request.method, head), "a method is a token of the head");
  hold(!request.target.empty() && visible(request.target) && inside(request.target, head),
       "a target is visible ASCII");
  hold(request.path == "*" || request.path.starts_with('/'), "a path begins with a slash");
  hold(visible(request.path) && request.path.find_first_of("?#") == std::string_view::npos,
       "a path is no query and no fragment");
  hold(request.fields.size() <= baton::core::kHeaderFieldsMax, "fields are bounded");
  for (const Field& field : request.fields) {
    hold(is_token(field.name) && inside(field.name, head), "a field name is a token of the head");
    hold(one_line(field.value) && inside(field.value, head),
         "a field value is one line of the head");
    hold(field.value.empty() || (visible(field.value.substr(0, 1)) || field.value.front() < 0),
         "a field value is trimmed");
  }
  hold(count(request, "host") == 1 || (request.minor == 0 && count(request, "host") == 0),
       "there is one Host");
  hold(count(request, "content-length") + count(request, "transfer-encoding") <= 1,
       "one field says where the body ends");
  hold(request.chunked == (count(request, "transfer-encoding") == 1),
       "chunked is what Transfer-Encoding says");
  hold(request.content_length.has_value() == (count(request, "content-length") == 1),
       "the length is what Content-Length says");
  hold(!request.chunked || request.minor == 1, "HTTP/1.0 has no chunks");
}

// Reads a chunked body again, plainly, from what was taken of it; extensions and trailers are
// looked at for their bytes only.
void check_chunks(std::string_view wire, std::string_view body) {
  std::string joined;
  for (;;) {
    const auto line = baton::fuzz::take(wire, "\r\n");
    hold(one_line(line), "a chunk's line is one line");
    const auto digits = line.substr(0, line.find_first_not_of("0123456789abcdefABCDEF"));
    hold(!digits.empty(), "a chunk has a size");
    const auto after = line.find_first_not_of(" \t", digits.size());
    hold(after == std::string_view::npos ? digits.size() == line.size() : line[after] == ';',
         "behind a size come extensions");
    const auto size = std::stoull(std::string(digits), nullptr, 16);
    if (size == 0) break;
    hold(wire.size() >= size + 2 && wire.substr(size, 2) == "\r\n",
         "a chunk is as long as it says, and CRLF ends it");
    joined += wire.substr(0, size);
    wire.remove_prefix(size + 2);
  }
  while (!wire.starts_with("\r\n")) {
    const auto line = baton::fuzz::take(wire, "\r\n");
    hold(one_line(line) && is_token(line.substr(0, line.find(':'))), "a trailer is a field");
  }
  hold(wire == "\r\n", "an empty line ends the body");
  hold(joined == body, "the body is what the chunks hold");
}

// How many bytes the body took up; npos: it is refused or not all there.
std::size_t read_chunks(std::string_view bytes) {
  ChunkedBody at_once(kBodyMax);
  const std::size_t taken = at_once.feed(bytes);
  hold(taken <= bytes.size(), "no more is taken than there is");
  hold(at_once.body().size() <= kBodyMax, "a body is bounded");
  if (at_once.done()) check_chunks(bytes.substr(0, taken), at_once.body());

  // The same as it comes in, byte by byte, each time in a block of its own. Long lines are refused
  // as early as can be.
  ChunkedBody bit_by_bit(kBodyMax);
  std::size_t begin = 0;
  for (std::size_t end = 1; end <= std::min<std::size_t>(bytes.size(), 2'000) &&
                            !bit_by_bit.refusal() && !bit_by_bit.done();
       ++end) {
    const Exact part(bytes.substr(begin, end - begin));
    begin += bit_by_bit.feed(part.view());
  }
  if (bytes.size() <= 2'000) {
    hold(bit_by_bit.done() == at_once.done(), "the cut does not decide whether a body is whole");
    hold(bit_by_bit.refusal().has_value() == at_once.refusal().has_value(),
         "the cut does not decide whether a body is refused");
    if (at_once.done())
      hold(bit_by_bit.body() == at_once.body() && begin == taken,
           "the cut does not decide what a body is");
  }
  return at_once.done() ? taken : std::string_view::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Exact input(baton::fuzz::text_of(data, size));
  std::string_view rest = input.view();
  for (int requests = 0; requests < 20 && !rest.empty(); ++requests) {
    HeadScan scan;
    const bool complete = scan.complete(rest);
    HeadScan again;
    bool found = false;
    for (std::size_t end = 0;
         end <= std::min<std::size_t>(rest.size(), 4'000) && !found && !again.bare_lf(); ++end)
      found = again.complete(rest.substr(0, end));
    if (rest.size() <= 4'000)
      hold(found == complete && again.bare_lf() == scan.bare_lf(),
           "the cut does not decide where a head ends");
    if (!complete) return 0;
    hold(again.size() == scan.size() || !found, "the cut does not decide how long a head is");

    const Exact head(rest.substr(0, scan.size()));
    Request request;
    if (read_head(head.view(), HeadLimits{}, request)) return 0;
    check_head(request, head.view());
    rest.remove_prefix(scan.size());
    std::size_t taken = static_cast<std::size_t>(request.content_length.value_or(0));
    if (request.chunked) taken = read_chunks(rest);
    if (taken > rest.size() || !request.keep_alive) return 0;
    rest.remove_prefix(taken);
  }
  return 0;
}
