#include "simulate/stage.hpp"

#include <utility>
#include <vector>

namespace baton::simulate {

Stage::Stage(const formats::YamlFile& file, const Setting& setting, core::Time begins)
    : file_(file),
      setting_(setting),
      world_({.begins = begins,
              .operations = setting.operations,
              .calendars = setting.calendars,
              .routes = setting.routes,
              .facts = setting.facts,
              .answers = [this](const core::StartAction& action) {
                return vendors_.answer(action);
              }}) {}

std::optional<core::RunId> Stage::find(const Of& of) {
  if (const auto named = names_.find(of.name); named != names_.end()) return named->second;
  const auto newest = world_.newest_run(of.name);
  if (newest) return newest;
  if (of.name.empty()) {
    fault(of.pointer, "no run has begun");
    return std::nullopt;
  }
  std::vector<std::string> known;
  for (const auto& [name, run] : names_) known.push_back(name);
  fault(of.pointer, "no run is called \"" + of.name + "\", and no workflow of that name has one",
        core::did_you_mean(of.name, known));
  return std::nullopt;
}

std::optional<core::Run> Stage::run(const Of& of) {
  const auto id = find(of);
  return id ? world_.run(*id) : std::nullopt;
}

void Stage::fault(std::string_view pointer, std::string message, std::string hint) {
  faults_.push_back(
      file_.finding(pointer, "scenario/" + verb_, std::move(message), std::move(hint)));
}

}  // namespace baton::simulate
