#include "app/secrets.hpp"

#include "app/commands/commands.hpp"
#include "app/words.hpp"
#include "baton/core/counted.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"

#include <CLI/App.hpp>
#include <ostream>

// baton secrets: the secrets that connections.yaml names as secret:NAME.
namespace baton::app::commands {
namespace {

std::string path_of_secret(const std::string& name) {
  return "/api/v1/secrets/" + core::percent_encode(name);
}

Cell uses_of_secret(const core::Json& item) {
  std::vector<std::string> names;
  for (const auto& name : list_at(item, "used_by"))
    if (name.is_string()) names.push_back(name.get<std::string>());
  return names.empty() ? Cell{"–", Colour::dim} : Cell{core::join(names)};
}

int list_secrets(Shell& shell) {
  ListView view;
  view.columns = {text_column("SECRET", "name"),
                  {"USED BY", uses_of_secret, false},
                  age_column("CHANGED", "changed_at", shell),
                  text_column("BY", "changed_by"),
                  text_column("WHY NOT", "fault")};
  view.name_key = "name";
  view.nothing = "no secrets; baton secrets set NAME keeps one";
  print_list(shell, "/api/v1/secrets", view);
  shell.terminal.next("baton secrets set NAME");
  return kOk;
}

// The value from the terminal, where it is not shown, or from a file or a pipe. Line breaks at its
// end are those of an editor or of echo, and are left out.
std::string value_of_secret(Shell& shell, const std::string& name, const std::string& file) {
  std::string value = file.empty() && shell.world.ask_hidden
                          ? shell.world.ask_hidden("value of " + name + ": ")
                          : shell.text_of(file.empty() ? "-" : file);
  while (value.ends_with('\n') || value.ends_with('\r')) value.pop_back();
  if (value.empty())
    throw usage("the value is empty", "baton secrets set " + name + " < FILE, for example");
  return value;
}

int set_secret(Shell& shell, const std::string& name, const std::string& file) {
  ApiRequest request;
  request.method = "PUT";
  request.path = path_of_secret(name);
  request.body = core::dump({{"value", value_of_secret(shell, name, file)}});
  const core::Json secret = shell.call(request).json;
  if (shell.terminal.format() == Format::name) {
    shell.terminal.out() << name << '\n';
  } else if (shell.terminal.table()) {
    const auto uses = uses_of_secret(secret).text;
    shell.terminal.out() << printable(name) << "  is set\n";
    if (core::find(secret, "used_by") && secret.at("used_by").empty())
      shell.terminal.note("no connection names it yet: write secret:" + name +
                          " in connections.yaml");
    else
      shell.terminal.note("in use by " + uses);
  } else {
    shell.terminal.print(secret);
  }
  shell.terminal.next("baton secrets ls");
  return kOk;
}

int remove_secret(Shell& shell, const std::string& name) {
  ApiRequest request;
  request.method = "DELETE";
  request.path = path_of_secret(name);
  shell.call(request);
  if (shell.terminal.table())
    shell.terminal.out() << printable(name) << "  is removed\n";
  else
    shell.terminal.print(core::Json{{"name", name}});
  shell.terminal.next("baton connectors ls");
  return kOk;
}

int rotate_key(Shell& shell) {
  const core::Json done = shell.post("/api/v1/secret-key/rotate", core::Json::object());
  if (shell.terminal.table()) {
    const auto secrets = whole_number(done, "secrets");
    shell.terminal.out() << "the key is another one; "
                         << core::counted(secrets, "secret is", "secrets are")
                         << " encrypted under it\n";
    shell.terminal.note("keep a copy of the new key file apart from the database");
  } else {
    shell.terminal.print(done);
  }
  shell.terminal.next("baton secrets ls");
  return kOk;
}

// Works on this machine, without a server.
int init_key(Shell& shell) {
  const auto loaded = shell.load();
  make_key_file(loaded.config);
  const auto path = key_file_of(loaded.config).string();
  if (shell.terminal.table()) {
    shell.terminal.out() << printable(path) << "  is made\n";
    shell.terminal.note(
        "keep a copy of it apart from the database: without it the secrets are lost");
  } else {
    shell.terminal.print(core::Json{{"key_file", path}});
  }
  shell.terminal.next("baton secrets set NAME");
  return kOk;
}

}  // namespace

void add_secrets(CLI::App& root, Shell& shell) {
  CLI::App* secrets = root.add_subcommand("secrets", "Keep the secrets of connections, encrypted");
  secrets->require_subcommand(1);

  CLI::App* ls = secrets->add_subcommand("ls", "List secrets, never their values");
  ls->callback([&shell] { shell.action = [&shell] { return list_secrets(shell); }; });

  auto name = std::make_shared<std::string>();
  auto file = std::make_shared<std::string>();
  CLI::App* set = secrets->add_subcommand(
      "set", "Set a secret; its value is asked for, or read from standard input");
  set->add_option("NAME", *name, "Its name, as in secret:NAME of connections.yaml")->required();
  set->add_option("--file", *file, "Read the value from this file; - is standard input");
  set->callback([&shell, name, file] {
    shell.action = [&shell, name, file] { return set_secret(shell, *name, *file); };
  });

  CLI::App* rm = secrets->add_subcommand("rm", "Forget a secret");
  rm->add_option("NAME", *name, "Its name")->required();
  rm->callback(
      [&shell, name] { shell.action = [&shell, name] { return remove_secret(shell, *name); }; });

  CLI::App* rotate = secrets->add_subcommand(
      "rotate-key", "Encrypt every secret under a new key, which takes the place of the old one");
  rotate->callback([&shell] { shell.action = [&shell] { return rotate_key(shell); }; });

  CLI::App* init = secrets->add_subcommand(
      "init", "Make the key file that the setting secrets.key_file names, on this machine");
  init->callback([&shell] { shell.action = [&shell] { return init_key(shell); }; });
}

}  // namespace baton::app::commands
