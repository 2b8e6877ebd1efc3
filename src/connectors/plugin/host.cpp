#include "connectors/plugin/host.hpp"

#include "baton/core/text.hpp"
#include "connectors/plugin/session.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <utility>

namespace baton::connectors {

namespace asio = boost::asio;
using core::Json;
using core::Result;
using How = PluginAnswer::How;

namespace {

Result<Json> description_in(const Program& program, PluginAnswer answer) {
  const auto refuse = [&program](const std::string& why) {
    return core::Error{core::Errc::invalid,
                       program.command.back() + ": " + core::one_line(why, kPluginWordsBytesMax),
                       {},
                       {}};
  };
  if (answer.how != How::answered) return refuse(answer.why);
  const auto* output = core::find(answer.said, "output");
  if (core::text_at(answer.said, "outcome") != "succeeded" || output == nullptr) {
    return refuse(
        "it gives no description: " +
        core::text_at(answer.said, "message", "the answer to \"describe\" is no success"));
  }
  if (const auto problem = plugin::description_problem(*output); !problem.empty())
    return refuse("its description is not right: " + problem);
  return *output;
}

// Lets a coroutine wait for something that happens on the thread of the host. `begin` is called
// there, with what the coroutine is to be told by.
template <class Value, class Begin>
auto wait_elsewhere(asio::io_context& there, Begin begin) {
  return asio::async_initiate<const asio::use_awaitable_t<>, void(Value)>(
      [&there](auto handler, Begin first) {
        auto executor = asio::get_associated_executor(handler);
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        auto tell = [executor, kept](Value value) {
          asio::post(executor, [kept, value = std::move(value)]() mutable {
            std::move (*kept)(std::move(value));
          });
        };
        asio::post(there, [first = std::move(first), tell]() mutable { first(std::move(tell)); });
      },
      asio::use_awaitable, std::move(begin));
}

}  // namespace

PluginHost::PluginHost(PluginOptions options) : options_(std::move(options)) {}

PluginHost::~PluginHost() {
  if (!io_) return;
  guard_.reset();
  io_->stop();
  thread_.join();
  // A session may live on. Its process is killed with the last handler that knows it.
  for (const auto& one : sessions_)
    if (const auto session = one.lock()) session->close();
  io_.reset();
}

asio::io_context& PluginHost::running() {
  const std::scoped_lock lock(mutex_);
  if (!io_) {
    io_ = std::make_unique<asio::io_context>(1);
    guard_ = std::make_unique<asio::executor_work_guard<asio::io_context::executor_type>>(
        io_->get_executor());
    thread_ = std::thread([io = io_.get()] {
      // A write to a program that has ended fails, and is no reason to end as well.
      sigset_t pipe;
      ::sigemptyset(&pipe);
      ::sigaddset(&pipe, SIGPIPE);
      ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
      io->run();
    });
  }
  return *io_;
}

// On the thread of the host.
void PluginHost::describe(const Program& program, std::function<void(Result<Json>)> done) {
  auto made = PluginProcess::start(*io_, program, program.command.back(), {}, options_, {});
  if (!made) return done(made.error());
  auto& process = **made;
  process.call({{"ask", plugin::kDescribe}}, options_.begin, [program, done](PluginAnswer answer) {
    done(description_in(program, std::move(answer)));
  });
  process.retire();
}

std::future<Result<Json>> PluginHost::describe(const Program& program) {
  auto promise = std::make_shared<std::promise<Result<Json>>>();
  asio::post(running(), [this, program, promise] {
    describe(program,
             [promise](Result<Json> description) { promise->set_value(std::move(description)); });
  });
  return promise->get_future();
}

asio::awaitable<Result<Json>> PluginHost::described(Program program) {
  auto begin = [this, program = std::move(program)](auto tell) {
    describe(program, std::move(tell));
  };
  co_return co_await wait_elsewhere<Result<Json>>(running(), std::move(begin));
}

std::shared_ptr<PluginSession> PluginHost::open(Setup setup) {
  auto session = std::make_shared<PluginSession>(std::move(setup), options_);
  const std::scoped_lock lock(mutex_);
  std::erase_if(sessions_, [](const auto& one) { return one.expired(); });
  sessions_.push_back(session);
  return session;
}

asio::awaitable<PluginAnswer> PluginHost::call(std::shared_ptr<PluginSession> session, Json ask,
                                               std::chrono::milliseconds timeout) {
  auto& io = running();
  auto begin = [&io, session = std::move(session), ask = std::move(ask), timeout](auto tell) {
    session->call(io, std::move(ask), timeout, std::move(tell));
  };
  co_return co_await wait_elsewhere<PluginAnswer>(io, std::move(begin));
}

void PluginHost::close(std::shared_ptr<PluginSession> session) {
  const std::scoped_lock lock(mutex_);
  // Without the thread there is no process.
  if (io_) asio::post(*io_, [session = std::move(session)] { session->close(); });
}

void PluginHost::stop() {
  std::unique_ptr<asio::io_context> ending;
  {
    const std::scoped_lock lock(mutex_);
    if (!io_) return;
    for (const auto& one : sessions_)
      if (auto session = one.lock())
        asio::post(*io_, [session = std::move(session)] { session->close(); });
    guard_.reset();
  }
  thread_.join();  // each process ends within PluginTimes::end, or is killed
  const std::scoped_lock lock(mutex_);
  ending = std::move(io_);
}

}  // namespace baton::connectors
