#include "sim/mutants.hpp"

#include "baton/core/lifecycle.hpp"
#include "baton/core/own_events.hpp"
#include "baton/core/template.hpp"
#include "sim/spec.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace baton::sim {

namespace {

using core::Event;
using core::StepStatus;
using ports::Queries;
using ports::Tx;

class ForgetsStepRow final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    if (!less.steps.empty() && ++saves_ % 10 == 0) less.steps.pop_back();
    tx.save(less);
  }
  int saves_ = 0;
};

class ForgetsWaitRow final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    less.waits.clear();
    tx.save(less);
  }
};

// Of the events that a step waits for only the first is indexed.
class IndexesOneOfSeveral final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    std::erase_if(less.waits, [](const auto& wait) { return wait.branch > 0; });
    tx.save(less);
  }
};

class ForgetsWhatItTook final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    const auto& all = change.entry.transitions;
    const auto is_taken = [](const auto& one) {
      return std::holds_alternative<core::EventTaken>(one);
    };
    if (!std::all_of(all.begin(), all.end(), is_taken)) tx.save(change);
  }
};

bool undoes(const core::StepRef& step) { return step.name.ends_with(".undo"); }

class UndoesUnderTheStepsKey final : public Mutant {
  void send(core::StartAction& action) override {
    const auto at = action.key.find(".undo");
    if (at != std::string::npos) action.key.erase(at, std::string_view(".undo").size());
  }
};

class UndoDiesWithProcess final : public Mutant {
  void began(int crashes) override { forgets_ = crashes > 0; }
  std::vector<ports::StepRow> outbox(Queries& queries, std::string_view lane,
                                     std::size_t limit) override {
    auto rows = queries.outbox(lane, limit);
    if (forgets_) std::erase_if(rows, [](const auto& row) { return undoes(row.step); });
    return rows;
  }
  bool forgets_ = false;
};

// True if a step that is done after a failure has succeeded.
bool ends_well_after_failure(const core::Transition& transition) {
  return std::holds_alternative<core::StepSucceeded>(transition) &&
         core::step_of(transition).name >= kFirstEnding;
}

class ForgetsItsEndings final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    std::erase_if(less.entry.transitions, ends_well_after_failure);
    tx.save(less);
  }
};

class KeepsTheSlot final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    if (!less.slot) less.before.slot.reset();
    tx.save(less);
  }
};

class BlindToSlots final : public Mutant {
  std::vector<core::RunId> slot_holders(Queries&, std::string_view, std::string_view,
                                        std::size_t) override {
    return {};
  }
};

// The most places that a slot of a simulated workflow has. A caller that asks for more runs than
// that wants all of them, and gets them.
constexpr std::size_t kPlacesMax = 3;

// Once a slot is as full as its first limit allowed, it seems as full as a raised limit allows, so
// that the raised one gives no places.
class KeepsTheFirstLimit final : public Mutant {
  std::vector<core::RunId> slot_holders(Queries& queries, std::string_view workflow,
                                        std::string_view key, std::size_t limit) override {
    auto holders = queries.slot_holders(workflow, key, limit);
    if (limit > kPlacesMax) return holders;
    const auto first = limits_.try_emplace(std::string(workflow), limit).first->second;
    if (holders.size() >= first) holders.resize(limit);
    return holders;
  }
  std::map<std::string, std::size_t> limits_;
};

// Hides as many runs of a slot as a lowered limit takes places away, so that it takes none.
class KeepsTheHighestLimit final : public Mutant {
  std::vector<core::RunId> slot_holders(Queries& queries, std::string_view workflow,
                                        std::string_view key, std::size_t limit) override {
    if (limit > kPlacesMax) return queries.slot_holders(workflow, key, limit);
    auto& highest = limits_[std::string(workflow)];
    highest = std::max(highest, limit);
    auto holders = queries.slot_holders(workflow, key, highest);
    holders.resize(holders.size() - std::min(holders.size(), highest - limit));
    return holders;
  }
  std::map<std::string, std::size_t> limits_;
};

class ServesThePaused final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto changed = change;
    if (changed.slot) changed.slot->passed_over = false;
    tx.save(changed);
  }
};

class PassesOverForEver final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto changed = change;
    const auto& before = change.before.slot;
    if (before && before->passed_over && changed.slot) changed.slot->passed_over = true;
    tx.save(changed);
  }
};

// A place is given twice where the process ends between giving it and telling of it.
class GivesWithoutTelling final : public Mutant {
  void began(int crashes) override { silent_ = crashes > 0; }
  ports::AppendResult append(Tx& tx, Event& event) override {
    if (silent_ && event.type == core::kSlotGiven) event.data["run"] = core::RunId(1).text();
    return tx.append(event);
  }
  bool silent_ = false;
};

class StartsWithTheFirst final : public Mutant {
  void put_burst(Tx& tx, const ports::BurstRow& row) override {
    auto changed = row;
    if (const auto before = tx.burst_named(row.name())) changed.event = before->event;
    tx.put_burst(changed);
  }
};

// An event of a burst does not make it last longer.
class EndsWithTheFirst final : public Mutant {
  void put_burst(Tx& tx, const ports::BurstRow& row) override {
    auto changed = row;
    const auto before = tx.burst_named(row.name());
    if (before && row.kind == ports::BurstRow::Kind::debounce) changed.due = before->due;
    tx.put_burst(changed);
  }
};

class BurstDiesWithProcess final : public Mutant {
  void began(int crashes) override { forgets_ = crashes > 0; }
  std::vector<ports::AlarmRow> due_alarms(Queries& queries, core::Time steady, core::Time wall,
                                          std::size_t limit) override {
    auto rows = queries.due_alarms(steady, wall, limit);
    if (forgets_)
      std::erase_if(rows, [](const auto& row) { return row.kind == core::AlarmKind::burst; });
    return rows;
  }
  bool forgets_ = false;
};

class ForgetsWhoReadFacts final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    std::erase_if(less.waits, [](const auto& wait) { return wait.type == core::kFactChanged; });
    tx.save(less);
  }
};

class FactStaysAsItWas final : public Mutant {
  void put_fact(Tx& tx, const core::FactValue& fact) override {
    if (!tx.fact(fact.fact, fact.key)) tx.put_fact(fact);
  }
};

// What tells of the change of a fact does not commit with it: a crash in between loses it.
class TellsOfNoFactAfterACrash final : public Mutant {
  void began(int crashes) override { silent_ = crashes > 0; }
  ports::AppendResult append(Tx& tx, Event& event) override {
    if (silent_ && event.type == core::kFactChanged) event.data["of"] = "level/none";
    return tx.append(event);
  }
  bool silent_ = false;
};

// The marks of a service level live in memory only.
class SlaDiesWithProcess final : public Mutant {
  void began(int crashes) override { forgets_ = crashes > 0; }
  std::vector<ports::AlarmRow> due_alarms(Queries& queries, core::Time steady, core::Time wall,
                                          std::size_t limit) override {
    auto rows = queries.due_alarms(steady, wall, limit);
    if (forgets_)
      std::erase_if(rows, [](const auto& row) { return row.kind == core::AlarmKind::sla; });
    return rows;
  }
  bool forgets_ = false;
};

// That a clock stood still is not kept: after the run was loaded again it has run all the time.
class ForgetsThatItStood final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    std::erase_if(less.entry.transitions,
                  [](const auto& one) { return std::holds_alternative<core::SlaPaused>(one); });
    tx.save(less);
  }
};

// What windows keep lives in memory only.
class WindowsDieWithProcess final : public Mutant {
  void began(int crashes) override { crashes_ = crashes; }
  std::optional<ports::WindowRow> window(Queries& queries, std::int64_t window,
                                         std::string_view key) override {
    auto row = queries.window(window, key);
    const auto [known, fresh] = written_.try_emplace(std::string(key), 0);
    return row && (known->second < crashes_ || fresh) ? std::nullopt : row;
  }
  void put_window(Tx& tx, const ports::WindowRow& row) override {
    written_[row.key] = crashes_;
    tx.put_window(row);
  }
  std::map<std::string, int> written_;
  int crashes_ = 0;
};

class WindowsForgetAnEvent final : public Mutant {
  void put_window(Tx& tx, const ports::WindowRow& row) override {
    if (++events_ % 3 != 0) tx.put_window(row);
  }
  int events_ = 0;
};

// A row of a window whose stored state lacks one member.
ports::WindowRow without(const ports::WindowRow& row, const char* member) {
  auto less = row;
  auto state = core::parse_json(row.state);
  if (!state || !state->is_object()) return less;
  state->erase(member);
  less.state = core::dump(*state);
  return less;
}

class ForgetsTheRest final : public Mutant {
  void put_window(Tx& tx, const ports::WindowRow& row) override {
    tx.put_window(without(row, "r"));
  }
};

// The baseline of a threshold is not written, so it is known for one event only.
class ForgetsWhatIsUsual final : public Mutant {
  void put_window(Tx& tx, const ports::WindowRow& row) override {
    tx.put_window(without(row, "u"));
  }
};

class ForgetsHowFarItCame final : public Mutant {
  void put_window(Tx& tx, const ports::WindowRow& row) override {
    tx.put_window(without(without(row, "s"), "w"));
  }
};

class WindowAlarmsDieWithProcess final : public Mutant {
  void began(int crashes) override { forgets_ = crashes > 0; }
  std::vector<ports::AlarmRow> due_alarms(Queries& queries, core::Time steady, core::Time wall,
                                          std::size_t limit) override {
    auto rows = queries.due_alarms(steady, wall, limit);
    if (forgets_)
      std::erase_if(rows, [](const auto& row) { return row.kind == core::AlarmKind::window; });
    return rows;
  }
  bool forgets_ = false;
};

// The newest event of a window to which others may come that happened before it.
std::int64_t newest_event(const ports::WindowRow& row) {
  std::int64_t newest = 0;
  const auto state = core::parse_json(row.state);
  const auto* open = state ? core::find(*state, "w") : nullptr;
  for (const auto& each : open ? *open : core::Json::array())
    newest = std::max(newest, each.at(1).get<std::int64_t>());
  return newest;
}

// The event that may not follow a sequence has come, and the window fires all the same.
class FiresThoughItCame final : public Mutant {
  void put_window(Tx& tx, const ports::WindowRow& row) override {
    const auto before = tx.window(row.window, row.key);
    const bool came = before && newest_event(*before) < newest_event(row);
    if (!came || !before->due || row.due) tx.put_window(row);
  }
};

class LetsAllThrough final : public Mutant {
  void put_burst(Tx& tx, const ports::BurstRow& row) override {
    auto changed = row;
    if (row.kind == ports::BurstRow::Kind::throttle) changed.count = 0;
    tx.put_burst(changed);
  }
};

class FactsStayYoung final : public Mutant {
  void put_fact(Tx& tx, const core::FactValue& fact) override {
    auto young = fact;
    young.stale.reset();
    tx.put_fact(young);
  }
};

// The journal does not keep which route said who is asked.
class ForgetsItsRoute final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    for (auto& one : less.entry.transitions) {
      if (auto* asked = std::get_if<core::ApprovalRequested>(&one)) asked->routed = nullptr;
      if (auto* task = std::get_if<core::TaskRequested>(&one)) task->routed = nullptr;
    }
    tx.save(less);
  }
};

class ForgetsThatItTold final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    std::erase_if(less.entry.transitions,
                  [](const auto& one) { return std::holds_alternative<core::SlaMissed>(one); });
    tx.save(less);
  }
};

// The event that tells of a missed service level is lost after a crash.
class TellsOfNoSlaAfterACrash final : public Mutant {
  void began(int crashes) override { silent_ = crashes > 0; }
  ports::AppendResult append(Tx& tx, Event& event) override {
    if (silent_ && event.type == "baton.sla.missed") event.data["mark"] = "none";
    return tx.append(event);
  }
  bool silent_ = false;
};

class ForgetsThatItUndid final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    std::erase_if(less.entry.transitions,
                  [](const auto& one) { return std::holds_alternative<core::StepUndone>(one); });
    tx.save(less);
  }
};

class ForgetsHowUrgentItWas final : public Mutant {
  void began(int crashes) override { forgets_ = crashes > 0; }
  void send(core::StartAction& action) override {
    if (forgets_) action.priority = core::kPriorityDefault;
  }
  bool forgets_ = false;
};

class ForgetsSettled final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    if (!less.settled.empty() && ++saves_ % 10 == 0) less.settled.clear();
    tx.save(less);
  }
  int saves_ = 0;
};

class AcksBeforeCommit final : public Mutant {
  bool hides_failed_commit() override { return true; }
};

class KeepsWhatItRefused final : public Mutant {
  bool keeps_failed_commit() override { return true; }
};

class DropsDedupRecord final : public Mutant {
  ports::AppendResult append(Tx& tx, Event& event) override {
    const auto appended = tx.append(event);
    if (appended.outcome != ports::Appended::repeated) return appended;
    const auto origin = std::exchange(event.origin, {});
    const auto again = tx.append(event);
    event.origin = origin;
    return again;
  }
};

class TakesStaleForCurrent final : public Mutant {
  int attempt_of(Queries& queries, core::RunId run, const std::string& step, int attempt) override {
    for (const auto& row : queries.steps(run)) {
      if (row.step.key() == step) attempt = row.attempt;
    }
    return attempt;
  }
};

class SilenceApproves final : public Mutant {
  ports::AppendResult append(Tx& tx, Event& event) override {
    if (event.type == core::kStepDue) {
      const auto run = *core::addressee(event);
      const auto step = core::text_at(event.data, "step");
      const auto asked = tx.approval(run, step);
      if (asked && asked->status == ports::ApprovalStatus::open)
        event = core::approval_decide(run, step, true, "", "", "nobody", event.time);
    }
    return tx.append(event);
  }
};

class BelievesAnybody final : public Mutant {
  ports::AppendResult append(Tx& tx, Event& event) override {
    if (event.type == core::kTaskFinish) {
      const auto task = tx.task(*core::addressee(event), core::step_named(event));
      if (task && !task->owner.is_nobody()) event.actor = task->owner;
    }
    return tx.append(event);
  }
};

class ForgetsTaskRow final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    if (!less.tasks.empty() && ++saves_ % 5 == 0) less.tasks.clear();
    tx.save(less);
  }
  int saves_ = 0;
};

class CursorRunsAhead final : public Mutant {
  void set_cursor(Tx& tx, core::EventId /*position*/) override { tx.set_cursor(tx.last_event()); }
};

class CursorStays final : public Mutant {
  void set_cursor(Tx& tx, core::EventId position) override {
    if (++moves_ % 10 != 0) tx.set_cursor(position);
  }
  int moves_ = 0;
};

class BlindToKeys final : public Mutant {
  std::optional<core::RunId> open_run(Queries&, std::string_view, std::string_view) override {
    return std::nullopt;
  }
};

class NeverLooksBack final : public Mutant {
  std::vector<core::EventId> look_back(Queries&, std::string_view, core::EventId, core::EventId,
                                       std::size_t) override {
    return {};
  }
};

class TellsOneWaiter final : public Mutant {
  std::vector<core::RunId> waiting(Queries& queries, std::string_view type, std::string_view path,
                                   std::string_view value, core::RunId after,
                                   std::size_t limit) override {
    auto runs = queries.waiting(type, path, value, after, limit);
    if (runs.size() > 1) runs.resize(1);
    return runs;
  }
};

class RecoversRunningOnly final : public Mutant {
  std::vector<ports::StepRow> outbox(Queries& queries, std::string_view lane,
                                     std::size_t limit) override {
    auto rows = queries.outbox(lane, limit);
    std::erase_if(rows, [](const auto& row) { return row.status == StepStatus::unknown; });
    return rows;
  }
};

// Timers that were set by an earlier process are gone with it.
class TimersDieWithProcess final : public Mutant {
  void began(int crashes) override {
    if (crashes > 0) forgets_ = true;
    mine_.clear();
  }
  void save(Tx& tx, const ports::RunChange& change) override {
    mine_.insert(change.alarms.begin(), change.alarms.end());
    tx.save(change);
  }
  std::vector<ports::AlarmRow> due_alarms(Queries& queries, core::Time steady, core::Time wall,
                                          std::size_t limit) override {
    auto rows = queries.due_alarms(steady, wall, limit);
    if (forgets_) std::erase_if(rows, [this](const auto& row) { return !mine_.contains(row); });
    return rows;
  }
  bool forgets_ = false;
  std::set<ports::AlarmRow> mine_;
};

class ForgetsAlarm final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    if (!less.alarms.empty() && ++saves_ % 5 == 0) less.alarms.pop_back();
    tx.save(less);
  }
  int saves_ = 0;
};

class TimesByTheWall final : public Mutant {
  SimTime::Steady steady() override { return SimTime::Steady::wall; }
};

class FollowsTheWallForward final : public Mutant {
  SimTime::Steady steady() override { return SimTime::Steady::furthest_wall; }
};

class LeavesNoTime final : public Mutant {
  SimTime::Steady steady() override { return SimTime::Steady::anew_each_process; }
};

class TrustsTheWall final : public Mutant {
  bool trusts_the_wall() override { return true; }
};

class PrunesByTheWall final : public Mutant {
  void sees(const SimTime& time) override { time_ = &time; }
  std::size_t prune(Tx& tx, core::Time runs_before, core::Time events_before,
                    std::size_t limit) override {
    const auto ahead = time_->peek() - time_->peek_steady();
    return tx.prune(runs_before + ahead, events_before + ahead, limit);
  }
  const SimTime* time_ = nullptr;
};

class ForgetsAFigure final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    if (!less.flow.empty()) less.flow.pop_back();
    tx.save(less);
  }
};

// True if a run took an event for its packet, and not for one of its steps.
bool is_heard(const core::Transition& transition) {
  const auto* taken = std::get_if<core::EventTaken>(&transition);
  return taken != nullptr && taken->step.empty();
}

// After a crash a run is stored without the events that its packet waits for, so they find no run.
class HearsNothing final : public Mutant {
  void began(int crashes) override { deaf_ = crashes > 0; }
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    if (deaf_) std::erase_if(less.waits, [](const auto& wait) { return wait.step.empty(); });
    tx.save(less);
  }
  bool deaf_ = false;
};

class ForgetsWhatItHeard final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    const auto& all = change.entry.transitions;
    if (!std::all_of(all.begin(), all.end(), is_heard)) tx.save(change);
  }
};

class HearsSomebodyElse final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto changed = change;
    for (auto& one : changed.entry.transitions)
      if (is_heard(one)) std::get<core::EventTaken>(one).event["data"]["comment"].erase("author");
    tx.save(changed);
  }
};

// After a crash an action is sent with less than it began with.
class DropsThePacket final : public Mutant {
  void began(int crashes) override { drops_ = crashes > 0; }
  void send(core::StartAction& action) override {
    const auto notes = core::text_at(action.input, "notes");
    if (drops_ && !notes.empty()) action.input["notes"] = notes.substr(0, notes.find('\n'));
  }
  bool drops_ = false;
};

class ForgetsHowGoalsStood final : public Mutant {
  void set_setting(Tx& tx, std::string_view name, std::string_view value) override {
    if (name != "goals") tx.set_setting(name, value);
  }
};

class TellsOfNoGoalAfterACrash final : public Mutant {
  void began(int crashes) override { silent_ = crashes > 0; }
  ports::AppendResult append(Tx& tx, Event& event) override {
    if (silent_ && event.type == core::kGoalAtRisk) event.data["goal"] = "none";
    return tx.append(event);
  }
  bool silent_ = false;
};

class VersionsDrift final : public Mutant {
  std::optional<ports::TemplateRow> template_version(Queries& queries, std::string_view name,
                                                     int version) override {
    auto row = queries.template_version(name, 0);
    if (row && version > 0) row->version = version;
    return row;
  }
};

class FreshKeyEachAttempt final : public Mutant {
  void send(core::StartAction& action) override {
    action.key += "." + std::to_string(action.attempt);
  }
};

class OneKeyForARun final : public Mutant {
  void send(core::StartAction& action) override { action.key = action.run.text(); }
};

class ResendsUnknown final : public Mutant {
  void send(core::StartAction& action) override { action.mode = core::StartAction::Mode::perform; }
};

class SendsLate final : public Mutant {
  bool holds_back(const core::StartAction&) override { return true; }
};

class RetriesBehindTheBack final : public Mutant {
  bool tries_again(const core::ActionResult& result) override {
    return result.kind == core::ActionResult::Kind::transient;
  }
};

class SendsWhatIsHeld final : public Mutant {
  bool hides_what_is_missing() override { return true; }
};

class BelievesEarlyLooks final : public Mutant {
  void send(core::StartAction& action) override { action.sent_at = {}; }
};

class ForgetsLateOutcomes final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    const auto& all = change.entry.transitions;
    const auto is_late = [](const auto& one) {
      return std::holds_alternative<core::LateOutcome>(one);
    };
    if (!std::all_of(all.begin(), all.end(), is_late)) tx.save(change);
  }
};

class GivesUpTheCancelled final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto changed = change;
    const auto is_cancelled = [](const auto& row) {
      return row.status == core::StepStatus::cancelled;
    };
    for (const auto& row : change.steps)
      if (is_cancelled(row)) changed.settled.push_back(row.step);
    std::erase_if(changed.steps, is_cancelled);
    tx.save(changed);
  }
};

class ComesBackTooSoon final : public Mutant {
  void told(core::ActionResult& result) override {
    if (result.kind == core::ActionResult::Kind::throttled)
      result.retry_after = std::chrono::milliseconds(1);
  }
};

class NamesNothingAsSent final : public Mutant {
  void set_setting(Tx& tx, std::string_view name, std::string_view value) override {
    const auto marks = core::parse_json(value);
    if (name != "lanes" || !marks) return tx.set_setting(name, value);
    auto less = *marks;
    for (auto& lane : less.at("lanes")) lane["sent"] = core::Json::array();
    tx.set_setting(name, core::dump(less));
  }
};

class KeepsOldMarks final : public Mutant {
  void set_setting(Tx& tx, std::string_view name, std::string_view value) override {
    if (name == "lanes" && !tx.setting(name).empty()) return;
    tx.set_setting(name, value);
  }
};

// True if the alarm of a schedule that is set moves on.
bool moves_on(Tx& tx, std::string_view workflow, std::optional<core::Time> due) {
  return due && tx.schedule_due(workflow);
}

class ForgetsNextFiring final : public Mutant {
  void set_schedule(Tx& tx, std::string_view workflow, std::optional<core::Time> due) override {
    tx.set_schedule(workflow, moves_on(tx, workflow, due) ? std::nullopt : due);
  }
};

class FiresAgain final : public Mutant {
  void set_schedule(Tx& tx, std::string_view workflow, std::optional<core::Time> due) override {
    if (!moves_on(tx, workflow, due)) tx.set_schedule(workflow, due);
  }
};

class ForgetsItemRow final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    const auto is_item = [](const auto& row) { return row.step.has_item(); };
    if (!change.is_new() && ++saves_ % 5 == 0) std::erase_if(less.steps, is_item);
    tx.save(less);
  }
  int saves_ = 0;
};

class OneKeyForItems final : public Mutant {
  void send(core::StartAction& action) override {
    if (action.step.has_item()) action.key = action.run.text() + "." + action.step.name;
  }
};

class LosesTheEndOfChildren final : public Mutant {
  ports::AppendResult append(Tx& tx, Event& event) override {
    if (event.type == core::kChildEnded) event.data["child"] = event.data.at("run");
    return tx.append(event);
  }
};

// Until when an action is tried is kept in memory only.
class ForgetsToGiveUp final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    for (auto& one : less.entry.transitions)
      if (auto* started = std::get_if<core::StepStarted>(&one)) started->give_up_at.reset();
    tx.save(less);
  }
};

// The journal keeps the items of a map as those of a list.
class ForgetsTheNamesOfItems final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    for (auto& one : less.entry.transitions) {
      auto* begun = std::get_if<core::ItemsBegun>(&one);
      if (!begun || !begun->of.is_object()) continue;
      auto list = core::Json::array();
      for (const auto& item : begun->of) list.push_back(item);
      begun->of = std::move(list);
    }
    tx.save(less);
  }
};

// The run of an item tells its end to the step, and not to the item.
class LosesTheEndOfItems final : public Mutant {
  ports::AppendResult append(Tx& tx, Event& event) override {
    if (event.type == core::kChildEnded) event.data.erase("item");
    return tx.append(event);
  }
};

// Whoever cancels a run that runs another cancels that one alone.
class LeavesChildrenBehind final : public Mutant {
  ports::AppendResult append(Tx& tx, Event& event) override {
    const auto run = event.type == core::kRunCancel ? core::addressee(event) : std::nullopt;
    const auto row = run ? tx.run(*run) : std::nullopt;
    if (row && row->workflow == kMany) event.type = core::kRunResume;
    return tx.append(event);
  }
};

// A text in the templates that are read from the store is replaced by another one, wherever it
// stands.
class ReadsAnotherTemplate : public Mutant {
 protected:
  ReadsAnotherTemplate(std::string text, std::string by)
      : text_(std::move(text)), by_(std::move(by)) {}

 private:
  std::optional<ports::TemplateRow> template_version(Queries& queries, std::string_view name,
                                                     int version) override {
    auto row = queries.template_version(name, version);
    if (!row) return row;
    for (auto at = row->yaml.find(text_); at != std::string::npos;
         at = row->yaml.find(text_, at + by_.size()))
      row->yaml.replace(at, text_.size(), by_);
    return row;
  }
  std::string text_;
  std::string by_;
};

class GoesOnAfterAFailure final : public ReadsAnotherTemplate {
 public:
  GoesOnAfterAFailure() : ReadsAnotherTemplate("fail_fast: true", "fail_fast: false") {}
};

// The last mark of a service level is not in the journal.
class ForgetsTheLastMark final : public Mutant {
  void save(Tx& tx, const ports::RunChange& change) override {
    auto less = change;
    for (auto& one : less.entry.transitions)
      if (auto* started = std::get_if<core::SlaStarted>(&one)) started->late.reset();
    tx.save(less);
  }
};

class SkipsTheMandatory final : public ReadsAnotherTemplate {
 public:
  SkipsTheMandatory() : ReadsAnotherTemplate("mandatory: true", "mandatory: false") {}
};

// The calendar beside the one of the product is not found by its name, and that of the product
// counts.
class KnowsOneCalendar final : public ReadsAnotherTemplate {
 public:
  KnowsOneCalendar() : ReadsAnotherTemplate("calendar: " + kShop, "calendar: default") {}
};

template <class Kind>
std::unique_ptr<Mutant> make() {
  return std::make_unique<Kind>();
}

}  // namespace

const std::vector<Planted>& planted() {
  static const std::vector<Planted> kPlanted{
      {"forgets-step-row",
       "one write of a projection is forgotten: the outbox no longer says what the journal "
       "says",
       make<ForgetsStepRow>},
      {"forgets-settled", "the row of a step that is over is left behind", make<ForgetsSettled>},
      {"forgets-wait-row", "a wait is opened and not indexed: the event it is for does not find it",
       make<ForgetsWaitRow>},
      {"indexes-one-of-several", "of the events that a step waits for only the first is indexed",
       make<IndexesOneOfSeveral>},
      {"forgets-what-it-took",
       "what a wait for all has taken is kept in memory only: after a crash it waits for it again",
       make<ForgetsWhatItTook>},
      {"undoes-under-the-steps-key",
       "an undo is sent under the key of what it undoes: the vendor takes it for a repeat",
       make<UndoesUnderTheStepsKey>, 15},
      {"undo-dies-with-process", "undoing is not taken up after a crash", make<UndoDiesWithProcess>,
       15},
      {"forgets-its-endings", "what was done after a failure is done again",
       make<ForgetsItsEndings>, 6},
      {"keeps-the-slot", "a run that ends does not give its place back", make<KeepsTheSlot>},
      {"blind-to-slots", "who has a place in a slot is not seen", make<BlindToSlots>},
      {"keeps-the-first-limit",
       "a version with a higher limit gives no run a place that waits for one",
       make<KeepsTheFirstLimit>, 51},
      {"keeps-the-highest-limit", "a version with a lower limit takes no place away",
       make<KeepsTheHighestLimit>, 18},
      {"serves-the-paused", "a run that is paused while it waits is given a place all the same",
       make<ServesThePaused>},
      {"passes-over-for-ever",
       "a run that was paused while it waited for a place is passed over when it goes on",
       make<PassesOverForEver>},
      {"gives-without-telling",
       "after a crash a run that is given a place is not told: it waits for ever",
       make<GivesWithoutTelling>, 274},
      {"starts-with-the-first", "a burst starts its run with its first event, not its last",
       make<StartsWithTheFirst>},
      {"ends-with-the-first", "a burst ends as it would if its first event were its last",
       make<EndsWithTheFirst>, 5},
      {"burst-dies-with-process", "after a crash no burst ends", make<BurstDiesWithProcess>},
      {"forgets-who-read-facts", "a gate that reads a fact is not found when the fact changes",
       make<ForgetsWhoReadFacts>, 12},
      {"fact-stays-as-it-was", "a fact keeps the value that it had first", make<FactStaysAsItWas>,
       16},
      {"tells-of-no-fact-after-a-crash", "after a crash nobody learns that a fact has changed",
       make<TellsOfNoFactAfterACrash>, 72},
      {"windows-die-with-process", "after a crash windows begin anew", make<WindowsDieWithProcess>,
       173},
      {"windows-forget-an-event", "what a window has of an event is not written",
       make<WindowsForgetAnEvent>, 21},
      {"forgets-the-rest", "a window fires again while its key should rest", make<ForgetsTheRest>,
       33},
      {"forgets-what-is-usual", "what a threshold knows of its baseline is not written",
       make<ForgetsWhatIsUsual>, 169},
      {"forgets-how-far-it-came", "how much of a sequence has come is not written",
       make<ForgetsHowFarItCame>, 25},
      {"window-alarms-die-with-process",
       "after a crash no window fires because something has not come",
       make<WindowAlarmsDieWithProcess>, 25},
      {"fires-though-it-came", "a window fires although what should not come has come",
       make<FiresThoughItCame>, 21},
      {"lets-all-through", "a throttle does not count", make<LetsAllThrough>, 32},
      {"facts-stay-young", "a gate opens on a fact that is too old", make<FactsStayYoung>, 16},
      {"forgets-its-route", "the row of a route that made a decision is not in the journal",
       make<ForgetsItsRoute>},
      {"forgets-that-it-told", "that a mark was missed is told, and is not in the journal",
       make<ForgetsThatItTold>},
      {"tells-of-no-sla-after-a-crash", "after a crash the bus is not told that a mark was missed",
       make<TellsOfNoSlaAfterACrash>},
      {"forgets-that-it-undid", "what was undone is undone again", make<ForgetsThatItUndid>, 15},
      {"forgets-how-urgent-it-was", "after a crash all actions are equally urgent",
       make<ForgetsHowUrgentItWas>},
      {"sla-dies-with-process", "after a crash nobody is told that a step takes too long",
       make<SlaDiesWithProcess>, 14},
      {"forgets-that-it-stood", "that the clock of a step stands still is not in its journal",
       make<ForgetsThatItStood>},
      {"acks-before-commit", "success is told although the commit failed", make<AcksBeforeCommit>},
      {"keeps-what-it-refused", "a commit that was told to have failed took place",
       make<KeepsWhatItRefused>},
      {"drops-dedup-record", "a redelivery is taken for a new event", make<DropsDedupRecord>},
      {"takes-stale-for-current", "the attempt an outcome belongs to is not looked at",
       make<TakesStaleForCurrent>},
      {"silence-approves", "an approval whose time ran out counts as given", make<SilenceApproves>},
      {"believes-anybody", "whoever says that a task is done speaks for whoever has it",
       make<BelievesAnybody>},
      {"forgets-task-row", "who has a task is not kept beside the journal", make<ForgetsTaskRow>},
      {"cursor-runs-ahead", "the cursor is moved past events that were not stepped",
       make<CursorRunsAhead>},
      {"cursor-stays", "cursor and effect do not commit together: events are stepped again",
       make<CursorStays>},
      {"blind-to-keys", "the open run of a key is not found", make<BlindToKeys>},
      {"never-looks-back", "an event that came just before its wait is missed",
       make<NeverLooksBack>, 81},
      {"tells-one-waiter", "of several runs that wait for an event one is told",
       make<TellsOneWaiter>},
      {"recovers-running-only", "after a crash unknown actions are not taken up",
       make<RecoversRunningOnly>},
      {"forgets-alarm", "a time at which something comes due is not kept", make<ForgetsAlarm>},
      {"timers-die-with-process", "timers live in memory only", make<TimersDieWithProcess>},
      {"times-by-the-wall",
       "after the wall clock is set back, every duration lasts longer by as much",
       make<TimesByTheWall>},
      {"follows-the-wall-forward",
       "a wall clock that stands ahead for a while ends what takes its time",
       make<FollowsTheWallForward>},
      {"leaves-no-time", "a process that starts takes the time from the wall clock",
       make<LeavesNoTime>},
      {"trusts-the-wall", "schedules go by a wall clock that stands wrong for a while",
       make<TrustsTheWall>},
      {"prunes-by-the-wall", "retention believes a wall clock that stands ahead",
       make<PrunesByTheWall>},
      {"forgets-a-figure", "a figure of a workflow is not kept with its run", make<ForgetsAFigure>},
      {"hears-nothing", "after a crash no comment is found to be about a run", make<HearsNothing>},
      {"forgets-what-it-heard", "a comment that was heard is not in the journal",
       make<ForgetsWhatItHeard>},
      {"hears-somebody-else", "a comment that was heard is kept without its author",
       make<HearsSomebodyElse>},
      {"drops-the-packet", "after a crash an action is sent with the first line of its packet",
       make<DropsThePacket>},
      {"forgets-how-goals-stood", "what was told of a goal is not kept: it is told again",
       make<ForgetsHowGoalsStood>},
      {"tells-of-no-goal-after-a-crash", "after a crash nobody learns that a goal is at risk",
       make<TellsOfNoGoalAfterACrash>},
      {"versions-drift", "an open run goes on with the newest version of its template",
       make<VersionsDrift>},
      {"fresh-key-each-attempt", "the idempotency key is made at send time",
       make<FreshKeyEachAttempt>},
      {"one-key-for-a-run", "the actions of a run share a key", make<OneKeyForARun>},
      {"resends-unknown", "an action whose answer was lost is sent again without looking",
       make<ResendsUnknown>},
      {"sends-late", "what waits to be sent is not taken back when its run is cancelled",
       make<SendsLate>},
      {"sends-what-is-held",
       "an action is sent although its connection is not in the configuration",
       make<SendsWhatIsHeld>},
      {"believes-early-looks", "a look for an effect is believed before it could have shown",
       make<BelievesEarlyLooks>, 26},
      {"gives-up-the-cancelled",
       "the effect of an action is not looked for any more once its run is cancelled",
       make<GivesUpTheCancelled>},
      {"forgets-late-outcomes", "what an attempt did after its run was cancelled is not recorded",
       make<ForgetsLateOutcomes>},
      {"comes-back-too-soon", "a vendor that asked to be left alone is not", make<ComesBackTooSoon>,
       15},
      {"names-nothing-as-sent", "what was under way when a lane came to rest is taken for unsent",
       make<NamesNothingAsSent>, 15},
      {"keeps-old-marks", "a lane goes on sending while the store says that nothing is sent",
       make<KeepsOldMarks>, 15},
      {"forgets-next-firing", "a schedule fires once and is not set again",
       make<ForgetsNextFiring>},
      {"fires-again", "the firing and the next alarm do not commit together: it fires again",
       make<FiresAgain>},
      {"forgets-item-row", "an item of a step is under way and not in the outbox",
       make<ForgetsItemRow>},
      {"one-key-for-items", "the items of a step share a key", make<OneKeyForItems>},
      {"forgets-the-last-mark", "when somebody else is told that a step is late is not kept",
       make<ForgetsTheLastMark>, 6},
      {"skips-the-mandatory", "a person may skip a step that is mandatory", make<SkipsTheMandatory>,
       66},
      {"knows-one-calendar", "working time is counted by one calendar, whichever is named",
       make<KnowsOneCalendar>, 132},
      {"forgets-to-give-up", "until when an action is tried is not in its journal",
       make<ForgetsToGiveUp>, 24},
      {"forgets-the-names-of-items", "the journal keeps the items of a map as those of a list",
       make<ForgetsTheNamesOfItems>, 13},
      {"loses-the-end-of-items", "an item is not told that the run it began has ended",
       make<LosesTheEndOfItems>, 167},
      {"loses-the-end-of-children", "a step is not told that the run it began has ended",
       make<LosesTheEndOfChildren>},
      {"leaves-children-behind", "a run goes on after the run was cancelled whose step began it",
       make<LeavesChildrenBehind>, 35},
      {"goes-on-after-a-failure", "items begin although one before them has failed for good",
       make<GoesOnAfterAFailure>, 31},
      {"retries-behind-the-back", "the way out retries by itself, beyond the template's policy",
       make<RetriesBehindTheBack>},
  };
  return kPlanted;
}

std::unique_ptr<Mutant> make_mutant(std::string_view name) {
  if (name.empty()) return std::make_unique<Mutant>();
  for (const auto& mutant : planted()) {
    if (mutant.name == name) return mutant.make();
  }
  return nullptr;
}

}  // namespace baton::sim
