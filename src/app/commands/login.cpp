#include "app/commands/commands.hpp"

#include <CLI/App.hpp>
#include <ostream>
#include <string_view>
#include <utility>

namespace baton::app::commands {
namespace {

struct LoginOptions {
  std::string link;
  bool print_only = false;
};

// Whether a text is a link that signs in, and not the address of a server alone.
bool has_code(std::string_view link) { return link.find("/#code=") != std::string_view::npos; }

int login(Shell& shell, const LoginOptions& options) {
  std::string link = options.link;
  core::Json made = core::Json::object();
  if (!link.empty() && !has_code(link)) {
    while (link.ends_with('/')) link.pop_back();
    shell.globals.url = std::exchange(link, {});
  }
  if (link.empty()) {
    made = shell.post("/api/v1/me/code", core::Json::object());
    link = shell.server_url() + core::text_at(made, "path");
  }
  made["link"] = link;
  const bool opens = !options.print_only && shell.world.out_is_tty && shell.world.open_page;
  if (opens) shell.world.open_page(link);
  if (!shell.terminal.table()) {
    shell.terminal.print(made);
    return kOk;
  }
  shell.terminal.out() << link << '\n';
  if (core::text_at(made, "purpose") == "first_admin")
    shell.terminal.note("it makes the first admin: choose a name and a password");
  shell.terminal.note("good once, and for a few minutes; whoever has it is you");
  return kOk;
}

}  // namespace

void add_login(CLI::App& root, Shell& shell) {
  auto options = std::make_shared<LoginOptions>();
  CLI::App* command = root.add_subcommand(
      "login", "Sign in to the console in a browser, by a link that is good once");
  command->add_option("LINK", options->link,
                      "The link that baton serve printed, or the address of a server; without a "
                      "link, a new one is made");
  command->add_flag(
      "--print", options->print_only,
      "Print the link and open no browser, whose arguments others on this machine can "
      "read");
  command->callback(
      [&shell, options] { shell.action = [&shell, options] { return login(shell, *options); }; });
}

}  // namespace baton::app::commands
