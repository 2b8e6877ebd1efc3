#include "baton/core/result.hpp"
#include "http/server/chunked.hpp"
#include "http/server/http_session.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <sys/socket.h>

// How a session reads a request: its head, then its body, each within a limit of time and of bytes.
namespace baton::http {
namespace {

using boost::asio::redirect_error;
using boost::asio::use_awaitable;
using boost::system::error_code;

constexpr Refusal kSlow{408, "slow", "the request came too slowly"};
constexpr Refusal kCutHead{400, "malformed", "the request ended before its head was complete"};
constexpr Refusal kCutBody{400, "malformed", "the request ended before its body was complete"};
constexpr Refusal kNoRoom{503, "unavailable", "too many large requests at once"};

}  // namespace

HttpSession::Outcome HttpSession::read_head() {
  const bool complete = co_await read_head_bytes();
  if (!complete) co_return false;
  if (auto refusal = http::read_head(buffer_.view().substr(0, scan_.size()), shared_.limits.head,
                                     exchange_.request)) {
    co_await refuse(*refusal);
    co_return false;
  }
  message_bytes_ = scan_.size();
  co_return true;
}

bool HttpSession::has_body() const {
  return exchange_.request.chunked || exchange_.request.content_length.value_or(0) > 0;
}

HttpSession::Outcome HttpSession::read_body() {
  body_began_s_ = shared_.now_s;
  bool whole = true;
  if (exchange_.request.chunked) {
    whole = co_await read_chunked_body();
  } else if (exchange_.request.content_length.value_or(0) > 0) {
    whole = co_await read_sized_body();
  }
  deadline_.set(0);
  shared_.bodies.arrived(*this);
  co_return whole;
}

std::size_t HttpSession::body_bytes_max() const {
  if (declined_) return kThrownAwayBytesMax;
  return std::min(exchange_.admission.body_bytes_max, shared_.limits.body_bytes_max);
}

Refusal HttpSession::too_large() {
  const bool ours = body_bytes_max() == shared_.limits.body_bytes_max;
  too_large_ = ours ? "expected a body of at most " + std::to_string(body_bytes_max()) +
                          " bytes, the setting http.body_bytes_max"
                    : std::string("no body is expected here");
  return {413, "too_large", too_large_};
}

Refusal HttpSession::cut_body() const {
  return gave_way_ ? kNoRoom : timed_out_ ? kSlow : kCutBody;
}

HttpSession::Outcome HttpSession::read_head_bytes() {
  scan_ = HeadScan{};
  idle_ = buffer_.empty();
  idle_since_s_ = shared_.now_s;
  deadline_.set(shared_.now_s + (idle_ ? shared_.limits.idle_s : shared_.limits.head_s) + 1);
  for (;;) {
    // RFC 9112 section 2.2: empty lines before a request are skipped.
    while (scan_.size() == 0 && buffer_.view().starts_with("\r\n")) buffer_.consume(2);
    if (!buffer_.empty()) {
      const bool complete = buffer_.view() != "\r" && scan_.complete(buffer_.view());
      if (auto refusal = head_refusal()) {
        co_await refuse(*refusal);
        co_return false;
      }
      if (complete) break;
    }
    const bool sent = co_await flush();
    if (!sent || (idle_ && shared_.draining)) co_return false;
    const bool came = co_await read_some();
    if (!came) {
      if (!buffer_.empty()) co_await refuse(timed_out_ ? kSlow : kCutHead);
      co_return false;
    }
    if (idle_) deadline_.set(shared_.now_s + shared_.limits.head_s + 1);
    idle_ = false;
  }
  idle_ = false;
  co_return true;
}

std::optional<Refusal> HttpSession::head_refusal() const {
  if (scan_.bare_lf()) return Refusal{400, "malformed", "expected CRLF at the end of a line"};
  if (scan_.size() <= shared_.limits.head.head_bytes_max) return std::nullopt;
  if (scan_.lines() == 0) return Refusal{414, "too_large", "the request line is too long"};
  return Refusal{431, "too_large", "the head is too large"};
}

HttpSession::Outcome HttpSession::read_sized_body() {
  const auto length = *exchange_.request.content_length;
  if (length > body_bytes_max()) {
    co_await refuse(too_large());
    co_return false;
  }
  if (declined_) {
    const bool gone = co_await throw_away(static_cast<std::size_t>(length));
    co_return gone;
  }
  const std::size_t head = message_bytes_;
  const std::size_t total = head + static_cast<std::size_t>(length);
  if (buffer_.size() < total) {
    bool moved = false;
    if (exchange_.request.expects_continue && buffer_.size() == head) {
      const bool announced = co_await announce_continue();
      if (!announced) co_return false;
    }
    if (!out_.empty()) {
      const bool sent = co_await flush();
      if (!sent) co_return false;
    }
    while (buffer_.size() < total) {
      // The room grows with the bytes that have come. A body that is announced and never sent must
      // not take room from others.
      const std::size_t next = std::min(total, std::max(2 * buffer_.size(), 4 * Buffer::kSmall));
      if (!reserve(next)) {
        co_await refuse(kNoRoom);
        co_return false;
      }
      moved = buffer_.reserve(next) || moved;
      body_deadline(buffer_.size() - head);
      const bool came = co_await read_some();
      if (!came) {
        co_await refuse(cut_body());
        co_return false;
      }
    }
    // The bytes have moved, so the head is read again: its views point to where it was.
    if (moved)
      core::ensure(
          !http::read_head(buffer_.view().substr(0, head), shared_.limits.head, exchange_.request),
          "a head reads the same twice");
  }
  exchange_.request.body = buffer_.view().substr(head, static_cast<std::size_t>(length));
  message_bytes_ = total;
  co_return true;
}

// Takes a body whose request was refused on its head from the connection, and keeps none of it.
// MSG_TRUNC has the kernel drop the bytes, so that they are not even copied: tcp(7).
HttpSession::Outcome HttpSession::throw_away(std::size_t bytes) {
  buffer_.consume(message_bytes_);
  message_bytes_ = 0;
  std::size_t gone = std::min(buffer_.size(), bytes);
  buffer_.consume(gone);
  while (gone < bytes) {
    const ssize_t got = ::recv(socket_.native_handle(), nullptr, bytes - gone, MSG_TRUNC);
    if (got > 0) {
      gone += static_cast<std::size_t>(got);
      continue;
    }
    bool cut = got == 0 || (errno != EAGAIN && errno != EINTR);
    if (!cut) {
      body_deadline(gone);
      error_code error;
      co_await socket_.async_wait(boost::asio::ip::tcp::socket::wait_read,
                                  redirect_error(use_awaitable, error));
      cut = error || timed_out_ || gave_way_;
    }
    if (cut) {
      co_await refuse(cut_body());
      co_return false;
    }
  }
  co_return true;
}

HttpSession::Outcome HttpSession::read_chunked_body() {
  head_copy_.assign(buffer_.view().substr(0, message_bytes_));
  core::ensure(!http::read_head(head_copy_, shared_.limits.head, exchange_.request),
               "a head reads the same twice");
  buffer_.consume(message_bytes_);
  message_bytes_ = 0;

  ChunkedBody body(body_bytes_max());
  std::size_t received = 0;
  if (exchange_.request.expects_continue && buffer_.empty()) {
    const bool announced = co_await announce_continue();
    if (!announced) co_return false;
  }
  if (!out_.empty()) {
    const bool sent = co_await flush();
    if (!sent) co_return false;
  }
  for (;;) {
    const std::size_t taken = body.feed(buffer_.view());
    buffer_.consume(taken);
    received += taken;
    std::optional<Refusal> refusal = body.refusal();
    if (refusal && refusal->status == 413) refusal = too_large();
    if (!refusal && !reserve(body.body().size())) refusal = kNoRoom;
    if (!refusal && body.done()) break;
    if (!refusal) {
      body_deadline(received);
      const bool came = co_await read_some();
      if (!came) refusal = cut_body();
    }
    if (refusal) {
      body.body() = {};
      co_await refuse(*refusal);
      co_return false;
    }
  }
  chunked_body_ = std::move(body.body());
  exchange_.request.body = chunked_body_;
  co_return true;
}

HttpSession::Outcome HttpSession::announce_continue() {
  out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  return flush();
}

HttpSession::Outcome HttpSession::read_some() {
  std::size_t bytes = 0;
  char* room = buffer_.room(bytes);
  error_code error;
  const std::size_t got = co_await socket_.async_read_some(boost::asio::buffer(room, bytes),
                                                           redirect_error(use_awaitable, error));
  buffer_.commit(got);
  co_return !error && !timed_out_ && !gave_way_;
}

bool HttpSession::reserve(std::size_t bytes) {
  if (gave_way_) return false;
  return bytes <= 4 * Buffer::kSmall ||
         shared_.bodies.take(*this, {exchange_.admission.body, body_began_s_, peer_}, bytes);
}

// Sets the deadline of a body that is arriving, from the least rate and within the total time: a
// client that sends at that rate always has some seconds left.
void HttpSession::body_deadline(std::size_t received) {
  const auto earned = static_cast<std::int64_t>(received / shared_.limits.body_rate_min);
  deadline_.set(body_began_s_ +
                std::min(shared_.limits.body_s, shared_.limits.body_grace_s + earned) + 1);
}

}  // namespace baton::http
