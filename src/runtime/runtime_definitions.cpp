#include "runtime/runtime_impl.hpp"

#include <boost/asio/awaitable.hpp>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;

// The processor belongs to the store's thread, so it gets the calendars in a transaction there.
asio::awaitable<void> Runtime::use_calendars(std::shared_ptr<const calendar::Calendars> calendars) {
  auto hand_over = [this, &calendars](ports::Tx&) { impl_->processor.use_calendars(calendars); };
  co_await impl_->store.transact(hand_over);
  impl_->publishing.use_calendars(calendars);
  impl_->calendars = std::move(calendars);
}

std::shared_ptr<const calendar::Calendars> Runtime::calendars() const { return impl_->calendars; }

asio::awaitable<void> Runtime::use_routes(std::shared_ptr<const routing::Routes> routes) {
  auto hand_over = [this, &routes](ports::Tx&) { impl_->processor.use_routes(routes); };
  co_await impl_->store.transact(hand_over);
  impl_->publishing.use_routes(routes);
  impl_->routes = std::move(routes);
}

std::shared_ptr<const routing::Routes> Runtime::routes() const { return impl_->routes; }

asio::awaitable<void> Runtime::use_facts(std::shared_ptr<const facts::Definitions> facts) {
  auto hand_over = [this, &facts](ports::Tx&) { impl_->processor.use_facts(facts); };
  co_await impl_->store.transact(hand_over);
  impl_->publishing.use_facts(facts);
  impl_->facts = std::move(facts);
}

std::shared_ptr<const facts::Definitions> Runtime::facts() const { return impl_->facts; }

void Runtime::use_goals(std::shared_ptr<const goals::Tree> goals) {
  impl_->publishing.use_goals(goals);
  impl_->goals = std::move(goals);
}

std::shared_ptr<const goals::Tree> Runtime::goals() const { return impl_->goals; }

asio::awaitable<void> Runtime::use_kpis(std::shared_ptr<const kpis::Definitions> kpis) {
  auto hand_over = [this, &kpis](ports::Tx& tx) { impl_->processor.kpi_counts().use(tx, kpis); };
  co_await impl_->store.transact(hand_over);
  impl_->kpis = std::move(kpis);
  impl_->housekeeping.look_now();
}

std::shared_ptr<const kpis::Definitions> Runtime::kpis() const { return impl_->kpis; }

void Runtime::use_detectors(std::shared_ptr<const detectors::Definitions> detectors) {
  impl_->detectors = std::move(detectors);
}

std::shared_ptr<const detectors::Definitions> Runtime::detectors() const {
  return impl_->detectors;
}

}  // namespace baton::runtime
