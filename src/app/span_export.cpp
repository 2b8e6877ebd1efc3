#include "app/span_export.hpp"

#include "baton/telemetry/log.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

namespace baton::app {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kEvery{1};
constexpr std::chrono::milliseconds kTimeout{5'000};
// What a server that goes down waits for the collector at most.
constexpr std::chrono::milliseconds kLastTimeout{2'000};
// The most spans in one request, which stays far below the four megabytes that collectors take.
constexpr std::size_t kSpansMax = 500;

std::string target_of(const formats::Url& url) {
  const std::string path = url.path.empty() ? "/" : url.path;
  return url.query.empty() ? path : path + "?" + url.query;
}

}  // namespace

SpanExport::SpanExport(const asio::any_io_executor& executor, telemetry::Spans& spans,
                       telemetry::Metrics& metrics, const formats::Url& url,
                       connectors::HttpClient::Options http)
    : spans_(spans),
      metrics_(metrics),
      origin_(url.origin),
      target_(target_of(url)),
      http_(std::move(http)),
      timer_(executor) {
  egress_.any_private = true;
}

asio::awaitable<void> SpanExport::run() {
  while (!stopped_) {
    timer_.expires_after(kEvery);
    boost::system::error_code ignored;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    if (!stopped_) co_await send_all(kTimeout);
  }
}

asio::awaitable<void> SpanExport::stop() {
  stopped_ = true;
  timer_.cancel();
  if (sending_) co_return;  // the collector is slow, and has had its time
  co_await send_all(kLastTimeout);
  http_.stop();
}

// When a request fails, what else waits is left for the next second.
asio::awaitable<void> SpanExport::send_all(std::chrono::milliseconds timeout) {
  sending_ = true;
  bool goes_on = true;
  while (goes_on) {
    const auto spans = spans_.take(kSpansMax);
    if (spans.empty()) break;
    const bool taken = co_await send(spans, timeout);
    (taken ? metrics_.spans_exported : metrics_.spans_dropped)
        .Increment(static_cast<double>(spans.size()));
    goes_on = taken && spans.size() == kSpansMax;
  }
  sending_ = false;
}

// What is thrown ends neither the export nor the server that goes down: these spans are dropped, as
// those that the collector does not take.
asio::awaitable<bool> SpanExport::send(const std::vector<telemetry::Span>& spans,
                                       std::chrono::milliseconds timeout) {
  std::string why;
  try {
    why = co_await refusal_of(spans, timeout);
  } catch (const std::exception& error) {
    why = "it failed: " + std::string(error.what());
  }
  tell(why.empty(), why);
  co_return why.empty();
}

// Why the collector did not take them; empty when it did.
asio::awaitable<std::string> SpanExport::refusal_of(const std::vector<telemetry::Span>& spans,
                                                    std::chrono::milliseconds timeout) {
  connectors::HttpRequest request;
  request.target = target_;
  request.head = "Content-Type: application/json\r\n";
  request.body = telemetry::otlp_json(spans, BATON_VERSION);
  request.timeout = timeout;
  auto origin = origin_;
  const auto outcome = co_await http_.exchange(std::move(origin), egress_, std::move(request));
  if (!outcome.response) co_return "no answer: " + outcome.failure.message;
  if (outcome.response->is_2xx()) co_return std::string();
  co_return "HTTP " + std::to_string(outcome.response->status);
}

// One line when it begins to fail, and one when it works again.
void SpanExport::tell(bool taken, const std::string& why) {
  if (taken == std::exchange(taken_, taken)) return;
  if (taken) {
    spdlog::warn("{} takes traces again", origin_.text());
  } else {
    spdlog::warn("{} does not take traces, and they are dropped: {}", origin_.text(), why);
  }
}

}  // namespace baton::app
