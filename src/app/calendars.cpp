#include "app/calendars.hpp"

#include "app/problem.hpp"
#include "app/table_files.hpp"

namespace baton::app {

LoadedCalendars calendars_of(const std::filesystem::path& config_dir) {
  LoadedCalendars loaded;
  auto found = table_files(config_dir, "calendars");
  std::vector<calendar::Calendars::File> files;
  for (auto& [name, text] : found.files) files.push_back({name, std::move(text)});
  loaded.texts = std::move(found.texts);
  loaded.calendars = calendar::Calendars::read(files, loaded.findings);
  return loaded;
}

void refuse_mistakes(const LoadedCalendars& loaded) {
  if (!core::has_errors(loaded.findings)) return;
  throw Refused(kUsage, mistakes_in("business calendars", loaded.findings), loaded.texts);
}

}  // namespace baton::app
