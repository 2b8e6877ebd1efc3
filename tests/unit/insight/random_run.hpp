#pragma once

#include "baton/core/own_events.hpp"
#include "unit/make.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::insight {

// A run whose actions, people and events answer by chance, with its journal. The same seed leads to
// the same run.
class RandomRun {
 public:
  static constexpr std::string_view kTemplate = R"(
workflow: launch
on: [{ event: go }]
steps:
  brief:
    do: asana.create_task
    retry: { attempts: 3, initial: 1m }
  copy:
    needs: brief
    task: { by: { group: content } }
    timeout: 9d
  pause:
    needs: brief
    sleep: { for: 3h }
  site:
    needs: brief
    wait: { event: site.done, when: "event.data.ok" }
    timeout: 4d
  legal:
    needs: copy
    approve: { by: { group: legal }, of: "${steps.brief.output}", ask: "Agree?", on_reject: { return_to: copy, most: 2 } }
    timeout: 6d
  tell:
    needs: [legal, pause]
    do: slack.post
    retry: { attempts: 2, initial: 1m }
  live:
    needs: [site, tell]
    set: { done: true }
)";

  // `set_back`: the clock is set back now and then. `waits`: actions wait before they are sent, and
  // some are given up before that.
  RandomRun(std::uint64_t seed, bool set_back, bool waits = false)
      : chance_(seed), set_back_(set_back), waits_(waits), life_(the_plan(), false) {
    life_.random = chance_();
    note(life_.begin(tests::event("go")));
    for (int moves = 0; moves < 60 && !life_.run().done(); ++moves) move();
    // Some are left open, some are ended by a person.
    if (!life_.run().done() && one_in(2))
      note(life_.hear(core::run_cancel(life_.run().id(), "enough", "ana", life_.now)));
    if (life_.run().status() == core::RunStatus::failed && one_in(2)) {
      pass();
      note(life_.hear(core::run_retry(life_.run().id(), "", "ana", life_.now)));
      for (int moves = 0; moves < 20 && !life_.run().done(); ++moves) move();
    }
  }

  const core::Run& run() const { return life_.run(); }
  core::Time now() const { return life_.now; }
  const std::vector<std::pair<core::Time, std::vector<core::Transition>>>& journal() const {
    return journal_;
  }

 private:
  static std::shared_ptr<const engine::Plan> the_plan() {
    static const auto kPlan = tests::plan(kTemplate);
    return kPlan;
  }
  bool one_in(std::uint64_t count) { return chance_() % count == 0; }
  void note(const tests::Life::Names& names) {
    if (!names.empty()) journal_.emplace_back(life_.now, life_.last());
  }
  // Time goes by, from nothing to some hours.
  void pass() {
    const auto by =
        std::chrono::microseconds(chance_() % (one_in(3) ? 20'000'000'000ULL : 5'000ULL));
    const bool back = set_back_ && one_in(5);
    life_.now += back ? -by : by;
    if (back) life_.set_back += by;
  }
  void move() {
    pass();
    std::vector<std::pair<core::StepRef, core::StepState>> live;
    for (const auto& [ref, state] : life_.run().steps())
      if (core::live(state.status)) live.emplace_back(ref, state);
    if (live.empty()) return;
    const auto& [ref, state] = live[chance_() % live.size()];
    if (state.status == core::StepStatus::running) {
      using Kind = core::ActionResult::Kind;
      constexpr Kind kKinds[] = {Kind::succeeded, Kind::succeeded, Kind::succeeded, Kind::transient,
                                 Kind::permanent};
      const auto kind = kKinds[chance_() % std::size(kKinds)];
      if (waits_) return end_after_a_wait(ref, state, kind);
      return note(life_.end(ref.name, kind, core::Json{{"id", "7"}}));
    }
    const auto id = life_.run().id();
    if (one_in(12) || (state.wait && state.wait->type.empty()))
      return note(life_.come_due(ref.name));
    if (state.wait) return note(life_.hear(tests::event("site.done", {{"ok", !one_in(3)}})));
    if (state.task && !one_in(3))
      return note(life_.hear(core::task_claim(id, ref, "ana", {}, "ana", life_.now)));
    if (state.task)
      return note(
          life_.hear(core::task_finish(id, ref, core::Json::object(), "", "ana", life_.now)));
    if (state.approval)
      note(life_.hear(core::approval_decide(id, ref, !one_in(3), "", "", "lea", life_.now)));
  }

  // The wait may be longer than the attempt, as when the clock was set back meanwhile.
  void end_after_a_wait(const core::StepRef& ref, const core::StepState& state,
                        core::ActionResult::Kind kind) {
    core::ActionResult result{kind, core::Json{{"id", "7"}}, "code", "as told", {}};
    result.waited = std::chrono::microseconds(chance_() % 10'000'000'000ULL);
    if (kind == core::ActionResult::Kind::permanent && one_in(2)) {
      result.code = core::kGaveUpCode;
      result.unsent = true;
    }
    note(life_.hear(
        core::action_finished(life_.run().id(), ref, state.attempt, std::move(result), life_.now)));
  }

  std::mt19937_64 chance_;
  bool set_back_;
  bool waits_;
  tests::Life life_;
  std::vector<std::pair<core::Time, std::vector<core::Transition>>> journal_{};
};

}  // namespace baton::insight
