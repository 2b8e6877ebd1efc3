#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>
#include <utility>

// baton export: tables for spreadsheets and BI tools.
namespace baton::app::commands {
namespace {

namespace fs = std::filesystem;

// As many rows as one page may have: each page is a row of the audit.
constexpr const char* kRowsOfPage = "10000";

struct ExportOptions {
  std::string form = "csv";
  std::string since, until, file;
};

core::Error not_written(const std::string& file) {
  return {core::Errc::unavailable,
          "cannot write " + file + ": " + std::strerror(errno),
          {},
          "is the disk full, and may you write there?"};
}

// A page as a terminal may show it: what senders wrote must not drive it.
std::string for_terminal(const std::string& page) {
  std::string text;
  text.reserve(page.size());
  for (std::size_t at = 0; at < page.size(); ++at)
    if (page.compare(at, 2, "\r\n") != 0) text += page[at];
  return core::escape_controls(text);
}

// Writes one page after the other, so that only one is in memory.
void write_pages(Shell& shell, const std::string& table, const ExportOptions& options,
                 std::ostream& out, const std::string& file) {
  const bool shown = file.empty() && shell.world.out_is_tty;
  ApiRequest request;
  request.path = "/api/v1/export/" + table;
  const auto moment = [&shell](const char* option, const std::string& text) {
    return text.empty() ? text : core::to_rfc3339(moment_of(shell, option, text));
  };
  const auto since = moment("--since", options.since);
  // Later pages end where the first one does, whatever has happened since.
  const auto until = options.until.empty() ? core::to_rfc3339(shell.world.now())
                                           : moment("--until", options.until);
  std::string cursor;
  do {
    request.query = {{"format", options.form},
                     {"since", since},
                     {"until", until},
                     {"limit", kRowsOfPage},
                     {"cursor", cursor}};
    auto answer = shell.call(request);
    out << (shown ? for_terminal(answer.body) : answer.body) << std::flush;
    if (!out) throw Refused(not_written(file.empty() ? "the output" : file));
    cursor = std::move(answer.next);
  } while (!cursor.empty());
}

// The file gets its name when it is whole, so that one which is cut off is not taken for it.
int export_to(Shell& shell, const std::string& table, const ExportOptions& options) {
  if (options.file.empty()) {
    write_pages(shell, table, options, shell.terminal.out(), {});
    return kOk;
  }
  const fs::path unfinished = options.file + ".part";
  {
    std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
    if (!out) throw Refused(not_written(unfinished.string()));
    write_pages(shell, table, options, out, unfinished.string());
  }
  std::error_code failed;
  fs::rename(unfinished, options.file, failed);
  if (failed)
    throw Refused(core::Error{
        core::Errc::unavailable,
        "cannot rename " + unfinished.string() + " to " + options.file + ": " + failed.message(),
        {},
        {}});
  shell.terminal.note(options.file + ": " +
                      std::to_string(static_cast<std::int64_t>(fs::file_size(options.file))) +
                      " bytes");
  return kOk;
}

void add_table(CLI::App& exports, Shell& shell, const char* table, const char* what) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* one = exports.add_subcommand(table, what);
  one->add_option("--format", options->form, "csv, in which formulas are texts, or ndjson")
      ->check(CLI::IsMember({"csv", "ndjson"}))
      ->capture_default_str();
  one->add_option("--since", options->since,
                  "From when on: 30d, or a moment; 30 days before --until when left out");
  one->add_option("--until", options->until, "Until when; now when left out");
  one->add_option("--out", options->file, "The file to write; the output when left out");
  one->callback([&shell, options, table] {
    shell.action = [&shell, options, table] { return export_to(shell, table, *options); };
  });
}

}  // namespace

void add_export(CLI::App& root, Shell& shell) {
  CLI::App* exports =
      root.add_subcommand("export", "Write tables for spreadsheets and BI tools, as CSV or NDJSON");
  exports->require_subcommand(1);
  add_table(*exports, shell, "events", "The events of the log, the oldest first");
  add_table(*exports, shell, "runs", "The runs that were started, the newest first");
  add_table(*exports, shell, "steps", "The steps of these runs, with where their time went");
  add_table(*exports, shell, "kpis", "The KPIs, day by day");
}

}  // namespace baton::app::commands
