#include "http/server/session.hpp"

#include "baton/core/result.hpp"
#include "baton/ports/store.hpp"
#include "baton/telemetry/log.hpp"
#include "http/server/chunked.hpp"

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
// Of a body whose request was refused on its head: as much as is read in one go anyway.
constexpr std::size_t kThrownAwayBytesMax = 4 * Buffer::kSmall;
// What is thrown away while a refused client goes on sending.
constexpr std::size_t kLingerBytesMax = 4'194'304;

using UnsentBytesMax = boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;

constexpr Refusal kSlow{408, "slow", "the request came too slowly"};
constexpr Refusal kCutHead{400, "malformed", "the request ended before its head was complete"};
constexpr Refusal kCutBody{400, "malformed", "the request ended before its body was complete"};
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
  const auto peer = socket_.remote_endpoint(ignored);
  if (!ignored) exchange_.peer = peer.address().to_string();
}

Session::~Session() { shared_.bodies.give_back(*this); }

// GCC 12 keeps the condition of a loop, and the right side of `&&`, over the frame's own first
// bytes when it holds a co_await: each is awaited into a name of its own first.
boost::asio::awaitable<void> Session::run() {
  for (;;) {
    const bool head = co_await read_head();
    if (!head) break;
    if (!admit()) {
      const bool goes_on = co_await decline();
      if (!goes_on) break;
    }
    const bool whole = co_await read_body();
    if (!whole) break;
    if (!declined_) co_await answer();
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

Session::Outcome Session::read_head() {
  if (!co_await read_head_bytes()) co_return false;
  if (auto refusal = http::read_head(buffer_.view().substr(0, scan_.size()), shared_.limits.head,
                                     exchange_.request)) {
    co_await refuse(*refusal);
    co_return false;
  }
  message_bytes_ = scan_.size();
  co_return true;
}

bool Session::has_body() const {
  return exchange_.request.chunked || exchange_.request.content_length.value_or(0) > 0;
}

// Asks on the head who wants what, and whether they may.
bool Session::admit() {
  exchange_.response.clear();
  declined_ = false;
  try {
    exchange_.admission = shared_.handler.admit(exchange_);
  } catch (const std::exception& error) {
    spdlog::error("request failed: {}", error.what());
    shared_.handler.refuse(kOurFault, exchange_.response);
    exchange_.admission = Admission{false};
  }
  declined_ = !exchange_.admission.taken;
  return exchange_.admission.taken;
}

// Answers what is refused on its head, before its body has come. A small body is thrown away, so
// that the connection goes on; for a large one, or one that waits to be asked for, it ends.
Session::Outcome Session::decline() {
  const bool large = exchange_.request.content_length.value_or(0) > kThrownAwayBytesMax;
  const bool held_back =
      exchange_.request.expects_continue && has_body() && buffer_.size() == message_bytes_;
  last_ = last_ || large || held_back || !exchange_.request.keep_alive || shared_.draining;
  put_answer();
  if (last_) {
    co_await linger();
    co_return false;
  }
  if (!has_body()) co_return true;
  const bool sent = co_await flush();
  co_return sent;
}

Session::Outcome Session::read_body() {
  body_began_s_ = shared_.now_s;
  bool whole = true;
  if (exchange_.request.chunked) {
    whole = co_await read_chunked_body();
  } else if (exchange_.request.content_length.value_or(0) > 0) {
    whole = co_await read_sized_body();
  }
  deadline_s_ = 0;
  shared_.bodies.arrived(*this);
  co_return whole;
}

std::size_t Session::body_bytes_max() const {
  if (declined_) return kThrownAwayBytesMax;
  return std::min(exchange_.admission.body_bytes_max, shared_.limits.body_bytes_max);
}

Refusal Session::too_large() {
  const bool ours = body_bytes_max() == shared_.limits.body_bytes_max;
  too_large_ = ours ? "expected a body of at most " + std::to_string(body_bytes_max()) +
                          " bytes, the setting http.body_bytes_max"
                    : std::string("no body is expected here");
  return {413, "too_large", too_large_};
}

Refusal Session::cut_body() const { return gave_way_ ? kNoRoom : timed_out_ ? kSlow : kCutBody; }

Session::Outcome Session::read_head_bytes() {
  scan_ = HeadScan{};
  idle_ = buffer_.empty();
  idle_since_s_ = shared_.now_s;
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
  if (length > body_bytes_max()) {
    co_await refuse(too_large());
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
      // Room grows with what has come: what was announced and is never sent must not take it from
      // others.
      const std::size_t next = std::min(total, std::max(2 * buffer_.size(), 4 * Buffer::kSmall));
      if (!reserve(next)) {
        co_await refuse(kNoRoom);
        co_return false;
      }
      moved = buffer_.reserve(next) || moved;
      body_deadline(buffer_.size() - head);
      if (!co_await read_some()) {
        co_await refuse(cut_body());
        co_return false;
      }
    }
    // The views of the head point to where it was.
    if (moved)
      core::ensure(
          !http::read_head(buffer_.view().substr(0, head), shared_.limits.head, exchange_.request),
          "a head reads the same twice");
  }
  exchange_.request.body = buffer_.view().substr(head, static_cast<std::size_t>(length));
  message_bytes_ = total;
  co_return true;
}

Session::Outcome Session::read_chunked_body() {
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

Session::Outcome Session::announce_continue() {
  out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  return flush();
}

Session::Outcome Session::read_some() {
  std::size_t bytes = 0;
  char* room = buffer_.room(bytes);
  error_code error;
  const std::size_t got = co_await socket_.async_read_some(boost::asio::buffer(room, bytes),
                                                           redirect_error(use_awaitable, error));
  buffer_.commit(got);
  co_return !error && !timed_out_ && !gave_way_;
}

// The socket does not block, so that most answers are written here without a turn through the
// reactor.
Session::Outcome Session::flush() {
  if (out_.empty()) co_return true;
  error_code error;
  std::size_t written = socket_.write_some(boost::asio::buffer(out_), error);
  if (error == boost::asio::error::would_block) error.clear();
  if (!error && written < out_.size()) {
    const std::int64_t before = deadline_s_;
    deadline_s_ = shared_.now_s + shared_.limits.write_s + 1;
    const std::size_t bytes = exchange_.large ? 0 : out_.size();  // what is large counts already
    const Unsent::Part waits(shared_.unsent, exchange_.principal, bytes);
    co_await boost::asio::async_write(
        socket_, boost::asio::buffer(out_.data() + written, out_.size() - written),
        redirect_error(use_awaitable, error));
    deadline_s_ = before;
  }
  out_.clear();
  exchange_.large.reset();
  if (out_.capacity() > 2 * kGatherBytesMax) out_.shrink_to_fit();
  co_return !error && !timed_out_;
}

boost::asio::awaitable<void> Session::answer() {
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
  last_ = last_ || !exchange_.request.keep_alive || shared_.draining || exchange_.response.stream;
  put_answer();
}

void Session::put_answer() {
  const bool head_only = exchange_.request.method == "HEAD";
  if (head_only) exchange_.response.stream = nullptr;
  serialise(exchange_.response, Wire{!last_, head_only, shared_.date}, out_);
  if (exchange_.response.body.capacity() > kGatherBytesMax) exchange_.response.body = std::string();
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
  if (declined_) {  // it has its answer
    co_await linger();
    co_return;
  }
  exchange_.request.clear();
  shared_.handler.refuse(refusal, exchange_.response);
  put_answer();
  co_await linger();
}

// Writes what there is and closes our side. Closing both while the client still sends would make
// its kernel drop the answer: what it sends is read for a moment more.
boost::asio::awaitable<void> Session::linger() {
  // The memory of a body that came in part is free at once, not when the client has gone.
  buffer_.consume(buffer_.size());
  buffer_.shrink();
  shared_.bodies.give_back(*this);
  // Named first: GCC 12 lays the frame of `if (co_await a()) co_await b();` out wrongly.
  const bool sent = co_await flush();
  if (!sent) co_return;
  error_code error;
  socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
  deadline_s_ = shared_.now_s + shared_.limits.linger_s + 1;
  std::size_t dropped = 0;
  while (!error && !timed_out_ && dropped < kLingerBytesMax) {
    std::size_t bytes = 0;
    char* room = buffer_.room(bytes);
    dropped += co_await socket_.async_read_some(boost::asio::buffer(room, bytes),
                                                redirect_error(use_awaitable, error));
  }
}

void Session::finish_request() {
  declined_ = false;
  buffer_.consume(message_bytes_);
  message_bytes_ = 0;
  exchange_.request.body = {};
  shared_.bodies.give_back(*this);
  if (chunked_body_.capacity() > 4 * Buffer::kSmall) chunked_body_ = std::string();
  buffer_.shrink();
}

bool Session::reserve(std::size_t bytes) {
  if (gave_way_) return false;
  return bytes <= 4 * Buffer::kSmall ||
         shared_.bodies.take(*this, {exchange_.admission.body, body_began_s_, exchange_.peer},
                             bytes);
}

void Session::give_way() {
  gave_way_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

// The least rate, within the total: whoever sends at it always has some seconds left.
void Session::body_deadline(std::size_t received) {
  const auto earned = static_cast<std::int64_t>(received / shared_.limits.body_rate_min);
  deadline_s_ =
      body_began_s_ + std::min(shared_.limits.body_s, shared_.limits.body_grace_s + earned) + 1;
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

void Session::make_place() {
  made_place_ = true;
  idle_ = false;
  abort();
}

void Session::abort() {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace baton::http
