#include "baton/core/run.hpp"

#include "baton/core/enum_text.hpp"
#include "baton/core/text.hpp"

#include <chrono>
#include <vector>

namespace baton::core {

namespace {

constexpr EnumText<StepStatus, 11> kStepStatus{{"pending", "gated", "waiting", "running", "unknown",
                                                "succeeded", "failed", "skipped", "blocked",
                                                "cancelled", "undone"}};
constexpr EnumText<RunStatus, 6> kRunStatus{
    {"running", "waiting", "paused", "succeeded", "failed", "cancelled"}};

}  // namespace

std::string_view to_text(StepStatus status) { return kStepStatus.of(status); }
std::string_view to_text(RunStatus status) { return kRunStatus.of(status); }
std::optional<StepStatus> step_status(std::string_view text) { return kStepStatus.read(text); }
std::optional<RunStatus> run_status(std::string_view text) { return kRunStatus.read(text); }

const Json& Items::at(int item) const {
  return of.is_object() ? of.at(names.at(static_cast<std::size_t>(item)))
                        : of.at(static_cast<std::size_t>(item));
}

Json Items::index(int item) const {
  return of.is_object() ? Json(names.at(static_cast<std::size_t>(item))) : Json(item);
}

std::optional<SlaMark> SlaClock::next() const {
  std::optional<SlaMark> next;
  for (std::size_t at = 0; at < kSlaMarks && !paused_at; ++at) {
    if (!marks[at] || missed[at]) continue;
    if (!next || *marks[at] < *marks[static_cast<std::size_t>(*next)])
      next = static_cast<SlaMark>(at);
  }
  return next;
}

std::optional<Time> SlaClock::promised() const {
  for (const auto mark : {SlaMark::due, SlaMark::late}) {
    const auto at = static_cast<std::size_t>(mark);
    if (!marks[at]) continue;
    return paused_at && !missed[at] ? std::nullopt : marks[at];
  }
  return std::nullopt;
}

namespace {

// When a mark is missed, by the wall clock; nullopt while nobody can tell, and where there is none.
std::optional<Time> mark_on_wall(const SlaClock& clock, std::size_t at, Duration wall_ahead) {
  if (!clock.marks[at] || (clock.paused_at && !clock.missed[at])) return std::nullopt;
  return nearest_millisecond(*clock.marks[at] + wall_ahead);
}

// The marks that were missed: goal, due.
std::vector<std::string> missed_marks(const SlaClock& clock) {
  std::vector<std::string> marks;
  for (std::size_t at = 0; at < kSlaMarks; ++at)
    if (clock.missed[at]) marks.emplace_back(kSlaMarkNames[at]);
  return marks;
}

}  // namespace

Json told(const SlaClock& clock, bool open, Duration wall_ahead) {
  const char* state = !open ? "ended" : clock.paused_at ? "paused" : "running";
  Json json{{"state", state}, {"started_at", to_rfc3339(clock.started_at)}};
  for (std::size_t at = 0; at < kSlaMarks; ++at)
    if (const auto mark = mark_on_wall(clock, at, wall_ahead))
      json[std::string(kSlaMarkNames[at])] = to_rfc3339(*mark);
  json["missed"] = missed_marks(clock);
  json["paused_ms"] = std::chrono::duration_cast<std::chrono::milliseconds>(clock.paused).count();
  if (open && clock.paused_at) {
    json["paused_since"] = to_rfc3339(clock.paused_since);
    json["paused_by"] = clock.paused_by;
  }
  return json;
}

std::string in_words(const SlaClock& clock, bool open, Duration wall_ahead) {
  const auto missed = missed_marks(clock);
  std::string words = missed.empty() ? "" : "it has missed its " + any_of(missed, " and ");
  const auto add = [&words](const std::string& more) {
    words += (words.empty() ? "" : "; ") + more;
  };
  if (open && clock.paused_at)
    add("its time stands still since " + to_rfc3339(clock.paused_since) + ": " + clock.paused_by);
  if (const auto next = open ? clock.next() : std::nullopt)
    add("its " + std::string(to_text(*next)) + " is at " +
        to_rfc3339(*mark_on_wall(clock, static_cast<std::size_t>(*next), wall_ahead)));
  if (words.empty()) words = open ? "its time runs" : "it was done in time";
  return words;
}

bool StepState::due_on_wall() const {
  if (!due) return false;
  if (status == StepStatus::gated) return due != gate_closes;
  return status == StepStatus::waiting && wait && wait->on_wall;
}

const StepState& Run::step(const StepRef& ref) const {
  static const StepState pending;
  const auto found = steps_.find(ref);
  return found == steps_.end() ? pending : found->second;
}

}  // namespace baton::core
