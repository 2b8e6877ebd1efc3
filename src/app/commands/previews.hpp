#pragma once

#include "app/shell.hpp"
#include "baton/core/json.hpp"

#include <string>

// What the server says beforehand of a retry, a replay, a skip and a migration, for a terminal.
namespace baton::app::commands {

// Of a run that is tried again: schema RetryPreview of docs/openapi.yaml.
std::string retry_text(const core::Json& preview);
// Of an event that is processed again: schema ReplayPreview.
std::string replay_text(const core::Json& preview);
// What to do after the preview of a replay: `command`, which replays, or where no run would begin,
// the command that says why.
std::string next_of_replay(const core::Json& preview, const std::string& command);
// Of a step that is skipped: schema SkipPreview.
std::string skip_text(const core::Json& preview, const std::string& step);
// Of a run that is migrated: schema MigrationPreview.
std::string migration_text(const core::Json& preview);

// Shows a preview: at a terminal as `text`, with what to do next, which is `command` if it may be
// given; else as JSON. Returns kOk if it may be given, else kNo.
int show_preview(Shell& shell, const core::Json& preview, const std::string& text,
                 const std::string& command);

}  // namespace baton::app::commands
