#pragma once

#include "connectors/plugin/host.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace baton::connectors {

// The program of one connection, over all processes that run it. A process is started with the
// first call; one that ended or hangs is replaced, after a pause that doubles each time until one
// answers. Used on the thread of the host; it is always owned by a shared_ptr.
class PluginSession : public std::enable_shared_from_this<PluginSession> {
 public:
  PluginSession(PluginHost::Setup setup, PluginOptions options);

  // Sends a request to the process, after starting one if there is none.
  void call(boost::asio::io_context& io, core::Json ask, std::chrono::milliseconds timeout,
            PluginProcess::Done done);
  // No more calls follow.
  void close();

 private:
  struct Waiting {
    core::Json ask;
    std::chrono::milliseconds timeout;
    PluginProcess::Done done;
  };

  void start(boost::asio::io_context& io);
  void connected(const std::shared_ptr<PluginProcess>& process, const PluginAnswer& answer);
  void failed(std::string why);
  void refuse_waiting(const std::string& code, const std::string& why);
  // How long to wait before the program is started again.
  std::chrono::milliseconds pause_left() const;
  PluginAnswer not_now() const;

  const PluginHost::Setup setup_;
  const PluginOptions options_;
  std::shared_ptr<PluginProcess> process_{};
  bool ready_ = false;              // `process_` has made its connection
  std::vector<Waiting> waiting_{};  // calls until then
  int failures_ = 0;                // starts in a row that gave no answer
  std::string last_failure_{};
  std::chrono::steady_clock::time_point not_before_{};
};

}  // namespace baton::connectors
