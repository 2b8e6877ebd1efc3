#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

// baton export: tables for spreadsheets and BI tools.
namespace baton::app::commands {
namespace {

namespace fs = std::filesystem;

// As many rows as one page may have, so that an export takes as few requests as can be.
constexpr const char* kRowsOfPage = "10000";

struct ExportOptions {
  std::string form = "csv";
  std::string separator, since, until, file;
};

core::Error not_written(const std::string& file) {
  return {core::Errc::unavailable,
          "cannot write " + file + ": " + std::strerror(errno),
          {},
          "is the disk full, and may you write there?"};
}

// Refuses what is there and no file, such as /dev/null: the finished table takes the place of what
// has its name, which would end the device for every program of the machine.
void check_replaceable(const std::string& file) {
  std::error_code failed;
  const auto there = fs::status(file, failed);
  if (!fs::exists(there) || fs::is_regular_file(there)) return;
  throw Refused(core::Error{core::Errc::invalid,
                            file + " is " + (fs::is_directory(there) ? "a folder" : "no file"),
                            {},
                            "--out takes a file, which is made or replaced; without it the table "
                            "is printed, and may be sent on: > " +
                                file});
}

// A page as a terminal may show it: what senders wrote must not drive it.
std::string for_terminal(std::string_view page) {
  std::string text;
  text.reserve(page.size());
  for (std::size_t at = 0; at < page.size(); ++at)
    if (page.compare(at, 2, "\r\n") != 0) text += page[at];
  return core::escape_controls(text);
}

// FILE.part, into which an export is written until it is whole. It is deleted if the export ends
// early: nobody takes a part of a table for all of it, and the next export can begin.
class UnfinishedFile {
 public:
  // Makes it. A file or a link that is there already is somebody else's, and stays as it is.
  explicit UnfinishedFile(const std::string& file) : file_(file), part_(file + ".part") {
    constexpr mode_t kAsUsual = 0666;  // but for what the umask takes away
    handle_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kAsUsual);
    if (handle_ >= 0) return;
    if (errno != EEXIST) throw Refused(not_written(part_));
    throw Refused(core::Error{core::Errc::conflict,
                              part_ + " is there already",
                              {},
                              "remove it, unless another export is writing it"});
  }
  ~UnfinishedFile() {
    if (handle_ >= 0) ::close(handle_);
    if (!whole_) ::unlink(part_.c_str());
  }
  UnfinishedFile(const UnfinishedFile&) = delete;

  void write(std::string_view text) {
    while (!text.empty()) {
      const auto written = ::write(handle_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) throw Refused(not_written(part_));
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  // Gives the file its name.
  void finish() {
    if (::close(std::exchange(handle_, -1)) != 0) throw Refused(not_written(part_));
    std::error_code failed;
    fs::rename(part_, file_, failed);
    if (failed)
      throw Refused(core::Error{core::Errc::unavailable,
                                "cannot rename " + part_ + " to " + file_ + ": " + failed.message(),
                                {},
                                {}});
    whole_ = true;
  }

 private:
  std::string file_;
  std::string part_;
  int handle_ = -1;
  bool whole_ = false;
};

// What an export lacks because it is damaged.
struct LeftOut {
  std::int64_t rows = 0;
  // The ids of some of them, "evt_…, evt_…", and how many those are.
  std::string ids{};
  std::int64_t named = 0;

  void add(const ApiAnswer& page) {
    constexpr std::size_t kIdsBytesMax = 1'000;
    rows += page.left_out;
    if (page.left_out_ids.empty() || ids.size() > kIdsBytesMax) return;
    ids += (ids.empty() ? "" : ", ") + page.left_out_ids;
    named += 1 + std::count(page.left_out_ids.begin(), page.left_out_ids.end(), ',');
  }
  void tell(Shell& shell, const std::string& table) const {
    if (rows == 0) return;
    shell.terminal.note(core::counted(rows, "row") + " of " + table + " cannot be read and " +
                        std::string(core::plural(rows, "is", "are")) +
                        " left out: " + printable(ids) + (rows > named ? ", …" : ""));
  }
};

// Hands over one page after the other, so that only one is in memory.
LeftOut write_pages(Shell& shell, const std::string& table, const ExportOptions& options,
                    const std::function<void(std::string_view)>& write) {
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
  LeftOut left_out;
  do {
    request.query = {{"format", options.form}, {"separator", options.separator},
                     {"since", since},         {"until", until},
                     {"limit", kRowsOfPage},   {"cursor", cursor}};
    auto answer = shell.call(request);
    write(answer.body);
    left_out.add(answer);
    cursor = std::move(answer.next);
  } while (!cursor.empty());
  return left_out;
}

LeftOut print_pages_of(Shell& shell, const std::string& table, const ExportOptions& options) {
  auto& out = shell.terminal.out();
  return write_pages(shell, table, options, [&shell, &out](std::string_view page) {
    if (shell.world.out_is_tty)
      out << for_terminal(page) << std::flush;
    else
      out << page << std::flush;
    if (!out) throw Refused(not_written("the output"));
  });
}

int export_to(Shell& shell, const std::string& table, const ExportOptions& options) {
  if (!shell.globals.fields.empty())
    throw usage("an export has all columns of its table",
                "leave --fields out; it is for lists, such as baton runs ls --fields id,status");
  if (options.file.empty()) {
    print_pages_of(shell, table, options).tell(shell, table);
    return kOk;
  }
  check_replaceable(options.file);
  UnfinishedFile file(options.file);
  const auto left_out =
      write_pages(shell, table, options, [&file](std::string_view page) { file.write(page); });
  file.finish();
  shell.terminal.note(options.file + ": " +
                      std::to_string(static_cast<std::int64_t>(fs::file_size(options.file))) +
                      " bytes");
  left_out.tell(shell, table);
  // The table that has more of what is in this one.
  for (const auto& [of, next] : {std::pair("events", "runs"), {"runs", "steps"}})
    if (table == of)
      shell.terminal.next(std::string("baton export ") + next +
                          (options.since.empty() ? "" : " --since " + options.since) + " --out " +
                          next + (options.form == "csv" ? ".csv" : ".ndjson --format ndjson"));
  return kOk;
}

// `by_time`: its rows are of a time, which can be chosen.
void add_table(CLI::App& exports, Shell& shell, const char* table, const char* what,
               bool by_time = true) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* one = exports.add_subcommand(table, what);
  one->add_option("--format", options->form, "csv, in which formulas are texts, or ndjson")
      ->check(CLI::IsMember({"csv", "ndjson"}))
      ->capture_default_str();
  one->add_option(
         "--separator", options->separator,
         "Of csv: , or ; between cells, for spreadsheets that write 1,5; a comma when left "
         "out")
      ->check([](const std::string& text) {
        const bool known = text == "," || text == ";";
        return known ? std::string() : "expected , or ; and got \"" + text + "\"";
      });
  if (by_time) {
    one->add_option("--since", options->since,
                    "From when on: 30d, or a moment; 30 days before --until when left out");
    one->add_option("--until", options->until, "Until when; now when left out");
  }
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
  add_table(*exports, shell, "goals", "The goals and initiatives, each with the one above it",
            false);
}

}  // namespace baton::app::commands
