#include "baton/calendar/duration.hpp"
#include "baton/core/text.hpp"
#include "templates/forms.hpp"
#include "templates/people.hpp"
#include "templates/routing.hpp"
#include "templates/verbs/verb.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::templates {

namespace {

constexpr std::array<std::string_view, 6> kTaskWords{"by", "title", "description",
                                                     "of", "due",   "form"};
constexpr std::array<std::string_view, 4> kTaskByWords{"group", "users", "route", "with"};

constexpr std::array<Synonym, 16> kTaskSynonyms{
    {{"to", "by"},
     {"for", "by"},
     {"who", "by"},
     {"assignee", "by", "write by: { users: [ana] }"},
     {"owner", "by", "write by: { users: [ana] }"},
     {"group", "by", "write by: { group: content }"},
     {"users", "by", "write by: { users: [ana] }"},
     {"name", "title"},
     {"ask", "title"},
     {"text", "description"},
     {"instructions", "description"},
     {"with", "of"},
     {"about", "of"},
     {"fields", "form"},
     {"within", "due"},
     {"timeout", "due", "it stands beside \"task\", not in it"}}};
constexpr std::array<Synonym, 6> kTaskBySynonyms{{{"groups", "group"},
                                                  {"role", "group"},
                                                  {"team", "group"},
                                                  {"user", "users"},
                                                  {"people", "users"},
                                                  {"assignee", "users"}}};

constexpr KeyTable kTaskKeys{"task", kTaskWords, kTaskSynonyms, "title: "};
constexpr KeyTable kTaskByKeys{"task.by", kTaskByWords, kTaskBySynonyms, "group: "};

constexpr PeopleRule kMayWork{"task/nobody", "nobody may do it",
                              "of several write a task for each"};

void read_text(Reader& reader, const Reader::Fields& fields, std::string_view key,
               std::string_view what, const core::Step& step, core::Rendered& into) {
  if (const auto text = fields.find(key); text && !reader.text(*text, what).empty())
    into = reader.rendered(*text, text_site(step));
}

core::Verb read_task(Reader& reader, const Cursor& cursor, const Reader::Fields&,
                     const core::Step& step, StepPlace& place) {
  core::PeopleTask task;
  const auto fields = reader.fields(cursor, kTaskKeys);
  if (!fields) return task;
  if (const auto by = fields->find("by")) {
    place.by = by;
    if (const auto members = reader.fields(*by, kTaskByKeys)) {
      task.routing = read_routing(reader, *members, step, place);
      if (!task.routing) {
        auto people = read_people(reader, *by, *members, kMayWork);
        task.group = std::move(people.group);
        task.users = std::move(people.users);
      }
    }
  } else {
    reader.error_at_key("syntax/missing-key", "\"by\" is missing: expected who may do it", cursor,
                        "add \"by: { group: content }\"");
  }
  read_text(reader, *fields, "title", "what is to be done, as text", step, task.title);
  read_text(reader, *fields, "description", "what helps to do it, as text", step, task.description);
  if (const auto of = fields->find("of")) task.of = reader.rendered(*of, rendered_site(step));
  place.task_due = fields->find("due");
  if (place.task_due) task.due = reader.span(*place.task_due);
  if (const auto form = fields->find("form")) read_form(reader, *form, rendered_site(step), task);
  return task;
}

std::optional<std::vector<std::string>> members_of_task(const core::Verb& verb,
                                                        const core::Operations*) {
  std::vector<std::string> members;
  for (const auto& field : std::get<core::PeopleTask>(verb).form) members.push_back(field.name);
  members.insert(members.end(), {"by", "at"});
  return members;
}

// What a field takes has no members of its own.
std::optional<Shapes::Fault> fault_of_task(const core::Verb& verb, const cel::Path& path) {
  const auto members = members_of_task(verb, nullptr).value();
  if (std::find(members.begin(), members.end(), path[3]) == members.end()) return std::nullopt;
  auto fault = missing_member(path, 4, {});
  fault.hint = "\"" + path[3] + "\" is one value of the form";
  return fault;
}

// Warns of a task that is never overdue, because the step fails before that.
void suspect_due(Reader& reader, const core::Step& step, const StepPlace& place) {
  const auto& due = std::get<core::PeopleTask>(step.verb).due;
  const auto after = due ? calendar::elapsed(*due) : std::nullopt;
  const auto timeout = step.timeout ? calendar::elapsed(*step.timeout) : std::nullopt;
  if (!place.task_due || !after || !timeout || *after < *timeout) return;
  reader.warning("suspicious/never",
                 "the step fails after " + core::to_text(*timeout) + ", before the task is overdue",
                 *place.task_due, "give it less time, or raise \"timeout\"");
}

void suspect_task(const Suspecting& suspecting, const core::Step& step, const StepPlace& place) {
  suspect_due(suspecting.reader, step, place);
  const auto& task = std::get<core::PeopleTask>(step.verb);
  if (!place.by || !task.title.value.is_null() || !step.title.empty()) return;
  suspecting.reader.warning_at_key("suspicious/no-question",
                                   "whoever is to do it is told nothing: there is no \"title\"",
                                   *place.by, "add \"title: …\"");
}

constexpr std::array<std::string_view, 1> kTaskBeside{"timeout"};

}  // namespace

constinit const VerbSyntax SyntaxFor<core::PeopleTask>::kRow{
    .name = core::PeopleTask::kName,
    .beside = kTaskBeside,
    .keys = {&kTaskKeys, &kTaskByKeys},
    .read = read_task,
    .output_members = members_of_task,
    .output_fault = fault_of_task,
    .suspect = suspect_task,
};

}  // namespace baton::templates
