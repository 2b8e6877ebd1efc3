#include "http/api/problem.hpp"
#include "http/server/listener.hpp"
#include "unit/http/server/corpus.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

// Sessions over real sockets on loopback, with a handler of the test's own. Client and server take
// turns on one thread: nothing sleeps, time is moved by ticks.
namespace baton::http {
namespace {

using boost::asio::ip::tcp;

class FixedClock final : public ports::Clock {
 public:
  core::Time now() const override { return core::Time(std::chrono::seconds(1'777'888'999)); }
};

// Refuses on the head what begins with "/no". Answers with what was asked; "/later" waits until the
// test lets it go; "/throw" throws; "/stream" streams.
class Echo final : public Handler {
 public:
  explicit Echo(boost::asio::io_context& io)
      : gate_(io, boost::asio::steady_timer::time_point::max()) {}

  Admission admit(Exchange& exchange) override {
    Admission admission;
    admission.taken = !exchange.request.path.starts_with("/no");
    if (!admission.taken) exchange.response = problem(404, "not_found", "nothing there");
    if (exchange.request.path == "/small") admission.body_bytes_max = 16'384;
    if (exchange.request.path.starts_with("/hook")) admission.body = BodyRoom::Kind::hook;
    return admission;
  }

  bool answer_now(Exchange& exchange) override {
    const std::string_view path = exchange.request.path;
    ++requests;
    if (path == "/throw") throw std::runtime_error("on purpose");
    if (path == "/later") return false;
    if (path == "/document") {
      exchange.response.content_type = "text/plain";
      exchange.response.document = document;
      return true;
    }
    exchange.response.content_type = "text/plain";
    exchange.response.body.append(exchange.request.method)
        .append(" ")
        .append(path)
        .append(" ")
        .append(exchange.request.body);
    if (path == "/stream") {
      exchange.response.body.clear();
      exchange.response.stream = [](Stream& stream) -> boost::asio::awaitable<void> {
        co_await stream.send("data: 1\n\n");
        co_await stream.send("data: 2\n\n");
      };
    }
    return true;
  }

  boost::asio::awaitable<void> answer(Exchange& exchange) override {
    boost::system::error_code woken;
    co_await gate_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
    exchange.response.content_type = "text/plain";
    exchange.response.body = "at last";
  }

  void refuse(const Refusal& refusal, Response& response) override {
    refusals.emplace_back(refusal.reason);
    response = problem(refusal.status, refusal.reason, refusal.message);
  }
  void answered(const Exchange&) override { ++answers; }
  void connections(std::size_t open) override { open_connections = open; }
  void let_go() { gate_.cancel(); }

  int requests = 0;
  int answers = 0;
  const std::string document = std::string(300'000, 'd') + "end";
  std::size_t open_connections = 0;
  std::vector<std::string> refusals;

 private:
  boost::asio::steady_timer gate_;
};

class SessionTest : public testing::Test {
 protected:
  SessionTest() { start({}); }

  void start(Listener::Options options) {
    listener_.reset();
    options.ticking = false;
    listener_.emplace(io_.get_executor(), echo_, clock_, options);
    listener_->start();
    settle();
  }

  // Runs whatever can run. Bytes on loopback are there as soon as they are sent.
  void settle() {
    for (int quiet = 0; quiet < 3;) {
      io_.restart();
      quiet = io_.poll() == 0 ? quiet + 1 : 0;
    }
  }

  tcp::socket connect() {
    tcp::socket socket(client_io_);
    socket.connect(tcp::endpoint(boost::asio::ip::address_v4::loopback(), listener_->port()));
    socket.non_blocking(true);
    settle();
    return socket;
  }

  void send(tcp::socket& socket, std::string_view bytes) {
    while (!bytes.empty()) {
      boost::system::error_code error;
      const std::size_t sent = socket.write_some(boost::asio::buffer(bytes), error);
      if (error && error != boost::asio::error::would_block) return;
      bytes.remove_prefix(sent);
      settle();
    }
  }

  // What has come so far; `closed_` says whether that was all.
  std::string receive(tcp::socket& socket) {
    settle();
    std::string all;
    closed_ = false;
    for (;;) {
      char piece[65536];
      boost::system::error_code error;
      const std::size_t got = socket.read_some(boost::asio::buffer(piece), error);
      all.append(piece, got);
      if (error == boost::asio::error::would_block) return all;
      if (error) {
        closed_ = true;
        return all;
      }
      settle();
    }
  }

  std::string ask(const std::string& bytes) {
    tcp::socket socket = connect();
    send(socket, bytes);
    return receive(socket);
  }

  void ticks(int count) {
    for (int i = 0; i < count; ++i) {
      listener_->tick();
      settle();
    }
  }

  boost::asio::io_context io_;
  boost::asio::io_context client_io_;
  FixedClock clock_;
  Echo echo_{io_};
  std::optional<Listener> listener_;
  bool closed_ = false;
};

std::string get(const std::string& path, const std::string& fields = {}) {
  return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}
std::string post(const std::string& path, const std::string& body, const std::string& fields = {}) {
  return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + fields + "\r\n" + body;
}
bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}
std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST_F(SessionTest, AnswersAndKeepsTheConnection) {
  tcp::socket socket = connect();
  send(socket, get("/a"));
  const std::string first = receive(socket);
  EXPECT_TRUE(first.starts_with("HTTP/1.1 200 OK\r\nDate: Mon, 04 May 2026 10:03:19 GMT\r\n"))
      << first;
  EXPECT_TRUE(first.ends_with("\r\n\r\nGET /a ")) << first;
  EXPECT_FALSE(has(first, "Connection:"));
  send(socket, post("/b", "body"));
  EXPECT_TRUE(receive(socket).ends_with("POST /b body"));
  EXPECT_FALSE(closed_);
}

TEST_F(SessionTest, AnswersPipelinedRequestsInOrder) {
  tcp::socket socket = connect();
  std::string many;
  for (int i = 0; i < 200; ++i) many += post("/" + std::to_string(i), std::string(50, 'x'));
  send(socket, many);
  const std::string answers = receive(socket);
  std::size_t at = 0;
  for (int i = 0; i < 200; ++i) {
    at = answers.find("POST /" + std::to_string(i) + " x", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
}

TEST_F(SessionTest, AnswersOfEverySizeStayWholeAndInOrder) {
  const std::string large(200'000, 'l');
  tcp::socket socket = connect();
  send(socket, get("/document") + get("/small-1") + post("/large", large) + get("/document") +
                   get("/small-2"));
  const auto all = receive(socket);
  std::size_t at = 0;
  for (const auto& expected : {echo_.document, std::string("GET /small-1 "), "POST /large " + large,
                               echo_.document, std::string("GET /small-2 ")}) {
    const auto body = all.find("\r\n\r\n", at) + 4;
    ASSERT_NE(all.substr(at, body - at).find("Content-Length: " + std::to_string(expected.size())),
              std::string::npos);
    ASSERT_TRUE(all.compare(body, expected.size(), expected) == 0);
    at = body + expected.size();
  }
  EXPECT_EQ(at, all.size());
  const auto head = ask("HEAD /document HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(has(head, "Content-Length: 300003")) << head;
  EXPECT_TRUE(head.ends_with("\r\n\r\n")) << head.size();
}

TEST_F(SessionTest, DoesNotKeepAnAnswerBackForTheNext) {
  tcp::socket socket = connect();
  send(socket, get("/first") + get("/later") + get("/third"));
  EXPECT_TRUE(has(receive(socket), "GET /first"));
  echo_.let_go();
  const std::string rest = receive(socket);
  ASSERT_TRUE(has(rest, "GET /third"));
  EXPECT_LT(rest.find("at last"), rest.find("GET /third"));
}

TEST_F(SessionTest, ReadsARequestByteByByte) {
  tcp::socket socket = connect();
  for (const char c : "\r\n" + post("/slow", "abc")) send(socket, std::string(1, c));
  EXPECT_TRUE(receive(socket).ends_with("POST /slow abc"));
}

TEST_F(SessionTest, ReadsLargeBodies) {
  const std::string body(1'048'576, 'b');
  EXPECT_TRUE(ask(post("/large", body)).ends_with("POST /large " + body));
}

TEST_F(SessionTest, ReadsChunks) {
  tcp::socket socket = connect();
  const std::string head = "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  send(socket, head + "5\r\nhello\r\n6\r\n wor");
  send(socket, "ld\r\n0\r\n\r\n" + get("/next"));
  const std::string answers = receive(socket);
  EXPECT_TRUE(has(answers, "POST /c hello world")) << answers;
  EXPECT_TRUE(has(answers, "GET /next")) << answers;
}

TEST_F(SessionTest, RefusesBadChunks) {
  const std::string answer =
      ask("POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n" +
          get("/smuggled"));
  EXPECT_TRUE(has(answer, "HTTP/1.1 400 ")) << answer;
  EXPECT_TRUE(closed_);
  EXPECT_EQ(echo_.requests, 0);
}

TEST_F(SessionTest, RefusesWhatIsAmbiguousAndCloses) {
  for (const char* fields : {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                             "Content-Length: 5\r\nContent-Length: 6\r\n", "Host: b\r\n",
                             "A: b\r\n c\r\n", "A : b\r\n", "Transfer-Encoding: pigeons\r\n"}) {
    const std::string answer = ask(get("/x", fields) + get("/smuggled"));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << fields << answer;
    EXPECT_TRUE(has(answer, "application/problem+json"));
    EXPECT_TRUE(has(answer, "Connection: close"));
    EXPECT_TRUE(closed_) << fields;
  }
  EXPECT_EQ(echo_.requests, 0);
}

TEST_F(SessionTest, RefusesBareLfWithoutWaitingForMore) {
  EXPECT_TRUE(has(ask("GET / HTTP/1.1\nHost: a\n\n"), "HTTP/1.1 400 "));
  EXPECT_TRUE(closed_);
}

TEST_F(SessionTest, BoundsHeadBodyAndFields) {
  EXPECT_TRUE(has(ask(get("/x", "A: " + std::string(17'000, 'a') + "\r\n")), "HTTP/1.1 431 "));
  EXPECT_TRUE(
      has(ask("GET / HTTP/1.1\r\nHost: a\r\nA: " + std::string(17'000, 'a')), "HTTP/1.1 431 "));
  EXPECT_TRUE(has(ask("GET /" + std::string(17'000, 'a')), "HTTP/1.1 414 "));
  EXPECT_TRUE(
      has(ask("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n"), "HTTP/1.1 413 "));
  EXPECT_TRUE(
      has(ask("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n"),
          "HTTP/1.1 413 "));
  EXPECT_EQ(echo_.requests, 0);
}

TEST_F(SessionTest, SendsTheRefusalToAClientThatIsStillSending) {
  tcp::socket socket = connect();
  send(socket, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n" +
                   std::string(500'000, 'x'));
  EXPECT_TRUE(has(receive(socket), "HTTP/1.1 413 "));
}

TEST_F(SessionTest, SaysContinueWhenAsked) {
  tcp::socket socket = connect();
  send(socket, "POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(receive(socket), "HTTP/1.1 100 Continue\r\n\r\n");
  send(socket, "abc");
  EXPECT_TRUE(receive(socket).ends_with("POST /x abc"));
}

TEST_F(SessionTest, AnswersHeadWithoutABody) {
  const std::string answer = ask("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(has(answer, "Content-Length: 8\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST_F(SessionTest, ClosesWhenTheClientSaysSo) {
  EXPECT_TRUE(has(ask(get("/x", "Connection: close\r\n")), "Connection: close\r\n"));
  EXPECT_TRUE(closed_);
  EXPECT_TRUE(has(ask("GET /x HTTP/1.0\r\n\r\n"), "GET /x"));
  EXPECT_TRUE(closed_);
}

TEST_F(SessionTest, AnswersAHalfClosedClient) {
  tcp::socket socket = connect();
  send(socket, get("/x"));
  socket.shutdown(tcp::socket::shutdown_send);
  EXPECT_TRUE(has(receive(socket), "GET /x"));
  EXPECT_TRUE(closed_);
}

TEST_F(SessionTest, RefusesARequestThatWasCut) {
  tcp::socket socket = connect();
  send(socket, "GET /x HTTP/1.1\r\nHost: a\r\n");
  socket.shutdown(tcp::socket::shutdown_send);
  EXPECT_TRUE(has(receive(socket), "HTTP/1.1 400 "));
  EXPECT_EQ(echo_.requests, 0);
}

TEST_F(SessionTest, EndsAHeadThatComesTooSlowly) {
  tcp::socket socket = connect();
  for (int second = 0; second < 9; ++second) {
    send(socket, "G");
    ticks(1);
  }
  EXPECT_EQ(receive(socket), "");
  ticks(2);
  EXPECT_TRUE(has(receive(socket), "HTTP/1.1 408 "));
  EXPECT_TRUE(closed_);
}

TEST_F(SessionTest, EndsABodyBelowTheLeastRate) {
  tcp::socket socket = connect();
  send(socket, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
  for (int second = 0; second < 7; ++second) {
    send(socket, "xxxx");
    ticks(1);
  }
  EXPECT_TRUE(has(receive(socket), "HTTP/1.1 408 "));
}

TEST_F(SessionTest, LetsABodyTakeItsTimeAboveTheLeastRateButNotForEver) {
  tcp::socket socket = connect();
  send(socket, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
  for (int second = 0; second < 29; ++second) {
    send(socket, std::string(2'000, 'x'));
    ticks(1);
  }
  EXPECT_EQ(receive(socket), "");
  send(socket, std::string(2'000, 'x'));
  ticks(2);
  EXPECT_TRUE(has(receive(socket), "HTTP/1.1 408 "));
}

TEST_F(SessionTest, EndsAnIdleConnectionInSilence) {
  tcp::socket socket = connect();
  send(socket, get("/x"));
  (void)receive(socket);
  ticks(89);
  EXPECT_EQ(receive(socket), "");
  EXPECT_FALSE(closed_);
  ticks(2);
  EXPECT_EQ(receive(socket), "");
  EXPECT_TRUE(closed_);
  EXPECT_EQ(echo_.open_connections, 0U);
}

TEST_F(SessionTest, EndsAClientThatTakesNoAnswer) {
  tcp::socket socket = connect();
  const std::string body(1'000'000, 'z');
  for (int i = 0; i < 20; ++i) {
    boost::system::error_code ignored;
    std::string_view rest = body;
    const std::string head =
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n\r\n";
    socket.write_some(boost::asio::buffer(head), ignored);
    for (int tries = 0; !rest.empty() && tries < 50; ++tries) {
      const std::size_t sent = socket.write_some(boost::asio::buffer(rest), ignored);
      rest.remove_prefix(sent);
      settle();
    }
  }
  EXPECT_EQ(echo_.open_connections, 1U);
  ticks(40);
  EXPECT_EQ(echo_.open_connections, 0U);
}

TEST_F(SessionTest, TurnsAwayWhenFull) {
  Listener::Options options;
  options.connections_max = 2;
  start(options);
  tcp::socket first = connect();
  tcp::socket second = connect();
  tcp::socket third = connect();
  EXPECT_TRUE(has(receive(third), "HTTP/1.1 503 "));
  EXPECT_TRUE(closed_);
  first.close();
  settle();
  EXPECT_TRUE(has(ask(get("/x")), "GET /x"));
}

TEST_F(SessionTest, AnswersWith500WhenAHandlerThrows) {
  tcp::socket socket = connect();
  send(socket, get("/throw") + get("/next"));
  const std::string answers = receive(socket);
  EXPECT_TRUE(has(answers, "HTTP/1.1 500 ")) << answers;
  EXPECT_FALSE(has(answers, "on purpose"));
  EXPECT_TRUE(has(answers, "GET /next")) << answers;
}

TEST_F(SessionTest, TellsOfEachAnswerOnce) {
  Listener::Options options;
  options.connections_max = 1;
  start(options);
  tcp::socket only = connect();
  tcp::socket turned_away = connect();
  EXPECT_TRUE(has(receive(turned_away), "HTTP/1.1 503 "));
  EXPECT_EQ(echo_.answers, 1);
  send(only, get("/x") + get("/no") + get("/throw") + "nonsense\r\n\r\n");
  EXPECT_TRUE(has(receive(only), "HTTP/1.1 400 "));
  EXPECT_EQ(echo_.answers, 5);
}

TEST_F(SessionTest, Streams) {
  const std::string answer = ask(get("/stream"));
  EXPECT_TRUE(answer.ends_with("Connection: close\r\n\r\ndata: 1\n\ndata: 2\n\n")) << answer;
  EXPECT_FALSE(has(answer, "Content-Length"));
  EXPECT_TRUE(closed_);
}

TEST_F(SessionTest, DrainsWhatItAccepted) {
  tcp::socket idle = connect();
  tcp::socket busy = connect();
  send(busy, get("/later") + get("/never"));
  bool drained = false;
  boost::asio::co_spawn(io_, listener_->drain(std::chrono::seconds(600)),
                        [&drained](std::exception_ptr) { drained = true; });
  (void)receive(idle);
  EXPECT_TRUE(closed_);
  EXPECT_FALSE(drained);

  echo_.let_go();
  const std::string answer = receive(busy);
  EXPECT_TRUE(has(answer, "Connection: close\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with("at last")) << answer;
  EXPECT_EQ(count(answer, "HTTP/1.1"), 1U);
  busy.close();
  settle();
  EXPECT_TRUE(drained);
}

// llhttp counts what it cannot read as nothing; Baton reads nothing of it either. Requests with
// methods of other protocols are whole requests to us, which the router refuses.
TEST_F(SessionTest, ActsOnNothingOfTheCorpusThatIsAmbiguous) {
  const auto cases = llhttp_corpus();
  ASSERT_EQ(cases.size(), 63U);
  for (const CorpusCase& each : cases) {
    echo_.requests = 0;
    tcp::socket socket = connect();
    send(socket, each.bytes);
    boost::system::error_code ignored;
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    const std::string answer = receive(socket);
    EXPECT_TRUE(closed_) << each.name;
    if (each.fine && each.whole_messages > 0) {
      EXPECT_GE(echo_.requests, 1) << each.name << "\n" << answer;
    } else if (each.name == "invalid/4" || each.name == "invalid/13" ||
               each.name == "connection/4" || each.name == "transfer-encoding/1") {
      EXPECT_LE(echo_.requests, 1) << each.name;
    } else {
      EXPECT_LE(echo_.requests, each.whole_messages) << each.name << "\n" << answer;
    }
  }
}

TEST_F(SessionTest, BoundsWhatAllLargeRequestsTakeTogether) {
  std::vector<tcp::socket> sockets;
  for (int i = 0; i < 130; ++i) {
    sockets.push_back(connect());
    send(sockets.back(), "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n");
  }
  // What is only announced takes nothing from others; what has come does.
  EXPECT_TRUE(has(ask(post("/x", std::string(1'000'000, 'x'))), "HTTP/1.1 200 "));
  for (tcp::socket& socket : sockets) send(socket, std::string(530'000, 'x'));
  EXPECT_FALSE(has(receive(sockets.front()), "HTTP/1.1 503 "));
  EXPECT_TRUE(has(receive(sockets.back()), "HTTP/1.1 503 "));
  sockets.clear();
  settle();
  EXPECT_EQ(echo_.open_connections, 0U);
  EXPECT_TRUE(has(ask(post("/x", std::string(1'000'000, 'x'))), "HTTP/1.1 200 "));
}

TEST_F(SessionTest, RefusesOnTheHeadAndGoesOn) {
  tcp::socket socket = connect();
  send(socket, "POST /no HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
  EXPECT_TRUE(has(receive(socket), "HTTP/1.1 404 ")) << "before the body";
  send(socket, std::string(1'000, 'x') + get("/next"));
  const std::string rest = receive(socket);
  EXPECT_EQ(count(rest, "HTTP/1.1"), 1U) << rest;
  EXPECT_TRUE(has(rest, "GET /next"));
  send(socket, post("/no", std::string(65'536, 'x')));
  EXPECT_TRUE(has(receive(socket), "HTTP/1.1 404 "));
  send(socket, get("/after"));
  EXPECT_TRUE(has(receive(socket), "GET /after")) << "it was thrown away as it came";
  send(socket, "POST /no HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_TRUE(has(receive(socket), "HTTP/1.1 404 "));
  send(socket, "3\r\nabc\r\n0\r\n\r\n" + get("/last"));
  EXPECT_TRUE(has(receive(socket), "GET /last"));
  send(socket, post("/no", "abc") + "garbage\r\n\r\n");
  const std::string both = receive(socket);
  EXPECT_TRUE(has(both, "HTTP/1.1 404 ") && has(both, "HTTP/1.1 400 "))
      << "what comes after is read as strictly as ever";
}

TEST_F(SessionTest, RefusesOnTheHeadAndEndsWhatIsLargeOrWaits) {
  for (const char* fields :
       {"Content-Length: 65537\r\n", "Content-Length: 5\r\nExpect: 100-continue\r\n"}) {
    const std::string answer =
        ask("POST /no HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 404 ")) << answer;
    EXPECT_TRUE(has(answer, "Connection: close")) << answer;
    EXPECT_TRUE(closed_);
  }
  const std::string answer =
      ask("POST /no HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
  EXPECT_EQ(count(answer, "HTTP/1.1"), 1U) << answer;
  EXPECT_TRUE(closed_);
  EXPECT_EQ(echo_.requests, 0);
}

TEST_F(SessionTest, TakesOnlyAsMuchAsARouteWants) {
  EXPECT_TRUE(has(ask(post("/small", std::string(16'384, 'x'))), "HTTP/1.1 200 "));
  EXPECT_TRUE(has(ask(post("/small", std::string(16'385, 'x'))), "HTTP/1.1 413 "));
  const std::string answer = ask("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n");
  EXPECT_TRUE(has(answer, "1048576") && has(answer, "http.body_bytes_max")) << answer;
}

TEST_F(SessionTest, BodiesThatAreSlowGiveWay) {
  std::vector<tcp::socket> crowd;
  for (int i = 0; i < 130; ++i) {
    crowd.push_back(connect());
    send(crowd.back(), "POST /hook HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n" +
                           std::string(530'000, 'x'));
  }
  EXPECT_TRUE(has(ask(post("/token", std::string(900'000, 'x'))), "HTTP/1.1 200 "))
      << "the others' part is kept for them";
  ticks(1);
  EXPECT_TRUE(has(ask(post("/hook", std::string(900'000, 'x'))), "HTTP/1.1 200 "));
  const auto gave_way = [this](tcp::socket& socket) {
    return has(receive(socket), "HTTP/1.1 503 ");
  };
  EXPECT_GT(std::count_if(crowd.begin(), crowd.end(), gave_way), 130 - 91);
}

TEST_F(SessionTest, OneAddressLeavesATenthToOthers) {
  Listener::Options options;
  options.connections_max = 20;
  start(options);
  std::vector<tcp::socket> crowd;
  for (int i = 0; i < 18; ++i) crowd.push_back(connect());
  EXPECT_TRUE(has(ask(get("/x")), "HTTP/1.1 503 "));
  tcp::socket other(client_io_);
  other.open(tcp::v4());
  other.bind(tcp::endpoint(boost::asio::ip::make_address("127.0.0.2"), 0));
  other.connect(tcp::endpoint(boost::asio::ip::address_v4::loopback(), listener_->port()));
  other.non_blocking(true);
  send(other, get("/x"));
  EXPECT_TRUE(has(receive(other), "GET /x"));
}

TEST_F(SessionTest, TheOldestIdleConnectionMakesPlace) {
  Listener::Options options;
  options.connections_max = 2;
  start(options);
  tcp::socket first = connect();
  tcp::socket second = connect();
  ticks(3);
  send(second, get("/x"));
  (void)receive(second);
  EXPECT_TRUE(has(ask(get("/y")), "GET /y"));
  EXPECT_EQ(receive(first), "");
  EXPECT_TRUE(closed_);
  send(second, get("/z"));
  EXPECT_TRUE(has(receive(second), "GET /z"));
}

}  // namespace
}  // namespace baton::http
