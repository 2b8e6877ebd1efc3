#include "baton/core/text.hpp"
#include "templates/verbs/verb.hpp"

#include <algorithm>

namespace baton::templates {

namespace {

bool is_verb(std::string_view word) {
  return std::find(words::kVerbs.begin(), words::kVerbs.end(), word) != words::kVerbs.end();
}

// True for a word of another language that means a verb, and for a slip of one.
bool is_other_verb(std::string_view key) {
  if (std::find(words::kStep.begin(), words::kStep.end(), key) != words::kStep.end()) return false;
  if (const auto* synonym = find_synonym(kStepKeys, key)) return is_verb(synonym->means);
  return is_verb(core::nearest(key, as_strings(words::kStep)));
}

}  // namespace

std::optional<std::vector<std::string>> output_members(const core::Step& step,
                                                       const core::Operations* operations) {
  if (step.each) return std::nullopt;
  return syntax_of(step.verb).output_members(step.verb, operations);
}

Site rendered_site(const core::Step& step) { return {.scope = ScopeKind::step, .step = step.name}; }

Site text_site(const core::Step& step) {
  auto site = rendered_site(step);
  site.want = Site::Want::text;
  return site;
}

bool has_other_verb(const Reader::Fields& step) {
  const auto& entries = step.whole().node->entries;
  return std::any_of(entries.begin(), entries.end(),
                     [](const yaml::Entry& entry) { return is_other_verb(entry.key->text); });
}

void read_verb(Reader& reader, const Reader::Fields& fields, core::Step& step, StepPlace& place) {
  std::vector<Cursor> verbs;
  for (const auto& entry : fields.whole().node->entries) {
    const auto& key = entry.key->text;
    if (is_verb(key)) verbs.push_back(fields.whole().member(entry));
  }
  if (verbs.empty() && !has_other_verb(fields)) {
    reader.error_at_key(
        "syntax/no-verb",
        "the step \"" + step.name + "\" does nothing: expected " + core::any_of(words::kVerbs),
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
  const auto word = std::find(words::kVerbs.begin(), words::kVerbs.end(), verb.key->text);
  const auto* syntax = verb_syntaxes()[static_cast<std::size_t>(word - words::kVerbs.begin())];
  step.verb = syntax->read(reader, verb, fields, step, place);
}

}  // namespace baton::templates
