#include "baton/connectors/http_client.hpp"
#include "baton/core/json.hpp"
#include "baton/formats/egress.hpp"
#include "baton/formats/url.hpp"
#include "connectors.hpp"
#include "vendor.hpp"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fstream>

// The way out: what a request through the manifest engine costs beside a bare one, whom a refresh
// keeps waiting, and what a connection that does nothing holds.
namespace bench {

namespace {

using namespace baton;
using connectors::HttpClient;
using connectors::HttpOutcome;
using connectors::HttpRequest;
using connectors::Registry;
using core::Json;
using Steady = std::chrono::steady_clock;
namespace asio = boost::asio;

// So many requests make one reading, and the median of so many readings of each kind counts. They
// are taken by turns.
constexpr int kRequests = 250;
constexpr int kReadings = 61;
constexpr int kIdleConnections = 1'000;

constexpr auto* kIssue = R"({
  "project": "WEB", "type": "Task", "summary": "Landing page of the spring launch", "priority": "High",
  "description": "Copy is approved by legal.\nThe pictures come from the agency on Thursday.\nPublish on Monday at nine.",
  "labels": ["marketing", "spring-launch"], "due": "2026-05-18", "fields": {"customfield_10020": 7}
})";

std::string address_of(int number, std::uint16_t port) {
  return "http://127.0." + std::to_string(number / 250) + "." + std::to_string(number % 250 + 1) +
         ":" + std::to_string(port);
}

std::string connection(const std::string& name, const std::string& connector,
                       const std::string& url, const std::string& auth) {
  return "  " + name + ":\n    connector: " + connector + "\n    base_url: " + url +
         "\n    allow_private: true\n    auth: " + auth + "\n";
}

// A connection that may send as often as it can, through the same limiter as any other.
std::string fast_connection(const std::string& name, const std::string& connector,
                            const std::string& url, const std::string& auth) {
  return connection(name, connector, url, auth) +
         "    limits: { concurrency: 8, rate: 100000, burst: 100000 }\n";
}

constexpr auto* kBasic = "{ kind: basic, username: env:VENDOR_USER, password: env:VENDOR_TOKEN }";

core::StartAction action(const std::string& connection, const std::string& operation, Json input) {
  core::StartAction made;
  made.connection = connection;
  made.operation = operation;
  made.key = "run_01HZXW5K3M/ticket/1";
  made.input = std::move(input);
  made.context = Json::object();
  made.timeout = std::chrono::seconds(20);
  return made;
}

asio::awaitable<void> perform_one(Registry& registry, const core::StartAction& one) {
  const auto result = co_await registry.perform(one);
  if (result.kind != core::ActionResult::Kind::succeeded)
    throw std::runtime_error(one.connection + ": " + result.code + ": " + result.message);
}

asio::awaitable<void> perform_many(Registry& registry, const core::StartAction& one) {
  for (int i = 0; i < kRequests; ++i) co_await perform_one(registry, one);
}

// A bare request: the same bytes over the same kind of pool.
struct Bare {
  HttpClient client{};
  formats::Origin origin{};
  formats::Egress egress{};
  HttpRequest request{};
};

asio::awaitable<void> exchange_many(Bare& bare) {
  for (int i = 0; i < kRequests; ++i) {
    HttpOutcome outcome = co_await bare.client.exchange(bare.origin, bare.egress, bare.request);
    if (!outcome.response || outcome.response->status != 201)
      throw std::runtime_error("bare request: " + outcome.failure.message);
  }
}

// The request that an action makes, as preview() shows it. The proof is another one than that of
// the action, and as long.
void make_bare(Bare& bare, const Registry& registry, const core::StartAction& one) {
  const auto shown = registry.preview(one);
  if (!shown) throw std::runtime_error(shown.error().message);
  const auto url = formats::parse_url(shown->at("url").get<std::string>());
  if (!url) throw std::runtime_error("preview: no URL");
  bare.origin = url->origin;
  bare.request.target = url->path;
  for (const auto& [name, value] : shown->at("headers").items())
    bare.request.head += name + ": " + value.get<std::string>() + "\r\n";
  bare.request.head += "Authorization: Basic VkVORE9SX1VTRVI6VkVORE9SX1RPS0VO\r\n";
  const auto& body = shown->at("body");
  bare.request.body = body.is_string() ? body.get<std::string>() : core::dump(body);
}

double reading(asio::io_context& io, asio::awaitable<void> work) {
  const double before = cpu_us();
  run(io, std::move(work));
  return (cpu_us() - before) / kRequests;
}

void measure_action(Figures& figures, Registry& registry, asio::io_context& io, Bare& bare,
                    const core::StartAction& one) {
  make_bare(bare, registry, one);
  std::vector<double> added, alone;
  reading(io, perform_many(registry, one));  // connects, and fills the caches
  reading(io, exchange_many(bare));
  for (int i = 0; i < kReadings; ++i) {
    const double without = reading(io, exchange_many(bare));
    added.push_back(reading(io, perform_many(registry, one)) - without);
    alone.push_back(without);
  }
  figures.push_back({"added CPU of " + core::lane_of(one.connection, one.operation),
                     median(std::move(added)), "us", 15, true, 1,
                     "bare request " + std::to_string(static_cast<int>(median(alone))) +
                         " us, body of " + std::to_string(bare.request.body.size()) + " bytes"});
}

double resident_mb() {
  std::ifstream file("/proc/self/statm");
  double all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

// Sends over one connection until `until`, and returns how long the slowest took, in milliseconds.
asio::awaitable<void> perform_until(Registry& registry, const core::StartAction& one,
                                    const bool& until, double& slowest_ms, int& count) {
  while (!until) {
    const auto began = Steady::now();
    co_await perform_one(registry, one);
    slowest_ms = std::max(slowest_ms,
                          std::chrono::duration<double, std::milli>(Steady::now() - began).count());
    ++count;
  }
}

}  // namespace

void measure_added_cpu(Figures& figures, std::uint16_t vendor) {
  const WallClock clock;
  const Folder folder;
  const auto url = address_of(0, vendor);
  const auto file = folder.write("connections.yaml",
                                 "connections:\n" + fast_connection("jira", "jira", url, kBasic) +
                                     fast_connection("http", "http", url, kBasic));
  const auto registry = load_registry(shipped_manifests(), file, clock);
  asio::io_context io(1);
  for (const auto& one :
       {action("jira", "create_issue", Json::parse(kIssue)),
        action("http", "post", Json{{"path", "/things"}, {"json", Json::parse(kIssue)}})}) {
    Bare bare;
    bare.egress.any_private = true;
    measure_action(figures, *registry, io, bare, one);
    bare.client.stop();
  }
  registry->stop();
}

void measure_refresh(Figures& figures, std::uint16_t vendor) {
  const WallClock clock;
  const Folder folder;
  const auto url = address_of(0, vendor);
  const std::string oauth = "{ kind: oauth2, token_url: " + url +
                            "/token, client_id: env:VENDOR_USER, client_secret: env:VENDOR_TOKEN }";
  const auto file = folder.write(
      "connections.yaml", "connections:\n" + fast_connection("refreshes", "http", url, oauth) +
                              fast_connection("other", "http", url, kBasic));
  const auto registry = load_registry(shipped_manifests(), file, clock);
  const auto refreshing = action("refreshes", "post", Json{{"path", "/a"}, {"json", Json(1)}});
  const auto other = action("other", "post", Json{{"path", "/b"}, {"json", Json(1)}});
  asio::io_context io(1);
  run(io, perform_many(*registry, other));
  bool refreshed = false;
  double slowest_ms = 0;
  int count = 0;
  const auto began = Steady::now();
  double took_ms = 0;
  const auto refresh = [&]() -> asio::awaitable<void> {
    co_await perform_one(*registry, refreshing);
    took_ms = std::chrono::duration<double, std::milli>(Steady::now() - began).count();
    refreshed = true;
  };
  std::exception_ptr failed;
  asio::co_spawn(io, refresh, [&](std::exception_ptr error) {
    failed = std::move(error);
    refreshed = true;
  });
  run(io, perform_until(*registry, other, refreshed, slowest_ms, count));
  if (failed) std::rethrow_exception(failed);
  if (took_ms < static_cast<double>(Vendor::kTokenTakes.count()))
    throw std::runtime_error("the refresh did not wait for its token");
  figures.push_back({"slowest of others during a refresh", slowest_ms, "ms",
                     static_cast<double>(Vendor::kTokenTakes.count()) / 10, true, 1,
                     std::to_string(count) + " actions of another connection while a token took " +
                         std::to_string(static_cast<int>(took_ms)) + " ms"});
  registry->stop();
}

void measure_idle(Figures& figures, std::uint16_t vendor) {
  const WallClock clock;
  const Folder folder;
  std::string text = "connections:\n";
  for (int i = 0; i < kIdleConnections; ++i)
    text += connection("vendor" + std::to_string(i), "jira", address_of(i, vendor), kBasic) +
            "    webhook: { scheme: jira, secret: env:VENDOR_TOKEN }\n";
  const auto file = folder.write("connections.yaml", "connections: {}\n");
  const auto registry = load_registry(shipped_manifests(), file, clock);
  const double before = resident_mb();
  folder.write("connections.yaml", text);
  core::Findings findings;
  const bool clear = registry->reload(findings);
  if (!clear || !findings.empty())
    throw std::runtime_error("the connections cannot be read" +
                             (findings.empty() ? std::string() : ": " + findings.front().message));
  asio::io_context io(1);
  for (int i = 0; i < kIdleConnections; ++i) {
    auto one = action("vendor" + std::to_string(i), "create_issue", Json::parse(kIssue));
    run(io, perform_one(*registry, one));
  }
  const double held = resident_mb() - before;
  const auto files = std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
  figures.push_back({"memory of 1,000 idle connections", held, "MB", 20, true, 1,
                     "each to a system of its own, with a webhook, used once; " +
                         std::to_string(files) + " files open"});
  registry->stop();
}

}  // namespace bench
