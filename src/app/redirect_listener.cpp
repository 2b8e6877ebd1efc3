#include "app/redirect_listener.hpp"

#include "baton/core/text.hpp"
#include "baton/formats/form.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <utility>

namespace baton::app {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::string_view kRedirectPath = "/callback";
// A browser sends its cookies for loopback, which may be those of many programs.
constexpr std::size_t kHeadBytesMax = 65'536;

// The query of "GET /callback?… HTTP/1.1"; nullopt for every other request.
std::optional<std::string> query_of_redirect(std::string_view head) {
  auto line = head.substr(0, head.find('\r'));
  if (!line.starts_with("GET ")) return std::nullopt;
  line.remove_prefix(4);
  const auto target = line.substr(0, line.find(' '));
  const auto mark = target.find('?');
  if (target.substr(0, mark) != kRedirectPath) return std::nullopt;
  return mark == std::string_view::npos ? std::string() : std::string(target.substr(mark + 1));
}

std::string page_for_browser(int status, std::string_view text) {
  const std::string body =
      "<!doctype html><meta charset=utf-8><title>Baton</title><p>" + std::string(text) + "</p>\n";
  return "HTTP/1.1 " + std::to_string(status) + (status == 200 ? " OK" : " Not Found") +
         "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " +
         std::to_string(body.size()) +
         "\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: "
         "close\r\n\r\n" +
         body;
}

}  // namespace

class RedirectListener::Impl {
 public:
  explicit Impl(std::uint16_t port)
      : acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), port)) {}

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  std::optional<std::string> wait(std::chrono::milliseconds within) {
    found_.reset();
    io_.restart();
    asio::co_spawn(io_, accept(), asio::detached);
    const auto end = std::chrono::steady_clock::now() + within;
    while (!found_ && io_.run_one_until(end) > 0) {}
    const auto query = std::move(found_);
    boost::system::error_code ignored;
    acceptor_.cancel(ignored);
    return query;
  }

 private:
  static constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

  asio::awaitable<void> accept() {
    for (;;) {
      auto [problem, socket] = co_await acceptor_.async_accept(kTuple);
      if (problem) co_return;
      // A connection that sends nothing keeps no other one waiting.
      asio::co_spawn(io_, answer(std::move(socket)), asio::detached);
    }
  }

  asio::awaitable<void> answer(tcp::socket socket) {
    std::string head;
    const auto [problem, count] = co_await asio::async_read_until(
        socket, asio::dynamic_buffer(head, kHeadBytesMax), "\r\n\r\n", kTuple);
    if (problem) co_return;
    auto query = query_of_redirect(head);
    const auto page = query ? page_for_browser(200,
                                               "Baton has what it needs. Close this page and go "
                                               "back to the terminal.")
                            : page_for_browser(404, "There is nothing here.");
    co_await asio::async_write(socket, asio::buffer(page), kTuple);
    if (query && !found_) found_ = std::move(query);
  }

  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  std::optional<std::string> found_{};
};

RedirectListener::RedirectListener(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RedirectListener::~RedirectListener() = default;
RedirectListener::RedirectListener(RedirectListener&&) noexcept = default;

core::Result<RedirectListener> RedirectListener::open(std::uint16_t port) {
  try {
    return RedirectListener(std::make_unique<Impl>(port));
  } catch (const boost::system::system_error& problem) {
    return core::Error{
        core::Errc::unavailable,
        "cannot listen on 127.0.0.1:" + std::to_string(port) + ": " + problem.code().message(),
        {},
        "choose another with --port"};
  }
}

std::string RedirectListener::url() const {
  return "http://127.0.0.1:" + std::to_string(impl_->port()) + std::string(kRedirectPath);
}

core::Result<std::map<std::string, std::string>> RedirectListener::wait(
    std::chrono::milliseconds within) {
  const auto query = impl_->wait(within);
  if (!query)
    return core::Error{core::Errc::timeout, "nobody came back from the vendor in time", {}, {}};
  const auto fields = formats::parse_form(*query);
  if (!fields)
    return core::Error{core::Errc::invalid, "what came back from the vendor is no query", {}, {}};
  return std::map<std::string, std::string>(fields->begin(), fields->end());
}

}  // namespace baton::app
