#include "app/commands/commands.hpp"
#include "app/commands/dev_round.hpp"

#include <CLI/App.hpp>
#include <chrono>
#include <filesystem>
#include <string>

// baton dev: says at each save of a file what is wrong, and what has changed.
namespace baton::app::commands {
namespace {

namespace fs = std::filesystem;

// An editor saves a file in several steps, and several files at once.
constexpr std::chrono::milliseconds kQuiet(50);

struct DevOptions {
  std::string folder{};
  std::string event{};
  bool once = false;
};

// The configuration folder is `config` in the folder that is named, or that folder itself if it has
// templates. If none is named, it is that of --config, or else `config` in this one.
DevFolders folders_of(Shell& shell, const DevOptions& options) {
  const fs::path folder = options.folder.empty() ? "." : options.folder;
  if (!fs::is_directory(folder))
    throw Refused(core::Error{core::Errc::not_found, "no such folder", options.folder,
                              "baton init " + options.folder + " writes one to begin with"});
  if (!options.folder.empty() || !shell.globals.config_dir_given) {
    const auto inner = (folder / "config").lexically_normal();
    shell.globals.config_dir =
        (fs::is_directory(inner) ? inner : folder.lexically_normal()).string();
  }
  DevFolders folders;
  folders.config = shell.globals.config_dir;
  folders.events = (folder / "events").lexically_normal();
  folders.event = options.event;
  if (!fs::is_directory(folders.config / "templates"))
    throw Refused(core::Error{core::Errc::not_found, "there is no folder of templates",
                              (folders.config / "templates").string(),
                              "baton init writes one to begin with"});
  return folders;
}

// One round; a file that cannot be read now may be there in the next.
void round_and_on(Shell& shell, DevRounds& rounds, const std::optional<FolderChanges>& changes) {
  try {
    rounds.round(changes);
  } catch (const Refused& refused) {
    print_problem(shell.terminal, refused);
  }
}

int develop(Shell& shell, const DevOptions& options) {
  const auto folders = folders_of(shell, options);
  DevRounds rounds(shell, folders);
  if (options.once) return rounds.round(std::nullopt) ? kOk : kNo;
  FolderWatch watch(folders.watched());  // before the first round, so that no change is missed
  round_and_on(shell, rounds, std::nullopt);
  shell.terminal.note("watching " + folders.config.string() + " and " + folders.events.string() +
                      "; Ctrl-C ends it");
  for (;;) round_and_on(shell, rounds, watch.changed(kQuiet));
}

}  // namespace

void add_dev(CLI::App& root, Shell& shell) {
  auto options = std::make_shared<DevOptions>();
  CLI::App* dev = root.add_subcommand(
      "dev",
      "Watch a folder while you write: at each save, check the templates, play the scenarios that "
      "it matters to, and show the way of an event, and what has changed of it");
  dev->add_option("DIR", options->folder,
                  "The folder with config and events, as baton init writes it (default: this one)");
  dev->add_option("--event", options->event,
                  "The event, as JSON: its data in a file named after its type, or {type, data} "
                  "(default: the file of events that was saved last)")
      ->option_text("FILE");
  dev->add_flag("--once", options->once, "Do it once and end; exit 1 when something is wrong");
  dev->callback(
      [&shell, options] { shell.action = [&shell, options] { return develop(shell, *options); }; });
}

}  // namespace baton::app::commands
