#pragma once

#include "app/commands/scenario_player.hpp"
#include "app/commands/workbench.hpp"
#include "app/folder_watch.hpp"
#include "app/shell.hpp"
#include "baton/core/event.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace baton::app::commands {

// Where `baton dev` finds its files.
struct DevFolders {
  // The configuration folder.
  std::filesystem::path config{};
  // Files of events, each named after its type.
  std::filesystem::path events{};
  // The file of the event to try; empty: the one of `events` that was saved last.
  std::filesystem::path event{};

  // The folders to watch.
  std::vector<WatchedFolder> watched() const;
};

// What `baton dev` does each time that something was saved: it checks all templates, plays the
// scenarios that are about what has changed, and plays an event. It remembers what the round before
// has found.
class DevRounds {
 public:
  // `shell` outlives it.
  DevRounds(Shell& shell, DevFolders folders) : shell_(shell), folders_(std::move(folders)) {}

  // One round, which is printed. nullopt: all is done, as the first time. True if no template has
  // an error, all scenarios have passed the last time that they were played, and each expression
  // could be evaluated on the way that the event takes. Throws Refused when a file cannot be read.
  bool round(const std::optional<FolderChanges>& changes);

 private:
  bool check(core::Json& told);
  bool play(const std::set<std::filesystem::path>& changed, bool all, core::Json& told);
  bool try_event(core::Json& told);
  core::Json way_of(const CheckedTemplate& one, const core::Event& event) const;

  Shell& shell_;
  DevFolders folders_;
  std::optional<Workbench> workbench_{};
  std::vector<CheckedTemplate> templates_{};
  std::map<std::string, PlayedScenario> played_{};  // by file
  // The way that the event took through each workflow, by its name, in the round before.
  std::map<std::string, core::Json> ways_{};
};

}  // namespace baton::app::commands
