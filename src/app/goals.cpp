#include "app/goals.hpp"

#include "app/problem.hpp"
#include "app/table_files.hpp"

namespace baton::app {

LoadedGoals goals_of(const std::filesystem::path& config_dir) {
  LoadedGoals loaded;
  auto found = table_files(config_dir, "goals");
  // The goals that the program carries are an example, and nobody's own.
  if (found.texts.empty()) return loaded;
  std::vector<goals::Tree::File> files;
  for (auto& [name, text] : found.files) files.push_back({name, std::move(text)});
  loaded.texts = std::move(found.texts);
  loaded.goals = goals::Tree::read(files, loaded.findings);
  return loaded;
}

void refuse_mistakes(const LoadedGoals& loaded) {
  if (!core::has_errors(loaded.findings)) return;
  throw Refused(kUsage, mistakes_in("goals", loaded.findings), loaded.texts);
}

}  // namespace baton::app
