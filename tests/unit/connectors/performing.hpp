#pragma once

#include "baton/simulate/clock.hpp"
#include "connectors/manifest_performer.hpp"
#include "connectors/redacting_performer.hpp"
#include "unit/connectors/loopback.hpp"
#include "unit/connectors/test_mode.hpp"

#include <boost/asio/steady_timer.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

// A connection to a vendor on loopback, and actions over it.
namespace baton::connectors {

using core::ActionResult;
using core::Json;
using Kind = core::ActionResult::Kind;
using tests::Loopback;

inline constexpr auto kManifest = R"(
connector: vendor
auth:
  - kind: none
  - kind: basic
  - kind: bearer
  - { kind: oauth2, flow: client_credentials, token_url: /token }
  - { kind: sign_in, sign_in_url: /in, sign_in_body: '{"name": "{username}", "password": "{password}"}', token_pointer: /session/token, header: X-Session }
errors:
  - { status: 409, when: 'body.busy == true', kind: transient, code: "${body.word}" }
operations:
  get: { request: { path: "/things/${input.id}" } }
  echo: { request: { path: "/echo" }, output: { headers: "${headers}", body: "${body}" } }
  post: { request: { method: POST, path: /things, json: { name: "${input.name}" } } }
  keyed: { request: { method: POST, path: /things, json: {} }, idempotency: { header: Idempotency-Key } }
  make:
    request: { method: POST, path: /things, json: { name: "${input.name}" } }
    output: { id: "${body.id}" }
    idempotency:
      find: { request: { path: /things, query: { key: "${key}" } }, found: size(body.items) > 0, output: { id: "${body.items[0].id}" } }
  list:
    request: { method: POST, path: /things, json: {} }
    idempotency:
      find:
        consistent: true
        request: { path: /things, query: { limit: 2 } }
        found: 'body.items.exists(i, i.key == key)'
        output: { id: "${body.items.filter(i, i.key == key)[0].id}" }
  pages:
    request: { method: POST, path: /things, json: {} }
    idempotency:
      find:
        consistent: true
        pages: { next: { offset: "${body.?next}" } }
        request: { path: /things, query: { limit: 2 } }
        found: 'body.items.exists(i, i.key == key)'
        output: { id: "${body.items.filter(i, i.key == key)[0].id}" }
  links:
    request: { method: POST, path: /things, json: {} }
    idempotency:
      find:
        consistent: true
        pages: { link: true }
        request: { path: /things, query: { limit: 2 } }
        found: 'body.items.exists(i, i.key == key)'
  walk:
    input: { type: object, additionalProperties: false, properties: { next: { type: string, pattern: "^[a-z]+$" } } }
    request: { path: /things, query: { after: "${input.?next}" } }
    output: { items: "${body.items}", next: "${body.?next}", total: "${body.?total}" }
    pages: { list: items, most: 3 }
  tree: { request: { path: /tree, answer: xml }, output: { name: "${body.tree.name}" } }
  daily:
    request: { path: /things }
    errors:
      - { status: 429, kind: throttled, retry_after: "${timestamp(string(now).substring(0, 10)) + duration('24h')}" }
      - { status: 400, kind: throttled, retry_after: "${json.parse(headers['x-usage']).minutes}m" }
  say:
    request: { method: POST, path: /messages, json: { channel: "${input.channel}" } }
    errors:
      - { status: 429, kind: throttled, scope: "${input.channel}" }
  search:
    request: { path: /search }
    errors:
      - { status: 429, kind: throttled, scope: operation }
      - { status: 202, kind: pending, code: running, retry_after: 5s }
  move:
    lookup: { path: "/things/${input.id}/ways" }
    request: { method: POST, path: "/things/${input.id}/ways", json: { way: "${lookup.ways.filter(w, w.name == input.to)[0].id}" } }
    output: { status: "${status}" }
)";

class Perform : public testing::Test {
 protected:
  void serve(Loopback::Script script) {
    server_ = std::make_unique<Loopback>(io_, std::move(script));
  }

  // `more`: further members of the connection.
  void connect(const std::string& more = "auth: { kind: none }") {
    connect(kManifest, "vendor", more);
  }

  // The same to a connector that is shipped.
  void connect_shipped(const std::string& connector, const std::string& more) {
    std::ifstream file(std::string(BATON_SOURCE_DIR) + "/config/connectors/" + connector + ".yaml");
    connect(std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()},
            connector, more);
  }

  void connect(const std::string& manifest_yaml, const std::string& connector,
               const std::string& more) {
    core::Findings findings;
    const auto manifest = Manifest::load(manifest_yaml, connector + ".yaml", findings);
    const std::string yaml = "connections:\n  v:\n    connector: " + connector +
                             "\n    base_url: " + server_->url() +
                             "\n    allow_private: true\n    " + more + "\n";
    const auto file = ConnectionsFile::read(
        yaml, "connections.yaml", {{{connector, manifest}}, {}},
        [](const auto& name) { return tests::test_mode(name); }, findings);
    connection_ = file->connection("v", findings);
    for (const auto& finding : findings)
      ADD_FAILURE() << finding.file << ":" << finding.at.line << ": " << finding.message;
    performer_ = std::make_unique<ManifestPerformer>(connection_, http_, clock_, options_);
  }

  core::StartAction action(const std::string& operation, Json input = Json::object(),
                           core::StartAction::Mode mode = core::StartAction::Mode::perform) const {
    core::StartAction made;
    made.operation = operation;
    made.connection = "v";
    made.key = "key-1";
    made.input = std::move(input);
    made.context = Json::object();
    made.timeout = std::chrono::seconds(20);
    made.mode = mode;
    return made;
  }

  std::vector<ActionResult> perform(std::vector<core::StartAction> actions) {
    std::vector<ActionResult> results(actions.size());
    std::size_t left = actions.size();
    for (std::size_t index = 0; index < actions.size(); ++index) {
      auto run = [this, &actions, &results, index]() -> boost::asio::awaitable<void> {
        RedactingPerformer performer(*performer_, others_);
        results[index] = co_await performer.perform(actions[index]);
      };
      boost::asio::co_spawn(io_, run, [&left](std::exception_ptr error) {
        EXPECT_FALSE(error);
        --left;
      });
    }
    io_.restart();
    while (left > 0 && io_.run_one() > 0) {}
    return results;
  }
  ActionResult perform(core::StartAction one) {
    return perform(std::vector<core::StartAction>{std::move(one)}).front();
  }

  void TearDown() override {
    if (server_) server_->stop();
    if (performer_) performer_->stop();
    http_.stop();
    io_.restart();
    io_.run();
  }

  boost::asio::io_context io_{1};
  simulate::VirtualClock clock_{};
  Registry::Options options_{};
  Redaction others_{};  // the secrets of the other connections
  HttpClient http_{};
  std::unique_ptr<Loopback> server_{};
  Connection connection_{};
  std::unique_ptr<ManifestPerformer> performer_{};
};

}  // namespace baton::connectors
