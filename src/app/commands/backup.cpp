#include "baton/store/backup.hpp"

#include "app/commands/commands.hpp"
#include "app/data_folder.hpp"
#include "baton/core/counted.hpp"
#include "baton/core/ids.hpp"
#include "baton/ports/failures.hpp"
#include "baton/store/sqlite.hpp"

#include <CLI/App.hpp>
#include <filesystem>
#include <ostream>

// baton backup and restore: they work on the data folder, whether a server runs there or not.
namespace baton::app::commands {
namespace {

namespace fs = std::filesystem;

// Tells on stderr how far a copy is, on a terminal: once for each tenth.
store::CopyProgress progress_of(Shell& shell) {
  if (!shell.world.err_is_tty || !shell.terminal.table()) return {};
  auto told = std::make_shared<std::int64_t>(0);
  return [&shell, told](std::int64_t done, std::int64_t total) {
    const std::int64_t tenths = total > 0 ? done * 10 / total : 10;
    if (tenths <= *told) return;
    *told = tenths;
    shell.terminal.note(std::to_string(tenths * 10) + " % of " + std::to_string(total / 256) +
                        " MiB");
  };
}

// Runs a part that throws what the store throws, and gives that the exit code that it has.
template <class Part>
auto refusing(const Part& part) {
  try {
    return part();
  } catch (const store::StoreRefused& error) {
    throw Refused(core::Error{core::Errc::conflict, error.what(), {}, {}});
  } catch (const ports::StoreUnavailable& error) {
    throw Refused(
        core::Error{core::Errc::unavailable,
                    error.what(),
                    {},
                    "is there such a folder, may you write to it, and is the disk full?"});
  } catch (const ports::StoreBroken& error) {
    throw Refused(kNo, {{"title", "The database is damaged"},
                        {"code", "damaged"},
                        {"detail", error.what()},
                        {"hint", "keep it for examination, and use another copy"}});
  }
}

void print_report(Shell& shell, const fs::path& file, const store::CopyReport& report,
                  const fs::path& aside) {
  core::Json said{
      {"file", file.string()},         {"version", BATON_VERSION},
      {"schema", report.schema},       {"bytes", report.bytes},
      {"events", report.events},       {"runs", report.runs},
      {"runs_open", report.runs_open}, {"last_event", core::EventId(report.last_event).text()}};
  if (!aside.empty()) said["aside"] = aside.string();
  if (shell.terminal.format() == Format::name) {
    shell.terminal.out() << file.string() << '\n';
  } else if (!shell.terminal.table()) {
    shell.terminal.print(said);
  } else {
    shell.terminal.out() << file.string() << ": " << (report.bytes >> 10) << " KiB, schema "
                         << report.schema << ", " << core::counted(report.events, "event") << ", "
                         << core::counted(report.runs, "run") << ", " << report.runs_open
                         << " of them open; looked through\n";
  }
}

fs::path database_of(Shell& shell) { return shell.load().config.data_dir / "baton.db"; }

int backup(Shell& shell, const fs::path& file) {
  const fs::path database = database_of(shell);
  std::error_code failed;
  if (!fs::exists(database, failed))
    throw Refused(core::Error{core::Errc::not_found, "there is no database", database.string(),
                              "name the server's data folder with --data"});
  const auto report = refusing([&] { return store::back_up(database, file, progress_of(shell)); });
  print_report(shell, file, report, {});
  shell.terminal.note("secret.key is not in it: keep " +
                      (database.parent_path() / "secret.key").string() + " somewhere else");
  shell.terminal.next("baton restore --dry-run " + file.string());
  return kOk;
}

// A name for the database that is replaced, which none has had: it has the time in it.
fs::path aside_for(Shell& shell, const fs::path& database) {
  std::string time = core::to_rfc3339(shell.world.now());
  std::erase_if(time, [](char letter) { return letter == ':' || letter == '-'; });
  return database.string() + ".before-" + time.substr(0, time.find('.'));
}

struct RestoreOptions {
  std::string file;
  bool dry_run = false;
  bool replace = false;
};

int restore(Shell& shell, const RestoreOptions& options) {
  std::error_code failed;
  if (!fs::exists(options.file, failed) && !failed)
    throw Refused(core::Error{core::Errc::not_found, "no such file", options.file, {}});
  if (options.dry_run) {
    const auto report = refusing([&] { return store::look_through(options.file); });
    print_report(shell, options.file, report, {});
    return kOk;
  }
  const fs::path database = database_of(shell);
  const bool there = fs::exists(database, failed);
  if (there && !options.replace)
    throw Refused(
        core::Error{core::Errc::conflict, "there is a database already", database.string(),
                    "--replace sets it aside and puts the copy in its place. Events since "
                    "the copy are lost, and what was done since is done again"});
  make_data_folder(database.parent_path());
  const fs::path aside = aside_for(shell, database);
  const auto report =
      refusing([&] { return store::restore(options.file, database, aside, progress_of(shell)); });
  print_report(shell, database, report, there ? aside : fs::path());
  if (there) shell.terminal.note("the database before is " + aside.string());
  const fs::path log = aside.string() + "-wal";
  if (!there && fs::exists(log, failed))
    shell.terminal.note("a log stood there without its database, and is now " + log.string());
  if (!fs::exists(database.parent_path() / "secret.key", failed))
    shell.terminal.note("there is no secret.key in " + database.parent_path().string() +
                        ": put yours back, or handshakes of webhooks must be made again");
  shell.terminal.next("baton serve");
  return kOk;
}

}  // namespace

void add_backup(CLI::App& root, Shell& shell) {
  auto file = std::make_shared<std::string>();
  CLI::App* backup_app = root.add_subcommand(
      "backup",
      "Copy the database of the data folder into a file, while the server runs or not, "
      "and look through the copy");
  backup_app->add_option("FILE", *file, "The new file; it must not be there yet")->required();
  backup_app->callback(
      [&shell, file] { shell.action = [&shell, file] { return backup(shell, *file); }; });

  auto options = std::make_shared<RestoreOptions>();
  CLI::App* restore_app = root.add_subcommand(
      "restore", "Put a copy in the place of the database, while no server runs");
  restore_app->add_option("FILE", options->file, "A file that baton backup made")->required();
  restore_app->add_flag("--dry-run", options->dry_run, "Only look through the file");
  restore_app->add_flag("--replace", options->replace,
                        "Also when there is a database: it is set aside, not deleted");
  restore_app->callback(
      [&shell, options] { shell.action = [&shell, options] { return restore(shell, *options); }; });
}

}  // namespace baton::app::commands
