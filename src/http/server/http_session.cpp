#include "http/server/http_session.hpp"

#include "baton/ports/store.hpp"
#include "baton/telemetry/log.hpp"

#include <exception>
#include <netinet/tcp.h>

// How a session serves one request after the other, and how it is ended from outside. Reading is in
// http_session_reading.cpp, writing in http_session_writing.cpp.
namespace baton::http {
namespace {

using boost::system::error_code;

// How many unsent bytes the kernel holds for a client that does not read. When there are more, the
// session waits.
constexpr int kUnsentBytesMax = 131'072;

using UnsentBytesMax = boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;

constexpr Refusal kStoreAway{503, "unavailable", "the store takes nothing at the moment"};
constexpr Refusal kOurFault{500, "internal", "an error on our side; the log says more"};

}  // namespace

HttpSession::HttpSession(boost::asio::ip::tcp::socket socket, std::shared_ptr<Shared> shared)
    : socket_(std::move(socket)),
      kept_(std::move(shared)),
      shared_(*kept_),
      deadline_(shared_.deadlines, *this) {
  error_code ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  socket_.set_option(UnsentBytesMax(kUnsentBytesMax), ignored);
  socket_.non_blocking(true, ignored);
  const auto peer = socket_.remote_endpoint(ignored);
  if (ignored) return;
  peer_ = peer.address();
  exchange_.peer = peer_.to_string();
}

HttpSession::~HttpSession() { shared_.bodies.give_back(*this); }

// When the condition of a loop or the right side of `&&` holds a co_await, GCC 12 overwrites the
// first bytes of the coroutine's frame. So each result is given a name first.
boost::asio::awaitable<void> HttpSession::run() {
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
    if (!tail_.empty() || out_.size() > kGatherBytesMax) {
      const bool sent = co_await flush();
      if (!sent) break;
    }
  }
  abort();
}

// Has the handler decide from the head of the request whether it is allowed.
bool HttpSession::admit() {
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

// Answers a request that was refused on its head, before its body has come. A small body is read
// and thrown away, so that the connection can go on. With a large body, or one that waits for "100
// Continue", the connection ends.
HttpSession::Outcome HttpSession::decline() {
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

boost::asio::awaitable<void> HttpSession::answer() {
  try {
    if (!shared_.handler.answer_now(exchange_)) {
      // Earlier answers are sent before this one is waited for.
      const bool sent = co_await flush();
      if (sent) {
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

boost::asio::awaitable<void> HttpSession::stream() {
  const bool sent = co_await flush();
  if (!sent) co_return;
  try {
    co_await exchange_.response.stream(*this);
  } catch (const std::exception& error) {
    spdlog::warn("stream ended: {}", error.what());
  }
}

void HttpSession::finish_request() {
  declined_ = false;
  buffer_.consume(message_bytes_);
  message_bytes_ = 0;
  exchange_.request.body = {};
  shared_.bodies.give_back(*this);
  if (chunked_body_.capacity() > 4 * Buffer::kSmall) chunked_body_ = std::string();
  buffer_.shrink();
}

void HttpSession::give_way() {
  gave_way_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

void HttpSession::time_out() {
  timed_out_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

void HttpSession::drain() {
  error_code error;
  if (idle_ && socket_.available(error) == 0) abort();
}

void HttpSession::make_place() {
  made_place_ = true;
  idle_ = false;
  abort();
}

void HttpSession::abort() {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace baton::http
