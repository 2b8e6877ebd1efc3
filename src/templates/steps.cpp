#include "baton/core/text.hpp"
#include "templates/partial_template.hpp"
#include "templates/verbs/verb.hpp"

#include <algorithm>
#include <utility>

namespace baton::templates {

using core::Step;

namespace {

Site step_site(const Step& step, Site::Want want) {
  return {.scope = ScopeKind::step, .step = step.name, .want = want};
}

// The names in a text such as "kickoff, okay" or "(kickoff, okay)", which was meant as a list.
// Empty when the text has no comma.
std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> names;
  if (text.find(',') == std::string_view::npos) return names;
  std::string name;
  for (const char c : std::string(text) + ',') {
    if (c != ',') {
      if (std::string_view("()[] ").find(c) == std::string_view::npos) name += c;
      continue;
    }
    if (!name.empty()) names.push_back(std::exchange(name, {}));
  }
  return names;
}

void read_needs(Reader& reader, const Cursor& cursor, Step& step, StepPlace& place) {
  if (cursor.node->kind == yaml::Node::Kind::string) {
    const auto names = names_in(cursor.node->text);
    if (!names.empty()) {
      reader.error("type/list", "expected a list of steps, got " + describe(*cursor.node), cursor,
                   "write needs: [" + core::join(names) + ']');
    }
    for (const auto& name : names) {
      step.needs.push_back(name);
      place.needs.push_back(cursor);
    }
    if (!names.empty()) return;
  }
  const auto add = [&](const Cursor& need) {
    auto name = reader.text(need, "the name of a step");
    if (name.empty()) return;
    step.needs.push_back(std::move(name));
    place.needs.push_back(need);
  };
  if (!cursor.node->is_list()) return add(cursor);
  for (std::size_t i = 0; i < cursor.node->items.size(); ++i) add(cursor.item(i));
}

// What one need comes to does not depend on the word, so that `all` of one is `any` of one.
void read_join(Reader& reader, const Reader::Fields& fields, Step& step) {
  const auto join = fields.find("join");
  if (!join) return;
  const auto index = reader.one_of(*join, words::kJoin);
  if (!index) return;
  step.join = static_cast<core::Join>(*index);
  if (!fields.has("needs")) {
    reader.error_at_key("syntax/missing-key",
                        "\"join\" without \"needs\": it says which of them must have ended", *join,
                        "add \"needs: [a, b]\", or remove it");
  } else if (step.join == core::Join::any && step.needs.size() == 1) {
    reader.warning_at_key("suspicious/join", "\"join: any\" of one step is the same as without it",
                          *join, "name the other steps in \"needs\", or remove it");
  }
}

void read_gate(Reader& reader, const Cursor& cursor, Step& step) {
  const auto site = step_site(step, Site::Want::boolean);
  if (!cursor.node->is_map()) {
    if (auto open = reader.condition(cursor, site))
      step.gate = core::Gate{.open = std::move(*open)};
    return;
  }
  const auto fields = reader.fields(cursor, kGateKeys);
  const auto open = fields->find("open");
  if (!open) {
    reader.error_at_key("syntax/missing-key",
                        "\"open\" is missing: expected the condition that opens the gate", cursor);
    return;
  }
  auto condition = reader.condition(*open, site);
  if (!condition) return;
  core::Gate gate{.open = std::move(*condition)};
  if (const auto within = fields->find("within")) gate.within = reader.span(*within);
  if (const auto otherwise = fields->find("otherwise")) {
    if (const auto index = reader.one_of(*otherwise, words::kOtherwise))
      gate.on_timeout = static_cast<core::Gate::OnTimeout>(*index);
    if (!fields->has("within")) {
      reader.error_at_key("syntax/missing-key",
                          "\"otherwise\" without \"within\": the gate would wait without end",
                          *otherwise, "add \"within: 5d\"");
    }
  }
  step.gate = std::move(gate);
}

// The verbs beside which a key of a step is allowed.
std::vector<std::string_view> verbs_with(std::string_view key) {
  std::vector<std::string_view> verbs;
  for (const auto* syntax : verb_syntaxes()) {
    const auto& beside = syntax->beside;
    if (std::find(beside.begin(), beside.end(), key) != beside.end()) verbs.push_back(syntax->name);
  }
  return verbs;
}

// Reports keys that stand beside a verb to which they mean nothing.
void check_placement(Reader& reader, const Reader::Fields& fields) {
  if (has_other_verb(fields)) return;
  std::vector<std::string_view> checked;
  const auto check = [&](std::string_view key) {
    if (std::find(checked.begin(), checked.end(), key) != checked.end()) return;
    checked.push_back(key);
    const auto found = fields.find(key);
    const auto verbs = verbs_with(key);
    if (!found || std::any_of(verbs.begin(), verbs.end(),
                              [&](std::string_view verb) { return fields.has(verb); }))
      return;
    reader.error_at_key("syntax/misplaced-key",
                        "\"" + std::string(key) + "\" has no meaning here: expected it beside " +
                            core::any_of(verbs),
                        *found,
                        key == "each"
                            ? "put the step into a workflow of its own, and run that for each: "
                              "each, with run: NAME beside it"
                            : "remove it");
  };
  for (const auto* syntax : verb_syntaxes()) {
    for (const auto key : syntax->beside) check(key);
  }
}

void read_on_error(Reader& reader, const Cursor& cursor, Step& step) {
  const auto& node = *cursor.node;
  const auto words = as_strings(words::kOnError);
  const bool known = std::find(words.begin(), words.end(), node.text) != words.end();
  if (known || node.kind != yaml::Node::Kind::string || !core::nearest(node.text, words).empty()) {
    if (const auto index = reader.one_of(cursor, words::kOnError))
      step.on_error = static_cast<core::OnError>(*index);
    return;
  }
  reader.error("type/choice",
               "expected " + core::any_of(words::kOnError) + ", got " + describe(node), cursor,
               "to go on with another step, write on_error: continue here, and there when: steps." +
                   step.name + ".status == \"failed\"");
}

void read_modifiers(Reader& reader, const Reader::Fields& fields, Step& step, StepPlace& place) {
  read_each(reader, fields, step);
  if (const auto needs = fields.find("needs")) read_needs(reader, *needs, step, place);
  read_join(reader, fields, step);
  if (const auto when = fields.find("when"))
    step.when = reader.condition(*when, step_site(step, Site::Want::boolean));
  if (const auto gate = fields.find("gate")) read_gate(reader, *gate, step);
  if (const auto retry = fields.find("retry")) read_retry(reader, *retry, step.retry);
  if (const auto timeout = fields.find("timeout")) {
    const bool of_an_attempt = std::holds_alternative<core::DoAction>(step.verb);
    step.timeout = of_an_attempt ? reader.duration(*timeout) : reader.span(*timeout);
  }
  step.calendar = read_calendar(reader, fields, place.calendar);
  if (const auto on_error = fields.find("on_error")) {
    place.on_error = on_error;
    read_on_error(reader, *on_error, step);
  }
  if (const auto sla = fields.find("sla")) read_sla(reader, *sla, step, place);
  if (const auto undo = fields.find("undo")) read_undo(reader, *undo, step, place);
  if (const auto mandatory = fields.find("mandatory")) step.mandatory = reader.yes(*mandatory);
  step.title = reader.text_or(fields, "title");
  step.team = reader.text_or(fields, "team");
  if (const auto labels = fields.find("labels"))
    step.labels = reader.texts(*labels, "a list of texts");
  check_placement(reader, fields);
}

void read_step(Reader& reader, const Cursor& cursor, PartialTemplate& partial) {
  Step step;
  StepPlace place{.step = cursor};
  step.name = cursor.key->text;
  step.at = cursor.key->at;
  if (!is_name(step.name)) {
    place.meant = name_meant(step.name);
    reader.error_at_key(
        "syntax/name",
        "\"" + step.name + "\" is no name of a step: expected a-z, then a-z, 0-9 or \"_\"", cursor,
        place.meant.empty() ? "" : "did you mean \"" + place.meant + "\"?");
  }
  if (const auto fields = reader.fields(cursor, kStepKeys)) {
    read_verb(reader, *fields, step, place);
    read_modifiers(reader, *fields, step, place);
  }
  partial.workflow.steps.push_back(std::move(step));
  partial.places.push_back(std::move(place));
}

}  // namespace

void read_retry(Reader& reader, const Cursor& cursor, core::Retry& retry) {
  const auto fields = reader.fields(cursor, kRetryKeys);
  if (!fields) return;
  constexpr double kFactorMax = 100;  // a larger one is the cap after one attempt
  if (const auto attempts = fields->find("attempts")) {
    retry.attempts = reader.whole_number(*attempts, 1, static_cast<int>(core::kRetryAttemptsMax))
                         .value_or(retry.attempts);
  }
  if (const auto initial = fields->find("initial"))
    retry.initial = reader.duration(*initial).value_or(retry.initial);
  if (const auto factor = fields->find("factor"))
    retry.factor = reader.number(*factor, 1, kFactorMax).value_or(retry.factor);
  // When only the first pause is given, and it is longer than the default for the longest one, the
  // longest pause is raised to it.
  retry.max = std::max(retry.max, retry.initial);
  if (const auto max = fields->find("max")) retry.max = reader.duration(*max).value_or(retry.max);
  if (retry.max < retry.initial) {
    reader.error_at_key("limit/range",
                        "the longest pause (" + core::to_text(retry.max) +
                            ") is shorter than the first (" + core::to_text(retry.initial) + ")",
                        cursor, "raise \"max\"");
  }
  if (const auto total = fields->find("for")) retry.total = reader.duration(*total);
  if (retry.total && *retry.total < retry.initial) {
    reader.error_at_key("limit/range",
                        "the whole time (" + core::to_text(*retry.total) +
                            ") is shorter than the first pause (" + core::to_text(retry.initial) +
                            "): it would never be tried again",
                        cursor, "raise \"for\"");
  }
}

void read_steps(Reader& reader, const Cursor& cursor, PartialTemplate& partial) {
  if (!reader.expect_map(
          cursor, "a mapping of names to steps",
          cursor.node->is_list() ? "name each step: \"kickoff:\" instead of \"- \"" : ""))
    return;
  const auto& entries = cursor.node->entries;
  if (entries.empty())
    reader.error_at_key("syntax/missing-key", "expected at least one step", cursor);
  const auto left = core::kStepsMax - std::min(core::kStepsMax, partial.workflow.steps.size());
  if (entries.size() > left) {
    reader.error("limit/steps",
                 std::to_string(partial.workflow.steps.size() + entries.size()) +
                     " steps: expected at most " + std::to_string(core::kStepsMax),
                 "split it into several workflows", *entries[left].key, cursor.pointer);
  }
  for (std::size_t i = 0; i < std::min(entries.size(), left); ++i)
    read_step(reader, cursor.member(entries[i]), partial);
}

}  // namespace baton::templates
