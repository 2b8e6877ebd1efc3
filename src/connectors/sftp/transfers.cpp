#include "connectors/sftp/transfers.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

namespace baton::connectors {

namespace asio = boost::asio;

namespace {

// Servers count the connections of an account, and often allow ten.
constexpr std::size_t kSftpThreads = 4;

}  // namespace

SftpTransfers::SftpTransfers(HttpClient::Options options) : options_(std::move(options)) {}

SftpTransfers::~SftpTransfers() { stop(); }

asio::awaitable<SftpOutcome> SftpTransfers::run(SftpTask task) {
  if (!threads_) threads_ = std::make_unique<asio::thread_pool>(kSftpThreads);
  auto& server = task.server;
  server.own_port = own_port_;
  if (options_.resolve) server.addresses = options_.resolve(server.url.origin.host);
  task.connect_timeout = options_.connect_timeout;
  auto there = work(std::move(task));
  auto done = asio::co_spawn(threads_->get_executor(), std::move(there), asio::use_awaitable);
  co_return co_await std::move(done);
}

asio::awaitable<SftpOutcome> SftpTransfers::work(SftpTask task) const {
  try {
    co_return transfer(task, stopped_);
  } catch (const std::exception& problem) {
    SftpOutcome outcome;
    outcome.code = "closed";
    outcome.message = problem.what();
    co_return outcome;
  }
}

void SftpTransfers::stop() {
  if (!threads_) return;
  stopped_ = true;
  threads_->join();
  threads_.reset();
  stopped_ = false;
}

}  // namespace baton::connectors
