#include "http/server/http_session.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

// How a session writes answers, and how it closes a connection.
namespace baton::http {
namespace {

using boost::asio::redirect_error;
using boost::asio::use_awaitable;
using boost::system::error_code;

// A body that is larger than this is sent from where it is. Copying a smaller one behind its head
// is cheaper than writing it separately.
constexpr std::size_t kApartBytesMin = 16'384;
// How many bytes are read and thrown away while a refused client goes on sending.
constexpr std::size_t kLingerBytesMax = 4'194'304;

}  // namespace

// Writes the answers that have been gathered. The socket does not block, so most of them are
// written at once, without waiting for the reactor.
HttpSession::Outcome HttpSession::flush() {
  if (out_.empty()) co_return true;
  error_code error;
  std::array<boost::asio::const_buffer, 2> parts{boost::asio::buffer(out_),
                                                 boost::asio::buffer(tail_)};
  const std::size_t all = out_.size() + tail_.size();
  const std::size_t written = socket_.write_some(parts, error);
  if (error == boost::asio::error::would_block) error.clear();
  if (!error && written < all) {
    const std::size_t of_first = std::min(written, out_.size());
    parts[0] += of_first;
    parts[1] += written - of_first;
    const std::int64_t before = deadline_.second();
    deadline_.set(shared_.now_s + shared_.limits.write_s + 1);
    // A large answer is counted already, by exchange_.large.
    const std::size_t bytes = exchange_.large ? 0 : out_.size() + kept_body_.size();
    const Unsent::Part waits(shared_.unsent, exchange_.principal, bytes);
    co_await boost::asio::async_write(socket_, parts, redirect_error(use_awaitable, error));
    deadline_.set(before);
  }
  out_.clear();
  tail_ = {};
  kept_body_ = std::string();
  exchange_.large.reset();
  if (out_.capacity() > 2 * kGatherBytesMax) out_.shrink_to_fit();
  co_return !error && !timed_out_;
}

void HttpSession::put_answer() {
  const bool head_only = exchange_.request.method == "HEAD";
  if (head_only) exchange_.response.stream = nullptr;
  shared_.handler.complete(exchange_);
  // A large body is not copied behind its head. It is sent from where it is, before the next
  // answer.
  const bool apart = !head_only && exchange_.response.content().size() > kApartBytesMin;
  serialise(exchange_.response, Wire{!last_, head_only || apart, shared_.date}, out_);
  if (apart) {
    kept_body_ = std::move(exchange_.response.body);
    tail_ = exchange_.response.document.empty() ? std::string_view(kept_body_)
                                                : exchange_.response.document;
  }
  shared_.handler.answered(exchange_);
}

boost::asio::awaitable<bool> HttpSession::send(std::string_view bytes) {
  out_.append(bytes);
  return flush();
}

bool HttpSession::open() const { return socket_.is_open() && !shared_.draining && !timed_out_; }

boost::asio::awaitable<void> HttpSession::refuse(Refusal refusal) {
  timed_out_ = false;
  last_ = true;
  if (declined_) {  // it was answered already
    co_await linger();
    co_return;
  }
  exchange_.request.clear();
  shared_.handler.refuse(refusal, exchange_.response);
  put_answer();
  co_await linger();
}

// Writes what is left and closes our side of the connection, then reads and throws away what the
// client sends for a moment more. If both sides were closed while the client still sends, its
// kernel would drop the answer.
boost::asio::awaitable<void> HttpSession::linger() {
  // Frees the memory of a body that came in part now, and not only when the client has gone.
  buffer_.consume(buffer_.size());
  buffer_.shrink();
  shared_.bodies.give_back(*this);
  // The result has a name, because GCC 12 lays out the frame of `if (co_await a()) co_await b();`
  // wrongly.
  const bool sent = co_await flush();
  if (!sent) co_return;
  error_code error;
  socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
  deadline_.set(shared_.now_s + shared_.limits.linger_s + 1);
  std::size_t dropped = 0;
  while (!error && !timed_out_ && dropped < kLingerBytesMax) {
    std::size_t bytes = 0;
    char* room = buffer_.room(bytes);
    dropped += co_await socket_.async_read_some(boost::asio::buffer(room, bytes),
                                                redirect_error(use_awaitable, error));
  }
}

}  // namespace baton::http
