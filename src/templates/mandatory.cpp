#include "baton/templates/mandatory.hpp"

#include "baton/core/text.hpp"
#include "baton/formats/yaml.hpp"

#include <algorithm>

namespace baton::templates {

namespace {

const core::Step* step_named(const core::Template& workflow, std::string_view name) {
  const auto found = std::find_if(workflow.steps.begin(), workflow.steps.end(),
                                  [name](const core::Step& step) { return step.name == name; });
  return found == workflow.steps.end() ? nullptr : &*found;
}

formats::yaml::Document document_of(std::string_view yaml) {
  const formats::Source source(formats::file_text(yaml));
  return formats::yaml::read(source, {.holds = "workflow"});
}

// Where the steps of the workflow begin in its text.
core::Position steps_at(std::string_view yaml) {
  const auto document = document_of(yaml);
  if (document.root) {
    for (const auto& entry : document.root->entries)
      if (entry.key->text == "steps") return entry.key->at;
  }
  return {1, 1};
}

}  // namespace

std::vector<std::string> mandatory_steps(const core::Template& workflow) {
  std::vector<std::string> names;
  for (const auto& step : workflow.steps)
    if (step.mandatory) names.push_back(step.name);
  return names;
}

std::vector<std::string> mandatory_steps(std::string_view yaml) {
  const auto document = document_of(yaml);
  const auto* steps = document.root ? document.root->find("steps") : nullptr;
  std::vector<std::string> names;
  if (steps == nullptr) return names;
  for (const auto& [name, step] : steps->entries) {
    const auto* flag = step->find("mandatory");
    const bool set = flag != nullptr && flag->kind == formats::yaml::Node::Kind::boolean &&
                     core::lower(flag->text) == "true";
    if (set) names.push_back(name->text);
  }
  return names;
}

std::vector<std::string> dropped_steps(const std::vector<std::string>& mandatory,
                                       const core::Template& next) {
  std::vector<std::string> dropped;
  for (const auto& name : mandatory) {
    const auto* now = step_named(next, name);
    if (now == nullptr || !now->mandatory) dropped.push_back(name);
  }
  return dropped;
}

core::Findings dropped_findings(const std::vector<std::string>& steps, int version,
                                const core::Template& next, std::string_view yaml,
                                std::string_view file) {
  core::Findings findings;
  for (const auto& name : steps) {
    const auto* step = step_named(next, name);
    core::Finding finding;
    finding.rule = "policy/mandatory-dropped";
    finding.message = "the step \"" + name + "\" is mandatory in version " +
                      std::to_string(version) +
                      (step == nullptr ? ", and missing here" : ", and not mandatory here");
    finding.hint =
        "keep it; or have an admin drop it: baton template apply -f FILE "
        "--drop-mandatory " +
        name;
    finding.file = file;
    finding.at = step == nullptr ? steps_at(yaml) : step->at;
    finding.pointer = step == nullptr ? "/steps" : "/steps/" + name;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace baton::templates
