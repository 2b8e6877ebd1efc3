#include "baton/runtime/runtime.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/own_events.hpp"
#include "baton/engine/match.hpp"
#include "baton/engine/why.hpp"
#include "baton/runtime/deciders.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "baton/runtime/unknown.hpp"
#include "baton/telemetry/log.hpp"
#include "baton/templates/load.hpp"
#include "runtime/checks.hpp"
#include "runtime/dispatcher.hpp"
#include "runtime/explain.hpp"
#include "runtime/load_run.hpp"
#include "runtime/processor.hpp"
#include "runtime/retiring.hpp"
#include "runtime/timekeeper.hpp"
#include "runtime/timers.hpp"
#include "runtime/turn.hpp"
#include "runtime/workshop.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace baton::runtime {

namespace asio = boost::asio;
using core::Errc;
using core::Error;
using core::Json;
using core::Result;
using core::RunId;

class Runtime::Impl {
 public:
  Impl(asio::any_io_executor on, ports::Store& the_store, bus::Bus& the_bus,
       ports::Connectors& the_connectors, ports::Clock& the_clock, ports::Random& random,
       telemetry::Metrics& the_metrics, Options given)
      : executor(std::move(on)),
        store(the_store),
        bus(the_bus),
        connectors(the_connectors),
        clock(the_clock),
        metrics(the_metrics),
        options(given),
        plans(options.plans_cached_max),
        catalog(plans),
        processor(catalog, clock, random, options),
        dispatcher(executor, store, plans, bus, connectors, clock, metrics, options),
        timers(executor, store, bus, clock),
        timekeeper(executor, store, clock, metrics,
                   [this](core::Time until) { dispatcher.begin_until(until); }),
        later(executor),
        cleaner(executor),
        workshop(executor, options.template_thread),
        turns(store, bus, processor, clock, metrics, options,
              {[this](Afterwards a) { committed(std::move(a)); },
               [this](core::Duration d) { try_later(d); }}) {}

  // On the store's thread.
  void committed(Afterwards afterwards) {
    if (afterwards.actions.empty() && afterwards.finished.empty() &&
        afterwards.next_due == ports::NextDue{})
      return;
    asio::post(executor, [this, afterwards = std::move(afterwards)]() mutable {
      timers.notice(afterwards.next_due);
      dispatcher.take(std::move(afterwards));
    });
  }
  void try_later(core::Duration after) {
    asio::post(executor, [this, after] {
      later.expires_after(after);
      later.async_wait([this](const boost::system::error_code& error) {
        if (!error) turns.wake();
      });
    });
  }

  asio::awaitable<void> keep_house();

  asio::any_io_executor executor;
  ports::Store& store;
  bus::Bus& bus;
  ports::Connectors& connectors;
  ports::Clock& clock;
  telemetry::Metrics& metrics;
  Options options;
  PlanCache plans;
  Catalog catalog;
  Processor processor;
  Dispatcher dispatcher;
  Timers timers;
  Timekeeper timekeeper;
  asio::steady_timer later;
  asio::steady_timer cleaner;
  Workshop workshop;
  Turns turns;
  bool stopped = false;
};

// Deletes what is past its keeping time, a little at a time. Age is told by the clock that nobody
// sets. While the wall clock does not agree with it nothing is deleted at all: if anything is wrong
// with the time of this machine, that shows there.
asio::awaitable<void> Runtime::Impl::keep_house() {
  constexpr std::size_t kRowsMax = 500;
  while (!stopped) {
    cleaner.expires_at(core::plus(std::chrono::steady_clock::now(), options.housekeeping));
    boost::system::error_code ignored;
    co_await cleaner.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    if (stopped) break;
    const auto now = clock.steady();
    auto prune = [&](ports::Tx& tx) {
      return tx.prune(now - options.keep_runs, now - options.keep_events, kRowsMax);
    };
    try {
      while (!stopped && timekeeper.wall_agrees()) {
        const std::size_t gone = co_await store.transact(prune);
        if (gone < kRowsMax) break;
      }
    } catch (const std::exception& error) {
      spdlog::warn("old rows could not be deleted, which is tried again: {}", error.what());
    }
  }
}

Runtime::Runtime(asio::any_io_executor executor, ports::Store& store, bus::Bus& bus,
                 ports::Connectors& connectors, ports::Clock& clock, ports::Random& random,
                 telemetry::Metrics& metrics, Options options)
    : impl_(std::make_unique<Impl>(std::move(executor), store, bus, connectors, clock, random,
                                   metrics, options)) {}

Runtime::~Runtime() = default;

asio::awaitable<void> Runtime::start() {
  auto& impl = *impl_;
  core::EventId last{};
  core::Time earlier{};
  auto load = [&](ports::Tx& tx) {
    impl.catalog.load(tx);
    last = tx.last_event();
    earlier = impl.timekeeper.begin(tx);
    impl.turns.suspect(tx.cursor(), last);
    impl.processor.catch_up(tx);
  };
  co_await impl.store.transact(load);
  impl.bus.advanced(last);
  impl.dispatcher.begin_until(impl.clock.steady() + ports::Clock::kKeptFor);
  co_await impl.dispatcher.recover(earlier);
  impl.bus.on_waiting([this] { impl_->turns.wake(); });
  impl.turns.wake();
  asio::co_spawn(impl.executor, impl.timers.run(), asio::detached);
  asio::co_spawn(impl.executor, impl.keep_house(), asio::detached);
  asio::co_spawn(impl.executor, impl.timekeeper.run(), asio::detached);
}

asio::awaitable<void> Runtime::drain(core::Duration within) {
  auto& impl = *impl_;
  impl.bus.close();
  impl.timers.stop();
  impl.dispatcher.stop();
  impl.turns.leave_backlog();
  constexpr core::Duration kLook = std::chrono::milliseconds(10);
  asio::steady_timer pause(impl.executor);
  for (core::Duration waited{};
       waited < within && (impl.dispatcher.in_flight() > 0 || !impl.turns.idle());
       waited += kLook) {
    pause.expires_after(kLook);
    co_await pause.async_wait(asio::use_awaitable);
  }
  while (!impl.turns.halt()) {  // a turn is bounded by its budget
    pause.expires_after(std::chrono::milliseconds(1));
    co_await pause.async_wait(asio::use_awaitable);
  }
  co_await asio::post(impl.executor,
                      asio::use_awaitable);  // what the last turn decided is taken over first
  co_await impl.dispatcher.record_rest();
  auto in_good_order = [](ports::Tx& tx) { Suspects::forget(tx); };
  try {
    co_await impl.store.transact(in_good_order);
  } catch (const std::exception& error) {
    spdlog::warn("that the process ended in good order could not be kept: {}", error.what());
  }
  impl.stopped = true;
  impl.cleaner.cancel();
  impl.later.cancel();
  impl.timekeeper.stop();
  co_await impl.timekeeper.keep();
}

namespace {

auto loading(ports::Connectors& connectors, std::string yaml, std::string file, core::Time now) {
  return [&connectors, yaml = std::move(yaml), file = std::move(file), now] {
    const auto operations = connectors.operations();
    return templates::load(yaml, file, &operations, now);
  };
}

}  // namespace

asio::awaitable<Result<Checked>> Runtime::check(std::string yaml, std::string file) {
  auto work = loading(impl_->connectors, std::move(yaml), std::move(file), impl_->clock.now());
  auto loaded = co_await impl_->workshop.run(std::move(work));
  if (!loaded) co_return loaded.error();
  Checked checked{std::move(loaded->findings), loaded->workflow.has_value()};
  if (loaded->workflow) {
    checked.name = loaded->workflow->name;
    auto nobody = [&workflow = *loaded->workflow](ports::Queries& queries) {
      return undecidable(workflow, queries.tokens());
    };
    const core::Findings found = co_await impl_->store.read(nobody);
    checked.findings.insert(checked.findings.end(), found.begin(), found.end());
  }
  co_return checked;
}

asio::awaitable<Result<PublishedTemplate>> Runtime::publish_template(
    std::string yaml, std::string file, int if_version, std::string actor, core::Findings& findings,
    std::string name, std::string from_file) {
  auto& impl = *impl_;
  auto work = loading(impl.connectors, yaml, file, impl.clock.now());
  auto checked = co_await impl.workshop.run(std::move(work));
  if (!checked) co_return checked.error();
  auto& loaded = *checked;
  findings = loaded.findings;
  if (!loaded.workflow)
    co_return Error{Errc::invalid,
                    "the template has errors; the version before it, if there is one, stays active",
                    file};
  if (!name.empty() && loaded.workflow->name != name) {
    co_return Error{
        Errc::invalid,
        "expected workflow: " + name + ", as the path says, got " + loaded.workflow->name,
        "/workflow", "put it under its own name"};
  }

  PublishedTemplate published;
  published.findings = std::move(loaded.findings);
  auto& row = published.row;
  row = {loaded.workflow->name,
         0,
         yaml,
         core::sha256_hex(yaml),
         loaded.workflow->title,
         impl.clock.now(),
         std::move(actor),
         std::move(from_file)};
  std::optional<Error> refusal;
  core::Findings nobody_may;
  auto put = [&](ports::Tx& tx) {
    const auto active = tx.template_version(row.name, 0);
    const int active_version = active ? active->version : 0;
    if (if_version >= 0 && if_version != active_version) {
      refusal = Error{Errc::conflict,
                      "expected version " + std::to_string(if_version) +
                          " to be the active one, it is " + std::to_string(active_version),
                      row.name, "read it again, and apply your change to that"};
      return;
    }
    if (!active && !row.file.empty() && tx.latest_template(row.name)) {
      refusal = refused_as_retired(row.name);
      return;
    }
    // At a start nobody has had the time to make tokens, and `runs why` says it of each run that
    // asks.
    const bool by_a_person = !name.empty();
    if (by_a_person) nobody_may = undecidable(*loaded.workflow, tx.tokens());
    published.unchanged = active && active->hash == row.hash;
    if (published.unchanged) {
      row = *active;
      return;
    }
    const auto latest = tx.latest_template(row.name);
    row.version = latest ? latest->version + 1 : 1;
    tx.put_template(row);
  };
  co_await impl.store.transact(put);
  if (refusal) co_return *refusal;
  published.findings.insert(published.findings.end(), nobody_may.begin(), nobody_may.end());
  // Also when it was stored before: that it is live may have been missed then.
  auto plan_it = [row, &plans = impl.plans] { return plans.plan(row).value(); };
  auto plan = co_await impl.workshop.surely(std::move(plan_it));
  auto activate = [&](ports::Tx& tx) {
    if (tx.template_version(row.name, 0)->version == row.version)
      impl.catalog.activate(plan.value());
  };
  co_await impl.store.transact(activate);
  co_return published;
}

asio::awaitable<Result<ports::TemplateRow>> Runtime::retire_template(std::string name,
                                                                     std::string actor) {
  return retire(impl_->store, impl_->catalog, impl_->clock, std::move(name), std::move(actor));
}

asio::awaitable<Result<ports::TemplateRow>> Runtime::enable_template(std::string name, int version,
                                                                     std::string actor) {
  return enable(impl_->store, impl_->catalog, std::move(name), version, std::move(actor));
}

Json Runtime::retired_by(ports::Queries& queries, std::string_view name) {
  return runtime::retired_by(queries, name);
}

PlanCache& Runtime::plans() const { return impl_->plans; }

std::vector<SetAside> Runtime::set_aside() const { return impl_->catalog.set_aside(); }

core::Duration Runtime::turn_takes() const { return impl_->turns.busy_for(); }

std::optional<core::Run> Runtime::load_run(ports::Queries& queries, RunId id) {
  return runtime::load_run(queries, id);
}

std::vector<LaneState> Runtime::lanes() const { return impl_->dispatcher.lanes(); }

asio::awaitable<Result<Json>> Runtime::why(RunId id, std::string step) {
  auto& impl = *impl_;
  const auto waiting = lanes();
  const auto now = impl.clock.now();
  const auto wall_ahead = impl.clock.on_wall(core::Time()).time_since_epoch();
  auto explain = [&](ports::Queries& queries) -> Result<Json> {
    const auto run = runtime::load_run(queries, id);
    if (!run) return Error{Errc::not_found, "there is no run " + id.text()};
    const auto made = impl.plans.plan(queries, run->head().workflow, run->head().version);
    if (!made) return made.error();
    const auto& plan = *made;
    core::ensure(plan != nullptr, "the template version of a run is kept");
    if (step.empty()) {
      auto why = engine::why_run(*plan, *run, now, wall_ahead);
      for (auto& of_step : why.at("steps")) {
        const auto* planned = plan->step(core::text_at(of_step, "step"));
        if (planned) add_lane(of_step, *planned, *run, waiting);
        name_deciders(of_step, *run, queries);
      }
      name_who_cancelled(why, *run, queries);
      return why;
    }
    if (const auto* planned = plan->step(step)) {
      auto why = engine::why_step(*plan, *run, *planned, now, wall_ahead);
      add_lane(why, *planned, *run, waiting);
      name_deciders(why, *run, queries);
      return why;
    }
    return no_such_step(queries, impl.plans, *run, step);
  };
  co_return co_await impl.store.read(explain);
}

asio::awaitable<Result<Json>> Runtime::why_event(core::EventId id, std::string workflow) {
  auto& impl = *impl_;
  const auto now = impl.clock.now();
  auto explain = [&](ports::Queries& queries) -> Result<Json> {
    const auto event = queries.event(id);
    if (!event) return Error{Errc::not_found, "there is no event " + id.text()};
    const auto active = queries.template_version(workflow, 0);
    const auto row = active ? active : queries.latest_template(workflow);
    if (!row) return no_such_workflow(queries, workflow);
    const auto made = impl.plans.plan(*row);
    if (!made) return made.error();
    const auto& plan = *made;
    Json why{{"event", id.text()},
             {"workflow", workflow},
             {"version", row->version},
             {"runs", Json::array()}};
    const auto seen = event->to_json();
    why["triggers"] = engine::explain_match(*plan, *event, seen, now);
    const auto key = key_of_first_match(why["triggers"]);
    const auto open = key.empty() ? std::nullopt : queries.open_run(workflow, key);
    if (open) {
      why["open_run"] = open->text();
      why["note"] = "one run per key: " + open->text() + " is open for \"" + key +
                    "\", and while it is, an event with this key starts no other";
    }
    if (!active) tell_retired(why, retired_by(queries, workflow), workflow);
    for (const auto& run : queries.runs_started_by(id)) {
      if (run.workflow == workflow) why["runs"].push_back(run.id.text());
    }
    return why;
  };
  co_return co_await impl.store.read(explain);
}

namespace {

// A decision is not kept for later: whoever decides is told at once that nothing follows from it.
std::optional<Error> cannot_go_on(const Catalog& catalog, const core::Run& run) {
  for (const auto& aside : catalog.set_aside()) {
    if (aside.name == run.head().workflow && aside.version == run.head().version)
      return Error{Errc::conflict,
                   "the run cannot go on: " + aside.cause,
                   {},
                   "once that is mended, decide again"};
  }
  return std::nullopt;
}

// Whether a command makes sense for a run as it stands.
using Check = std::function<std::optional<Error>(ports::Queries&, const core::Run&)>;

asio::awaitable<std::optional<Error>> look_first(ports::Store& store, RunId id, Check check) {
  auto look = [&](ports::Queries& queries) -> std::optional<Error> {
    const auto run = load_run(queries, id);
    if (!run) return Error{Errc::not_found, "there is no run " + id.text()};
    const auto& head = run->head();
    const auto other =
        run->done() && !head.key.empty() ? queries.open_run(head.workflow, head.key) : std::nullopt;
    if (other)
      return Error{Errc::conflict,
                   "another run is open for \"" + head.key + "\": " + other->text(),
                   {},
                   "let it end first"};
    return check(queries, *run);
  };
  co_return co_await store.read(look);
}

}  // namespace

asio::awaitable<Result<bus::Receipt>> Runtime::retry(RunId id, std::string step,
                                                     std::string actor) {
  Check check = [&](ports::Queries& queries, const core::Run& run) {
    return retryable(queries, impl_->plans, run, step, actor);
  };
  auto refusal = co_await look_first(impl_->store, id, check);
  if (refusal) co_return *refusal;
  co_return co_await impl_->bus.publish(
      core::run_retry(id, step, std::move(actor), impl_->clock.now()), 0);
}

asio::awaitable<Result<bus::Receipt>> Runtime::resolve(RunId id, std::string step, std::string as,
                                                       Json output, std::string note,
                                                       std::string actor) {
  const auto operations = impl_->connectors.operations();
  Check open = [&](ports::Queries& queries, const core::Run& run) {
    return resolvable(queries, impl_->plans, run, step, as, output, operations);
  };
  auto refusal = co_await look_first(impl_->store, id, open);
  if (refusal) co_return *refusal;
  auto event = core::step_resolve(id, step, as, std::move(output), std::move(note),
                                  std::move(actor), impl_->clock.now());
  co_return co_await impl_->bus.publish(std::move(event), 0);
}

asio::awaitable<Result<bus::Receipt>> Runtime::cancel(RunId id, std::string reason,
                                                      std::string actor) {
  Check check = [](ports::Queries&, const core::Run& run) { return cancellable(run); };
  auto refusal = co_await look_first(impl_->store, id, check);
  if (refusal) co_return *refusal;
  co_return co_await impl_->bus.publish(
      core::run_cancel(id, std::move(reason), std::move(actor), impl_->clock.now()), 0);
}

asio::awaitable<Result<bus::Receipt>> Runtime::decide(RunId id, std::string step, bool approve,
                                                      std::string comment, std::string hash,
                                                      Decider by) {
  bool repeated = false;
  Check check = [&](ports::Queries&, const core::Run& run) {
    if (auto refusal = cannot_go_on(impl_->catalog, run)) return refusal;
    auto answer = decidable(run, step, approve, hash, by);
    repeated = answer.repeated;
    return std::optional<Error>(std::move(answer.refusal));
  };
  auto refusal = co_await look_first(impl_->store, id, check);
  if (refusal) co_return *refusal;
  if (repeated) co_return bus::Receipt{{}, true, {}};
  auto event = core::approval_decide(id, step, approve, std::move(comment), std::move(hash),
                                     std::move(by.actor), impl_->clock.now());
  co_return co_await impl_->bus.publish(std::move(event), 0);
}

}  // namespace baton::runtime
