#include "server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/system/system_error.hpp>
#include <optional>
#include <string>
#include <utility>

namespace simulator {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

namespace {

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
      out.push_back(static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2])));
      i += 2;
    } else {
      out.push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
    }
  }
  return out;
}

void read_query(std::string_view query, std::map<std::string, std::string>& out) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    const auto equals = pair.find('=');
    const auto value =
        equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    out[percent_decoded(pair.substr(0, equals), true)] = percent_decoded(value, true);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
  }
}

Request taken_apart(const http::request<http::string_body>& in) {
  Request out;
  out.method = in.method_string();
  out.target = in.target();
  const std::string_view target = out.target;
  const auto question = target.find('?');
  if (question != std::string_view::npos) read_query(target.substr(question + 1), out.query);
  const auto whole = target.substr(0, question);
  const auto slash = whole.find('/', 1);
  out.vendor = whole.substr(1, slash == std::string_view::npos ? slash : slash - 1);
  if (slash != std::string_view::npos) out.path = percent_decoded(whole.substr(slash), false);
  out.authorization = in[http::field::authorization];
  out.key = in["Idempotency-Key"];
  out.text = in.body();
  out.body = Json::parse(in.body(), nullptr, false);
  return out;
}

}  // namespace

Reply Server::manage(const Request& request) {
  if (request.vendor == "_healthz") return {200, {{"ok", true}}};
  if (request.vendor == "_seen") return {200, ledger_.seen(request.query.contains("details"))};
  if (request.vendor == "_reset") {
    ledger_.clear();
    vendors_.clear();
    faults_ = Faults();
    return {200, {{"ok", true}}};
  }
  const auto wrong = faults_.add(request.body);
  return wrong ? Reply{400, {{"message", *wrong}}} : Reply{200, {{"ok", true}}};
}

asio::awaitable<std::optional<Reply>> Server::answer(Request request) {
  if (request.vendor.starts_with('_')) co_return manage(request);
  std::optional<Reply> reply = faults_.refusal(request);
  if (!reply) reply = vendors_.handle(request);
  const bool drop = reply->status < 300 && faults_.drop(request);
  ledger_.request(request, reply->status, !drop);
  if (const auto wait = faults_.delay(request); wait.count() > 0) {
    asio::steady_timer timer(co_await asio::this_coro::executor, wait);
    co_await timer.async_wait(asio::use_awaitable);
  }
  if (drop) reply.reset();
  co_return reply;
}

asio::awaitable<void> Server::session(tcp::socket socket) {
  boost::beast::flat_buffer buffer;
  bool open = true;
  while (open) {
    In in;
    co_await http::async_read(socket, buffer, in, asio::use_awaitable);
    const auto version = in.version();
    open = in.keep_alive();
    Request request = taken_apart(in);
    auto reply = co_await answer(std::move(request));
    if (!reply) {
      socket.close();
      co_return;
    }
    Out out(static_cast<http::status>(reply->status), version);
    for (const auto& [name, value] : reply->headers) out.set(name, value);
    if (!reply->body.is_null()) {
      out.set(http::field::content_type, "application/json");
      out.body() = reply->body.dump();
    }
    out.keep_alive(open);
    out.prepare_payload();
    co_await http::async_write(socket, out, asio::use_awaitable);
  }
}

asio::awaitable<void> Server::listen(tcp::acceptor acceptor) {
  const auto executor = co_await asio::this_coro::executor;
  for (;;) {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    auto one = session(std::move(socket));
    // A client that goes away in the middle is what this program is for.
    asio::co_spawn(executor, std::move(one), [](const std::exception_ptr&) {});
  }
}

}  // namespace simulator
