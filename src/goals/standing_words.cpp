#include "goals/standing_words.hpp"

#include "baton/context/phrase.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <iterator>

namespace baton::goals {
namespace {

using context::Phrase;
using core::StandingKind;

// A noun in each language, of one and of several.
struct StandingNoun {
  Phrase one;
  Phrase several;
};

constexpr StandingNoun kTaskNoun{{"1 task", "1 tâche"}, {"{n} tasks", "{n} tâches"}};
constexpr StandingNoun kApprovalNoun{{"1 approval", "1 approbation"},
                                     {"{n} approvals", "{n} approbations"}};
constexpr StandingNoun kGateNoun{{"1 gate", "1 porte"}, {"{n} gates", "{n} portes"}};
constexpr StandingNoun kRunNoun{{"1 run", "1 exécution"}, {"{n} runs", "{n} exécutions"}};
// In the order in which a sentence names them.
constexpr std::array<const StandingNoun*, 4> kStandingNouns{&kTaskNoun, &kApprovalNoun, &kGateNoun,
                                                            &kRunNoun};

constexpr Phrase kAtLeastOfGoal{"at least {work}", "au moins {work}"};
constexpr Phrase kFailedOfGoal{"{work} of {title} failed", "{work} de « {title} » en échec"};
constexpr Phrase kBlockedOfGoal{"{work} of {title} blocked for {length}",
                                "{work} de « {title} » à l’arrêt depuis {length}"};
constexpr Phrase kOpenOfGoal{"{work} of {title} open", "{work} de « {title} » encore en cours"};
constexpr Phrase kUnderWayOfGoal{"{work} of {title} under way", "{work} de « {title} » en cours"};
constexpr Phrase kNothingOfGoal{"nothing of {title} is open", "rien de « {title} » n’est en cours"};
constexpr Phrase kGoalIsOff{"{title} is off", "« {title} » est manqué"};
constexpr Phrase kGoalIsAtRisk{"{title} is at risk", "« {title} » est à risque"};
constexpr Phrase kGoalIsDue{", due in {length}", ", échéance dans {length}"};
constexpr Phrase kGoalWasDue{", due {length} ago", ", échéance dépassée de {length}"};

constexpr Phrase kRoughDays{"{n}d", "{n} j"};
constexpr Phrase kRoughHours{"{n}h", "{n} h"};
constexpr Phrase kRoughMinutes{"{n}m", "{n} min"};

// What people call the work that stands so.
const StandingNoun* noun_of(const Work& work) {
  switch (work.now.kind) {
    case StandingKind::task: return &kTaskNoun;
    case StandingKind::approval: return &kApprovalNoun;
    case StandingKind::gate: return &kGateNoun;
    default: return &kRunNoun;
  }
}

// Makes the sentence of one goal in one language.
class StandingTeller {
 public:
  StandingTeller(const Node& node, core::Time now, context::Language language)
      : node_(node), now_(now), in_(language) {}

  std::string tell(const GoalStanding& standing,
                   const std::vector<std::pair<const Node*, State>>& children) const {
    const auto& blocking = standing.blocking;
    const auto failed = std::count_if(blocking.begin(), blocking.end(),
                                      [](const Work& work) { return work.failed(); });
    const auto whole = [this](std::string work, bool more) {
      return more ? filled(kAtLeastOfGoal, in_, {{"work", std::move(work)}}) : work;
    };
    if (failed > 0 && failed == std::ssize(blocking))
      return of_goal(kFailedOfGoal, whole(counted(failed, kRunNoun), standing.at_least)) + due();
    if (!blocking.empty()) {
      const auto longest = std::max(now_ - blocking.front().since, core::Duration{});
      auto work = whole(counted(blocking), standing.at_least);
      return of_goal(kBlockedOfGoal, std::move(work), roughly(longest)) + due();
    }
    const auto open = whole(counted(standing.open, kRunNoun), standing.more_open);
    if (standing.state == State::off) return of_goal(kOpenOfGoal, open) + due();
    for (const auto& [child, state] : children)
      if (state != State::on_track)
        return filled(state == State::off ? kGoalIsOff : kGoalIsAtRisk, in_,
                      {{"title", child->title}});
    if (standing.open == 0) return of_goal(kNothingOfGoal, {}) + due();
    return of_goal(kUnderWayOfGoal, open) + due();
  }

 private:
  std::string of_goal(const Phrase& phrase, std::string work, std::string length = {}) const {
    return filled(
        phrase, in_,
        {{"work", std::move(work)}, {"title", node_.title}, {"length", std::move(length)}});
  }

  std::string counted(std::int64_t count, const StandingNoun& noun) const {
    return filled(count == 1 ? noun.one : noun.several, in_, {{"n", std::to_string(count)}});
  }
  // "12 tasks, 3 approvals".
  std::string counted(const std::vector<Work>& blocking) const {
    std::string text;
    for (const auto* noun : kStandingNouns) {
      const auto count = std::count_if(blocking.begin(), blocking.end(),
                                       [noun](const Work& work) { return noun_of(work) == noun; });
      if (count > 0) text += (text.empty() ? "" : ", ") + counted(count, *noun);
    }
    return text;
  }

  std::string due() const {
    if (!node_.due) return {};
    const bool ahead = *node_.due > now_;
    return filled(ahead ? kGoalIsDue : kGoalWasDue, in_,
                  {{"length", roughly(ahead ? *node_.due - now_ : now_ - *node_.due)}});
  }

  // A length of time in its largest unit: "3d", "5h", "12m".
  std::string roughly(core::Duration length) const {
    constexpr core::Duration kDay = std::chrono::hours(24);
    constexpr core::Duration kHour = std::chrono::hours(1);
    constexpr core::Duration kMinute = std::chrono::minutes(1);
    const auto [phrase, unit] = length >= kDay    ? std::pair(&kRoughDays, kDay)
                                : length >= kHour ? std::pair(&kRoughHours, kHour)
                                                  : std::pair(&kRoughMinutes, kMinute);
    return filled(*phrase, in_, {{"n", std::to_string(length / unit)}});
  }

  const Node& node_;
  core::Time now_;
  context::Language in_;
};

}  // namespace

std::string standing_sentence(const Node& node, const GoalStanding& standing,
                              const std::vector<std::pair<const Node*, State>>& children,
                              core::Time now, context::Language language) {
  return StandingTeller(node, now, language).tell(standing, children);
}

}  // namespace baton::goals
