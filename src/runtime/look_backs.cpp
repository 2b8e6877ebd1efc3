#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/processor.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

// The part of the processor for waits that look back. When such a wait is opened, the log is
// searched for the events that it is for, from the newest event to older ones, so that a search
// that is cut short leaves out the oldest. Of what is found the step is offered the oldest first,
// as if it had been waiting when these events came.
namespace baton::runtime {

using core::Event;
using ports::Tx;

namespace {

// How many events are read from the log at once.
constexpr std::size_t kEventsPage = 500;
// The setting that names the runs which missed an event because they could not be read:
// "run_… run_…".
constexpr std::string_view kPassedBy = "passed_by";
constexpr std::size_t kPassedByMax = 10'000;

std::set<std::string> passed_by_so_far(ports::Settings& tx) {
  std::istringstream words(tx.setting(kPassedBy));
  return {std::istream_iterator<std::string>(words), {}};
}

void keep_passed_by(ports::SettingsTx& tx, const std::set<std::string>& runs) {
  tx.set_setting(kPassedBy, core::join(runs, " "));
}

// The events that a step still waits for, by their place in StepWaiting::branches().
std::map<int, core::WaitBranch> open_waits(const OpenRun& open, const core::StepRef& step) {
  const auto& state = open.run.step(step);
  std::map<int, core::WaitBranch> waits;
  if (state.status != core::StepStatus::waiting || !state.wait) return waits;
  int at = 0;
  for (auto& branch : state.wait->branches()) waits.emplace(at++, std::move(branch));
  for (const auto& [taken, event] : state.taken) waits.erase(taken);
  return waits;
}

// How many events a step waits for, with those that it has taken.
std::size_t events_awaited(const OpenRun& open, const core::StepRef& step) {
  const auto& wait = open.run.step(step).wait;
  return wait ? wait->branches().size() : 0;
}

// The first look back is over. What it has found is offered to its step when all events of the step
// have been looked for, so the next look for one of these takes it over.
void pass_on_and_drop_first(std::deque<LookingBack>& look_backs) {
  const auto first = std::move(look_backs.front());
  look_backs.pop_front();
  if (!look_backs.empty() && look_backs.front().of_one_step_with(first))
    look_backs.front().found.insert(first.found.begin(), first.found.end());
}

std::string time_text(core::EventId id) { return core::to_rfc3339(core::time_of_id(id.value())); }

}  // namespace

bool Processor::go_on(Tx& tx, const TimeIsUp& time_is_up, Afterwards& afterwards) {
  auto& look_backs = unfinished(tx).look_backs;
  for (bool first = true; !look_backs.empty(); first = false) {
    if (!first && time_is_up()) return false;
    if (!look_back(tx, look_backs.front(), time_is_up, afterwards)) return false;
    pass_on_and_drop_first(look_backs);
  }
  return true;
}

bool Processor::go_on_or_drop(Tx& tx, const TimeIsUp& time_is_up, Afterwards& afterwards) {
  const auto before = unfinished(tx);
  Afterwards own;
  bool through = true;
  try {
    tx.guarded([&] { through = go_on(tx, time_is_up, own); });
  } catch (const ports::StoreBroken&) {
    throw;
  } catch (const ports::StoreUnavailable&) {
    throw;
  } catch (const std::exception& error) {
    forget();
    own = {};
    unfinished_ = before;
    const auto& first = unfinished_->look_backs.front();
    spdlog::error("run {}, step {}: it could not look back: {}", first.run.text(),
                  first.step.text(), error.what());
    pass_on_and_drop_first(unfinished_->look_backs);
    through = false;
  }
  afterwards.add(std::move(own));
  return through;
}

bool Processor::look_back(Tx& tx, LookingBack& look, const TimeIsUp& time_is_up,
                          Afterwards& afterwards) {
  auto found = open(tx, look.run);
  if (!found) return true;
  const auto waits = open_waits(*found, look.step);
  if (!found->run.done()) cache_.put(std::move(*found));
  if (waits.empty()) return true;
  const auto wait = waits.find(look.branch);
  if (!look.looked && wait != waits.end() &&
      !look_for(tx, look, wait->second, time_is_up, afterwards))
    return false;
  look.looked = true;
  look.found.insert(look.fitting.begin(), look.fitting.end());
  look.fitting.clear();
  const auto& all = unfinished(tx).look_backs;
  const bool more_of_the_step = all.size() > 1 && all[1].of_one_step_with(look);
  return more_of_the_step || offer_found(tx, look, time_is_up, afterwards);
}

// Searches the log for one of the events that a step waits for. Returns false when the time is up
// before the search is over.
bool Processor::look_for(Tx& tx, LookingBack& look, const core::WaitBranch& wait,
                         const TimeIsUp& time_is_up, Afterwards& afterwards) {
  const auto began = clock_.steady();
  const auto looked = search(tx, look, wait, time_is_up, afterwards);
  look.spent += clock_.steady() - began;
  if (looked == Looked::through && tx.pruned() > wait.after) {
    note(tx, look,
         "events of before " + time_text(tx.pruned()) +
             " are no longer kept, so it did not look back further",
         afterwards);
  } else if (looked == Looked::cut) {
    note(tx, look,
         "it looked back over " + core::counted(look.looked_at, "event") + ", to " +
             time_text(look.before) + ", and no further (look_back_events_max, look_back_max)",
         afterwards);
  }
  return looked != Looked::out_of_time;
}

Processor::Looked Processor::search(Tx& tx, LookingBack& look, const core::WaitBranch& wait,
                                    const TimeIsUp& time_is_up, Afterwards& afterwards) {
  const auto path = engine::index_path(wait.path);
  while (look.looked_at < core::kLookBackEventsMax && look.spent <= options_.look_back_max) {
    const auto page =
        tx.look_back(wait.type, wait.after, look.before,
                     std::min(kEventsPage, core::kLookBackEventsMax - look.looked_at));
    if (page.empty()) return Looked::through;
    for (const auto id : page) {
      const auto event = tx.event(id);
      ++look.looked_at;
      look.before = id;
      const bool candidate =
          event && (wait.path.empty() || engine::index_value(*event, path) == wait.value);
      if (candidate) weigh(tx, look, *event, afterwards);
      if (time_is_up()) return Looked::out_of_time;
    }
  }
  return tx.look_back(wait.type, wait.after, look.before, 1).empty() ? Looked::through
                                                                     : Looked::cut;
}

// Keeps an event if it is what is looked for. Of those that fit, a step that waits for N events
// takes one of the oldest N as this one, since each of the others takes one event at most.
void Processor::weigh(Tx& tx, LookingBack& look, const Event& event, Afterwards& afterwards) {
  auto found = open(tx, look.run);
  if (!found) return;
  const auto most = events_awaited(*found, look.step);
  bool fits = false;
  const auto decide = [&](const engine::Plan& plan, core::Run run, const engine::Moment& moment) {
    auto weighed = engine::weigh(plan, std::move(run), look.step, look.branch, event, moment);
    fits = weighed.fits;
    return std::move(weighed.decision);
  };
  apply(tx, std::move(*found), event, decide, afterwards);
  if (!fits) return;
  look.fitting.push_back(event.id);
  if (look.fitting.size() > most) look.fitting.erase(look.fitting.begin());
}

// Offers a step what was found, the oldest first, until it waits for nothing more. Returns false
// when the time is up before that.
bool Processor::offer_found(Tx& tx, LookingBack& look, const TimeIsUp& time_is_up,
                            Afterwards& afterwards) {
  while (!look.found.empty()) {
    const auto event = tx.event(*look.found.begin());
    look.found.erase(look.found.begin());
    if (event && answered(tx, look, *event, afterwards)) return true;
    if (!look.found.empty() && time_is_up()) return false;
  }
  return true;
}

// Offers one event to the wait. Returns true when the step waits for nothing more.
bool Processor::answered(Tx& tx, const LookingBack& look, const Event& event,
                         Afterwards& afterwards) {
  const auto decide = [&](const engine::Plan& plan, core::Run run, const engine::Moment& moment) {
    return engine::offer(plan, std::move(run), look.step, event, moment);
  };
  auto found = open(tx, look.run);
  if (!found) return true;
  apply(tx, std::move(*found), event, decide, afterwards);
  found = open(tx, look.run);
  if (!found) return true;
  const bool waits = !open_waits(*found, look.step).empty();
  if (!found->run.done()) cache_.put(std::move(*found));
  return !waits;
}

void Processor::passed_by(ports::SettingsTx& tx, core::RunId run) {
  auto runs = passed_by_so_far(tx);
  if (runs.size() < kPassedByMax && runs.insert(run.text()).second) keep_passed_by(tx, runs);
}

void Processor::catch_up(Tx& tx) {
  const auto before = passed_by_so_far(tx);
  if (before.empty()) return;
  auto still = before;
  for (const auto& text : before) {
    const auto run = core::RunId::parse(text);
    if (!run || look_back_from_now(tx, *run)) still.erase(text);
  }
  keep_passed_by(tx, still);
  keep_unfinished(tx);
}

// Has all open waits of a run look back from now. Returns false when the run still cannot be read.
bool Processor::look_back_from_now(Tx& tx, core::RunId run) {
  std::optional<OpenRun> found;
  try {
    found = open(tx, run);
  } catch (const ports::RowDamaged&) {
    return false;
  }
  if (!found) return true;
  for (const auto& [step, state] : found->run.steps()) {
    for (const auto& [branch, wait] : open_waits(*found, step))
      unfinished(tx).look_backs.push_back(
          {run, step, core::EventId(tx.last_event().value() + 1), 0, {}, branch});
  }
  if (!found->run.done()) cache_.put(std::move(*found));
  return true;
}

void Processor::note(Tx& tx, const LookingBack& look, std::string text, Afterwards& afterwards) {
  spdlog::warn("run {}, step {}: {}", look.run.text(), look.step.text(), text);
  ++afterwards.tally.look_backs_cut;
  const auto decide = [&](const engine::Plan& plan, core::Run run, const engine::Moment& moment) {
    return engine::note(plan, std::move(run), look.step, std::move(text), moment);
  };
  auto found = open(tx, look.run);
  if (found) apply(tx, std::move(*found), {}, decide, afterwards);
}

}  // namespace baton::runtime
