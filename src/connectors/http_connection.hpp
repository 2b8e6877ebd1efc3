#pragma once

#include "baton/connectors/http_client.hpp"
#include "baton/core/secret.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <optional>
#include <string>

namespace baton::connectors {

// A point in time of the clock that timers use.
using TimePoint = std::chrono::steady_clock::time_point;

// One TCP or TLS connection, which carries one exchange after the other and keeps its buffers in
// between. Its owner watches the deadline and calls expire() when it has passed: every operation
// that is pending then ends, and timed_out() says why. It lives on one executor.
class HttpConnection {
 public:
  // Makes a connection that is not open yet.
  explicit HttpConnection(const boost::asio::any_io_executor& executor) : socket_(executor) {}

  // Connects to one address. With a `tunnel`, which is a whole request CONNECT, the address is that
  // of a proxy, which is asked for a tunnel first. With `tls` it also checks that the certificate
  // is one of `host`. Returns the failure, or nullopt if the connection is open.
  boost::asio::awaitable<std::optional<HttpFailure>> open(boost::asio::ip::tcp::endpoint endpoint,
                                                          boost::asio::ssl::context* tls,
                                                          std::string host, core::Secret tunnel);

  // The outcome of one exchange.
  struct Exchange {
    // The answer, or why there is none.
    HttpOutcome outcome{};
    // True if the connection can carry another request.
    bool keep = false;
    // True if the connection closed before the first byte of an answer.
    bool untouched = false;
  };
  // Sends `head` and `body`, which are borrowed until the coroutine has resumed, and reads one
  // answer.
  boost::asio::awaitable<Exchange> exchange(std::string_view head, std::string_view body,
                                            const HttpClient::Options& options);

  // True if the other side has closed the connection while it was idle, or has sent something that
  // was not asked for.
  bool stale();
  // Closes the connection because its deadline has passed.
  void expire();
  // True after expire().
  bool timed_out() const { return timed_out_; }
  // Closes the connection. Operations that are pending end.
  void close();

  // When the exchange under way must have ended.
  TimePoint deadline{};
  // Since when the connection is idle.
  TimePoint idle_since{};
  // Its index in the owner's list of busy connections.
  std::size_t busy_index = 0;
  // A buffer for the head of the next request.
  std::string head{};

 private:
  // Asks the proxy for a tunnel, and reads its answer.
  boost::asio::awaitable<std::optional<HttpFailure>> dig(core::Secret request);
  // Writes all bytes. False if the connection has closed.
  boost::asio::awaitable<bool> write(std::string_view bytes);
  // Reads one answer.
  boost::asio::awaitable<Exchange> read_answer(const HttpClient::Options& options);
  // Reads what has come into the buffer.
  boost::asio::awaitable<std::pair<boost::system::error_code, std::size_t>> read_some();
  // A failure, which is a timeout if the deadline has passed.
  HttpFailure failure(HttpFailure::Stage stage, std::string code, std::string message) const;
  // The failure of an answer of which `what` is longer than `most` bytes.
  HttpFailure too_long(std::string_view what, std::size_t most) const;
  // The failure of an answer that is no HTTP, or longer than we take.
  HttpFailure unreadable_answer(boost::system::error_code problem,
                                const HttpClient::Options& options) const;

  boost::asio::ip::tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_{};
  boost::beast::flat_buffer buffer_{};
  bool timed_out_ = false;
};

}  // namespace baton::connectors
