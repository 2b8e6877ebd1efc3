// vendor_simulator [--port N]: the vendors that workflows act on, on loopback. Prints `listening on
// 127.0.0.1:PORT` when ready.
#include "server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/signal_set.hpp>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string_view>

namespace asio = boost::asio;

int main(int count, char** arguments) {
  std::uint16_t port = 0;
  for (int i = 1; i < count; ++i) {
    const std::string_view name = arguments[i];
    const std::string_view value = i + 1 < count ? arguments[i + 1] : "";
    const auto read = std::from_chars(value.data(), value.data() + value.size(), port);
    if (name != "--port" || read.ec != std::errc() || read.ptr != value.data() + value.size()) {
      std::fputs("usage: vendor_simulator [--port N]   (0, the default: any free port)\n", stderr);
      return 2;
    }
    ++i;
  }
  try {
    asio::io_context io(1);
    asio::ip::tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), port});
    std::printf("listening on 127.0.0.1:%u\n",
                static_cast<unsigned>(acceptor.local_endpoint().port()));
    std::fflush(stdout);
    simulator::Server server;
    asio::signal_set ends(io, SIGINT, SIGTERM);
    ends.async_wait([&io](auto, int) { io.stop(); });
    asio::co_spawn(io, server.listen(std::move(acceptor)), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
    });
    io.run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
  return 0;
}
