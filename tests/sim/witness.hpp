#pragma once

#include "baton/core/own_events.hpp"
#include "baton/core/run.hpp"
#include "baton/ports/store.hpp"
#include "sim/run_model.hpp"
#include "sim/vendor.hpp"
#include "sim/window_model.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace baton::sim {

// Looks at everything a world does and says what may not be, by a small model of its own. Only the
// first violation counts.
class Witness {
 public:
  Witness(const Vendors& vendors, const SimTime& time, History& history)
      : vendors_(vendors), time_(time), history_(history) {}

  // --- what it is shown ---
  void knows(Spec spec, const std::string& yaml) {
    specs_[yaml] = std::make_unique<const Spec>(std::move(spec));
  }
  void committed(ports::Tx& tx);  // each transaction, just before its commit
  void publish_over();  // no template is being published: what is stored is what runs start by
  void sent(const core::StartAction& action);
  void unsent(const core::StartAction& action);  // a vendor said that it did nothing
  void took_effect(const core::StartAction& action);
  void told(const core::StartAction& action) {
    owed_.emplace(action.run, action.step.key());
  }  // that it succeeded
  void idle() {
    idle_sequence_ = sequence_;
    idle_at_ = time_.peek_steady();
  }  // the product has taken notice of all that was committed
  void clock_went_back() { clock_went_back_ = true; }
  // `machine`: it was started anew too, and what time it was could only be told by the wall clock.
  void crashed(bool machine) {
    crashes_after_clock_back_ += machine && clock_went_back_ ? 1 : 0;
    owed_.clear();  // it may have gone down with the process
    for (auto& [workflow, cut_off] : raised_) cut_off = true;
  }
  // A person decided this: nothing else may.
  void decided(core::RunId run, const std::string& step, const core::Actor& actor, bool approve) {
    decided_.emplace(run, step, actor, approve);
  }
  // A person said this about a task: nothing else may be said about it.
  void worked(core::RunId run, const std::string& step, const core::Actor& actor,
              std::string_view type) {
    worked_.emplace(run, step, actor, type);
  }
  // What a sender was told about an event; a refusal counts only when no other send of the same may
  // have been stored.
  void acknowledged(const core::Event& event);
  void refused(const core::Event& event);
  void told_conflict(const core::Event& event);
  // All faults are over and all that could be done by then is done: what was to end by `steady` has
  // ended, however the clock was set.
  void on_time(core::Time steady);
  // Says that the fact of this world grows old: it can be relied on for kLevelStale.
  void facts_grow_old() { grows_old_ = true; }
  // All faults are over: the alarm of the schedule is set, and for a time that is to come.
  void holds_schedule(ports::Queries& queries);
  // Checks that the figures kept beside the runs are what the journals of the runs add up to.
  void holds_figures(ports::Queries& queries);
  void holds_counts(ports::Queries& queries);
  // Checks that the stored states of the goals are those that are computed anew.
  void holds_goals(ports::Queries& queries);
  // Nothing moves any more although time passed and all faults are over.
  void at_rest(ports::Queries& queries);

  // Whether places may still have to be given of which a version has made more.
  bool gives_places() const { return !raised_.empty(); }
  // The runs that wait for a place in a slot and are not paused; and those that a person has
  // paused.
  std::vector<core::RunId> queued() const;
  std::vector<core::RunId> held_up() const;
  // The steps that have failed, stand behind a gate, or wait: nothing of them is sent to a vendor.
  std::vector<std::pair<core::RunId, std::string>> standing_still() const;

  void violation(std::string checker, std::string text);
  const std::optional<std::pair<std::string, std::string>>& found() const { return found_; }

 private:
  void look_at_templates(ports::Tx& tx);
  void look_at_log(ports::Tx& tx);
  using Key = std::pair<std::string, std::string>;  // workflow, key

  void look_at_outcome(const core::Event& event);
  void look_at_decision(const core::Event& event);
  void look_at_work(const core::Event& event);
  void look_at_firing(const core::Event& event);
  void look_at_steps(ports::Tx& tx);
  void apply(ports::Tx& tx, const ports::JournalRow& row, std::set<std::string>& started);
  std::optional<core::Event> outcome_behind(const ports::JournalRow& row) const;
  bool is_given_up(const RunModel& run, const std::string& step, core::Time steady) const;
  static bool anew(const RunModel& run, const core::Event& cause);
  void begins_anew(ports::Tx& tx, RunModel& run, const core::RunStarted& t, const Spec& of);
  void began(ports::Tx& tx, const ports::JournalRow& row, const core::RunStarted& t,
             std::set<std::string>& started);
  void began_as_child(const ports::JournalRow& row, const core::RunStarted& t, const Spec& of,
                      const core::Event& cause, const core::ChildBegin& begin);
  void look_at_child(const core::Transition& transition);
  void look_for_orphans();
  // The event up to this one that set the fact which a run with this data reads; nullptr: none did.
  const core::Event* level(const core::Json& data, core::EventId upto) const;
  // Notes in a run what that fact is at this steady time, and whether it is too old.
  void see_level(RunModel& run, core::EventId upto, core::Time steady) const;
  void hold_key(const RunModel& run);
  void watch(const Spec& of, const core::Event& event);
  void windows_are_right(ports::Tx& tx, core::EventId cursor);
  void let_through(const core::RunStarted& t, const core::Event& cause, core::Time steady);
  bool holds_back(const core::Event& event) const;
  const TriggerSpec& throttle() const;
  std::pair<core::Time, core::Time> burst_over(const std::set<core::EventId>& burst,
                                               core::EventId last) const;
  void told_in_time();
  std::pair<std::size_t, std::size_t> places(const std::string& workflow) const;
  void slots_are_right(ports::Tx& tx);
  void slots_at_rest();
  void look_at_rows(ports::Tx& tx, const RunModel& run);
  // `held`: the keys of runs that were open when the event came and ended because of it;
  // `held_slots`: the keys of their slots.
  void expect_starts(const core::Event& event, const std::set<std::string>& started,
                     const std::set<Key>& held, const std::set<Key>& held_slots);
  bool joins(const Spec& of, const core::Event& event, const std::set<Key>& held_slots) const;
  const Spec* spec(ports::Queries& queries, const std::string& workflow, int version);
  void rest(const RunModel& run, core::Time now);
  void missed_wait(const RunModel& run, const StepSpec& step);
  std::vector<core::RunId> listeners(const core::Event& event) const;
  void have_heard(const std::vector<core::RunId>& runs, const core::Event& event);
  void goals_are_told(ports::Settings& settings);
  void packet_is_right(const RunModel& model, const core::Run& run);
  void outputs_are_right(const RunModel& model, const core::Run& run);

  const Vendors& vendors_;
  const SimTime& time_;
  History& history_;
  std::optional<std::pair<std::string, std::string>> found_;

  std::map<std::string, std::unique_ptr<const Spec>> specs_;     // by text
  std::map<std::pair<std::string, int>, const Spec*> versions_;  // as stored
  std::map<std::string, std::set<int>> active_;                  // versions a run may start by now
  std::map<core::RunId, RunModel> runs_;
  // By workflow: what its window should do, and the events at which it has fired.
  std::map<std::string, WindowModel> windows_;
  std::map<std::string, std::multiset<core::EventId>> fired_;
  // The runs that have a place in a slot, or were given one and have not heard of it; and those
  // that wait for one and are not paused. As they were when the transaction before was committed.
  struct InSlot {
    std::set<core::RunId> holders;
    std::set<core::RunId> waiting;
    std::set<core::RunId> given_since(const InSlot& before) const;
  };
  std::map<Key, InSlot> slots_;
  // The workflows of which a version was stored that may have more places than the one before,
  // until no run waits while one of them is free; true if the process has ended meanwhile.
  std::map<std::string, bool> raised_;
  std::set<core::RunId> came_back_;  // the runs that began or went on in this transaction
  // How many events of a key a throttle has let through, and since when it counts.
  struct LetThrough {
    core::Time since{};
    int runs = 0;
    bool sure = true;  // false: `since` is known too roughly to judge by
  };
  std::map<std::string, LetThrough> let_through_;
  // The service levels that were missed (run, step, mark, notice): as events of the log tell, and
  // as journals say.
  using Missed = std::tuple<std::string, std::string, std::string, std::string>;
  std::multiset<Missed> missed_told_;
  std::multiset<Missed> missed_;
  // How goals stood when the transaction before was committed, and which were told since.
  std::map<std::string, std::string> goals_;
  std::multiset<std::pair<std::string, std::string>> goals_told_;
  // For each event that set a fact, the two times between which it was stepped.
  std::map<core::EventId, std::pair<core::Time, core::Time>> stepped_;
  core::Time committed_{};                                 // when the transaction before was
  std::map<std::string, std::set<core::EventId>> bursts_;  // by key: no run covers them yet
  std::map<Key, core::RunId> open_keys_;
  std::map<std::pair<std::string, std::string>, std::pair<int, core::Json>>
      outside_;                   // (source, id) -> times logged, content
  std::vector<core::Event> log_;  // what waits may be for
  std::map<std::string, std::pair<core::RunId, std::string>> step_of_key_;
  std::set<std::tuple<core::RunId, std::string, core::Actor, bool>> decided_;
  std::set<std::tuple<core::RunId, std::string, core::Actor, std::string>> worked_;
  std::set<std::pair<core::RunId, std::string>> owed_;  // successes that are to be on record
  core::Time last_firing_{};                            // for which it was planned
  std::set<core::Time> firings_{};                      // the moments of all firings
  core::EventId last_event_{};
  core::EventId partly_stepped_{};
  std::set<std::string> partly_started_{};
  std::set<core::RunId> looking_back_{};
  core::EventId cursor_{};
  std::int64_t logged_ = 0;
  std::int64_t sequence_ = 0;
  std::int64_t idle_sequence_ = 0;
  core::Time idle_at_{};  // in steady time
  bool clock_went_back_ = false;
  bool grows_old_ = false;
  int crashes_after_clock_back_ = 0;
};

}  // namespace baton::sim
