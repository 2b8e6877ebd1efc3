#include "baton/runtime/trial.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/retiring.hpp"
#include "runtime/runtime_impl.hpp"
#include "runtime/under_way.hpp"

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;
using core::Json;
using core::Result;

namespace {

// How many drafts are tried at a time: what each needs to be tried with is read before it waits for
// its turn, and is in memory until then.
constexpr std::size_t kDraftsTriedMax = 3;

core::Error too_many_drafts() {
  return {
      core::Errc::unavailable, "too many drafts are being tried", {}, "try again in a few seconds"};
}

}  // namespace

Workshop::Refusals Runtime::Impl::no_check() {
  return {{core::Errc::unavailable,
           "too many templates wait to be checked",
           {},
           "try again in a few seconds"},
          {core::Errc::unavailable, "checking the template takes too long", {}, "make it smaller"}};
}

Workshop::Refusals Runtime::Impl::no_trial() {
  return {
      too_many_drafts(),
      {core::Errc::unavailable, "trying the draft takes too long", {}, "try it with fewer events"}};
}

asio::awaitable<Result<Checked>> Runtime::check(std::string yaml, std::string file,
                                                std::vector<std::string> drop) {
  return impl_->publishing.check(std::move(yaml), std::move(file), std::move(drop));
}

asio::awaitable<Result<Json>> Runtime::try_draft(std::string yaml, std::size_t last,
                                                 core::Findings& findings) {
  auto& impl = *impl_;
  if (!impl.options.play_trial)
    co_return core::Error{core::Errc::unavailable, "this server cannot try drafts"};
  if (*impl.drafts_tried >= kDraftsTriedMax) co_return too_many_drafts();
  const UnderWay under_way(impl.drafts_tried);
  auto checked = co_await impl.publishing.check(yaml, "template.yaml");
  if (!checked) co_return checked.error();
  findings = std::move(checked->findings);
  if (!checked->ok) co_return core::Error{core::Errc::invalid, "the draft has errors"};
  Trial trial;
  trial.workflow = std::move(checked->name);
  trial.draft = std::move(yaml);
  trial.calendars = impl.calendars;
  trial.routes = impl.routes;
  trial.definitions = impl.facts;
  auto read = [&](ports::Queries& queries) { read_trial(queries, impl.plans, last, trial); };
  co_await impl.store.read(read);
  auto play = [trial = std::move(trial), play = impl.options.play_trial] {
    const telemetry::Muted muted;
    return play(trial);
  };
  auto played = co_await impl.trials.run(std::move(play));
  co_return played;
}

asio::awaitable<Result<PublishedTemplate>> Runtime::publish_template(
    std::string yaml, std::string file, int if_version, core::Actor actor, core::Findings& findings,
    std::string name, std::string from_file, std::vector<std::string> drop) {
  return impl_->publishing.publish(std::move(yaml), std::move(file), if_version, std::move(actor),
                                   findings, std::move(name), std::move(from_file),
                                   std::move(drop));
}

asio::awaitable<Result<PublishedTemplate>> Runtime::publish_file(std::string yaml, std::string path,
                                                                 std::string file,
                                                                 core::Actor actor,
                                                                 core::Findings& findings) {
  return impl_->publishing.publish_file(std::move(yaml), std::move(path), std::move(file),
                                        std::move(actor), findings);
}

asio::awaitable<Result<ports::TemplateRow>> Runtime::retire_template(std::string name,
                                                                     core::Actor actor) {
  return retire(impl_->store, impl_->catalog, impl_->clock, std::move(name), std::move(actor));
}

asio::awaitable<Result<ports::TemplateRow>> Runtime::enable_template(
    std::string name, int version, core::Actor actor, std::vector<std::string> drop) {
  return enable(impl_->store, impl_->plans, impl_->catalog, impl_->clock, std::move(name), version,
                std::move(actor), std::move(drop), impl_->armed, impl_->raised);
}

}  // namespace baton::runtime
