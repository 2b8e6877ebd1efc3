#include "baton/goals/standing.hpp"

#include "baton/core/enum_text.hpp"
#include "goals/standing_words.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace baton::goals {
namespace {

using core::StandingKind;

constexpr core::EnumText<State, 3> kStateText{{"on_track", "at_risk", "off"}};

bool due_soon(const Node& node, core::Time now) {
  return !node.due || *node.due - now <= node.due_within;
}

// Whether a run stands in the way of a goal.
bool blocks(const Work& work, const Node& node, core::Time now) {
  if (work.stopped() || (work.open() && work.late)) return true;
  return work.stands_still() && due_soon(node, now) && now - work.since >= node.blocked_for;
}

}  // namespace

std::string_view to_text(State state) { return kStateText.of(state); }

bool Work::failed() const { return status == core::RunStatus::failed || failing; }

bool Work::stopped() const {
  const bool asks_a_person = now.kind == StandingKind::unknown && !now.due;
  return failed() || status == core::RunStatus::paused || asks_a_person;
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

GoalStanding standing_of(const Node& node, std::vector<Work> beneath,
                         const std::vector<std::pair<const Node*, State>>& children, core::Time now,
                         context::Language language, MoreRuns more) {
  GoalStanding standing;
  standing.at_least = more.open || more.failed;
  standing.more_open = more.open;
  for (auto& work : beneath) {
    if (work.open()) ++standing.open;
    if (work.open() && work.late) ++standing.late;
    if (work.stopped()) ++standing.stopped;
    if (blocks(work, node, now)) standing.blocking.push_back(std::move(work));
  }
  std::sort(standing.blocking.begin(), standing.blocking.end(),
            [](const Work& one, const Work& other) {
              return std::pair(one.since, one.run) < std::pair(other.since, other.run);
            });
  const bool child_in_trouble =
      std::any_of(children.begin(), children.end(),
                  [](const auto& child) { return child.second != State::on_track; });
  if (!standing.blocking.empty() || child_in_trouble) standing.state = State::at_risk;
  if (node.due && *node.due <= now && (standing.open > 0 || standing.stopped > 0))
    standing.state = State::off;
  standing.sentence = standing_sentence(node, standing, children, now, language);
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
          {"step_title", work.now.title},
          {"who", work.now.who},
          {"code", work.now.code},
          {"cause", work.now.cause},
          {"connection", work.now.connection},
          {"since", core::to_rfc3339(work.since)},
          {"late", work.late}};
}

core::Json in_the_way(const std::vector<Work>& blocking) {
  const auto of_kind = [&blocking](StandingKind kind) {
    return std::count_if(blocking.begin(), blocking.end(),
                         [kind](const Work& work) { return work.now.kind == kind; });
  };
  const auto tasks = of_kind(StandingKind::task);
  const auto approvals = of_kind(StandingKind::approval);
  const auto gates = of_kind(StandingKind::gate);
  const auto failed = std::count_if(blocking.begin(), blocking.end(),
                                    [](const Work& work) { return work.failed(); });
  return {{"tasks", tasks},
          {"approvals", approvals},
          {"gates", gates},
          {"runs", std::ssize(blocking) - tasks - approvals - gates},
          {"failed", failed}};
}

}  // namespace baton::goals
