#pragma once

#include "baton/connectors/http_client.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <optional>
#include <string>

namespace baton::connectors {

using SteadyTime = std::chrono::steady_clock::time_point;

// One TCP or TLS connection and the exchange on it. Its buffers are kept from one exchange to the
// next. Whoever watches the deadline calls expire(): what is pending then ends, and timed_out()
// says why.
class HttpConnection {
 public:
  explicit HttpConnection(const boost::asio::any_io_executor& executor) : socket_(executor) {}

  // Connects to one address, and with `tls` proves that `host` is there. Failure: stage and reason.
  boost::asio::awaitable<std::optional<HttpFailure>> open(boost::asio::ip::tcp::endpoint endpoint,
                                                          boost::asio::ssl::context* tls,
                                                          std::string host);

  struct Exchange {
    HttpOutcome outcome{};
    bool keep = false;       // the connection can take another request
    bool untouched = false;  // it closed before one byte of an answer came
  };
  // Sends `head` and `body` and reads one answer. Both are borrowed until it resumes.
  boost::asio::awaitable<Exchange> exchange(std::string_view head, std::string_view body,
                                            const HttpClient::Options& options);

  // True when the other side has closed it, or sent what nobody asked for, while it was idle.
  bool stale();
  void expire();
  bool timed_out() const { return timed_out_; }
  void close();

  SteadyTime deadline{};
  SteadyTime idle_since{};
  std::size_t place = 0;  // among the busy ones
  std::string head{};     // room for the next request's head

 private:
  boost::asio::awaitable<bool> write(std::string_view bytes);
  boost::asio::awaitable<std::pair<boost::system::error_code, std::size_t>> read_some();
  HttpFailure failure(HttpFailure::Stage stage, std::string code, std::string message) const;

  boost::asio::ip::tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_{};
  boost::beast::flat_buffer buffer_{};
  bool timed_out_ = false;
};

}  // namespace baton::connectors
