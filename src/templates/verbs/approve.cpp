#include "baton/core/actor.hpp"
#include "templates/people.hpp"
#include "templates/verbs/verb.hpp"

#include <array>
#include <set>
#include <utility>

namespace baton::templates {

namespace {

constexpr std::array<std::string_view, 3> kApproveWords{"by", "of", "ask"};
constexpr std::array<std::string_view, 4> kByWords{"group", "users", "count", "not"};

constexpr std::array<Synonym, 12> kApproveSynonyms{
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
     {"timeout", "ask", "it stands beside \"approve\", not in it"}}};
constexpr std::array<Synonym, 10> kBySynonyms{{{"groups", "group"},
                                               {"role", "group"},
                                               {"team", "group"},
                                               {"user", "users"},
                                               {"people", "users"},
                                               {"min", "count"},
                                               {"quorum", "count"},
                                               {"required", "count"},
                                               {"except", "not"},
                                               {"exclude", "not"}}};

constexpr KeyTable kApproveKeys{"approve",        kApproveWords,   {},
                                kApproveSynonyms, "by: { group: ", " }"};
constexpr KeyTable kByKeys{"approve.by", kByWords, {}, kBySynonyms, "group: "};

// The persons that a list of users names: "token:ana" and "ana" are one person.
std::set<std::string_view> people_of(const std::vector<std::string>& users) {
  std::set<std::string_view> people;
  for (const auto& user : users) people.insert(core::person_written(user));
  return people;
}

constexpr PeopleRule kMayDecide{"approve/nobody", "nobody may decide",
                                "of several write an approval for each"};

void read_by(Reader& reader, const Cursor& cursor, core::Approve& approve) {
  const auto fields = reader.fields(cursor, kByKeys);
  if (!fields) return;
  constexpr int kDecidersMax = 100;  // a question to more people than this is a vote
  auto people = read_people(reader, cursor, *fields, kMayDecide);
  approve.group = std::move(people.group);
  approve.users = std::move(people.users);
  if (const auto count = fields->find("count"))
    approve.count = reader.whole_number(*count, 1, kDecidersMax).value_or(1);
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

core::Verb read_approve(Reader& reader, const Cursor& cursor, const Reader::Fields&,
                        const core::Step& step, StepPlace& place) {
  core::Approve approve;
  const auto fields = reader.fields(cursor, kApproveKeys);
  if (!fields) return approve;
  if (const auto by = fields->find("by")) {
    read_by(reader, *by, approve);
    place.by = by;
  } else {
    reader.error_at_key("syntax/missing-key", "\"by\" is missing: expected who may decide", cursor,
                        "add \"by: { group: legal }\"");
  }
  if (const auto of = fields->find("of")) approve.of = reader.rendered(*of, rendered_site(step));
  if (const auto ask = fields->find("ask");
      ask && !reader.text(*ask, "a question, as text").empty()) {
    approve.ask = reader.rendered(*ask, rendered_site(step));
  }
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
  for (const auto& trigger : suspecting.draft.workflow.triggers)
    if (suspecting.operations->contains(trigger.from)) return trigger.from;
  return std::nullopt;
}

void suspect_deciders(const Suspecting& suspecting, const core::Approve& approve,
                      const Cursor& cursor) {
  if (!approve.not_requester) return;
  auto& reader = suspecting.reader;
  if (const auto connection = starts_namelessly(suspecting)) {
    reader.warning_at_key("suspicious/unknown-requester",
                          "webhooks name nobody who caused the run: when one of \"" + *connection +
                              "\" starts it, \"not: requester\" keeps nobody from approving",
                          cursor, "name who may decide without it");
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
  if (!approve.ask.value.is_null() || !step.title.empty()) return;
  suspecting.reader.warning_at_key(
      "suspicious/no-question", "whoever is asked to approve is told nothing: there is no \"ask\"",
      *place.by, "add \"ask: …?\"");
}

constexpr std::array<std::string_view, 1> kApproveBeside{"timeout"};

}  // namespace

constinit const VerbSyntax SyntaxFor<core::Approve>::kRow{
    .name = core::Approve::kName,
    .beside = kApproveBeside,
    .keys = {&kApproveKeys, &kByKeys},
    .read = read_approve,
    .output_members = members_of_approve,
    .output_sketch = sketch_of_approve,
    .suspect = suspect_approve,
};

}  // namespace baton::templates
