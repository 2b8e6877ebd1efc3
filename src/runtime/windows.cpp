#include "baton/engine/windows.hpp"

#include "baton/core/own_events.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/processor.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

// The part of the processor for triggers that are windows or thresholds. What is kept of a key is
// written in the transaction that steps its event; a firing is an event of the log, from which a
// run starts as from any other.
namespace baton::runtime {

using core::Event;
using core::Json;
using ports::Tx;
using ports::WindowRow;

namespace {

// A firing repeats the first and the last event that counted for it. An event that is larger than
// this is left out there.
constexpr std::size_t kEventBytesMax = 64'000;
// How many of the stored rows are looked at whenever a new key gets one. Those that say nothing any
// more are deleted then, and would otherwise add up.
constexpr std::size_t kSweptForEach = 4;
// How many rows are looked at in one go when there is no room for a new key. That takes about a
// millisecond.
constexpr std::size_t kSweptWhenFull = 1'000;
// How long the rows are left alone after all of them were found to be needed. To look at a million
// rows takes a second, and turns wait meanwhile.
constexpr core::Duration kFullFor = std::chrono::minutes(1);

// An event for those who read a firing: null when it is no longer kept or too large.
Json event_told(ports::EventLog& tx, core::EventId id) {
  if (!id) return {};
  const auto event = tx.event(id);
  if (!event) return {};
  auto json = event->to_json();
  return core::dump(json).size() <= kEventBytesMax ? std::move(json) : Json();
}

}  // namespace

void Processor::count_in_windows(Tx& tx, const Event& event, const Json& seen,
                                 const engine::Plan& plan, const cel::Outside& asked,
                                 Afterwards& afterwards) {
  const auto wall_ahead = clock_.on_wall(core::Time()).time_since_epoch();
  auto found =
      engine::window_hits(plan, event, seen, clock_.now(), asked, {clock_.steady(), wall_ahead});
  for (const auto& hit : found.hits) {
    const auto row = tx.window(hit.trigger->window->id, hit.key);
    if (!row && !place_for_window(tx)) {
      found.errors.push_back({core::Errc::limited,
                              "windows keep " + std::to_string(options_.window_keys_max) +
                                  " keys (window_keys_max), and \"" + hit.key +
                                  "\" would be one more; the event does not count",
                              plan.source().name});
      continue;
    }
    auto folded = engine::count(hit, row ? std::string_view(row->state) : std::string_view());
    core::ensure(folded.has_value(), "what a window keeps can be read");
    keep_window(tx, *hit.trigger, hit.key, row, *folded, afterwards);
    if (hit.too_late) ++afterwards.tally.window_late[plan.source().name];
    if (folded->fired) fire(tx, plan, *folded->fired, event, afterwards);
  }
  for (const auto& error : found.errors) {
    ++afterwards.tally.condition_errors;
    spdlog::warn("event {} ({}): {} could not count it: {}", event.id.text(), event.type,
                 plan.source().name, error.text());
  }
}

bool Processor::place_for_window(ports::Tx& tx) {
  const auto most = options_.window_keys_max;
  const auto full = [&tx, most] { return tx.counts().windows >= static_cast<std::int64_t>(most); };
  if (!full()) return true;
  const auto now = clock_.steady();
  if (windows_full_ && now - *windows_full_ < kFullFor) return false;
  // The first call begins anywhere, and one ends with the last row, however many that are.
  for (std::size_t looked_at = 0; looked_at < most + 2 * kSweptWhenFull;
       looked_at += kSweptWhenFull) {
    tx.sweep_windows(now, kSweptWhenFull);
    if (!full()) return true;
  }
  windows_full_ = now;
  return false;
}

void Processor::keep_window(ports::WindowsTx& tx, const engine::PlanTrigger& trigger,
                            const std::string& key, const std::optional<WindowRow>& before,
                            const engine::WindowFold& fold, Afterwards& afterwards) {
  if (fold.state.empty()) {
    if (before) tx.delete_window(*before);
    return;
  }
  WindowRow row{trigger.window->id, key, fold.state, fold.expires};
  if (fold.fires_at) {
    const bool known = !fold.fires_newly && before && before->due;
    row.due = known ? *before->due : std::max(clock_.steady(), *fold.fires_at);
    afterwards.next_due.add(
        ports::AlarmRow{false, *row.due, {}, core::StepRef(row.name()), core::AlarmKind::window});
  }
  tx.put_window(row);
  if (!before) tx.sweep_windows(clock_.steady(), kSweptForEach);
}

void Processor::fire(Tx& tx, const engine::Plan& plan, const engine::WindowFired& fired,
                     const Event& last, Afterwards& afterwards) {
  auto told = fired.told;
  told["at"] = core::to_rfc3339(clock_.now());
  if (fired.first) told["first"] = event_told(tx, fired.first);
  told["last"] = event_told(tx, fired.last);
  auto event = core::window_fired(plan.source().name, std::move(told), last, clock_.now());
  if (may_publish(tx, event, afterwards)) publish(tx, std::move(event));
}

// An alarm that was told before something changed finds the row due at another time, and does
// nothing.
void Processor::look_at_window(Tx& tx, const Event& event, const std::string& name,
                               Afterwards& afterwards) {
  const auto row = tx.window_named(name);
  if (!row || !row->due || core::to_rfc3339(*row->due) != core::text_at(event.data, "due")) return;
  const auto plan = catalog_.counting(row->window);
  // Its workflow is retired, or counts something else.
  if (plan == nullptr) return tx.delete_window(*row);
  const auto& triggers = plan->triggers();
  const auto trigger = std::find_if(triggers.begin(), triggers.end(), [&row](const auto& each) {
    return each.window && each.window->id == row->window;
  });
  auto folded = engine::fire(*trigger, row->key, row->state);
  core::ensure(folded.has_value(), "what a window keeps can be read");
  keep_window(tx, *trigger, row->key, row, *folded, afterwards);
  if (!folded->fired || !is_awake(plan->source())) return;
  const auto last = tx.event(folded->fired->last);
  fire(tx, *plan, *folded->fired, last ? *last : event, afterwards);
}

}  // namespace baton::runtime
