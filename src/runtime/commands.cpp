#include "runtime/commands.hpp"

#include "baton/core/own_events.hpp"
#include "baton/engine/match.hpp"
#include "baton/runtime/delegations.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"
#include "runtime/checks.hpp"
#include "runtime/known_names.hpp"
#include "runtime/migrating.hpp"
#include "runtime/task_checks.hpp"

#include <functional>
#include <optional>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;
using core::Errc;
using core::Error;
using core::Json;
using core::Result;
using core::RunId;

namespace {

// Why no event can be processed for the run now: its template is set aside. A decision is refused
// then, and not kept for later.
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

// Why a command makes no sense for a run as it stands; nothing when it does.
using Check = std::function<std::optional<Error>(ports::Queries&, const core::Run&)>;

asio::awaitable<std::optional<Error>> look_first(ports::Store& store, RunId id, Check check) {
  auto look = [&](ports::Queries& queries) -> std::optional<Error> {
    const auto run = load_run(queries, id);
    if (!run) return no_such_run(id);
    if (auto refusal = another_open(queries, *run)) return refusal;
    return check(queries, *run);
  };
  co_return co_await store.read(look);
}

}  // namespace

namespace {

// True when an event with this origin has started the run. The empty origin is none.
bool began_with(ports::Queries& queries, RunId run, const std::string& origin) {
  const auto row = origin.empty() ? std::nullopt : queries.run(run);
  const auto trigger = row ? queries.event(row->trigger) : std::nullopt;
  return trigger && trigger->origin == origin;
}

// Why a workflow cannot be started by hand in this way; nothing when it can, or when an event with
// this origin has started it already.
std::optional<Error> startable(ports::Queries& queries, PlanCache& plans,
                               const ports::Connectors& connectors, const std::string& workflow,
                               const Json& inputs, const std::string& key,
                               const std::string& origin) {
  const auto row = queries.template_version(workflow, 0);
  if (!row && !queries.latest_template(workflow)) return no_such_workflow(queries, workflow);
  if (!row)
    return Error{Errc::conflict,
                 "the workflow \"" + workflow + "\" is retired: no run starts with it",
                 {},
                 "baton template enable " + workflow + " takes it back"};
  const auto plan = plans.plan(*row);
  if (!plan) return plan.error();
  const auto& only_with = (*plan)->source().only_with;
  if (!only_with.empty() && !connectors.active(only_with))
    return Error{Errc::conflict,
                 "the workflow \"" + workflow + "\" starts nothing while the connection " +
                     only_with + " is not in use",
                 {},
                 "baton connectors show " + only_with + " says why"};
  if (key.size() > core::kRunKeyBytesMax)
    return Error{
        Errc::invalid,
        "expected at most " + std::to_string(core::kRunKeyBytesMax) + " bytes (run_key_bytes_max)",
        "/key",
        {}};
  const auto match = engine::match_by_hand(**plan, inputs, key);
  if (!match.problem.empty()) {
    const std::string& input = match.problem_input;
    return Error{Errc::invalid,
                 match.problem,
                 input.empty() ? "/inputs" : "/inputs/" + core::pointer_part(input),
                 {}};
  }
  const auto open = key.empty() ? std::nullopt : queries.open_run(workflow, key);
  if (!open || began_with(queries, *open, origin)) return std::nullopt;
  return Error{Errc::conflict, "a run is open for \"" + key + "\": " + open->text(), {}, {}};
}

}  // namespace

asio::awaitable<Result<bus::Receipt>> Commands::start(std::string workflow, Json inputs,
                                                      std::string key, std::string once,
                                                      core::Actor actor, std::string trace) {
  const std::string origin = once.empty() ? std::string() : "start:" + workflow + ":" + once;
  auto look = [&](ports::Queries& queries) {
    return startable(queries, plans_, connectors_, workflow, inputs, key, origin);
  };
  auto refusal = co_await store_.read(look);
  if (refusal) co_return *refusal;
  auto event =
      core::run_start(workflow, std::move(inputs), std::move(key), std::move(actor), clock_.now());
  event.origin = origin;
  event.trace = std::move(trace);
  co_return co_await bus_.publish(std::move(event), 0);
}

asio::awaitable<Result<bus::Receipt>> Commands::retry(RunId id, std::string step,
                                                      core::Actor actor) {
  const auto ref = core::StepRef::of_key(step);
  Check check = [&](ports::Queries& queries, const core::Run& run) {
    return retryable(queries, plans_, run, ref, actor);
  };
  auto refusal = co_await look_first(store_, id, check);
  if (refusal) co_return *refusal;
  co_return co_await bus_.publish(core::run_retry(id, ref, std::move(actor), clock_.now()), 0);
}

asio::awaitable<Result<bus::Receipt>> Commands::resolve(RunId id, core::StepRef step,
                                                        std::string as, Json output,
                                                        std::string note, core::Actor actor) {
  const auto operations = connectors_.operations();
  Check open = [&](ports::Queries& queries, const core::Run& run) {
    return resolvable(queries, plans_, run, step, as, output, operations);
  };
  auto refusal = co_await look_first(store_, id, open);
  if (refusal) co_return *refusal;
  auto event = core::step_resolve(id, step, as, std::move(output), std::move(note),
                                  std::move(actor), clock_.now());
  co_return co_await bus_.publish(std::move(event), 0);
}

asio::awaitable<Result<bus::Receipt>> Commands::skip(RunId id, core::StepRef step, std::string note,
                                                     core::Actor actor) {
  Check open = [&](ports::Queries& queries, const core::Run& run) {
    return skippable(queries, plans_, run, step.key());
  };
  auto refusal = co_await look_first(store_, id, open);
  if (refusal) co_return *refusal;
  co_return co_await bus_.publish(
      core::step_skip(id, step, std::move(note), std::move(actor), clock_.now()), 0);
}

asio::awaitable<Result<bus::Receipt>> Commands::migrate(RunId id, int to, std::string note,
                                                        core::Actor actor,
                                                        std::vector<Error>& conflicts) {
  Check check = [&](ports::Queries& queries, const core::Run& run) -> std::optional<Error> {
    conflicts = unmigratable(queries, plans_, run, to);
    if (conflicts.empty()) return std::nullopt;
    return conflicts.front();
  };
  auto refusal = co_await look_first(store_, id, check);
  if (refusal) co_return *refusal;
  co_return co_await bus_.publish(
      core::run_migrate(id, to, std::move(note), std::move(actor), clock_.now()), 0);
}

asio::awaitable<Result<bus::Receipt>> Commands::cancel(RunId id, std::string reason,
                                                       core::Actor actor) {
  Check check = [](ports::Queries&, const core::Run& run) { return cancellable(run); };
  auto refusal = co_await look_first(store_, id, check);
  if (refusal) co_return *refusal;
  co_return co_await bus_.publish(
      core::run_cancel(id, std::move(reason), std::move(actor), clock_.now()), 0);
}

asio::awaitable<Result<bus::Receipt>> Commands::pause(RunId id, std::string reason,
                                                      core::Actor actor) {
  Check check = [](ports::Queries&, const core::Run& run) { return pausable(run); };
  auto refusal = co_await look_first(store_, id, check);
  if (refusal) co_return *refusal;
  co_return co_await bus_.publish(
      core::run_pause(id, std::move(reason), std::move(actor), clock_.now()), 0);
}

asio::awaitable<Result<bus::Receipt>> Commands::resume(RunId id, core::Actor actor) {
  Check check = [this](ports::Queries& queries, const core::Run& run) {
    return resumable(queries, plans_, run);
  };
  auto refusal = co_await look_first(store_, id, check);
  if (refusal) co_return *refusal;
  co_return co_await bus_.publish(core::run_resume(id, std::move(actor), clock_.now()), 0);
}

asio::awaitable<Result<bus::Receipt>> Commands::decide(RunId id, core::StepRef step, bool approve,
                                                       std::string comment, std::string hash,
                                                       identity::Principal by) {
  Decidable answer;
  const auto now = clock_.now();
  Check check = [&](ports::Queries& queries, const core::Run& run) {
    if (auto refusal = cannot_go_on(catalog_, run)) return refusal;
    answer = decidable(run, step, approve, hash, by, delegators(queries, by.actor, now));
    // Without a hash, the decision is about the question as it stands now, and the audit says so.
    if (!answer.refusal && hash.empty()) hash = run.step(step).approval->request.hash;
    return answer.refusal;
  };
  auto refusal = co_await look_first(store_, id, check);
  if (refusal) co_return *refusal;
  if (answer.repeated) co_return bus::Receipt{{}, true, {}};
  auto event = core::approval_decide(id, step, approve, std::move(comment), std::move(hash),
                                     std::move(by.actor), now, std::move(answer.on_behalf_of));
  co_return co_await bus_.publish(std::move(event), 0);
}

namespace {

core::Event event_of(RunId id, const core::StepRef& step, TaskAct act, Doable answer,
                     core::Actor actor, core::Time now) {
  switch (act.kind) {
    case TaskAct::Kind::claim:
      return core::task_claim(id, step, std::move(answer.owner), std::move(answer.from),
                              std::move(actor), now);
    case TaskAct::Kind::release:
      return core::task_release(id, step, std::move(act.comment), std::move(answer.from),
                                std::move(actor), now);
    case TaskAct::Kind::finish:
      return core::task_finish(id, step, std::move(act.values), std::move(act.comment),
                               std::move(actor), now);
    case TaskAct::Kind::reopen: break;
  }
  return core::task_reopen(id, step, std::move(act.comment), std::move(actor), now);
}

}  // namespace

asio::awaitable<Result<bus::Receipt>> Commands::act_on_task(RunId id, core::StepRef step,
                                                            TaskAct act, identity::Principal by,
                                                            std::vector<Error>& mistakes) {
  Doable answer;
  Check check = [&](ports::Queries& queries, const core::Run& run) -> std::optional<Error> {
    if (auto refusal = cannot_go_on(catalog_, run)) return refusal;
    answer = doable(run, step, act, by);
    const bool given = act.kind == TaskAct::Kind::claim && !act.owner.empty();
    if (given && !answer.refusal && !is_known(queries, answer.owner.name(), clock_.now()))
      return unknown_person(answer.owner.name(), "/owner");
    if (act.kind == TaskAct::Kind::reopen && !answer.refusal)
      return being_undone(queries, plans_, run, step);
    return answer.refusal;
  };
  auto refusal = co_await look_first(store_, id, check);
  mistakes = std::move(answer.mistakes);
  if (refusal) co_return *refusal;
  if (answer.repeated) co_return bus::Receipt{{}, true, {}};
  auto event =
      event_of(id, step, std::move(act), std::move(answer), std::move(by.actor), clock_.now());
  co_return co_await bus_.publish(std::move(event), 0);
}

}  // namespace baton::runtime
