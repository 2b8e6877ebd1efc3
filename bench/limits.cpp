// bench_limits: what the machine and the libraries could do at best, to hold the server's figures
// against.
//
//   echo                  a bare Beast server that reads a request and answers 202; prints
//   `listening on 127.0.0.1:PORT` sqlite DIR SECONDS    rows like the log's, 64 a commit, WAL,
//   synchronous=FULL; prints JSON parse SECONDS         nlohmann::json parses of the webhook's
//   body; prints JSON
#include "webhook.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <nlohmann/json.hpp>
#include <sqlite3.h>
#include <stdexcept>
#include <string>

namespace bench {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Clock = std::chrono::steady_clock;

double since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

asio::awaitable<void> echo_session(asio::ip::tcp::socket socket) {
  boost::beast::flat_buffer buffer;
  for (bool open = true; open;) {
    http::request<http::string_body> in;
    co_await http::async_read(socket, buffer, in, asio::use_awaitable);
    open = in.keep_alive();
    http::response<http::string_body> out(http::status::accepted, 11);
    out.set(http::field::content_type, "application/json");
    out.body() = "{\"id\":\"evt_0000000000000\",\"repeated\":false}";
    out.prepare_payload();
    co_await http::async_write(socket, out, asio::use_awaitable);
  }
}

asio::awaitable<void> echo_listen(asio::ip::tcp::acceptor acceptor) {
  const auto executor = co_await asio::this_coro::executor;
  for (;;) {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    socket.set_option(asio::ip::tcp::no_delay(true));
    auto session = echo_session(std::move(socket));
    asio::co_spawn(executor, std::move(session), asio::detached);
  }
}

void echo() {
  asio::io_context io(1);
  asio::ip::tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
  std::printf("listening on 127.0.0.1:%u\n",
              static_cast<unsigned>(acceptor.local_endpoint().port()));
  std::fflush(stdout);
  auto listening = echo_listen(std::move(acceptor));
  asio::co_spawn(io, std::move(listening), asio::detached);
  io.run();
}

class Database {
 public:
  explicit Database(const std::string& path) {
    check(sqlite3_open(path.c_str(), &handle_));
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; PRAGMA "
        "cache_size=-16000;"
        "CREATE TABLE events (id INTEGER PRIMARY KEY, source TEXT NOT NULL, external TEXT NOT "
        "NULL, type TEXT NOT NULL, at "
        "INTEGER NOT NULL,"
        " data BLOB NOT NULL, UNIQUE (source, external));");
  }
  ~Database() { sqlite3_close(handle_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void run(const char* sql) { check(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr)); }
  void check(int code) {
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
      throw std::runtime_error(sqlite3_errmsg(handle_));
  }
  sqlite3* handle() { return handle_; }

 private:
  sqlite3* handle_ = nullptr;
};

void sqlite(const std::string& folder, double seconds) {
  constexpr int kRowsPerCommit = 64;
  Database database(folder + "/limits.db");
  sqlite3_stmt* insert = nullptr;
  database.check(sqlite3_prepare_v2(database.handle(), "INSERT INTO events VALUES (?,?,?,?,?,?)",
                                    -1, &insert, nullptr));
  const Webhook webhook("/hooks/bench", "bench-secret", "bench.deal");
  const std::string body(webhook.body());
  long long rows = 0, commits = 0;
  const auto begin = Clock::now();
  while (since(begin) < seconds) {
    database.run("BEGIN IMMEDIATE");
    for (int i = 0; i < kRowsPerCommit; ++i) {
      const auto external = std::to_string(1'000'000'000 + ++rows);
      sqlite3_bind_int64(insert, 1, rows);
      sqlite3_bind_text(insert, 2, "bench", -1, SQLITE_STATIC);
      sqlite3_bind_text(insert, 3, external.c_str(), static_cast<int>(external.size()),
                        SQLITE_TRANSIENT);
      sqlite3_bind_text(insert, 4, "bench.deal", -1, SQLITE_STATIC);
      sqlite3_bind_int64(insert, 5, rows);
      sqlite3_bind_blob(insert, 6, body.data(), static_cast<int>(body.size()), SQLITE_STATIC);
      database.check(sqlite3_step(insert));
      sqlite3_reset(insert);
    }
    database.run("COMMIT");
    ++commits;
  }
  const auto took = since(begin);
  sqlite3_finalize(insert);
  std::printf("{\"inserts_per_s\":%.0f,\"commits_per_s\":%.0f}\n", static_cast<double>(rows) / took,
              static_cast<double>(commits) / took);
}

void parse(double seconds) {
  const Webhook webhook("/hooks/bench", "bench-secret", "bench.deal");
  std::string body(webhook.body());
  body.replace(body.size() - 11, 10, "1000000000");
  long long count = 0;
  std::size_t members = 0;
  const auto begin = Clock::now();
  while (since(begin) < seconds) {
    for (int i = 0; i < 100; ++i) members += nlohmann::json::parse(body).size();
    count += 100;
  }
  const auto took = since(begin);
  std::printf("{\"parses_per_s\":%.0f,\"bytes\":%zu,\"members\":%zu}\n",
              static_cast<double>(count) / took, body.size(),
              members / static_cast<std::size_t>(count));
}

}  // namespace

}  // namespace bench

int main(int count, char** arguments) {
  const std::string_view mode = count > 1 ? arguments[1] : "";
  try {
    if (mode == "echo")
      bench::echo();
    else if (mode == "sqlite" && count == 4)
      bench::sqlite(arguments[2], std::atof(arguments[3]));
    else if (mode == "parse" && count == 3)
      bench::parse(std::atof(arguments[2]));
    else {
      std::fputs("usage: bench_limits echo | sqlite DIR SECONDS | parse SECONDS\n", stderr);
      return 2;
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
  return 0;
}
