#include "sim/run_model.hpp"

#include "baton/core/own_events.hpp"
#include "sim/vendor.hpp"

#include <algorithm>
#include <set>

namespace baton::sim {

using core::RunStatus;
using core::StepStatus;
using OnError = StepSpec::OnError;
using Verb = StepSpec::Verb;

namespace {

constexpr int kLooksMax = 20;
const StepSpec kNoStep{};

bool forgiven(const StepSpec& step, StepStatus status) {
  return status == StepStatus::failed && step.on_error == OnError::keep_going;
}

}  // namespace

const StepModel& RunModel::step(const std::string& name) const {
  static const StepModel kPending{};
  const auto found = steps.find(name);
  return found == steps.end() ? kPending : found->second;
}

std::string RunModel::packet() const {
  std::string text;
  const auto add = [&text](const std::string& line) { text += (text.empty() ? "" : "\n") + line; };
  const auto of = core::text_at(data, "id");
  if (spec->hears) add("of: " + (of.empty() ? "none" : of));
  std::string all;
  for (const auto& one : said) all += (all.empty() ? "" : "; ") + one;
  if (!all.empty()) add("said: " + all);
  if (spec->require_why) add("why: " + core::text_at(data, "why"));
  return text;
}

bool RunModel::hears(const core::Event& event) const {
  const auto about = core::text_at(data, "k");
  return spec->hears && event.type == kHeard && !about.empty() &&
         core::text_at(event.data, "k") == about;
}

namespace {

using Join = StepSpec::Join;

bool done_well(const StepSpec& step, StepStatus status) {
  return status == StepStatus::succeeded || forgiven(step, status);
}

// Whether a person's refusal, or a step that is tried again, lies on the way past a step: `broken`,
// or `open`.
Needs past(const RunModel& run, const std::string& name) {
  const auto* step = run.spec->step(name);
  const auto status = run.step(name).status;
  if (!core::settled(status)) return Needs::open;
  if (step->verb == Verb::approve && status == StepStatus::failed) return Needs::broken;
  bool open = false;
  bool barred = false;
  bool clear = step->needs.empty();
  for (const auto& need : step->needs) {
    const auto way = past(run, need);
    open = open || way == Needs::open;
    barred = barred || way == Needs::broken;
    clear = clear || way == Needs::met;
  }
  if (step->join == Join::any && clear) return Needs::met;
  if (step->join == Join::all && barred) return Needs::broken;
  if (open) return Needs::open;
  return step->join == Join::any ? Needs::broken : Needs::met;
}

}  // namespace

std::optional<Time> ClockModel::next() const {
  std::optional<Time> first;
  for (const auto& [name, mark] : marks) first = first ? std::min(*first, mark) : mark;
  return paused ? std::nullopt : first;
}

Needs needs(const RunModel& run, const StepSpec& step) {
  if (const auto* by = run.spec->begun_by(step.name)) {
    const auto& of = run.step(by->name);
    if (of.clock.missed.contains(by->begins_at) || of.missed_before.contains(by->begins_at))
      return Needs::met;
    return core::settled(of.status) ? Needs::all_skipped : Needs::open;
  }
  bool open = false;
  bool broken = false;
  bool succeeded = false;
  bool pardoned = false;
  for (const auto& name : step.needs) {
    const auto& need = *run.spec->step(name);
    const auto status = run.step(name).status;
    const auto way = past(run, name);
    const bool well = done_well(need, status);
    const bool bad = core::settled(status) && !well && status != StepStatus::skipped;
    open = open || !core::settled(status) || way == Needs::open;
    broken = broken || bad || way == Needs::broken;
    succeeded = succeeded || (status == StepStatus::succeeded && way == Needs::met);
    pardoned = pardoned || (status == StepStatus::failed && well && way == Needs::met);
  }
  if (step.needs.empty()) return Needs::met;
  if (step.join == Join::always) return open ? Needs::open : Needs::met;
  if (step.join == Join::any && succeeded) return Needs::met;
  if (step.join == Join::all && broken) return Needs::broken;
  if (open) return Needs::open;
  if (succeeded || pardoned) return Needs::met;
  return broken ? Needs::broken : Needs::all_skipped;
}

std::optional<bool> gate_opens(const RunModel& run, const GateSpec& gate, Time at) {
  switch (gate.kind) {
    // run.started_at is told in microseconds, and so is `now`.
    case GateSpec::Kind::after: return at >= run.started + gate.after;
    case GateSpec::Kind::half_hours:
      return std::chrono::duration_cast<std::chrono::minutes>(at.time_since_epoch()).count() % 60 <
             30;
    case GateSpec::Kind::trigger: return holds(gate.condition, run.data) == Verdict::yes;
    case GateSpec::Kind::fact:
      if (!run.level || *run.level <= kLevelOpen) return false;
      if (!run.level_is_old) return std::nullopt;
      return !*run.level_is_old;
  }
  return false;
}

bool time_is_up(const StepSpec& step, const StepModel& state, Time at) {
  if (state.status == StepStatus::gated) return state.closes && *state.closes <= at;
  return state.status == StepStatus::waiting && !step.until && state.due && *state.due <= at;
}

bool wait_takes(const RunModel& run, const StepSpec& step, std::size_t at,
                const core::Event& event) {
  if (at > 0) {
    const auto& other = step.others.at(at - 1);
    return event.type == other.type && holds(other.condition, event.data) == Verdict::yes;
  }
  if (event.type != step.type || !comes_from(event, step.from)) return false;
  auto key = core::text_at(run.data, "k");
  if (step.condition.kind == Condition::Kind::ref_is_output) {
    key = core::text_at(run.step(step.condition.text).output, "id");
    if (key.empty()) return false;
  }
  return holds(step.condition, event.data, key) == Verdict::yes;
}

void RowCheck::expect(bool holds, std::string_view checker, std::string_view text) {
  if (!holds)
    blame_(std::string(checker), run_.id.text() + ": " + about_ + ": " + std::string(text));
}

const StepSpec& RowCheck::spec(const std::string& name) {
  const auto* step = run_.spec->step(name);
  expect(step != nullptr, "version", "its version has no such step");
  return step ? *step : kNoStep;
}

void RowCheck::may_follow(const core::Transition& transition) {
  about_ = std::string(core::transition_name(transition)) + " " + core::step_of(transition).key();
  const bool resumes = std::holds_alternative<core::RunResumed>(transition);
  const bool sought = std::holds_alternative<core::StepUnknown>(transition) &&
                      run_.step(core::step_of(transition).key()).status == StepStatus::cancelled;
  const bool says_more =
      std::holds_alternative<core::LateOutcome>(transition) || sought ||
      (std::holds_alternative<core::ChildEnded>(transition) &&
       (run_.status == RunStatus::failed ||
        run_.step(core::step_of(transition).key()).status == StepStatus::failed)) ||
      (std::holds_alternative<core::StepResolved>(transition) && run_.status == RunStatus::failed);
  expect(!run_.done() || says_more || (resumes && run_.status == RunStatus::failed), "final",
         "it follows the end of the run");
}

// An item begins when its step has begun and a place is free, in the order of the items, and once.
void RowCheck::item_begins(const core::StepRef& ref) {
  const auto& step = spec(ref.name);
  auto& whole = model(ref.name);
  const auto& state = run_.step(ref.key());
  expect(whole.status == StepStatus::waiting, "order", "it begins while its step does not wait");
  expect(state.status == StepStatus::pending, "once", "it begins again");
  expect(run_.status != RunStatus::paused || cause_.type == core::kRunRetry, "paused",
         "it begins while the run is paused");
  int live = 0;
  bool failed = false;
  const int items = items_in(step, run_.data);
  for (int item = 0; item < items; ++item) {
    const auto status = run_.step(core::StepRef(ref.name, item).key()).status;
    live += core::live(status) ? 1 : 0;
    failed = failed || status == StepStatus::failed;
  }
  expect(!step.fail_fast || !failed, "items", "it begins although one before it has failed");
  expect(ref.item < items && live < step.parallel, "items", "more begin than there are places");
  if (state.was_reset) return;
  expect(ref.item == whole.items_begun, "items", "they begin out of order");
  ++whole.items_begun;
}

// How the items of a step stand. With `fail_fast`, those that have not begun when one fails never
// begin.
RowCheck::ItemsStand RowCheck::items_of(const core::StepRef& ref) {
  const auto& step = spec(ref.name);
  ItemsStand stand;
  int to_come = 0;
  for (int item = 0; item < items_in(step, run_.data); ++item) {
    const auto status = run_.step(core::StepRef(ref.name, item).key()).status;
    stand.all_ended = stand.all_ended && !core::live(status);
    stand.failed += status == StepStatus::failed ? 1 : 0;
    to_come += status == StepStatus::pending ? 1 : 0;
  }
  if (to_come > 0 && !(step.fail_fast && stand.failed > 0)) stand.all_ended = false;
  return stand;
}

// A step may begin only now.
void RowCheck::begins(const core::StepRef& ref) {
  if (ref.has_item()) return item_begins(ref);
  const auto& step = spec(ref.name);
  const auto& state = run_.step(step.name);
  expect(state.status == StepStatus::pending || state.status == StepStatus::gated, "once",
         "it begins again");
  expect(needs(run_, step) == Needs::met, "order", "it begins before what it needs is settled");
  // A person may have one of several steps that pause a run tried again alone.
  expect(run_.status != RunStatus::paused || cause_.type == core::kRunRetry, "paused",
         "it begins while the run is paused");
  expect(holds(step.when, run_.data) == Verdict::yes, "when",
         "it begins although its condition does not hold");
  expect(!step.gate || state.gate_open, "gate", "it begins behind a closed gate");
  expect(run_.spec->slots == 0 || run_.slot.place == core::Slot::Place::held, "slot",
         "it begins without a place in its slot");
  model(step.name).log_began = last_event_;
  if (is_undo(step.name)) begins_to_undo(step.name);
  expect(!is_ending(step.name) || (all_settled() && failed() && !left_to_undo()), "ending",
         "it begins before the run has failed and all is undone");
}

bool RowCheck::is_undo(const std::string& name) const {
  const auto& undos = run_.spec->undos;
  return std::any_of(undos.begin(), undos.end(),
                     [&name](const auto& undo) { return undo.name == name; });
}

bool RowCheck::is_ending(const std::string& name) const {
  const auto& endings = run_.spec->endings;
  return std::any_of(endings.begin(), endings.end(),
                     [&name](const auto& ending) { return ending.name == name; });
}

// Whether all that is done after a failure has ended, or has been left out.
bool RowCheck::ended_after_failure() const {
  const auto& endings = run_.spec->endings;
  return std::all_of(endings.begin(), endings.end(), [this](const auto& ending) {
    return core::settled(run_.step(ending.name).status);
  });
}

// The step that succeeded last of those that can be undone and are not.
const StepSpec* RowCheck::next_to_undo() const {
  const StepSpec* next = nullptr;
  for (const auto& step : run_.spec->steps) {
    const auto& state = run_.step(step.name);
    if (state.status != StepStatus::succeeded || !is_undo(undo_name(step.name))) continue;
    if (!next || state.succeeded_at > run_.step(next->name).succeeded_at) next = &step;
  }
  return next;
}

// Undoing begins when the run has failed, with the step that succeeded last, one at a time.
void RowCheck::begins_to_undo(const std::string& name) {
  expect(run_.spec->undoes && all_settled() && failed(), "undo",
         "something is undone before the run has failed");
  const auto* next = next_to_undo();
  expect(next && undo_name(next->name) == name, "undo", "another step is to be undone first");
  for (const auto& undo : run_.spec->undos)
    expect(!core::live(run_.step(undo.name).status), "undo", "two steps are undone at once");
}

void RowCheck::operator()(const core::StepUndone& t) {
  auto& state = model(t.step.name);
  expect(state.status == StepStatus::succeeded, "undo", "it had not succeeded");
  expect(run_.step(undo_name(t.step.name)).status == StepStatus::succeeded, "undo",
         "nothing undid it");
  state.status = StepStatus::undone;
}

bool RowCheck::left_to_undo() const { return run_.spec->undoes && failed() && next_to_undo(); }

void RowCheck::settle(const std::string& name, StepStatus status) {
  auto& state = model(name);
  expect(!core::settled(state.status), "once", "the step was settled already");
  const auto next = state.clock.next();
  expect(!next || *next > steady_, "sla", "it has taken too long, and nobody was told");
  state.status = status;
  state.due.reset();
  state.closes.reset();
}

// The row was caused by what a vendor said about the attempt that is being made.
void RowCheck::outcome_of(const std::string& name, const StepModel& state) {
  expect(state.status == StepStatus::running || state.status == StepStatus::unknown, "once",
         "no action is being performed");
  expect(cause_.type == core::kActionFinished && core::step_named(cause_).key() == name, "outcome",
         "it was not caused by an outcome of its own");
  const auto* attempt = core::find(cause_.data, "attempt");
  const core::Try ended{attempt ? attempt->get<int>() : 0, core::tried(cause_).look};
  expect(ended == core::Try{state.attempt, state.look}, "outcome", "the outcome is of another try");
}

// The row was caused by what a vendor said about what was under way when the step was cancelled or
// decided.
void RowCheck::late_outcome_of(const StepModel& state) {
  const auto* attempt = core::find(cause_.data, "attempt");
  const core::Try ended{attempt ? attempt->get<int>() : 0, core::tried(cause_).look};
  expect(cause_.type == core::kActionFinished && state.superseded == ended, "late",
         "it was not under way");
}

// It is not tried again because its time is over, or will be when its next attempt is due.
void RowCheck::gives_up(const StepSpec& step, const StepModel& state) {
  expect(step.tried_for && state.gives_up, "attempts", "it has no end to how long it is tried");
  const bool never_sent = core::text_at(cause_.data, "code") == core::kGaveUpCode;
  expect(state.gives_up && *state.gives_up <= steady_ + (never_sent ? Duration{} : kPauseMax),
         "attempts", "it is given up before its time");
}

std::string RowCheck::said() const { return core::text_at(cause_.data, "result"); }

void RowCheck::sure(StepModel& state) {
  state.uncertain = false;
  state.look = state.looks_before = 0;
}

void RowCheck::operator()(const core::StepStarted& t) {
  const auto& step = spec(t.step.key());
  auto& state = model(t.step.key());
  expect(t.attempt == state.attempt + 1, "attempts", "attempts count up by one");
  expect(!state.uncertain || said() == "not_found", "outcome",
         "it is sent again though it may have happened");
  if (state.status == StepStatus::pending || state.status == StepStatus::gated) {
    begins(t.step);
  } else if (cause_.type == core::kStepResolve) {
    expect(state.resolved_as == "resend", "outcome", "nobody had it sent again");
  } else {
    outcome_of(t.step.key(), state);
    expect(said() == "not_found", "outcome", "it is sent again though it may have happened");
    if (state.status == StepStatus::running) ++state.attempts_before;  // cut by a restart
    expect(state.attempt - state.attempts_before < step.attempts, "attempts",
           "more attempts than its policy allows");
  }
  expect(!state.gives_up || steady_ < *state.gives_up, "attempts",
         "it is sent again, and its time is over");
  if (step.tried_for && !state.gives_up) state.gives_up = steady_ + *step.tried_for;
  if (!t.key.empty()) {
    expect(state.key.empty() || state.key == t.key, "key", "its key changed");
    state.key = t.key;
  }
  expect(!state.key.empty(), "key", "it has no key");
  if (!t.input.is_null()) {
    state.notes = core::text_at(t.input, "notes");
    expect(is_undo(t.step.name) || !run_.spec->carries() || state.notes == run_.packet(), "packet",
           "it hands over " + state.notes + ", expected " + run_.packet());
  }
  state.status = StepStatus::running;
  state.attempt = t.attempt;
  state.due.reset();
  state.resolved_as.clear();
  sure(state);
}

void RowCheck::operator()(const core::StepRetrying& t) {
  auto& state = model(t.step.key());
  outcome_of(t.step.key(), state);
  expect(said() == "transient", "outcome", "nobody said that it may work later");
  expect(!state.uncertain, "outcome", "it is sent again though it may have happened");
  expect(t.attempt == state.attempt + 1, "attempts", "attempts count up by one");
  expect(t.attempt - state.attempts_before <= spec(t.step.key()).attempts, "attempts",
         "more attempts than its policy allows");
  expect(t.due >= steady_, "attempts", "it is due before its time");
  expect(!state.gives_up || t.due < *state.gives_up, "attempts",
         "it is to be tried when its time is over");
  state.attempt = t.attempt;
  state.due = t.due;
  sure(state);
}

void RowCheck::operator()(const core::StepUnknown& t) {
  auto& state = model(t.step.key());
  const bool cancelled = state.status == StepStatus::cancelled;
  if (state.status == StepStatus::pending || state.status == StepStatus::gated) {
    begins(t.step);
    expect(state.uncertain && state.was_reset, "outcome", "nothing of it is in doubt");
  } else if (cancelled) {
    late_outcome_of(state);
    expect(t.due && said() == "unknown", "late", "it is looked for although it is known");
    state.superseded = {t.attempt, t.look};
  } else {
    outcome_of(t.step.key(), state);
    const bool for_a_person = said() == "undecidable";
    expect(for_a_person != t.due.has_value(), "outcome",
           "a person is to decide when nothing can tell, and only then");
  }
  if (t.restart) ++state.attempts_before;
  expect(!t.restart || state.status == StepStatus::running, "attempts", "no restart cut it");
  expect(t.attempt == state.attempt, "attempts", "looking is an attempt");
  expect(t.look == state.look + 1, "attempts", "looks count up by one");
  const auto* wait = core::find(cause_.data, "retry_after_us");
  expect(wait || t.look - state.looks_before <= kLooksMax + 1, "attempts",
         "it is looked for without end");
  if (!cancelled) state.status = StepStatus::unknown;
  state.look = t.look;
  state.due = t.due;
  state.uncertain = true;
}

// Only what was under way when its step was cancelled, or decided by a person, and once.
void RowCheck::operator()(const core::LateOutcome& t) {
  auto& state = model(t.step.key());
  const bool nobody_knows = t.result == "undecidable" &&
                            said() == "not_found";  // it may be sent again, and is not looked for
  const bool nobody_looks =
      t.result == "unknown" && core::text_at(cause_.data, "code") == core::kGaveUpCode;
  expect(said() == t.result || nobody_knows || nobody_looks, "late", "nobody said so");
  late_outcome_of(state);
  state.superseded.reset();
  state.late = true;
  state.late_result = t.result;
  if (state.status != StepStatus::cancelled) return;
  state.due.reset();
  state.uncertain = t.result == "unknown" || t.result == "undecidable";
}

void RowCheck::operator()(const core::StepResolved& t) {
  auto& state = model(t.step.key());
  expect(cause_.type == core::kStepResolve && cause_.actor == t.actor && !t.actor.is_nobody(),
         "resolve", "nobody said so");
  const bool told = !state.resolved_as.empty() && core::settled(state.status);
  expect(state.uncertain || told, "resolve", "nothing of it is in doubt");
  const bool open = state.status == StepStatus::unknown || state.status == StepStatus::failed;
  expect(open || told, "resolve", "it has another outcome");
  const auto acts_on_it = [&](const StepSpec& other) {
    const auto status = run_.step(other.name).status;
    const bool under_way = status == StepStatus::running || status == StepStatus::unknown;
    const auto before = run_.spec->before(other);
    const bool after = before.contains(t.step.key());
    return after && (under_way || (status == StepStatus::succeeded && t.as != "succeeded"));
  };
  const auto& steps = run_.spec->steps;
  expect(
      state.status != StepStatus::succeeded || std::none_of(steps.begin(), steps.end(), acts_on_it),
      "resolve", "it is corrected though it was acted on");
  if (state.status == StepStatus::unknown && state.due)
    state.superseded = {state.attempt, state.look};
  state.attempts_before = state.attempt;
  state.gives_up.reset();
  state.uncertain = false;
  state.resolved_as = t.as;
  state.resent = state.resent || t.as != "succeeded";
}

// A wait looks back to the trigger, for a length of time, or to where the earliest of its needs
// began, and no further than to the refusal that has sent the run back to it.
void RowCheck::looks_back(const StepSpec& step, core::EventId after) {
  const auto sent_back = model(step.name).sent_back;
  expect(after >= sent_back, "wait", "it looks back beyond the refusal that sent the run back");
  if (step.since == StepSpec::Since::length) {
    // Events of the log that are not processed yet come to it, however old they are.
    const core::EventId to(core::first_id_of(row_.at - step.looks_back_for) - 1);
    const bool less = after < to && after >= cause_.id;
    const bool to_refusal = after == sent_back && to <= sent_back;
    return expect((after == to || less || to_refusal) && after <= last_event_, "wait",
                  "it looks back for another time");
  }
  if (step.since == StepSpec::Since::trigger)
    return expect(after == std::max(run_.trigger, sent_back), "wait",
                  "it does not look back to the trigger");
  expect(after >= run_.trigger, "wait", "it looks back beyond the trigger");
  core::EventId began{};
  for (const auto& name : step.needs) {
    const auto& need = run_.step(name);
    if (need.status == StepStatus::skipped) continue;
    if (!need.log_began) return;  // it failed before it began, or with a `join`, did not begin
    if (!began || need.log_began < began) began = need.log_began;
  }
  expect(after == sent_back || (began ? after <= began : after == run_.trigger), "wait",
         "it does not look back to where its needs began");
}

// When a length of time ends that begins with this row. It is turned into elapsed time once, by the
// wall clock.
Time RowCheck::end_of(const std::string& calendar, const Length& length) const {
  const auto& name = calendar.empty() ? run_.spec->calendar : calendar;
  return steady_ + (WorkTime::of(name).after(row_.at, length) - row_.at);
}

std::optional<Time> RowCheck::end_of(const StepSpec& step,
                                     const std::optional<Length>& length) const {
  return length ? std::optional(end_of(step.calendar, *length)) : std::nullopt;
}

void RowCheck::operator()(const core::StepWaiting& t) {
  begins(t.step);
  const auto& step = spec(t.step.key());
  const bool sleeps = step.verb == Verb::sleep;
  const auto end = step.until ? std::optional(run_.started + step.length.by_clock)
                              : end_of(step, sleeps ? std::optional(step.length) : step.timeout);
  expect(t.due == end, "timer", "it ends at another time");
  auto& state = model(t.step.key());
  state.after = t.after;
  state.taken.clear();
  if (!t.type.empty()) looks_back(spec(t.step.key()), t.after);
  state.status = StepStatus::waiting;
  state.attempt = std::max(state.attempt, 1);
  state.due = t.due;
}

// It takes this event as the one at this place, which it has not taken yet, and no event twice.
void RowCheck::takes(const StepSpec& step, StepModel& state, std::size_t at) {
  expect(at <= step.others.size() && wait_takes(run_, step, at, cause_) &&
             cause_.id > state.after && cause_.id != run_.trigger,
         "wait", "this is not the event it waits for");
  expect(!state.taken.contains(static_cast<int>(at)), "wait", "it has taken such an event already");
  for (const auto& [place, event] : state.taken)
    expect(event != cause_.id, "wait", "it takes one event twice");
  state.taken[static_cast<int>(at)] = cause_.id;
}

// The packet has the newest twenty of what was said.
void RowCheck::joins(std::string line) {
  run_.said.push_back(std::move(line));
  if (run_.said.size() > 20) run_.said.erase(run_.said.begin());
}

// What somebody said to a step, in Baton itself, joins the packet.
void RowCheck::joins(const core::Actor& actor, const std::string& about, const std::string& text) {
  if (run_.spec->carries()) joins(actor.text() + ", " + about + (text.empty() ? "" : ": " + text));
}

// What somebody said elsewhere, in the comment of an event, joins the packet once.
void RowCheck::joins(const core::Event& event) {
  const auto* comment = core::find(event.data, "comment");
  if (!run_.spec->carries() || comment == nullptr || !run_.heard.insert(event.id).second) return;
  joins(core::text_at(*comment, "author") + ", " + event.type + ": " +
        core::text_at(*comment, "text"));
}

void RowCheck::operator()(const core::EventTaken& t) {
  if (t.step.empty()) {
    expect(run_.hears(cause_) && !run_.heard.contains(cause_.id), "heard",
           "it is not about this run, or it was heard before");
    return joins(cause_);
  }
  joins(cause_);
  const auto& step = spec(t.step.name);
  auto& state = model(t.step.name);
  expect(state.status == StepStatus::waiting && step.all, "wait", "it does not wait for several");
  takes(step, state, static_cast<std::size_t>(t.branch));
  expect(state.taken.size() <= step.others.size(), "wait", "it has all events and waits on");
}

// Its output names what it took, and has every event that it took.
void RowCheck::wait_over(const StepSpec& step, StepModel& state, const Json& output) {
  std::size_t at = 0;
  while (step.all && state.taken.contains(static_cast<int>(at))) ++at;
  if (!step.all && !step.others.empty()) at = core::text_at(output, "name").back() - '0';
  takes(step, state, at);
  joins(cause_);
  state.ended_by = cause_.id;
  if (!step.all) return;
  expect(state.taken.size() == step.others.size() + 1, "wait", "it is over before all have come");
  for (const auto& [place, event] : state.taken) {
    const auto* kept = core::find(output, "e" + std::to_string(place));
    expect(kept && core::text_at(*kept, "id") == event.text(), "wait", "it lost what it had taken");
  }
}

void RowCheck::operator()(const core::RunQueued& t) {
  expect(run_.spec->slots > 0 && run_.slot.place == core::Slot::Place::none, "slot",
         "it waits for a place that it does not need");
  run_.slot = {core::Slot::Place::queued, t.slot};
}

void RowCheck::operator()(const core::SlotTaken& t) {
  expect(run_.spec->slots > 0 && run_.slot.place != core::Slot::Place::held, "slot",
         "it has its place already, or needs none");
  const bool waited = run_.slot.place == core::Slot::Place::queued;
  expect(!waited || (cause_.type == core::kSlotGiven && run_.slot.key == t.slot), "slot",
         "nobody gave it a place");
  expect(run_.status != RunStatus::paused, "slot", "it takes a place while it is paused");
  const auto key = run_.spec->slot_keyed ? core::text_at(run_.data, "k") : std::string();
  expect(t.slot == key, "slot", "it is the place of another key");
  run_.slot = {core::Slot::Place::held, t.slot};
}

// Whether the run was cancelled because its slot was full: before it began, or for a newer one.
bool RowCheck::makes_place() const {
  if (run_.spec->slots == 0) return false;
  switch (run_.spec->when_full) {
    case Spec::WhenFull::queue:
    case Spec::WhenFull::join: return false;
    case Spec::WhenFull::reject: return cause_.id == run_.trigger && run_.steps.empty();
    case Spec::WhenFull::replace: return cause_.id > run_.trigger;
  }
  return false;
}

void RowCheck::operator()(const core::StepNoted& t) {
  expect(model(t.step.key()).status == StepStatus::waiting, "wait",
         "it is noted on a step that does not wait");
}

void RowCheck::operator()(const core::StepGated& t) {
  const auto& step = spec(t.step.key());
  auto& state = model(t.step.key());
  expect(state.status == StepStatus::pending || state.status == StepStatus::gated, "once",
         "it is gated though it began");
  expect(needs(run_, step) == Needs::met, "order",
         "its gate is asked before what it needs is settled");
  const bool paused =
      run_.status == RunStatus::paused;  // then it is asked anew when the run goes on
  const auto closes = state.closes ? state.closes : end_of(step, step.gate->within);
  expect(t.closes == closes, "timer", "its gate closes at another time");
  expect(step.gate && (paused || !gate_opens(run_, *step.gate, row_.at).value_or(false)), "gate",
         "its gate is open");
  state.status = StepStatus::gated;
  state.due = t.due;
  state.closes = t.closes;
}

// What is read is what the last event said that set it, and no other.
void RowCheck::operator()(const core::FactsRead& t) {
  const auto& step = spec(t.step.key());
  expect(step.gate && step.gate->kind == GateSpec::Kind::fact, "facts", "it reads no fact");
  expect(t.facts.size() == 1, "facts", "it reads one fact");
  const auto* value = t.facts.empty() ? nullptr : core::find(t.facts.front(), "value");
  const bool may_be_old = run_.level && run_.level_is_old.value_or(true);
  const bool has_one = run_.level && !run_.level_is_old.value_or(false);
  expect(value ? has_one && *value == *run_.level : !run_.level || may_be_old, "facts",
         "it reads another value than the fact has");
}

void RowCheck::operator()(const core::GateOpened& t) {
  const auto& step = spec(t.step.key());
  auto& state = model(t.step.key());
  expect(state.status == StepStatus::pending || state.status == StepStatus::gated, "once",
         "its gate opens though it began");
  const bool gave_up = step.gate && step.gate->on_timeout == GateSpec::OnTimeout::proceed &&
                       state.closes && *state.closes <= steady_;
  expect(step.gate && (gave_up || gate_opens(run_, *step.gate, row_.at).value_or(true)), "gate",
         "its gate is closed");
  state.status = StepStatus::pending;
  state.gate_open = true;
  state.due.reset();
  state.closes.reset();
}

// Who is asked is what the route says of what triggered the run, and the row that says it is on
// record.
void RowCheck::goes_by_route(const StepSpec& step, const Json& routed, const std::string& group,
                             const std::vector<std::string>& users) {
  expect(routed.is_null() != step.routed, "route", "it does not say what has said who is asked");
  if (!step.routed || routed.is_null()) return;
  const auto row = route_row(run_.data);
  const auto* rows = core::find(routed, "rows");
  expect(core::text_at(routed, "route") == kRoute && rows && *rows == Json::array({row.name}),
         "route", "another row is on record");
  const auto* n = core::find(run_.data, "n");
  const auto* told = core::find(routed, "with");
  expect(told && core::find(*told, "n") && *core::find(*told, "n") == (n ? *n : Json(0)), "route",
         "the route was told something else");
  expect(group.empty() && users == row.users, "route", "others are asked than the route says");
}

void RowCheck::operator()(const core::ApprovalRequested& t) {
  begins(t.step);
  const auto& step = spec(t.step.key());
  goes_by_route(step, t.routed, t.group, t.users);
  expect(!step.routed || t.count == route_row(run_.data).count, "route",
         "another number of people has to agree");
  expect(t.due == end_of(step, step.timeout) && t.escalates == end_of(step, step.escalates),
         "timer", "it is escalated, or fails, at another time");
  auto& state = model(t.step.key());
  state.status = StepStatus::waiting;
  state.ends = t.due;
  state.due = t.due && t.escalates ? std::min(*t.due, *t.escalates) : t.due ? t.due : t.escalates;
  state.request = t;
  state.escalated = false;
  state.decisions.clear();
}

void RowCheck::operator()(const core::ApprovalDecided& t) {
  const auto& step = spec(t.step.key());
  auto& state = model(t.step.key());
  expect(state.status == StepStatus::waiting && step.verb == Verb::approve, "approval",
         "nothing is asked");
  expect(cause_.type == core::kApprovalDecide && cause_.actor == t.actor && !t.actor.is_nobody(),
         "approval", "nobody decided it");
  const auto users = step.routed ? route_row(run_.data).users : step.users;
  const bool named = std::find(users.begin(), users.end(), t.actor.text()) != users.end();
  const bool lead = state.escalated && t.actor.text() == kLead;
  expect(users.empty() || named || lead, "approval", "it was not theirs to decide");
  expect(!step.not_requester || t.actor != run_.requester, "approval", "the requester decided");
  expect(t.hash == state.request.hash, "approval", "they decided something else");
  const auto earlier =
      std::find_if(state.decisions.begin(), state.decisions.end(),
                   [&](const auto& decision) { return decision.actor == t.actor; });
  if (earlier != state.decisions.end()) {
    expect(earlier->approve && !t.approve, "approval", "one decision of a person is kept twice");
    state.decisions.erase(earlier);
  }
  state.decisions.push_back(t);
  joins(t.actor, t.step.text() + (t.approve ? ", approved" : ", rejected"), t.comment);
}

void RowCheck::operator()(const core::ApprovalVoided& t) {
  auto& state = model(t.step.key());
  const bool asked = state.status == StepStatus::waiting || state.status == StepStatus::succeeded;
  expect(spec(t.step.key()).verb == Verb::approve && asked, "approval",
         "nothing was asked that could be void");
  const bool by_a_person = cause_.type == core::kRunRetry || cause_.type == core::kStepResolve ||
                           cause_.type == core::kStepSkip || cause_.type == core::kTaskReopen ||
                           goes_back();
  expect(by_a_person && again_before(t.step.key()), "approval", "it is void for no reason");
  state.status = StepStatus::pending;
  state.stop_clock();
  state.gate_open = false;
  state.due.reset();
  state.decisions.clear();
}

void RowCheck::approved(const StepSpec& step, const StepModel& state) {
  std::set<core::Actor> agreed;
  bool rejected = false;
  for (const auto& decision : state.decisions) {
    if (decision.approve) agreed.insert(decision.actor);
    rejected = rejected || !decision.approve;
  }
  const int count = step.routed ? route_row(run_.data).count : step.count;
  expect(!rejected && agreed.size() >= static_cast<std::size_t>(count), "approval",
         "not enough people agreed");
}

void RowCheck::operator()(const core::StepSucceeded& t) {
  const auto& step = spec(t.step.key());
  auto& state = model(t.step.key());
  const bool waits = state.status == StepStatus::waiting;
  if (step.items > 0 && !t.step.has_item()) {
    const auto stand = items_of(t.step);
    expect(waits && stand.all_ended && stand.failed == 0, "items",
           "it succeeds before all its items have");
    settle(t.step.key(), StepStatus::succeeded);
    state.succeeded_at = run_.revision;
    return;
  }
  switch (step.verb) {
    case Verb::act:
      if (state.resolved_as == "succeeded") break;
      outcome_of(t.step.key(), state);
      expect(core::text_at(cause_.data, "result") == "succeeded", "outcome",
             "the vendor said otherwise");
      expect(vendors_.effects(run_.id, t.step.key()) > 0, "outcome",
             "it succeeded and never took effect");
      break;
    case Verb::approve:
      expect(waits, "once", "nothing is asked");
      approved(step, state);
      break;
    case Verb::wait:
      expect(waits, "once", "it does not wait");
      wait_over(step, state, t.output);
      break;
    case Verb::sleep:
      expect(waits && state.due && *state.due <= (step.until ? row_.at : steady_), "timer",
             "it woke before its time");
      break;
    case Verb::task: expect(waits && state.worked, "task", "nobody has done it"); break;
    case Verb::emit:
    case Verb::set:
      begins(t.step);
      expect(!step.routed || core::text_at(t.output, "row") == route_row(run_.data).name, "route",
             "an expression got another row");
      break;
    case Verb::run: child_succeeded(state); break;
  }
  settle(t.step.key(), StepStatus::succeeded);
  state.succeeded_at = run_.revision;
  state.output = t.output;
}

void RowCheck::operator()(const core::StepFailed& t) {
  const auto& step = spec(t.step.key());
  auto& state = model(t.step.key());
  const bool rejected = std::any_of(state.decisions.begin(), state.decisions.end(),
                                    [](const auto& decision) { return !decision.approve; });
  if (t.code == "timeout" && state.status == StepStatus::waiting) {
    expect(state.due && *state.due <= steady_, "timer", "its time is not over");
  } else if (t.code == "rejected" && step.verb == Verb::approve) {
    expect(rejected, "approval", "nobody rejected it");
    expect(step.return_to.empty() || state.returned >= step.returns, "approval",
           "it may send the run back once more");
  } else if (t.code == "items_failed") {
    const auto stand = items_of(t.step);
    expect(state.status == StepStatus::waiting && stand.all_ended && stand.failed > 0, "items",
           "it fails before all its items have ended");
  } else if (t.code == "run_failed" || t.code == "run_cancelled") {
    expect(state.status == StepStatus::waiting && cause_.type == core::kChildEnded, "child",
           "the run that it began has not failed");
  } else if (t.code == "gate_closed") {
    const bool over = state.closes && *state.closes <= steady_;
    expect(over && step.gate && step.gate->on_timeout == GateSpec::OnTimeout::fail, "gate",
           "its gate had still time");
  } else if (t.code == "resolved") {
    expect(cause_.type == core::kStepResolve && state.resolved_as == "failed", "resolve",
           "nobody said that it failed");
  } else if (state.status == StepStatus::running || state.status == StepStatus::unknown) {
    outcome_of(t.step.key(), state);
    if (t.code == core::kGaveUpCode) gives_up(step, state);
    expect(said() != "throttled" && said() != "held", "outcome",
           "it fails because it was not sent");
    state.uncertain = t.in_doubt || t.code == "unknown" || t.code == "no_trace";
    expect(
        state.uncertain || said() == "permanent" || said() == "transient" || said() == "not_found",
        "outcome", "it is said to have failed though it may have happened");
  } else {
    expect(state.status == StepStatus::pending || state.status == StepStatus::gated, "once",
           "it fails out of nothing");
    expect(needs(run_, step) == Needs::met, "order", "it fails before what it needs is settled");
    // An item that fails as it begins has begun.
    if (auto& begun = model(t.step.name).items_begun; t.step.has_item() && begun == t.step.item)
      ++begun;
  }
  settle(t.step.key(), StepStatus::failed);
}

// A person may skip a step of which nothing is under way outside. Neither it nor a step that is
// skipped with it may be an approval or mandatory, and no step that is still to come may read its
// output.
void RowCheck::skipped_by_a_person(const StepSpec& step, const StepModel& state) {
  const bool failed = state.status == StepStatus::pending && state.reset_in == row_.sequence;
  const bool waits =
      state.status == StepStatus::waiting && (step.verb == Verb::wait || step.verb == Verb::sleep);
  expect((failed || waits || state.status == StepStatus::gated) && !state.uncertain, "skip",
         "something of it is under way");
  expect(step.items == 0 && !is_undo(step.name) && !is_ending(step.name), "skip",
         "such a step is not skipped");
  std::set<std::string> skipped;
  for (const auto& other : run_.spec->steps) {
    const auto status = run_.step(other.name).status;
    const bool to_come = !core::settled(status) || status == StepStatus::blocked;
    const bool along = to_come && !other.needs.empty() && other.join != Join::always &&
                       std::all_of(other.needs.begin(), other.needs.end(),
                                   [&skipped](const auto& need) { return skipped.contains(need); });
    const bool now = along || other.name == step.name;
    if (now || status == StepStatus::skipped) skipped.insert(other.name);
    expect(!now || !other.mandatory, "skip", "it, or what is skipped with it, is mandatory");
    expect(!now || other.verb != Verb::approve, "skip", "people are asked to decide");
    const bool reads =
        other.condition.kind == Condition::Kind::ref_is_output && other.condition.text == step.name;
    expect(!reads || !to_come || now, "skip", "a step that is to come reads its output");
  }
}

void RowCheck::operator()(const core::StepSkipped& t) {
  const auto& step = spec(t.step.key());
  auto& state = model(t.step.key());
  if (cause_.type == core::kStepSkip && core::step_named(cause_) == t.step) {
    skipped_by_a_person(step, state);
    expect(t.by_person, "skip", "it is not said that a person skipped it");
    state.left_out = true;
    return settle(t.step.key(), StepStatus::skipped);
  }
  const auto ready = needs(run_, step);
  const bool unwanted = ready == Needs::met && holds(step.when, run_.data) == Verdict::no;
  // A step at its gate is past what it needs, even if some of that is done anew meanwhile.
  const bool there = ready == Needs::met || state.status == StepStatus::gated;
  const bool shut = there && step.gate && step.gate->on_timeout == GateSpec::OnTimeout::skip &&
                    state.closes && *state.closes <= steady_;
  const bool no_failure = is_ending(t.step.key()) && all_settled() && !failed();
  expect(ready == Needs::all_skipped || unwanted || shut || no_failure, "order",
         "it is skipped for no reason");
  settle(t.step.key(), StepStatus::skipped);
}

void RowCheck::operator()(const core::StepBlocked& t) {
  expect(needs(run_, spec(t.step.key())) == Needs::broken, "order", "it is blocked by nothing");
  settle(t.step.key(), StepStatus::blocked);
}

void RowCheck::operator()(const core::StepCancelled& t) {
  auto& state = model(t.step.key());
  expect((cause_.type == core::kRunCancel || makes_place()) && core::live(state.status), "final",
         "nobody cancelled it");
  state.sought = state.status == StepStatus::unknown && state.due;
  const auto next_look = state.sought ? state.due : std::nullopt;
  if (state.status == StepStatus::running || state.sought)
    state.superseded = {state.attempt, state.look};
  settle(t.step.key(), StepStatus::cancelled);
  state.due = next_look;
}

// Whether a step before this one has not ended, as when it is tried again.
bool RowCheck::again_before(const std::string& name) {
  const auto before = run_.spec->before(spec(name));
  return std::any_of(before.begin(), before.end(), [this](const std::string& earlier) {
    return !core::settled(run_.step(earlier).status);
  });
}

// Whether a person said something else of the step before, or corrects what it was made from, and
// nothing of it has gone out.
bool RowCheck::corrected(const std::string& name) {
  const auto& state = model(name);
  if (cause_.type != core::kStepResolve && cause_.type != core::kTaskReopen && !goes_back())
    return false;
  if (core::step_named(cause_).key() == name)
    return state.status == StepStatus::succeeded && (!state.resolved_as.empty() || state.reopened);
  const auto verb = spec(name).verb;
  return again_before(name) &&
         (state.status == StepStatus::skipped || state.status == StepStatus::gated ||
          (state.status == StepStatus::waiting && (verb == Verb::wait || verb == Verb::task)) ||
          (state.status == StepStatus::succeeded && verb == Verb::set));
}

void RowCheck::operator()(const core::StepReset& t) {
  auto& state = model(t.step.key());
  expect(!state.left_out || done_once_more(t.step.key()), "skip",
         "what a person has skipped begins again");
  state.left_out = false;
  if (state.called_in == row_.sequence && state.status == StepStatus::skipped) {
    expect(!t.anew, "key", "what was skipped has done nothing");
    state.status = StepStatus::pending;
    return;
  }
  state.stop_clock();
  const bool stopped = state.status == StepStatus::failed || state.status == StepStatus::blocked;
  const bool needs_again = state.status == StepStatus::gated && again_before(t.step.key());
  const bool wound_up =
      (is_undo(t.step.key()) || is_ending(t.step.key())) && core::settled(state.status);
  const bool undone = state.status == StepStatus::undone;
  const bool skipped_with_it =
      state.status == StepStatus::skipped && run_.spec->undoes && again_before(t.step.key());
  const bool once_more = done_once_more(t.step.key());
  expect(stopped || needs_again || undone || wound_up || skipped_with_it || once_more ||
             corrected(t.step.key()),
         "once", "what has not failed is reset");
  const bool was_done = once_more && state.status != StepStatus::failed;
  expect(t.anew == (was_done || undone || (wound_up && state.status == StepStatus::succeeded)),
         "key", "only what was undone or is done once more begins under a new key");
  expect(cause_.type == core::kRunRetry || cause_.type == core::kStepResolve ||
             cause_.type == core::kStepSkip || cause_.type == core::kTaskReopen || goes_back(),
         "final", "nobody retried it");
  const bool was_refused = state.status == StepStatus::failed &&
                           std::any_of(state.decisions.begin(), state.decisions.end(),
                                       [](const auto& decided) { return !decided.approve; });
  expect(!was_refused || !spec(t.step.key()).not_requester || cause_.actor != run_.requester,
         "approval", "the requester has a refusal asked again");
  state.status = StepStatus::pending;
  state.attempts_before = state.attempt;
  state.gives_up.reset();
  state.looks_before = state.look;
  state.gate_open = false;
  state.due.reset();
  state.closes.reset();
  state.decisions.clear();
  state.worked = state.reopened = false;
  state.was_reset = true;
  state.reset_in = row_.sequence;
  const bool waits = once_more && spec(t.step.key()).verb == Verb::wait;
  expect(t.after == (waits ? cause_.id : core::EventId{}), "wait",
         "it does not wait for another event than the one that led to the refusal");
  if (t.after) state.sent_back = t.after;
  if (!t.anew) return;
  sure(state);  // its earlier round is on record
  ++state.rounds;
  state.missed_before.clear();
  state.key.clear();
  state.resolved_as.clear();
  state.log_began = {};
}

void RowCheck::operator()(const core::ItemsBegun& t) {
  const auto& step = spec(t.step.name);
  auto& state = model(t.step.name);
  expect(step.items > 0, "items", "it is done once");
  expect(t.of.is_null() || t.of.size() == static_cast<std::size_t>(items_in(step, run_.data)),
         "items", "it is done for others");
  if (state.status == StepStatus::waiting) {
    expect(cause_.type == core::kStepDue, "items", "it begins again with its items");
  } else {
    begins(t.step);
    expect(t.of.is_null() == state.items_known, "items", "its items are found out again");
  }
  state.items_known = true;
  state.status = StepStatus::waiting;
  state.attempt = std::max(state.attempt, 1);
  state.due = t.due;
}

void RowCheck::operator()(const core::ChildBegun& t) {
  begins(t.step);
  auto& state = model(t.step.key());
  expect(spec(t.step.name).verb == Verb::run, "child", "it runs no workflow");
  expect(t.run != state.child || state.child_ended != "succeeded", "child",
         "what succeeded is waited for again");
  expect(t.run == state.child || !state.child || state.child_ended == "cancelled", "child",
         "another run begins, and the one before was not cancelled");
  state.child = t.run;
  state.child_ended.clear();
  state.status = StepStatus::waiting;
  ++state.attempt;
  state.due = t.due;
}

void RowCheck::operator()(const core::ChildEnded& t) {
  auto& state = model(t.step.key());
  expect(cause_.type == core::kChildEnded && t.run == state.child, "child", "it began no such run");
  state.child_ended = t.status;
}

// A step succeeds with the run that it began, or takes what that has given since.
void RowCheck::child_succeeded(const StepModel& state) {
  const bool waits = state.status == StepStatus::waiting && cause_.type == core::kChildEnded;
  const bool anew = state.status == StepStatus::pending && cause_.type == core::kRunRetry;
  expect((waits || anew) && state.child_ended == "succeeded", "child",
         "the run that it began has not succeeded");
}

bool RowCheck::all_settled() const {
  return std::all_of(run_.spec->steps.begin(), run_.spec->steps.end(), [this](const auto& step) {
    return core::settled(run_.step(step.name).status);
  });
}

const StepSpec* RowCheck::failed() const {
  for (const auto& step : run_.spec->steps) {
    const auto status = run_.step(step.name).status;
    if (status == StepStatus::failed && !forgiven(step, status)) return &step;
  }
  return nullptr;
}

void RowCheck::operator()(const core::RunPaused& t) {
  if (t.step.empty()) {
    expect(cause_.type == core::kRunPause && run_.status != RunStatus::paused, "paused",
           "nobody asks for it");
    run_.held_up = true;
  } else {
    const bool asks = spec(t.step.key()).on_error == OnError::pause || is_undo(t.step.key());
    expect(asks && model(t.step.key()).status == StepStatus::failed, "paused",
           "no step asks for it");
  }
  run_.status = RunStatus::paused;
}

void RowCheck::operator()(const core::RunSucceeded&) {
  expect(all_settled() && !failed() && ended_after_failure(), "final",
         "the run succeeds with steps open or failed");
  run_.status = RunStatus::succeeded;
  run_.slot.place = core::Slot::Place::none;
}

void RowCheck::operator()(const core::RunFailed&) {
  const bool at_start =
      run_.steps.empty() ||
      (all_settled() && !failed());  // its inputs, or its outputs, are not what they should be
  expect(at_start || (all_settled() && failed()), "final", "the run fails with steps open");
  expect(!left_to_undo(), "undo", "the run ends, and something is not undone");
  expect(at_start || ended_after_failure(), "ending", "the run ends, and something is to be done");
  run_.status = RunStatus::failed;
  run_.slot.place = core::Slot::Place::none;
}

void RowCheck::operator()(const core::RunCancelled&) {
  expect(cause_.type == core::kRunCancel || makes_place(), "final", "nobody cancelled it");
  const bool live = std::any_of(run_.steps.begin(), run_.steps.end(),
                                [](const auto& step) { return core::live(step.second.status); });
  expect(!live, "final", "a step goes on in a cancelled run");
  run_.status = RunStatus::cancelled;
  run_.slot.place = core::Slot::Place::none;
}

void RowCheck::operator()(const core::RunResumed&) {
  const bool goes_on = cause_.type == core::kRunResume && run_.status == RunStatus::paused;
  expect(goes_on || cause_.type == core::kRunRetry || cause_.type == core::kStepResolve ||
             cause_.type == core::kStepSkip || cause_.type == core::kTaskReopen,
         "final", "nobody retried it, or had it go on");
  expect(run_.status == RunStatus::failed || run_.status == RunStatus::paused, "final",
         "it had not stopped");
  for (auto& [name, state] : run_.steps)
    state.gate_open = state.gate_open && state.status != StepStatus::pending;
  run_.held_up = false;
  run_.status = RunStatus::running;
}

// The row was caused by what this person said about a task.
bool RowCheck::said_by(const core::Actor& actor, std::string_view type) const {
  return cause_.type == type && cause_.actor == actor && !actor.is_nobody();
}

// A task that is to be done.
StepModel& RowCheck::at_work(const core::StepRef& step) {
  auto& state = model(step.name);
  expect(spec(step.name).verb == Verb::task && state.status == StepStatus::waiting, "task",
         "nothing is to be done");
  return state;
}

void RowCheck::operator()(const core::TaskRequested& t) {
  begins(t.step);
  const auto& step = spec(t.step.name);
  goes_by_route(step, t.routed, t.group, t.users);
  expect(t.due == end_of(step, step.late_after) && t.ends == end_of(step, step.timeout), "timer",
         "it is late, or fails, at another time");
  auto& state = model(t.step.name);
  state.status = StepStatus::waiting;
  state.late_at = t.due;
  state.ends = t.ends;
  state.due = t.due && t.ends ? std::min(*t.due, *t.ends) : t.due ? t.due : t.ends;
  state.overdue = state.worked = state.reopened = false;
}

void RowCheck::operator()(const core::TaskClaimed& t) {
  auto& state = at_work(t.step);
  expect(said_by(t.actor, core::kTaskClaim), "task", "nobody took it");
  expect(core::text_at(cause_.data, "from") == state.owner.text(), "task",
         "it is taken from somebody who was faster");
  state.owner = t.owner;
}

void RowCheck::operator()(const core::TaskReleased& t) {
  auto& state = at_work(t.step);
  expect(said_by(t.actor, core::kTaskRelease) && !state.owner.is_nobody(), "task",
         "nobody gave it back");
  state.owner = {};
  if (!t.comment.empty()) joins(t.actor, t.step.text() + ", given back", t.comment);
}

void RowCheck::operator()(const core::TaskDone& t) {
  auto& state = at_work(t.step);
  expect(said_by(t.actor, core::kTaskFinish), "task", "nobody said that it is done");
  expect(state.owner.is_nobody() || state.owner == t.actor, "task", "somebody else has it");
  const auto* n = core::find(t.values, "n");
  expect(n && n->is_number_integer() && n->get<int>() >= spec(t.step.name).least, "task",
         "what was filled in does not fit");
  state.owner = t.actor;
  state.worked = true;
  if (!t.comment.empty()) joins(t.actor, t.step.text() + ", done", t.comment);
}

void RowCheck::operator()(const core::TaskOverdue& t) {
  auto& state = at_work(t.step);
  expect(!state.overdue && state.late_at == t.due && t.due <= steady_, "timer", "it is not late");
  state.overdue = true;
  state.due = state.ends;
}

void RowCheck::operator()(const core::TaskReopened& t) {
  auto& state = model(t.step.name);
  const bool sent_back = goes_back() && t.step.name == run_.back_to && t.actor == cause_.actor;
  expect(sent_back || said_by(t.actor, core::kTaskReopen), "task", "nobody wants it done again");
  expect(state.status == StepStatus::succeeded && state.worked, "task", "it was not done");
  state.reopened = true;
  if (!t.reason.empty()) joins(t.actor, t.step.text() + ", reopened", t.reason);
}

// An approval has sent the run back in this row.
bool RowCheck::goes_back() const { return run_.back_in == row_.sequence && run_.back_in != 0; }

// Whether the step is the one that the run goes back to, or stands between that and the approval.
bool RowCheck::done_once_more(const std::string& name) const {
  if (!goes_back()) return false;
  const auto* step = run_.spec->step(name);
  const auto* approval = run_.spec->step(run_.back_from);
  if (!step || !approval || !run_.spec->before(*approval).contains(name)) return false;
  return name == run_.back_to || run_.spec->before(*step).contains(run_.back_to);
}

void RowCheck::operator()(const core::ApprovalEscalated& t) {
  auto& state = model(t.step.name);
  expect(spec(t.step.name).escalates && state.status == StepStatus::waiting && !state.escalated,
         "approval", "nothing is to be escalated");
  expect(state.request.escalates && *state.request.escalates <= steady_, "timer",
         "it is escalated before its time");
  state.escalated = true;
  state.due = state.ends;
}

void RowCheck::operator()(const core::ApprovalReturned& t) {
  const auto& step = spec(t.step.name);
  auto& state = model(t.step.name);
  expect(state.status == StepStatus::waiting && step.verb == Verb::approve, "approval",
         "nothing is asked");
  expect(said_by(t.actor, core::kApprovalDecide) && !state.decisions.empty() &&
             !state.decisions.back().approve,
         "approval", "nobody refused it");
  expect(t.to == step.return_to && t.round == state.returned + 1 && t.round <= step.returns,
         "approval", "it does not send the run back, or not any more");
  state.status = StepStatus::pending;
  state.stop_clock();
  state.gate_open = false;
  state.due.reset();
  state.returned = t.round;
  run_.back_to = t.to;
  run_.back_from = t.step.name;
  run_.back_in = row_.sequence;
}

void RowCheck::operator()(const core::RunStarted& t) {
  const auto& due = run_.spec->due;
  expect(t.due == (due ? std::optional(end_of({}, *due)) : std::nullopt), "sla",
         "it is due at another time");
  run_.due = t.due;
  run_.late = false;
  run_.said.clear();
  run_.heard.clear();
}

void RowCheck::operator()(const core::RunOverdue& t) {
  expect(run_.due == t.due && t.due <= steady_ && !run_.late, "timer", "it is not late");
  run_.late = true;
}

void RowCheck::operator()(const core::RunMigrated&) {
  expect(false, "final", "nobody asked for another version");
}

// How long a step may take until a mark of its service level. For `due`, the row of its route comes
// before the step itself.
std::optional<Length> RowCheck::length_until(const StepSpec& step, const std::string& mark) const {
  if (mark == "goal") return step.goal;
  if (mark == "late") return step.late;
  const bool asks = step.verb == Verb::approve || step.verb == Verb::task;
  const auto given = step.routed && asks ? route_row(run_.data).sla : std::nullopt;
  return given ? std::optional<Length>(*given) : step.limit;
}

// By which calendar its service level is counted.
std::string RowCheck::sla_calendar(const StepSpec& step) const {
  if (!step.sla_calendar.empty()) return step.sla_calendar;
  return step.calendar.empty() ? run_.spec->calendar : step.calendar;
}

void RowCheck::operator()(const core::SlaStarted& t) {
  const auto& step = spec(t.step.name);
  auto& clock = model(t.step.name).clock;
  expect(length_until(step, "due") && !clock.on, "sla", "it has no clock, or that runs already");
  clock = {};
  clock.on = true;
  const auto begins = [&](const std::string& mark, const std::optional<Time>& told) {
    const auto length = length_until(step, mark);
    if (length) clock.marks[mark] = end_of(sla_calendar(step), *length);
    expect(told == (length ? std::optional(clock.marks[mark]) : std::nullopt), "sla",
           "its clock ends at another time");
  };
  begins("goal", t.goal);
  begins("due", t.due);
  begins("late", t.late);
}

// Whether the clock of a step stands still as things are.
bool RowCheck::stops(const StepSpec& step) const {
  return !step.pauses_for.empty() && run_.step(step.pauses_for).status == StepStatus::waiting;
}

void RowCheck::operator()(const core::SlaPaused& t) {
  auto& clock = model(t.step.name).clock;
  expect(clock.on && !clock.paused && stops(spec(t.step.name)), "sla", "it stops for no reason");
  expect(t.at == steady_, "sla", "it stops at another time");
  clock.paused = t.at;
}

void RowCheck::operator()(const core::SlaResumed& t) {
  const auto& step = spec(t.step.name);
  auto& clock = model(t.step.name).clock;
  expect(clock.paused && !stops(step), "sla", "it runs on for no reason");
  const auto paused = clock.paused.value_or(steady_);
  const auto work = WorkTime::of(sla_calendar(step));
  const auto later = [&](const std::string& mark, const std::optional<Time>& told) {
    const auto found = clock.marks.find(mark);
    if (found == clock.marks.end()) return;
    const auto length = length_until(step, mark);
    const auto ahead = row_.at - steady_;
    const auto left = work.between(paused + ahead, found->second + ahead);
    found->second = length && length->is_of_work() ? work.after_work(row_.at, left) - ahead
                                                   : found->second + (steady_ - paused);
    expect(found->second == told, "sla", "the time that was left is not left");
  };
  later("goal", t.goal);
  later("due", t.due);
  later("late", t.late);
  clock.paused.reset();
  clock.resumed_in = row_.sequence;
}

void RowCheck::operator()(const core::SlaMissed& t) {
  const auto& step = spec(t.step.name);
  auto& state = model(t.step.name);
  auto& clock = state.clock;
  expect(core::live(state.status) && !clock.paused, "sla", "its clock does not run");
  const auto mark = clock.marks.find(t.mark);
  expect(mark != clock.marks.end() && mark->second == t.due && t.due <= steady_, "timer",
         "it has still time");
  const bool begins = !step.begins.empty() && t.mark == step.begins_at;
  expect(t.begins == (begins ? step.begins : ""), "sla", "it begins something else");
  expect(t.notice == (t.mark == step.notice_at ? notice_of(run_.data) : ""), "sla",
         "it says something else");
  clock.marks.erase(t.mark);
  clock.missed.insert(t.mark);
  if (begins) model(step.begins).called_in = row_.sequence;
}

void RowCheck::clocks() {
  if (run_.done()) return;
  expect(!run_.due || run_.late || *run_.due > steady_, "sla",
         "the run is late, and nobody is told");
  for (const auto& step : run_.spec->steps) {
    const auto& state = run_.step(step.name);
    if (!length_until(step, "due") || !core::live(state.status) ||
        state.status == StepStatus::gated)
      continue;
    about_ = step.name;
    const auto& clock = state.clock;
    expect(clock.on, "sla", "its clock does not run");
    const auto next = clock.next();
    // When the wall clock was set while a clock stood still, no working time may be left of it.
    // Then its alarm is due at once, and the next decision tells of it.
    const bool none_left = clock.resumed_in == row_.sequence && next == steady_;
    expect(!next || *next > steady_ || none_left, "sla", "it takes too long, and nobody is told");
    if (!clock.marks.empty())
      expect(clock.paused.has_value() == stops(step), "sla", "it stands still at the wrong time");
  }
}

}  // namespace baton::sim
