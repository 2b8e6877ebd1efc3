#include "app/calendars.hpp"

#include "app/files.hpp"
#include "app/problem.hpp"
#include "app/shipped.hpp"

namespace baton::app {

namespace {

// A calendar is a page or two.
constexpr std::size_t kCalendarBytesMax = 1'048'576;

std::vector<calendar::Calendars::File> shipped_calendars() {
  std::vector<calendar::Calendars::File> files;
  for (const ShippedFile& file : shipped_files()) {
    if (file.path.starts_with("calendars/"))
      files.push_back({"shipped " + std::string(file.path), std::string(file.text)});
  }
  return files;
}

}  // namespace

LoadedCalendars calendars_of(const std::filesystem::path& config_dir) {
  LoadedCalendars loaded;
  std::vector<calendar::Calendars::File> files;
  for (const auto& name : template_files({(config_dir / "calendars").string()}).files) {
    auto text = read_file(name, kCalendarBytesMax);
    if (!text) throw Refused(text.error());
    loaded.texts[name] = *text;
    files.push_back({name, *std::move(text)});
  }
  if (files.empty()) files = shipped_calendars();
  loaded.calendars = calendar::Calendars::read(files, loaded.findings);
  return loaded;
}

void refuse_mistakes(const LoadedCalendars& loaded) {
  if (!core::has_errors(loaded.findings)) return;
  throw Refused(kUsage, mistakes_in("business calendars", loaded.findings), loaded.texts);
}

}  // namespace baton::app
