#include "baton/simulate/script.hpp"

#include "baton/core/text.hpp"
#include "baton/formats/yaml_file.hpp"
#include "baton/simulate/clock.hpp"
#include "simulate/stage.hpp"
#include "simulate/verbs.hpp"

#include <algorithm>
#include <utility>

namespace baton::simulate {

using formats::FieldReader;
using formats::YamlFile;

namespace {

std::vector<std::string> verb_names() {
  std::vector<std::string> names;
  for (const auto& verb : verbs()) names.emplace_back(verb.name);
  return names;
}

}  // namespace

Script::Script(YamlFile file)
    : file_(std::make_shared<const YamlFile>(std::move(file))), begins_(VirtualClock::kBegins) {}

std::optional<Script> Script::read(std::string_view yaml, const std::string& name,
                                   core::Findings& findings) {
  core::Findings found;
  auto file = YamlFile::read(yaml, name, found);
  std::optional<Script> script;
  if (file) {
    script = Script(std::move(*file));
    script->read_steps(found);
  }
  if (core::has_errors(found)) script.reset();
  std::stable_sort(found.begin(), found.end(), [](const auto& left, const auto& right) {
    return std::pair(left.at.line, left.at.column) < std::pair(right.at.line, right.at.column);
  });
  findings.insert(findings.end(), found.begin(), found.end());
  return script;
}

void Script::read_steps(core::Findings& findings) {
  const FieldReader at(*file_, "", file_->value(), findings);
  at.allow({"template", "at", "outcomes", "routes", "facts", "steps"});
  if (at.find("at") != nullptr) begins_ = read_moment(member(at, "at"));
  if (at.find("outcomes") != nullptr) add("outcomes", "/outcomes", *at.find("outcomes"), findings);
  if (at.find("routes") != nullptr) add("routes", "/routes", *at.find("routes"), findings);
  if (at.find("facts") != nullptr) add("facts", "/facts", *at.find("facts"), findings);
  if (at.find("template") != nullptr) add("publish", "/template", *at.find("template"), findings);
  const auto* steps = at.find("steps");
  if (steps == nullptr || !steps->is_array()) {
    findings.push_back(file_->finding("/steps", "scenario/type", "expected `steps`, a list"));
    return;
  }
  for (std::size_t index = 0; index < steps->size(); ++index) {
    const auto pointer = "/steps/" + std::to_string(index);
    const auto& step = (*steps)[index];
    if (!step.is_object() || step.size() != 1) {
      findings.push_back(file_->finding(pointer, "scenario/type", "a step is one verb",
                                        "`- advance: 1h`; the verbs: " + core::join(verb_names())));
      continue;
    }
    const auto verb = step.begin().key();
    add(verb, pointer + "/" + core::pointer_part(verb), step.begin().value(), findings);
  }
}

void Script::add(const std::string& verb, const std::string& pointer, const core::Json& value,
                 core::Findings& findings) {
  const auto* known = find_verb(verb);
  if (known != nullptr) {
    steps_.push_back({pointer, verb, known->read({*file_, pointer, value, findings})});
    return;
  }
  auto hint = core::did_you_mean(verb, verb_names());
  if (hint.empty()) hint = "the verbs: " + core::join(verb_names());
  findings.push_back(file_->finding(pointer, "scenario/unknown-verb",
                                    "a scenario has no verb \"" + verb + "\"", std::move(hint)));
}

Played Script::play(const Setting& setting) const {
  Stage stage(*file_, setting, begins_);
  for (const auto& step : steps_) {
    stage.begin(step.verb);
    step.play(stage);
    for (auto& fault : stage.world().take_faults()) stage.fault(step.pointer, std::move(fault));
    if (!stage.faults().empty()) break;
  }
  return {stage.faults(), stage.world().journal()};
}

}  // namespace baton::simulate
