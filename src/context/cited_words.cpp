#include "context/cited_words.hpp"

#include "baton/context/packet.hpp"
#include "baton/context/phrase.hpp"
#include "baton/core/text.hpp"

#include <utility>
#include <variant>

namespace baton::context {
namespace {

// How long a text is that a sentence quotes, in bytes.
constexpr std::size_t kQuotedBytesMax = 300;

constexpr Phrase kBegan{"“{title}” began on {at}", "« {title} » a commencé le {at}"};
constexpr Phrase kBeganFor{"“{title}” began on {at}, because of {who}",
                           "« {title} » a commencé le {at}, à la suite de {who}"};
constexpr Phrase kAsked{"“{step}” asked {who} on {at}: “{text}”",
                        "« {step} » a demandé à {who} le {at} : « {text} »"};
constexpr Phrase kApproved{"{who} approved “{step}” on {at}",
                           "{who} a approuvé « {step} » le {at}"};
constexpr Phrase kRejected{"{who} rejected “{step}” on {at}", "{who} a rejeté « {step} » le {at}"};
constexpr Phrase kApprovedFor{"{who} approved “{step}” for {other} on {at}",
                              "{who} a approuvé « {step} » pour {other} le {at}"};
constexpr Phrase kRejectedFor{"{who} rejected “{step}” for {other} on {at}",
                              "{who} a rejeté « {step} » pour {other} le {at}"};
constexpr Phrase kVoided{"What “{step}” had asked became void on {at}",
                         "Ce que « {step} » avait demandé est devenu caduc le {at}"};
constexpr Phrase kEscalated{"“{step}” was put to more people on {at}",
                            "« {step} » a été soumis à d’autres personnes le {at}"};
constexpr Phrase kReturned{"{who} sent the run back to “{other}” on {at}",
                           "{who} a renvoyé l’exécution à « {other} » le {at}"};
constexpr Phrase kTook{"{who} took “{step}” on {at}", "{who} a pris « {step} » le {at}"};
constexpr Phrase kGaveBack{"{who} gave “{step}” back on {at}", "{who} a rendu « {step} » le {at}"};
constexpr Phrase kDid{"{who} did “{step}” on {at}", "{who} a fait « {step} » le {at}"};
constexpr Phrase kReopened{"{who} reopened “{step}” on {at}", "{who} a rouvert « {step} » le {at}"};
constexpr Phrase kTaskLate{"“{step}” was not done in time, on {at}",
                           "« {step} » n’était pas fait à temps, le {at}"};
constexpr Phrase kSucceeded{"“{step}” succeeded on {at}", "« {step} » a réussi le {at}"};
constexpr Phrase kFailed{"“{step}” failed on {at}", "« {step} » a échoué le {at}"};
constexpr Phrase kSkipped{"“{step}” was skipped on {at}", "« {step} » a été sauté le {at}"};
constexpr Phrase kGated{"“{step}” was held by its gate on {at}",
                        "« {step} » a été retenu par sa condition le {at}"};
constexpr Phrase kGateOpened{"The gate of “{step}” opened on {at}",
                             "La condition de « {step} » a été levée le {at}"};
constexpr Phrase kSaidThat{"{who} said on {at}, {other}: “{text}”",
                           "{who} a dit le {at}, {other} : « {text} »"};
constexpr Phrase kResolved{"{who} said on {at} what became of “{step}”: {other}",
                           "{who} a dit le {at} ce qu’il est advenu de « {step} » : {other}"};
constexpr Phrase kChild{"“{step}” handed over to the workflow {other} on {at}",
                        "« {step} » a passé la main au workflow {other} le {at}"};
constexpr Phrase kChildSucceeded{"The run that “{step}” began succeeded on {at}",
                                 "L’exécution que « {step} » a lancée a réussi le {at}"};
constexpr Phrase kChildFailed{"The run that “{step}” began failed on {at}",
                              "L’exécution que « {step} » a lancée a échoué le {at}"};
constexpr Phrase kChildCancelled{"The run that “{step}” began was cancelled on {at}",
                                 "L’exécution que « {step} » a lancée a été annulée le {at}"};
// What a person says of a step of which the outcome was not known.
constexpr Phrase kItSucceeded{"it succeeded", "il a réussi"};
constexpr Phrase kItFailed{"it failed", "il a échoué"};
constexpr Phrase kItIsResent{"it is to be sent again", "il est à renvoyer"};
constexpr Phrase kSlaMissed{"“{step}” missed its service level “{other}” on {at}",
                            "« {step} » a manqué son niveau de service « {other} » le {at}"};
constexpr Phrase kPaused{"The run was paused on {at}", "L’exécution a été suspendue le {at}"};
constexpr Phrase kResumed{"{who} let the run go on, on {at}",
                          "{who} a laissé l’exécution reprendre le {at}"};
constexpr Phrase kMigrated{
    "{who} moved the run to version {other} of its workflow, on {at}",
    "{who} a passé l’exécution à la version {other} de son workflow le {at}"};
constexpr Phrase kOverdue{"The run was not done in time, on {at}",
                          "L’exécution n’était pas terminée à temps, le {at}"};
constexpr Phrase kRunSucceeded{"The run succeeded on {at}", "L’exécution a réussi le {at}"};
constexpr Phrase kRunFailed{"The run failed on {at}", "L’exécution a échoué le {at}"};
constexpr Phrase kCancelled{"{who} cancelled the run on {at}",
                            "{who} a annulé l’exécution le {at}"};
constexpr Phrase kSomebody{"somebody", "quelqu’un"};
constexpr Phrase kPeople{"people", "des personnes"};
constexpr Phrase kAnd{" and ", " et "};

// Makes the sentences of transitions in one language.
class Teller {
 public:
  Teller(core::Time at, Language language) : at_(moment_in_words(at, language)), in_(language) {}

  std::vector<Told> operator()(const core::RunStarted& t) const {
    std::vector<Told> all;
    const auto& phrase = t.requester.is_nobody() ? kBegan : kBeganFor;
    all.push_back({fill(phrase, {{"title", quoted(t.title)}, {"who", person(t.requester)}}), 2});
    for (const auto& [name, value] : t.context.items()) {
      if (name == "summary" || name == kSaid || value.is_null()) continue;
      all.push_back({as_sentence(name + std::string(colon()) + quoted(plain(value))), 3});
    }
    return all;
  }
  std::vector<Told> operator()(const core::ApprovalRequested& t) const {
    return {{fill(kAsked, {{"step", t.step.text()},
                           {"who", whom(t.group, t.groups, t.users)},
                           {"text", quoted(t.ask)}}),
             2}};
  }
  std::vector<Told> operator()(const core::ApprovalDecided& t) const {
    const bool other = !t.on_behalf_of.is_nobody();
    const auto& phrase =
        t.approve ? (other ? kApprovedFor : kApproved) : (other ? kRejectedFor : kRejected);
    return {
        {fill(
             phrase,
             {{"step", t.step.text()}, {"who", person(t.actor)}, {"other", person(t.on_behalf_of)}},
             t.comment),
         3}};
  }
  std::vector<Told> operator()(const core::ApprovalVoided& t) const {
    return {{fill(kVoided, {{"step", t.step.text()}}, t.reason), 2}};
  }
  std::vector<Told> operator()(const core::ApprovalEscalated& t) const {
    return {{fill(kEscalated, {{"step", t.step.text()}}, t.reason), 2}};
  }
  std::vector<Told> operator()(const core::ApprovalReturned& t) const {
    return {{fill(kReturned, {{"who", person(t.actor)}, {"other", t.to}}, t.reason), 3}};
  }
  std::vector<Told> operator()(const core::TaskRequested& t) const {
    return {{fill(kAsked, {{"step", t.step.text()},
                           {"who", whom(t.group, {}, t.users)},
                           {"text", quoted(t.title)}}),
             2}};
  }
  std::vector<Told> operator()(const core::TaskClaimed& t) const {
    return {{fill(kTook, {{"step", t.step.text()}, {"who", person(t.owner)}}), 1}};
  }
  std::vector<Told> operator()(const core::TaskReleased& t) const {
    return {{fill(kGaveBack, {{"step", t.step.text()}, {"who", person(t.actor)}}, t.comment), 2}};
  }
  std::vector<Told> operator()(const core::TaskDone& t) const {
    return {{fill(kDid, {{"step", t.step.text()}, {"who", person(t.actor)}}, t.comment), 3}};
  }
  std::vector<Told> operator()(const core::TaskReopened& t) const {
    return {{fill(kReopened, {{"step", t.step.text()}, {"who", person(t.actor)}}, t.reason), 3}};
  }
  std::vector<Told> operator()(const core::TaskOverdue& t) const {
    return {{fill(kTaskLate, {{"step", t.step.text()}}), 2}};
  }
  // What a wait has taken may be what somebody said. Of an output the members that name a thing in
  // another system are told.
  std::vector<Told> operator()(const core::StepSucceeded& t) const {
    std::vector<Told> all;
    for (const auto& member : t.output) {
      if (!member.is_object()) continue;
      if (const auto said = said_in(member)) all.push_back(of_said(*said));
    }
    if (all.empty())
      all.push_back({fill(kSucceeded, {{"step", t.step.text()}}, named(t.output)), 1});
    return all;
  }
  std::vector<Told> operator()(const core::EventTaken& t) const {
    if (const auto said = said_in(t.event)) return {of_said(*said)};
    return {};
  }
  std::vector<Told> operator()(const core::StepFailed& t) const {
    return {{fill(kFailed, {{"step", t.step.text()}}, t.message), 2}};
  }
  std::vector<Told> operator()(const core::StepSkipped& t) const {
    return {{fill(kSkipped, {{"step", t.step.text()}}, t.reason), 1}};
  }
  std::vector<Told> operator()(const core::StepGated& t) const {
    return {{fill(kGated, {{"step", t.step.text()}}, t.reason), 2}};
  }
  std::vector<Told> operator()(const core::GateOpened& t) const {
    return {{fill(kGateOpened, {{"step", t.step.text()}}, t.reason), 1}};
  }
  std::vector<Told> operator()(const core::StepResolved& t) const {
    const auto& phrase = t.as == "succeeded" ? kItSucceeded
                         : t.as == "failed"  ? kItFailed
                                             : kItIsResent;
    const std::string became(in(phrase, in_));
    return {{fill(kResolved, {{"step", t.step.text()}, {"who", person(t.actor)}, {"other", became}},
                  t.note),
             3}};
  }
  std::vector<Told> operator()(const core::ChildBegun& t) const {
    if (t.inputs.is_null()) return {};
    return {{fill(kChild, {{"step", t.step.text()}, {"other", t.workflow}}, t.run.text()), 1}};
  }
  std::vector<Told> operator()(const core::ChildEnded& t) const {
    const auto& phrase = t.status == "succeeded" ? kChildSucceeded
                         : t.status == "failed"  ? kChildFailed
                                                 : kChildCancelled;
    return {{fill(phrase, {{"step", t.step.text()}}, t.message), 1}};
  }
  std::vector<Told> operator()(const core::SlaMissed& t) const {
    return {{fill(kSlaMissed, {{"step", t.step.text()}, {"other", t.mark}}, t.notice), 2}};
  }
  std::vector<Told> operator()(const core::RunPaused& t) const {
    return {{fill(kPaused, {}, t.reason), 2}};
  }
  std::vector<Told> operator()(const core::RunResumed& t) const {
    return {{fill(kResumed, {{"who", person(t.actor)}}), 2}};
  }
  std::vector<Told> operator()(const core::RunMigrated& t) const {
    return {
        {fill(kMigrated, {{"who", person(t.actor)}, {"other", std::to_string(t.version)}}, t.note),
         2}};
  }
  std::vector<Told> operator()(const core::RunOverdue&) const { return {{fill(kOverdue, {}), 2}}; }
  std::vector<Told> operator()(const core::RunSucceeded&) const {
    return {{fill(kRunSucceeded, {}), 2}};
  }
  std::vector<Told> operator()(const core::RunFailed& t) const {
    return {{fill(kRunFailed, {}, t.message), 2}};
  }
  std::vector<Told> operator()(const core::RunCancelled& t) const {
    return {{fill(kCancelled, {{"who", person(t.actor)}}, t.reason), 3}};
  }
  template <class Other>
  std::vector<Told> operator()(const Other& /*t*/) const {
    return {};
  }

 private:
  std::string_view colon() const { return in_ == Language::fr ? " : " : ": "; }
  static std::string quoted(std::string_view text) { return core::one_line(text, kQuotedBytesMax); }
  static std::string plain(const core::Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_array()) return core::dump(value);
    std::string text;
    for (const auto& item : value) text += (text.empty() ? "" : "; ") + plain(item);
    return text;
  }
  std::string person(const core::Actor& actor) const {
    return actor.is_nobody() ? std::string(in(kSomebody, in_)) : quoted(actor.name());
  }
  std::string whom(const std::string& group, const std::vector<std::string>& groups,
                   const std::vector<std::string>& users) const {
    std::vector<std::string> all;
    if (!group.empty()) all.push_back(group);
    all.insert(all.end(), groups.begin(), groups.end());
    for (const auto& user : users) all.emplace_back(core::person_written(user));
    std::string text;
    for (std::size_t at = 0; at < all.size(); ++at) {
      if (at > 0) text += at + 1 < all.size() ? std::string(", ") : std::string(in(kAnd, in_));
      text += all[at];
    }
    return text.empty() ? std::string(in(kPeople, in_)) : quoted(text);
  }
  Told of_said(const Said& said) const {
    return {fill(kSaidThat, {{"who", said.by}, {"other", said.about}, {"text", quoted(said.text)}}),
            3};
  }
  // "key: WEB-7" of an output that has a key, an id, a name or an address.
  static std::string named(const core::Json& output) {
    std::string text;
    for (const auto* name : {"key", "id", "name", "url"}) {
      const auto value = core::text_at(output, name);
      if (!value.empty()) text += (text.empty() ? "" : ", ") + std::string(name) + " " + value;
    }
    return text;
  }
  // The phrase with its values, and with `tail` behind it, as a sentence.
  std::string fill(const Phrase& phrase, PhraseValues values, std::string_view tail = {}) const {
    values.emplace_back("at", at_);
    auto text = filled(phrase, in_, values);
    if (const auto more = quoted(tail); !more.empty()) text += std::string(colon()) + more;
    return as_sentence(std::move(text));
  }

  std::string at_;
  Language in_;
};

}  // namespace

std::vector<Told> told(const core::Transition& transition, core::Time at, Language language) {
  return std::visit(Teller(at, language), transition);
}

}  // namespace baton::context
