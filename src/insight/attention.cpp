#include "baton/insight/attention.hpp"

#include "baton/context/phrase.hpp"
#include "baton/core/enum_text.hpp"
#include "baton/core/text.hpp"
#include "baton/insight/flow.hpp"
#include "insight/attention_text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace baton::insight {

using context::Language;
using context::Phrase;

namespace {

constexpr core::EnumText<Because, 8> kBecauseText{{"may_decide", "stands_in", "has_it", "may_do_it",
                                                   "caused", "took_part", "operates", "addressed"}};
constexpr core::EnumText<Attention, 3> kAttentionText{{"decision", "action", "administrative"}};

constexpr Phrase kYourGroupDecides{"you are in {of}, which may decide",
                                   "vous faites partie de {of}, qui peut décider"};
constexpr Phrase kYouAreAsked{"you are asked by name", "on vous le demande nommément"};
constexpr Phrase kYouDecideFor{"you decide for {of}, who delegates to you",
                               "vous décidez pour {of}, qui vous délègue ses décisions"};
constexpr Phrase kYourTask{"you have this task", "vous avez cette tâche"};
constexpr Phrase kTaskOfYourGroup{"nobody has it, and you are in {of}",
                                  "personne ne l’a, et vous faites partie de {of}"};
constexpr Phrase kTaskForYou{"nobody has it, and you are asked by name",
                             "personne ne l’a, et on vous la demande nommément"};
constexpr Phrase kYouCausedIt{"you caused this run", "vous êtes à l’origine de cette exécution"};
constexpr Phrase kYouTookPartBy{"you took part in this run: {of}",
                                "vous avez pris part à cette exécution : {of}"};
constexpr Phrase kYouTookPart{"you took part in this run", "vous avez pris part à cette exécution"};
constexpr Phrase kYouOperate{
    "you operate workflows, and no person caused this run",
    "vous pilotez les exécutions, et personne n’est à l’origine de celle-ci"};
constexpr Phrase kWrittenToYou{"it is written to you", "on vous l’a écrit"};

// The words of a reason. `named`: the group, the person or the step that it speaks of is known.
const Phrase& phrase_of(Because because, bool named) {
  switch (because) {
    case Because::may_decide: return named ? kYourGroupDecides : kYouAreAsked;
    case Because::stands_in: return kYouDecideFor;
    case Because::has_it: return kYourTask;
    case Because::may_do_it: return named ? kTaskOfYourGroup : kTaskForYou;
    case Because::caused: return kYouCausedIt;
    case Because::took_part: return named ? kYouTookPartBy : kYouTookPart;
    case Because::operates: return kYouOperate;
    case Because::addressed: break;
  }
  return kWrittenToYou;
}

// What somebody wrote: everything that is none of Baton's own and has a text that a person may have
// written. A ticket that changed has one too; it may be a question.
bool is_written(const Notice& notice) {
  return !notice.type.starts_with("baton.") && !notice.text.empty();
}

bool is_decision(const Notice& notice) {
  return notice.type == "baton.approval.requested" || notice.type == "baton.approval.escalated" ||
         (is_written(notice) && asks_for_decision(notice.text));
}
bool is_unknown(const Notice& notice) {
  return notice.type == "baton.step.unknown" && notice.waits_for_person;
}
bool is_task(const Notice& notice) {
  constexpr auto kTypes = std::to_array<std::string_view>(
      {"baton.task.requested", "baton.task.reopened", "baton.task.overdue", "baton.task.released"});
  return core::is_one_of(notice.type, kTypes) &&
         (notice.because == Because::has_it || notice.because == Because::may_do_it);
}
bool is_failed(const Notice& notice) {
  constexpr auto kTypes =
      std::to_array<std::string_view>({"baton.run.failed", "baton.run.paused", "baton.step.failed",
                                       "baton.event.parked", "baton.connection.inactive"});
  return core::is_one_of(notice.type, kTypes);
}
bool is_late(const Notice& notice) {
  return notice.type == "baton.run.late" || notice.type == "baton.run.at_risk" ||
         (notice.type == "baton.sla.missed" && notice.mark != "goal");
}
bool is_returned(const Notice& notice) {
  return notice.type == "baton.approval.returned" && notice.because == Because::caused;
}
bool asks_for_something(const Notice& notice) {
  return is_written(notice) && (notice.cut || asks(notice.text) || !only_acknowledges(notice.text));
}
bool is_acknowledged(const Notice& notice) { return is_written(notice); }
bool is_lifecycle(const Notice& notice) { return notice.type.starts_with("baton."); }
bool is_anything(const Notice& /*notice*/) { return true; }

// One rule. The first that applies says what is done.
struct Rule {
  std::string_view name;
  bool (*applies)(const Notice&);
  Attention attention;
};

constexpr std::array<Rule, 10> kRules{{
    {"decision", is_decision, Attention::decision},
    {"unknown", is_unknown, Attention::action},
    {"task", is_task, Attention::action},
    {"failed", is_failed, Attention::action},
    {"late", is_late, Attention::action},
    {"returned", is_returned, Attention::action},
    {"written", asks_for_something, Attention::action},
    {"acknowledged", is_acknowledged, Attention::administrative},
    {"lifecycle", is_lifecycle, Attention::administrative},
    {"record", is_anything, Attention::administrative},
}};

}  // namespace

std::string_view to_text(Because because) { return kBecauseText.of(because); }
std::string_view to_text(Attention attention) { return kAttentionText.of(attention); }

std::string in_words(Because because, std::string_view of, Language language) {
  return filled(phrase_of(because, !of.empty()), language, {{"of", std::string(of)}});
}

Ruling judge(const Notice& notice) {
  for (const auto& rule : kRules)
    if (rule.applies(notice)) return {rule.attention, rule.name};
  return {};
}

Triaged triage(std::vector<Notice> notices) {
  std::stable_sort(notices.begin(), notices.end(),
                   [](const Notice& one, const Notice& other) { return one.at < other.at; });
  Triaged triaged;
  std::map<std::pair<std::int64_t, std::string>, Batch> batches;
  for (auto& notice : notices) {
    const auto ruling = judge(notice);
    if (ruling.attention != Attention::administrative) {
      triaged.now.push_back({std::move(notice), ruling});
      continue;
    }
    const auto day = day_of(notice.at);
    auto& batch = batches[{-day, notice.person}];
    batch.person = notice.person;
    batch.day = day;
    batch.notices.push_back(std::move(notice));
  }
  std::stable_sort(triaged.now.begin(), triaged.now.end(),
                   [](const Judged& one, const Judged& other) {
                     return one.ruling.attention == Attention::decision &&
                            other.ruling.attention != Attention::decision;
                   });
  for (auto& [key, batch] : batches) triaged.batches.push_back(std::move(batch));
  return triaged;
}

}  // namespace baton::insight
