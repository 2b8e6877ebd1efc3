#include "baton/core/actor.hpp"
#include "templates/people.hpp"
#include "templates/routing.hpp"
#include "templates/verbs/verb.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace baton::templates {

namespace {

constexpr std::array<std::string_view, 5> kApproveWords{"by", "of", "ask", "on_reject", "escalate"};
constexpr std::array<std::string_view, 2> kOnRejectWords{"return_to", "most"};
constexpr std::array<std::string_view, 2> kEscalateWords{"after", "to"};
constexpr std::array<std::string_view, 2> kEscalateToWords{"group", "users"};
constexpr std::array<std::string_view, 6> kByWords{"group", "users", "count",
                                                   "not",   "route", "with"};

constexpr std::array<Synonym, 16> kApproveSynonyms{
    {{"who", "by"},
     {"approvers", "by"},
     {"to", "by"},
     {"group", "by", "write by: { group: legal }"},
     {"users", "by", "write by: { users: [ana] }"},
     {"count", "by", "it belongs to \"by\""},
     {"question", "ask"},
     {"message", "ask"},
     {"prompt", "ask"},
     {"text", "ask"},
     {"what", "of"},
     {"on_refuse", "on_reject"},
     {"on_refusal", "on_reject"},
     {"rejected", "on_reject"},
     {"escalation", "escalate"},
     {"timeout", "ask", "it stands beside \"approve\", not in it"}}};
constexpr std::array<Synonym, 12> kBySynonyms{{{"groups", "group"},
                                               {"table", "route"},
                                               {"inputs", "with"},
                                               {"role", "group"},
                                               {"team", "group"},
                                               {"user", "users"},
                                               {"people", "users"},
                                               {"min", "count"},
                                               {"quorum", "count"},
                                               {"required", "count"},
                                               {"except", "not"},
                                               {"exclude", "not"}}};

constexpr KeyTable kApproveKeys{"approve", kApproveWords, kApproveSynonyms, "by: { group: ", " }"};
constexpr KeyTable kByKeys{"approve.by", kByWords, kBySynonyms, "group: "};

constexpr std::array<Synonym, 6> kOnRejectSynonyms{{{"to", "return_to"},
                                                    {"step", "return_to"},
                                                    {"goto", "return_to"},
                                                    {"back_to", "return_to"},
                                                    {"max", "most"},
                                                    {"times", "most"}}};
constexpr std::array<Synonym, 4> kEscalateSynonyms{
    {{"by", "to"},
     {"within", "after"},
     {"group", "to", "write to: { group: legal-leads }"},
     {"users", "to", "write to: { users: [ana] }"}}};
constexpr KeyTable kOnRejectKeys{"approve.on_reject", kOnRejectWords, kOnRejectSynonyms,
                                 "return_to: "};
constexpr KeyTable kEscalateKeys{"approve.escalate", kEscalateWords, kEscalateSynonyms,
                                 "after: ", ", to: { group: legal-leads }"};
constexpr KeyTable kEscalateToKeys{"approve.escalate.to", kEscalateToWords, kBySynonyms, "group: "};

// How often an approval may send its run back at most.
constexpr int kReturnsMax = 20;

// The persons that a list of users names: "token:ana" and "ana" are one person.
std::set<std::string_view> people_of(const std::vector<std::string>& users) {
  std::set<std::string_view> people;
  for (const auto& user : users) people.insert(core::person_written(user));
  return people;
}

constexpr PeopleRule kMayDecide{"approve/nobody", "nobody may decide",
                                "of several write an approval for each"};

void read_by(Reader& reader, const Cursor& cursor, core::Approve& approve, const core::Step& step,
             StepPlace& place) {
  const auto fields = reader.fields(cursor, kByKeys);
  if (!fields) return;
  constexpr int kDecidersMax = 100;  // a question to more people than this is a vote
  approve.routing = read_routing(reader, *fields, step, place);
  if (!approve.routing) {
    auto people = read_people(reader, cursor, *fields, kMayDecide);
    approve.group = std::move(people.group);
    approve.users = std::move(people.users);
    if (const auto count = fields->find("count"))
      approve.count = reader.whole_number(*count, 1, kDecidersMax).value_or(1);
  }
  if (const auto excluded = fields->find("not")) {
    static constexpr std::array<std::string_view, 1> kExcluded{"requester"};
    approve.not_requester = reader.one_of(*excluded, kExcluded).has_value();
  }
  const auto named = people_of(approve.users).size();
  if (approve.group.empty() && named > 0 && static_cast<std::size_t>(approve.count) > named) {
    reader.error(
        "limit/range",
        "expected at most as many decisions as there are users (" + std::to_string(named) + ")",
        *fields->find("count"), "name more users, or lower \"count\" to " + std::to_string(named));
  }
}

void read_on_reject(Reader& reader, const Cursor& cursor, core::Approve& approve,
                    StepPlace& place) {
  const auto fields = reader.fields(cursor, kOnRejectKeys);
  if (!fields) return;
  const auto to = fields->find("return_to");
  if (!to) {
    reader.error_at_key("syntax/missing-key",
                        "\"return_to\" is missing: expected the step to go back to", cursor,
                        "add \"return_to: \" and the name of a step before this one");
    return;
  }
  core::ReturnTo back{reader.text(*to, "the name of a step")};
  if (const auto most = fields->find("most"))
    back.most = reader.whole_number(*most, 1, kReturnsMax).value_or(back.most);
  if (back.step.empty()) return;
  place.return_to = to;
  approve.on_reject = std::move(back);
}

void read_escalate(Reader& reader, const Cursor& cursor, core::Approve& approve, StepPlace& place) {
  constexpr PeopleRule kAlso{"approve/nobody", "it is escalated to nobody",
                             "of several make a group"};
  const auto fields = reader.fields(cursor, kEscalateKeys);
  if (!fields) return;
  core::Escalation escalation;
  const auto missing = [&](const char* key, const char* what) {
    reader.error_at_key("syntax/missing-key",
                        "\"" + std::string(key) + "\" is missing: expected " + what, cursor);
  };
  if (const auto after = fields->find("after")) {
    place.escalates = after;
    if (const auto length = reader.span(*after)) escalation.after = *length;
  } else {
    missing("after", "how long nobody may have decided, as 2bd");
  }
  if (const auto to = fields->find("to")) {
    if (const auto members = reader.fields(*to, kEscalateToKeys)) {
      auto people = read_people(reader, *to, *members, kAlso);
      escalation.group = std::move(people.group);
      escalation.users = std::move(people.users);
    }
  } else {
    missing("to", "who may decide from then on, as { group: legal-leads }");
  }
  approve.escalate = std::move(escalation);
}

core::Verb read_approve(Reader& reader, const Cursor& cursor, const Reader::Fields&,
                        const core::Step& step, StepPlace& place) {
  core::Approve approve;
  const auto fields = reader.fields(cursor, kApproveKeys);
  if (!fields) return approve;
  if (const auto by = fields->find("by")) {
    read_by(reader, *by, approve, step, place);
    place.by = by;
  } else {
    reader.error_at_key("syntax/missing-key", "\"by\" is missing: expected who may decide", cursor,
                        "add \"by: { group: legal }\"");
  }
  if (const auto of = fields->find("of")) approve.of = reader.rendered(*of, rendered_site(step));
  if (const auto ask = fields->find("ask")) {
    place.asks = true;
    if (!reader.text(*ask, "a question, as text").empty())
      approve.ask = reader.rendered(*ask, text_site(step));
  }
  if (const auto back = fields->find("on_reject")) read_on_reject(reader, *back, approve, place);
  if (const auto also = fields->find("escalate")) read_escalate(reader, *also, approve, place);
  return approve;
}

std::optional<std::vector<std::string>> members_of_approve(const core::Verb&,
                                                           const core::Operations*) {
  return std::vector<std::string>{"approved", "by", "hash"};
}

cel::Sketch sketch_of_approve(const core::Verb&) {
  using cel::Sketch;
  return Sketch::map(Sketch::Members{{"approved", Sketch::value(true)}, {"by", {}}, {"hash", {}}},
                     true);
}

// The connection whose webhooks start this workflow, if there is one. Such a run has no requester.
std::optional<std::string> starts_namelessly(const Suspecting& suspecting) {
  if (suspecting.operations == nullptr) return std::nullopt;
  for (const auto& trigger : suspecting.partial.workflow.triggers)
    if (suspecting.operations->contains(trigger.from)) return trigger.from;
  return std::nullopt;
}

// True if several events together start this workflow. The run knows who sent the last of them.
bool starts_by_several(const Suspecting& suspecting) {
  const auto& triggers = suspecting.partial.workflow.triggers;
  return std::any_of(triggers.begin(), triggers.end(), [](const core::Trigger& trigger) {
    return trigger.window || trigger.threshold || trigger.debounce;
  });
}

constexpr const char* kNameDeciders = "to keep others from deciding, name those who may decide";

void suspect_deciders(const Suspecting& suspecting, const core::Approve& approve,
                      const Cursor& cursor) {
  if (!approve.not_requester) return;
  auto& reader = suspecting.reader;
  if (const auto connection = starts_namelessly(suspecting)) {
    reader.warning_at_key("suspicious/unknown-requester",
                          "webhooks name nobody who caused the run: when one of \"" + *connection +
                              "\" starts it, \"not: requester\" leaves out only whoever replays it",
                          cursor, kNameDeciders);
  }
  if (starts_by_several(suspecting)) {
    reader.warning_at_key("suspicious/several-requesters",
                          "several people may have sent the events that start the run: \"not: "
                          "requester\" leaves out only who sent the last of them",
                          cursor, kNameDeciders);
  }
  if (!approve.group.empty() || approve.users.empty()) return;
  if (people_of(approve.users).size() > static_cast<std::size_t>(approve.count)) return;
  reader.warning_at_key(
      "suspicious/approval",
      "when one of these caused the run, too few are left who may decide, and it waits for ever",
      cursor, "name one more, or a group");
}

void suspect_approve(const Suspecting& suspecting, const core::Step& step, const StepPlace& place) {
  const auto& approve = std::get<core::Approve>(step.verb);
  if (!place.by) return;
  suspect_deciders(suspecting, approve, *place.by);
  if (place.asks || !step.title.empty()) return;
  suspecting.reader.warning_at_key(
      "suspicious/no-question", "whoever is asked to approve is told nothing: there is no \"ask\"",
      *place.by, "add \"ask: …?\"");
}

constexpr std::array<std::string_view, 1> kApproveBeside{"timeout"};

}  // namespace

constinit const VerbSyntax SyntaxFor<core::Approve>::kRow{
    .name = core::Approve::kName,
    .beside = kApproveBeside,
    .keys = {&kApproveKeys, &kByKeys, &kOnRejectKeys, &kEscalateKeys, &kEscalateToKeys},
    .read = read_approve,
    .output_members = members_of_approve,
    .output_sketch = sketch_of_approve,
    .suspect = suspect_approve,
};

}  // namespace baton::templates
