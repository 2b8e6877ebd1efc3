#include "app/calendars.hpp"

#include "app/files.hpp"
#include "app/problem.hpp"

namespace baton::app {

namespace {

// A calendar is a page or two.
constexpr std::size_t kCalendarBytesMax = 1'048'576;

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
  loaded.calendars = calendar::Calendars::read(files, loaded.findings);
  return loaded;
}

}  // namespace baton::app
