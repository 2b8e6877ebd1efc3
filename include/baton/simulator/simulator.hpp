#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// Imitates the vendors that workflows act on, all on one port. Each imitated vendor answers in the
// formats of the real one, keeps what it is told, and sends webhooks that are signed as the real
// one signs them. For demos, drills and tests.
namespace baton::simulator {

// How a vendor behaves, as a file says it (docs/guides/simulator.md).
struct VendorFile {
  // The name of the file, as findings show it.
  std::string name{};
  // The text of the file, YAML.
  std::string text{};
};

// What a simulator takes.
struct Options {
  // What is to go wrong, a script as POST /_control takes it.
  core::Json faults = core::Json::object();
  // The seed of the random numbers: the same seed gives the same faults.
  std::uint64_t seed = 1;
  // Where webhooks are sent, without a slash at its end: http://127.0.0.1:8080/hooks. Empty: no
  // vendor sends any.
  std::string webhooks{};
  // The value of an environment variable; empty if it is not set. The secrets of webhooks are
  // variables that the vendors' files name; one that is not set has the value of the file.
  std::function<std::string(const std::string& name)> environment{};
};

// A vendor for people.
struct Listed {
  std::string name{}, title{};
  // What the base URL of a connection has behind the simulator's address: "/asana/api/1.0".
  std::string path{};
  // Environment variables by which the connections of config/connections.yaml lead to it, when it
  // stands at `origin`: addresses, credentials that it takes, and secrets of its webhooks.
  std::vector<std::pair<std::string, std::string>> environment(const std::string& origin) const;
  // The same, with "{url}" for its address.
  std::map<std::string, std::string> variables{};
};

// All vendors on one thread, that of the executor on which serve() runs. Beside them are
// POST /_control (a script of faults), POST /_resend ({vendor, last}: webhooks once
// more), POST /_reset, GET /_seen[?details=1] and GET /_healthz.
class Simulator {
 public:
  // Reads the vendors' files. Returns null if one of them or of the options is wrong; what is wrong
  // is then among the findings. A later file of the same vendor replaces an earlier one.
  static std::unique_ptr<Simulator> make(const std::vector<VendorFile>& files, Options options,
                                         core::Findings& findings);
  ~Simulator();
  Simulator(const Simulator&) = delete;

  // The vendors, by name.
  std::vector<Listed> vendors() const;
  // Serves until the acceptor is closed or its executor stops.
  boost::asio::awaitable<void> serve(boost::asio::ip::tcp::acceptor acceptor);

  class Impl;

 private:
  explicit Simulator(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace baton::simulator
