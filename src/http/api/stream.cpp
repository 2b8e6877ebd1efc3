#include "baton/core/limits.hpp"
#include "baton/runtime/feed.hpp"
#include "http/api/follow.hpp"
#include "http/api/handlers.hpp"

#include <chrono>
#include <memory>
#include <utility>

// The live stream, as server-sent events (HTML Living Standard, section 9.2). The id of a record is
// the position behind it in the journal and in the log, so a client that comes back with
// Last-Event-ID misses nothing.
namespace baton::http {
namespace {

// How often a stream looks whether its token was revoked or the server drains.
constexpr std::chrono::milliseconds kLookEvery{250};
// A comment is sent after so long a silence, because proxies drop connections that are silent for
// about a minute.
constexpr std::chrono::seconds kSilentMax{15};

constexpr std::string_view kTokenRevoked =
    "event: end\ndata: {\"reason\":\"the token was revoked\"}\n\n";
constexpr std::string_view kSessionEnded =
    "event: end\ndata: {\"reason\":\"the session has ended\"}\n\n";

using Clock = std::chrono::steady_clock;

// Counts a stream for as long as it lives.
class OpenStream {
 public:
  OpenStream(std::shared_ptr<Streams> streams, std::shared_ptr<const identity::Principal> owner,
             std::string peer)
      : streams_(std::move(streams)), owner_(std::move(owner)), peer_(std::move(peer)) {
    ++streams_->open;
    ++streams_->of[owner_.get()];
    ++streams_->from[peer_];
  }
  ~OpenStream() {
    --streams_->open;
    if (--streams_->of[owner_.get()] == 0) streams_->of.erase(owner_.get());
    if (--streams_->from[peer_] == 0) streams_->from.erase(peer_);
  }
  OpenStream(const OpenStream&) = delete;

 private:
  std::shared_ptr<Streams> streams_;
  std::shared_ptr<const identity::Principal> owner_;
  std::string peer_;
};

// What is to be sent next.
struct News {
  std::string text{};  // the records as server-sent events; empty when there are none
  bool more = false;   // true when more can be read at once
};

// Takes the records behind `at`, and moves `at` behind them. They come from the memory of the feed
// when it reaches back to `at`; a follower that is further behind reads the store.
boost::asio::awaitable<News> next_news(Services& services, const runtime::Feed::Follower& follower,
                                       FeedPosition& at) {
  News news;
  if (follower.reaches(at)) {
    const auto take = [&news, &at](const runtime::Feed::Record& record) {
      put_record(news.text, at, record);
      return news.text.size() < core::kPageBytesMax;
    };
    news.more = !follower.tell(at, take);
    co_return news;
  }
  auto read = [&at](ports::Queries& queries) { return read_slice(queries, at); };
  const runtime::Feed::Slice slice = co_await services.parts.store.read(read);
  for (const auto& record : slice.records) put_record(news.text, record.at, record);
  at = slice.at;
  news.more = slice.more;
  co_return news;
}

boost::asio::awaitable<void> follow(Services& services, FeedPosition at,
                                    std::shared_ptr<const identity::Principal> owner,
                                    std::string peer, Stream& stream) {
  const OpenStream place(services.streams, owner, std::move(peer));
  const runtime::Feed::Follower follower(services.parts.runtime.feed());
  const bool begun = co_await stream.send("retry: 2000\n\n");
  if (!begun) co_return;
  auto sent_at = Clock::now();
  while (stream.open() && !services.watch.stopped()) {
    if (!owner->valid) {
      co_await stream.send(owner->in_session ? kSessionEnded : kTokenRevoked);
      co_return;
    }
    News news = co_await next_news(services, follower, at);
    if (news.text.empty() && Clock::now() - sent_at >= kSilentMax) news.text = ": still here\n\n";
    if (!news.text.empty() && owner->valid) {
      const bool sent = co_await stream.send(news.text);
      if (!sent) co_return;
      sent_at = Clock::now();
    }
    if (!news.more) co_await follower.past(at, kLookEvery);
  }
}

// Whether one more stream may be opened. One token may have half of all streams, and one address
// nine tenths, so that neither keeps all others out.
core::Result<void> has_place(const Services& services, const identity::Principal* owner,
                             const std::string& peer) {
  const std::size_t most = services.options.streams_max;
  const auto own = services.streams->of.find(owner);
  const auto near = services.streams->from.find(peer);
  if (near != services.streams->from.end() && near->second >= most - most / 10)
    return core::Error{
        core::Errc::limited, "too many live streams are open from this address", {}, "close one"};
  if (services.streams->open >= most)
    return core::Error{
        core::Errc::unavailable, "too many live streams are open", {}, "try again later"};
  if (own != services.streams->of.end() && own->second >= (most + 1) / 2) {
    return core::Error{
        core::Errc::limited,
        "this token has " + std::to_string(own->second) + " live streams open",
        {},
        "close one; http.streams_max sets how many there are, and one token gets half of them"};
  }
  return {};
}

}  // namespace

// The position where the stream begins is read before the head of the answer is sent. So whatever
// happens after the client has seen the head is in the stream.
Answered open_stream(Services& services, Asked& asked) {
  const auto wanted =
      follow_request(asked.values.text("topics"), asked.request.field("Last-Event-ID"));
  if (!wanted) co_return wanted.error();
  const auto place = has_place(services, asked.principal.get(), asked.peer);
  if (!place) co_return place.error();
  auto begin = [&wanted = *wanted](ports::Queries& queries) { return begin_at(queries, wanted); };
  const auto at = co_await services.parts.store.read(begin);
  if (!at) co_return at.error();
  Response response;
  response.content_type = "text/event-stream";
  response.add("Cache-Control", "no-store");
  response.stream = [&services, at = *at, owner = asked.principal, peer = asked.peer](
                        Stream& stream) { return follow(services, at, owner, peer, stream); };
  co_return response;
}

}  // namespace baton::http
