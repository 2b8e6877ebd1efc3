#include "baton/simulate/world.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/own_events.hpp"
#include "baton/engine/decide.hpp"
#include "baton/runtime/due_event.hpp"
#include "baton/runtime/pending.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/store/memory.hpp"
#include "baton/templates/load.hpp"
#include "simulate/audit.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <utility>

namespace baton::simulate {

namespace asio = boost::asio;
using core::ActionResult;

namespace {

// Who publishes the templates of a world.
constexpr std::string_view kPublisher = "test";
// So few that runs are replayed from their journals all the time, which tests the replay.
constexpr std::size_t kRunsCachedMax = 2;
// How many alarms, or steps of a lane, are read at once: more than come due together in a scenario.
constexpr std::size_t kDueMax = 1'000;
// How many actions are answered at one moment, and at how many moments something may be due within
// one stretch of time. A world that needs more goes round in a circle.
constexpr std::size_t kCallsMax = 100'000;
constexpr std::size_t kMomentsMax = 10'000;
// How long a lane pauses when a vendor asks for a pause and does not say how long.
constexpr core::Duration kPause = std::chrono::seconds(1);

// A function as a transaction of the store. `done` is called with its exception, or null.
class Once final : public ports::Store::Work {
 public:
  using Done = std::function<void(const std::exception_ptr&)>;
  Once(const std::function<void(ports::Tx&)>& part, Done done)
      : part_(part), done_(std::move(done)) {}
  void run(ports::Tx& tx) override { part_(tx); }
  void done(std::exception_ptr error) noexcept override { done_(error); }

 private:
  const std::function<void(ports::Tx&)>& part_;
  Done done_;
};

// What an exception says.
std::string words_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& known) {
    return known.what();
  } catch (...) {
    return "an exception of no known kind";
  }
}

bool is_read_back(const core::StartAction& action) {
  return action.mode == core::StartAction::Mode::read_back;
}

// Whether nothing was done, so that the server keeps the action and tries again.
bool is_put_off(const ActionResult& result) {
  return result.kind == ActionResult::Kind::throttled ||
         result.kind == ActionResult::Kind::pending || result.kind == ActionResult::Kind::held;
}

}  // namespace

World::World(Options options)
    : options_(std::move(options)), store_(store::open_memory({clock_, random_, false})) {
  wire();
}

World::~World() = default;

void World::wire() {
  const auto decided = [this](std::vector<core::StartAction> actions) {
    for (auto& action : actions) in_flight_.push_back({std::move(action)});
  };
  const auto try_later = [this](core::Duration) { fault("the store did not take a turn"); };
  const auto over = [this](core::RunId run, const core::StepRef& step) {
    std::erase_if(in_flight_, [&](const InFlight& one) {
      return !one.under_way && one.action.run == run && one.action.step == step;
    });
  };
  const runtime::Options options{.runs_cached_max = kRunsCachedMax,
                                 .descendants_max = options_.descendants_max,
                                 .calendars = options_.calendars,
                                 .routes = options_.routes,
                                 .facts = options_.facts};
  middle_ = std::make_unique<runtime::Middle>(*store_, clock_, random_, metrics_, options,
                                              runtime::Middle::Hooks{decided, try_later, over});
}

std::function<void(const std::exception_ptr&)> World::fault_of(std::string what) {
  return [this, what = std::move(what)](const std::exception_ptr& error) {
    if (error) fault(what + ": " + words_of(error));
  };
}

void World::transact(const std::function<void(ports::Tx&)>& part) {
  store_->submit(std::make_unique<Once>(part, fault_of("a transaction failed")));
}

void World::read(const std::function<void(ports::Queries&)>& part) {
  store_->submit_read(part, fault_of("a read failed"));
}

core::Findings World::publish_template(std::string_view yaml, const std::string& file) {
  const templates::Outside outside(options_.calendars.get(), options_.routes.get(),
                                   options_.facts.get());
  auto loaded = templates::load(yaml, file, options_.operations, clock_.now(), outside);
  if (!loaded.workflow) return std::move(loaded.findings);
  const auto& name = loaded.workflow->name;
  const ports::TemplateRow row{name,
                               ++versions_[name],
                               std::string(yaml),
                               core::sha256_hex(yaml),
                               {},
                               clock_.now(),
                               core::Actor::user(kPublisher)};
  bool gave_places = false;
  transact([&](ports::Tx& tx) {
    const auto last = tx.last_event();
    tx.put_template(row);
    middle_->activate(tx, middle_->plans().plan(row).value());
    gave_places = tx.last_event() != last;
  });
  if (gave_places) {
    middle_->wake();
    audit();
    perform();
  }
  return std::move(loaded.findings);
}

void World::use_routes(std::shared_ptr<const routing::Routes> routes) {
  options_.routes = std::move(routes);
  transact([this](ports::Tx&) { middle_->use_routes(options_.routes); });
}

void World::use_facts(std::shared_ptr<const facts::Definitions> facts) {
  options_.facts = std::move(facts);
  transact([this](ports::Tx&) { middle_->use_facts(options_.facts); });
}

core::Result<bus::Receipt> World::publish(core::Event event) {
  event.received = clock_.now();
  core::Result<bus::Receipt> told{core::Error{core::Errc::internal, "the bus gave no answer"}};
  const auto keep = [this, &told](const std::exception_ptr& error,
                                  const core::Result<bus::Receipt>& receipt) {
    fault_of("an event could not be published")(error);
    if (!error) told = receipt;
  };
  asio::io_context context;
  const auto bytes = core::size_of(event.data).bytes;
  asio::co_spawn(context, middle_->bus().publish(std::move(event), bytes), keep);
  context.run();
  audit();
  perform();
  return told;
}

void World::post(core::Event event) {
  step(std::move(event));
  perform();
}

void World::step(core::Event event) {
  middle_->bus().post(std::move(event));
  audit();
}

std::vector<core::StartAction> World::in_flight() const {
  std::vector<core::StartAction> actions;
  for (const auto& one : in_flight_) actions.push_back(one.action);
  return actions;
}

bool World::finish(const core::StepRef& step, std::optional<core::RunId> run, ActionResult result) {
  const auto found = std::find_if(in_flight_.begin(), in_flight_.end(), [&](const InFlight& one) {
    return one.action.step == step && (!run || one.action.run == *run);
  });
  if (found == in_flight_.end()) return false;
  end(static_cast<std::size_t>(found - in_flight_.begin()), std::move(result));
  perform();
  return true;
}

// Begins all actions that may begin now and ends those that have an answer, including actions that
// follow from an answer. An answer may end other steps, whose actions are then gone, so the list is
// read from its start again.
void World::perform() {
  std::size_t answered = 0;
  for (std::size_t at = 0; at < in_flight_.size();) {
    auto result = answer(in_flight_[at]);
    if (!result) {
      ++at;
      continue;
    }
    if (++answered > kCallsMax)
      return fault("more than " + std::to_string(kCallsMax) + " actions at one moment");
    end(at, std::move(*result));
    at = 0;
  }
}

// The answer to an action; nullopt if it is under way, or may not begin yet.
std::optional<ActionResult> World::answer(InFlight& one) {
  const auto& action = one.action;
  if (one.under_way) return std::nullopt;
  if (action.give_up_at && *action.give_up_at <= clock_.steady())
    return ActionResult{ActionResult::Kind::permanent, {}, std::string(core::kGaveUpCode), {}, {}};
  if (action.not_before > clock_.steady()) return std::nullopt;
  auto result = options_.answers ? options_.answers(action) : std::nullopt;
  one.under_way = !result;
  return result;
}

void World::end(std::size_t at, ActionResult result) {
  auto& one = in_flight_[at];
  if (result.kind == ActionResult::Kind::pending) {
    const auto now = clock_.steady();
    if (!one.pending_until) one.pending_until = runtime::pending_until(now, one.action.timeout);
    runtime::bound_pending(result, *one.pending_until, now);
  }
  if (is_put_off(result)) {
    const auto pause = result.retry_after > core::Duration{} ? result.retry_after : kPause;
    one.action.not_before = clock_.steady() + pause;
    one.under_way = false;
    return;
  }
  const auto action = std::move(one.action);
  in_flight_.erase(in_flight_.begin() + static_cast<std::ptrdiff_t>(at));
  const core::Tried tried{action.look, is_read_back(action), clock_.steady()};
  step(core::action_finished(action.run, action.step, action.attempt, std::move(result),
                             clock_.now(), tried));
}

void World::advance(core::Duration by) {
  clock_.advance(by);
  tell_due();
  perform();
}

void World::pass_until(core::Time wall) {
  for (std::size_t moments = 0; clock_.now() < wall; ++moments) {
    if (moments == kMomentsMax)
      return fault("something was due at more than " + std::to_string(kMomentsMax) + " moments");
    const auto left = wall - clock_.now();
    const auto next = next_due().value_or(left);
    advance(std::clamp(next, core::Duration{}, left));
  }
}

std::optional<core::Duration> World::next_due() {
  std::optional<core::Duration> next;
  const auto take = [&next](core::Duration wait) { next = next ? std::min(*next, wait) : wait; };
  read([&](ports::Queries& queries) {
    const auto due = queries.next_due();
    if (due.steady) take(*due.steady - clock_.steady());
    if (due.wall) take(*due.wall - clock_.now());
  });
  for (const auto& one : in_flight_) {
    if (one.under_way) continue;
    take(one.action.not_before - clock_.steady());
    if (one.action.give_up_at) take(*one.action.give_up_at - clock_.steady());
  }
  return next;
}

// Schedules that have too much to start for one look are due again at once.
void World::tell_due() {
  const auto is_of_schedules = [](const ports::AlarmRow& alarm) {
    return alarm.kind == core::AlarmKind::schedule;
  };
  std::vector<ports::AlarmRow> due;
  const auto read_due = [&](ports::Queries& queries) {
    due = queries.due_alarms(clock_.steady(), clock_.now(), kDueMax);
  };
  for (read(read_due); !due.empty(); read(read_due)) {
    for (const auto& alarm : due) step(runtime::due_event(alarm, clock_.now()));
    if (std::none_of(due.begin(), due.end(), is_of_schedules)) return;
  }
}

void World::restart() {
  in_flight_.clear();
  wire();
  transact([this](ports::Tx& tx) { middle_->load(tx); });
  read([this](ports::Queries& queries) { take_up_outbox(queries); });
  perform();
}

void World::take_up_outbox(ports::Queries& queries) {
  for (const auto& lane : queries.outbox_lanes()) {
    for (const auto& row : queries.outbox(lane, kDueMax)) {
      const auto run = runtime::load_run(queries, row.run).value();
      const auto& head = run.head();
      const auto plan = middle_->plans().plan(queries, head.workflow, head.version).value();
      if (auto action = engine::resume(*plan, run, row.step, clock_.steady()))
        in_flight_.push_back({std::move(*action)});
    }
  }
}

void World::audit() {
  if (!options_.audited) return;
  read([this](ports::Queries& queries) {
    for (auto& difference : differences(queries)) fault(std::move(difference));
  });
}

std::vector<std::string> World::take_faults() { return std::exchange(faults_, {}); }

}  // namespace baton::simulate
