#include "app/commands/commands.hpp"
#include "app/commands/data.hpp"
#include "app/connections.hpp"
#include "app/files.hpp"
#include "app/openapi_manifest.hpp"
#include "app/system.hpp"
#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/url.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <filesystem>
#include <map>
#include <ostream>
#include <system_error>
#include <vector>

// baton connectors new: a manifest to begin with, and what its operations send.
namespace baton::app::commands {
namespace {

namespace fs = std::filesystem;

struct NewConnector {
  std::string name{};
  std::string from{};
  std::vector<std::string> operations{};
  std::string title{};
  std::string base_url = "https://api.example.com";
  std::string auth = "bearer";
  // None of --from, --base-url and --auth is given: whoever is at the terminal is asked.
  bool asks = false;
};

// The ways to sign in that a manifest can begin with.
const std::vector<std::string>& ways_to_sign_in() {
  static const std::vector<std::string> kWays{"basic",  "bearer", "header",
                                              "oauth2", "query",  "none"};
  return kWays;
}

// A connector's name stands in `do: NAME.operation`.
void require_connector_name(const std::string& name) {
  const bool fits = !name.empty() && std::all_of(name.begin(), name.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
  });
  if (!fits)
    throw usage("\"" + name + "\" cannot be the name of a connector",
                "expected small letters, digits and _, such as help_desk");
}

ConnectorDraft draft_for(Shell& shell, const NewConnector& options) {
  if (options.from.empty()) {
    auto draft = draft_of_nothing(options.name, options.base_url, options.auth);
    if (!options.title.empty()) draft.keys["title"] = options.title;
    return draft;
  }
  if (options.operations.empty())
    throw usage("--from needs --operation",
                "name operations of the description by their operationId");
  const auto text = shell.text_of(options.from);
  core::JsonLimits limits;
  limits.values_max = 5'000'000;  // descriptions of large vendors
  limits.depth_max = 200;
  auto description = core::parse_json(text, limits);
  if (!description) {
    auto error = description.error();
    error.message = "the description is no JSON: " + error.message;
    error.hint = "one in YAML has to be converted first";
    throw Refused(error);
  }
  auto draft = draft_from_openapi(options.name, *description, options.operations);
  if (!draft) throw Refused(draft.error());
  return *std::move(draft);
}

// What an operation sends for an input. The key is the same each time, so that it can be compared.
core::Result<core::Json> sent_for(const connectors::Registry& registry,
                                  const std::string& connection, const std::string& operation,
                                  const core::Json& input) {
  core::StartAction action;
  action.connection = connection;
  action.operation = operation;
  action.input = input;
  action.context = core::Json::object();
  action.key = "key-1";
  return registry.preview(action);
}

// What each operation sends for its example, as the manifest has it now: the test of the manifest.
core::Json requests_of(Shell& shell, const ConnectorDraft& draft) {
  const SystemClock clock;
  connectors::Registry::Options options;
  options.shipped.manifests.push_back({draft.name + ".yaml", manifest_text(draft)});
  options.shipped.connections = "connections: { " + draft.name + ": {} }\n";
  const auto nowhere = fs::path(shell.globals.config_dir) / ".none";
  auto loaded =
      connectors::Registry::load(nowhere, nowhere, shell.world.environment, clock, options);
  for (const auto& finding : loaded.findings)
    if (finding.severity == core::Finding::Severity::error &&
        finding.file.ends_with(draft.name + ".yaml"))
      throw Refused(kNo, mistakes_in("manifest that was made", loaded.findings),
                    std::map<std::string, std::string>{{finding.file, manifest_text(draft)}});
  core::ensure(loaded.registry != nullptr, "one connection is always clear");
  core::Json cases = core::Json::array();
  for (const auto& [operation, input] : draft.inputs.items()) {
    auto sent = sent_for(*loaded.registry, draft.name, operation, input);
    if (!sent) throw Refused(sent.error());
    cases.push_back({{"operation", operation}, {"input", input}, {"sends", *std::move(sent)}});
  }
  return cases;
}

void require_new(const fs::path& path) {
  std::error_code failed;
  if (fs::exists(fs::symlink_status(path, failed)))
    throw Refused(core::Error{core::Errc::conflict, "there is such a file already", path.string(),
                              "choose another name, or move the file away"});
}

void require_url(const std::string& text) {
  if (const auto url = formats::parse_url(text); !url)
    throw usage("--base-url: " + url.error().message + ", got \"" + text + '"',
                "such as https://api.example.com");
}

// Asks for the title, the address and the way to sign in. An empty line leaves the default.
void ask_for(Shell& shell, NewConnector& options) {
  const auto ask = [&shell](const std::string& question, const std::string& default_value) {
    const auto line = shell.world.ask(question + " [" + default_value + "] ");
    const auto said = core::trim(line);
    return said.empty() ? default_value : std::string(said);
  };
  options.title = ask("What do people call the system?", options.name);
  options.base_url = ask("Where is its interface?", options.base_url);
  require_url(options.base_url);
  options.auth =
      ask("How do callers sign in: " + core::any_of(ways_to_sign_in()) + "?", options.auth);
  if (!core::is_one_of(options.auth, ways_to_sign_in()))
    throw usage("\"" + options.auth + "\" is no way to sign in",
                "expected " + core::any_of(ways_to_sign_in()));
}

int make_connector(Shell& shell, NewConnector options) {
  require_connector_name(options.name);
  if (options.from.empty()) require_url(options.base_url);
  const auto folder = fs::path(shell.globals.config_dir) / "connectors";
  const auto manifest = folder / (options.name + ".yaml");
  const auto test = folder / (options.name + ".test.json");
  require_new(manifest);
  require_new(test);
  if (options.asks && shell.world.ask) ask_for(shell, options);
  const auto draft = draft_for(shell, options);
  const auto cases = requests_of(shell, draft);
  write_file(manifest, manifest_text(draft));
  write_file(test, cases.dump(2) + "\n");
  auto& out = shell.terminal.out();
  out << manifest.string() << ": the manifest\n" << test.string() << ": what its operations send\n";
  for (const auto& remark : draft.remarks) out << "look at: " << remark << '\n';
  out << "\nAdd to connections.yaml, below its line \"connections:\" if it has one, and reload the "
         "server (SIGHUP):\n\n"
      << connection_text(draft);
  shell.terminal.next("baton connectors check " + options.name);
  return kOk;
}

// True if `one` says which operation sends what for which input.
bool is_case(const core::Json& one) {
  const auto* operation = core::find(one, "operation");
  const auto* input = core::find(one, "input");
  const auto* sends = core::find(one, "sends");
  return operation != nullptr && operation->is_string() && sends != nullptr && sends->is_object() &&
         (input == nullptr || input->is_object());
}

// The cases of the test of a connector, each of which is one.
core::Json cases_of(Shell& shell, const fs::path& folder, const std::string& name) {
  const auto file = folder / (name + ".test.json");
  std::error_code failed;
  if (!fs::exists(file, failed))
    throw Refused(
        core::Error{core::Errc::not_found, "the connector " + name + " has no test", file.string(),
                    fs::exists(folder / (name + ".yaml"), failed)
                        ? "write [] into it to check the manifest alone"
                        : "baton connectors new " + name + " makes a manifest and its test"});
  auto cases = parse_data(shell.text_of(file.string()), file.string());
  if (!cases.is_array())
    throw Refused(core::Error{core::Errc::invalid, "expected a list of cases", file.string(),
                              R"(write [{"operation": "…", "input": {…}, "sends": {…}}])"});
  for (std::size_t index = 0; index < cases.size(); ++index) {
    if (is_case(cases[index])) continue;
    throw Refused(core::Error{
        core::Errc::invalid,
        "case " + std::to_string(index + 1) +
            ": expected an operation, its input and what it sends",
        file.string(),
        R"(write {"operation": "…", "input": {…}, "sends": {}}, and copy what is shown as sent)"});
  }
  return cases;
}

// The members that two requests do not have in common, as JSON pointers.
std::string differences_of(const core::Json& sent, const core::Json& wanted) {
  std::vector<std::string> places;
  for (const auto& change : core::Json::diff(wanted, sent))
    places.push_back(core::text_at(change, "path"));
  return core::join(places);
}

// Compares what the operations of a connector send with its test. Exit 1 when something differs.
int check_connector(Shell& shell, const std::string& name) {
  require_connector_name(name);
  const auto folder = fs::path(shell.globals.config_dir) / "connectors";
  const auto expected = cases_of(shell, folder, name);
  const SystemClock clock;
  connectors::Registry::Options options;
  options.shipped.connections = "connections: { " + name + ": {} }\n";
  options.plugins.library_host = library_host();
  auto loaded =
      connectors::Registry::load(folder, folder / ".none", shell.world.environment, clock, options);
  core::Findings own;
  for (const auto& finding : loaded.findings)
    if (fs::path(finding.file).stem() == name) own.push_back(finding);
  if (core::has_errors(own) || !loaded.registry) {
    const auto& wrong = own.empty() ? loaded.findings : own;
    throw Refused(kNo, mistakes_in("connector " + name, wrong), texts_of(wrong));
  }
  int differing = 0;
  for (const auto& one : expected) {
    const auto operation = core::text_at(one, "operation");
    const auto sent =
        sent_for(*loaded.registry, name, operation, one.value("input", core::Json::object()));
    const auto& wanted = one.at("sends");
    if (sent && *sent == wanted) continue;
    ++differing;
    auto& out = shell.terminal.out();
    out << operation << ": " << (sent ? "sends " + core::dump(*sent) : sent.error().text())
        << "\n  expected " << core::dump(wanted) << '\n';
    if (sent) out << "  they differ in " << differences_of(*sent, wanted) << '\n';
  }
  shell.terminal.out() << core::counted(expected.size(), "case") << ", " << differing << " of them "
                       << core::plural(differing, "differs", "differ") << '\n';
  return differing == 0 ? kOk : kNo;
}

}  // namespace

void add_connectors_new(CLI::App& connectors, Shell& shell) {
  auto options = std::make_shared<NewConnector>();
  CLI::App* make = connectors.add_subcommand(
      "new", "Make the manifest of a connector, with a test of what its operations send");
  make->add_option("NAME", options->name, "The name of the connector")->required();
  auto* from =
      make->add_option("--from", options->from, "The vendor's API description (OpenAPI 3, JSON)")
          ->option_text("FILE");
  make->add_option("--operation", options->operations,
                   "An operation of it, by its operationId; may be repeated")
      ->option_text("ID")
      ->allow_extra_args(false);
  auto* url = make->add_option("--base-url", options->base_url,
                               "Without --from: where the vendor's interface is. Given none of "
                               "--from, --base-url and --auth, it asks at a terminal")
                  ->option_text("URL");
  auto* auth = make->add_option("--auth", options->auth,
                                "Without --from: basic, bearer, header, oauth2, query or none "
                                "(default: bearer)")
                   ->option_text("KIND")
                   ->check(CLI::IsMember(ways_to_sign_in()));
  make->callback([&shell, options, from, url, auth] {
    options->asks = from->count() + url->count() + auth->count() == 0;
    shell.action = [&shell, options] { return make_connector(shell, *options); };
  });
  auto name = std::make_shared<std::string>();
  CLI::App* check = connectors.add_subcommand("check",
                                              "Check a manifest and compare what its operations "
                                              "send with its test; exit 1 when they differ");
  check->add_option("NAME", *name, "The name of the connector")->required();
  check->callback(
      [&shell, name] { shell.action = [&shell, name] { return check_connector(shell, *name); }; });
}

}  // namespace baton::app::commands
