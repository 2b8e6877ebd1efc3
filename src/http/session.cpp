#include "http/session.hpp"

#include "baton/core/result.hpp"
#include "baton/ports/store.hpp"
#include "baton/telemetry/log.hpp"
#include "http/chunked.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <exception>
#include <netinet/tcp.h>

namespace baton::http {
namespace {

using boost::asio::redirect_error;
using boost::asio::use_awaitable;
using boost::system::error_code;

// Answers of pipelined requests are gathered up to this size before they are written.
constexpr std::size_t kGatherBytesMax = 65'536;
// Bytes that the kernel holds for a client that does not read; beyond them it is we who wait.
constexpr int kUnsentBytesMax = 131'072;
// What is thrown away while a refused client goes on sending.
constexpr std::size_t kLingerBytesMax = 4'194'304;

using UnsentBytesMax = boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;

constexpr Refusal kSlow{408, "slow", "the request came too slowly"};
constexpr Refusal kCutHead{400, "malformed", "the request ended before its head was complete"};
constexpr Refusal kCutBody{400, "malformed", "the request ended before its body was complete"};
constexpr Refusal kBodyTooLarge{413, "too_large", "the body is too large"};
constexpr Refusal kNoRoom{503, "unavailable", "too many large requests at once"};
constexpr Refusal kStoreAway{503, "unavailable", "the store takes nothing at the moment"};
constexpr Refusal kOurFault{500, "internal", "an error on our side; the log says more"};

}  // namespace

Session::Session(boost::asio::ip::tcp::socket socket, std::shared_ptr<Shared> shared)
    : socket_(std::move(socket)), kept_(std::move(shared)), shared_(*kept_) {
  error_code ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  socket_.set_option(UnsentBytesMax(kUnsentBytesMax), ignored);
  socket_.non_blocking(true, ignored);
}

Session::~Session() { shared_.buffered_bytes -= reserved_; }

// GCC 12 keeps the condition of a loop, and the right side of `&&`, over the frame's own first bytes when it holds a co_await:
// each is awaited into a name of its own first.
boost::asio::awaitable<void> Session::run() {
  for (;;) {
    const bool more = co_await read_request();
    if (!more) break;
    co_await answer();
    if (exchange_.response.stream) {
      co_await stream();
      break;
    }
    finish_request();
    if (last_) {
      co_await linger();
      break;
    }
    if (out_.size() > kGatherBytesMax) {
      const bool sent = co_await flush();
      if (!sent) break;
    }
  }
  abort();
}

Session::Outcome Session::read_request() {
  if (!co_await read_head_bytes()) co_return false;
  if (auto refusal = read_head(buffer_.view().substr(0, scan_.size()), shared_.limits.head, exchange_.request)) {
    co_await refuse(*refusal);
    co_return false;
  }
  message_bytes_ = scan_.size();
  body_began_s_ = shared_.now_s;
  bool whole = true;
  if (exchange_.request.chunked) {
    whole = co_await read_chunked_body();
  } else if (exchange_.request.content_length.value_or(0) > 0) {
    whole = co_await read_sized_body();
  }
  deadline_s_ = 0;
  co_return whole;
}

Session::Outcome Session::read_head_bytes() {
  scan_ = HeadScan{};
  idle_ = buffer_.empty();
  deadline_s_ = shared_.now_s + (idle_ ? shared_.limits.idle_s : shared_.limits.head_s) + 1;
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
    if (!co_await flush()) co_return false;
    if (idle_ && shared_.draining) co_return false;
    if (!co_await read_some()) {
      if (!buffer_.empty()) co_await refuse(timed_out_ ? kSlow : kCutHead);
      co_return false;
    }
    if (idle_) deadline_s_ = shared_.now_s + shared_.limits.head_s + 1;
    idle_ = false;
  }
  idle_ = false;
  co_return true;
}

std::optional<Refusal> Session::head_refusal() const {
  if (scan_.bare_lf()) return Refusal{400, "malformed", "expected CRLF at the end of a line"};
  if (scan_.size() <= shared_.limits.head.head_bytes_max) return std::nullopt;
  if (scan_.lines() == 0) return Refusal{414, "too_large", "the request line is too long"};
  return Refusal{431, "too_large", "the head is too large"};
}

Session::Outcome Session::read_sized_body() {
  const auto length = *exchange_.request.content_length;
  if (length > shared_.limits.body_bytes_max) {
    co_await refuse(kBodyTooLarge);
    co_return false;
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
      // Room grows with what has come: what was announced and is never sent must not take it from others.
      const std::size_t next = std::min(total, std::max(2 * buffer_.size(), 4 * Buffer::kSmall));
      if (!reserve(next)) {
        co_await refuse(kNoRoom);
        co_return false;
      }
      moved = buffer_.reserve(next) || moved;
      body_deadline(buffer_.size() - head);
      if (!co_await read_some()) {
        co_await refuse(timed_out_ ? kSlow : kCutBody);
        co_return false;
      }
    }
    // The views of the head point to where it was.
    if (moved)
      core::ensure(!read_head(buffer_.view().substr(0, head), shared_.limits.head, exchange_.request),
                   "a head reads the same twice");
  }
  exchange_.request.body = buffer_.view().substr(head, static_cast<std::size_t>(length));
  message_bytes_ = total;
  co_return true;
}

Session::Outcome Session::read_chunked_body() {
  head_copy_.assign(buffer_.view().substr(0, message_bytes_));
  core::ensure(!read_head(head_copy_, shared_.limits.head, exchange_.request), "a head reads the same twice");
  buffer_.consume(message_bytes_);
  message_bytes_ = 0;

  ChunkedBody body(shared_.limits.body_bytes_max);
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
    if (!refusal && !reserve(body.body().size())) refusal = kNoRoom;
    if (refusal) {
      co_await refuse(*refusal);
      co_return false;
    }
    if (body.done()) break;
    body_deadline(received);
    if (!co_await read_some()) {
      co_await refuse(timed_out_ ? kSlow : kCutBody);
      co_return false;
    }
  }
  chunked_body_ = std::move(body.body());
  exchange_.request.body = chunked_body_;
  co_return true;
}

Session::Outcome Session::announce_continue() {
  out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  return flush();
}

Session::Outcome Session::read_some() {
  std::size_t bytes = 0;
  char* room = buffer_.room(bytes);
  error_code error;
  const std::size_t got =
      co_await socket_.async_read_some(boost::asio::buffer(room, bytes), redirect_error(use_awaitable, error));
  buffer_.commit(got);
  co_return !error && !timed_out_;
}

// The socket does not block, so that most answers are written here without a turn through the reactor.
Session::Outcome Session::flush() {
  if (out_.empty()) co_return true;
  error_code error;
  std::size_t written = socket_.write_some(boost::asio::buffer(out_), error);
  if (error == boost::asio::error::would_block) error.clear();
  if (!error && written < out_.size()) {
    const std::int64_t before = deadline_s_;
    deadline_s_ = shared_.now_s + shared_.limits.write_s + 1;
    co_await boost::asio::async_write(socket_, boost::asio::buffer(out_.data() + written, out_.size() - written),
                                      redirect_error(use_awaitable, error));
    deadline_s_ = before;
  }
  out_.clear();
  if (out_.capacity() > 2 * kGatherBytesMax) out_.shrink_to_fit();
  co_return !error && !timed_out_;
}

boost::asio::awaitable<void> Session::answer() {
  exchange_.response.clear();
  try {
    if (!shared_.handler.answer_now(exchange_)) {
      // Whoever waits for an earlier answer need not wait for this one too.
      if (co_await flush()) {
        co_await shared_.handler.answer(exchange_);
      } else {
        last_ = true;
      }
    }
  } catch (const ports::StoreUnavailable& error) {
    spdlog::warn("request refused: {}", error.what());
    shared_.handler.refuse(kStoreAway, exchange_.response);
  } catch (const std::exception& error) {
    spdlog::error("request failed: {}", error.what());
    shared_.handler.refuse(kOurFault, exchange_.response);
  }
  last_ = last_ || exchange_.response.close || !exchange_.request.keep_alive || shared_.draining || exchange_.response.stream;
  put_answer();
}

void Session::put_answer() {
  const bool head_only = exchange_.request.method == "HEAD";
  if (head_only) exchange_.response.stream = nullptr;
  serialise(exchange_.response, Wire{!last_, head_only, shared_.date}, out_);
  shared_.handler.answered(exchange_);
}

boost::asio::awaitable<void> Session::stream() {
  if (!co_await flush()) co_return;
  try {
    co_await exchange_.response.stream(*this);
  } catch (const std::exception& error) {
    spdlog::warn("stream ended: {}", error.what());
  }
}

boost::asio::awaitable<bool> Session::send(std::string_view bytes) {
  out_.append(bytes);
  return flush();
}

bool Session::open() const { return socket_.is_open() && !shared_.draining && !timed_out_; }

boost::asio::awaitable<void> Session::refuse(Refusal refusal) {
  timed_out_ = false;
  last_ = true;
  exchange_.request.clear();
  shared_.handler.refuse(refusal, exchange_.response);
  put_answer();
  co_await linger();
}

// Writes what there is and closes our side. Closing both while the client still sends would make its kernel drop the answer: what
// it sends is read for a moment more.
boost::asio::awaitable<void> Session::linger() {
  // Named first: GCC 12 lays the frame of `if (co_await a()) co_await b();` out wrongly.
  const bool sent = co_await flush();
  if (!sent) co_return;
  error_code error;
  socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
  deadline_s_ = shared_.now_s + shared_.limits.linger_s + 1;
  std::size_t dropped = 0;
  buffer_.consume(buffer_.size());
  while (!error && !timed_out_ && dropped < kLingerBytesMax) {
    std::size_t bytes = 0;
    char* room = buffer_.room(bytes);
    dropped += co_await socket_.async_read_some(boost::asio::buffer(room, bytes), redirect_error(use_awaitable, error));
  }
}

void Session::finish_request() {
  buffer_.consume(message_bytes_);
  message_bytes_ = 0;
  exchange_.request.body = {};
  if (reserved_ > 0) {
    shared_.buffered_bytes -= reserved_;
    reserved_ = 0;
    chunked_body_ = std::string();
  }
  buffer_.shrink();
}

bool Session::reserve(std::size_t bytes) {
  if (bytes <= 4 * Buffer::kSmall || bytes <= reserved_) return true;
  const std::size_t more = bytes - reserved_;
  if (shared_.buffered_bytes + more > shared_.buffered_bytes_max) return false;
  shared_.buffered_bytes += more;
  reserved_ = bytes;
  return true;
}

// The least rate, within the total: whoever sends at it always has some seconds left.
void Session::body_deadline(std::size_t received) {
  const auto earned = static_cast<std::int64_t>(received / shared_.limits.body_rate_min);
  deadline_s_ = body_began_s_ + std::min(shared_.limits.body_s, shared_.limits.body_grace_s + earned) + 1;
}

void Session::tick() {
  if (deadline_s_ == 0 || shared_.now_s < deadline_s_) return;
  timed_out_ = true;
  deadline_s_ = 0;
  error_code ignored;
  socket_.cancel(ignored);
}

void Session::drain() {
  error_code error;
  if (idle_ && socket_.available(error) == 0) abort();
}

void Session::abort() {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace baton::http
