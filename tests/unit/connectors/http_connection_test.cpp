#include "connectors/http_connection.hpp"

#include "unit/connectors/performing.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <exception>
#include <string>

namespace baton::connectors {
namespace {

// What a vendor can send that has no end, or is small on the wire and large in memory. Each of them
// is cut off at a limit, and the outcome says which.
class HostileAnswers : public Perform {
 protected:
  // What comes of an action whose answer is this.
  ActionResult answered(const std::string& answer, const std::string& operation = "post") {
    serve([&answer](const auto&) { return Loopback::Step{answer, true}; });
    connect();
    auto result = perform(action(operation, {{"name", "x"}}));
    TearDown();
    return result;
  }
};

TEST_F(HostileAnswers, HeadersWithoutEndAreCutOff) {
  std::string flood = "HTTP/1.1 200 OK\r\n";
  for (int field = 0; field < 20'000; ++field)
    flood += "X-" + std::to_string(field) + ": " + std::to_string(field) + "\r\n";
  for (const auto& answer : {flood, "HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'x')}) {
    const auto result = answered(answer);
    EXPECT_EQ(result.kind, Kind::undecidable) << "it may have been done";
    EXPECT_EQ(result.code, "too_large");
    EXPECT_NE(result.message.find("the head of the answer is longer than 65536 bytes"),
              std::string::npos)
        << result.message;
  }
}

TEST_F(HostileAnswers, InterimAnswersWithoutEndAreCutOff) {
  std::string flood;
  for (int number = 0; number < 1'000; ++number) flood += "HTTP/1.1 103 Early Hints\r\n\r\n";
  const auto result = answered(flood + Loopback::answer(200, "{}"));
  EXPECT_EQ(result.kind, Kind::undecidable);
  EXPECT_EQ(result.code, "malformed");
  EXPECT_NE(result.message.find("interim answers without end"), std::string::npos)
      << result.message;
}

TEST_F(HostileAnswers, AFewInterimAnswersAreNone) {
  std::string interim;
  for (int number = 0; number < 10; ++number) interim += "HTTP/1.1 103 Early Hints\r\n\r\n";
  EXPECT_EQ(answered(interim + Loopback::answer(200, "{}")).kind, Kind::succeeded);
}

TEST_F(HostileAnswers, BodiesWithoutEndAreCutOff) {
  const std::string large(2'000'000, 'x');
  std::string chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int chunk = 0; chunk < 40; ++chunk)
    chunks += "10000\r\n" + std::string(65'536, 'x') + "\r\n";
  for (const auto& answer : {std::string("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"),
                             chunks, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + large}) {
    const auto result = answered(answer);
    EXPECT_EQ(result.code, "too_large");
    EXPECT_NE(result.message.find("the body of the answer is longer than 1048576 bytes"),
              std::string::npos)
        << result.message;
  }
}

// The line before a chunk may have extensions, and fields may stand behind the last chunk.
TEST_F(HostileAnswers, ChunkLinesAndTrailersWithoutEndAreCutOff) {
  const std::string head =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string flood(200'000, 'x');
  for (const auto& answer : {head + "2;" + flood + "\r\n{}\r\n0\r\n\r\n",
                             head + "2\r\n{}\r\n0\r\nX: " + flood + "\r\n\r\n"}) {
    const auto result = answered(answer);
    EXPECT_EQ(result.kind, Kind::undecidable) << "it may have been done";
    EXPECT_EQ(result.code, "too_large");
    EXPECT_NE(result.message.find("trailer, of the answer is longer than 65536 bytes"),
              std::string::npos)
        << result.message;
  }
}

TEST_F(HostileAnswers, AShortChunkLineAndAShortTrailerAreAllowed) {
  EXPECT_EQ(answered("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                     "Transfer-Encoding: chunked\r\n\r\n2;name=value\r\n{}\r\n0\r\nX: y\r\n\r\n")
                .kind,
            Kind::succeeded);
}

// A body in a coding that was not asked for is not unpacked, however large it would become.
TEST_F(HostileAnswers, BodiesInOtherCodingsStayAsTheyAre) {
  for (const char* coding : {"deflate", "br", "gzip, gzip"}) {
    const std::string head = "Content-Encoding: " + std::string(coding) + "\r\n";
    const auto result = answered(Loopback::answer(200, std::string(1'000, '\x1f'), head));
    EXPECT_LT(core::dump(result.output).size(), 3'000U) << coding;
  }
}

TEST_F(HostileAnswers, XmlIsNeitherExpandedNorFetched) {
  std::string bomb = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY a \"lol\">";
  for (char name = 'b'; name < 'k'; ++name)
    bomb += std::string("<!ENTITY ") + name + " \"" + [&name] {
      std::string inner;
      for (int time = 0; time < 10; ++time)
        inner += std::string("&") + static_cast<char>(name - 1) + ";";
      return inner;
    }() + "\">";
  bomb += "]><tree><name>&j;</name></tree>";
  const std::string deep = [] {
    std::string text;
    for (int level = 0; level < 5'000; ++level) text += "<a>";
    for (int level = 0; level < 5'000; ++level) text += "</a>";
    return text;
  }();
  for (const auto& xml : {bomb, deep}) {
    const auto result = answered(Loopback::answer(200, xml, {}, "text/xml"), "tree");
    EXPECT_NE(result.kind, Kind::succeeded) << "its output cannot be made";
    EXPECT_LT(core::dump(result.output).size() + result.message.size(), 300'000U);
  }
}

// A vendor refuses a large request before it has read all of it, and closes.
TEST(HttpConnection, ARefusalOfHalfARequestIsItsAnswer) {
  namespace asio = boost::asio;
  asio::io_context io;
  asio::ip::tcp::acceptor acceptor(io, {asio::ip::make_address("127.0.0.1"), 0});
  const auto refusal = Loopback::answer(413, R"({"error":"too large"})");
  auto refuse = [&acceptor, &refusal]() -> asio::awaitable<void> {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    std::string begin(1'000, ' ');
    const auto room = asio::buffer(begin);
    co_await asio::async_read(socket, room, asio::use_awaitable);
    const auto bytes = asio::buffer(refusal);
    co_await asio::async_write(socket, bytes, asio::use_awaitable);
  };
  const std::string body(32'000'000, 'x');  // more than the buffers of both sockets hold
  const auto head =
      "POST /things HTTP/1.1\r\nHost: v\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\n\r\n";
  const HttpClient::Options options;
  HttpConnection connection(io.get_executor());
  HttpConnection::Exchange came;
  const auto endpoint = acceptor.local_endpoint();
  const std::string host = "127.0.0.1";
  const core::Secret no_tunnel;
  auto ask = [&]() -> asio::awaitable<void> {
    const auto failed = co_await connection.open(endpoint, nullptr, host, no_tunnel);
    EXPECT_FALSE(failed.has_value());
    came = co_await connection.exchange(head, body, options);
  };
  const auto is_right = [](std::exception_ptr error) { EXPECT_FALSE(error); };
  asio::co_spawn(io, refuse, is_right);
  asio::co_spawn(io, ask, is_right);
  io.run();
  ASSERT_TRUE(came.outcome.response) << came.outcome.failure.message;
  EXPECT_EQ(came.outcome.response->status, 413);
  EXPECT_FALSE(came.keep);
}

}  // namespace
}  // namespace baton::connectors
