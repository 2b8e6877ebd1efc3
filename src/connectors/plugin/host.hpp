#pragma once

#include "connectors/plugin/process.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace baton::connectors {

class PluginSession;

// Runs the programs of connectors, on a thread of its own: each connection has its own process, so
// that one that crashes or hangs harms no other. The thread begins with the first program. Any
// thread may call.
class PluginHost {
 public:
  // What a connection's program is told when it is started.
  struct Setup {
    // How it is started.
    Program program{};
    // The name of the connection.
    std::string name{};
    // The settings of the connection, secrets included.
    core::Json settings = core::Json::object();
    // How many calls may be under way at once.
    std::size_t concurrency = 1;
    // What may not come into the log.
    Redaction redaction{};
  };

  explicit PluginHost(PluginOptions options);
  // Kills what is still running.
  ~PluginHost();
  PluginHost(const PluginHost&) = delete;
  PluginHost& operator=(const PluginHost&) = delete;

  // Asks a program for the description of its connector, in a process that ends afterwards.
  std::future<core::Result<core::Json>> describe(const Program& program);
  // The same for a coroutine, which goes on where it was.
  boost::asio::awaitable<core::Result<core::Json>> described(Program program);

  // The program of a connection. It is started with the first call.
  std::shared_ptr<PluginSession> open(Setup setup);
  // Calls the program of a connection. The coroutine goes on where it was.
  boost::asio::awaitable<PluginAnswer> call(std::shared_ptr<PluginSession> session, core::Json ask,
                                            std::chrono::milliseconds timeout);
  // Ends a program, once its calls are over.
  void close(std::shared_ptr<PluginSession> session);

  // Ends all programs and waits for that, at most some seconds. No call may be under way.
  void stop();

 private:
  boost::asio::io_context& running();
  void describe(const Program& program,
                std::function<void(core::Result<core::Json> description)> done);

  const PluginOptions options_;
  std::mutex mutex_{};  // guards what follows
  std::unique_ptr<boost::asio::io_context> io_{};
  std::unique_ptr<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>>
      guard_{};
  std::thread thread_{};
  std::vector<std::weak_ptr<PluginSession>> sessions_{};
};

}  // namespace baton::connectors
