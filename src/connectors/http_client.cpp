#include "baton/connectors/http_client.hpp"

#include "baton/core/time.hpp"
#include "connectors/authority.hpp"
#include "connectors/http_connection.hpp"
#include "connectors/inflate.hpp"
#include "connectors/own_address.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/ssl.h>
#include <unordered_map>

namespace baton::connectors {

namespace asio = boost::asio;
using asio::ip::address;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// How often deadlines are checked. They are seconds long, and checking them for all connections at
// once needs no timer for each request.
constexpr auto kSweepEvery = std::chrono::milliseconds(20);

struct Pool {
  formats::Origin origin{};
  formats::Egress egress{};
  std::string lines{};  // " HTTP/1.1\r\nHost: …\r\nUser-Agent: …\r\n"
  std::vector<std::unique_ptr<HttpConnection>> idle{};  // the one that was used last is taken first
  std::vector<address> addresses{};                     // looked up, and allowed by `egress`
  TimePoint believed_until{};
  std::size_t in_use = 0;
};

asio::ssl::context make_tls(const std::string& ca_file) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  if (ca_file.empty())
    context.set_default_verify_paths();
  else
    context.load_verify_file(ca_file);
  context.set_verify_mode(asio::ssl::verify_peer);
  return context;
}

// The request with which a proxy is asked for a tunnel to `origin`.
core::Secret tunnel_request(const formats::Proxy& proxy, const formats::Origin& origin,
                            const std::string& user_agent) {
  const auto target = authority_of(origin);
  std::string text = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target +
                     "\r\nUser-Agent: " + user_agent + "\r\n";
  if (!proxy.authorization.empty())
    text.append("Proxy-Authorization: ").append(proxy.authorization.reveal()).append("\r\n");
  return core::Secret(text + "\r\n");
}

HttpFailure refused(std::string message) {
  return {HttpFailure::Stage::refused, "egress_refused", std::move(message)};
}

}  // namespace

class HttpClient::Impl : public std::enable_shared_from_this<Impl> {
 public:
  explicit Impl(Options options) : options_(std::move(options)) {}

  asio::awaitable<HttpOutcome> exchange(formats::Origin origin, const formats::Egress& egress,
                                        HttpRequest request);
  void never(std::uint16_t own_port) { own_port_ = own_port; }
  void stop() {
    for (auto& [name, pool] : pools_) pool->idle.clear();
    timer_.reset();
    armed_ = false;
  }

 private:
  using Connected = std::pair<std::unique_ptr<HttpConnection>, HttpFailure>;

  std::shared_ptr<Pool> pool_of(const formats::Origin& origin, const formats::Egress& egress);
  std::unique_ptr<HttpConnection> take_idle(Pool& pool, TimePoint now);
  asio::awaitable<Connected> connect(std::shared_ptr<Pool> pool, TimePoint deadline);
  asio::awaitable<std::optional<HttpFailure>> find_addresses(std::shared_ptr<Pool> pool,
                                                             TimePoint deadline);
  asio::awaitable<std::pair<error_code, std::vector<address>>> resolve(std::string host,
                                                                       std::uint16_t port,
                                                                       TimePoint deadline);

  // Watches a connection while it is busy. After its deadline the connection is closed, and the
  // operations that are pending on it end.
  class Watch {
   public:
    Watch(Impl& impl, HttpConnection& connection, TimePoint deadline);
    ~Watch();
    Watch(const Watch&) = delete;

   private:
    Impl& impl_;
    HttpConnection& connection_;
  };
  void arm();
  void sweep();

  Options options_;
  std::optional<asio::ssl::context> tls_{};
  std::unordered_map<std::string, std::shared_ptr<Pool>> pools_{};
  std::vector<HttpConnection*> busy_{};
  std::optional<asio::steady_timer> timer_{};
  bool armed_ = false;
  std::atomic<std::uint16_t> own_port_ = 0;  // set on the thread that starts the server
};

std::shared_ptr<Pool> HttpClient::Impl::pool_of(const formats::Origin& origin,
                                                const formats::Egress& egress) {
  std::string key;
  key.reserve(origin.host.size() + 8);
  key.append(origin.host)
      .append(1, origin.tls ? 's' : 'p')
      .append(std::to_string(origin.port))
      .append(egress.text());
  if (const auto found = pools_.find(key); found != pools_.end()) return found->second;
  if (pools_.size() >= options_.origins_max) {
    std::erase_if(pools_, [](const auto& entry) { return entry.second->in_use == 0; });
  }
  auto pool = std::make_shared<Pool>();
  pool->origin = origin;
  pool->egress = egress;
  const auto text = origin.text();
  pool->lines = " HTTP/1.1\r\nHost: " + text.substr(text.find("://") + 3) +
                "\r\nUser-Agent: " + options_.user_agent + "\r\n";
  pools_.emplace(std::move(key), pool);
  return pool;
}

std::unique_ptr<HttpConnection> HttpClient::Impl::take_idle(Pool& pool, TimePoint now) {
  while (!pool.idle.empty()) {
    auto connection = std::move(pool.idle.back());
    pool.idle.pop_back();
    if (now - connection->idle_since > options_.idle_max) {
      // The others have been idle even longer.
      pool.idle.clear();
      return nullptr;
    }
    if (!connection->stale()) return connection;
  }
  return nullptr;
}

asio::awaitable<std::pair<error_code, std::vector<address>>> HttpClient::Impl::resolve(
    std::string host, std::uint16_t port, TimePoint deadline) {
  if (options_.resolve) co_return std::pair(error_code(), options_.resolve(host));
  // The system's resolver cannot be interrupted. When the deadline has passed we stop waiting for
  // it, and it ends later by itself.
  struct Waiting {
    explicit Waiting(const asio::any_io_executor& executor) : resolver(executor), timer(executor) {}
    tcp::resolver resolver;
    asio::steady_timer timer;
    bool done = false;
    error_code problem = asio::error::timed_out;
    std::vector<address> found{};
  };
  auto waiting = std::make_shared<Waiting>(co_await asio::this_coro::executor);
  auto finish = [waiting](error_code problem, const tcp::resolver::results_type& results) {
    waiting->problem = problem;
    for (const auto& entry : results) waiting->found.push_back(entry.endpoint().address());
    waiting->done = true;
    waiting->timer.cancel();
  };
  waiting->resolver.async_resolve(host, std::to_string(port), tcp::resolver::numeric_service,
                                  finish);
  waiting->timer.expires_at(deadline);
  if (!waiting->done) co_await waiting->timer.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return std::pair(waiting->problem, waiting->found);
}

asio::awaitable<std::optional<HttpFailure>> HttpClient::Impl::find_addresses(
    std::shared_ptr<Pool> pool, TimePoint deadline) {
  if (!pool->addresses.empty() && std::chrono::steady_clock::now() < pool->believed_until)
    co_return std::nullopt;
  const auto* proxy = pool->egress.proxy_for(pool->origin);
  if (proxy) {
    // The proxy looks up names. An address can be judged here.
    error_code no_address;
    const auto given = asio::ip::make_address(pool->origin.host, no_address);
    if (auto objection = no_address ? std::string() : pool->egress.objection(given, true);
        !objection.empty())
      co_return refused(std::move(objection));
  }
  const auto& host = proxy ? proxy->origin.host : pool->origin.host;
  const auto port = proxy ? proxy->origin.port : pool->origin.port;
  if (!pool->origin.tls && pool->egress.empty())
    co_return refused("plain http to " + host +
                      ": only https, outside of the networks that allow_private lists");
  error_code no_address;
  const auto given = asio::ip::make_address(host, no_address);
  std::vector<address> found{given};
  if (no_address) {
    error_code problem;
    std::tie(problem, found) = co_await resolve(host, port, deadline);
    if (problem || found.empty())
      co_return HttpFailure{
          HttpFailure::Stage::not_sent, "resolve",
          "no address for " + host + (problem ? ": " + problem.message() : std::string())};
  }
  for (const auto& one : found) {
    // The proxy is the operator's own, wherever it is, unless it hands out credentials.
    const auto objection = proxy && !formats::is_metadata(one)
                               ? std::string()
                               : pool->egress.objection(one, pool->origin.tls);
    if (!objection.empty()) co_return refused(host + ": " + objection);
    if (own_port_ != 0 && port == own_port_ && is_own(one))
      co_return refused(host + " is this server itself");
  }
  pool->addresses = std::move(found);
  pool->believed_until =
      no_address ? std::chrono::steady_clock::now() + options_.addresses_kept : TimePoint::max();
  co_return std::nullopt;
}

asio::awaitable<HttpClient::Impl::Connected> HttpClient::Impl::connect(std::shared_ptr<Pool> pool,
                                                                       TimePoint deadline) {
  const auto until =
      std::min(deadline, std::chrono::steady_clock::now() + options_.connect_timeout);
  auto unresolved = co_await find_addresses(pool, until);
  if (unresolved) co_return Connected(nullptr, std::move(*unresolved));
  if (pool->origin.tls && !tls_) tls_ = make_tls(options_.ca_file);
  const auto executor = co_await asio::this_coro::executor;
  // We connect to the addresses that were checked, and do not look up the name again.
  const auto addresses = pool->addresses;
  const auto* proxy = pool->egress.proxy_for(pool->origin);
  const auto port = proxy ? proxy->origin.port : pool->origin.port;
  const auto tunnel =
      proxy ? tunnel_request(*proxy, pool->origin, options_.user_agent) : core::Secret();
  HttpFailure last{HttpFailure::Stage::not_sent, "connect", "no address"};
  for (const auto& one : addresses) {
    auto connection = std::make_unique<HttpConnection>(executor);
    std::optional<HttpFailure> failure;
    {
      const Watch watch(*this, *connection, until);
      failure = co_await connection->open(
          tcp::endpoint(one, port), pool->origin.tls ? &*tls_ : nullptr, pool->origin.host, tunnel);
    }
    if (!failure) co_return Connected(std::move(connection), HttpFailure());
    last = std::move(*failure);
    if (last.stage == HttpFailure::Stage::refused || connection->timed_out()) break;
  }
  // The addresses may have changed since they were looked up.
  pool->believed_until = {};
  co_return Connected(nullptr, std::move(last));
}

asio::awaitable<HttpOutcome> HttpClient::Impl::exchange(formats::Origin origin,
                                                        const formats::Egress& egress,
                                                        HttpRequest request) {
  const auto self = shared_from_this();
  const auto deadline = core::plus(std::chrono::steady_clock::now(), request.timeout);
  if (!timer_) timer_.emplace(co_await asio::this_coro::executor);
  const auto pool = pool_of(origin, egress);
  struct InUse {
    Pool& pool;
    ~InUse() { --pool.in_use; }
  };
  ++pool->in_use;
  const InUse in_use{*pool};
  bool in_doubt = false;
  for (int attempt = 0;; ++attempt) {
    auto connection = take_idle(*pool, std::chrono::steady_clock::now());
    const bool reused = connection != nullptr;
    if (!reused) {
      auto [made, failure] = co_await connect(pool, deadline);
      if (!made) {
        HttpOutcome outcome{std::nullopt, std::move(failure)};
        co_return outcome;
      }
      connection = std::move(made);
    }
    auto& head = connection->head;
    head.assign(request.method)
        .append(1, ' ')
        .append(request.target)
        .append(pool->lines)
        .append(request.head);
    if (!request.body.empty() || (request.method != "GET" && request.method != "DELETE")) {
      head.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
    }
    head.append("\r\n");
    // A small body is written together with the head: the second of two small segments would wait
    // until the first is acknowledged.
    const bool together = request.body.size() <= 65'536;
    if (together) head.append(request.body);
    HttpConnection::Exchange result;
    {
      const Watch watch(*this, *connection, deadline);
      result = co_await connection->exchange(
          head, together ? std::string_view() : std::string_view(request.body), options_);
    }
    const bool not_sent = result.outcome.failure.stage == HttpFailure::Stage::not_sent;
    const bool again = !result.outcome.response && result.untouched && reused && attempt == 0 &&
                       !connection->timed_out() && (not_sent || request.repeatable);
    if (again) {
      // The others of this pool have been idle at least as long, so they are likely to be closed
      // too.
      pool->idle.clear();
      in_doubt = !not_sent;
      continue;
    }
    if (result.keep && !connection->timed_out() &&
        pool->idle.size() < options_.idle_per_origin_max) {
      connection->idle_since = std::chrono::steady_clock::now();
      pool->idle.push_back(std::move(connection));
    }
    if (request.unpacks && result.outcome.response)
      unpack(*result.outcome.response, options_.body_bytes_max);
    result.outcome.in_doubt = in_doubt;
    co_return std::move(result.outcome);
  }
}

HttpClient::Impl::Watch::Watch(Impl& impl, HttpConnection& connection, TimePoint deadline)
    : impl_(impl), connection_(connection) {
  connection_.deadline = deadline;
  connection_.busy_index = impl_.busy_.size();
  impl_.busy_.push_back(&connection_);
  if (!impl_.armed_) impl_.arm();
}

HttpClient::Impl::Watch::~Watch() {
  auto& busy = impl_.busy_;
  busy.back()->busy_index = connection_.busy_index;
  busy[connection_.busy_index] = busy.back();
  busy.pop_back();
}

void HttpClient::Impl::arm() {
  armed_ = true;
  timer_->expires_after(kSweepEvery);
  timer_->async_wait([weak = weak_from_this()](error_code problem) {
    if (const auto self = weak.lock(); self && !problem) self->sweep();
  });
}

void HttpClient::Impl::sweep() {
  armed_ = false;
  const auto now = std::chrono::steady_clock::now();
  for (auto* connection : busy_) {
    if (now >= connection->deadline) connection->expire();
  }
  if (!busy_.empty()) arm();
}

HttpClient::HttpClient(Options options) : impl_(std::make_shared<Impl>(std::move(options))) {}
HttpClient::HttpClient() : HttpClient(Options{}) {}
HttpClient::~HttpClient() = default;

asio::awaitable<HttpOutcome> HttpClient::exchange(formats::Origin origin,
                                                  const formats::Egress& egress,
                                                  HttpRequest request) {
  return impl_->exchange(std::move(origin), egress, std::move(request));
}

void HttpClient::never(std::uint16_t own_port) { impl_->never(own_port); }

void HttpClient::stop() { impl_->stop(); }

}  // namespace baton::connectors
