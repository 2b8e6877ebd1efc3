#include "app/facts.hpp"

#include "app/problem.hpp"
#include "app/table_files.hpp"

namespace baton::app {

LoadedFacts facts_of(const std::filesystem::path& config_dir) {
  LoadedFacts loaded;
  auto found = table_files(config_dir, "facts");
  std::vector<facts::Definitions::File> files;
  for (auto& [name, text] : found.files) files.push_back({name, std::move(text)});
  loaded.texts = std::move(found.texts);
  loaded.facts = facts::Definitions::read(files, loaded.findings);
  return loaded;
}

void refuse_mistakes(const LoadedFacts& loaded) {
  if (!core::has_errors(loaded.findings)) return;
  throw Refused(kUsage, mistakes_in("facts", loaded.findings), loaded.texts);
}

}  // namespace baton::app
