#include "baton/core/person.hpp"
#include "templates/draft.hpp"

#include <algorithm>
#include <array>

namespace baton::templates {

using core::Step;

namespace {

Site rendered_site(const Step& step) { return {.place = Place::step, .step = step.name}; }

core::DoAction read_do(Reader& reader, const Cursor& cursor, const Reader::Fields& step_fields,
                       const Step& step, StepPlace& place) {
  core::DoAction action;
  action.with.value = core::Json::object();
  const auto name = reader.text(cursor, "CONNECTION.operation, as \"jira.create_issue\"");
  const auto dot = name.find('.');
  if (!name.empty() && (dot == 0 || dot == std::string::npos || dot + 1 == name.size() ||
                        name.find('.', dot + 1) != std::string::npos)) {
    reader.error(
        "syntax/action",
        "\"" + name + "\" is no action: expected CONNECTION.operation, as \"jira.create_issue\"",
        cursor);
  } else if (!name.empty()) {
    action.connection = name.substr(0, dot);
    action.operation = name.substr(dot + 1);
    place.action = cursor;
  }
  if (const auto with = step_fields.find("with");
      with && reader.expect_map(*with, "a mapping of the operation's inputs")) {
    action.with = reader.rendered(*with, rendered_site(step));
    place.with = with;
  }
  return action;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\n") == std::string_view::npos;
}

// "ana, bob", "ana and bob", and "ana - bob", which was a list whose second "-" stands too far
// right.
bool names_several(std::string_view user) {
  constexpr std::array<std::string_view, 9> kBetween{",",   ";",   " and ", " or ", " & ",
                                                     " + ", " - ", " / ",   " und "};
  return std::any_of(kBetween.begin(), kBetween.end(),
                     [user](auto word) { return user.find(word) != std::string_view::npos; });
}

// Nobody is called by an empty name, and a list in one text is one name.
void check_who_decides(Reader& reader, const Reader::Fields& fields, const core::Approve& approve) {
  const auto users = fields.find("users");
  if (const auto group = fields.find("group");
      group && group->node->is_scalar() && is_blank(group->node->text))
    reader.error("approve/nobody", "nobody may decide: the group has no name", *group,
                 "name a group, as \"legal\"");
  if (approve.group.find_first_of(",;") != std::string::npos)
    reader.error("approve/nobody", "\"" + approve.group + "\" is one name, which no group has",
                 *fields.find("group"), "name one group; of several write an approval for each");
  if (!users) return;
  const bool empty = (users->node->is_list() && users->node->items.empty()) ||
                     std::any_of(approve.users.begin(), approve.users.end(), is_blank);
  if (empty && is_blank(approve.group))
    reader.error("approve/nobody", "nobody may decide: \"users\" names nobody", *users,
                 "write users: [ana], or a group");
  for (const auto& user : approve.users) {
    if (!names_several(user)) continue;
    reader.error("approve/nobody", "\"" + user + "\" is one name, which nobody has", *users,
                 "write a list: users: [ana, bob]");
    break;
  }
}

void read_by(Reader& reader, const Cursor& cursor, core::Approve& approve) {
  const auto fields = reader.fields(cursor, kByKeys);
  if (!fields) return;
  constexpr int kDecidersMax = 100;  // a question to more people than this is a vote
  approve.group = reader.text_or(*fields, "group");
  if (const auto users = fields->find("users"))
    approve.users = reader.texts(*users, "a list of users");
  if (const auto count = fields->find("count"))
    approve.count = reader.whole_number(*count, 1, kDecidersMax).value_or(1);
  if (const auto excluded = fields->find("not")) {
    static constexpr std::array<std::string_view, 1> kExcluded{"requester"};
    approve.not_requester = reader.one_of(*excluded, kExcluded).has_value();
  }
  if (!fields->has("group") && !fields->has("users")) {
    reader.error_at_key("syntax/missing-key", "nobody may decide: expected \"group\" or \"users\"",
                        cursor, "add \"group: legal\"");
  }
  check_who_decides(reader, *fields, approve);
  const auto people = people_of(approve.users).size();
  if (approve.group.empty() && people > 0 && static_cast<std::size_t>(approve.count) > people) {
    reader.error(
        "limit/range",
        "expected at most as many decisions as there are users (" + std::to_string(people) + ")",
        *fields->find("count"), "name more users, or lower \"count\" to " + std::to_string(people));
  }
}

core::Approve read_approve(Reader& reader, const Cursor& cursor, const Step& step,
                           StepPlace& place) {
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

// Where a wait looks back from: the start of its needs, the trigger, or so long before it was
// opened.
core::LookBackFrom read_since(Reader& reader, const Cursor& cursor) {
  core::LookBackFrom since;
  const auto& node = *cursor.node;
  const auto word = std::find(words::kSince.begin(), words::kSince.end(), node.text);
  if (node.kind == yaml::Node::Kind::string && word != words::kSince.end()) {
    since.start = static_cast<core::LookBackFrom::Start>(word - words::kSince.begin());
  } else if (node.is_scalar() && core::parse_duration(node.text)) {
    since.length = reader.duration(cursor);
  } else {
    reader.error("type/choice",
                 "expected needs, trigger or a duration as 7d, got " + describe(node), cursor,
                 node.is_scalar() ? core::did_you_mean(node.text, as_strings(words::kSince)) : "");
  }
  return since;
}

core::WaitEvent read_wait(Reader& reader, const Cursor& cursor, const Step& step,
                          StepPlace& place) {
  core::WaitEvent wait;
  const auto fields = reader.fields(cursor, kWaitKeys);
  if (!fields) return wait;
  if (const auto event = fields->find("event")) {
    wait.event = reader.event_type(*event, false);
    if (!wait.event.empty()) place.event = event;
  } else if (!fields->has("any") && !fields->has("all")) {
    reader.error_at_key("syntax/missing-key",
                        "\"event\" is missing: expected an event type as \"ticket.updated\"",
                        cursor);
  }
  wait.from = reader.text_or(*fields, "from");
  place.from = fields->find("from");
  if (const auto since = fields->find("since")) wait.since = read_since(reader, *since);
  if (const auto when = fields->find("when")) {
    wait.when = reader.condition(
        *when, {.place = Place::wait, .step = step.name, .want = Site::Want::boolean});
  }
  return wait;
}

core::Sleep read_sleep(Reader& reader, const Cursor& cursor, const Step& step) {
  core::Sleep sleep;
  const auto fields = reader.fields(cursor, kSleepKeys);
  if (!fields) return sleep;
  const auto length = fields->find("for");
  const auto until = fields->find("until");
  if (length) sleep.length = reader.duration(*length);
  if (until)
    sleep.until = reader.condition(
        *until, {.place = Place::step, .step = step.name, .want = Site::Want::timestamp});
  if (length && until)
    reader.error_at_key("syntax/two-keys", "expected either \"for\" or \"until\", got both", *until,
                        "remove one");
  if (!length && !until)
    reader.error_at_key("syntax/missing-key", "expected \"for\" or \"until\"", cursor,
                        "add \"for: 1h\"");
  return sleep;
}

core::Emit read_emit(Reader& reader, const Cursor& cursor, const Step& step) {
  core::Emit emit;
  emit.data.value = core::Json::object();
  const auto fields = reader.fields(cursor, kEmitKeys);
  if (!fields) return emit;
  if (const auto event = fields->find("event")) {
    emit.event = reader.event_type(*event, false);
    if (emit.event.starts_with("baton.")) {
      reader.error("syntax/reserved-event",
                   "\"" + emit.event + "\": types that start with \"baton.\" are Baton's own",
                   *event, "choose another name");
    }
  } else {
    reader.error_at_key("syntax/missing-key",
                        "\"event\" is missing: expected an event type as \"campaign.ready\"",
                        cursor);
  }
  if (const auto data = fields->find("data"))
    emit.data = reader.rendered(*data, rendered_site(step));
  if (const auto subject = fields->find("subject");
      subject && !reader.text(*subject, "a text").empty()) {
    emit.subject = reader.rendered(*subject, rendered_site(step));
  }
  return emit;
}

core::SetValues read_set(Reader& reader, const Cursor& cursor, const Step& step) {
  core::SetValues set;
  set.values.value = core::Json::object();
  if (reader.expect_map(cursor, "a mapping of names to values"))
    set.values = reader.rendered(cursor, rendered_site(step));
  return set;
}

}  // namespace

std::set<std::string_view> people_of(const std::vector<std::string>& users) {
  std::set<std::string_view> people;
  for (const auto& user : users) people.insert(core::person(user));
  return people;
}

bool is_other_verb(std::string_view key) {
  if (key == "task" || key == "run") return true;
  const auto is_verb = [](std::string_view word) {
    return std::find(words::kVerbs.begin(), words::kVerbs.end(), word) != words::kVerbs.end();
  };
  if (const auto* synonym = find_synonym(kStepKeys, key)) return is_verb(synonym->means);
  const auto known = std::find(words::kStep.begin(), words::kStep.end(), key) != words::kStep.end();
  return !known && is_verb(core::nearest(key, as_strings(words::kStep)));
}

void read_verb(Reader& reader, const Reader::Fields& fields, Step& step, StepPlace& place) {
  std::vector<Cursor> verbs;
  for (const auto& entry : fields.whole().node->entries) {
    const auto& key = entry.key->text;
    if (std::find(words::kVerbs.begin(), words::kVerbs.end(), key) != words::kVerbs.end())
      verbs.push_back(fields.whole().member(entry));
  }
  const auto& entries = fields.whole().node->entries;
  const bool other = std::any_of(entries.begin(), entries.end(), [](const yaml::Entry& entry) {
    return is_other_verb(entry.key->text);
  });
  if (verbs.empty() && !other) {
    reader.error_at_key(
        "syntax/no-verb",
        "the step \"" + step.name + "\" does nothing: expected " + any_of(words::kVerbs),
        fields.whole());
  }
  for (std::size_t i = 1; i < verbs.size(); ++i) {
    reader.error_at_key("syntax/two-verbs",
                        "the step \"" + step.name + "\" has \"" + verbs[0].key->text + "\" and \"" +
                            verbs[i].key->text + "\": expected one verb a step",
                        verbs[i], "make it a step of its own");
  }
  if (verbs.empty()) return;
  const auto& verb = verbs.front();
  const auto& word = verb.key->text;
  if (word == "do") step.verb = read_do(reader, verb, fields, step, place);
  if (word == "approve") step.verb = read_approve(reader, verb, step, place);
  if (word == "wait") step.verb = read_wait(reader, verb, step, place);
  if (word == "sleep") step.verb = read_sleep(reader, verb, step);
  if (word == "emit") step.verb = read_emit(reader, verb, step);
  if (word == "set") step.verb = read_set(reader, verb, step);
}

}  // namespace baton::templates
