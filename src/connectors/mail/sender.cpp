#include "connectors/mail/sender.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace baton::connectors {

namespace asio = boost::asio;

namespace {

// A message takes a second or less; mail servers slow down whoever comes over many connections.
constexpr std::size_t kMailThreads = 4;

}  // namespace

MailSender::MailSender(HttpClient::Options options) : options_(std::move(options)) {}

MailSender::~MailSender() { stop(); }

asio::awaitable<SmtpOutcome> MailSender::send(SmtpTask task) {
  if (!threads_) threads_ = std::make_unique<asio::thread_pool>(kMailThreads);
  auto& server = task.server;
  server.ca_file = options_.ca_file;
  server.own_port = own_port_;
  if (options_.resolve) server.addresses = options_.resolve(server.origin.host);
  task.connect_timeout = options_.connect_timeout;
  auto there = work(std::move(task));
  auto done = asio::co_spawn(threads_->get_executor(), std::move(there), asio::use_awaitable);
  co_return co_await std::move(done);
}

asio::awaitable<SmtpOutcome> MailSender::work(SmtpTask task) const {
  co_return deliver(task, stopped_);
}

void MailSender::stop() {
  if (!threads_) return;
  stopped_ = true;
  threads_->join();
  threads_.reset();
  stopped_ = false;
}

}  // namespace baton::connectors
