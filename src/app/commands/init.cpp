#include "app/commands/commands.hpp"
#include "app/config.hpp"
#include "app/files.hpp"
#include "app/shipped.hpp"
#include "app/words.hpp"

#include <CLI/App.hpp>
#include <filesystem>
#include <ostream>
#include <system_error>

// baton init: a folder to begin with.
namespace baton::app::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kOwnFileBytesMax = 4'000'000;

constexpr std::string_view kEvent = "{ \"name\": \"Ada\" }\n";

// Tells the YAML extension of VS Code which schema is that of which files. Other editors read the
// first line of each file, which names its schema as well.
constexpr std::string_view kEditorSettings = R"({
  "yaml.schemas": {
    "./config/schema/workflow.schema.json": "config/templates/**/*.yaml",
    "./config/schema/connections.schema.json": "config/connections.yaml",
    "./config/schema/connector.schema.json": "config/connectors/*.yaml",
    "./config/schema/calendar.schema.json": "config/calendars/*.yaml",
    "./config/schema/route.schema.json": "config/routes/*.yaml",
    "./config/schema/fact.schema.json": "config/facts/*.yaml",
    "./config/schema/goal.schema.json": "config/goals/*.yaml",
    "./config/schema/kpi.schema.json": "config/kpis/*.yaml",
    "./config/schema/detector.schema.json": "config/detectors/*.yaml",
    "./config/schema/settings.schema.json": "config/baton.yaml"
  },
  "yaml.format.enable": false,
  "[yaml]": { "editor.tabSize": 2, "editor.insertSpaces": true }
}
)";
constexpr std::string_view kEditorExtensions = R"({ "recommendations": ["redhat.vscode-yaml"] }
)";

struct NewFile {
  std::string path;  // below the folder
  std::string_view text;
  // It belongs to this version of the program and is not edited, so that an older one is replaced.
  bool ours = false;
};

std::vector<NewFile> files_to_write() {
  std::vector<NewFile> files;
  for (const ShippedFile& file : shipped_files()) {
    // Those of events are for programs: `baton events schema` prints them.
    const bool schema =
        file.path.starts_with("schema/") && !file.path.starts_with("schema/events/");
    const bool wanted = schema || file.path == "baton.yaml" || file.path == "connections.yaml" ||
                        file.path.starts_with("calendars/") || file.path.starts_with("routes/") ||
                        file.path.starts_with("facts/") || file.path == "templates/hello.yaml" ||
                        file.path == "scenarios/hello.scenario.yaml";
    if (wanted) files.push_back({"config/" + std::string(file.path), file.text, schema});
  }
  files.push_back({"events/hello.said.json", kEvent});
  files.push_back({".vscode/settings.json", kEditorSettings});
  files.push_back({".vscode/extensions.json", kEditorExtensions});
  files.push_back({".gitignore", "/data/\n"});
  return files;
}

// Writes one file, and says what became of it: "written", "replaced", "the same" or "kept".
std::string_view write(const fs::path& folder, const NewFile& file) {
  const fs::path path = folder / file.path;
  const auto before = read_file(path, kOwnFileBytesMax);
  if (before && *before == file.text) return "the same";
  const bool there = before || before.error().code != core::Errc::not_found;
  // A link leads to a file that may not be of this folder, or that is not there yet.
  std::error_code failed;
  const bool is_link = fs::is_symlink(fs::symlink_status(path, failed));
  if (is_link || (there && !file.ours)) return "kept";
  write_file(path, file.text);
  return there ? "replaced" : "written";
}

int init(Shell& shell, const fs::path& folder) {
  Table table({"FILE", "STATE"});
  core::Json files = core::Json::array();
  for (const NewFile& file : files_to_write()) {
    const std::string_view state = write(folder, file);
    const std::string path = (folder / file.path).lexically_normal().string();
    files.push_back({{"path", path}, {"state", state}});
    table.add({{path}, {std::string(state), state == "kept" ? Colour::yellow : Colour::dim}});
    if (shell.terminal.format() == Format::ndjson) shell.terminal.print(files.back());
    if (shell.terminal.format() == Format::name) shell.terminal.out() << path << '\n';
  }
  if (shell.terminal.document()) shell.terminal.print({{"items", files}});
  if (shell.terminal.table()) table.print(shell.terminal);
  const auto place = folder.lexically_normal();
  const bool here = place.empty() || place == fs::path(".") || place == fs::path("./");
  // `cd -x` would take the name for an option.
  const std::string from = (folder.string().starts_with('-') ? "./" : "") + folder.string();
  shell.terminal.next((here ? "" : "cd " + shell_word(printable(from)) + " && ") + "baton serve");
  shell.terminal.next("baton events send hello.said -f events/hello.said.json");
  return kOk;
}

}  // namespace

void add_init(CLI::App& root, Shell& shell) {
  auto folder = std::make_shared<std::string>(".");
  CLI::App* init_app = root.add_subcommand(
      "init",
      "Write a folder to begin with: a workflow, its event and its test, settings, schemas, "
      "editor settings. Nothing that you wrote is replaced");
  init_app->add_option("DIR", *folder, "The folder; made when it is not there (default: this one)");
  init_app->callback(
      [&shell, folder] { shell.action = [&shell, folder] { return init(shell, *folder); }; });
}

}  // namespace baton::app::commands
