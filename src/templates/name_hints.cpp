#include "templates/name_hints.hpp"

#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::templates {

namespace {

// An unknown word, and the hint for it.
struct Word {
  std::string_view word;
  std::string_view hint;
};

// A word of an expression, and whether a member of it is read.
struct WordInText {
  std::string word{};
  bool has_member = false;
};

// The word that begins at a position of the text; empty when none does.
WordInText word_at(std::string_view text, core::Position at) {
  for (; at.line > 1; --at.line) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  std::size_t begin = 0;
  for (std::size_t points = 1; begin < text.size(); ++begin) {
    if (!core::utf8::continues(text[begin]) && points++ == at.column) break;
  }
  auto end = begin;
  while (end < text.size() && is_word(text[end])) ++end;
  return {std::string(text.substr(begin, end - begin)),
          end < text.size() && (text[end] == '.' || text[end] == '[')};
}

template <std::size_t kCount>
std::string hint_of(const std::array<Word, kCount>& words, std::string_view word) {
  const auto found = std::find_if(words.begin(), words.end(),
                                  [word](const Word& row) { return row.word == word; });
  return found == words.end() ? std::string() : std::string(found->hint);
}

// For the names of other languages for true, false and null.
std::string other_literal(std::string_view word) {
  static constexpr std::array<Word, 13> kWords{{{"yes", "write true; a text needs quotes: \"yes\""},
                                                {"Yes", "write true; a text needs quotes: \"Yes\""},
                                                {"no", "write false; a text needs quotes: \"no\""},
                                                {"No", "write false; a text needs quotes: \"No\""},
                                                {"NULL", "write null"},
                                                {"Null", "write null"},
                                                {"True", "write true"},
                                                {"TRUE", "write true"},
                                                {"False", "write false"},
                                                {"FALSE", "write false"},
                                                {"None", "write null"},
                                                {"nil", "write null"},
                                                {"undefined", "write null"}}};
  return hint_of(kWords, word);
}

// For the names that other systems use, where an expression sees a run.
std::string other_name(std::string_view word) {
  static constexpr std::array<Word, 26> kWords{
      {{"facts", "write facts.NAME[\"KEY\"], or fact(\"NAME\") for one without keys"},
       {"route", "write route(\"NAME\", {…})"},
       {"input", "did you mean inputs?"},
       {"params", "did you mean inputs?"},
       {"parameters", "did you mean inputs?"},
       {"args", "did you mean inputs?"},
       {"vars", "did you mean inputs, or context?"},
       {"variables", "did you mean inputs, or context?"},
       {"step", "did you mean steps?"},
       {"jobs", "did you mean steps?"},
       {"tasks", "did you mean steps?"},
       {"needs", "what a step needs is read as steps.NAME.output"},
       {"triggers", "did you mean trigger?"},
       {"data", "did you mean trigger.data?"},
       {"payload", "did you mean trigger.data?"},
       {"body", "did you mean trigger.data?"},
       {"github", "did you mean trigger.data?"},
       {"runs", "did you mean run?"},
       {"outputs",
        "did you mean steps.NAME.output? \"outputs\" are made when all steps have ended"},
       {"workflow", "did you mean run.workflow, which is its name?"},
       {"env",
        "there are no environment variables here: make it an input, or a setting of a connection"},
       {"secrets",
        "secrets belong to connections: name them in connections.yaml, where no template sees "
        "them"},
       {"secret",
        "secrets belong to connections: name them in connections.yaml, where no template sees "
        "them"},
       {"user", "did you mean trigger.actor, who caused the event?"},
       {"requester", "did you mean trigger.actor, who caused the event?"},
       {"today", "did you mean now?"}}};
  return hint_of(kWords, word);
}

// For the names that other systems or other parts of a template use, in a trigger.
std::string in_trigger(std::string_view word) {
  static constexpr std::array<Word, 12> kWords{
      {{"trigger", "the event is called event here: event.data.…"},
       {"triggers", "the event is called event here: event.data.…"},
       {"data", "did you mean event.data?"},
       {"payload", "did you mean event.data?"},
       {"body", "did you mean event.data?"},
       {"events", "did you mean event?"},
       {"inputs", "there is no run yet: a trigger sees the event and now"},
       {"input", "there is no run yet: a trigger sees the event and now"},
       {"run", "there is no run yet: a trigger sees the event and now"},
       {"steps", "there is no run yet: a trigger sees the event and now"},
       {"context", "there is no run yet: a trigger sees the event and now"},
       {"secrets", "secrets belong to connections: no template sees them"}}};
  return hint_of(kWords, word);
}

// For names that are known elsewhere in a template, but not in this scope.
std::string elsewhere(ScopeKind scope, std::string_view word) {
  if (scope == ScopeKind::trigger || scope == ScopeKind::counted) return in_trigger(word);
  if (scope == ScopeKind::schedule) return {};
  if (scope == ScopeKind::window)
    return word == "event" ? "several events led to it: window.first, window.last" : std::string();
  if (word == "event" && scope != ScopeKind::wait)
    return "the event that started the run is called trigger here: trigger.data.…";
  if ((word == "item" || word == "index") && scope != ScopeKind::item)
    return "it is known in the \"with\" of a step that has \"each\"";
  if (scope == ScopeKind::context && (word == "steps" || word == "context"))
    return "the context is made before the first step: it sees trigger, inputs, run and now";
  return other_name(word);
}

std::string names_at(ScopeKind scope) {
  if (scope == ScopeKind::trigger || scope == ScopeKind::counted)
    return "the names here are event and now";
  if (scope == ScopeKind::window)
    return "the names here are window.key, count, distinct, first, last, value, baseline and at, "
           "and "
           "now";
  if (scope == ScopeKind::schedule)
    return "the names here are schedule.at, which is the planned moment, and now";
  if (scope == ScopeKind::context) return "the names here are trigger, inputs, run and now";
  if (scope == ScopeKind::item)
    return "the names here are item, index, trigger, inputs, steps, context, run and now";
  return "the names here are trigger, inputs, steps, context, run and now";
}

// For an input, a context value or a step that is named without "inputs.", "context." or "steps."
// before it.
std::string of_file(const PartialTemplate& partial, ScopeKind scope, const std::string& word) {
  if (scope <= ScopeKind::window) return {};  // in a trigger
  if (partial.workflow.inputs.contains(word)) return "did you mean inputs." + word + '?';
  if (partial.workflow.context.values.value.contains(word))
    return "did you mean context." + word + '?';
  return scope != ScopeKind::context && partial.find_step(word)
             ? "did you mean steps." + word + ".output?"
             : "";
}

}  // namespace

std::string name_hint(const PartialTemplate& partial, ScopeKind scope, std::string_view text,
                      core::Position at, const std::string& known) {
  const auto [word, has_member] = word_at(text, at);
  if (word.empty()) return known;
  for (auto hint : {other_literal(word), of_file(partial, scope, word), elsewhere(scope, word)})
    if (!hint.empty()) return hint;
  if (!has_member)
    return known.starts_with("did you mean") && word.size() < 4
               ? "a text needs quotes: \"" + word + '"'
               : known;
  if (!known.empty()) return known;
  const auto hint = elsewhere(scope, core::lower(word));
  return hint.empty() ? names_at(scope) : hint;
}

std::string member_hint(std::string_view text, core::Position at, std::string_view owner,
                        const std::string& known) {
  static constexpr std::array<Word, 9> kOfEvent{{{"payload", "did you mean \"data\"?"},
                                                 {"body", "did you mean \"data\"?"},
                                                 {"content", "did you mean \"data\"?"},
                                                 {"detail", "did you mean \"data\"?"},
                                                 {"object", "did you mean \"data\"?"},
                                                 {"kind", "did you mean \"type\"?"},
                                                 {"name", "did you mean \"type\"?"},
                                                 {"user", "did you mean \"actor\"?"},
                                                 {"requester", "did you mean \"actor\"?"}}};
  static constexpr std::array<Word, 5> kOfRun{
      {{"requester", "did you mean trigger.actor, who caused the run?"},
       {"actor", "did you mean trigger.actor, who caused the run?"},
       {"user", "did you mean trigger.actor, who caused the run?"},
       {"name", "did you mean \"workflow\"?"},
       {"created_at", "did you mean \"started_at\"?"}}};
  static constexpr std::array<Word, 10> kOfStep{{{"result", "did you mean \"output\"?"},
                                                 {"results", "did you mean \"output\"?"},
                                                 {"response", "did you mean \"output\"?"},
                                                 {"value", "did you mean \"output\"?"},
                                                 {"data", "did you mean \"output\"?"},
                                                 {"state", "did you mean \"status\"?"},
                                                 {"conclusion", "did you mean \"status\"?"},
                                                 {"outcome", "did you mean \"status\"?"},
                                                 {"ended_at", "did you mean \"finished_at\"?"},
                                                 {"attempts", "did you mean \"attempt\"?"}}};
  static constexpr std::array<Word, 6> kOfError{{{"msg", "did you mean \"message\"?"},
                                                 {"text", "did you mean \"message\"?"},
                                                 {"reason", "did you mean \"message\"?"},
                                                 {"status", "did you mean \"code\"?"},
                                                 {"type", "did you mean \"code\"?"},
                                                 {"kind", "did you mean \"code\"?"}}};
  const auto [word, has_member] = word_at(text, at);
  std::string hint;
  if (owner == "trigger" || owner == "event") hint = hint_of(kOfEvent, word);
  if (owner == "run") hint = hint_of(kOfRun, word);
  if (owner.starts_with("steps."))
    hint = owner.ends_with(".error") ? hint_of(kOfError, word) : hint_of(kOfStep, word);
  return hint.empty() ? known : hint;
}

}  // namespace baton::templates
