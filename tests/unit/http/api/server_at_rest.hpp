#pragma once

#include "baton/connectors/sealed.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "http/api/gateway.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

namespace baton::http {

inline constexpr std::string_view kConnections = R"(
connections:
  board:
    connector: http
    webhook: { scheme: asana, accept_handshake: true }
  shut:
    connector: http
    webhook: { scheme: hmac, header: X-Signature, secret: "env:NOBODY_SETS_THIS" }
)";

inline std::unique_ptr<connectors::Registry> registry_of(std::string_view connections,
                                                         const ports::Clock& clock) {
  namespace fs = std::filesystem;
  const fs::path file =
      fs::temp_directory_path() / ("baton-gateway-" + std::to_string(::getpid()) + ".yaml");
  std::ofstream(file) << connections;
  const auto nothing = [](const std::string&) -> std::optional<std::string> { return {}; };
  auto loaded = connectors::Registry::load(fs::path(BATON_SOURCE_DIR) / "config" / "connectors",
                                           file, nothing, clock);
  fs::remove(file);
  for (const auto& finding : loaded.findings) ADD_FAILURE() << finding.message;
  return std::move(loaded.registry);
}

// A gateway over all the parts of a server, which are at rest: nothing runs but what a test calls.
class ServerAtRest : public testing::Test {
 protected:
  using OpenStore = std::function<std::unique_ptr<ports::Store>(const ports::Clock& clock,
                                                                ports::Random& random)>;

  // Over a store in memory.
  ServerAtRest()
      : ServerAtRest([](const ports::Clock& clock, ports::Random& random) {
          return store::open_memory({clock, random, false});
        }) {}
  explicit ServerAtRest(const OpenStore& open_store) : store_(open_store(clock_, random_)) {}

  // A request whose texts are literals.
  static Exchange asked(std::string_view method, std::string_view path,
                        std::vector<Field> fields = {}) {
    Exchange exchange;
    exchange.request.method = method;
    const auto mark = path.find('?');
    exchange.request.target = path;
    exchange.request.path = path.substr(0, mark);
    if (mark != std::string_view::npos) exchange.request.query = path.substr(mark + 1);
    exchange.request.fields = std::move(fields);
    return exchange;
  }
  // A delivery of a vendor that makes its handshake: it brings a secret.
  static Exchange handshake() {
    return asked("POST", "/hooks/board", {{"X-Hook-Secret", "0123456789abcdef0123456789abcdef"}});
  }

  // Asks for something and waits for the answer. The texts need not live on. A handler that waits
  // for the runtime waits for ever.
  Response call(std::string_view method, std::string path, std::vector<Field> fields = {},
                std::string body = {}) {
    std::vector<Field> kept;
    for (const Field& field : fields) kept.push_back({keep(field.name), keep(field.value)});
    Exchange exchange = asked(method, keep(path), std::move(kept));
    exchange.peer = peer_;
    if (!gateway_.admit(exchange).taken) return exchange.response;
    exchange.request.body = keep(body);
    if (gateway_.answer_now(exchange)) return exchange.response;
    bool done = false;
    boost::asio::co_spawn(io_, gateway_.answer(exchange), [&done](std::exception_ptr thrown) {
      done = true;
      if (thrown) std::rethrow_exception(thrown);
    });
    while (!done) {
      io_.restart();
      io_.run_one();
    }
    return exchange.response;
  }

  // From now on there is a key to keep secrets with.
  void keep_secrets() {
    connectors::SecretKey key;
    key.bytes = file_ = connectors::new_seal_key();
    key.path = "secret.key";
    key.write_next = [this](const core::Secret& fresh) { next_ = fresh; };
    key.use_next = [this] { file_ = next_; };
    boost::asio::co_spawn(io_, secrets_.open(*store_, std::move(key)),
                          [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); });
    io_.run();
    services_.parts.secrets = &secrets_;
    services_.options.seal_key = secrets_.key();
  }

  // A transaction, done when it returns.
  template <class Part>
  void transact(Part part) {
    boost::asio::co_spawn(io_, store_->transact(part), [](std::exception_ptr thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
    io_.restart();
    io_.run();
  }

  std::string_view keep(std::string_view text) { return texts_.emplace_back(text); }

  std::string peer_ = "192.0.2.1";  // the address that requests come from
  std::deque<std::string> texts_{};
  boost::asio::io_context io_{1};
  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  connectors::SecretStore secrets_{clock_};
  core::Secret file_{};  // the key, as its file has it
  core::Secret next_{};  // the key that is to be put in its place
  telemetry::Metrics metrics_;
  std::unique_ptr<connectors::Registry> registry_ = registry_of(kConnections, clock_);
  std::unique_ptr<ports::Store> store_;
  bus::Bus bus_;
  runtime::Runtime runtime_{io_.get_executor(), *store_, bus_, *registry_, clock_, random_,
                            metrics_,           {}};
  Services services_{{bus_, runtime_, *store_, *registry_, clock_, metrics_},
                     {},
                     LogWatch(io_.get_executor(), bus_),
                     Sources(registry_->names())};
  Gateway gateway_{services_, listener_};  // borrows the listener, which is made after it
  Listener listener_{io_.get_executor(), gateway_, clock_, {}};
  // Large answers are counted where they wait to be sent.
  const bool counts_ = (services_.unsent = &listener_.unsent()) != nullptr;
};

}  // namespace baton::http
