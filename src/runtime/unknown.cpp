#include "baton/runtime/unknown.hpp"

#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"

#include <cstddef>
#include <utility>

namespace baton::runtime {

core::Error no_such_workflow(ports::Templates& queries, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& row : queries.templates()) names.push_back(row.name);
  for (const auto& row : queries.retired_templates()) names.push_back(row.name);
  auto hint = core::did_you_mean(name, names);
  if (hint.empty()) hint = "baton template ls shows those there are";
  return {core::Errc::not_found, "there is no workflow \"" + name + "\"", {}, std::move(hint)};
}

core::Error no_such_version(const std::string& workflow, std::int64_t version, int newest) {
  return {core::Errc::not_found,
          "there is no version " + std::to_string(version) + " of \"" + workflow +
              "\"; the newest is " + std::to_string(newest),
          {},
          {}};
}

core::Error no_such_step(const std::string& workflow, const std::vector<core::StepOutline>& steps,
                         const std::string& step) {
  std::vector<std::string> names;
  for (const auto& known : steps) names.push_back(known.name);
  constexpr std::size_t kShownMax = 12;
  auto hint = core::did_you_mean(step, names);
  if (hint.empty() && !names.empty() && names.size() <= kShownMax)
    hint = "its steps are " + core::join(names);
  return {core::Errc::not_found,
          "there is no step \"" + step + "\" in " + workflow,
          {},
          std::move(hint)};
}

core::Error no_such_run(core::RunId run) {
  return {core::Errc::not_found, "there is no run " + run.text(), {}, {}};
}

core::Error no_such_approval(const core::Run& run, const core::StepRef& step) {
  std::vector<std::string> names;
  for (const auto& [ref, state] : run.steps()) {
    if (state.approval) names.push_back(ref.key());
  }
  const auto prefix = run.id().text() + ".";
  auto hint = core::did_you_mean(step.key(), names);
  if (hint.empty() && !names.empty()) hint = "this one asks: " + prefix + names.front();
  if (hint.empty()) hint = "no step of the run has asked for one so far";
  return {core::Errc::not_found,
          "step \"" + step.text() + "\" of " + run.id().text() + " asks for no approval",
          {},
          std::move(hint)};
}

core::Error no_such_task(const core::Run& run, const core::StepRef& step) {
  std::vector<std::string> names;
  for (const auto& [ref, state] : run.steps()) {
    if (state.task) names.push_back(ref.key());
  }
  auto hint = core::did_you_mean(step.key(), names);
  if (hint.empty() && !names.empty())
    hint = "this one does: " + run.id().text() + "." + names.front();
  if (hint.empty()) hint = "no step of the run has asked for work so far";
  return {core::Errc::not_found,
          "step \"" + step.text() + "\" of " + run.id().text() + " asks for no work",
          {},
          std::move(hint)};
}

}  // namespace baton::runtime
