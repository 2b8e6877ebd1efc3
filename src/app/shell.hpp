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
  std::string colour = "auto";
};

// What a command reaches the world by; tests hand in their own.
struct World {
  Environment environment;
  std::istream& in;
  bool out_is_tty = false;
  bool err_is_tty = false;
  std::size_t out_columns = 0;  // of the terminal that data goes to; 0: none
  std::function<core::Time()> now;
  std::function<void(std::chrono::milliseconds)> pause;
  // Connects to a server. `token` may be empty.
  std::function<std::unique_ptr<Api>(const std::string& url, const std::string& token)> connect;
};

// What every command has at hand. Owned by cli.cpp for one invocation; one thread.
class Shell {
 public:
  Shell(World its_world, Terminal& its_terminal)
      : terminal(its_terminal), world(std::move(its_world)) {}

  // Settings from file, environment and command line. Throws Refused with every finding when they
  // are wrong.
  LoadedConfig load(std::vector<Override> more = {});

  // One call that must succeed: anything but 2xx throws Refused. `source`: the text that findings
  // in the refusal point into.
  Answer call(const Request& request, const std::string& file = {}, const std::string& source = {});
  core::Json get(const std::string& path,
                 std::vector<std::pair<std::string, std::string>> query = {});
  core::Json post(const std::string& path, const core::Json& body);

  // A file's text, or stdin for "-". Throws Refused.
  std::string text_of(const std::string& path);

  Globals globals{};
  Terminal& terminal;
  World world;
  std::function<int()> action{};  // what the command line asked for

 private:
  Api& api();
  std::string token(const LoadedConfig& loaded, const std::string& url);

  std::unique_ptr<Api> api_;
};

// The default world: this process, real time, real sockets.
World process_world();

// --- lists ---

struct Column {
  std::string heading;
  std::function<Cell(const core::Json& item)> cell;
  bool whole =
      false;  // not cut on a narrow terminal; the first column, which names the row, never is
};

struct ListView {
  std::vector<Column> columns;
  std::string name_key = "id";  // what `-o name` prints
  std::string nothing{};        // what to say when the list is empty
};

struct Paging {
  std::size_t limit = 100;
  bool all = false;
};

// Reads the list at `path`, which comes whole, and prints it. Returns its items.
std::vector<core::Json> print_list(Shell& shell, const std::string& path, const ListView& view);
// Reads pages of `path` until `paging` is met, and prints them. Returns the items shown.
std::vector<core::Json> print_pages(Shell& shell, const std::string& path,
                                    std::vector<std::pair<std::string, std::string>> query,
                                    const Paging& paging, const ListView& view);

// Shortcuts for columns.
Column text_column(std::string heading, std::string key);
Column status_column(std::string heading, std::string key);
Column age_column(std::string heading, std::string key, Shell& shell);

}  // namespace baton::app
