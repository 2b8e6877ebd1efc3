#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace baton::tests {

// A vendor on loopback that does what a test says, on the test's own io_context.
class Loopback {
 public:
  using Request = boost::beast::http::request<boost::beast::http::string_body>;
  struct Step {
    std::string answer{};  // raw bytes; empty: none
    bool close = false;    // after that
    bool hang = false;     // never answer
  };
  using Script = std::function<Step(const Request&)>;

  Loopback(boost::asio::io_context& io, Script script)
      : io_(io),
        script_(std::move(script)),
        acceptor_(io, {boost::asio::ip::make_address("127.0.0.1"), 0}) {
    boost::asio::co_spawn(io_, accept(), boost::asio::detached);
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }
  const std::vector<Request>& requests() const { return requests_; }
  int connections() const { return connections_; }
  void stop() {
    acceptor_.close();
    for (auto& socket : sockets_) socket->close();
  }
  // Closes what is open, as a vendor does with idle connections.
  void hang_up() {
    for (auto& socket : sockets_) socket->close();
    sockets_.clear();
  }

  static std::string answer(int status, const std::string& body, const std::string& head = {},
                            const std::string& type = "application/json") {
    return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + head + "\r\n" + body;
  }

 private:
  using Socket = std::shared_ptr<boost::asio::ip::tcp::socket>;
  static constexpr auto kTuple = boost::asio::as_tuple(boost::asio::use_awaitable);

  boost::asio::awaitable<void> accept() {
    for (;;) {
      auto socket = std::make_shared<boost::asio::ip::tcp::socket>(io_);
      const auto [problem] = co_await acceptor_.async_accept(*socket, kTuple);
      if (problem) co_return;
      ++connections_;
      sockets_.push_back(socket);
      boost::asio::co_spawn(io_, serve(socket), boost::asio::detached);
    }
  }

  boost::asio::awaitable<void> serve(Socket socket) {
    boost::beast::flat_buffer buffer;
    for (;;) {
      Request request;
      const auto [problem, count] =
          co_await boost::beast::http::async_read(*socket, buffer, request, kTuple);
      if (problem) co_return;
      requests_.push_back(request);
      const auto step = script_(request);
      if (step.hang) co_return;
      if (!step.answer.empty())
        co_await boost::asio::async_write(*socket, boost::asio::buffer(step.answer), kTuple);
      if (step.close) {
        socket->close();
        co_return;
      }
    }
  }

  boost::asio::io_context& io_;
  Script script_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::vector<Socket> sockets_{};
  std::vector<Request> requests_{};
  int connections_ = 0;
};

}  // namespace baton::tests
