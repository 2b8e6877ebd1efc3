#include "sim/witness.hpp"

#include "baton/core/lifecycle.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/own_events.hpp"
#include "baton/core/template.hpp"
#include "baton/runtime/goal_work.hpp"
#include "baton/runtime/reads.hpp"
#include "runtime/unfinished.hpp"
#include "sim/measures.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace baton::sim {

using core::EventId;
using core::Json;
using core::RunStatus;
using core::StepStatus;
using Verb = StepSpec::Verb;

namespace {

constexpr std::size_t kAll = 1'000'000;
// More days than any world lasts.
constexpr std::int64_t kEverDays = 1'000'000;
// How exactly it is known when an event was stepped.
constexpr std::chrono::seconds kSlack(1);

// The events of a sender tell their id in their data too, so that they are known again whatever
// became of the envelope.
std::optional<std::pair<std::string, std::string>> outside_key(const core::Event& event) {
  const auto id = core::text_at(event.data, "id");
  if (id.empty() || std::find(kSources.begin(), kSources.end(), event.source) == kSources.end())
    return std::nullopt;
  return std::pair(event.source, id);
}

// When the steps of a run come due, but for what is in the outbox.
std::set<ports::AlarmRow> alarms_of(const RunModel& run) {
  using core::AlarmKind;
  std::set<ports::AlarmRow> alarms;
  if (run.due && !run.late && !run.done())
    alarms.insert({false, *run.due, run.id, {}, AlarmKind::run});
  for (const auto& step : run.spec->endings) {
    const auto& state = run.step(step.name);
    if (state.status == StepStatus::waiting && state.due)
      alarms.insert({step.until, *state.due, run.id, step.name, AlarmKind::step});
  }
  for (const auto& step : run.spec->steps) {
    const auto& state = run.step(step.name);
    const auto add = [&](AlarmKind kind, core::Time due, bool on_wall) {
      alarms.insert({on_wall, due, run.id, step.name, kind});
    };
    const auto next = core::live(state.status) ? state.clock.next() : std::nullopt;
    if (next) add(AlarmKind::sla, *next, false);
    if (!state.due) continue;
    if (state.status == StepStatus::waiting) add(AlarmKind::step, *state.due, step.until);
    if (state.status != StepStatus::gated) continue;
    if (state.due != state.closes) add(AlarmKind::gate_again, *state.due, true);
    if (state.closes) add(AlarmKind::gate_closes, *state.closes, false);
  }
  return alarms;
}

std::string words(const RunModel& run, const std::string& step) {
  return run.id.text() + " (" + run.spec->workflow + ") " + step;
}

}  // namespace

void Witness::violation(std::string checker, std::string text) {
  if (found_) return;
  history_.note("VIOLATION " + checker + ": " + text);
  found_ = {std::move(checker), std::move(text)};
}

void Witness::committed(ports::Tx& tx) {
  if (found_) return;
  look_at_templates(tx);
  look_at_log(tx);
  look_at_steps(tx);
  if (!found_) slots_are_right(tx);
  if (!found_) told_in_time();
  goals_are_told(tx);
  committed_ = time_.peek_steady();
  const auto counts = tx.counts();
  if (counts.events != logged_ || counts.runs != static_cast<std::int64_t>(runs_.size()))
    violation("retention", std::to_string(counts.events) + " events and " +
                               std::to_string(counts.runs) + " runs are left of " +
                               std::to_string(logged_) + " and " + std::to_string(runs_.size()));
  for (const auto& parked : tx.parked(1))
    violation("parked", parked.event.text() + ": " + parked.cause);
}

// From the moment a version is stored until its publisher is told, runs may start by it or by the
// one before.
void Witness::look_at_templates(ports::Tx& tx) {
  for (const auto& row : tx.templates()) {
    const auto* of = specs_.at(row.yaml).get();
    const bool is_new = versions_.try_emplace({row.name, row.version}, of).second;
    if (is_new && of->slots > 0) raised_.try_emplace(row.name, false);
    active_[row.name].insert(row.version);
  }
}

void Witness::publish_over() {
  for (auto& [workflow, versions] : active_) versions = {*versions.rbegin()};
}

void Witness::look_at_log(ports::Tx& tx) {
  for (auto& event : tx.events_after(last_event_, kAll)) {
    last_event_ = event.id;
    ++logged_;
    history_.note("logged " + event.id.text() + " " + event.source + " " + event.type + " " +
                  core::dump(event.data));
    if (event.depth > core::kCausationDepthMax)
      violation("depth", event.id.text() + " is too deep in a chain");
    if (event.type == core::kActionFinished) look_at_outcome(event);
    if (event.type == core::kApprovalDecide) look_at_decision(event);
    if (event.type.starts_with("baton.task.") && core::addressee(event)) look_at_work(event);
    if (event.type == core::kScheduleFired) look_at_firing(event);
    if (event.type == core::kWindowFired) {
      const auto last = core::EventId::parse(core::text_at(event.data.at("last"), "id"));
      if (!last) violation("window", event.id.text() + " is no firing");
      if (last) fired_[core::text_at(event.data, "workflow")].insert(*last);
    }
    if (event.type == core::kGoalAtRisk)
      goals_told_.emplace(core::text_at(event.data, "goal"), core::text_at(event.data, "state"));
    if (event.type == "baton.sla.missed")
      missed_told_.emplace(core::text_at(event.data, "run"), core::text_at(event.data, "step"),
                           core::text_at(event.data, "mark"), core::text_at(event.data, "notice"));
    if (const auto key = outside_key(event)) {
      auto& [times, content] = outside_[*key];
      if (++times > 1)
        violation("acknowledged", key->first + " " + key->second + " is in the log twice");
      content = event.data;
    }
    if (!core::addressee(event)) log_.push_back(event);
  }
  if (tx.last_event() != last_event_)
    violation("acknowledged", "the log ends before its last event");
}

void Witness::look_at_outcome(const core::Event& event) {
  const auto run = core::addressee(event);
  const auto step = core::step_named(event).key();
  const auto attempt = event.data.at("attempt").get<int>();
  const auto kind = core::action_result_kind(core::text_at(event.data, "result"));
  if (core::text_at(event.data, "code") == core::kGaveUpCode) {
    if (!is_given_up(runs_.at(*run), step, time_.peek_steady()))
      violation("outcome", words(runs_.at(*run), step) + " is given up before its time");
    return;
  }
  if (!vendors_.said(*run, step, attempt, *kind))
    violation("outcome", "no vendor said " + core::text_at(event.data, "result") +
                             " about attempt " + std::to_string(attempt) + " of " + run->text() +
                             " " + step);
}

void Witness::look_at_decision(const core::Event& event) {
  const auto step = core::text_at(event.data, "step");
  if (!decided_.contains(
          {*core::addressee(event), step, event.actor, event.data.at("approve").get<bool>()}))
    violation("approval", "nobody decided " + core::addressee(event)->text() + " " + step);
}

void Witness::look_at_work(const core::Event& event) {
  const auto run = core::addressee(event);
  const auto step = core::text_at(event.data, "step");
  if (!worked_.contains({*run, step, event.actor, event.type}))
    violation("task", "nobody said " + event.type + " of " + run->text() + " " + step);
}

// Each planned moment fires once, and not before its time by the wall clock as far as that is
// trusted; and in order, unless that went back.
void Witness::look_at_firing(const core::Event& event) {
  const auto at = core::parse_rfc3339(core::text_at(event.data, "at")).value();
  const auto& spec = *versions_.at({kClockwork, *active_.at(kClockwork).rbegin()});
  if (at.time_since_epoch() % kFiringEvery != Duration{})
    violation("schedule", event.id.text() + " is planned for no time of the schedule");
  if (at > time_.peek_believed()) violation("schedule", event.id.text() + " fired before its time");
  if (!firings_.insert(at).second) violation("schedule", event.id.text() + " fired again");
  const auto before = std::exchange(last_firing_, at);
  if (clock_went_back_ || before == core::Time{}) return;
  if (time_.peek_believed() < before) return;  // it went back while no server ran
  if (at <= before) violation("schedule", event.id.text() + " fired out of order");
  if (spec.triggers.front().misfire == "all" && at - before != kFiringEvery)
    violation("schedule", "a firing before " + event.id.text() + " was left out");
}

void Witness::holds_schedule(ports::Queries& queries) {
  if (!queries.template_version(kClockwork, 0)) return;  // it could not be published
  const auto due = queries.schedule_due(kClockwork);
  const auto now = time_.peek_believed();
  if (!due) return violation("schedule", "no alarm is set for it");
  if (*due <= now - std::chrono::seconds(2)) violation("schedule", "what it has due is left");
  if (*due > now + kFiringEvery) violation("schedule", "its alarm passes over a planned moment");
}

// Which events were stepped, and what followed from each.
void Witness::look_at_steps(ports::Tx& tx) {
  const auto cursor = tx.cursor();
  if (cursor < cursor_ || cursor > last_event_)
    violation("cursor", "it stands at no event, or went back");
  const auto rows = tx.journal_after(sequence_, kAll);
  std::set<core::RunId> touched;
  std::size_t next = 0;
  for (const auto& event : tx.events_after(cursor_, kAll)) {
    if (event.id > cursor || found_) break;
    if (event.type == kTypes.front())
      stepped_.try_emplace(event.id, committed_, time_.peek_steady());
    std::set<std::string> started;
    std::set<Key> held;
    std::set<Key> held_slots;
    const auto listening = listeners(event);
    if (event.id == partly_stepped_) std::swap(started, partly_started_);
    for (; next < rows.size() && rows[next].cause <= event.id; ++next) {
      const auto& row = rows[next];
      touched.insert(row.run);
      apply(tx, row, started);
      if (found_) return;
      // What the event resumed went on by looking back, and ended: when the event was matched it
      // was open.
      const auto& run = runs_.at(row.run);
      if (row.cause && row.cause < event.id && run.done()) {
        held.emplace(run.spec->workflow, run.key);
        held_slots.emplace(run.spec->workflow, run.slot.key);
      }
    }
    have_heard(listening, event);
    if (!core::addressee(event)) expect_starts(event, started, held, held_slots);
  }
  // By outcomes, which need no place in the log; by events that were passed before, which a wait
  // finds when it looks back; and by the one that is stepped a part at a time.
  const auto unfinished = runtime::Unfinished::parse(tx.setting("unfinished"));
  partly_stepped_ = unfinished.event ? unfinished.event->event : core::EventId{};
  if (partly_stepped_) stepped_.try_emplace(partly_stepped_, committed_, time_.peek_steady());
  std::set<core::RunId> looks = std::exchange(looking_back_, {});
  for (; next < rows.size() && !found_; ++next) {
    const auto& row = rows[next];
    if (!row.cause) looks.insert(row.run);
    const bool partly = row.cause && row.cause == partly_stepped_;
    if (partly) looks.insert(row.run);
    if (!partly && row.cause && (!looks.contains(row.run) || row.cause > cursor)) break;
    touched.insert(row.run);
    apply(tx, row, partly_started_);
  }
  for (const auto& look : unfinished.look_backs) looking_back_.insert(look.run);
  if (next < rows.size())
    violation("cursor", "a run was changed by an event that the cursor did not pass");
  cursor_ = cursor;
  windows_are_right(tx, cursor);
  for (const auto run : touched) {
    if (const auto known = runs_.find(run); known != runs_.end() && !found_)
      look_at_rows(tx, known->second);
  }
}

// The open runs that an event is to be heard by.
std::vector<core::RunId> Witness::listeners(const core::Event& event) const {
  std::vector<core::RunId> runs;
  for (const auto& [id, run] : runs_)
    if (!run.done() && run.hears(event)) runs.push_back(id);
  return runs;
}

// Once an event was stepped, each of them that is still open has heard it.
void Witness::have_heard(const std::vector<core::RunId>& runs, const core::Event& event) {
  for (const auto id : runs) {
    const auto& run = runs_.at(id);
    if (!run.done() && !run.heard.contains(event.id))
      violation("heard",
                id.text() + " (" + run.spec->workflow + ") has not heard " + event.id.text());
  }
}

// What was said is in the packet under its author, once and in the order of the journal.
void Witness::packet_is_right(const RunModel& model, const core::Run& run) {
  if (!model.spec->carries()) return;
  std::vector<std::string> said;
  const auto* all = core::find(run.view().at("context"), "said");
  if (all != nullptr) {
    for (const auto& one : *all) {
      const auto text = core::text_at(one, "text");
      said.push_back(core::text_at(one, "by") + ", " + core::text_at(one, "about") +
                     (text.empty() ? "" : ": " + text));
    }
  }
  if (said == model.said) return;
  std::string text;
  for (const auto& one : said) text += (text.empty() ? "" : "; ") + one;
  violation("packet", model.id.text() + " says " + text + ", expected " + model.packet());
}

// A step that was done for each of several items has the outputs of these, in their places.
void Witness::outputs_are_right(const RunModel& model, const core::Run& run) {
  for (const auto& step : model.spec->steps) {
    if (step.items == 0 || model.step(step.name).status != StepStatus::succeeded) continue;
    const bool named = step.over == StepSpec::Over::map;
    Json expected = named ? Json::object() : Json::array();
    for (int item = 0; item < items_in(step, model.data); ++item) {
      const auto& output = model.step(core::StepRef(step.name, item).key()).output;
      if (named) expected[item_name(item)] = output;
      if (!named) expected.push_back(output);
    }
    const auto* output = core::find(run.view().at("steps").at(step.name), "output");
    if (output == nullptr || *output != expected)
      violation("items", words(model, step.name) + " has not the outputs of its items");
  }
}

const Spec* Witness::spec(ports::Queries& queries, const std::string& workflow, int version) {
  auto& known = versions_[{workflow, version}];
  if (!known) {
    const auto row = queries.template_version(workflow, version);
    if (row) known = specs_.at(row->yaml).get();
  }
  return known;
}

void Witness::apply(ports::Tx& tx, const ports::JournalRow& row, std::set<std::string>& started) {
  sequence_ = row.sequence;
  const auto cause = row.cause ? tx.event(row.cause) : outcome_behind(row);
  if (!cause) return violation("replay", "a journal row has no cause");
  const RowCheck::Blame blame = [this](std::string checker, std::string text) {
    violation(std::move(checker), std::move(text));
  };
  for (const auto& transition : row.transitions) {
    history_.note("  " + row.run.text() + " " + core::dump(core::to_json(transition)));
    if (const auto* begin = std::get_if<core::RunStarted>(&transition))
      began(tx, row, *begin, started);
    const auto run = runs_.find(row.run);
    if (run == runs_.end())
      return violation("replay", row.run.text() + " did not begin with its beginning");
    auto& model = run->second;
    model.last_change = row.sequence;
    ++model.revision;
    see_level(model, cause->id, time_.steady_at(row.at));
    RowCheck check(model, row, time_.steady_at(row.at), *cause, last_event_, vendors_, blame);
    if (!std::holds_alternative<core::RunStarted>(transition)) check.may_follow(transition);
    std::visit(check, transition);
    if (model.done()) model.ends.insert(std::string(to_text(model.status)));
    look_at_child(transition);
    if (std::holds_alternative<core::RunStarted>(transition) ||
        std::holds_alternative<core::RunResumed>(transition))
      came_back_.insert(row.run);
    const auto* missed = std::get_if<core::SlaMissed>(&transition);
    // What is too deep in a chain is not told.
    if (missed && active_.contains(kAlarmed) &&
        model.depth < static_cast<int>(core::kCausationDepthMax))
      missed_.emplace(row.run.text(), missed->step.key(), missed->mark, missed->notice);
    // What a step did before it is done once more is on record in its earlier round.
    if (const auto* reset = std::get_if<core::StepReset>(&transition); reset && reset->anew)
      owed_.erase({row.run, reset->step.key()});
    if (found_) return;
  }
  auto& after = runs_.at(row.run);
  const auto is_note = [](const auto& one) { return std::holds_alternative<core::StepNoted>(one); };
  // A sentence is noted without a look at the time.
  if (!std::all_of(row.transitions.begin(), row.transitions.end(), is_note))
    RowCheck(after, row, time_.steady_at(row.at), *cause, last_event_, vendors_, blame).clocks();
  hold_key(after);
}

const core::Event* Witness::level(const core::Json& data, core::EventId upto) const {
  const auto key = core::text_at(data, "k");
  for (auto event = log_.rbegin(); event != log_.rend(); ++event) {
    if (event->id > upto || event->type != kTypes.front()) continue;
    if (core::find(event->data, "n") && core::text_at(event->data, "k") == key) return &*event;
  }
  return nullptr;
}

void Witness::see_level(RunModel& run, core::EventId upto, core::Time steady) const {
  const auto* event = level(run.data, upto);
  run.level.reset();
  run.level_is_old = false;
  if (!event) return;
  run.level = event->data.at("n").get<int>();
  const auto stepped = stepped_.find(event->id);
  if (!grows_old_ || stepped == stepped_.end()) return;
  const auto& [earliest, latest] = stepped->second;
  run.level_is_old.reset();
  if (steady < earliest + kLevelStale - kSlack) run.level_is_old = false;
  if (steady > latest + kLevelStale + kSlack) run.level_is_old = true;
}

namespace {

// What time alone has brought about. It comes before what else a row tells of.
bool by_time(const core::Transition& transition) {
  return std::holds_alternative<core::SlaMissed>(transition) ||
         std::holds_alternative<core::RunOverdue>(transition) ||
         std::holds_alternative<core::StepReset>(transition);
}

}  // namespace

// A row without a cause in the log was caused by an outcome: the newest thing a vendor said about
// the attempt under way that explains its first transition. An outcome that no longer counts may
// have had the run notice what the time is.
std::optional<core::Event> Witness::outcome_behind(const ports::JournalRow& row) const {
  using ResultKind = core::ActionResult::Kind;
  const auto run = runs_.find(row.run);
  if (run == runs_.end() || row.transitions.empty()) return std::nullopt;
  const auto at = std::find_if_not(row.transitions.begin(), row.transitions.end(), by_time);
  if (at == row.transitions.end() || core::step_of(*at).name == kTold)
    return core::run_due(row.run, row.at, row.at);
  const auto& first = *at;
  const auto step = core::step_of(first).key();
  const auto explains = [&](ResultKind kind) {
    if (const auto* late = std::get_if<core::LateOutcome>(&first))
      return core::to_text(kind) == late->result ||
             (late->result == "undecidable" && kind == ResultKind::not_found);
    if (std::holds_alternative<core::StepSucceeded>(first)) return kind == ResultKind::succeeded;
    if (const auto* unknown = std::get_if<core::StepUnknown>(&first))
      return unknown->due ? kind == ResultKind::unknown : kind == ResultKind::undecidable;
    if (std::holds_alternative<core::StepStarted>(first)) return kind == ResultKind::not_found;
    if (std::holds_alternative<core::StepRetrying>(first)) return kind == ResultKind::transient;
    const auto* failed = std::get_if<core::StepFailed>(&first);
    // A vendor says its kind as the code too.
    if (failed && failed->code == core::to_text(ResultKind::permanent))
      return kind == ResultKind::permanent;
    return failed && kind != ResultKind::succeeded;
  };
  const auto& outcomes = vendors_.outcomes();
  const auto& state = run->second.step(step);
  const bool late =
      std::holds_alternative<core::LateOutcome>(first) || state.status == StepStatus::cancelled;
  const auto which = late ? state.superseded : core::Try{state.attempt, state.look};
  const auto said = std::find_if(outcomes.rbegin(), outcomes.rend(), [&](const auto& outcome) {
    const core::Try tried{outcome.attempt, outcome.tried.look};
    return outcome.run == row.run && outcome.step == step && tried == which &&
           explains(outcome.result.kind);
  });
  const bool may_be_given_up =
      std::holds_alternative<core::StepFailed>(first) ||
      (std::holds_alternative<core::LateOutcome>(first) && state.status == StepStatus::cancelled);
  if (said == outcomes.rend() && may_be_given_up && which &&
      is_given_up(run->second, step, time_.steady_at(row.at))) {
    core::ActionResult given_up{ResultKind::permanent, {}, std::string(core::kGaveUpCode), {}};
    return core::action_finished(row.run, core::StepRef::of_key(step), which->attempt,
                                 std::move(given_up), row.at, {which->look});
  }
  if (said == outcomes.rend()) {
    if (at == row.transitions.begin()) return std::nullopt;
    return core::run_due(row.run, row.at, row.at);
  }
  return core::action_finished(row.run, core::StepRef::of_key(step), said->attempt, said->result,
                               row.at, said->tried);
}

// Whether the time for which an action is tried is over. Then it is given up without being sent,
// and its outcome comes from no vendor.
bool Witness::is_given_up(const RunModel& run, const std::string& step, core::Time steady) const {
  const auto& gives_up = run.step(step).gives_up;
  return gives_up && *gives_up <= steady;
}

// The fewest and the most places that each slot of a workflow may have at this moment. The version
// in force says how many for the runs of all versions; where that one has no slots, each run goes
// by its own.
std::pair<std::size_t, std::size_t> Witness::places(const std::string& workflow) const {
  std::set<int> limits;
  for (const auto version : active_.at(workflow))
    limits.insert(versions_.at({workflow, version})->slots);
  if (limits.erase(0) > 0) {
    for (const auto& [version, of] : versions_)
      if (version.first == workflow && of && of->slots > 0) limits.insert(of->slots);
  }
  return {static_cast<std::size_t>(*limits.begin()), static_cast<std::size_t>(*limits.rbegin())};
}

std::set<core::RunId> Witness::InSlot::given_since(const InSlot& before) const {
  std::set<core::RunId> given;
  std::set_difference(holders.begin(), holders.end(), before.holders.begin(), before.holders.end(),
                      std::inserter(given, given.end()));
  return given;
}

// A place is given only while fewer runs have one than there are places, and to the run that came
// first, unless a run takes the place of one that it replaces. A run that is paused is passed over,
// and waits at its old position once it goes on. No run waits while a place is free, except after a
// version has raised the limit: then the places are given a little later.
void Witness::slots_are_right(ports::Tx& tx) {
  std::map<Key, InSlot> now;
  for (const auto& [id, run] : runs_) {
    if (run.slot.place == core::Slot::Place::none) continue;
    const Key key{run.spec->workflow, run.slot.key};
    const bool has_one = tx.holds_slot(key.first, key.second, id);
    const bool paused = run.status == RunStatus::paused;
    const bool waits = run.slot.place == core::Slot::Place::queued;
    if (!waits && !has_one) violation("slot", id.text() + " has a place, and its row does not");
    if (waits && has_one && paused)
      violation("slot", id.text() + " has been given a place while it is paused");
    auto& slot = now[key];
    if (has_one) slot.holders.insert(id);
    if (!has_one && !paused) slot.waiting.insert(id);
  }
  std::set<std::string> still_raised;
  for (const auto& [key, slot] : now) {
    const auto& workflow = key.first;
    const auto& before = slots_[key];
    const auto [fewest, most] = places(workflow);
    const auto given = slot.given_since(before);
    if (!given.empty() && slot.holders.size() > most)
      violation("slot", given.rbegin()->text() + " is given a place in the slot of " + workflow +
                            ", of which " + std::to_string(slot.holders.size()) + " runs have one");
    auto in_turn = given;
    std::erase_if(in_turn, [&](core::RunId id) {
      return runs_.at(id).spec->when_full == Spec::WhenFull::replace &&
             !before.waiting.contains(id);
    });
    for (const auto id : slot.waiting) {
      const bool waited = before.waiting.contains(id) && !came_back_.contains(id);
      if (waited && !in_turn.empty() && id < *in_turn.rbegin())
        violation("slot", in_turn.rbegin()->text() + " has a place before " + id.text() +
                              ", which came first");
    }
    if (slot.waiting.empty() || slot.holders.size() >= fewest) continue;
    still_raised.insert(workflow);
    if (!raised_.contains(workflow))
      violation("slot", slot.waiting.begin()->text() + " waits for a place of " + workflow +
                            ", and one is free");
  }
  // Until its publisher is told, the version may not be in force.
  std::erase_if(raised_, [&](const auto& raised) {
    return active_.at(raised.first).size() == 1 && !still_raised.contains(raised.first);
  });
  slots_ = std::move(now);
  came_back_.clear();
}

std::vector<core::RunId> Witness::queued() const {
  std::vector<core::RunId> all;
  for (const auto& [id, run] : runs_)
    if (run.slot.place == core::Slot::Place::queued && run.status != RunStatus::paused)
      all.push_back(id);
  return all;
}

std::vector<core::RunId> Witness::held_up() const {
  std::vector<core::RunId> all;
  for (const auto& [id, run] : runs_)
    if (run.held_up && run.status == RunStatus::paused) all.push_back(id);
  return all;
}

std::vector<std::pair<core::RunId, std::string>> Witness::standing_still() const {
  std::vector<std::pair<core::RunId, std::string>> all;
  for (const auto& [id, run] : runs_) {
    for (const auto& step : run.spec->steps) {
      const auto status = run.step(step.name).status;
      const bool live = status == StepStatus::gated || status == StepStatus::waiting;
      if ((live && !run.done()) || status == StepStatus::failed) all.emplace_back(id, step.name);
    }
  }
  return all;
}

// Nobody waits for a place while one is free, except who is paused, and except in slots to which a
// version gave more places just before the process ended: their places are given once another run
// begins or ends there.
void Witness::slots_at_rest() {
  std::map<Key, std::size_t> holders;
  for (const auto& [id, run] : runs_)
    if (run.slot.place == core::Slot::Place::held) ++holders[{run.spec->workflow, run.slot.key}];
  for (const auto& [id, run] : runs_) {
    const auto& workflow = run.spec->workflow;
    const bool waits =
        run.slot.place == core::Slot::Place::queued && run.status != RunStatus::paused;
    if (!waits) continue;
    const auto raised = raised_.find(workflow);
    const bool cut_off = raised != raised_.end() && raised->second;
    if (!cut_off && holders[{workflow, run.slot.key}] < places(workflow).first)
      violation("slot", id.text() + " waits for a place of " + workflow + ", and one is free");
  }
}

// At most one open run a key.
void Witness::hold_key(const RunModel& run) {
  if (run.key.empty()) return;
  const std::pair key(run.spec->workflow, run.key);
  const auto held = open_keys_.find(key);
  if (held == open_keys_.end()) {
    if (!run.done()) open_keys_[key] = run.id;
  } else if (held->second != run.id) {
    if (!run.done())
      violation("matching", "two runs of " + key.first + " are open for " + key.second);
  } else if (run.done()) {
    open_keys_.erase(held);
  }
}

void Witness::began(ports::Tx& tx, const ports::JournalRow& row, const core::RunStarted& t,
                    std::set<std::string>& started) {
  const auto cause = *tx.event(row.cause);
  const auto* of = spec(tx, t.workflow, t.version);
  const auto known = runs_.find(row.run);
  if (!of || (known != runs_.end() && !anew(known->second, *tx.event(row.cause))))
    return violation("matching", row.run.text() + " begins twice, or by no version");
  if (known != runs_.end()) return begins_anew(tx, known->second, t, *of);
  if (const auto begin = core::begins_child(cause))
    return began_as_child(row, t, *of, cause, *begin);
  if (!active_[t.workflow].contains(t.version))
    violation("version", row.run.text() + " begins by a version that is not active");
  const auto* trigger = of->starts(cause);
  if (!trigger)
    return violation("matching", row.run.text() + " was started by " + cause.id.text() +
                                     ", which does not match");
  const auto key = trigger->keyed ? core::text_at(cause.data, "k") : std::string();
  if (key != t.key)
    violation("matching", row.run.text() + " has the key " + t.key + ", expected " + key);
  // Bursts begin their runs when they are over, several at a time.
  if (t.workflow != kBursty && !started.insert(t.workflow).second)
    violation("matching", cause.id.text() + " started two runs of " + t.workflow);
  let_through(t, cause, time_.steady_at(row.at));
  if (t.depth != cause.depth)
    violation("depth", row.run.text() + " has not the depth of its cause");
  if (t.workflow == kBursty) {
    auto& burst = bursts_[core::text_at(cause.data, "k")];
    if (!burst.contains(cause.id))
      violation("burst", cause.id.text() + " of a burst started a run before");
    if (time_.steady_at(row.at) < burst_over(burst, cause.id).first)
      violation("burst", cause.id.text() + " started a run while its burst lasted");
    burst.erase(burst.begin(), burst.upper_bound(cause.id));
  }
  RunModel run;
  run.id = row.run;
  run.spec = of;
  run.version = t.version;
  run.key = t.key;
  run.requester = cause.actor;
  run.trigger = cause.id;
  run.data = cause.data;
  run.started = row.at;
  run.pins = t.pins;
  run.depth = t.depth;
  runs_.emplace(row.run, std::move(run));
}

// A run begins because a step of another one waits for it, by the version to which that one keeps.
void Witness::began_as_child(const ports::JournalRow& row, const core::RunStarted& t,
                             const Spec& of, const core::Event& cause,
                             const core::ChildBegin& begin) {
  const auto parent = runs_.find(begin.parent);
  if (parent == runs_.end() || parent->second.step(begin.step.key()).child != row.run)
    return violation("child", row.run.text() + " begins for a step that did not begin it");
  const auto* pinned = core::find(parent->second.pins, t.workflow);
  if (!pinned || *pinned != t.version)
    violation("version", row.run.text() + " begins by another version than its parent keeps to");
  if (t.parent != begin.parent || t.parent_step != begin.step.key())
    violation("child", row.run.text() + " does not know which step began it");
  RunModel run;
  run.id = row.run;
  run.spec = &of;
  run.version = t.version;
  run.requester = cause.actor;
  run.trigger = cause.id;
  run.data = cause.data;
  run.started = row.at;
  run.pins = t.pins;
  run.depth = t.depth;
  run.parent = t.parent;
  run.parent_step = t.parent_step;
  runs_.emplace(row.run, std::move(run));
}

// What a step is told of the run that it began has happened.
void Witness::look_at_child(const core::Transition& transition) {
  const auto* ended = std::get_if<core::ChildEnded>(&transition);
  if (!ended) return;
  const auto child = runs_.find(ended->run);
  if (child == runs_.end() || !child->second.ends.contains(ended->status))
    violation("child", ended->run.text() + " has never been " + ended->status);
}

// A run that a step began is open only while that step waits for it, and a step waits only for a
// run that is open.
void Witness::look_for_orphans() {
  for (const auto& [id, run] : runs_) {
    // A person may have one tried again by itself that had ended, whatever became of its parent.
    if (!run.done() && run.parent && run.ends.empty()) {
      const auto& parent = runs_.at(run.parent);
      const auto& step = parent.step(run.parent_step);
      if (step.child != id || parent.status == RunStatus::cancelled)
        violation("orphan", id.text() + " goes on for nobody");
    }
    for (const auto& [name, step] : run.steps) {
      if (run.done() || step.status != StepStatus::waiting || !step.child) continue;
      const auto child = runs_.find(step.child);
      if (child == runs_.end() || child->second.done())
        violation("orphan", words(run, name) + " waits for a run that is not open");
    }
  }
}

// A run that failed at its start has done nothing, and begins anew when a person retries it.
bool Witness::anew(const RunModel& run, const core::Event& cause) {
  return run.status == RunStatus::running && run.steps.empty() && cause.type == core::kRunRetry;
}

void Witness::begins_anew(ports::Tx& tx, RunModel& run, const core::RunStarted& t, const Spec& of) {
  const auto trigger = tx.event(run.trigger);
  if (!trigger || (!core::begins_child(*trigger) && !of.starts(*trigger)))
    return violation("matching", run.id.text() + " begins anew by a version that does not match");
  if (t.key != run.key) violation("matching", run.id.text() + " begins anew under another key");
  run.spec = &of;
  run.version = t.version;
  run.pins = t.pins;
}

// Counts an event in the window of a workflow that has one.
void Witness::watch(const Spec& of, const core::Event& event) {
  const auto& window = of.triggers.front().window;
  if (!window) return;
  auto& model = windows_.try_emplace(of.workflow, *window).first->second;
  model.count(event);
  const auto row = core::window_of(event);
  if (!row || window->absent.empty()) return;
  model.alarm(core::parse_json(*row).value().at(1).get<std::string>(),
              core::text_at(event.data, "due"));
}

// Windows have fired at the events at which they should, and at no others; and those that will by
// themselves have an alarm.
void Witness::windows_are_right(ports::Tx& tx, core::EventId cursor) {
  for (auto& [workflow, model] : windows_) {
    const auto& fired = fired_[workflow];
    for (const auto event : model.fired())
      if (fired.count(event) < model.fired().count(event))
        violation("window", workflow + " should have been started at " + event.text());
    // While an event is stepped in parts it has led to firings, and is not counted here yet.
    for (const auto event : fired)
      if (!partly_stepped_ && event <= cursor && fired.count(event) > model.fired().count(event))
        violation("window", workflow + " fired at " + event.text() + ", and should not have");
  }
  const auto following = windows_.find(kFollowing);
  if (following == windows_.end() || partly_stepped_) return;
  std::map<std::string, core::Time> alarms;
  for (const auto& alarm : tx.due_alarms(core::Time::max(), core::Time::max(), kAll))
    if (alarm.kind == core::AlarmKind::window)
      alarms[core::parse_json(alarm.step.name).value().at(1).get<std::string>()] = alarm.due;
  const auto wrong = following->second.holds_alarms(alarms);
  if (!wrong.empty()) violation("window", wrong);
}

const TriggerSpec& Witness::throttle() const {
  return versions_.at({kThrottled, *active_.at(kThrottled).rbegin()})->triggers.front();
}

// The earliest and the latest time at which the burst of these events is over if this one is its
// last.
std::pair<core::Time, core::Time> Witness::burst_over(const std::set<EventId>& burst,
                                                      EventId last) const {
  const auto& trigger = versions_.at({kBursty, *active_.at(kBursty).rbegin()})->triggers.front();
  const auto& [first_at, first_by] = stepped_.at(*burst.begin());
  const auto& [last_at, last_by] = stepped_.at(last);
  return {std::min(last_at + trigger.quiet, first_at + trigger.at_most),
          std::min(last_by + trigger.quiet, first_by + trigger.at_most)};
}

// A throttle lets so many events of a key through, counted from the first of them.
void Witness::let_through(const core::RunStarted& t, const core::Event& cause, core::Time steady) {
  if (t.workflow != kThrottled) return;
  auto& known = let_through_[core::text_at(cause.data, "k")];
  const auto& trigger = throttle();
  const auto over = known.since + trigger.per;
  if (known.runs == 0 || steady >= over - kSlack) {
    const bool sure = known.runs == 0 || steady >= over + kSlack;
    known = {steady, 1, sure};
    return;
  }
  ++known.runs;
  if (known.runs > (known.sure ? trigger.throttled : 2 * trigger.throttled))
    violation("throttle", cause.id.text() + " started one run too many");
}

// Whether a throttle may have held the event back.
bool Witness::holds_back(const core::Event& event) const {
  const auto known = let_through_.find(core::text_at(event.data, "k"));
  if (known == let_through_.end()) return false;
  const auto& [since, runs, sure] = known->second;
  return committed_ < since + throttle().per && (!sure || runs >= throttle().throttled);
}

// Each mark that was missed is told by one event, in the transaction that notes it.
void Witness::told_in_time() {
  if (active_.contains(kAlarmed) && missed_told_ != missed_)
    violation("sla", std::to_string(missed_.size()) + " marks were missed, and " +
                         std::to_string(missed_told_.size()) + " are told");
}

namespace {

// How each goal stood that is not on track.
std::map<std::string, std::string> stored_goals(ports::Settings& settings) {
  const auto json = core::parse_json(settings.setting("goals"));
  return json && json->is_object() ? json->get<std::map<std::string, std::string>>()
                                   : std::map<std::string, std::string>{};
}

}  // namespace

// A goal that has become worse is told in the transaction that keeps how it stands, and no other
// is.
void Witness::goals_are_told(ports::Settings& settings) {
  const auto before = std::exchange(goals_, stored_goals(settings));
  std::multiset<std::pair<std::string, std::string>> worse;
  for (const auto& [goal, state] : goals_) {
    const auto was = before.find(goal);
    if (was == before.end() || (was->second == "at_risk" && state == "off"))
      worse.emplace(goal, state);
  }
  if (std::exchange(goals_told_, {}) != worse)
    violation("goals",
              std::to_string(worse.size()) + " goals have become worse, and others are told");
}

// Whether the event starts no run because it joins one that has the last place of its slot.
bool Witness::joins(const Spec& of, const core::Event& event,
                    const std::set<Key>& held_slots) const {
  if (of.slots == 0 || of.when_full != Spec::WhenFull::join) return false;
  const Key key{of.workflow, of.slot_keyed ? core::text_at(event.data, "k") : std::string()};
  int taken = 0;
  for (const auto& [id, run] : runs_)
    taken += run.spec->workflow == key.first && run.slot.key == key.second &&
                     run.slot.place != core::Slot::Place::none
                 ? 1
                 : 0;
  return taken >= of.slots || held_slots.contains(key);
}

// Every workflow that the event should have started a run of has one.
void Witness::expect_starts(const core::Event& event, const std::set<std::string>& started,
                            const std::set<Key>& held, const std::set<Key>& held_slots) {
  for (const auto& [workflow, versions] : active_) {
    watch(*versions_.at({workflow, *versions.rbegin()}), event);
    if (workflow == kBursty) {
      const auto key = core::text_at(event.data, "k");
      if (!key.empty() && versions_.at({workflow, *versions.rbegin()})->starts(event))
        bursts_[key].insert(event.id);
      continue;
    }
    if (started.contains(workflow)) continue;
    if (workflow == kThrottled && holds_back(event)) continue;
    const auto may_not = [&, name = workflow](int version) {
      const auto* trigger = versions_.at({name, version})->starts(event);
      const Key key{name, core::text_at(event.data, "k")};
      const auto& of = *versions_.at({name, version});
      return !trigger || (trigger->keyed && (open_keys_.contains(key) || held.contains(key))) ||
             joins(of, event, held_slots);
    };
    if (std::none_of(versions.begin(), versions.end(), may_not))
      violation("matching", event.id.text() + " should have started a run of " + workflow);
  }
}

// The saved rows are what the journal replays to, and what the model says.
void Witness::look_at_rows(ports::Tx& tx, const RunModel& model) {
  const auto run = runtime::load_run(tx, model.id);
  const auto row = tx.run(model.id);
  const auto blame = [&](const std::string& what) {
    violation("replay", model.id.text() + ": " + what);
  };
  if (!run || !row) return blame("it is not stored");
  if (row->status != run->status() || row->revision != run->revision())
    blame("the saved run is not what its journal says");
  if (row->revision != model.revision)
    violation("revision", model.id.text() + ": the revision does not count its transitions");
  if (row->version != model.version) violation("version", model.id.text() + " changed its version");
  if (core::ended(row->status) != model.done() || (model.done() && row->status != model.status))
    blame("its status is another");
  packet_is_right(model, *run);
  outputs_are_right(model, *run);
  std::vector<core::StepRef> live;
  for (const auto& step : tx.steps(model.id)) {
    live.push_back(step.step);
    const auto& state = run->step(step.step);
    const auto& mine = model.step(step.step.key());
    const bool in_alarms = step.status == StepStatus::waiting || step.status == StepStatus::gated;
    if (step.status != state.status || step.attempt != state.attempt ||
        step.due != (in_alarms ? std::nullopt : state.due))
      blame("the row of " + step.step.key());
    if (step.status != mine.status || step.due != (in_alarms ? std::nullopt : mine.due))
      blame("the row of " + step.step.key() + ", by the model");
  }
  std::set<ports::AlarmRow> alarms;
  for (const auto& alarm : tx.due_alarms(core::Time::max(), core::Time::max(), kAll))
    if (alarm.run == model.id) alarms.insert(alarm);
  if (alarms != alarms_of(model)) blame("its alarms are others");
  if (live != runtime::as_stored(*run).steps) blame("its live steps have not each a row");
  for (const auto& [ref, state] : run->steps()) {
    const auto& name = ref.name;
    const auto branches = state.wait ? state.wait->branches() : std::vector<core::WaitBranch>{};
    for (int at = 0; at < static_cast<int>(branches.size()); ++at) {
      const auto& branch = branches[static_cast<std::size_t>(at)];
      const auto rows = tx.waits(branch.type, branch.path, branch.value);
      const auto indexed =
          std::any_of(rows.begin(), rows.end(), [&, &step = ref](const auto& wait) {
            return wait.run == model.id && wait.step == step && wait.branch == at;
          });
      if (indexed != (state.status == StepStatus::waiting && !state.taken.contains(at)))
        blame("the wait of " + name + " is not indexed");
    }
    if (state.task) {
      const auto task = tx.task(model.id, ref);
      const bool to_do = state.status == StepStatus::waiting;
      const auto& owner = model.step(name).owner;
      if (state.status != StepStatus::pending &&
          (!task || task->owner != owner ||
           (task->status == ports::TaskStatus::open) != (to_do && owner.is_nobody()) ||
           (task->status == ports::TaskStatus::claimed) != (to_do && !owner.is_nobody())))
        blame("the task row of " + name);
    }
    if (!state.approval) continue;
    const auto approval = tx.approval(model.id, ref);
    const bool asks = state.status == StepStatus::waiting;
    if (state.status != StepStatus::pending &&
        (!approval || (approval->status == ports::ApprovalStatus::open) != asks))
      blame("the approval row of " + name);
  }
}

void Witness::sent(const core::StartAction& action) {
  const auto known = runs_.find(action.run);
  if (known == runs_.end()) return violation("sent", "an action of a run that is not stored");
  const auto& run = known->second;
  auto& step = known->second.steps[action.step.key()];
  const auto name = words(run, action.step.key());
  const auto owner =
      step_of_key_.try_emplace(action.key, action.run, action.step.key()).first->second;
  if (owner != std::pair(action.run, action.step.key()))
    violation("key", name + " is sent under the key of another action");
  if (action.key != step.key) violation("key", name + " is sent under a key that is not its own");
  const int priority = run.spec->priority > 0 ? run.spec->priority : core::kPriorityDefault;
  if (action.priority != priority)
    violation("priority", name + " is sent with the priority of another workflow");
  // What was committed since the product last came to rest may not have reached its dispatcher.
  const bool noticed = run.last_change <= idle_sequence_;
  // What was cancelled while its effect was looked for is looked for to the end, and never sent.
  const bool sought = step.status == StepStatus::cancelled && step.due &&
                      action.mode == core::StartAction::Mode::read_back;
  if (noticed && run.done() && !sought)
    violation("cancelled", name + " is sent after the end of its run");
  const auto parent = runs_.find(run.parent);
  if (parent != runs_.end() && parent->second.status == RunStatus::cancelled && !sought &&
      run.ends.empty() && parent->second.last_change <= idle_sequence_)
    violation("orphan", name + " is sent after the run was cancelled that began its run");
  const bool performing =
      step.status == StepStatus::running || step.status == StepStatus::unknown || sought;
  if (noticed && (!performing || action.attempt != step.attempt || action.look != step.look))
    violation("sent", name + " is sent, and should not be performed");
  // It may have been on its way since the last idle moment. The clock shows an earlier time than
  // then if the machine was started anew with a clock that is behind.
  if (noticed && is_given_up(run, action.step.key(), std::min(idle_at_, time_.peek_steady())))
    violation("attempts", name + " is sent when the time for which it is tried is over");
  if (core::text_at(action.input, "notes") != step.notes)
    violation("packet", name + " is sent with another packet than it began with");
  if (action.mode == core::StartAction::Mode::read_back) return;
  if (noticed && step.uncertain)
    violation("sent", name + " is sent again though it may have happened");
  // Each attempt once, but for those of which the vendor said that it did nothing. After a crash an
  // attempt whose time is still to come, by a clock that was set back, is taken for one that was
  // not made.
  if (++step.sends[action.attempt] > 1 + crashes_after_clock_back_)
    violation("attempts", name + " is sent twice as attempt " + std::to_string(action.attempt));
}

void Witness::unsent(const core::StartAction& action) {
  const auto known = runs_.find(action.run);
  if (known == runs_.end() || action.mode == core::StartAction::Mode::read_back) return;
  --known->second.steps[action.step.key()].sends[action.attempt];
}

void Witness::took_effect(const core::StartAction& action) {
  const auto known = runs_.find(action.run);
  if (known == runs_.end()) return;
  const auto& step = known->second.step(action.step.key());
  // A person may have said that it did not happen; what a clock that was set back does is told in
  // sent().
  const bool excused =
      action.connection != "keyed" && (step.resent || crashes_after_clock_back_ > 0);
  if (vendors_.effects(action.run, action.step.key()) > 1 + step.rounds && !excused)
    violation("duplicate", words(known->second, action.step.key()) + " took effect twice");
}

void Witness::acknowledged(const core::Event& event) {
  const auto logged = outside_.find(*outside_key(event));
  if (logged == outside_.end())
    return violation("acknowledged", event.origin + " was acknowledged and is not in the log");
  if (logged->second.second != event.data)
    violation("acknowledged", event.origin + " was acknowledged and is in the log as another");
}

void Witness::refused(const core::Event& event) {
  const auto logged = outside_.find(*outside_key(event));
  if (logged != outside_.end() && logged->second.second == event.data)
    violation("refused", event.origin + " was refused and is in the log");
}

void Witness::told_conflict(const core::Event& event) {
  const auto logged = outside_.find(*outside_key(event));
  if (logged == outside_.end() || logged->second.second == event.data)
    violation("acknowledged", event.origin + " was called a conflict and is none");
}

void Witness::on_time(core::Time steady) {
  for (const auto& [workflow, model] : windows_) {
    const auto key = model.overdue(steady);
    if (!key.empty()) violation("late", workflow + " has not been started for " + key);
  }
  for (const auto& [key, burst] : bursts_)
    if (!burst.empty() && burst_over(burst, *burst.rbegin()).second + kSlack < steady)
      violation("late", "the burst of " + key + " is over, and has not started a run");
  for (const auto& [id, run] : runs_) {
    if (run.done()) continue;
    for (const auto& step : run.spec->steps) {
      const auto& state = run.step(step.name);
      // A gate that was open when its time ended, while the run was paused, is asked anew when the
      // run goes on.
      const bool asked_later = run.status == RunStatus::paused && state.status == StepStatus::gated;
      if (!asked_later && time_is_up(step, state, steady))
        violation("late", words(run, step.name) + " has not ended in time");
      const auto next = core::live(state.status) ? state.clock.next() : std::nullopt;
      if (next && *next <= steady)
        violation("late", words(run, step.name) + " takes too long, and nobody is told");
    }
  }
}

// The figures of workflows are what the journals add up to, whatever crashed meanwhile. While they
// are counted anew, some of them are still missing.
void Witness::holds_figures(ports::Queries& queries) {
  if (runtime::is_recounting(queries)) return;
  runtime::PlanCache plans(100);
  for (const auto& counted : runtime::recount_flow(queries, plans)) {
    const auto kept = queries.flow({counted.workflow, counted.day, counted.day + 1});
    if (std::find(kept.begin(), kept.end(), counted) != kept.end()) continue;
    std::string text;
    for (const auto& row : kept)
      if (row.step == counted.step && row.what == counted.what)
        text += " " + std::to_string(row.count) + "/" + std::to_string(row.spent.count());
    violation("figures", counted.workflow + " " + counted.step + " " + counted.what + ": counted " +
                             std::to_string(counted.count) + "/" +
                             std::to_string(counted.spent.count()) + ", kept" + text);
  }
}

// So are the counts of KPIs, of the events of the log.
void Witness::holds_counts(ports::Queries& queries) {
  const auto kpis = measures();
  const auto counted = runtime::recount_kpis(queries, *kpis, nullptr);
  std::vector<ports::KpiRow> kept;
  for (const auto& name : kpis->names())
    for (auto& row : queries.kpi_days(name, -kEverDays, kEverDays)) kept.push_back(std::move(row));
  if (kept == counted) return;
  std::string text;
  for (const auto* rows : {&counted, &std::as_const(kept)}) {
    text += rows == &kept ? "; kept" : "counted";
    for (const auto& row : *rows)
      text += " " + row.kpi + "/" + row.what + "@" + std::to_string(row.day) + "=" +
              std::to_string(row.count) + "/" + std::to_string(row.thousandths);
  }
  violation("kpis", text);
}

void Witness::holds_goals(ports::Queries& queries) {
  const auto tree = aims();
  const runtime::GoalWork work(queries, *tree, time_.peek());
  std::map<std::string, std::string> computed;
  for (const auto* node : tree->nodes()) {
    const auto state = work.standing(*node).state;
    if (state != goals::State::on_track) computed.emplace(node->name, goals::to_text(state));
  }
  if (computed != stored_goals(queries))
    violation("goals", "one of them stands otherwise than it is kept");
}

void Witness::at_rest(ports::Queries& queries) {
  if (queries.cursor() != queries.last_event()) violation("liveness", "events are left unstepped");
  for (const auto& lane : queries.outbox_lanes())
    violation("liveness", "something for " + lane + " is left in the outbox");
  for (const auto& alarm : queries.due_alarms(time_.peek_steady(), time_.peek(), 1))
    violation("liveness", alarm.run.text() + " " + alarm.step.text() + " is due, left");
  slots_at_rest();
  for (const auto& [key, events] : bursts_)
    if (!events.empty())
      violation("burst",
                "the burst of " + events.rbegin()->text() + " is over, and started no run");
  for (auto& [id, run] : runs_) {
    const bool queued = run.slot.place == core::Slot::Place::queued;
    see_level(run, last_event_, time_.peek_steady());
    if (!run.done() && !queued && !found_) rest(run, time_.peek());
  }
  look_for_orphans();
  for (const auto& [id, name] : owed_) {
    const auto& step = runs_.at(id).step(name);
    const bool done = step.status == StepStatus::succeeded || step.status == StepStatus::undone;
    if (!done && !step.late)
      violation("late", words(runs_.at(id), name) + " happened and is nowhere on record");
  }
  for (const auto& [id, run] : runs_) {
    for (const auto& [name, state] : run.steps) {
      if (!state.sought) continue;
      if (!state.late)
        violation("late", words(run, name) +
                              " was looked for when it was cancelled, and nothing came of it");
      if (state.late_result == "not_found" && vendors_.effects(id, name) > state.rounds)
        violation("late", words(run, name) + " is said not to have happened, and did");
    }
  }
  if (!found_) holds_figures(queries);
  if (!found_) holds_counts(queries);
  if (!found_) holds_goals(queries);
}

// A run that has not ended waits for a person, an event or a gate that cannot open by itself.
void Witness::rest(const RunModel& run, core::Time now) {
  bool waits = run.status == RunStatus::paused;
  for (const auto* all : {&run.spec->undos, &run.spec->endings}) {
    for (const auto& step : *all) {
      const auto& state = run.step(step.name);
      const bool for_a_person = state.status == StepStatus::unknown && !state.due;
      if (core::live(state.status) && !for_a_person)
        violation("liveness", words(run, step.name) + " is stuck");
      waits = waits || for_a_person;
    }
  }
  for (const auto& step : run.spec->steps) {
    const auto& state = run.step(step.name);
    if (core::live(state.status) && state.due)
      violation("liveness", words(run, step.name) + " has a time and it does not come");
    if (state.status == StepStatus::gated) {
      const bool asked_later = run.status == RunStatus::paused;  // anew when the run goes on
      if (!asked_later && gate_opens(run, *step.gate, now).value_or(false))
        violation("liveness", words(run, step.name) + " stands before an open gate");
    } else if (state.status == StepStatus::waiting) {
      if (step.verb == Verb::wait) missed_wait(run, step);
      const auto lives = [&run, &step](const auto& other) {
        return core::StepRef::of_key(other.first).name == step.name && other.first != step.name &&
               core::live(other.second.status);
      };
      // A step that it needs may have been reopened: then no item begins until that is done again.
      const bool held = run.status == RunStatus::paused || needs(run, step) == Needs::open;
      if (step.items > 0 && !held && std::none_of(run.steps.begin(), run.steps.end(), lives))
        violation("liveness", words(run, step.name) + " waits for none of its items");
    } else if (state.status == StepStatus::pending) {
      if (needs(run, step) != Needs::open && run.status != RunStatus::paused)
        violation("liveness", words(run, step.name) + " could begin, and does not");
    } else if (!core::settled(state.status) &&
               !(state.status == StepStatus::unknown && !state.due)) {
      violation("liveness", words(run, step.name) + " is stuck");
    }
    waits = waits || core::live(state.status);
  }
  if (!waits) violation("liveness", run.id.text() + " neither ends nor waits");
}

void Witness::missed_wait(const RunModel& run, const StepSpec& step) {
  std::set<EventId> used;  // by waits that it follows, and by itself
  const auto use = [&used](const StepModel& state) {
    used.insert(state.ended_by);
    for (const auto& [at, event] : state.taken) used.insert(event);
  };
  for (const auto& name : run.spec->before(step)) {
    if (run.step(name).status == StepStatus::succeeded) use(run.step(name));
  }
  const auto& mine = run.step(step.name);
  use(mine);
  for (std::size_t at = 0; at <= step.others.size(); ++at) {
    if (mine.taken.contains(static_cast<int>(at))) continue;
    for (const auto& event : log_) {
      // What has begun the run is no answer to it.
      const bool begins_run = event.id == run.trigger;
      if (event.id <= mine.after || begins_run || used.contains(event.id)) continue;
      if (wait_takes(run, step, at, event))
        violation("wait", words(run, step.name) + " still waits for " + event.id.text());
    }
  }
}

}  // namespace baton::sim
