#include "app/commands/commands.hpp"
#include "app/contexts.hpp"
#include "baton/formats/url.hpp"

#include <CLI/App.hpp>
#include <ostream>

// baton context: servers with a name.
namespace baton::app::commands {
namespace {

int list_contexts(Shell& shell) {
  const Contexts contexts = read_contexts(shell.world.environment);
  Table table({"CONTEXT", "URL", "TOKEN FILE", "IN USE"});
  core::Json items = core::Json::array();
  for (const auto& [name, one] : contexts.known) {
    const bool current = name == contexts.current;
    table.add({{name}, {one.url}, {one.token_file}, {current ? "●" : "", Colour::green}});
    items.push_back(
        {{"name", name}, {"url", one.url}, {"token_file", one.token_file}, {"current", current}});
    if (shell.terminal.format() == Format::ndjson) shell.terminal.print(items.back());
    if (shell.terminal.format() == Format::name) shell.terminal.out() << name << '\n';
  }
  if (shell.terminal.document()) shell.terminal.print({{"items", items}});
  if (shell.terminal.table() && !table.empty()) table.print(shell.terminal);
  if (table.empty()) shell.terminal.next("baton context add NAME --url URL --token-file FILE");
  return kOk;
}

int add(Shell& shell, const std::string& name) {
  const auto url = formats::parse_url(shell.globals.url);
  if (shell.globals.url.empty() || !url)
    throw usage("a context needs the URL of a server",
                "baton context add " + name + " --url https://baton.example --token-file FILE");
  if (name == "local") throw usage("\"local\" is the server of this machine: choose another name");
  Contexts contexts = read_contexts(shell.world.environment);
  std::string token_file = shell.globals.token_file;
  if (!token_file.empty()) token_file = std::filesystem::absolute(token_file).string();
  contexts.known[name] = {shell.globals.url, token_file};
  write_contexts(shell.world.environment, contexts);
  shell.terminal.next("baton context use " + name);
  return kOk;
}

int use(Shell& shell, const std::string& name) {
  Contexts contexts = read_contexts(shell.world.environment);
  contexts.current = name == "local" ? "" : name;
  (void)contexts.chosen([](const std::string&) { return std::nullopt; });
  write_contexts(shell.world.environment, contexts);
  shell.terminal.note(contexts.current.empty()
                          ? "commands talk to the server of this machine"
                          : "commands talk to " + contexts.known.at(contexts.current).url);
  return kOk;
}

int remove(Shell& shell, const std::string& name) {
  Contexts contexts = read_contexts(shell.world.environment);
  if (contexts.known.erase(name) == 0)
    throw Refused(core::Error{core::Errc::not_found,
                              "there is no context \"" + name + "\"",
                              {},
                              "baton context ls shows those there are"});
  if (contexts.current == name) contexts.current.clear();
  write_contexts(shell.world.environment, contexts);
  return kOk;
}

}  // namespace

void add_context(CLI::App& root, Shell& shell) {
  auto name = std::make_shared<std::string>();
  CLI::App* contexts = root.add_subcommand("context", "Give servers names, and choose one");
  contexts->require_subcommand(1);
  contexts->add_subcommand("ls", "List the named servers")->callback([&shell] {
    shell.action = [&shell] { return list_contexts(shell); };
  });
  const auto with_name = [&](const char* verb, const char* text, const char* what,
                             int (*act)(Shell&, const std::string&)) {
    CLI::App* one = contexts->add_subcommand(verb, text);
    one->add_option("NAME", *name, what)->required();
    one->callback(
        [&shell, name, act] { shell.action = [&shell, name, act] { return act(shell, *name); }; });
  };
  with_name("add", "Name the server that --url and --token-file tell", "Its name", add);
  with_name("use", "Let commands talk to this server",
            "Its name; local is the server of this machine", use);
  with_name("rm", "Forget a name", "Its name", remove);
}

}  // namespace baton::app::commands
