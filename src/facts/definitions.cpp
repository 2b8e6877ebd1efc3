#include "baton/facts/definitions.hpp"

#include "baton/cel/event_expression.hpp"
#include "baton/core/text.hpp"
#include "facts/definition_reader.hpp"

#include <utility>

namespace baton::facts {

namespace {

using core::Json;

// The text of a key that an expression gave.
core::Result<std::string> key_of(const Projection& one, const cel::Bindings& names) {
  if (!one.key) return std::string();
  const auto value = one.key->evaluate(names).value;
  if (!value) return value.error();
  if (auto key = value->key_text()) return *std::move(key);
  return core::Error{core::Errc::invalid,
                     "key: expected a text or a whole number, got " + value->literal(80)};
}

// What a projection makes of an event; nullopt if its condition does not hold.
core::Result<std::optional<Definitions::Set>> set_by(const Definition& fact, const Projection& one,
                                                     const cel::Bindings& names) {
  if (one.when) {
    const auto verdict = cel::decide_gate(*one.when, names, false);
    if (verdict.outcome == cel::Outcome::error)
      return core::Error{core::Errc::invalid, "when: " + verdict.reason};
    if (verdict.outcome == cel::Outcome::closed) return std::optional<Definitions::Set>();
  }
  auto key = key_of(one, names);
  if (!key) return key.error();
  const auto value = one.value->evaluate(names).value;
  if (!value) return core::Error{value.error().code, "value: " + value.error().message};
  auto json = value->to_json();
  if (!json) return core::Error{json.error().code, "value: " + json.error().message};
  if (auto wrong = fact.unfit(*key, *json)) {
    wrong->where.clear();  // it is about what sets a fact by hand
    return *std::move(wrong);
  }
  return std::optional(Definitions::Set{&fact, *std::move(key), *std::move(json)});
}

}  // namespace

Definitions Definitions::read(const std::vector<File>& files, core::Findings& findings) {
  Definitions out;
  std::map<std::string, std::string> file_of;  // by the name of the fact
  for (const auto& file : files) {
    const auto yaml = formats::YamlFile::read(file.text, file.name, findings);
    if (!yaml) continue;
    auto fact = read_definition(*yaml, findings);
    if (!fact) continue;
    const auto [first, is_new] = file_of.try_emplace(fact->name, file.name);
    if (!is_new) {
      findings.push_back(yaml->finding(
          "/fact", "fact/twice", "the fact \"" + fact->name + "\" is also in " + first->second));
      continue;
    }
    for (const auto& one : fact->from) {
      const bool pattern = one.event.find('*') != std::string::npos;
      out.patterns_ = out.patterns_ || pattern;
      out.by_type_[pattern ? "*" : one.event].push_back(fact->name);
    }
    auto name = fact->name;
    out.facts_.emplace(std::move(name), *std::move(fact));
  }
  return out;
}

const Definition* Definitions::find(std::string_view name) const {
  const auto found = facts_.find(name);
  return found == facts_.end() ? nullptr : &found->second;
}

core::Result<const Definition*> Definitions::named(std::string_view name) const {
  if (const auto* found = find(name)) return found;
  return core::no_such_name("fact", name, names(),
                            "there are none: facts are files of config/facts");
}

std::vector<std::string> Definitions::names() const {
  std::vector<std::string> out;
  for (const auto& [name, ignored] : facts_) out.push_back(name);
  return out;
}

bool Definitions::listens(const std::string& type) const {
  return patterns_ || by_type_.contains(type);
}

Definitions::Found Definitions::found_in(const core::Event& event, const Json& seen, core::Time now,
                                         const cel::Outside& outside) const {
  Found found;
  if (!listens(event.type)) return found;
  auto budget = cel::decision_budget(outside.clock);
  const cel::EventNames names(seen, budget, now, outside);
  for (const auto& [name, fact] : facts_) {
    for (const auto& one : fact.from) {
      if (!core::event_matches(event, one.event, one.connection)) continue;
      auto set = set_by(fact, one, names);
      if (!set) {
        auto error = set.error();
        error.where = "fact " + name;
        found.errors.push_back(std::move(error));
      } else if (*set) {
        found.sets.push_back(**std::move(set));
      }
    }
  }
  return found;
}

}  // namespace baton::facts
