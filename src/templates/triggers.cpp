#include "baton/cel/text.hpp"
#include "baton/core/own_events.hpp"
#include "templates/partial_template.hpp"
#include "templates/windows.hpp"

#include <algorithm>

namespace baton::templates {

namespace {

// Reports `n: 5 ${event.data.x}` for an input that is no text: with text around the expression, the
// value is always a text.
void check_rendered(Reader& reader, const Cursor& given, const std::string& name,
                    const core::Input& input) {
  if (input.type == core::Input::Type::string) return;
  const auto compiled = cel::Document::compile(core::Json(given.node->text));
  // A text that does not compile is reported by check_expressions(), and so is an expression alone
  // that has another type.
  if (!compiled.document || compiled.document->whole()) return;
  reader.error("type/input",
               "the input \"" + name + "\": expected the type " +
                   std::string(type_name(input.type)) +
                   ", got a text: what stands around an expression makes it one",
               given, "write the expression alone, as ${event.data.amount}");
}

void check_given(Reader& reader, const Cursor& given, const core::Template& workflow) {
  const auto found = workflow.inputs.find(given.key->text);
  if (found == workflow.inputs.end()) {
    reader.error_at_key("ref/unknown-input", "unknown input \"" + given.key->text + "\"", given,
                        core::did_you_mean(given.key->text, names_of(workflow.inputs)));
    return;
  }
  const auto& input = found->second;
  const auto value = to_json(*given.node);
  if (value.is_string() && holds_expression(given.node->text))
    return check_rendered(reader, given, found->first, input);
  if (!fits(input, value)) {
    reader.error("type/input",
                 "the input \"" + found->first + "\": expected the type " +
                     std::string(type_name(input.type)) + ", got " + describe(*given.node),
                 given);
  } else if (!input.allowed.empty() &&
             std::find(input.allowed.begin(), input.allowed.end(), value) == input.allowed.end()) {
    reader.error("type/choice",
                 "the input \"" + found->first + "\": " + describe(*given.node) +
                     " is none of the values it allows",
                 given, core::did_you_mean(given.node->text, texts_of(input.allowed)));
  }
}

void read_given(Reader& reader, const Reader::Fields& fields, const core::Template& workflow,
                const Site& site, core::Trigger& trigger) {
  trigger.inputs.value = core::Json::object();
  const auto given = fields.find("inputs");
  if (given && !reader.expect_map(*given, "a mapping of inputs to values")) return;
  if (given) {
    trigger.inputs = reader.rendered(*given, site);
    for (const auto& entry : given->node->entries)
      check_given(reader, given->member(entry), workflow);
  }
  for (const auto& [name, input] : workflow.inputs) {
    if (input.default_value || trigger.inputs.value.contains(name)) continue;
    const auto message =
        "the trigger does not set the input \"" + name + "\", which has no default";
    if (given) {
      reader.error_at_key("type/missing-input", message, *given, "add \"" + name + ": …\"");
    } else {
      reader.error("type/missing-input", message, fields.whole(),
                   "add \"inputs: { " + name + ": … }\"");
    }
  }
}

// Reads a window or a threshold, which names the events that count itself.
void read_what_counts(Reader& reader, const Reader::Fields& fields, core::Trigger& trigger,
                      TriggerPlace& place) {
  const auto window = fields.find("window");
  place.window = window ? window : fields.find("threshold");
  trigger.event = core::kWindowFired;
  if (window) {
    read_window(reader, *window, trigger, place);
  } else {
    read_threshold(reader, *place.window, trigger, place);
  }
  for (const std::string_view other : {"event", "schedule", "threshold"}) {
    const auto found = fields.find(other);
    if (found && found->key != place.window->key)
      reader.error_at_key("syntax/two-keys",
                          "expected one way to start, got \"" + place.window->key->text +
                              "\" and \"" + std::string(other) + '"',
                          *found, "write a trigger for each");
  }
  if (const auto from = fields.find("from"))
    reader.error_at_key(
        "syntax/misplaced-key",
        "\"from\" has no meaning here: expected it in \"" + place.window->key->text + '"', *from,
        "put it beside the event that counts");
}

// What a trigger takes: the events of a type, or the firings of a schedule, a window or a
// threshold.
void read_what_starts(Reader& reader, const Reader::Fields& fields, core::Trigger& trigger,
                      TriggerPlace& place) {
  if (fields.has("window") || fields.has("threshold"))
    return read_what_counts(reader, fields, trigger, place);
  const auto event = fields.find("event");
  const auto schedule = fields.find("schedule");
  place.from = fields.find("from");
  if (schedule) {
    trigger.schedule = read_schedule(reader, *schedule);
    trigger.event = core::kScheduleFired;
    place.schedule = schedule;
    if (event)
      reader.error_at_key("syntax/two-keys", "expected either \"event\" or \"schedule\", got both",
                          *schedule, "write a trigger for each");
    if (place.from)
      reader.error_at_key("syntax/misplaced-key",
                          "\"from\" has no meaning here: expected it beside \"event\"", *place.from,
                          "remove it");
    place.from.reset();
    return;
  }
  trigger.from = reader.text_or(fields, "from");
  if (event) {
    trigger.event = reader.event_type(*event, true);
    if (!trigger.event.empty()) place.event = event;
  } else {
    reader.error("syntax/missing-key",
                 "\"event\" is missing: expected an event type as \"crm.opportunity.updated\"",
                 fields.whole());
  }
}

core::Trigger read_trigger(Reader& reader, const Cursor& cursor, const core::Template& workflow,
                           TriggerPlace& place) {
  core::Trigger trigger;
  trigger.at = cursor.node->at;
  const auto fields = reader.fields(cursor, kTriggerKeys);
  if (!fields) return trigger;
  read_what_starts(reader, *fields, trigger, place);
  const auto scope = place.window       ? ScopeKind::window
                     : trigger.schedule ? ScopeKind::schedule
                                        : ScopeKind::trigger;
  const auto index = workflow.triggers.size();
  if (const auto when = fields->find("when"))
    trigger.when =
        reader.condition(*when, {.scope = scope, .trigger = index, .want = Site::Want::boolean});
  if (const auto key = fields->find("key"))
    trigger.key =
        reader.condition(*key, {.scope = scope, .trigger = index, .want = Site::Want::key});
  read_bursts(reader, *fields, trigger);
  read_given(reader, *fields, workflow,
             {.scope = scope, .trigger = index, .want = Site::Want::inputs}, trigger);
  return trigger;
}

}  // namespace

void read_triggers(Reader& reader, const Cursor& cursor, PartialTemplate& partial) {
  const auto& node = *cursor.node;
  auto hint = node.is_map() ? std::string("put \"- \" before the trigger") : std::string();
  if (node.is_scalar() && !node.text.empty()) hint = "write on: [{ event: " + node.text + " }]";
  if (!reader.expect_list(cursor, "a list of triggers (\"- event: …\")", std::move(hint))) return;
  for (std::size_t i = 0; i < cursor.node->items.size(); ++i) {
    TriggerPlace place;
    partial.workflow.triggers.push_back(
        read_trigger(reader, cursor.item(i), partial.workflow, place));
    partial.triggers.push_back(std::move(place));
  }
}

}  // namespace baton::templates
