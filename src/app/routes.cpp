#include "app/routes.hpp"

#include "app/problem.hpp"
#include "app/table_files.hpp"

namespace baton::app {

LoadedRoutes routes_of(const std::filesystem::path& config_dir) {
  LoadedRoutes loaded;
  auto found = table_files(config_dir, "routes");
  std::vector<routing::Routes::File> files;
  for (auto& [name, text] : found.files) files.push_back({name, std::move(text)});
  loaded.texts = std::move(found.texts);
  loaded.routes = routing::Routes::read(files, loaded.findings);
  return loaded;
}

void refuse_mistakes(const LoadedRoutes& loaded) {
  if (!core::has_errors(loaded.findings)) return;
  throw Refused(kUsage, mistakes_in("routes", loaded.findings), loaded.texts);
}

}  // namespace baton::app
