#include "templates/partial_template.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace baton::templates {

bool is_workflow_name(std::string_view text) {
  std::string name(text);
  std::replace(name.begin(), name.end(), '-', '_');
  return is_name(name) && text.size() <= core::kNameBytesMax;
}

namespace {

void read_name(Reader& reader, const Reader::Fields& fields, core::Template& workflow) {
  const auto cursor = fields.find("workflow");
  if (!cursor) {
    reader.error("syntax/missing-key", "\"workflow\" is missing: expected the name of the workflow",
                 fields.whole(), "add \"workflow: a-name\"");
    return;
  }
  workflow.name = reader.text(*cursor, "a name as \"customer-onboarding\"");
  if (!workflow.name.empty() && !is_workflow_name(workflow.name)) {
    auto meant = name_meant(workflow.name);
    std::replace(meant.begin(), meant.end(), '_', '-');
    reader.error("syntax/name",
                 "\"" + workflow.name +
                     "\" is no name of a workflow: expected a-z, then a-z, 0-9, \"-\" or \"_\"",
                 *cursor, meant.empty() ? "" : "did you mean \"" + meant + "\"?");
  }
}

// How many events the context of one workflow may hear. Each is a row of the table of waits.
constexpr std::size_t kHeardMax = 20;

// Reads one of the events that the context hears.
void read_heard(Reader& reader, const Cursor& cursor) {
  const auto fields = reader.fields(cursor, kHeardKeys);
  if (!fields) return;
  if (const auto event = fields->find("event")) {
    reader.event_type(*event, false);
  } else {
    reader.error("syntax/missing-key",
                 "\"event\" is missing: expected an event type as \"ticket.commented\"", cursor);
  }
  reader.text_or(*fields, "from");
  if (const auto when = fields->find("when")) {
    reader.condition(*when, {.scope = ScopeKind::wait, .want = Site::Want::boolean});
  } else {
    reader.error("syntax/missing-key",
                 "\"when\" is missing: without it each run would hear the comments of all others",
                 cursor, "write when: event.data.key == steps.ticket.output.key");
  }
}

// Reads what the context hears: engine::compile() makes it ready from the values of the context.
void read_hear(Reader& reader, const Cursor& cursor, core::Context& context) {
  if (!reader.expect_list(cursor, "a list of events (\"- event: ticket.commented\")")) return;
  const auto count = cursor.node->items.size();
  if (count > kHeardMax)
    reader.error("limit/range",
                 std::to_string(count) + " events: expected at most " + std::to_string(kHeardMax),
                 cursor);
  for (std::size_t i = 0; i < count; ++i) read_heard(reader, cursor.item(i));
  context.values.value["hear"] = to_json(*cursor.node);
}

// Refuses names that the context gives a meaning of its own.
void check_reserved(Reader& reader, const std::string& key, const Cursor& member) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kReserved{
      {{"summary", "is made of all the other values of the context"},
       {"said", "lists what people said to the run"}}};
  for (const auto& [name, what] : kReserved)
    if (key == name)
      reader.error_at_key("syntax/reserved-name", '"' + key + "\" " + std::string(what), member,
                          "choose another name");
}

void read_context(Reader& reader, const Cursor& cursor, core::Context& context) {
  if (!reader.expect_map(cursor, "a mapping of what travels with every hand-off")) return;
  context.values = {core::Json::object(), cursor.node->at};
  std::optional<Cursor> require;
  std::vector<std::string> declared;
  for (const auto& entry : cursor.node->entries) {
    const auto member = cursor.member(entry);
    const auto& key = entry.key->text;
    if (key == "require") {
      require = member;
      continue;
    }
    if (key == "hear") {
      read_hear(reader, member, context);
      continue;
    }
    if (!is_name(key)) {
      const auto meant = name_meant(key);
      reader.error_at_key(
          "syntax/name",
          "\"" + key + "\" is no name of a context value: expected a-z, then a-z, 0-9 or \"_\"",
          member, meant.empty() ? "" : "did you mean \"" + meant + "\"?");
    }
    check_reserved(reader, key, member);
    declared.push_back(key);
    context.values.value[key] = reader.rendered(member, {.scope = ScopeKind::context}).value;
  }
  if (!require) return;
  context.require = reader.texts(*require, "a list of names of context values");
  const auto check = [&](const Cursor& name) {
    const auto& text = name.node->text;
    if (!name.node->is_scalar() || text.empty() ||
        std::find(declared.begin(), declared.end(), text) != declared.end())
      return;
    reader.error("ref/unknown-context", "unknown context value \"" + text + "\" in require", name,
                 core::did_you_mean(text, declared));
  };
  if (!require->node->is_list()) return check(*require);
  for (std::size_t i = 0; i < require->node->items.size(); ++i) check(require->item(i));
}

}  // namespace

std::vector<std::string> PartialTemplate::step_names() const {
  std::vector<std::string> names;
  for (std::size_t at = 0; at < places.size(); ++at)
    names.push_back(places[at].meant.empty() ? workflow.steps[at].name : places[at].meant);
  return names;
}

std::optional<std::size_t> PartialTemplate::find_step(std::string_view name) const {
  for (std::size_t at = 0; at < places.size(); ++at) {
    if (workflow.steps[at].name == name || (!name.empty() && places[at].meant == name)) return at;
  }
  return std::nullopt;
}

void read_workflow(Reader& reader, const Cursor& root, PartialTemplate& partial) {
  const auto fields = reader.fields(root, kWorkflowKeys);
  if (!fields) return;
  auto& workflow = partial.workflow;
  read_name(reader, *fields, workflow);
  workflow.title = reader.text_or(*fields, "title");
  workflow.description = reader.text_or(*fields, "description");
  workflow.goal = reader.text_or(*fields, "goal");
  partial.goal = fields->find("goal");
  if (const auto labels = fields->find("labels"))
    workflow.labels = reader.texts(*labels, "a list of texts");
  if (const auto roles = fields->find("roles")) read_roles(reader, *roles, workflow.roles);
  workflow.calendar = read_calendar(reader, *fields, partial.calendar);
  partial.only_with = fields->find("only_with");
  if (partial.only_with)
    workflow.only_with = reader.text(*partial.only_with, "the name of a connection");
  if (const auto inputs = fields->find("inputs")) read_inputs(reader, *inputs, partial);
  if (const auto triggers = fields->find("on")) read_triggers(reader, *triggers, partial);
  if (const auto concurrency = fields->find("concurrency"))
    read_concurrency(reader, *concurrency, workflow);
  if (const auto priority = fields->find("priority"))
    workflow.priority =
        reader.whole_number(*priority, 1, 5, "1 is served first, 5 last, and 3 is the default")
            .value_or(workflow.priority);
  if (const auto due = fields->find("due")) read_run_due(reader, *due, workflow);
  workflow.context.values.value = core::Json::object();
  if (const auto context = fields->find("context"))
    read_context(reader, *context, workflow.context);
  if (const auto steps = fields->find("steps")) {
    read_steps(reader, *steps, partial);
  } else {
    reader.error("syntax/missing-key", "\"steps\" is missing: expected at least one step", root,
                 "add \"steps:\"");
  }
  if (const auto on_failure = fields->find("on_failure"))
    read_on_failure(reader, *on_failure, partial);
  workflow.outputs.value = core::Json::object();
  if (const auto outputs = fields->find("outputs");
      outputs && reader.expect_map(*outputs, "a mapping of names to values")) {
    workflow.outputs = reader.rendered(*outputs, {.scope = ScopeKind::outputs});
  }
}

}  // namespace baton::templates
