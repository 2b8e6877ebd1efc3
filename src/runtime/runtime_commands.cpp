#include "baton/core/own_events.hpp"
#include "runtime/runtime_impl.hpp"

#include <boost/asio/awaitable.hpp>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;
using core::Json;
using core::Result;
using core::RunId;

asio::awaitable<Result<bus::Receipt>> Runtime::set_fact(std::string fact, std::string key,
                                                        Json value, std::string note,
                                                        core::Actor actor) {
  const auto known = impl_->facts->named(fact);
  if (!known) co_return known.error();
  if (auto wrong = (*known)->unfit(key, value)) co_return *std::move(wrong);
  auto event = core::fact_set(fact, key, std::move(value), std::move(note), std::move(actor),
                              impl_->clock.now());
  co_return co_await impl_->bus.publish(std::move(event), 0);
}

asio::awaitable<Result<bus::Receipt>> Runtime::start_run(std::string workflow, Json inputs,
                                                         std::string key, std::string once,
                                                         core::Actor actor, std::string trace) {
  return impl_->commands.start(std::move(workflow), std::move(inputs), std::move(key),
                               std::move(once), std::move(actor), std::move(trace));
}

asio::awaitable<Result<bus::Receipt>> Runtime::retry(RunId run, std::string step,
                                                     core::Actor actor) {
  return impl_->commands.retry(run, std::move(step), std::move(actor));
}

asio::awaitable<Result<bus::Receipt>> Runtime::cancel(RunId run, std::string reason,
                                                      core::Actor actor) {
  return impl_->commands.cancel(run, std::move(reason), std::move(actor));
}

asio::awaitable<Result<bus::Receipt>> Runtime::pause(RunId run, std::string reason,
                                                     core::Actor actor) {
  return impl_->commands.pause(run, std::move(reason), std::move(actor));
}

asio::awaitable<Result<bus::Receipt>> Runtime::resume(RunId run, core::Actor actor) {
  return impl_->commands.resume(run, std::move(actor));
}

asio::awaitable<Result<bus::Receipt>> Runtime::resolve(RunId run, core::StepRef step,
                                                       std::string as, Json output,
                                                       std::string note, core::Actor actor) {
  return impl_->commands.resolve(run, std::move(step), std::move(as), std::move(output),
                                 std::move(note), std::move(actor));
}

asio::awaitable<Result<bus::Receipt>> Runtime::skip(RunId run, core::StepRef step, std::string note,
                                                    core::Actor actor) {
  return impl_->commands.skip(run, std::move(step), std::move(note), std::move(actor));
}

asio::awaitable<Result<bus::Receipt>> Runtime::migrate(RunId run, int to, std::string note,
                                                       core::Actor actor,
                                                       std::vector<core::Error>& conflicts) {
  return impl_->commands.migrate(run, to, std::move(note), std::move(actor), conflicts);
}

asio::awaitable<Result<bus::Receipt>> Runtime::decide(RunId run, core::StepRef step, bool approve,
                                                      std::string comment, std::string hash,
                                                      identity::Principal by) {
  return impl_->commands.decide(run, std::move(step), approve, std::move(comment), std::move(hash),
                                std::move(by));
}

asio::awaitable<Result<bus::Receipt>> Runtime::act_on_task(RunId run, core::StepRef step,
                                                           TaskAct act, identity::Principal by,
                                                           std::vector<core::Error>& mistakes) {
  return impl_->commands.act_on_task(run, std::move(step), std::move(act), std::move(by), mistakes);
}

}  // namespace baton::runtime
