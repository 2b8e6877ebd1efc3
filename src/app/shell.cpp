#include "app/shell.hpp"

#include "app/browser.hpp"
#include "app/client.hpp"
#include "app/contexts.hpp"
#include "app/loopback.hpp"
#include "app/words.hpp"
#include "baton/core/text.hpp"

#include <cstdlib>
#include <iostream>
#include <iterator>
#include <sys/ioctl.h>
#include <termios.h>
#include <thread>
#include <unistd.h>

namespace baton::app {
namespace {

// The most bytes that are read from a file or from stdin. The server's own limit is far lower.
constexpr std::size_t kInputBytesMax = 16'000'000;

// The width of the terminal that a file descriptor is, or COLUMNS when the terminal does not tell
// it; 0 when it is no terminal.
std::size_t columns_of(int file) {
  if (isatty(file) != 1) return 0;
  winsize size{};
  if (ioctl(file, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const char* said = std::getenv("COLUMNS");
  return said ? std::strtoul(said, nullptr, 10) : 80;
}

// The token in a text. A token goes into a header field, where a line break would begin another
// field, so only printable ASCII is accepted.
std::string checked_token(std::string_view text, const std::string& origin) {
  std::string token(core::trim(text, " \t\r\n"));
  for (const char letter : token) {
    if (letter <= ' ' || letter > '~')
      throw usage(origin + " holds no token", "expected one line that begins with bt_");
  }
  return token;
}

std::string read_token(const std::string& path, const std::string& origin) {
  auto text = read_file(path, 4'096);
  if (!text)
    throw usage(origin + " names \"" + path + "\": " + text.error().message,
                "expected a file that holds a token");
  return checked_token(*text, origin);
}

// The problem in an answer that refuses. Fills in what the server left out, and names the file that
// was sent in each of `errors`.
core::Json problem_of(const ApiAnswer& answer, const ApiRequest& request, const std::string& file) {
  core::Json problem = answer.json.is_object() ? answer.json : core::Json::object();
  problem["status"] = answer.status;
  if (!problem.contains("detail")) {
    const std::string title =
        core::text_at(problem, "title", "the server answered " + std::to_string(answer.status));
    problem["detail"] = title + " (" + std::string(request.method) + " " + request.path + ")";
  }
  if (answer.status == 401) {
    // The server says how a token is made. This program has to be told of one.
    problem["hint"] =
        "set BATON_TOKEN_FILE to a file that holds a token, or name the server's data folder with "
        "--data";
  }
  if (auto errors = problem.find("errors");
      errors != problem.end() && errors->is_array() && !file.empty()) {
    for (core::Json& error : *errors) {
      if (error.is_object()) error["file"] = file;
    }
  }
  problem.erase("instance");
  return problem;
}

}  // namespace

LoadedConfig Shell::load(std::vector<Override> more) {
  std::vector<Override> overrides;
  if (!globals.data_dir.empty()) overrides.push_back({"data_dir", globals.data_dir, "--data"});
  if (!globals.url.empty()) overrides.push_back({"url", globals.url, "--url"});
  for (Override& given : more) overrides.push_back(std::move(given));
  LoadedConfig loaded =
      load_config(globals.config_dir, globals.config_dir_given, world.environment, overrides);
  if (core::has_errors(loaded.findings))
    throw Refused(kUsage, mistakes_in("settings", loaded.findings), loaded.text);
  return loaded;
}

std::string Shell::token(const LoadedConfig& loaded, const std::string& url) {
  if (!globals.token_file.empty()) return read_token(globals.token_file, "--token-file");
  if (const auto path = world.environment("BATON_TOKEN_FILE"); path && !path->empty())
    return read_token(*path, "BATON_TOKEN_FILE");
  if (const auto value = world.environment("BATON_TOKEN"); value && !value->empty())
    return checked_token(*value, "BATON_TOKEN");
  // The token in the data folder belongs to the server on this machine, and is sent to no other.
  const auto server = formats::parse_url(url);
  if (!server || !is_loopback(server->origin.host)) return {};
  auto text = read_file(loaded.config.data_dir / "admin.token", 4'096);
  return text ? checked_token(*text, "admin.token") : std::string();
}

Api& Shell::api() {
  if (!api_) {
    const LoadedConfig loaded = load();
    const auto context = !loaded.config.url.empty()
                             ? std::nullopt
                             : read_contexts(world.environment).chosen(world.environment);
    url_ = context ? context->url : loaded.config.server_url();
    // The token of a context is for its server; one that the user names now wins over it.
    if (context && globals.token_file.empty() && !context->token_file.empty() &&
        world.environment("BATON_TOKEN_FILE").value_or("").empty() &&
        world.environment("BATON_TOKEN").value_or("").empty())
      globals.token_file = context->token_file;
    api_ = world.connect(url_, token(loaded, url_));
  }
  return *api_;
}

const std::string& Shell::server_url() {
  api();
  return url_;
}

void Shell::page(const std::string& path) {
  if (!world.err_is_tty || !terminal.table()) return;
  terminal.err() << terminal.paint_err("page: ", Colour::dim) << server_url() << path << '\n';
}

ApiAnswer Shell::call(const ApiRequest& request, const std::string& file,
                      const std::string& source) {
  auto answer = api().call(request);
  if (!answer) throw Refused(answer.error());
  if (answer->status >= 300)
    throw Refused(exit_code_of_status(answer->status), problem_of(*answer, request, file), source);
  return std::move(*answer);
}

core::Json Shell::get(const std::string& path,
                      std::vector<std::pair<std::string, std::string>> query) {
  ApiRequest request;
  request.path = path;
  request.query = std::move(query);
  return call(request).json;
}

core::Json Shell::post(const std::string& path, const core::Json& body) {
  ApiRequest request;
  request.method = "POST";
  request.path = path;
  request.body = core::dump(body);
  return call(request).json;
}

std::string Shell::text_of(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(world.in), {});
  auto text = read_file(path, kInputBytesMax);
  if (!text) throw Refused(text.error());
  return std::move(*text);
}

namespace {

// Asks on the terminal, whose echo is off meanwhile.
std::string ask_hidden(const std::string& prompt) {
  termios before{};
  const bool known = tcgetattr(STDIN_FILENO, &before) == 0;
  termios quiet = before;
  quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  std::cerr << prompt << std::flush;
  if (known) tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  std::string line;
  std::getline(std::cin, line);
  if (known) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  std::cerr << '\n';
  return line;
}

std::string ask(const std::string& prompt) {
  std::cerr << prompt << std::flush;
  std::string line;
  std::getline(std::cin, line);
  return line;
}

}  // namespace

World process_world() {
  return World{
      process_environment(),
      std::cin,
      isatty(STDOUT_FILENO) == 1,
      isatty(STDERR_FILENO) == 1,
      columns_of(STDOUT_FILENO),
      [] { return std::chrono::time_point_cast<core::Duration>(std::chrono::system_clock::now()); },
      [](std::chrono::milliseconds length) { std::this_thread::sleep_for(length); },
      [](const std::string& url, const std::string& token) -> std::unique_ptr<Api> {
        auto server = formats::parse_url(url);
        if (!server)
          throw usage("\"" + url + "\" is no server's URL: " + server.error().message,
                      "expected a URL such as http://127.0.0.1:8700");
        return std::make_unique<HttpApi>(std::move(*server), core::Secret(token));
      },
      open_page,
      isatty(STDIN_FILENO) == 1 ? ask_hidden : nullptr,
      isatty(STDIN_FILENO) == 1 ? ask : nullptr};
}

}  // namespace baton::app
