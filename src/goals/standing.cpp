#include "baton/goals/standing.hpp"

#include "baton/core/enum_text.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace baton::goals {
namespace {

using core::StandingKind;

constexpr core::EnumText<State, 3> kStateText{{"on_track", "at_risk", "off"}};

// What people call the work that stands so.
std::string_view noun_of(const Work& work) {
  switch (work.now.kind) {
    case StandingKind::task: return "task";
    case StandingKind::approval: return "approval";
    case StandingKind::gate: return "gate";
    default: return "run";
  }
}

// A length of time in its largest unit: "3d", "5h", "12m".
std::string roughly(core::Duration length) {
  constexpr core::Duration kDay = std::chrono::hours(24);
  constexpr core::Duration kHour = std::chrono::hours(1);
  if (length >= kDay) return std::to_string(length / kDay) + "d";
  if (length >= kHour) return std::to_string(length / kHour) + "h";
  return std::to_string(length / core::Duration(std::chrono::minutes(1))) + "m";
}

std::string counted(std::int64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

// "12 tasks, 3 approvals".
std::string nouns_of(const std::vector<Work>& blocking) {
  std::map<std::string_view, std::int64_t> counts;
  for (const auto& work : blocking) ++counts[noun_of(work)];
  std::string text;
  for (const auto* noun : {"task", "approval", "gate", "run"}) {
    const auto found = counts.find(noun);
    if (found == counts.end()) continue;
    text += (text.empty() ? "" : ", ") + counted(found->second, noun);
  }
  return text;
}

std::string due_text(const Node& node, core::Time now) {
  if (!node.due) return {};
  if (*node.due > now) return ", due in " + roughly(*node.due - now);
  return ", due " + roughly(now - *node.due) + " ago";
}

bool due_soon(const Node& node, core::Time now) {
  return !node.due || *node.due - now <= node.due_within;
}

// Whether a run stands in the way of a goal.
bool blocks(const Work& work, const Node& node, core::Time now) {
  if (work.stopped() || (work.open() && work.late)) return true;
  return work.stands_still() && due_soon(node, now) && now - work.since >= node.blocked_for;
}

std::string sentence_of(const Node& node, const Standing& standing,
                        const std::vector<std::pair<const Node*, State>>& children,
                        core::Time now) {
  const auto& blocking = standing.blocking;
  const auto failed = std::count_if(blocking.begin(), blocking.end(), [](const Work& work) {
    return work.status == core::RunStatus::failed || work.failing;
  });
  if (failed > 0 && failed == std::ssize(blocking))
    return counted(failed, "run") + " of " + node.title + " failed" + due_text(node, now);
  if (!blocking.empty()) {
    const auto longest = now - standing.blocking.front().since;
    return nouns_of(standing.blocking) + " of " + node.title + " blocked for " +
           roughly(std::max(longest, core::Duration{})) + due_text(node, now);
  }
  if (standing.state == State::off)
    return counted(standing.open, "run") + " of " + node.title + " open" + due_text(node, now);
  for (const auto& [child, state] : children)
    if (state != State::on_track)
      return child->title + " is " + (state == State::off ? "off" : "at risk");
  if (standing.open == 0) return "nothing of " + node.title + " is open" + due_text(node, now);
  return counted(standing.open, "run") + " of " + node.title + " under way" + due_text(node, now);
}

}  // namespace

std::string_view to_text(State state) { return kStateText.of(state); }

bool Work::stopped() const {
  const bool asks_a_person = now.kind == StandingKind::unknown && !now.due;
  return status == core::RunStatus::failed || status == core::RunStatus::paused || failing ||
         asks_a_person;
}

bool Work::stands_still() const {
  if (!open()) return stopped();
  switch (now.kind) {
    case StandingKind::approval:
    case StandingKind::task:
    case StandingKind::event:
    case StandingKind::slot:
    case StandingKind::gate: return true;
    default: return stopped();
  }
}

Standing standing_of(const Node& node, std::vector<Work> beneath,
                     const std::vector<std::pair<const Node*, State>>& children, core::Time now) {
  Standing standing;
  for (auto& work : beneath) {
    if (work.open()) ++standing.open;
    if (work.open() && work.late) ++standing.late;
    if (work.stopped()) ++standing.stopped;
    if (blocks(work, node, now)) standing.blocking.push_back(std::move(work));
  }
  std::stable_sort(standing.blocking.begin(), standing.blocking.end(),
                   [](const Work& one, const Work& other) { return one.since < other.since; });
  const bool child_in_trouble =
      std::any_of(children.begin(), children.end(),
                  [](const auto& child) { return child.second != State::on_track; });
  if (!standing.blocking.empty() || child_in_trouble) standing.state = State::at_risk;
  if (node.due && *node.due <= now && (standing.open > 0 || standing.stopped > 0))
    standing.state = State::off;
  standing.sentence = sentence_of(node, standing, children, now);
  return standing;
}

core::Json to_json(const Work& work) {
  const core::Json step = work.now.step.empty() ? core::Json() : core::Json(work.now.step.key());
  return {{"run", work.run.text()},
          {"workflow", work.workflow},
          {"title", work.title},
          {"status", core::to_text(work.status)},
          {"kind", core::to_text(work.now.kind)},
          {"step", step},
          {"who", work.now.who},
          {"cause", work.now.cause},
          {"since", core::to_rfc3339(work.since)},
          {"late", work.late}};
}

}  // namespace baton::goals
