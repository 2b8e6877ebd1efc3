#pragma once

#include "baton/core/limits.hpp"
#include "http/server/buffer.hpp"
#include "http/server/deadlines.hpp"
#include "http/server/exchange.hpp"
#include "http/server/unsent.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace baton::http {

// The limits of one connection. Those that end in _s are seconds.
struct HttpSessionLimits {
  HeadLimits head{};
  std::size_t body_bytes_max = core::kBodyBytesMax;
  // Idle time between two requests. Longer than the minute after which load balancers close theirs.
  std::int64_t idle_s = 90;
  std::int64_t head_s = 10;           // from the first byte of a head to its last
  std::int64_t body_s = 30;           // for all of a body
  std::int64_t body_grace_s = 5;      // before the rate below counts
  std::size_t body_rate_min = 1'024;  // bytes a second
  std::int64_t write_s = 30;          // for a client to take an answer
  std::int64_t linger_s = 2;  // to let a client that is still sending read why it was refused
};

// What the sessions of one listener share, and keep alive: a coroutine may be destroyed after its
// listener. One thread.
struct Shared {
  Handler& handler;
  HttpSessionLimits limits{};
  BodyRoom bodies{128'000'000};  // of large requests, over all connections
  Unsent unsent{};
  Deadlines deadlines{};
  // Seconds, counted by the ticks of the listener, so that a request need not ask a clock.
  std::int64_t now_s = 0;
  std::string date{};  // the Date field of answers, renewed by the ticks
  bool draining = false;
};

// One connection. It reads requests, has them answered in order, and writes the answers. Owned by
// the coroutine of the listener that runs it.
class HttpSession final : private Stream, private BodyRoom::Holder {
 public:
  HttpSession(boost::asio::ip::tcp::socket socket, std::shared_ptr<Shared> shared);
  ~HttpSession() override;
  HttpSession(const HttpSession&) = delete;

  // Serves the connection until it is over. Does not throw for faults of the network.
  boost::asio::awaitable<void> run();
  // Ends what took too long. Called when the deadline of the connection has passed.
  void time_out();
  // True if it has been idle between two requests for at least so many seconds. Then it may be
  // closed to make place for another connection.
  bool idle_for(std::int64_t seconds) const {
    return idle_ && shared_.now_s >= idle_since_s_ + seconds;
  }
  void make_place();
  bool made_place() const { return made_place_; }
  // Ends the connection after the request that it is busy with, or at once if there is none.
  void drain();
  // Ends the connection at once.
  void abort();

 private:
  // Answers of pipelined requests are gathered up to this size before they are written.
  static constexpr std::size_t kGatherBytesMax = 65'536;
  // The largest body that is read and thrown away when its request was refused on its head. With a
  // larger one the connection ends, which costs both sides more than such a body.
  static constexpr std::size_t kThrownAwayBytesMax = 65'536;

  using Outcome = boost::asio::awaitable<bool>;  // false: the connection is over

  // http_session.cpp
  bool admit();
  Outcome decline();
  boost::asio::awaitable<void> answer();
  boost::asio::awaitable<void> stream();
  void finish_request();
  void give_way() override;

  // http_session_reading.cpp
  Outcome read_head();
  Outcome read_head_bytes();
  Outcome read_body();
  Outcome read_sized_body();
  Outcome throw_away(std::size_t bytes);
  Outcome read_chunked_body();
  Outcome read_some();
  Outcome announce_continue();
  bool has_body() const;
  bool reserve(std::size_t bytes);
  void body_deadline(std::size_t received);
  std::size_t body_bytes_max() const;
  Refusal too_large();
  Refusal cut_body() const;
  std::optional<Refusal> head_refusal() const;

  // http_session_writing.cpp
  Outcome flush();
  void put_answer();
  boost::asio::awaitable<void> refuse(Refusal refusal);
  boost::asio::awaitable<void> linger();
  boost::asio::awaitable<bool> send(std::string_view bytes) override;
  bool open() const override;

  boost::asio::ip::tcp::socket socket_;
  std::shared_ptr<Shared> kept_;
  Shared& shared_;  // *kept_
  Deadlines::Slot deadline_;
  boost::asio::ip::address peer_{};
  Exchange exchange_;
  Buffer buffer_;
  HeadScan scan_;
  std::string out_;          // answers not yet written
  std::string_view tail_{};  // what is written after them: a large body, kept here or elsewhere
  std::string kept_body_;
  std::string head_copy_;  // of a chunked request, whose head cannot stay in the buffer
  std::string chunked_body_;
  std::size_t message_bytes_ = 0;  // how many bytes of the buffer the current request takes
  std::string too_large_;          // the message of the refusal of a body that is too large
  std::int64_t body_began_s_ = 0;
  std::int64_t idle_since_s_ = 0;
  bool idle_ = false;      // between requests, waiting for the first byte
  bool declined_ = false;  // it was refused on its head, and the rest of it is thrown away
  bool made_place_ = false;
  bool gave_way_ = false;  // its room went to another
  bool timed_out_ = false;
  bool last_ = false;  // close after this answer
};

}  // namespace baton::http
