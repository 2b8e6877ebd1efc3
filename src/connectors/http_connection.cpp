#include "connectors/http_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

namespace baton::connectors {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
// How much one read takes at most: an ordinary answer whole.
constexpr std::size_t kReadBytes = 16'384;
// How many interim answers (RFC 9110 section 15.2) are accepted. Vendors send one or two; a server
// that sends more never comes to its answer.
constexpr int kInterimMax = 16;

HttpResponse take(http::response_parser<http::string_body>& parser) {
  HttpResponse response;
  auto message = parser.release();
  response.status = static_cast<int>(message.result_int());
  for (const auto& field : message)
    response.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  response.body = std::move(message.body());
  return response;
}

}  // namespace

HttpFailure HttpConnection::failure(HttpFailure::Stage stage, std::string code,
                                    std::string message) const {
  if (timed_out_) return {stage, "timeout", "no answer in time"};
  return {stage, std::move(code), std::move(message)};
}

asio::awaitable<std::optional<HttpFailure>> HttpConnection::open(asio::ip::tcp::endpoint endpoint,
                                                                 asio::ssl::context* tls,
                                                                 std::string host,
                                                                 core::Secret tunnel) {
  const auto [connected] = co_await socket_.async_connect(endpoint, kTuple);
  if (connected)
    co_return failure(HttpFailure::Stage::not_sent, "connect",
                      "cannot connect: " + connected.message());
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  if (!tunnel.empty()) {
    auto closed = co_await dig(std::move(tunnel));
    if (closed) co_return closed;
  }
  if (tls == nullptr) co_return std::nullopt;
  tls_.emplace(socket_, *tls);
  error_code no_address;
  asio::ip::make_address(host, no_address);
  // Server Name Indication is for names only (RFC 6066 section 3).
  if (no_address)
    SSL_ctrl(tls_->native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             host.data());
  tls_->set_verify_mode(asio::ssl::verify_peer);
  tls_->set_verify_callback(asio::ssl::host_name_verification(host));
  const auto [shaken] = co_await tls_->async_handshake(asio::ssl::stream_base::client, kTuple);
  if (!shaken) co_return std::nullopt;
  const auto verified = SSL_get_verify_result(tls_->native_handle());
  const bool certificate = verified != X509_V_OK ||
                           shaken.message().find("certificate verify failed") != std::string::npos;
  if (certificate && !timed_out_) {
    co_return HttpFailure{HttpFailure::Stage::refused, "tls",
                          std::string("the certificate is not right: ") +
                              (verified != X509_V_OK ? X509_verify_cert_error_string(verified)
                                                     : "it is for another name")};
  }
  co_return failure(HttpFailure::Stage::not_sent, "tls", "no TLS connection: " + shaken.message());
}

// Nothing was sent to the vendor yet, so a tunnel that is refused can have had no effect.
asio::awaitable<std::optional<HttpFailure>> HttpConnection::dig(core::Secret request) {
  constexpr std::uint32_t kAnswerHeadBytesMax = 16'384;
  const bool sent = co_await write(request.reveal());
  http::response_parser<http::empty_body> parser;
  parser.header_limit(kAnswerHeadBytesMax);
  // An answer to CONNECT that grants the tunnel has no body (RFC 9110 section 9.3.6).
  parser.skip(true);
  error_code problem = sent ? error_code() : error_code(asio::error::eof);
  while (!problem && !parser.is_header_done()) {
    std::size_t count = 0;
    std::tie(problem, count) = co_await read_some();
    if (!problem) buffer_.consume(parser.put(buffer_.data(), problem));
    if (problem == http::error::need_more) problem = {};
  }
  if (problem)
    co_return failure(HttpFailure::Stage::not_sent, "proxy",
                      "the proxy gave no answer: " + problem.message());
  const auto status = parser.get().result_int();
  if (status / 100 == 2 && buffer_.size() == 0) co_return std::nullopt;
  co_return failure(
      status == 407 || status == 403 ? HttpFailure::Stage::refused : HttpFailure::Stage::not_sent,
      "proxy", "the proxy answered " + std::to_string(status) + " to CONNECT");
}

HttpFailure HttpConnection::too_long(std::string_view what, std::size_t most) const {
  return failure(
      HttpFailure::Stage::maybe_sent, "too_large",
      std::string(what) + " of the answer is longer than " + std::to_string(most) + " bytes");
}

HttpFailure HttpConnection::unreadable_answer(error_code problem,
                                              const HttpClient::Options& options) const {
  if (problem == http::error::header_limit) return too_long("the head", options.head_bytes_max);
  if (problem == http::error::body_limit) return too_long("the body", options.body_bytes_max);
  return failure(HttpFailure::Stage::maybe_sent, "malformed",
                 "the answer is not HTTP: " + problem.message());
}

// Usually the socket takes all bytes at once, and the coroutine is not suspended.
asio::awaitable<bool> HttpConnection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    error_code problem;
    std::size_t count = 0;
    if (tls_) {
      std::tie(problem, count) = co_await tls_->async_write_some(asio::buffer(bytes), kTuple);
    } else {
      count = socket_.write_some(asio::buffer(bytes), problem);
      if (problem == asio::error::would_block)
        std::tie(problem) = co_await socket_.async_wait(asio::ip::tcp::socket::wait_write, kTuple);
    }
    if (problem) co_return false;
    bytes.remove_prefix(count);
  }
  co_return true;
}

asio::awaitable<std::pair<error_code, std::size_t>> HttpConnection::read_some() {
  const auto room = buffer_.prepare(kReadBytes);
  error_code problem;
  std::size_t count = 0;
  if (tls_)
    std::tie(problem, count) = co_await tls_->async_read_some(room, kTuple);
  else
    std::tie(problem, count) = co_await socket_.async_read_some(room, kTuple);
  buffer_.commit(count);
  co_return std::pair(problem, count);
}

asio::awaitable<HttpConnection::Exchange> HttpConnection::exchange(
    std::string_view request_head, std::string_view body, const HttpClient::Options& options) {
  bool sent = co_await write(request_head);
  if (sent) sent = co_await write(body);
  Exchange result;
  if (sent || !timed_out_) result = co_await read_answer(options);
  if (sent) co_return result;
  // A server may refuse a request before it has all of it, and close (RFC 9112 section 9.5). A 408
  // tells that the connection was idle for too long, and a 5xx that the server has failed: both say
  // nothing of the request.
  constexpr int kIdleTooLong = 408;
  const int status = result.outcome.response ? result.outcome.response->status : 0;
  result.keep = false;
  if (status >= 400 && status <= 499 && status != kIdleTooLong) co_return result;
  // The server knows the length of the request, so it cannot have acted on an incomplete one.
  Exchange unsent;
  unsent.untouched = true;
  unsent.outcome.failure = failure(HttpFailure::Stage::not_sent, "closed",
                                   "the connection closed while the request was being sent");
  co_return unsent;
}

asio::awaitable<HttpConnection::Exchange> HttpConnection::read_answer(
    const HttpClient::Options& options) {
  Exchange result;
  std::optional<http::response_parser<http::string_body>> parser;
  const auto renew = [&parser, &options]() {
    parser.emplace();
    parser->header_limit(static_cast<std::uint32_t>(options.head_bytes_max));
    parser->body_limit(options.body_bytes_max);
    parser->eager(true);
  };
  renew();
  bool any = false;
  int interim = 0;
  while (!parser->is_done()) {
    const auto [problem, count] = co_await read_some();
    error_code parsed;
    any |= count > 0;
    if (problem) {
      // An answer without a length ends when the connection is closed. Over TLS the end must be an
      // orderly one.
      if (problem == asio::error::eof && any && parser->is_header_done()) parser->put_eof(parsed);
      if (problem == asio::error::eof && any && parser->is_header_done() && !parsed &&
          parser->is_done())
        break;
      result.untouched = !any;
      result.outcome.failure = failure(HttpFailure::Stage::maybe_sent, "closed",
                                       any ? "the connection closed in the middle of the answer"
                                           : "the connection closed before an answer came");
      co_return result;
    }
    while (buffer_.size() > 0 && !parser->is_done()) {
      const auto taken = parser->put(buffer_.data(), parsed);
      buffer_.consume(taken);
      if (parsed == http::error::need_more) break;
      if (parsed) {
        result.outcome.failure = unreadable_answer(parsed, options);
        co_return result;
      }
      // This was an interim answer, such as 100 Continue. The real answer follows.
      if (parser->is_done() && parser->get().result_int() / 100 == 1 &&
          parser->get().result_int() != 101) {
        if (++interim > kInterimMax) {
          result.outcome.failure =
              failure(HttpFailure::Stage::maybe_sent, "malformed", "interim answers without end");
          co_return result;
        }
        renew();
      }
    }
    // The parser takes the bytes of a body from the buffer at once. What stays there is an
    // unfinished line before a chunk, or the fields behind the last one, for which it has no limit
    // of its own.
    if (parser->is_header_done() && !parser->is_done() && buffer_.size() > options.head_bytes_max) {
      result.outcome.failure =
          too_long("the line of a chunk, or the trailer,", options.head_bytes_max);
      co_return result;
    }
  }
  result.keep = parser->keep_alive() && buffer_.size() == 0 && !parser->need_eof();
  result.outcome.response = take(*parser);
  co_return result;
}

bool HttpConnection::stale() {
  char byte = 0;
  const auto count = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (count < 0) return errno != EAGAIN && errno != EWOULDBLOCK;
  // Over TLS 1.3 a byte that waits may be a session ticket. Without TLS no byte may wait.
  return count == 0 || !tls_;
}

void HttpConnection::expire() {
  timed_out_ = true;
  close();
}

void HttpConnection::close() {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace baton::connectors
