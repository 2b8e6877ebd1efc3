#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"
#include "baton/engine/windows.hpp"
#include "engine/window_fold.hpp"

#include <algorithm>

// Windows and thresholds in words: what they wait for, and what a key has and lacks.
namespace baton::engine {

namespace {

using core::Json;
using core::Time;

std::string in_quotes(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string by_words(const std::optional<core::Condition>& by) {
  return by ? " of one " + by->text : std::string();
}

std::string words_of(const core::Window& spec) {
  if (spec.sequence) {
    std::vector<std::string> types;
    for (const auto& event : spec.events) types.push_back(in_quotes(event.event));
    auto words = core::any_of(types, ", then ") + by_words(spec.by) + " within " +
                 core::to_text(spec.within);
    if (spec.absent)
      words += ", and no " + in_quotes(spec.absent->event.event) + " for " +
               core::to_text(spec.absent->lasts) + " after that";
    return words;
  }
  std::vector<std::string> needs;
  if (spec.at_least > 0) needs.push_back(core::counted(spec.at_least, "event"));
  for (const auto& distinct : spec.distinct)
    if (distinct.at_least > 0)
      needs.push_back(std::to_string(distinct.at_least) + " different " + in_quotes(distinct.name));
  return core::any_of(needs, " and ") + " of " + in_quotes(spec.events.front().event) +
         by_words(spec.by) + " within " + core::to_text(spec.within);
}

std::string words_of(const core::Threshold& spec) {
  auto bound = core::number_text(spec.bound);
  if (spec.baseline)
    bound +=
        " times its " +
        std::string(core::kAggregateNames[static_cast<std::size_t>(spec.baseline->aggregate)]) +
        " over " + core::to_text(spec.baseline->over);
  return std::string(core::kAggregateNames[static_cast<std::size_t>(spec.aggregate)]) + " of " +
         in_quotes(spec.event.event) + by_words(spec.by) + " over " + core::to_text(spec.over) +
         (spec.above ? " above " : " below ") + bound;
}

// What still has to come for events to be enough, as words; and what has come, in `why`.
std::vector<std::string> lacking(const core::Window& spec, const WindowTally& tally, Time now,
                                 Json& why) {
  std::vector<std::string> lacks;
  const Time begin = now - spec.within;
  if (spec.at_least > 0) {
    const auto come = std::count_if(tally.points.begin(), tally.points.end(),
                                    [begin](const auto& point) { return point.at >= begin; });
    why["events"] = {{"come", come}, {"needed", spec.at_least}};
    if (come < spec.at_least) lacks.push_back(core::counted(spec.at_least - come, "event"));
  }
  for (std::size_t at = 0; at < spec.distinct.size(); ++at) {
    auto values = Json::array();
    if (at < tally.distinct.size())
      for (const auto& value : tally.distinct[at])
        if (value.last.at >= begin) values.push_back(value.value);
    const auto needed = spec.distinct[at].at_least;
    const auto come = static_cast<int>(values.size());
    if (come < needed)
      lacks.push_back(std::to_string(needed - come) + " more different " +
                      in_quotes(spec.distinct[at].name));
    why["distinct"][spec.distinct[at].name] = {{"come", std::move(values)}, {"needed", needed}};
  }
  return lacks;
}

// The same of a sequence: how far it has come at most, and what comes next.
std::vector<std::string> next_of(const core::Window& spec, const WindowTally& tally, Time now,
                                 Json& why) {
  std::size_t come = 0;
  for (std::size_t at = 0; at < tally.begun.size(); ++at) {
    const auto& first = tally.begun[at];
    if (first && now - first->at <= spec.within) come = at + 1;
  }
  if (tally.complete) come = spec.events.size();
  why["come"] = come;
  why["needed"] = spec.events.size();
  if (tally.complete) return {};
  return {in_quotes(spec.events[come].event)};
}

// "1 of 4 events came over 2w", of the events without which an aggregate says nothing.
std::string too_few(const std::vector<WindowBucket>& buckets, int at_least, core::Duration over) {
  std::int64_t come = 0;
  for (const auto& bucket : buckets) come += bucket.count;
  return std::to_string(come) + " of " + core::counted(std::max(at_least, 1), "event") +
         " came over " + core::to_text(over);
}

void add_threshold(const core::Threshold& spec, WindowState state, Time now, Json& why) {
  let_go(spec, now, state);
  const auto value = aggregate(state.recent, spec.aggregate, spec.over, spec.at_least);
  const auto bound = bound_of(spec, state);
  if (value) why["value"] = *value;
  if (bound) why["bound"] = *bound;
  if (!value) {
    why["because"] = "too few events: " + too_few(state.recent, spec.at_least, spec.over);
  } else if (!bound) {
    why["because"] = "too few events to say what is usual: " +
                     too_few(state.usual, spec.baseline->at_least, spec.baseline->over);
  } else if (state.beyond) {
    why["because"] =
        "it has fired, and fires again once it was within " + core::number_text(*bound);
  } else {
    why["because"] = "it is " + core::number_text(*value) + ", and fires " +
                     (spec.above ? "above " : "below ") + core::number_text(*bound);
  }
}

}  // namespace

std::string window_in_words(const PlanTrigger& trigger) {
  const auto& spec = *trigger.spec;
  return spec.window ? words_of(*spec.window) : words_of(*spec.threshold);
}

core::Result<Json> why_window(const PlanTrigger& trigger, const std::string& key,
                              std::string_view text, Time now, core::Duration wall_ahead) {
  auto state = window_state(text);
  if (!state)
    return core::Error{core::Errc::internal, "what a window keeps is not written as it should be"};
  Json why{{"key", key}};
  const auto& spec = *trigger.spec;
  WindowTally tally = state->settled;
  if (spec.threshold) {
    add_threshold(*spec.threshold, *std::move(state), now, why);
  } else {
    tally = outcome_of(*spec.window, *state).tally;
    let_go(*spec.window, state->newest, tally);
    // What is kept has led to a firing already, or leads to none by itself.
    if (tally == WindowTally{}) return Json();
    now = std::max(now, state->newest);
    const auto lacks = spec.window->sequence ? next_of(*spec.window, tally, now, why)
                                             : lacking(*spec.window, tally, now, why);
    why["because"] = "it still lacks " + core::any_of(lacks, " and ");
  }
  if (tally.complete) {
    const auto at = core::to_rfc3339(tally.complete_at + wall_ahead);
    why["fires_at"] = at;
    why["because"] =
        "it fires at " + at + " unless " + in_quotes(spec.window->absent->event.event) + " comes";
  }
  if (tally.rests_until && *tally.rests_until > now) {
    const auto until = core::to_rfc3339(*tally.rests_until + wall_ahead);
    why["rests_until"] = until;
    why["because"] = "it has fired, and rests until " + until;
  }
  return why;
}

}  // namespace baton::engine
