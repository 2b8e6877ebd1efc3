#pragma once

#include "faults.hpp"
#include "ledger.hpp"
#include "vendors.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace simulator {

// Serves the vendors on one loopback port, keep-alive, on one thread. Beside them: POST /_control
// (faults.hpp), POST /_reset, GET /_seen[?details=1], GET /_healthz.
class Server {
 public:
  boost::asio::awaitable<void> listen(boost::asio::ip::tcp::acceptor acceptor);

 private:
  using In = boost::beast::http::request<boost::beast::http::string_body>;
  using Out = boost::beast::http::response<boost::beast::http::string_body>;

  boost::asio::awaitable<void> session(boost::asio::ip::tcp::socket socket);
  // The answer of one request after its delay; nullopt: the connection is to be cut instead.
  boost::asio::awaitable<std::optional<Reply>> answer(Request request);
  Reply manage(const Request& request);

  Ledger ledger_;
  Faults faults_;
  Vendors vendors_{ledger_};
};

}  // namespace simulator
