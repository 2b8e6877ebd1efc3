#include "baton/core/limits.hpp"
#include "baton/runtime/feed.hpp"
#include "http/api/follow.hpp"
#include "http/api/handlers.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

// The live stream, as server-sent events (HTML Living Standard, section 9.2). The id of a record is
// the position behind it in the journal and in the log, so a client that comes back with
// Last-Event-ID misses nothing.
namespace baton::http {
namespace {

// How often a stream looks whether its token still holds, and whether the server drains.
constexpr std::chrono::milliseconds kLookEvery{250};
// A comment is sent after so long a silence, because proxies drop connections that are silent for
// about a minute.
constexpr std::chrono::seconds kSilentMax{15};

constexpr std::string_view kStillHere = ": still here\n\n";
constexpr std::string_view kTokenRevoked =
    "event: end\ndata: {\"reason\":\"the token was revoked\"}\n\n";
constexpr std::string_view kTokenExpired =
    "event: end\ndata: {\"reason\":\"the token has expired\"}\n\n";
constexpr std::string_view kSessionEnded =
    "event: end\ndata: {\"reason\":\"the session has ended\"}\n\n";

using Clock = std::chrono::steady_clock;

// Counts a stream for as long as it lives, which is as long as its response.
class OpenStream {
 public:
  OpenStream(std::shared_ptr<Streams> streams, std::shared_ptr<const identity::Principal> owner,
             std::string peer)
      : streams_(std::move(streams)), owner_(std::move(owner)), peer_(std::move(peer)) {
    streams_->places.take(owner_.get(), peer_);
  }
  ~OpenStream() { streams_->places.give_back(owner_.get(), peer_); }
  OpenStream(const OpenStream&) = delete;

 private:
  std::shared_ptr<Streams> streams_;
  std::shared_ptr<const identity::Principal> owner_;
  std::string peer_;
};

// The records behind `from` that the feed has in memory.
Told from_memory(const runtime::Feed::Follower& follower, const FeedPosition& from) {
  Told told{.from = from, .to = from};
  std::string text;
  const auto take = [&text, &told](const runtime::Feed::Record& record) {
    put_record(text, told.to, record);
    return text.size() < core::kPageBytesMax;
  };
  told.more = !follower.tell(told.to, take);
  told.text = std::make_shared<const std::string>(std::move(text));
  return told;
}

// The records behind `from`. They come from the memory of the feed when it reaches back to `from`,
// and are shared by the followers of a group; a follower that is further behind reads the store.
boost::asio::awaitable<Told> next_news(Services& services, const runtime::Feed::Follower& follower,
                                       std::size_t group, FeedPosition from) {
  StreamGroups& groups = services.streams->groups;
  const auto now = Clock::now();
  if (const Told* same = groups.told(group, from, now)) co_return *same;
  if (follower.reaches(from)) {
    Told told = from_memory(follower, from);
    told.when = now;
    groups.keep(group, told);
    co_return told;
  }
  auto read = [&from](ports::Queries& queries) { return read_slice(queries, from); };
  const runtime::Feed::Slice slice = co_await services.parts.store.read(read);
  std::string text;
  for (const auto& record : slice.records) put_record(text, record.at, record);
  Told told{.from = from, .to = slice.at, .more = slice.more};
  told.text = std::make_shared<const std::string>(std::move(text));
  co_return told;
}

boost::asio::awaitable<void> sleep_until(Clock::time_point moment) {
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor, moment);
  boost::system::error_code cut_off;
  co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cut_off));
}

// What a stream says at its end to whoever may not follow it any more.
std::string_view why_ended(const identity::Principal& owner, core::Time now) {
  if (owner.in_session) return kSessionEnded;
  return owner.expires_at && now >= *owner.expires_at ? kTokenExpired : kTokenRevoked;
}

boost::asio::awaitable<void> follow(Services& services, FeedPosition at,
                                    std::shared_ptr<const identity::Principal> owner,
                                    Stream& stream) {
  const runtime::Feed::Follower follower(services.parts.runtime.feed());
  const ports::Clock& clock = services.parts.clock;
  const bool begun = co_await stream.send("retry: 2000\n\n");
  if (!begun) co_return;
  const std::size_t group = services.streams->groups.next_group();
  auto sent_at = Clock::now();
  while (stream.open() && !services.watch.stopped()) {
    if (!owner->lasts(clock.now())) {
      co_await stream.send(why_ended(*owner, clock.now()));
      co_return;
    }
    const Told news = co_await next_news(services, follower, group, at);
    at = news.to;
    std::string_view text = *news.text;
    if (text.empty() && Clock::now() - sent_at >= kSilentMax) text = kStillHere;
    if (!text.empty() && owner->lasts(clock.now())) {
      const bool sent = co_await stream.send(text);
      if (!sent) co_return;
      sent_at = Clock::now();
    }
    if (news.more) continue;
    if (!news.text->empty()) co_await sleep_until(StreamGroups::next_moment(group, sent_at));
    co_await follower.past(at, kLookEvery);
  }
}

}  // namespace

// The position where the stream begins is read before the head of the answer is sent. So whatever
// happens after the client has seen the head is in the stream.
Answered open_stream(Services& services, Asked& asked) {
  const auto wanted =
      follow_request(asked.values.text("topics"), asked.request.field("Last-Event-ID"));
  if (!wanted) co_return wanted.error();
  const auto may = services.streams->places.check(asked.principal.get(), asked.peer,
                                                  services.options.streams_max);
  if (!may) co_return may.error();
  // It has its place from here on, so that many that are opened at once do not each find room.
  const auto place =
      std::make_shared<const OpenStream>(services.streams, asked.principal, asked.peer);
  auto begin = [&wanted = *wanted](ports::Queries& queries) { return begin_at(queries, wanted); };
  const auto at = co_await services.parts.store.read(begin);
  if (!at) co_return at.error();
  Response response;
  response.content_type = "text/event-stream";
  response.stream = [&services, at = *at, owner = asked.principal, place](Stream& stream) {
    return follow(services, at, owner, stream);
  };
  co_return response;
}

}  // namespace baton::http
