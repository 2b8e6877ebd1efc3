#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/ingress/webhook.hpp"
#include "connectors.hpp"
#include "ingress/crypto.hpp"

#include <algorithm>
#include <cstddef>

// What is read: the manifests of connectors, and the webhooks of vendors.
namespace bench {

namespace {

namespace fs = std::filesystem;
using namespace baton;
using core::Json;
using Steady = std::chrono::steady_clock;

constexpr int kManifests = 200;
constexpr int kLoads = 5;
constexpr std::size_t kWebhookBytes = 2'000;
// So many webhooks make one reading, and the median of so many readings counts.
constexpr int kWebhooks = 500;
constexpr int kReadings = 41;

constexpr auto* kConnections = R"(
connections:
  jira:
    webhook: { scheme: jira, secret: env:VENDOR_JIRA_SECRET }
  hubspot:
    webhook: { scheme: hubspot, secret: env:VENDOR_HUBSPOT_SECRET, public_url: https://hooks.example.com }
)";

// Writes copies of the shipped manifests, each under a name of its own, until there are as many.
// Returns how many bytes they have.
std::size_t write_manifests(const Folder& folder) {
  std::vector<fs::path> shipped;
  for (const auto& entry : fs::directory_iterator(shipped_manifests()))
    if (entry.path().extension() == ".yaml") shipped.push_back(entry.path());
  std::sort(shipped.begin(), shipped.end());
  std::size_t bytes = 0;
  for (int i = 0; i < kManifests; ++i) {
    const auto& from = shipped.at(static_cast<std::size_t>(i) % shipped.size());
    const auto name = from.stem().string() + "_" + std::to_string(i);
    auto text = read_file(from);
    const std::string key = "\nconnector: " + from.stem().string() + "\n";
    const auto at = text.find(key);
    if (at == std::string::npos) throw std::runtime_error(from.string() + " names no connector");
    text.replace(at, key.size(), "\nconnector: " + name + "\n");
    bytes += text.size();
    folder.write("connectors/" + name + ".yaml", text);
  }
  return bytes;
}

// An issue that was changed, as Jira sends it, with as many fields of its site as make 2 KB.
std::string jira_body() {
  auto body = Json::parse(
      read_file(fs::path(BATON_SOURCE_DIR) / "tests/e2e/webhooks/jira-issue-updated.json"));
  auto& fields = body["issue"]["fields"];
  for (int i = 10'020; core::dump(body).size() < kWebhookBytes; ++i)
    fields["customfield_" + std::to_string(i)] = Json{{"value", "EMEA"}, {"id", std::to_string(i)}};
  return core::dump(body);
}

// Changes of contacts, several in one request, as HubSpot sends them.
std::string hubspot_body() {
  auto body = Json::array();
  for (int i = 0; core::dump(body).size() < kWebhookBytes; ++i)
    body.push_back(Json{{"eventId", 3'816'279'340 + i},
                        {"subscriptionId", 25},
                        {"portalId", 33},
                        {"appId", 1'160'452},
                        {"occurredAt", 1'777'889'469'701},
                        {"subscriptionType", "contact.propertyChange"},
                        {"attemptNumber", 0},
                        {"objectId", 1'246'965 + i},
                        {"propertyName", "lifecyclestage"},
                        {"propertyValue", "customer"},
                        {"changeSource", "CRM_UI"},
                        {"sourceId", "userId:9"}});
  return core::dump(body);
}

ingress::Inbound request(std::string target, std::string body) {
  ingress::Inbound made;
  made.method = "POST";
  made.target = std::move(target);
  made.body = std::move(body);
  made.headers = {{"Host", "hooks.example.com"},
                  {"Content-Type", "application/json; charset=UTF-8"},
                  {"User-Agent", "Atlassian Webhook HTTP Client"},
                  {"Accept", "*/*"}};
  return made;
}

void measure_hook(Figures& figures, const ingress::Hook& hook, const ingress::Inbound& one,
                  core::Time now) {
  std::size_t events = 0;
  std::vector<double> each;
  for (int reading = 0; reading < kReadings; ++reading) {
    const double before = cpu_us();
    for (int i = 0; i < kWebhooks; ++i) {
      const auto accepted = hook.receive(one, now);
      if (!accepted) throw std::runtime_error(hook.connection() + ": " + accepted.error().message);
      events = accepted->events.size();
    }
    each.push_back((cpu_us() - before) / kWebhooks);
  }
  if (events == 0) throw std::runtime_error(hook.connection() + " made no event");
  figures.push_back({"verify and decode a webhook, " + hook.connection(), median(std::move(each)),
                     "us", 30, true, 1,
                     std::to_string(one.body.size()) + " bytes, " + std::to_string(events) +
                         (events == 1 ? " event" : " events")});
}

}  // namespace

void measure_manifests(Figures& figures) {
  const WallClock clock;
  const Folder folder;
  const auto bytes = write_manifests(folder);
  std::string text = "connections:\n";
  for (const auto& entry : fs::directory_iterator(folder.path() / "connectors"))
    text += "  " + entry.path().stem().string() + ": {}\n";
  const auto file = folder.write("connections.yaml", text);
  std::vector<double> took_ms;
  for (int i = 0; i < kLoads; ++i) {
    const auto began = Steady::now();
    const auto registry = connectors::Registry::load(
        folder.path() / "connectors", file, [](const auto&) { return std::nullopt; }, clock);
    took_ms.push_back(std::chrono::duration<double, std::milli>(Steady::now() - began).count());
    if (!registry.registry || registry.registry->operations().size() < kManifests / 2)
      throw std::runtime_error("the manifests were not read");
    registry.registry->stop();
  }
  figures.push_back({"load 200 manifests", median(std::move(took_ms)), "ms", 300, true, 0,
                     std::to_string(bytes / 1'000) + " kB, a connection of each, median of " +
                         std::to_string(kLoads)});
}

void measure_webhooks(Figures& figures) {
  const WallClock clock;
  const Folder folder;
  const auto file = folder.write("connections.yaml", kConnections);
  const auto registry = load_registry(shipped_manifests(), file, clock);
  const auto now = clock.now();
  auto jira = request("/hooks/jira", jira_body());
  jira.headers.emplace_back("X-Atlassian-Webhook-Identifier", "1c2d3e4f-0001");
  jira.headers.emplace_back("X-Hub-Signature", "sha256=" + core::to_hex(core::hmac_sha256(
                                                               "VENDOR_JIRA_SECRET", jira.body)));
  measure_hook(figures, *registry->hook("jira"), jira, now);

  auto hubspot = request("/hooks/hubspot", hubspot_body());
  const auto time = std::to_string(
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
  const auto proof =
      core::hmac_sha256("VENDOR_HUBSPOT_SECRET",
                        "POSThttps://hooks.example.com" + hubspot.target + hubspot.body + time);
  hubspot.headers.emplace_back("X-HubSpot-Request-Timestamp", time);
  hubspot.headers.emplace_back("X-HubSpot-Signature-v3", core::to_base64(proof));
  measure_hook(figures, *registry->hook("hubspot"), hubspot, now);
  registry->stop();
}

}  // namespace bench
