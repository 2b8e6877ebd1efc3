#include "connectors/inflate.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <zlib.h>

namespace baton::connectors {

namespace {

using core::Errc;
using core::Error;

// The largest window of RFC 1951, and the mark with which zlib expects the header of gzip.
constexpr int kGzipWindow = 15 + 16;
// How much is unpacked at once. One step takes some microseconds.
constexpr std::size_t kStepBytes = 65'536;

// The state of zlib, which is released in any case.
class Inflating {
 public:
  explicit Inflating(std::string_view packed) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream_.avail_in = static_cast<uInt>(packed.size());
    core::ensure(inflateInit2(&stream_, kGzipWindow) == Z_OK, "zlib is to be had");
  }
  ~Inflating() { inflateEnd(&stream_); }
  Inflating(const Inflating&) = delete;

  // Adds what is unpacked next to `out`. Z_OK: there is more.
  int step(std::string& out) {
    stream_.next_out = reinterpret_cast<Bytef*>(step_.data());
    stream_.avail_out = static_cast<uInt>(step_.size());
    const int state = inflate(&stream_, Z_NO_FLUSH);
    out.append(step_, 0, step_.size() - stream_.avail_out);
    return state;
  }
  // The packed bytes that are left.
  std::size_t left() const { return stream_.avail_in; }
  // Begins with the next member (RFC 1952 section 2.2: a file is one or more of them).
  void next_member() { inflateReset(&stream_); }

 private:
  z_stream stream_{};
  std::string step_ = std::string(kStepBytes, '\0');
};

}  // namespace

core::Result<std::string> inflate_gzip(std::string_view packed, std::size_t bytes_max) {
  const Error cut_off{Errc::invalid, "the body is packed by gzip and is cut off"};
  if (packed.empty()) return cut_off;
  Inflating inflating(packed);
  std::string out;
  for (;;) {
    const int state = inflating.step(out);
    if (out.size() > bytes_max)
      return Error{Errc::too_large, "the body of the answer is longer than " +
                                        std::to_string(bytes_max) + " bytes once it is unpacked"};
    if (state == Z_STREAM_END) {
      if (inflating.left() == 0) return out;
      inflating.next_member();
    } else if (state == Z_BUF_ERROR) {
      return cut_off;
    } else if (state != Z_OK) {
      return Error{Errc::invalid, "the body is called gzip and is none"};
    }
  }
}

void unpack(HttpResponse& response, std::size_t bytes_max) {
  if (response.body.empty()) return;
  const auto is_coding = [](const auto& field) {
    return core::same_no_case(field.first, "content-encoding") &&
           !core::same_no_case(core::trim(field.second), "identity");
  };
  auto& headers = response.headers;
  const auto coding = std::find_if(headers.begin(), headers.end(), is_coding);
  if (coding == headers.end() || std::count_if(coding, headers.end(), is_coding) > 1) return;
  const auto name = core::trim(coding->second);
  if (!core::same_no_case(name, "gzip") && !core::same_no_case(name, "x-gzip")) return;
  auto body = inflate_gzip(response.body, bytes_max);
  if (!body) {
    response.not_unpacked = body.error();
    return;
  }
  response.body = *std::move(body);
  headers.erase(coding);
}

}  // namespace baton::connectors
