#include "runtime/goal_status_words.hpp"

#include "baton/context/phrase.hpp"
#include "baton/core/text.hpp"
#include "baton/insight/flow.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <utility>

namespace baton::runtime {

using context::Phrase;

namespace {

// How long a title or a cause is that a sentence repeats, in bytes.
constexpr std::size_t kRepeatedBytesMax = 200;

constexpr Phrase kStatusOnTrack{"On {at}, “{title}” is on track",
                                "Au {at}, « {title} » est en bonne voie"};
constexpr Phrase kStatusAtRisk{"On {at}, “{title}” is at risk",
                               "Au {at}, « {title} » est à risque"};
constexpr Phrase kStatusOff{"On {at}, “{title}” is off", "Au {at}, « {title} » est manqué"};
constexpr Phrase kStatusInWay{"; {n} in the way, the longest “{run}”, since {since}",
                              " ; {n} en travers, la plus ancienne « {run} », depuis le {since}"};
constexpr Phrase kStatusUnderWay{"; {n} under way", " ; {n} en cours"};
constexpr Phrase kStatusBeneath{"; not on track beneath it: {names}",
                                " ; pas en bonne voie, dessous : {names}"};
constexpr Phrase kStatusDue{"; due on {due}", " ; échéance le {due}"};
constexpr Phrase kStatusSucceeded{"{n} of {workflow} succeeded", "{workflow} : {n} avec succès"};
constexpr Phrase kStatusFailed{"{n} of {workflow} failed; the last was “{run}”",
                               "{workflow} : {n} en échec ; la dernière est « {run} »"};
constexpr Phrase kStatusOneRun{"1 run", "1 exécution"};
constexpr Phrase kStatusRuns{"{count} runs", "{count} exécutions"};
constexpr Phrase kStatusAtLeast{"At least {n}", "au moins {n}"};
constexpr Phrase kStatusAtLeastOpen{"at least {n}", "au moins {n}"};
constexpr Phrase kStatusKpi{"“{title}” is {value} over the days {from} to {to}",
                            "« {title} » est à {value} du {from} au {to}"};
constexpr Phrase kStatusTooLittle{"Too little data for “{title}” over the days {from} to {to}",
                                  "Trop peu de données pour « {title} » du {from} au {to}"};
constexpr Phrase kStatusTooFew{": {value}, from {count} only", " : {value}, de {count} seulement"};
constexpr Phrase kStatusAtLeastTarget{", target at least {n}", ", cible au moins {n}"};
constexpr Phrase kStatusAtMostTarget{", target at most {n}", ", cible au plus {n}"};
constexpr Phrase kStatusReached{", reached", ", atteinte"};
constexpr Phrase kStatusMissed{", missed", ", manquée"};
constexpr Phrase kStatusBefore{"; a week before it was {before} ({change})",
                               " ; une semaine avant, {before} ({change})"};
constexpr Phrase kStatusLate{"“{run}” of {workflow} will probably end late: {percent} %",
                             "« {run} » de {workflow} finira probablement en retard : {percent} %"};
constexpr Phrase kStatusUnforeseen{"Too little data to say whether they will end in time: {n}",
                                   "Trop peu de données pour dire si elles finiront à temps : {n}"};

std::string date_of(core::Time at) { return insight::date_text(insight::day_of(at)); }

core::Json evidence_of(const StatusRun& run) {
  return {{"kind", "run"}, {"run", run.run.text()}, {"title", run.title}, {"line", *run.line}};
}

core::Json evidence_of(const std::vector<StatusRun>& runs) {
  core::Json all = core::Json::array();
  for (const auto& run : runs) all.push_back(evidence_of(run));
  return all;
}

core::Json evidence_of(const StatusKpi& of) {
  const auto number = [](const std::optional<double>& value) {
    return value ? core::Json(*value) : core::Json();
  };
  return {{"kind", "kpi"},
          {"kpi", of.kpi->name},
          {"title", of.kpi->title},
          {"from", insight::date_text(of.days.from)},
          {"to", insight::date_text(of.days.to - 1)},
          {"count", of.now.whole.count},
          {"value", number(of.now.whole.value)},
          {"before", number(of.before.whole.value)}};
}

std::vector<StatusRun> with_lines(std::vector<StatusRun> runs) {
  std::erase_if(runs, [](const StatusRun& run) { return !run.line; });
  return runs;
}

// Makes the sentences in one language.
class StatusTeller {
 public:
  StatusTeller(const StatusFacts& facts, context::Language language)
      : facts_(facts), in_(language) {}

  std::vector<StatusSentence> all() {
    tell_state();
    for (auto& [workflow, runs] : by_workflow(facts_.succeeded)) tell_finished(workflow, runs);
    for (auto& [workflow, runs] : by_workflow(facts_.failed)) tell_failed(workflow, runs);
    for (const auto& kpi : facts_.kpis) tell_kpi(kpi);
    for (const auto& run : facts_.late) tell_late(run);
    const auto unforeseen = with_lines(facts_.unforeseen);
    say("late", fill(kStatusUnforeseen, {{"n", counted(unforeseen.size())}}),
        evidence_of(unforeseen));
    return std::move(told_);
  }

 private:
  // Says how the goal stands and why: by the runs that stand in its way; without any, by the work
  // that is open; without that, by the work that has ended.
  void tell_state() {
    const auto& phrase = facts_.state == goals::State::off       ? kStatusOff
                         : facts_.state == goals::State::at_risk ? kStatusAtRisk
                                                                 : kStatusOnTrack;
    auto text = fill(phrase, {{"at", date_of(facts_.at)}, {"title", short_of(facts_.title)}});
    auto grounds = with_lines(facts_.blocking);
    if (!grounds.empty()) {
      const auto count = left_of(facts_.blocked, facts_.blocking, grounds);
      text += fill(kStatusInWay, {{"n", counted_of(count, facts_.at_least)},
                                  {"run", short_of(grounds.front().title)},
                                  {"since", date_of(grounds.front().since)}});
    } else if (facts_.blocked > 0) {
      return;  // the lines that say why it stands so are missing
    } else {
      if (!facts_.beneath.empty())
        text += fill(kStatusBeneath, {{"names", core::join(facts_.beneath)}});
      grounds = with_lines(facts_.open);
      if (!grounds.empty()) {
        const auto count = left_of(facts_.under_way, facts_.open, grounds);
        text += fill(kStatusUnderWay, {{"n", counted_of(count, facts_.more_open)}});
      }
      if (grounds.empty()) grounds = with_lines(facts_.succeeded);
    }
    if (facts_.due)
      text += fill(kStatusDue, {{"due", date_of(*facts_.due - std::chrono::seconds(1))}});
    say("state", std::move(text), evidence_of(grounds));
  }

  void tell_finished(const std::string& workflow, const std::vector<StatusRun>& runs) {
    say("finished",
        fill(kStatusSucceeded, {{"n", counted_at_least(runs.size())}, {"workflow", workflow}}),
        evidence_of(runs));
  }

  void tell_failed(const std::string& workflow, const std::vector<StatusRun>& runs) {
    auto text = fill(kStatusFailed, {{"n", counted_at_least(runs.size())},
                                     {"workflow", workflow},
                                     {"run", short_of(runs.front().title)}});
    if (!runs.front().why.empty()) text += (french() ? " : " : ": ") + short_of(runs.front().why);
    say("failed", std::move(text), evidence_of(runs));
  }

  void tell_kpi(const StatusKpi& of) {
    const auto& value = of.now.whole.value;
    const auto& before = of.before.whole.value;
    const bool judged = value && !of.now.too_few;
    auto text = fill(judged ? kStatusKpi : kStatusTooLittle,
                     {{"title", short_of(of.kpi->title)},
                      {"value", value ? measured(*value, of.kpi->unit) : std::string()},
                      {"from", insight::date_text(of.days.from)},
                      {"to", insight::date_text(of.days.to - 1)}});
    if (value && !judged)
      text += fill(kStatusTooFew, {{"value", measured(*value, of.kpi->unit)},
                                   {"count", std::to_string(of.now.whole.count)}});
    if (judged && of.kpi->target) {
      const auto& target = *of.kpi->target;
      if (target.at_least) text += fill(kStatusAtLeastTarget, {{"n", decimal(*target.at_least)}});
      if (target.at_most) text += fill(kStatusAtMostTarget, {{"n", decimal(*target.at_most)}});
      text += context::in(target.reached_by(*value) ? kStatusReached : kStatusMissed, in_);
    }
    if (judged && before && !of.before.too_few)
      text += fill(kStatusBefore,
                   {{"before", decimal(*before)},
                    {"change", (*value < *before ? "" : "+") + decimal(*value - *before)}});
    say("kpi", std::move(text), core::Json::array({evidence_of(of)}));
  }

  void tell_late(const StatusLate& run) {
    const core::Json stands_on{{"kind", "forecast"},
                               {"run", run.run.text()},
                               {"title", run.title},
                               {"late", run.late},
                               {"made_at", core::to_rfc3339(run.made_at)}};
    say("late",
        fill(kStatusLate, {{"run", short_of(run.title)},
                           {"workflow", run.workflow},
                           {"percent", std::to_string(std::lround(100 * run.late))}}),
        core::Json::array({stands_on}));
  }

  void say(std::string_view about, std::string text, core::Json stands_on) {
    if (stands_on.empty()) return;
    told_.push_back({about, context::as_sentence(std::move(text)), std::move(stands_on)});
  }

  // How many there are without those whose lines are missing.
  static std::int64_t left_of(std::int64_t count, const std::vector<StatusRun>& all,
                              const std::vector<StatusRun>& with) {
    return count - std::ssize(all) + std::ssize(with);
  }
  static std::map<std::string, std::vector<StatusRun>> by_workflow(
      const std::vector<StatusRun>& runs) {
    std::map<std::string, std::vector<StatusRun>> sorted;
    for (auto& run : with_lines(runs)) sorted[run.workflow].push_back(std::move(run));
    return sorted;
  }

  bool french() const { return in_ == context::Language::fr; }
  static std::string short_of(std::string_view text) {
    return core::one_line(text, kRepeatedBytesMax);
  }
  template <class Count>
  std::string counted(Count count) const {
    return count == 1 ? std::string(context::in(kStatusOneRun, in_))
                      : fill(kStatusRuns, {{"count", std::to_string(count)}});
  }
  std::string counted_of(std::int64_t count, bool more) const {
    return more ? fill(kStatusAtLeastOpen, {{"n", counted(count)}}) : counted(count);
  }
  std::string counted_at_least(std::size_t count) const {
    return facts_.more ? fill(kStatusAtLeast, {{"n", counted(count)}}) : counted(count);
  }
  // At most two digits behind the point, which is a comma in French.
  std::string decimal(double value) const {
    std::array<char, 64> digits{};
    (void)std::snprintf(digits.data(), digits.size(), "%.2f", value);
    std::string text(digits.data());
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    if (text == "-0") text = "0";
    if (french()) std::replace(text.begin(), text.end(), '.', ',');
    return text;
  }
  std::string measured(double value, const std::string& unit) const {
    if (unit.empty()) return decimal(value);
    return decimal(value) + ' ' + (unit == "percent" ? "%" : context::unit_in(unit, in_));
  }
  std::string fill(const Phrase& phrase, const context::PhraseValues& values) const {
    return context::filled(phrase, in_, values);
  }

  const StatusFacts& facts_;
  context::Language in_;
  std::vector<StatusSentence> told_{};
};

}  // namespace

std::vector<StatusSentence> status_sentences(const StatusFacts& facts, context::Language language) {
  return StatusTeller(facts, language).all();
}

}  // namespace baton::runtime
