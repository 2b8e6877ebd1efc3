#pragma once

#include "app/api.hpp"
#include "app/config.hpp"
#include "app/problem.hpp"
#include "app/table.hpp"
#include "app/terminal.hpp"
#include "baton/core/time.hpp"

#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace baton::app {

// The options that every command takes.
struct Globals {
  std::string url{};
  std::string token_file{};
  std::string data_dir{};
  std::string config_dir = "config";
  bool config_dir_given = false;
  std::string output = "table";
  std::vector<std::string> fields{};
  std::string colour = "auto";
};

// Everything outside the process that a command uses. Tests pass their own.
struct World {
  Environment environment;
  std::istream& in;
  bool out_is_tty = false;
  bool err_is_tty = false;
  // The width of the terminal that data goes to; 0 when it goes to none.
  std::size_t out_columns = 0;
  // The wall time.
  std::function<core::Time()> now;
  // Sleeps for so long.
  std::function<void(std::chrono::milliseconds)> pause;
  // A client for the server at `url`. `token` may be empty. Throws Refused when `url` is no URL.
  std::function<std::unique_ptr<Api>(const std::string& url, const std::string& token)> connect;
  // Opens a page in the user's browser; empty when there is none.
  std::function<void(const std::string& link)> open_page{};
  // Asks the user for a line that is not shown while it is typed; empty when nobody is there to
  // ask.
  std::function<std::string(const std::string& prompt)> ask_hidden{};
  // Asks the user for a line; empty when nobody is there to ask.
  std::function<std::string(const std::string& prompt)> ask{};
};

// What every command works with. Owned by cli.cpp for one invocation of the program; one thread.
class Shell {
 public:
  Shell(World its_world, Terminal& its_terminal)
      : terminal(its_terminal), world(std::move(its_world)) {}

  // Loads the settings from file, environment and command line. `more` are options of the command.
  // Throws Refused with every finding when they are wrong.
  LoadedConfig load(std::vector<Override> more = {});

  // Calls the server. Throws Refused when there is no answer, or when its status is 300 or more.
  // `file` and `source` are the name and the text of the file that was sent, if one was: findings
  // in the refusal refer to it.
  ApiAnswer call(const ApiRequest& request, const std::string& file = {},
                 const std::string& source = {});
  // Calls the server with GET, and returns the JSON of the answer.
  core::Json get(const std::string& path,
                 std::vector<std::pair<std::string, std::string>> query = {});
  // Calls the server with POST, and returns the JSON of the answer.
  core::Json post(const std::string& path, const core::Json& body);
  // The URL of the server that commands call. Throws Refused when the settings are wrong.
  const std::string& server_url();
  // Says on `err` which page of the console shows the same, "page: http://…/runs/run_…". `path` is
  // its path. Only for people at a terminal: nothing is printed for programs, and in a pipe.
  void page(const std::string& path);

  // The text of a file, or of stdin for "-". Throws Refused.
  std::string text_of(const std::string& path);

  Globals globals{};
  Terminal& terminal;
  World world;
  // What the command line asks for; it returns the exit code. Empty when it names no command.
  std::function<int()> action{};
  // The command has shown a list, of whose items --fields chooses the members.
  bool showed_list = false;
  // The command is a server: its exit code says how it ended, whatever became of the lines that it
  // printed.
  bool serves = false;

 private:
  Api& api();
  std::string token(const LoadedConfig& loaded, const std::string& url);

  std::unique_ptr<Api> api_;
  std::string url_;  // of the server behind api_
};

// The default world: this process, real time, real sockets.
World process_world();

// --- lists ---

// A column of a list.
struct Column {
  std::string heading;
  // The cell of this column for an item of the list.
  std::function<Cell(const core::Json& item)> cell;
  // True: it is not cut on a narrow terminal. The first column, which names the row, never is.
  bool whole = false;
  // True: it is left out when it is empty for all items.
  bool only_if_any = false;
};

// How a list is shown.
struct ListView {
  std::vector<Column> columns;
  // The member of an item that `-o name` prints.
  std::string name_key = "id";
  // What is said when the list is empty, and nothing was asked of its items.
  std::string nothing{};
  // What is said when no item is as was asked.
  std::string no_match = "nothing matches; leave out a filter to see more";
  // Whether the hint is told that the server may give with an empty list.
  bool tells_hint = true;
};

// How much of a list is shown.
struct Paging {
  std::size_t limit = 100;
  bool all = false;
  // When it is set: true for the first item that is not wanted any more, where the list ends.
  std::function<bool(const core::Json& item)> ends_at{};
};

// The moment that an option such as --since names: "15m" is so long ago, a day is its beginning in
// UTC, and an RFC 3339 time is itself. Throws Refused when it is none of these.
core::Time moment_of(const Shell& shell, const std::string& option, const std::string& text);

// Reads the list at `path`, which comes whole, and prints it. Returns its items. `query` is that of
// the request, as ApiRequest::query.
std::vector<core::Json> print_list(Shell& shell, const std::string& path, const ListView& view,
                                   std::vector<std::pair<std::string, std::string>> query = {});
// Reads pages of the list at `path` until there are as many items as `paging` says, and prints
// them. Returns these items.
std::vector<core::Json> print_pages(Shell& shell, const std::string& path,
                                    std::vector<std::pair<std::string, std::string>> query,
                                    const Paging& paging, const ListView& view);

// The name of the first item that stands out, or of the first one if none does. `items` is not
// empty.
std::string name_of_first(const std::vector<core::Json>& items,
                          const std::function<bool(const core::Json& item)>& stands_out);

// A column with the member `key` of an item as text.
Column text_column(std::string heading, std::string key);
// A column with the member `key` as a status: a glyph and a word, in colour.
Column status_column(std::string heading, std::string key);
// A column with the member `key`, a moment, as the time that has gone by since: "3m ago".
Column age_column(std::string heading, std::string key, Shell& shell);

}  // namespace baton::app
