#include "app/commands/event_file.hpp"

#include "app/commands/data.hpp"

#include <string_view>
#include <system_error>
#include <utility>

namespace baton::app::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEventEnding = ".json";

}  // namespace

core::Event read_event(Shell& shell, const fs::path& file) {
  core::Json said = parse_data(shell.text_of(file.string()), file.string());
  core::Event event;
  event.type = core::text_at(said, "type");
  const auto* data = core::find(said, "data");
  const bool named = file.stem().string().find('.') != std::string::npos;
  // An event needs no data. In a file that is named after a type, "type" is a part of its data.
  const bool whole = !event.type.empty() && (data != nullptr || !named);
  if (whole) {
    event.source = core::text_at(said, "source");
    event.subject = core::text_at(said, "subject");
    event.data = data != nullptr ? *data : core::Json();
  } else {
    event.type = file.stem().string();
    event.data = std::move(said);
  }
  if (event.type.find('.') == std::string::npos)
    throw usage(file.string() + " does not say the type of its event",
                "name it after the type, as hello.said.json, or write { \"type\": \"hello.said\", "
                "\"data\": … }");
  event.origin = file.filename().string();
  event.time = event.received = shell.world.now();
  return event;
}

fs::path newest_event(const fs::path& folder) {
  fs::path newest;
  fs::file_time_type saved{};
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed); !failed && at != fs::end(at);
       at.increment(failed)) {
    std::error_code gone;
    const auto& path = at->path();
    if (path.extension() != kEventEnding || path.filename().string().starts_with('.')) continue;
    const auto when = at->last_write_time(gone);
    if (gone || (!newest.empty() && std::pair(when, path) < std::pair(saved, newest))) continue;
    newest = path;
    saved = when;
  }
  return newest;
}

}  // namespace baton::app::commands
