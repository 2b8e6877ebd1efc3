#include "sim/world.hpp"

#include "baton/core/own_events.hpp"
#include "baton/store/memory.hpp"
#include "baton/telemetry/metrics.hpp"
#include "sim/measures.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <utility>

namespace baton::sim {

namespace asio = boost::asio;
using core::Errc;
using core::Event;

namespace {

constexpr int kActions = 140;
constexpr int kRoundsToRest = 30'000;
// A month in which nothing happens: what is due by then does not come. Honest worlds take a
// thousand rounds at most.
constexpr int kQuietRoundsToRest = 5'000;
constexpr std::chrono::hours kYear(24 * 365);
constexpr core::Duration kKept = 20 * kYear;  // longer than any world lasts until it is calm

telemetry::Metrics& metrics() {
  static telemetry::Metrics
      all;  // nobody looks at them; making them anew for every world would take most of its time
  return all;
}

// The calendar beside the one of the product.
std::shared_ptr<const calendar::Calendars> calendars() {
  core::Findings findings;
  auto all = calendar::Calendars::read({{"shop.yaml", shop_yaml()}}, findings);
  core::ensure(findings.empty(), "the simulation's calendar has no findings");
  return std::make_shared<const calendar::Calendars>(std::move(all));
}

runtime::Options make_options(Chance& chance) {
  static const std::vector<std::size_t> kFew{1, 2, 3, 16, 1'000};
  runtime::Options options;
  options.turn_events_max = chance.pick(kFew);
  options.runs_cached_max = chance.pick(kFew);
  options.look_back_max = std::chrono::hours(1);
  options.plans_cached_max = chance.pick(kFew);
  options.actions_in_flight_max = chance.pick(kFew);
  options.actions_waiting_max = chance.pick(kFew);
  options.keep_runs = options.keep_events = kKept;  // the witness forgets nothing
  options.process_ends_max = 1'000'000;             // crashes here come from outside
  options.housekeeping = std::chrono::hours(1);
  options.expression_clock = nullptr;  // how busy a processor is decides nothing
  options.kpis = measures();
  options.goals = aims();
  options.calendars = calendars();
  return options;
}

// The fact of budgeted worlds.
std::shared_ptr<const facts::Definitions> level(bool grows_old) {
  core::Findings findings;
  return std::make_shared<const facts::Definitions>(
      facts::Definitions::read({{"level.yaml", level_yaml(grows_old)}}, findings));
}

// The decision table of worlds where people work.
std::shared_ptr<const routing::Routes> reviewers() {
  core::Findings findings;
  auto routes = routing::Routes::read({{"reviewers.yaml", route_yaml()}}, findings);
  core::ensure(findings.empty(), "the simulation's decision table has no findings");
  return std::make_shared<const routing::Routes>(std::move(routes));
}

}  // namespace

World::World(std::uint64_t seed, std::string_view mutant, bool aloud)
    : chance_(seed),
      history_(aloud),
      mutant_(make_mutant(mutant)),
      vendors_(chance_, *mutant_, history_, time_,
               {[this](const core::StartAction& action) { witness_.sent(action); },
                [this](const core::StartAction& action) { witness_.took_effect(action); },
                [this](const core::StartAction& action) { witness_.unsent(action); },
                [this](const core::StartAction& action) { witness_.told(action); },
                [this](std::string checker, std::string text) {
                  witness_.violation(std::move(checker), std::move(text));
                }}),
      witness_(vendors_, time_, history_),
      store_(store::open_memory({time_, chance_, false}), *mutant_,
             [this](ports::Tx& tx) { witness_.committed(tx); }),
      options_(make_options(chance_)) {
  static const std::vector<int> kLook{0, 1, 50, 3'000};
  time_.steady_is = mutant_->steady();
  time_.trusts_the_wall = mutant_->trusts_the_wall();
  mutant_->sees(time_);
  time_.per_look = std::chrono::microseconds(chance_.pick(kLook));
  vendors_.faults = chance_.percent(20) ? 0 : chance_.between(5, 60);
  vendors_.lanes = static_cast<std::size_t>(chance_.between(1, 4));
  static const std::vector<int> kLag{0, 0, 1, 5, 60};
  vendors_.lag = std::chrono::seconds(chance_.pick(kLag));
  crashing_ = chance_.percent(30) ? 0 : chance_.between(1, 6);
  jumping_ = chance_.percent(60) ? 0 : chance_.between(1, 3);
  failing_ = chance_.percent(40) ? 0 : chance_.between(1, 6);
  for (int at = chance_.between(1, 3); at > 0; --at)
    links_.workflows.push_back("flow" + std::to_string(at));
  links_.kind = static_cast<Links::Kind>(chance_.between(0, 2));
  scheduled_ = seed % 4 == 1;
  nested_ = seed % 4 == 3;
  budgeted_ = seed % 4 == 0;
  // Where the clock jumps, when a fact grows old is told by no model as small as this one.
  const bool grows_old = budgeted_ && jumping_ == 0 && seed % 8 == 0;
  if (budgeted_) options_.facts = level(grows_old);
  if (grows_old) witness_.facts_grow_old();
  links_.desk = seed % 4 == 2;
  links_.nested = nested_;
  links_.varied = seed % 7 == 3 || seed % 7 == 6;
  if (links_.desk) options_.routes = reviewers();
  seed_ = seed;
  late_ = Chance(seed ^ 0x6C'61'74'65U);
  holds_up_ = Chance(seed ^ 0x68'6F'6C'64U);
  skips_ = Chance(seed ^ 0x73'6B'69'70U);
}

World::~World() { stop_at_once(); }

void World::play() {
  start();
  run_all();
  if (nested_) publish(make_many());  // before those whose steps run it
  run_all();
  for (std::size_t at = 0; at < links_.workflows.size(); ++at) {
    publish();
    run_all();
  }
  // A clock that stands years ahead for a while would have made up for each quarter of these days.
  if (scheduled_) publish(make_clockwork(jumping_ > 0 ? "once" : "all"));
  if (nested_) publish(make_above());
  run_all();
  Chance varies(seed_ ^ 0x62'75'72'73U);
  const auto varied = [&](Spec spec) {
    if (links_.varied) vary_bursts(varies, spec);
    return spec;
  };
  if (scheduled_) {
    publish(varied(make_bursty()));
    run_all();
    // Where the clock jumps, the rest of a key may be over by the clock of one day and not by that
    // of the next.
    if (jumping_ == 0) publish_windows();
  }
  if (budgeted_) {
    publish(make_budgeted());
    run_all();
    publish(varied(make_throttled()));
  }
  if (links_.desk) publish(make_alarmed());
  run_all();
  for (int at = 0; at < kActions && !witness_.found(); ++at) {
    act();
    if (holds_up_.percent(12)) hold_up();
    if (links_.varied && skips_.percent(8)) skip();
    for (int some = chance_.between(0, 12); some > 0 && run_one(); --some) continue;
    if (chance_.percent(40)) run_all();
    if (store_.crashed()) recover_from_crash();
  }
  if (!witness_.found()) end();
}

// --- the process ---

void World::start(bool machine) {
  context_ = std::make_unique<asio::io_context>(1);
  bus_ = std::make_unique<bus::Bus>();
  runtime_ = std::make_unique<runtime::Runtime>(context_->get_executor(), store_, *bus_, vendors_,
                                                time_, chance_, metrics(), options_);
  started_ = start_failed_ = false;
  mutant_->began(crashes_);
  if (machine) lines_.clear();
  if (!lines_.empty()) lines_.push_back(time_.line());
  time_.begin(machine);
  asio::co_spawn(*context_, runtime_->start(), [this](const std::exception_ptr& error) {
    if (error) {
      start_failed_ = true;
    } else {
      started();
    }
  });
}

void World::started() {
  started_ = true;
  if (!lines_.empty() && std::find(lines_.begin(), lines_.end(), time_.line()) == lines_.end())
    witness_.violation("time", "a process does not go on by the steady time there was");
  lines_ = {time_.line()};
}

// All that is in memory is gone, and who waited for an answer gets none.
void World::stop_at_once() {
  store_.crash();
  vendors_.hang_up();
  runtime_.reset();
  bus_.reset();
  context_.reset();
  publishing_ = false;
  for (auto& send : sends_) {
    if (send.state != Send::State::under_way) continue;
    send.state = Send::State::unknown;
    send.maybe_stored = true;
  }
}

void World::recover_from_crash() {
  history_.note("CRASH");
  ++crashes_;
  const bool machine = wrong_ == core::Duration{} && chance_.percent(25);
  if (machine) history_.note("the machine is started anew");
  witness_.crashed(machine);
  stop_at_once();
  store_.revive();
  witness_.publish_over();
  if (chance_.percent(50)) pass_time();
  // Its wall clock may have stood still, or begun at some time of its own, until somebody puts it
  // right.
  if (machine && !calm_ && jumping_ > 0 && chance_.percent(40))
    set_wrong(chance_.percent(50) ? -30 * kYear : -std::chrono::hours(40));
  start(machine);
  if (!calm_ && chance_.percent(30)) arm_store();
}

bool World::run_one() {
  if (store_.crashed() || witness_.found()) return false;
  if (context_->stopped()) context_->restart();
  const bool ran = context_->poll_one() > 0;
  if (!ran && !store_.crashed()) {
    witness_.idle();
    vendors_.idle();
  }
  if (start_failed_) store_.crash();  // as app/ does: the process ends, and is started again
  return ran;
}

void World::run_all() {
  while (run_one()) continue;
}

// --- what happens from outside ---

void World::act() {
  const int draw = chance_.between(0, 99);
  if (draw < crashing_) {
    if (chance_.percent(50)) return store_.crash();
    return arm_store();
  }
  const int other = chance_.between(0, 99);
  if (other < jumping_) return set_clock();
  if (other < jumping_ + failing_) return arm_store();
  if (!started_) return pass_time();
  const int kind = chance_.between(0, 99);
  if (kind < 26) return send_event();
  if (kind < 58) return answer_call();
  if (kind < 64) return repeat_outcome();
  if (kind < 80) return pass_time();
  if (kind < 91) return decide();
  if (kind < 92) return cancel();
  if (kind < 93) return chance_.percent(50) ? resolve() : configure();
  if (kind < 97) return retry();
  publish();
}

Event World::make_event() {
  Event event;
  const bool answers = chance_.percent(45);
  event.type = answers ? chance_.pick(kAnswerTypes) : chance_.pick(kTypes);
  event.source = chance_.pick(kSources);
  event.origin = "e" + std::to_string(++events_made_);
  if (chance_.percent(50))
    event.actor =
        core::Actor::user(chance_.pick(kPeople));  // else it comes in through a connection
  event.data = {{"id", event.origin}, {"k", "k" + std::to_string(chance_.between(1, 3))}};
  if (chance_.percent(92)) event.data["n"] = chance_.between(0, 8);
  if (chance_.percent(92)) event.data["kind"] = chance_.percent(70) ? "a" : "b";
  if (chance_.percent(70)) event.data["why"] = "won";
  if (event.type == kHeard)
    event.data["comment"] = {
        {"author", kAuthors[static_cast<std::size_t>(events_made_) % kAuthors.size()]},
        {"text", "about " + event.origin}};
  event.data["ref"] = answers && !vendors_.made().empty() && chance_.percent(60)
                          ? Json(vendors_.made().back())
                          : event.data["k"];
  return event;
}

void World::send_event() {
  if (sends_.empty() || chance_.percent(65)) {
    sends_.push_back({make_event()});
    return try_send(sends_.size() - 1);
  }
  const auto at = static_cast<std::size_t>(chance_.between(0, static_cast<int>(sends_.size()) - 1));
  if (sends_[at].state == Send::State::under_way || chance_.percent(75)) return try_send(at);
  auto other = sends_[at].event;  // the same id, and something else in it
  other.data["k"] = "k" + std::to_string(chance_.between(4, 6));
  sends_.push_back({std::move(other)});
  try_send(sends_.size() - 1);
}

void World::try_send(std::size_t at) {
  auto& send = sends_[at];
  if (send.state == Send::State::under_way) return;
  history_.note("send " + send.event.source + " " + send.event.origin + " " +
                core::dump(send.event.data));
  send.state = Send::State::under_way;
  auto event = send.event;
  event.received = time_.peek();
  event.time = event.received - lateness();
  asio::co_spawn(*context_, bus_->publish(std::move(event), 100),
                 [this, at](const std::exception_ptr&, const core::Result<bus::Receipt>& receipt) {
                   told(at, receipt);
                 });
}

// How long before it comes an event happened, where windows go by that.
// What says that it happened much earlier, or is still to happen, is not believed.
core::Duration World::lateness() {
  if (!scheduled_ || jumping_ > 0) return {};
  static const std::vector<int> kMinutes{0, 0, 0, 1, 5, 20, 20, 40, 59, 60, 90, -10};
  return std::chrono::minutes(late_.pick(kMinutes));
}

void World::told(std::size_t at, const core::Result<bus::Receipt>& receipt) {
  auto& send = sends_[at];
  history_.note("told " + send.event.origin + ": " +
                (!receipt            ? std::string(core::name(receipt.error().code))
                 : receipt->repeated ? "repeated"
                                     : "accepted"));
  if (receipt) {
    send.state = Send::State::acknowledged;
    send.maybe_stored = true;
    return witness_.acknowledged(send.event);
  }
  if (receipt.error().code == Errc::conflict) {
    send.state = Send::State::conflict;
    return witness_.told_conflict(send.event);
  }
  send.state = Send::State::refused;
  const bool maybe = std::any_of(sends_.begin(), sends_.end(), [&](const auto& other) {
    const bool same =
        other.event.origin == send.event.origin && other.event.data == send.event.data;
    return same && (other.maybe_stored || other.state == Send::State::under_way);
  });
  if (!maybe) witness_.refused(send.event);
}

void World::answer_call() {
  if (vendors_.open_calls() == 0) return pass_time();
  vendors_.answer(
      static_cast<std::size_t>(chance_.between(0, static_cast<int>(vendors_.open_calls()) - 1)));
}

// An outcome comes once more, however late.
void World::repeat_outcome() {
  const auto& outcomes = vendors_.outcomes();
  if (outcomes.empty()) return;
  const auto& again = outcomes[outcomes.size() - 1 -
                               std::min<std::size_t>(outcomes.size() - 1, chance_.next() % 6)];
  history_.note("again " + again.run.text() + " " + again.step + " attempt " +
                std::to_string(again.attempt));
  int attempt = again.attempt;
  store_.look([&](ports::Queries& queries) {
    attempt = mutant_->attempt_of(queries, again.run, again.step, attempt);
  });
  bus_->post(core::action_finished(again.run, core::StepRef::of_key(again.step), attempt,
                                   again.result, time_.peek(), again.tried));
}

void World::pass_time() {
  static const std::vector<int> kMilliseconds{1,      60,      1'000,     1'100,     5'000,
                                              60'000, 900'000, 7'200'000, 90'000'000};
  const auto by = std::chrono::milliseconds(chance_.pick(kMilliseconds));
  history_.note("time passes: " + core::to_text(by));
  time_.advance(by);
}

// For a while it shows something else.
void World::set_wrong(core::Duration by) {
  history_.note("the clock is wrong by " + core::to_text(by));
  if (by < core::Duration{}) witness_.clock_went_back();
  wrong_ = by;
  time_.jump(by);
}

void World::put_clock_right() {
  if (wrong_ == core::Duration{}) return;
  history_.note("the clock is put right");
  if (wrong_ > core::Duration{}) witness_.clock_went_back();
  time_.jump(-std::exchange(wrong_, {}));
}

void World::set_clock() {
  static const std::vector<core::Duration> kWrong{30 * kYear, kYear, std::chrono::hours(25),
                                                  -std::chrono::hours(30)};
  if (wrong_ != core::Duration{}) return put_clock_right();
  if (lines_.empty())
    return pass_time();  // until a process has begun, the wall clock is all that tells how long the
                         // machine was off
  if (chance_.percent(60)) return set_wrong(chance_.pick(kWrong));
  static const std::vector<int> kSeconds{-90'000, -3'700, -60, -1, 1, 60, 3'700, 90'000};
  const auto by = std::chrono::seconds(chance_.pick(kSeconds));
  history_.note("the clock is set by " + std::to_string(by.count()) + "s");
  if (by.count() < 0) witness_.clock_went_back();
  time_.jump(by);
}

template <class Start>
void World::command(const std::string& words, Start start) {
  history_.note(words);
  asio::co_spawn(
      *context_, start(),
      [this, words](const std::exception_ptr& error, const core::Result<bus::Receipt>& receipt) {
        history_.note(words + ": " +
                      (error      ? "failed"
                       : !receipt ? std::string(core::name(receipt.error().code))
                                  : "accepted"));
      });
}

void World::decide() {
  if (links_.desk && chance_.percent(60)) return work();
  std::vector<ports::ApprovalRow> open;
  store_.look([&](ports::Queries& queries) { open = queries.approvals({}); });
  if (open.empty()) return;
  const auto& row = chance_.pick(open);  // one that is decided already, now and then
  const auto actor = core::Actor::user(chance_.pick(kPeople));
  const bool yes = chance_.percent(80);
  const auto hash = chance_.percent(15)   ? std::string("something else")
                    : chance_.percent(50) ? row.hash
                                          : std::string();
  const auto words =
      actor.text() + (yes ? " approves " : " rejects ") + row.run.text() + " " + row.step.text();
  witness_.decided(row.run, row.step.name, actor, yes);
  if (chance_.percent(50)) {  // past the checks at the door, as when two decide at once
    history_.note(words + " at once");
    return bus_->post(core::approval_decide(row.run, row.step, yes, "", hash, actor, time_.peek()));
  }
  command(words, [&] {
    return runtime_->decide(row.run, row.step, yes, "", hash, {identity::Role::admin, actor});
  });
}

// A person does something with a task: one that is done already, or that somebody else has, now and
// then, and with values that do not fit.
void World::work() {
  using ActKind = runtime::TaskAct::Kind;
  std::vector<ports::TaskRow> rows;
  store_.look([&](ports::Queries& queries) { rows = queries.tasks({}); });
  if (rows.empty()) return;
  const auto& row = chance_.pick(rows);
  const auto actor = core::Actor::user(chance_.pick(kPeople));
  const int draw = chance_.between(0, 99);
  runtime::TaskAct act;
  act.kind = draw < 30   ? ActKind::claim
             : draw < 40 ? ActKind::release
             : draw < 88 ? ActKind::finish
                         : ActKind::reopen;
  act.comment = "as it is";
  if (act.kind == ActKind::finish && chance_.percent(90)) act.values["n"] = chance_.between(0, 8);
  static const std::vector<std::string_view> kSaid{core::kTaskClaim, core::kTaskRelease,
                                                   core::kTaskFinish, core::kTaskReopen};
  const auto said = kSaid[static_cast<std::size_t>(act.kind)];
  const auto words =
      actor.text() + ": " + std::string(said) + " " + row.run.text() + " " + row.step.text();
  witness_.worked(row.run, row.step.name, actor, said);
  if (chance_.percent(50))
    return command(words, [&] {
      return runtime_->act_on_task(row.run, row.step, act, {identity::Role::admin, actor},
                                   mistakes_);
    });
  history_.note(words + " at once");  // past the checks at the door, as when two act at once
  const auto now = time_.peek();
  const auto from = chance_.percent(80) ? row.owner : core::Actor();
  switch (act.kind) {
    case ActKind::claim:
      return bus_->post(core::task_claim(row.run, row.step, actor, from, actor, now));
    case ActKind::release:
      return bus_->post(core::task_release(row.run, row.step, act.comment, from, actor, now));
    case ActKind::finish:
      return bus_->post(core::task_finish(row.run, row.step, act.values, "", actor, now));
    case ActKind::reopen:
      return bus_->post(core::task_reopen(row.run, row.step, act.comment, actor, now));
  }
}

void World::cancel() {
  std::vector<ports::RunRow> runs;
  store_.look([&](ports::Queries& queries) { runs = queries.runs({}); });
  if (runs.empty()) return;
  const auto& run = chance_.pick(runs);
  const auto actor = core::Actor::user(chance_.pick(kPeople));
  if (chance_.percent(30)) {
    history_.note(actor.text() + " cancels " + run.id.text() + " at once");
    return bus_->post(core::run_cancel(run.id, "no need", actor, time_.peek()));
  }
  command(actor.text() + " cancels " + run.id.text(),
          [&] { return runtime_->cancel(run.id, "no need", actor); });
}

void World::retry() {
  std::vector<ports::RunRow> runs;
  store_.look([&](ports::Queries& queries) { runs = queries.runs({}); });
  if (runs.empty()) return;
  std::stable_partition(runs.begin(), runs.end(),
                        [](const auto& run) { return run.status == core::RunStatus::failed; });
  const auto& run = runs[chance_.next() % std::min<std::size_t>(runs.size(), 4)];
  const auto actor = core::Actor::user(chance_.pick(kPeople));
  const auto step = chance_.percent(60)
                        ? std::string()
                        : std::string(1, static_cast<char>('a' + chance_.between(0, 3)));
  if (chance_.percent(30)) {
    history_.note(actor.text() + " retries " + run.id.text() + " " + step + " at once");
    return bus_->post(core::run_retry(run.id, step, actor, time_.peek()));
  }
  command(actor.text() + " retries " + run.id.text() + " " + step,
          [&] { return runtime_->retry(run.id, step, actor); });
}

// A person says what became of a step of which nothing tells it.
void World::resolve() {
  std::vector<std::pair<core::RunId, std::string>> unknown;
  store_.look([&](ports::Queries& queries) {
    for (const auto& run : queries.runs({})) {
      for (const auto& step : queries.steps(run.id))
        if (step.status == core::StepStatus::unknown) unknown.emplace_back(run.id, step.step.key());
    }
  });
  if (unknown.empty()) return retry();
  const auto [run, step] = chance_.pick(unknown);
  const auto actor = core::Actor::user(chance_.pick(kPeople));
  static const std::vector<std::string> kAs{"succeeded", "failed", "resend"};
  const auto as = chance_.pick(kAs);
  const auto words = actor.text() + " resolves " + run.text() + " " + step + " as " + as;
  const auto output = as == "succeeded" ? Json{{"id", "told"}} : Json();
  if (chance_.percent(50)) {
    history_.note(words + " at once");
    return bus_->post(
        core::step_resolve(run, core::StepRef::of_key(step), as, output, "", actor, time_.peek()));
  }
  command(words, [&, run = run, step = step] {
    return runtime_->resolve(run, core::StepRef::of_key(step), as, output, "", actor);
  });
}

// A person pauses a run that waits for a place in a slot, or has one go on that was paused. By the
// time the former is heard, the run may have its place.
void World::hold_up() {
  if (!started_) return;
  const bool goes_on = holds_up_.percent(50);
  const auto runs = goes_on ? witness_.held_up() : witness_.queued();
  if (runs.empty()) return;
  const auto run = holds_up_.pick(runs);
  const auto actor = core::Actor::user(holds_up_.pick(kPeople));
  const auto words = actor.text() + (goes_on ? " resumes " : " pauses ") + run.text();
  if (holds_up_.percent(30)) {  // past the checks at the door
    history_.note(words + " at once");
    return bus_->post(goes_on ? core::run_resume(run, actor, time_.peek())
                              : core::run_pause(run, "not now", actor, time_.peek()));
  }
  if (goes_on) return command(words, [&] { return runtime_->resume(run, actor); });
  command(words, [&] { return runtime_->pause(run, "not now", actor); });
}

// A person skips a step; it may be one that must not be skipped, or that has gone on meanwhile.
void World::skip() {
  if (!started_) return;
  const auto steps = witness_.standing_still();
  if (steps.empty()) return;
  const auto& [run, step] = skips_.pick(steps);
  const auto actor = core::Actor::user(skips_.pick(kPeople));
  const auto words = actor.text() + " skips " + run.text() + " " + step;
  if (skips_.percent(40)) {  // past the checks at the door
    history_.note(words + " at once");
    return bus_->post(core::step_skip(run, step, "no need", actor, time_.peek()));
  }
  command(words,
          [&, run = run, step = step] { return runtime_->skip(run, step, "no need", actor); });
}

// Most runs that a person has paused go on, so that it shows whether they come back.
void World::have_all_go_on() {
  if (!started_) return;
  for (const auto run : witness_.held_up()) {
    if (!holds_up_.percent(80)) continue;
    history_.note("at last resumes " + run.text());
    bus_->post(core::run_resume(run, core::Actor::user(kLead), time_.peek()));
  }
}

// A connection goes missing in the configuration, or comes back.
void World::configure() {
  static const std::vector<std::string> kConnections{"keyed", "finder", "blind"};
  const auto& connection = chance_.pick(kConnections);
  const bool back = vendors_.missing.erase(connection) > 0;
  if (!back) vendors_.missing.insert(connection);
  history_.note(connection + (back ? " is back" : " is missing"));
}

// The workflows that windows start. Their shapes come from a chance of their own.
void World::publish_windows() {
  Chance chance(seed_ ^ 0x77'69'6E'64U);
  Chance varies(seed_ ^ 0x76'61'72'79U);
  auto watchful = make_watchful(chance);
  auto other = chance.percent(50) ? make_following(chance) : make_measured(chance);
  for (auto* spec : {&watchful, &other}) {
    if (links_.varied) vary_window(varies, *spec);
    publish(std::move(*spec));
    run_all();
  }
}

// Another version of a workflow goes live while runs of the one before are open. One at a time.
void World::publish() {
  if (publishing_) return;
  const auto which = published_ < links_.workflows.size()
                         ? published_++
                         : static_cast<std::size_t>(
                               chance_.between(0, static_cast<int>(links_.workflows.size()) - 1));
  publish(make_spec(chance_, links_, which));
}

void World::publish(Spec spec) {
  if (std::exchange(publishing_, true)) return;
  auto yaml = to_yaml(spec);
  history_.note("publish\n" + yaml);
  witness_.knows(std::move(spec), yaml);
  auto findings = std::make_shared<core::Findings>();
  std::vector<std::string> drops;  // the mandatory steps that a new version may lack
  if (links_.varied)
    for (char name = 'a'; name <= 'f'; ++name) drops.emplace_back(1, name);
  drops.push_back(kTold);
  auto publishing =
      runtime_->publish_template(std::move(yaml), "sim.yaml", runtime::kAnyOrNoVersion, "ana",
                                 *findings, {}, {}, std::move(drops));
  asio::co_spawn(
      *context_, std::move(publishing),
      [this, findings](const std::exception_ptr& error,
                       const core::Result<runtime::PublishedTemplate>& published) {
        publishing_ = false;
        witness_.publish_over();
        if (error) return history_.note("not published");
        if (published)
          return history_.note("published version " + std::to_string(published->row.version));
        const auto wrong = std::find_if(
            findings->begin(), findings->end(),
            [](const auto& finding) { return finding.severity == core::Finding::Severity::error; });
        witness_.violation("template",
                           wrong == findings->end() ? published.error().text() : wrong->message);
      });
}

void World::arm_store() {
  using Fault = FaultyStore::Fault;
  const int draw = chance_.between(0, 99);
  const bool may_crash = crashing_ > 0;
  const int write = chance_.percent(50) ? 0 : chance_.between(1, 6);
  if (draw < 20 && failing_ > 0) {
    store_.set_away(!store_.away());
    return history_.note(store_.away() ? "the store goes away" : "the store is back");
  }
  if ((draw < 55 && failing_ > 0) || !may_crash) {
    history_.note("the store will fail once");
    return store_.arm(Fault::unavailable, write);
  }
  const auto fault = chance_.percent(50) ? Fault::crash_before_commit : Fault::crash_after_commit;
  history_.note(fault == Fault::crash_before_commit ? "a crash before a commit"
                                                    : "a crash after a commit");
  store_.arm(fault, write);
}

// --- the end: faults stop, time goes on, and everything comes to rest ---

void World::calm() {
  history_.note("CALM");
  calm_ = true;
  vendors_.faults = 0;
  vendors_.missing.clear();
  store_.set_away(false);
  store_.arm(FaultyStore::Fault::none, 0);
  store_.keep_all();
  put_clock_right();
  for (int at = 0; at < 10 && !started_; ++at) {
    run_all();
    if (store_.crashed()) recover_from_crash();
  }
}

// What the schedule has due is due at once, and it is found whatever happened before. Then it ends,
// since a world with a schedule never comes to rest.
void World::end_schedule() {
  if (!scheduled_ || !started_) return;
  for (int looks = 0; looks < 5; ++looks) {
    run_all();
    time_.advance(std::chrono::milliseconds(1'100));
  }
  run_all();
  store_.look([&](ports::Queries& queries) { witness_.holds_schedule(queries); });
  asio::co_spawn(*context_, runtime_->retire_template(kClockwork, "ana"),
                 [](const std::exception_ptr&, const core::Result<ports::TemplateRow>&) {});
  run_all();
}

void World::settle() {
  core::Duration nap{};
  std::size_t happened = 0;
  int quiet_rounds = 0;             // one after another
  auto before = core::Time::min();  // the steady time of the round before
  for (int round = 0; round < kRoundsToRest && !witness_.found(); ++round) {
    if (quiet_rounds >= kQuietRoundsToRest) return;
    run_all();
    if (vendors_.open_calls() > 0) {
      answer_call();
      continue;
    }
    ports::NextDue next;
    bool behind = false;
    store_.look([&](ports::Queries& queries) {
      behind = queries.cursor() != queries.last_event();
      next = queries.next_due();
      for (const auto& lane : queries.outbox_lanes())
        next.add({queries.outbox(lane, 1).front().due.value_or(time_.peek_steady()), {}});
    });
    if (!behind && bus_->empty()) witness_.on_time(before);
    if (next == ports::NextDue{} && !behind && bus_->empty()) return;
    before = time_.peek_steady();
    // Timers nap for a second at most; what is due and does not come may wait for something later,
    // such as a free slot.
    const bool quiet = std::exchange(happened, history_.lines().size()) == history_.lines().size();
    quiet_rounds = quiet ? quiet_rounds + 1 : 0;
    nap = quiet ? std::min<core::Duration>(nap * 2, std::chrono::minutes(10))
                : std::chrono::milliseconds(1'100);
    core::Duration until = kYear;
    if (next.steady) until = std::min(until, *next.steady - time_.peek_steady());
    if (next.wall) until = std::min(until, *next.wall - time_.peek());
    time_.advance(std::max(next == ports::NextDue{} ? core::Duration{} : until, nap));
  }
}

// Time passes until whoever watches goals has looked.
void World::watch_goals() {
  for (int looks = 0; looks < 5; ++looks) {
    run_all();
    time_.advance(std::chrono::seconds(31));
  }
  run_all();
}

void World::end() {
  calm();
  end_schedule();
  have_all_go_on();
  if (witness_.gives_places()) {  // it is tried again within a minute
    run_all();
    time_.advance(std::chrono::seconds(61));
  }
  settle();
  time_.advance(std::chrono::seconds(5));  // as whoever was refused is asked to wait
  run_all();
  for (std::size_t at = 0; at < sends_.size(); ++at) {  // whoever got no answer sends again
    if (sends_[at].state == Send::State::unknown || sends_[at].state == Send::State::refused)
      try_send(at);
  }
  settle();
  if (witness_.found()) return;
  for (const auto& send : sends_) {
    if (send.state != Send::State::acknowledged && send.state != Send::State::conflict)
      witness_.violation("liveness",
                         send.event.origin + " is not taken although nothing fails any more");
  }
  watch_goals();
  store_.look([&](ports::Queries& queries) { witness_.at_rest(queries); });
  const auto calls = vendors_.outcomes().size();
  if (!witness_.found()) recover_from_crash();
  settle();
  watch_goals();
  store_.look([&](ports::Queries& queries) { witness_.at_rest(queries); });
  if (vendors_.outcomes().size() != calls)
    witness_.violation("liveness", "a restart with nothing to do sends something");
}

}  // namespace baton::sim
