#include "runtime/migrating.hpp"
#include "runtime/retrying.hpp"
#include "runtime/runtime_impl.hpp"
#include "runtime/schedule_reads.hpp"
#include "runtime/window_reads.hpp"

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;
using core::Json;
using core::Result;
using core::RunId;

WhyNow Runtime::Impl::why_now(std::vector<ports::LaneState> waiting) const {
  return {std::move(waiting),
          clock.now(),
          clock.steady(),
          clock.on_wall(core::Time()).time_since_epoch(),
          calendars,
          routes,
          facts};
}

asio::awaitable<Result<Json>> Runtime::why(RunId run, std::string step) {
  const auto now = impl_->why_now(lanes());
  auto explain = [&](ports::Queries& queries) {
    return runtime::why(queries, impl_->plans, run, step, now);
  };
  co_return co_await impl_->store.read(explain);
}

asio::awaitable<Result<Json>> Runtime::why_event(core::EventId event, std::string workflow) {
  auto explain = [&, now = impl_->why_now({})](ports::Queries& queries) {
    return runtime::why_event(queries, impl_->plans, event, workflow, now, impl_->connectors);
  };
  co_return co_await impl_->store.read(explain);
}

asio::awaitable<Result<Json>> Runtime::preview_retry(RunId run, std::string step,
                                                     core::Actor actor) {
  auto look = [&, now = impl_->why_now({})](ports::Queries& queries) {
    return runtime::preview_retry(queries, impl_->plans, run, step, actor, now, impl_->connectors);
  };
  co_return co_await impl_->store.read(look);
}

asio::awaitable<Result<Json>> Runtime::preview_restart(RunId run) {
  auto look = [&, now = impl_->why_now({})](ports::Queries& queries) {
    return runtime::preview_restart(queries, impl_->plans, run, now, impl_->connectors);
  };
  co_return co_await impl_->store.read(look);
}

asio::awaitable<Result<Json>> Runtime::preview_replay(core::EventId event) {
  auto look = [&, now = impl_->why_now({})](ports::Queries& queries) {
    return runtime::preview_replay(queries, impl_->plans, event, now, impl_->connectors);
  };
  co_return co_await impl_->store.read(look);
}

asio::awaitable<Result<Json>> Runtime::preview_migration(RunId run, int to) {
  auto look = [&](ports::Queries& queries) {
    return runtime::preview_migration(queries, impl_->plans, run, to);
  };
  co_return co_await impl_->store.read(look);
}

asio::awaitable<Result<Json>> Runtime::windows(WindowsAsked asked) {
  auto read = [this, asked = std::move(asked), now = impl_->why_now({})](ports::Queries& queries) {
    return runtime::windows(queries, impl_->plans, asked, now);
  };
  co_return co_await impl_->store.read(read);
}

asio::awaitable<Result<Json>> Runtime::schedules(std::string workflow, std::size_t count) {
  auto read = [&, now = impl_->clock.believed()](ports::Queries& queries) {
    return runtime::schedules(queries, impl_->plans, workflow, count, now);
  };
  co_return co_await impl_->store.read(read);
}

asio::awaitable<Result<Json>> Runtime::fact_readers(std::string fact) {
  const auto known = impl_->facts->named(fact);
  if (!known) co_return known.error();
  auto read = [&](ports::Queries& queries) {
    return runtime::fact_readers(queries, impl_->plans, fact);
  };
  co_return co_await impl_->store.read(read);
}

asio::awaitable<Result<Json>> Runtime::evaluate(std::string expression, Json event, RunId run) {
  auto try_it = [&, now = impl_->why_now({})](ports::Queries& queries) {
    return runtime::evaluate(queries, expression, std::move(event), run, now);
  };
  co_return co_await impl_->store.read(try_it);
}

}  // namespace baton::runtime
