#pragma once

#include "baton/connectors/http_client.hpp"
#include "connectors/sftp/sftp.hpp"

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <memory>

namespace baton::connectors {

// Moves files on threads of its own, since libcurl blocks. All connections share them, and they
// begin with the first file; a task waits while all of them are busy. Lives on the executor of its
// callers.
class SftpTransfers {
 public:
  // How long a connection may take, and the resolver, are those of HTTP.
  explicit SftpTransfers(HttpClient::Options options);
  ~SftpTransfers();
  SftpTransfers(const SftpTransfers&) = delete;

  // Never throws for what the network does.
  boost::asio::awaitable<SftpOutcome> run(SftpTask task);

  // This process listens at this port: no file goes there. Any thread.
  void never(std::uint16_t own_port) { own_port_ = own_port; }

  // Ends what is under way, within a second or as soon as the system's resolver lets go, and waits
  // for that. Must be called (or this destroyed) before the executor's context goes.
  void stop();

 private:
  // On one of the threads.
  boost::asio::awaitable<SftpOutcome> work(SftpTask task) const;

  const HttpClient::Options options_;
  std::atomic<std::uint16_t> own_port_ = 0;
  std::atomic<bool> stopped_ = false;
  std::unique_ptr<boost::asio::thread_pool> threads_{};
};

}  // namespace baton::connectors
